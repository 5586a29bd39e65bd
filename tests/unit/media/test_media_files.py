"""Fingerprints, probing and thumbnails of media files."""

from __future__ import annotations

import os
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from blake3 import blake3
from PIL import Image

from storyboard_studio.document.board import MediaKind
from storyboard_studio.errors import MediaError
from storyboard_studio.media.fingerprint import fingerprint, still_matches
from storyboard_studio.media.probe import import_media, probe
from storyboard_studio.media.thumbnails import filmstrip, prune, thumbnail
from tests.unit.media.clips import Recipe, clap, number_of, numbered, write_clip, write_sound_clip

_MIB = 1 << 20


@pytest.mark.parametrize("size", [1, 100, _MIB, _MIB + 7, 3 * _MIB + 1])
def test_a_fingerprint_is_of_size_head_and_tail(size: int, tmp_path: Path) -> None:
    content = np.random.default_rng(size).bytes(size)
    path = tmp_path / "a.bin"
    path.write_bytes(content)
    known = fingerprint(path)
    expected = blake3(size.to_bytes(8, "little") + content[:_MIB] + content[-_MIB:]).hexdigest()
    assert known.digest == expected
    assert known.size_bytes == size
    assert known.mtime_ns == path.stat().st_mtime_ns


def test_what_still_matches(tmp_path: Path) -> None:
    path = tmp_path / "a.bin"
    path.write_bytes(b"content")
    known = fingerprint(path)
    assert still_matches(path, known)
    os.utime(path, ns=(1, 1))
    assert still_matches(path, known)  # copied elsewhere: the content decides
    path.write_bytes(b"kontent")
    os.utime(path, ns=(2, 2))
    assert not still_matches(path, known)
    path.write_bytes(b"longer content")
    assert not still_matches(path, known)
    path.unlink()
    assert not still_matches(path, known)
    assert not still_matches(tmp_path, known)


def test_probing_a_clip(tmp_path: Path) -> None:
    path = write_sound_clip(tmp_path / "a.mkv", clap(2, 1), codec="flac")
    info = probe(path)
    assert info.kind is MediaKind.VIDEO
    assert (info.size, info.rate, info.frames) == ((96, 64), Fraction(24), 48)
    assert info.duration == 2
    assert info.has_sound
    assert info.rotation == 0
    assert info.notes == ()


def test_probing_a_still(tmp_path: Path) -> None:
    path = tmp_path / "a.png"
    Image.fromarray(numbered(1)).save(path)
    info = probe(path)
    assert info.kind is MediaKind.IMAGE
    assert (info.size, info.rate, info.duration, info.frames) == ((96, 64), 0, 0, None)


def test_importing_gives_the_document_its_facts(tmp_path: Path) -> None:
    path = write_clip(tmp_path, Recipe(count=12))
    media = import_media(path, "m1")
    assert media.id == "m1"
    assert media.path == os.path.realpath(path)
    assert media.relative == ""
    assert media.fingerprint == fingerprint(path)
    assert (media.size, media.frames, media.rate) == ((96, 64), 12, 24)
    assert media.duration == Fraction(1, 2)
    assert not media.has_sound


@pytest.mark.parametrize(("count", "kind"), [(1, MediaKind.IMAGE), (3, MediaKind.VIDEO)])
def test_a_gif_that_moves_is_a_clip(count: int, kind: MediaKind, tmp_path: Path) -> None:
    frames = [Image.fromarray(numbered(number)) for number in range(count)]
    path = tmp_path / "a.gif"
    frames[0].save(path, save_all=True, append_images=frames[1:], duration=100)
    info = probe(path)
    assert info.kind is kind
    assert info.frames == (count if count > 1 else None)


def test_a_name_without_an_ending_is_opened_by_content(tmp_path: Path) -> None:
    path = write_clip(tmp_path, Recipe(count=2)).rename(tmp_path / "clip")
    assert probe(path).kind is MediaKind.VIDEO


