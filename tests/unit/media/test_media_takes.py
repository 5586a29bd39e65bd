"""Takes on disk: every frame back to the bit, from any place."""

from __future__ import annotations

import os
import random
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from storyboard_studio.errors import MediaError
from storyboard_studio.media.takes import TakeReader, write_take
from tests.unit.media.clips import Recipe, numbered, write_clip


def _noise(count: int, size: tuple[int, int]) -> list[np.ndarray]:
    rng = np.random.default_rng(9)
    return [rng.integers(0, 256, (*size[::-1], 3), dtype=np.uint8) for _ in range(count)]


@pytest.mark.parametrize("rate", [Fraction(24), Fraction(24000, 1001), Fraction(60), Fraction(8)])
@pytest.mark.parametrize("size", [(64, 48), (97, 65)])
def test_every_frame_comes_back(rate: Fraction, size: tuple[int, int], tmp_path: Path) -> None:
    frames = _noise(50, size)
    path = tmp_path / "take.mkv"
    write_take(path, frames, size, rate)
    order = list(range(50))
    random.Random(3).shuffle(order)
    with TakeReader(path) as reader:
        assert len(reader) == 50
        assert reader.size == size
        assert reader.sound() is None
        for index in order:
            assert np.array_equal(reader.picture(index), frames[index])
    assert os.listdir(tmp_path) == ["take.mkv"]


@pytest.mark.parametrize("samples", [100, 4000, 48_000, 60_001])
def test_sound_comes_back_to_the_bit(samples: int, tmp_path: Path) -> None:
    sound = np.random.default_rng(2).normal(0, 0.5, (samples, 2)).astype(np.float32)
    path = tmp_path / "take.mkv"
    write_take(path, _noise(24, (64, 48)), (64, 48), Fraction(24), sound)
    with TakeReader(path) as reader:
        assert len(reader) == 24
        got = reader.sound()
    assert got is not None
    assert np.array_equal(got, sound)


@pytest.mark.parametrize("count", [1, 2, 300])
def test_any_length(count: int, tmp_path: Path) -> None:
    path = tmp_path / "take.mkv"
    write_take(path, (numbered(i % 256) for i in range(count)), (96, 64), Fraction(24000, 1001))
    with TakeReader(path) as reader:
        assert len(reader) == count
        assert np.array_equal(reader.picture(count - 1), numbered((count - 1) % 256))
        with pytest.raises(IndexError):
            reader.picture(count)


def test_a_take_whose_frames_fail_leaves_nothing(tmp_path: Path) -> None:
    def frames() -> Iterator[np.ndarray]:
        yield numbered(0)
        raise KeyError

    with pytest.raises(KeyError):
        write_take(tmp_path / "take.mkv", frames(), (96, 64), Fraction(24))
    assert os.listdir(tmp_path) == []


def test_a_take_cut_short_never_shows_one_frame_for_another(tmp_path: Path) -> None:
    path = tmp_path / "take.mkv"
    frames = _noise(20, (64, 48))
    write_take(path, frames, (64, 48), Fraction(24))
    path.write_bytes(path.read_bytes()[:60_000])
    lost = 0
    with TakeReader(path) as reader:
        for index in (19, 0, 12, 3):
            try:
                assert np.array_equal(reader.picture(index), frames[index])
            except MediaError as error:
                assert f"Frame {index}" in str(error)  # noqa: PT017
                lost += 1
    assert 0 < lost < 4


def test_sound_of_no_samples_is_no_sound(tmp_path: Path) -> None:
    path = tmp_path / "take.mkv"
    silence = np.zeros((0, 2), np.float32)
    write_take(path, _noise(3, (64, 48)), (64, 48), Fraction(24), silence)
    with TakeReader(path) as reader:
        assert reader.sound() is None


def test_another_film_is_not_a_take(tmp_path: Path) -> None:
    with pytest.raises(MediaError, match="not finished"):
        TakeReader(write_clip(tmp_path, Recipe(count=3)))
