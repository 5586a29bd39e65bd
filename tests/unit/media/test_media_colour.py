"""Colour: the stream's matrix, range and transfer to 8-bit sRGB, and back into films."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest

from storyboard_studio.media import hdr
from storyboard_studio.media.colour import Turn, turn_of
from storyboard_studio.media.decode import ClipReader
from storyboard_studio.media.frames import ToYuv420
from tests.unit.media.clips import numbered

_KR_KB = {1: (0.2126, 0.0722), 5: (0.299, 0.114), 6: (0.299, 0.114), 9: (0.2627, 0.0593)}


def _flat_clip(
    path: Path,
    ycbcr: tuple[int, int, int],
    *,
    size: tuple[int, int] = (64, 48),
    pixels: str = "yuv420p",
    matrix: int = 2,
    full: int = 0,
    transfer: int = 2,
    primaries: int = 2,
) -> Path:
    """Lossless video of one colour, given as coded values."""
    with av.open(str(path), "w") as container:
        stream: Any = container.add_stream("ffv1", rate=24)
        stream.width, stream.height = size
        stream.pix_fmt = pixels
        context = stream.codec_context
        context.colorspace, context.color_range = matrix, full
        context.color_trc, context.color_primaries = transfer, primaries
        frame = av.VideoFrame(*size, pixels)
        for plane, value in zip(frame.planes, ycbcr, strict=True):
            deep = "10" in pixels
            line = np.full(plane.buffer_size // (2 if deep else 1), value, "<u2" if deep else "u1")
            plane.update(line.tobytes())
        frame.pts = 0
        container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    return path


def _rgb(path: Path) -> list[int]:
    with ClipReader(path) as reader:
        picture = reader.picture(0)
        assert np.ptp(picture.reshape(-1, 3), axis=0).max() == 0
        return [int(value) for value in picture[5, 5]]


def _expected(ycbcr: tuple[int, int, int], matrix: int, full: bool) -> list[int]:
    """ITU-T H.273, 8.3, in floating point."""
    kr, kb = _KR_KB[matrix]
    luma, blue, red = ycbcr
    y = luma / 255 if full else (luma - 16) / 219
    scale = 255 if full else 224
    pb, pr = (blue - 128) / scale, (red - 128) / scale
    r, b = y + 2 * (1 - kr) * pr, y + 2 * (1 - kb) * pb
    g = (y - kr * r - kb * b) / (1 - kr - kb)
    return [int(np.clip(round(255 * value), 0, 255)) for value in (r, g, b)]


@pytest.mark.parametrize("matrix", [1, 5, 6, 9])
@pytest.mark.parametrize("full", [1, 2])
def test_tagged_colours_follow_their_tags(matrix: int, full: int, tmp_path: Path) -> None:
    for colour in ((120, 90, 180), (200, 140, 110), (16, 128, 128), (60, 170, 100)):
        path = _flat_clip(tmp_path / "c.mkv", colour, matrix=matrix, full=full)
        assert np.abs(np.subtract(_rgb(path), _expected(colour, matrix, full == 2))).max() <= 1


@pytest.mark.parametrize(
    ("size", "matrix"), [((720, 576), 5), ((1280, 528), 1), ((640, 720), 1), ((854, 480), 5)]
)
def test_untagged_colours_are_guessed_by_size(
    size: tuple[int, int], matrix: int, tmp_path: Path
) -> None:
    colour = (120, 90, 180)
    path = _flat_clip(tmp_path / "c.mkv", colour, size=size)
    assert np.abs(np.subtract(_rgb(path), _expected(colour, matrix, False))).max() <= 1


def test_ten_bits_come_as_eight(tmp_path: Path) -> None:
    path = _flat_clip(tmp_path / "c.mkv", (480, 360, 720), pixels="yuv422p10le", matrix=1, full=1)
    assert np.abs(np.subtract(_rgb(path), _expected((120, 90, 180), 1, False))).max() <= 1


def _pq_code(light: float) -> int:
    return round(64 + 876 * float(hdr.light_to_pq(np.array(light))))


@pytest.mark.parametrize(
    ("transfer", "note"), [(16, "HDR (PQ) tone-mapped"), (18, "HDR (HLG) tone-mapped")]
)
def test_hdr_is_said(transfer: int, note: str, tmp_path: Path) -> None:
    path = _flat_clip(
        tmp_path / "c.mkv", (500, 512, 512), pixels="yuv420p10le", matrix=9, full=1,
        transfer=transfer, primaries=9,
    )  # fmt: skip
    with ClipReader(path) as reader:
        assert reader.notes == (note,)


def test_pq_keeps_shadows_and_fits_highlights(tmp_path: Path) -> None:
    seen = []
    for light in (0.0, 5.0, 20.0, 100.0, 203.0, 600.0, 1000.0, 4000.0):
        path = _flat_clip(
            tmp_path / "c.mkv", (_pq_code(light), 512, 512), pixels="yuv420p10le", matrix=9,
            full=1, transfer=16, primaries=9,
        )  # fmt: skip
        red, green, blue = _rgb(path)
        assert max(red, green, blue) - min(red, green, blue) <= 1
        seen.append(green)
    assert seen[0] == 0
    assert abs(seen[2] - 89) <= 2  # 20 / 203 of white, below the knee, in sRGB
    assert seen == sorted(seen)
    assert 190 <= seen[4] <= 240  # diffuse white leaves room for highlights
    assert seen[6] >= 253
    assert seen[7] == 255


def test_pq_curves_are_inverse() -> None:
    light = np.linspace(0, 10_000, 500)
    assert np.allclose(hdr.pq_to_light(hdr.light_to_pq(light)), light, atol=1e-3)


def test_hlg_nominal_peak_is_white(tmp_path: Path) -> None:
    path = _flat_clip(
        tmp_path / "c.mkv", (940, 512, 512), pixels="yuv420p10le", matrix=9, full=1,
        transfer=18, primaries=9,
    )  # fmt: skip
    assert min(_rgb(path)) >= 253


def test_wide_gamut_white_stays_white_and_green_gets_purer(tmp_path: Path) -> None:
    white = _flat_clip(
        tmp_path / "w.mkv", (940, 512, 512), pixels="yuv420p10le", matrix=9, full=1,
        transfer=14, primaries=9,
    )  # fmt: skip
    assert min(_rgb(white)) >= 254
    colour = (500, 450, 450)
    wide = _rgb(_flat_clip(tmp_path / "g.mkv", colour, pixels="yuv420p10le", matrix=9, full=1,
                           transfer=14, primaries=9))  # fmt: skip
    plain = _rgb(_flat_clip(tmp_path / "p.mkv", colour, pixels="yuv420p10le", matrix=9, full=1,
                            transfer=14, primaries=1))  # fmt: skip
    assert wide[1] - wide[0] > plain[1] - plain[0]


def test_chroma_is_interpolated_as_swscale_does(tmp_path: Path) -> None:
    """The same numbers as FFmpeg's scale filter with bicubic+accurate_rnd+full_chroma_int."""
    path = tmp_path / "c.mkv"
    with av.open(str(path), "w") as container:
        stream: Any = container.add_stream("ffv1", rate=24)
        stream.width, stream.height, stream.pix_fmt = 96, 64, "yuv420p"
        frame = av.VideoFrame.from_ndarray(numbered(0b01100101), format="rgb24")
        coded = frame.reformat(format="yuv420p", dst_colorspace=5, dst_color_range=1)
        coded.pts = 0
        container.mux(stream.encode(coded))
        container.mux(stream.encode(None))
    graph = av.filter.Graph()
    source = graph.add_buffer(width=96, height=64, format="yuv420p", time_base=Fraction(1, 24))
    flags = "flags=bicubic+accurate_rnd+full_chroma_int:in_color_matrix=bt601:in_range=limited"
    scale = graph.add("scale", flags)
    pixels = graph.add("format", "rgb24")
    sink = graph.add("buffersink")
    source.link_to(scale)
    scale.link_to(pixels)
    pixels.link_to(sink)
    graph.configure()
    source.push(coded)
    expected = sink.pull().to_ndarray()
    with ClipReader(path) as reader:
        difference = np.abs(reader.picture(0).astype(int) - expected)
    assert difference.max() <= 1