def test_a_thumbnail_fits_its_box(tmp_path: Path) -> None:
    path = write_clip(tmp_path, Recipe(count=12))
    picture = thumbnail(path, Fraction(5, 24), (48, 48), cache_dir=tmp_path / "cache")
    assert picture.shape == (32, 48, 3)
    assert number_of(picture) == 5
    assert not picture.flags.writeable
    large = thumbnail(path, Fraction(5, 24), (4000, 4000), cache_dir=tmp_path / "cache")
    assert large.shape == (64, 96, 3)


def test_a_thumbnail_of_a_clear_still_lies_on_black(tmp_path: Path) -> None:
    path = tmp_path / "a.png"
    Image.fromarray(np.full((8, 8, 4), (255, 255, 255, 0), np.uint8)).save(path)
    assert not thumbnail(path, cache_dir=tmp_path / "cache").any()


def test_a_filmstrip_shows_its_times(tmp_path: Path) -> None:
    path = write_clip(tmp_path, Recipe(count=24))
    times = [Fraction(index, 24) for index in (0, 6, 12, 23, 3)]
    strip = filmstrip(path, times, 40, cache_dir=tmp_path / "cache")
    assert [number_of(picture) for picture in strip] == [0, 6, 12, 23, 3]
    assert all(picture.shape == (40, 60, 3) for picture in strip)


def test_the_cache_is_used_and_follows_the_content(tmp_path: Path) -> None:
    path, cache = write_clip(tmp_path, Recipe(count=4)), tmp_path / "cache"
    thumbnail(path, cache_dir=cache)
    (entry,) = cache.glob("*/*.jpg")
    Image.fromarray(np.full((64, 96, 3), 99, np.uint8)).save(entry)
    assert abs(int(thumbnail(path, cache_dir=cache).mean()) - 99) <= 1
    moved = path.rename(tmp_path / "moved.mp4")
    assert abs(int(thumbnail(moved, cache_dir=cache).mean()) - 99) <= 1
    write_clip(tmp_path, Recipe(count=5), name="moved")
    assert number_of(thumbnail(moved, cache_dir=cache)) == 0


@pytest.mark.parametrize("damage", [b"", b"not a picture", b"\xff\xd8\xff\xe0 cut"])
def test_a_damaged_entry_is_made_again(damage: bytes, tmp_path: Path) -> None:
    path, cache = write_clip(tmp_path, Recipe(count=4)), tmp_path / "cache"
    thumbnail(path, Fraction(3, 24), cache_dir=cache)
    (entry,) = cache.glob("*/*.jpg")
    entry.write_bytes(damage)
    assert number_of(thumbnail(path, Fraction(3, 24), cache_dir=cache)) == 3
    with Image.open(entry) as image:
        assert image.size == (96, 64)


def test_a_cache_that_cannot_be_written_costs_nothing_else(tmp_path: Path) -> None:
    path = write_clip(tmp_path, Recipe(count=4))
    (tmp_path / "cache").write_text("in the way")
    assert number_of(thumbnail(path, Fraction(2, 24), cache_dir=tmp_path / "cache")) == 2


def test_the_cache_keeps_to_its_budget_oldest_first(tmp_path: Path) -> None:
    (tmp_path / "ab").mkdir()
    for index in range(10):
        file = tmp_path / "ab" / f"{index}.jpg"
        file.write_bytes(bytes(100))
        os.utime(file, ns=(index, index))
    prune(tmp_path, 1000)
    assert len(list(tmp_path.glob("*/*"))) == 10
    prune(tmp_path, 500)
    assert sorted(file.name for file in tmp_path.glob("*/*")) == [f"{i}.jpg" for i in range(6, 10)]


def test_a_thumbnail_of_what_is_missing_is_refused(tmp_path: Path) -> None:
    with pytest.raises(MediaError):
        thumbnail(tmp_path / "no.mp4", cache_dir=tmp_path / "cache")
