"""Sound: exact to the sample on the picture's clock, from any place, in any layout."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from storyboard_studio.errors import MediaError
from storyboard_studio.media.audio import SoundReader, peaks
from storyboard_studio.media.resample import RATE, Resampler
from tests.unit.media.clips import Recipe, clap, write_clip, write_sound_clip


def _clap_at(path: Path) -> float:
    """Where the loudest sample is, in seconds."""
    with SoundReader(path) as reader:
        sound = reader.whole()
    return float(np.abs(sound).max(axis=1).argmax()) / RATE


@pytest.mark.parametrize(
    ("suffix", "codec", "rate"),
    [
        (".mp4", "aac", 48_000), (".mp4", "aac", 44_100), (".mov", "pcm_s16le", 48_000),
        (".mkv", "flac", 48_000), (".mkv", "aac", 44_100), (".mkv", "libopus", 48_000),
        (".ts", "aac", 48_000), (".mp4", "alac", 32_000), (".mkv", "pcm_f32le", 96_000),
        (".avi", "pcm_s16le", 22_050), (".mkv", "libmp3lame", 48_000), (".ts", "ac3", 48_000),
    ],
)  # fmt: skip
def test_a_clap_is_where_it_was(suffix: str, codec: str, rate: int, tmp_path: Path) -> None:
    path = write_sound_clip(tmp_path / f"a{suffix}", clap(2, 1.25, rate), rate=rate, codec=codec)
    assert abs(_clap_at(path) - 1.25) < 0.001


@pytest.mark.parametrize("suffix", [".mov", ".mkv"])
@pytest.mark.parametrize(
    ("video_offset", "sound_offset"),
    [(Fraction(0), Fraction(1, 2)), (Fraction(1, 2), Fraction(0)), (Fraction(2), Fraction(9, 4))],
)
def test_offsets_keep_sound_with_its_picture(
    suffix: str, video_offset: Fraction, sound_offset: Fraction, tmp_path: Path
) -> None:
    path = write_sound_clip(
        tmp_path / f"a{suffix}", clap(3, 1.25), codec="pcm_s16le",
        video_offset=video_offset, sound_offset=sound_offset,
    )  # fmt: skip
    assert abs(_clap_at(path) - float(1.25 + sound_offset - video_offset)) < 0.001


def _noise(seconds: float, rate: int, channels: int = 2) -> np.ndarray:
    rng = np.random.default_rng(8)
    shape = (int(seconds * rate), channels)
    return rng.uniform(-0.5, 0.5, shape).astype(np.float32)


@pytest.mark.parametrize(
    ("suffix", "codec", "rate", "error"),
    [
        (".mov", "pcm_s16le", 48_000, 0), (".mkv", "flac", 44_100, 0), (".mp4", "alac", 44_100, 0),
        (".mkv", "pcm_s16le", 22_050, 0), (".mkv", "libopus", 48_000, 1e-6),
        (".mkv", "libmp3lame", 44_100, 1e-6), (".mp4", "aac", 48_000, 1e-6),
    ],
)  # fmt: skip
def test_any_part_is_the_same_as_in_the_whole(
    suffix: str, codec: str, rate: int, error: float, tmp_path: Path
) -> None:
    path = write_sound_clip(
        tmp_path / f"a{suffix}", _noise(8, rate), rate=rate, codec=codec, seconds=8
    )
    with SoundReader(path) as reader:
        whole = reader.whole()
    assert abs(len(whole) - 8 * RATE) <= 2500
    rng = np.random.default_rng(4)
    with SoundReader(path) as reader:
        for start in [350_000, 0, 200_000, 3000, *rng.integers(0, 370_000, 12).tolist()]:
            part = reader.samples(start, 5000)
            assert np.abs(part - whole[start : start + 5000]).max() <= error


def test_lossless_sound_is_exact(tmp_path: Path) -> None:
    coded = np.random.default_rng(1).integers(-32768, 32768, (48_000, 2)).astype(np.int16)
    sound = (coded / 32768).astype(np.float32)
    path = write_sound_clip(tmp_path / "a.mov", sound, codec="pcm_s16le")
    with SoundReader(path) as reader:
        assert np.abs(reader.whole() - sound).max() <= 1 / 32768


def test_outside_the_sound_is_silence(tmp_path: Path) -> None:
    path = write_sound_clip(tmp_path / "a.mov", _noise(1, 48_000))
    with SoundReader(path) as reader:
        assert not reader.samples(-5000, 5000).any()
        assert not reader.samples(50_000, 100).any()
        assert not reader.samples(10**9, 100).any()
        edge = reader.samples(-10, 20)
        assert not edge[:10].any()
        assert edge[10:].any()
        assert reader.samples(47_990, 20)[:10].any()
        assert reader.samples(5, 0).shape == (0, 2)


@pytest.mark.parametrize(
    ("layout", "expected"),
    [
        ("mono", [(1.0, 1.0)]),
        ("stereo", [(1.0, 0.0), (0.0, 1.0)]),
        ("5.1", [(1, 0), (0, 1), (0.7071, 0.7071), (0, 0), (0.7071, 0), (0, 0.7071)]),
        ("quad", [(1, 0), (0, 1), (0.7071, 0), (0, 0.7071)]),
        ("7.1", [(1, 0), (0, 1), (0.7071, 0.7071), (0, 0), (0.7071, 0), (0, 0.7071), (0.7071, 0),
                 (0, 0.7071)]),
    ],
)  # fmt: skip
def test_each_channel_goes_where_the_standard_says(
    layout: str, expected: list[tuple[float, float]], tmp_path: Path
) -> None:
    """ITU-R BS.775-3: each channel sounds alone for a tenth of a second."""
    sound = np.zeros((48_000, len(expected)), np.float32)
    for channel in range(len(expected)):
        sound[channel * 4800 : (channel + 1) * 4800, channel] = 0.5
    path = write_sound_clip(tmp_path / "a.mkv", sound, layout=layout, codec="flac")
    with SoundReader(path) as reader:
        for channel, weights in enumerate(expected):
            middle = reader.samples(channel * 4800 + 2000, 100)
            assert middle.mean(axis=0) == pytest.approx(np.multiply(weights, 0.5), abs=1e-3)


@pytest.mark.parametrize("rate", [8000, 22_050, 32_000, 44_100, 96_000])
def test_resampling_keeps_a_tone(rate: int) -> None:
    def tone(index: np.ndarray, per_second: int) -> np.ndarray:
        wave = 0.5 * np.sin(2 * np.pi * 1000 * index / per_second)
        return np.repeat(wave[:, None], 2, 1).astype(np.float32)

    resampler = Resampler(
        rate, Fraction(0), lambda start, count: tone(np.arange(start, start + count), rate)
    )
    got = resampler.samples(12_345, 6000)
    assert np.abs(got - tone(np.arange(12_345, 18_345), RATE)).max() < 2e-4


def test_downsampling_leaves_no_alias() -> None:
    def high(start: int, count: int) -> np.ndarray:
        wave = np.sin(2 * np.pi * 30_000 * np.arange(start, start + count) / 96_000)
        return np.repeat(wave[:, None], 2, 1).astype(np.float32)

    assert np.abs(Resampler(96_000, Fraction(0), high).samples(0, 4800)).max() < 1e-3


@settings(max_examples=25)
@given(st.integers(-200, 9000), st.integers(1, 6000), st.fractions(-1, 1, max_denominator=997))
def test_resampling_in_pieces_is_resampling_whole(start: int, count: int, delay: Fraction) -> None:
    source = _noise(0.3, 44_100)

    def read(first: int, size: int) -> np.ndarray:
        out = np.zeros((size, 2), np.float32)
        left, right = max(0, first), min(len(source), first + size)
        if left < right:
            out[left - first : right - first] = source[left:right]
        return out

    whole = Resampler(44_100, delay, read).samples(-200, 16_000)
    part = Resampler(44_100, delay, read).samples(start, count)
    assert np.abs(part - whole[start + 200 : start + 200 + count]).max() < 1e-6


def test_peaks_show_the_clap(tmp_path: Path) -> None:
    path = write_sound_clip(tmp_path / "a.mov", clap(2, 1.25))
    shown = peaks(path, 100)
    assert shown.shape[1] == 2
    assert 200 <= len(shown) <= 300
    assert shown[125].tolist() == pytest.approx([-0.9, 0.9], abs=0.01)
    assert not shown[:125].any()
    assert not shown[127:].any()


def test_a_clip_without_sound_is_refused(tmp_path: Path) -> None:
    path = write_clip(tmp_path, Recipe(count=3))
    with pytest.raises(MediaError, match="no sound"):
        SoundReader(path)
