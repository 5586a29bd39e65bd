"""Stills: every mode to 8-bit sRGB, upright, within limits."""

from __future__ import annotations

import io
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageCms

from storyboard_studio.errors import MediaError
from storyboard_studio.media.stills import load_still, still_info
from tests.unit.media.clips import numbered

_SOURCE = numbered(0b10110010)


def _saved(path: Path, image: Image.Image, **options: object) -> Path:
    image.save(path, **options)  # type: ignore[arg-type]
    return path


@pytest.mark.parametrize("suffix", [".png", ".bmp", ".tif", ".webp"])
def test_lossless_formats_are_exact(suffix: str, tmp_path: Path) -> None:
    options = {"lossless": True} if suffix == ".webp" else {}
    path = _saved(tmp_path / f"a{suffix}", Image.fromarray(_SOURCE), **options)
    assert np.array_equal(load_still(path), _SOURCE)


@pytest.mark.parametrize("suffix", [".jpg", ".gif", ".avif"])
def test_lossy_formats_are_close(suffix: str, tmp_path: Path) -> None:
    path = _saved(tmp_path / f"a{suffix}", Image.fromarray(_SOURCE))
    assert np.abs(load_still(path)[..., :3].astype(int) - _SOURCE).mean() < 8


@pytest.mark.parametrize("orientation", range(1, 9))
def test_exif_orientation_is_applied(orientation: int, tmp_path: Path) -> None:
    exif = Image.Exif()
    exif[0x0112] = orientation
    path = _saved(tmp_path / "a.png", Image.fromarray(_SOURCE), exif=exif)
    turned = {
        1: _SOURCE, 2: _SOURCE[:, ::-1], 3: _SOURCE[::-1, ::-1], 4: _SOURCE[::-1],
        5: _SOURCE.swapaxes(0, 1), 6: np.rot90(_SOURCE, -1),
        7: _SOURCE.swapaxes(0, 1)[::-1, ::-1], 8: np.rot90(_SOURCE),
    }[orientation]  # fmt: skip
    assert np.array_equal(load_still(path), turned)
    assert still_info(path).size == (turned.shape[1], turned.shape[0])


def test_grey_sixteen_bit_palette_and_bilevel(tmp_path: Path) -> None:
    grey = np.arange(64, dtype=np.uint8).reshape(8, 8) * 4
    modes = {
        "L": Image.fromarray(grey),
        "I;16": Image.fromarray(grey.astype(np.uint16) * 257),
        "P": Image.fromarray(grey).convert("P"),
    }
    for name, image in modes.items():
        picture = load_still(_saved(tmp_path / "a.png", image))
        assert picture.shape == (8, 8, 3), name
        assert np.array_equal(picture[..., 1], grey), name
    bilevel = load_still(_saved(tmp_path / "b.png", Image.fromarray(grey > 127)))
    assert np.array_equal(bilevel[..., 0], np.where(grey > 127, 255, 0))


def test_floating_point_tiff(tmp_path: Path) -> None:
    real = np.linspace(-0.2, 1.0, 64, dtype=np.float32).reshape(8, 8)
    picture = load_still(_saved(tmp_path / "a.tif", Image.fromarray(real)))
    assert np.array_equal(picture[..., 0], np.rint(np.clip(real, 0, 1) * 255))


def test_cmyk(tmp_path: Path) -> None:
    ink = np.zeros((8, 8, 4), np.uint8)
    ink[..., 0] = 255
    picture = load_still(_saved(tmp_path / "a.tif", Image.fromarray(ink, "CMYK")))
    assert picture.shape == (8, 8, 3)
    assert picture[0, 0].tolist() == [0, 255, 255]


def test_transparency_in_all_its_forms(tmp_path: Path) -> None:
    clear = np.dstack([_SOURCE, np.full(_SOURCE.shape[:2], 77, np.uint8)])
    assert np.array_equal(load_still(_saved(tmp_path / "a.png", Image.fromarray(clear))), clear)
    grey = Image.fromarray(clear[..., [0, 3]], "LA")
    assert (load_still(_saved(tmp_path / "b.png", grey))[..., 3] == 77).all()
    palette = Image.fromarray(_SOURCE).convert("P")
    first = np.asarray(palette)[0, 0]
    picture = load_still(_saved(tmp_path / "c.png", palette, transparency=int(first)))
    assert picture[0, 0, 3] == 0
    assert picture[..., 3].max() == 255


def _wide_profile() -> bytes:
    """A matrix profile like sRGB with its red and green curves' columns swapped in the tags."""
    content = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    red, green = content.index(b"rXYZ"), content.index(b"gXYZ")
    content[red : red + 4], content[green : green + 4] = b"gXYZ", b"rXYZ"
    return bytes(content).replace("sRGB".encode("utf-16-be"), "swap".encode("utf-16-be"))


def test_an_embedded_profile_is_converted(tmp_path: Path) -> None:
    red = np.zeros((8, 8, 3), np.uint8)
    red[..., 0] = 255
    path = _saved(tmp_path / "a.png", Image.fromarray(red), icc_profile=_wide_profile())
    assert load_still(path)[0, 0].tolist() == pytest.approx([0, 255, 0], abs=2)


def test_an_srgb_profile_changes_nothing(tmp_path: Path) -> None:
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    path = _saved(tmp_path / "a.png", Image.fromarray(_SOURCE), icc_profile=profile)
    assert np.array_equal(load_still(path), _SOURCE)


def test_a_broken_profile_is_ignored(tmp_path: Path) -> None:
    path = _saved(tmp_path / "a.png", Image.fromarray(_SOURCE), icc_profile=b"not a profile")
    assert np.array_equal(load_still(path), _SOURCE)


def test_stills_are_read_only(tmp_path: Path) -> None:
    picture = load_still(_saved(tmp_path / "a.png", Image.fromarray(_SOURCE)))
    with pytest.raises(ValueError, match="read-only"):
        picture[0, 0, 0] = 1


def test_animations_show_their_first_frame(tmp_path: Path) -> None:
    frames = [Image.fromarray(numbered(number)) for number in (3, 9)]
    path = _saved(tmp_path / "a.webp", frames[0], save_all=True, append_images=frames[1:],
                  lossless=True)  # fmt: skip
    assert np.array_equal(load_still(path), numbered(3))
    assert still_info(path).frames == 2


@pytest.mark.parametrize("suffix", [".png", ".jpg", ".webp", ".tif", ".bmp", ".gif"])
def test_damage_anywhere_gives_a_picture_or_a_plain_refusal(suffix: str, tmp_path: Path) -> None:
    stream = io.BytesIO()
    Image.fromarray(_SOURCE).save(stream, {".jpg": "JPEG", ".tif": "TIFF"}.get(suffix, suffix[1:]))
    content = stream.getvalue()
    rng = np.random.default_rng(11)
    refused = named = 0
    for _ in range(60):
        damaged = bytearray(content)
        for at in rng.integers(0, len(content), 6):
            damaged[at] = rng.integers(0, 256)
        path = tmp_path / f"damaged{suffix}"
        path.write_bytes(bytes(damaged[: rng.integers(len(content) // 2, len(content) + 1)]))
        try:
            assert load_still(path).dtype == np.uint8
        except MediaError as error:
            refused += 1
            named += error.path == str(path)
    assert refused == named > 5