def test_turns_are_read_from_the_matrix() -> None:
    assert turn_of(None) == Turn()
    assert turn_of(b"") == Turn()
    assert turn_of(bytes(36)) == Turn()


@pytest.mark.parametrize("size", [(96, 64), (97, 65), (98, 66)])
def test_films_are_coded_as_bt709_within_one(size: tuple[int, int]) -> None:
    """Against the formula in floating point (ITU-R BT.709-6), chroma as the mean of four pixels."""
    rng = np.random.default_rng(3)
    picture = rng.integers(0, 256, (64, 96, 3), dtype=np.uint8)
    frame = ToYuv420()(picture, size)
    assert (frame.width, frame.height) == size
    more = [size[side] + size[side] % 2 - picture.shape[1 - side] for side in (1, 0)]
    padded = np.pad(picture, ((0, more[0]), (0, more[1]), (0, 0)), mode="edge").astype(float)
    red, green, blue = padded[..., 0], padded[..., 1], padded[..., 2]
    luma = 0.2126 * red + 0.7152 * green + 0.0722 * blue
    planes = (
        16 + 219 / 255 * luma,
        128 + 224 / 255 * (blue - luma) / 1.8556,
        128 + 224 / 255 * (red - luma) / 1.5748,
    )
    for index, (plane, expected) in enumerate(zip(frame.planes, planes, strict=True)):
        if index:
            expected = expected.reshape(expected.shape[0] // 2, 2, -1, 2).mean(axis=(1, 3))
        lines = np.frombuffer(memoryview(plane), np.uint8).reshape(-1, plane.line_size)
        got = lines[: plane.height, : plane.width].astype(float)
        assert np.abs(got - expected[: plane.height, : plane.width]).max() <= 1.01
