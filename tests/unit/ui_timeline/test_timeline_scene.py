"""What lies on the lanes, and finding the part of it that is seen."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st
from timeline_boards import board

from storyboard_studio.document.board import Card
from storyboard_studio.timebase import FrameRange
from storyboard_studio.ui.timeline.scene import Row, Scene


@st.composite
def _ranges(draw: st.DrawFn) -> list[FrameRange]:
    """Objects that may touch and overlap by a frame, as those of a lane do."""
    found, at = [], 0
    for _ in range(draw(st.integers(0, 12))):
        start = at + draw(st.integers(-1 if found else 0, 5))
        end = max(start, at) + draw(st.integers(1, 9))
        found.append(FrameRange(start, end))
        at = end
    return found


def row_of(ranges: list[FrameRange]) -> Row[FrameRange]:
    return Row(ranges, [one.start for one in ranges], [one.end for one in ranges])


def test_every_lane_has_its_objects_in_order() -> None:
    scene = Scene(board())
    assert [item.id for item in scene.items.objects] == ["s", "a", "b"]
    assert [flag.image.id for flag in scene.flags.objects] == ["k"]
    assert [gap.range for gap in scene.gaps.objects] == [
        FrameRange(20, 40),
        FrameRange(100, 150),
        FrameRange(150, 200),
    ]
    assert list(scene.overlaps.objects) == [FrameRange(70, 80)]
    assert [clip.id for clip in scene.sounds.objects] == ["a"]
    assert [scene.cards.frames(i) for i in range(2)] == [FrameRange(0, 30), FrameRange(60, 150)]


def test_free_runs_are_where_no_card_acts() -> None:
    assert list(Scene(board()).free.objects) == [FrameRange(30, 60), FrameRange(150, 200)]
    assert list(Scene(board(cards=())).free.objects) == [FrameRange(0, 200)]
    assert list(Scene(board(cuts=(), cards=(Card("c", 0, ""),))).free.objects) == []


def test_edges_are_everything_that_can_be_caught() -> None:
    edges = Scene(board(in_out=FrameRange(5, 190))).edges
    assert edges == (0, 5, 20, 30, 40, 50, 60, 70, 80, 100, 120, 121, 150, 190, 200)


@given(_ranges(), st.integers(0, 60), st.integers(1, 30))
def test_what_is_within_is_exactly_what_touches(
    ranges: list[FrameRange], first: int, length: int
) -> None:
    row = row_of(ranges)
    window = FrameRange(first, first + length)
    touching = [i for i, one in enumerate(ranges) if one.intersection(window)]
    assert list(row.within(window.start, window.end)) == touching


@given(_ranges(), st.integers(0, 70))
def test_the_later_of_two_is_at_a_frame(ranges: list[FrameRange], frame: int) -> None:
    row = row_of(ranges)
    holding = [one for one in ranges if frame in one]
    assert row.at(frame) == (holding[-1] if holding else None)


@given(_ranges(), st.integers(2, 6), st.integers(1, 4))
def test_dust_and_the_rest_together_are_everything(
    ranges: list[FrameRange], least: int, apart: int
) -> None:
    row = row_of(ranges)
    big = [ranges[i] for i in row.lasting(0, 1000, least)]
    dust = row.dust(0, 1000, least, apart)
    assert all(len(one) >= least for one in big)
    for one in ranges:
        assert one in big or any(run.start <= one.start and one.end <= run.end for run in dust)
    for before, after in pairwise(dust):
        assert after.start - before.end >= apart


def test_an_edit_leaves_the_other_lanes_as_they_are_known() -> None:
    before = Scene(board())
    _ = before.cards, before.items, before.gaps, before.cuts, before.free
    moved = replace(before.board, items=(replace(before.board.items[0], start=3),))
    after = Scene(moved, before)
    assert after.cards is before.cards
    assert after.cuts is before.cuts
    assert after.items is not before.items
    assert [item.start for item in after.items.objects] == [3]
    assert after.gaps.objects[0].range == FrameRange(0, 3)
    longer = Scene(replace(before.board, length=300), before)
    assert longer.items is before.items
    assert longer.free.objects[-1] == FrameRange(150, 300)
