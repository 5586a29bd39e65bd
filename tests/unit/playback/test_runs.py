"""Which frame and which sound belong to a moment of playing."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storyboard_studio.timebase import FrameRange
from storyboard_studio.ui.preview.playback import (
    REVERSE_BLOCK,
    SAMPLE_RATE,
    DropCount,
    MonotonicClock,
    Pace,
    Run,
    next_speed,
    playing_bounds,
    run_from,
)

RATES = st.sampled_from(
    [Fraction(24), Fraction(24000, 1001), Fraction(30000, 1001), Fraction(25), Fraction(7, 2)]
)


def run(start: int = 0, speed: int = 1, end: int = 100, loops: bool = False) -> Run:
    return Run(start, speed, FrameRange(0, end), loops, Fraction(24))


def test_a_run_shows_one_frame_a_period() -> None:
    assert [run(10).step_at(s) for s in (0, 1999, 2000, 3999, 4000)] == [0, 0, 1, 1, 2]
    assert [run(10).frame(n) for n in (0, 1, 89, 90)] == [10, 11, 99, None]


def test_a_shuttle_skips_frames_and_keeps_the_period() -> None:
    assert run(10, 4).frames_from(0, 3) == (10, 14, 18)
    assert run(10, -4).frames_from(0, 5) == (10, 6, 2)


def test_a_loop_comes_round_both_ways() -> None:
    bounds = FrameRange(20, 30)
    forward = Run(28, 1, bounds, True, Fraction(24))
    backward = Run(21, -1, bounds, True, Fraction(24))
    assert forward.frames_from(0, 5) == (28, 29, 20, 21, 22)
    assert backward.frames_from(0, 4) == (21, 20, 29, 28)


def test_a_run_needs_a_speed_and_a_place() -> None:
    with pytest.raises(ValueError, match="not a run"):
        run(speed=0)
    with pytest.raises(ValueError, match="not a run"):
        run(start=100)


@given(RATES, st.integers(0, 5000))
def test_a_step_is_due_at_its_own_sample(rate: Fraction, step: int) -> None:
    one = Run(0, 1, FrameRange(0, 10_000), False, rate)
    due = one.samples_until(step)
    assert one.step_at(due) == step
    assert step == 0 or one.step_at(due - 1) == step - 1


@given(RATES, st.integers(0, 39), st.integers(0, 400_000), st.integers(1, 30_000), st.booleans())
def test_the_sound_heard_belongs_to_the_frame_that_is_due(
    rate: Fraction, start: int, elapsed: int, count: int, loops: bool
) -> None:
    one = Run(start, 1, FrameRange(5 if start >= 5 else 0, 40), loops, rate)
    spans = one.sound_spans(elapsed, count)
    heard = [span.start + n for span in spans for n in (0, span.count - 1)]
    at = elapsed
    moments = []
    for span in spans:
        moments += [at, at + span.count - 1]
        at += span.count
    for moment, sample in zip(moments, heard, strict=True):
        due = one.frame(one.step_at(moment))
        assert due is not None
        frame = Fraction(sample) * rate / SAMPLE_RATE
        # A frame's first sample is rounded to a whole one, at either side of the comparison.
        assert due - rate / SAMPLE_RATE <= frame < due + 1 + rate / SAMPLE_RATE
    if loops:
        assert at == elapsed + count


def test_the_sound_of_a_run_ends_with_it() -> None:
    spans = run(98).sound_spans(0, 10_000)
    assert [(span.start, span.count) for span in spans] == [(98 * 2000, 4000)]
    assert run(98).sound_spans(4000, 100) == ()


def test_backwards_is_read_in_blocks_forwards_and_every_frame_once() -> None:
    one = run(60, -1)
    order = one.decode_order(0, 2 * REVERSE_BLOCK)
    assert sorted(order, reverse=True) == list(one.frames_from(0, 2 * REVERSE_BLOCK))
    assert list(order[:REVERSE_BLOCK]) == sorted(order[:REVERSE_BLOCK])
    later = one.decode_order(5, 2 * REVERSE_BLOCK)
    assert set(later[: REVERSE_BLOCK - 5]) == set(one.frames_from(5, REVERSE_BLOCK - 5))


def test_forwards_is_read_as_it_is_shown() -> None:
    assert run(3, 2).decode_order(1, 3) == (5, 7, 9)


def test_the_shuttle_gets_faster_and_turns_at_once() -> None:
    speeds = [0]
    for direction in (1, 1, 1, 1, 1, -1, -1, 1):
        speeds.append(next_speed(speeds[-1], direction))
    assert speeds == [0, 1, 2, 4, 8, 8, -1, -2, 1]


def test_playing_stays_in_the_loop_only_where_it_loops() -> None:
    assert playing_bounds(100, FrameRange(20, 30), loops=True) == FrameRange(20, 30)
    assert playing_bounds(100, FrameRange(20, 30), loops=False) == FrameRange(0, 100)
    assert playing_bounds(100, None, loops=True) == FrameRange(0, 100)
    assert playing_bounds(100, FrameRange(90, 130), loops=True) == FrameRange(90, 100)
    assert playing_bounds(100, FrameRange(100, 130), loops=True) == FrameRange(0, 100)


@pytest.mark.parametrize(
    ("frame", "speed", "start"),
    [(25, 1, 25), (5, 1, 20), (29, 1, 20), (20, -1, 29), (40, -1, 29), (29, -1, 29), (20, 1, 20)],
)
def test_playing_begins_where_it_can_move(frame: int, speed: int, start: int) -> None:
    assert run_from(frame, speed, FrameRange(20, 30), True, Fraction(24)).start == start


def test_steps_that_were_never_shown_are_dropped() -> None:
    drops = DropCount()
    for due, shown in ((0, True), (1, True), (2, False), (5, True), (6, True)):
        drops.due(due)
        if shown:
            drops.shown(due)
    assert (drops.dropped, drops.shown_steps) == (3, 4)  # 2, 3 and 4


def test_a_late_picture_is_not_a_dropped_one() -> None:
    drops = DropCount()
    drops.due(0)
    drops.due(0)
    drops.shown(0)
    drops.shown(0)
    drops.due(1)
    assert (drops.dropped, drops.shown_steps) == (0, 1)


def test_a_new_run_does_not_count_what_the_old_one_left() -> None:
    drops = DropCount()
    drops.due(7)
    drops.begin()
    drops.due(0)
    assert drops.dropped == 7


def test_the_silent_clock_counts_from_its_start() -> None:
    now = [10.0]
    clock = MonotonicClock(lambda: now[0])
    assert clock.elapsed() == 0
    clock.start(run())
    now[0] += 0.5
    assert clock.elapsed() == 24_000
    clock.stop()
    assert clock.elapsed() == 0


def test_a_slow_reader_is_asked_for_the_same_steps_every_time() -> None:
    assert run(0).decode_order(1, 9, stride=3) == (3, 6, 9)
    assert run(0).decode_order(4, 6, stride=3) == (6, 9)
    assert sorted(run(60, -1).decode_order(1, 9, stride=3)) == [51, 54, 57]


@pytest.mark.parametrize(
    ("read_s", "pace"),
    [(0.0, Pace(1, 1)), (0.030, Pace(1, 1)), (0.045, Pace(2, 2)), (0.110, Pace(3, 3))],
)
def test_the_pace_follows_how_long_a_picture_takes(read_s: float, pace: Pace) -> None:
    assert Pace.of(read_s, Fraction(24)) == pace
