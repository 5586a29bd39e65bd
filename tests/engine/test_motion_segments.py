"""How a gap is cut into segments, and in which order its frames come. Pure."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest

from storyboard_engine.api import (
    Conform,
    Context,
    ContextRef,
    FillInputs,
    FillRequest,
    FrameRef,
    Keyframe,
    Moving,
    Nothing,
    PromptSpan,
    Still,
)
from storyboard_engine.backends.motion.order import coarse_to_fine
from storyboard_engine.backends.motion.segments import left_known, right_known, segments

SIZE = (4, 2)
CONFORM = Conform(SIZE)
PICTURE = np.zeros((2, 4, 3), np.uint8)
STILL = Still(FrameRef("picture", Fraction(0), CONFORM), "a gate")
MOVING = Moving(ContextRef("clip", Fraction(0), Fraction(1), Fraction(0), True, CONFORM), "a run")


def _request(frames: int, *keys: int, prompts: tuple[PromptSpan, ...] = ()) -> FillRequest:
    keyframes = tuple(Keyframe(key, STILL.picture, f"key {key}") for key in keys)
    nothing = Nothing()
    return FillRequest(frames, SIZE, Fraction(24), nothing, nothing, keyframes, prompts, seed=5)


def _inputs(request: FillRequest) -> FillInputs:
    return FillInputs(None, None, (PICTURE,) * len(request.keyframes))


def _context(*times: Fraction) -> Context:
    return Context(np.stack([PICTURE] * len(times)), times)


@pytest.mark.parametrize(
    ("keys", "runs"),
    [
        ((), [(0, 10)]),
        ((0,), [(1, 10)]),
        ((9,), [(0, 9)]),
        ((3, 4), [(0, 3), (5, 10)]),
        ((0, 5, 9), [(1, 5), (6, 9)]),
        (tuple(range(10)), []),
    ],
)
def test_keyframes_part_a_gap(keys: tuple[int, ...], runs: list[tuple[int, int]]) -> None:
    request = _request(10, *keys)
    parts = segments(request, _inputs(request), None, None)
    assert [(part.start, part.end) for part in parts] == runs


def test_a_segment_knows_its_keyframes_and_their_times() -> None:
    request = _request(10, 2, 7)
    first, middle, last = segments(request, _inputs(request), None, None)
    assert first.left is None
    assert middle.left is not None
    assert middle.right is not None
    assert middle.left.times == (Fraction(2, 24),)
    assert middle.right.times == (Fraction(7, 24),)
    assert middle.right.caption == "key 7"
    assert last.right is None
    assert middle.time(0) == Fraction(3, 24)
    assert len({part.seed for part in (first, middle, last)}) == 3


def test_prompts_are_clipped_to_their_segment() -> None:
    prompts = (PromptSpan(0, 4, "one"), PromptSpan(4, 10, "two", fade=2))
    request = _request(10, 5, prompts=prompts)
    first, second = segments(request, _inputs(request), None, None)
    assert first.prompts == (PromptSpan(0, 4, "one"), PromptSpan(4, 5, "two", fade=2))
    assert second.prompts == (PromptSpan(0, 4, "two", fade=2),)


def test_a_still_stands_on_the_frames_beside_the_gap() -> None:
    request = replace(_request(12), left=STILL, right=STILL)
    context = _context(Fraction(99))
    left, right = left_known(request, context), right_known(request, context)
    assert left is not None
    assert right is not None
    assert left.times == (Fraction(-1, 24),)
    assert right.times == (Fraction(12, 24),)
    assert left.caption == "a gate"
    assert not left.moving


def test_clips_keep_their_true_times() -> None:
    request = replace(_request(12), left=MOVING, right=MOVING)
    before = _context(Fraction(-5, 24), Fraction(-2, 24))
    early = _context(Fraction(23, 48), Fraction(29, 48))
    left, right = left_known(request, before), right_known(request, early)
    assert left is not None
    assert right is not None
    assert left.times == before.times
    assert right.times == early.times
    assert right.moving


def test_a_source_frame_that_began_before_the_gap_ended_is_moved_to_its_end() -> None:
    request = replace(_request(12), right=MOVING)
    right = right_known(request, _context(Fraction(10, 24), Fraction(13, 24)))
    assert right is not None
    assert right.times == (Fraction(12, 24), Fraction(15, 24))


@pytest.mark.parametrize("count", [0, 1, 2, 3, 7, 8, 100])
def test_coarse_to_fine_gives_every_item_once_evenly_spread(count: int) -> None:
    order = coarse_to_fine(range(count))
    assert sorted(order) == list(range(count))
    for taken in (3, 7, 15, 31):
        if taken < count:
            known = sorted(order[:taken])
            holes = np.diff([-1, *known, count])
            assert holes.max() <= 2 * -(-(count + 1) // (taken + 1)) + 1
