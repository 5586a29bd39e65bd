"""Another rate: everything to the nearest frame, durations kept, one step."""

from __future__ import annotations

from fractions import Fraction

import pytest

from storyboard_studio.document.board import Card
from storyboard_studio.edit import commands as do
from storyboard_studio.edit.commands import apply
from storyboard_studio.errors import Problem
from storyboard_studio.timebase import FrameRange
from tests.boards import board, clip, still


def test_times_are_kept_to_the_nearest_frame():
    one = board(clip("a", 24, 48), still("k", 96), length=120, cards=(Card("c", 12, "x", end=36),))
    one = apply(one, do.add_marker(60))
    one = apply(one, do.set_in_out(FrameRange(24, 96)))
    two = apply(one, do.set_rate(Fraction(30000, 1001)))
    assert [(i.start, i.end) for i in two.items] == [(30, 90), (120, 121)]
    assert [(c.start, c.end) for c in two.cards] == [(15, 45)]
    assert (two.length, two.markers[0].frame, two.in_out) == (150, 75, FrameRange(30, 120))


def test_touching_items_still_touch():
    one = board(clip("a", 0, 7), clip("b", 7, 11), length=18)
    two = apply(one, do.set_rate(Fraction(25)))
    assert two.items[0].end == two.items[1].start


def test_stills_stay_stills_and_keyframes_keyframes():
    one = board(still("k", 10), still("s", 50, 2))
    two = apply(one, do.set_rate(Fraction(8)))
    assert [i.length for i in two.items] == [1, 2]


def test_a_keyframe_that_lands_on_a_neighbour_steps_aside():
    one = board(clip("a", 0, 20), still("k", 20), length=100)
    two = apply(one, do.set_rate(Fraction(8)))
    assert [(i.start, i.end) for i in two.items] == [(0, 7), (7, 8)]


def test_keyframes_without_a_free_frame_are_refused():
    keys = [still(f"k{n}", n) for n in range(30)]
    with pytest.raises(Problem, match="another picture's frame"):
        apply(board(*keys, length=30), do.set_rate(Fraction(1)))


def test_the_same_rate_changes_nothing():
    one = board(clip("a", 0, 20))
    assert apply(one, do.set_rate(Fraction(24))) is one


def test_cuts_and_cards_that_fall_together_become_one():
    one = board(cards=(Card("a", 10, "x"), Card("b", 11, "y")), cuts=(49, 50))
    two = apply(one, do.set_rate(Fraction(4)))
    assert [c.id for c in two.cards] == ["b"]
    assert len(two.cuts) == 1
