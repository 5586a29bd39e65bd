"""Gaps: derived from a board exactly as the semantics say."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storyboard_studio.document.board import START
from storyboard_studio.document.gaps import gap_at, gaps
from storyboard_studio.timebase import FrameRange
from tests.boards import board, clip, still


def ranges(one):
    return [(gap.range.start, gap.range.end) for gap in gaps(one)]


def test_an_empty_board_is_one_gap_bounded_by_its_start():
    (gap,) = gaps(board())
    assert (gap.range, gap.bound, gap.left, gap.right) == (FrameRange(0, 100), START, None, None)


def test_clips_and_stills_end_gaps_and_keyframes_do_not():
    one = board(clip("a", 10, 10), still("k", 30), still("s", 50, 2))
    assert ranges(one) == [(0, 10), (20, 50), (52, 100)]
    assert [key.id for key in gaps(one)[1].keyframes] == ["k"]


def test_touching_items_leave_no_gap():
    assert ranges(board(clip("a", 0, 50), clip("b", 50, 50))) == []


def test_overlapping_items_leave_no_gap():
    assert ranges(board(clip("a", 0, 60), clip("b", 50, 50))) == []


def test_a_keyframe_at_either_edge_stays_inside_the_gap():
    one = board(clip("a", 0, 10), still("k", 10), still("l", 19), clip("b", 20, 80))
    (gap,) = gaps(one)
    assert [key.id for key in gap.keyframes] == ["k", "l"]


def test_a_cut_inside_a_gap_splits_it_and_hides_each_side_from_the_other():
    one = board(clip("a", 0, 10), clip("b", 90, 10), cuts=(40,))
    left, right = gaps(one)
    assert (left.range, right.range) == (FrameRange(10, 40), FrameRange(40, 90))
    assert (left.bound, right.bound) == ("a", "x40")
    assert left.left is not None
    assert left.right is None
    assert right.left is None
    assert right.right is not None


@pytest.mark.parametrize(
    ("cut", "knows_left", "knows_right"), [(10, False, True), (90, True, False)]
)
def test_a_cut_at_an_edge_makes_that_side_nothing(cut, knows_left, knows_right):
    (gap,) = gaps(board(clip("a", 0, 10), clip("b", 90, 10), cuts=(cut,)))
    assert (gap.left is not None, gap.right is not None) == (knows_left, knows_right)
    assert gap.bound == "a"  # settings stay with the item when the cut goes


def test_a_cut_or_an_overlap_inside_a_neighbour_ends_what_is_known_of_it():
    one = board(clip("a", 0, 30), clip("b", 20, 30), clip("c", 70, 30), cuts=(42, 80))
    (gap,) = gaps(one)
    assert (gap.left_from, gap.right_to) == (42, 80)
    (gap,) = gaps(board(clip("a", 0, 30), clip("b", 20, 30), clip("c", 70, 20), clip("d", 85, 15)))
    assert (gap.left_from, gap.right_to) == (30, 85)


def test_gap_at_finds_the_gap_of_a_frame():
    one = gaps(board(clip("a", 10, 10)))
    assert gap_at(one, 9) is one[0]
    assert gap_at(one, 10) is None
    assert gap_at(one, 20) is one[1]


@given(
    st.lists(st.tuples(st.integers(1, 9), st.integers(1, 9), st.booleans()), max_size=8),
    st.sets(st.integers(1, 150), max_size=5),
)
def test_every_frame_is_covered_by_an_item_or_by_exactly_one_gap(steps, cuts):
    items, at = [], 0
    for index, (space, length, is_clip) in enumerate(steps):
        at += space
        items.append(clip(f"i{index}", at, length) if is_clip else still(f"i{index}", at, length))
        at += length
    one = board(*items, length=160, cuts=tuple(sorted(cuts)))
    covered = [0] * one.length
    for gap in gaps(one):
        assert len(gap.range) > 0
        assert not any(gap.range.start < cut < gap.range.end for cut in cuts)
        for frame in range(gap.range.start, gap.range.end):
            covered[frame] += 1
    for item in items:
        for frame in range(item.start, item.end):
            covered[frame] += 0 if not hasattr(item, "source_in") and item.length == 1 else 1
    assert set(covered) == {1}
