"""The ruler's marks: on whole timecode, labels that never touch."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storyboard_studio.timebase import timecode
from storyboard_studio.ui.timeline.ticks import Level, frame_of, seen_ticks, steps, ticks

_RATES = [Fraction(n) for n in (8, 24, 25, 30, 60, 1)]
_RATES += [Fraction(24000, 1001), Fraction(30000, 1001), Fraction(60000, 1001)]


@pytest.mark.parametrize("rate", _RATES, ids=str)
@pytest.mark.parametrize("scale", [0.001, 0.03, 0.5, 2, 8, 30, 64])
def test_labels_and_marks_keep_their_distance(rate: Fraction, scale: float) -> None:
    found = list(ticks(rate, scale, 0, int(3000 / scale)))
    majors = [tick.frame for tick in found if tick.level is Level.MAJOR]
    spaces = [b - a for a, b in pairwise(majors)]
    assert len(majors) >= 2
    assert min(spaces) * scale >= 90  # drop-frame seconds may be two frames shorter
    frames = [tick.frame for tick in found]
    assert frames == sorted(set(frames))


def test_labels_at_a_usual_zoom_are_minutes_and_seconds() -> None:
    labels = [tick.label for tick in ticks(Fraction(24), 3.3, 0, 200) if tick.label]
    assert labels == ["00:00", "00:02", "00:04", "00:06", "00:08"]


def test_close_up_the_labels_name_frames_and_after_an_hour_hours() -> None:
    close = [tick.label for tick in ticks(Fraction(24), 20, 0, 26) if tick.label]
    assert close == ["00:00:00", "00:00:06", "00:00:12", "00:00:18", "00:01:00"]
    late = [tick.label for tick in ticks(Fraction(24), 3.3, 86400, 86448) if tick.label]
    assert late == ["01:00:00"]


def test_drop_frame_marks_lie_where_timecode_says_so() -> None:
    rate = Fraction(30000, 1001)
    found = {tick.frame: tick.label for tick in ticks(rate, 0.2, 0, 20_000) if tick.label}
    assert found[1800] == "01:00"  # 00:01:00;02 is the first number of that minute
    assert found[17982] == "10:00"
    for frame, label in found.items():
        assert timecode(frame, rate).removeprefix("00:").startswith(label)


@given(st.integers(0, 200_000))
def test_frame_of_undoes_the_numbers_of_timecode(frame: int) -> None:
    rate = Fraction(60000, 1001)
    hours, minutes, rest = timecode(frame, rate).split(":")
    seconds, frames = rest.split(";")
    nominal = ((int(hours) * 60 + int(minutes)) * 60 + int(seconds)) * 60 + int(frames)
    assert frame_of(nominal, rate) == frame


def test_marks_inside_a_second_divide_it_evenly() -> None:
    chosen = steps(Fraction(25), 30)
    assert (chosen.major, chosen.minor) == (5, 1)
    assert steps(Fraction(24), 3.3).medium == 24


def test_what_is_kept_for_painting_covers_what_was_asked_for() -> None:
    asked = list(ticks(Fraction(24), 3.3, 100, 300))
    kept = seen_ticks(Fraction(24), 3.3, 100, 300)
    assert [tick for tick in kept if 100 <= tick.frame < 300] == asked
