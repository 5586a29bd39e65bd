"""Frame times: exact fractions from packets, on the rate's grid where there is one."""

from __future__ import annotations

from array import array
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storyboard_studio.errors import MediaError
from storyboard_studio.media.timing import FrameTimes, frame_times
from tests.unit.media.clips import Recipe, write_clip, write_sound_clip

_NTSC = Fraction(24000, 1001)


@pytest.mark.parametrize("suffix", [".mp4", ".mov", ".mkv", ".ts", ".avi"])
@pytest.mark.parametrize("rate", [Fraction(24), _NTSC, Fraction(30000, 1001), Fraction(8)])
def test_a_constant_rate_is_exact_in_every_container(
    suffix: str, rate: Fraction, tmp_path: Path
) -> None:
    """Matroska rounds to 1 ms and MPEG-TS to 1/90000 s; the frames are at i / rate all the same."""
    path = write_clip(tmp_path, Recipe(suffix=suffix, rate=rate, count=30, codec="mpeg4"))
    times = frame_times(path)
    assert times.rate == rate == times.average_rate
    assert list(times) == [index / rate for index in range(30)]
    assert times.end == 30 / rate


@pytest.mark.parametrize("suffix", [".mkv", ".ts", ".webm"])
def test_a_film_shown_at_its_own_rate_repeats_and_drops_nothing(
    suffix: str, tmp_path: Path
) -> None:
    codec = "libvpx" if suffix == ".webm" else "mpeg4"
    path = write_clip(tmp_path, Recipe(suffix=suffix, rate=_NTSC, count=40, codec=codec))
    times = frame_times(path)
    assert [times.index_at(index / _NTSC) for index in range(40)] == list(range(40))


def test_uneven_times_are_the_timestamps(tmp_path: Path) -> None:
    ticks = [0, 900, 1000, 5000, 5003, 8000, 13000]
    path = write_clip(
        tmp_path, Recipe(count=7, ticks=ticks, time_base=Fraction(1, 24000), options={"bf": "2"})
    )
    times = frame_times(path)
    assert times.rate is None
    assert list(times) == [Fraction(tick, 24000) for tick in ticks]
    assert times.end > times[6]
    assert times.average_rate == 7 / times.end
    assert times[-1] == times[6]
    assert times[1:3] == [Fraction(900, 24000), Fraction(1000, 24000)]
    with pytest.raises(IndexError):
        times[7]


def test_one_frame_is_a_clip(tmp_path: Path) -> None:
    times = frame_times(write_clip(tmp_path, Recipe(count=1, rate=Fraction(10))))
    assert list(times) == [0]
    assert times.end == Fraction(1, 10)
    assert times.index_at(Fraction(99)) == 0


@pytest.mark.parametrize("suffix", [".mpg", ".m2v"])
def test_streams_without_a_duration_are_counted(suffix: str, tmp_path: Path) -> None:
    container = "mpeg2video" if suffix == ".m2v" else ""
    recipe = Recipe(suffix=suffix, codec="mpeg2video", rate=Fraction(25), container=container)
    times = frame_times(write_clip(tmp_path, recipe))
    assert len(times) == 40
    assert times.end == Fraction(40, 25)


def test_a_changed_file_is_read_again(tmp_path: Path) -> None:
    assert len(frame_times(write_clip(tmp_path, Recipe(count=5)))) == 5
    assert len(frame_times(write_clip(tmp_path, Recipe(count=9)))) == 9


def test_the_same_file_is_read_once(tmp_path: Path) -> None:
    path = write_clip(tmp_path, Recipe(count=5))
    assert frame_times(path) is frame_times(str(path))


def test_other_streams_do_not_count(tmp_path: Path) -> None:
    from tests.unit.media.clips import clap

    path = write_sound_clip(tmp_path / "a.mkv", clap(2, 1), codec="flac")
    assert len(frame_times(path)) == 48


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(MediaError, match="does not exist"):
        frame_times(tmp_path / "no.mp4")


_TICKS = st.lists(st.integers(-1000, 100_000), min_size=1, max_size=30, unique=True).map(sorted)


@given(_TICKS, st.fractions(-2, 120, max_denominator=5000), st.sampled_from([1000, 90_000, 24]))
def test_the_frame_shown_is_the_last_one_not_later(
    ticks: list[int], time: Fraction, per_second: int
) -> None:
    times = FrameTimes(array("q", ticks), Fraction(1, per_second), None, Fraction(1), ())
    not_later = [index for index in range(len(ticks)) if times[index] <= time]
    assert times.index_at(time) == max(not_later, default=0)


@given(
    st.integers(1, 400),
    st.sampled_from([Fraction(24), _NTSC, Fraction(30000, 1001), Fraction(45000, 1499)]),
    st.fractions(-1, 30, max_denominator=100_000),
)
def test_so_it_is_on_a_rate(count: int, rate: Fraction, time: Fraction) -> None:
    ticks = array("q", (round(index / rate * 1000) for index in range(count)))
    times = FrameTimes(ticks, Fraction(1, 1000), rate, count / rate, ())
    index = times.index_at(time)
    assert 0 <= index < count
    assert times[index] <= time or index == 0
    assert index == count - 1 or times[index + 1] > time
