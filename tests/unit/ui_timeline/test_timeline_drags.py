"""Which edit a drag stands for, what it catches, and trying it without keeping it."""

from __future__ import annotations

import pytest
from timeline_boards import board

from storyboard_studio.document.board import Board, Card, Clip, Image
from storyboard_studio.edit.commands import Command, apply, set_length
from storyboard_studio.timebase import FrameRange
from storyboard_studio.ui.timeline.drags import acting, move, moving_edges, tried, trim, trim_card
from storyboard_studio.ui.timeline.hits import Part
from storyboard_studio.ui.timeline.snapping import Snap, snapped, without

NONE: frozenset[str] = frozenset()


def done(before: Board, command: Command | None) -> Board:
    assert command is not None
    return apply(before, command)


def starts(of: Board) -> dict[str, int]:
    return {one.id: one.start for one in (*of.items, *of.cards)}


@pytest.mark.parametrize("delta", [-15, 7, 60])
def test_several_things_move_together_in_either_direction(delta: int) -> None:
    row = (Image("a", "p1", 20, 10), Image("b", "p1", 30, 10), Image("c", "p1", 40, 10))
    before = board(items=row, cuts=(), cards=(Card("k", 20, "x", 30), Card("l", 30, "y", 50)))
    after = starts(done(before, move(before, frozenset("abc"), frozenset("kl"), delta)))
    assert after == {one: start + delta for one, start in starts(before).items()}


def test_what_would_go_before_the_start_stops_there_keeping_its_distances() -> None:
    before = board(items=(Image("a", "p1", 20, 10), Image("b", "p1", 50, 10)))
    after = done(before, move(before, frozenset("ab"), NONE, -500))
    assert (after.item_by_id("a").start, after.item_by_id("b").start) == (0, 30)
    assert move(after, frozenset("ab"), NONE, -1) is None


def test_no_shift_and_nothing_chosen_are_no_edit() -> None:
    assert move(board(), frozenset("a"), NONE, 0) is None
    assert move(board(), NONE, NONE, 5) is None
    assert trim(board(), "a", Part.END, 0) is None
    assert trim_card(board(), "one", Part.START, 0) is None


def test_edges_of_items_are_trimmed_and_the_clips_picture_stays() -> None:
    before = board()
    left = done(before, trim(before, "a", Part.START, 10)).item_by_id("a")
    assert isinstance(left, Clip)
    assert (left.start, left.end) == (50, 80)
    assert left.source_time(60, before.rate) == before.items[1].source_time(60, before.rate)  # type: ignore[union-attr]
    right = done(before, trim(before, "s", Part.END, 5)).item_by_id("s")
    assert (right.start, right.end) == (0, 25)


def test_a_cards_right_edge_once_moved_stays_where_it_is_put() -> None:
    before = board()
    after = done(before, trim_card(before, "two", Part.END, -30)).card_by_id("two")
    assert (after.start, after.end) == (60, 120)


def test_a_cards_right_edge_stops_at_the_next_card() -> None:
    before = board(cards=(Card("one", 0, "", 30), Card("two", 60, "")), cuts=())
    after = done(before, trim_card(before, "one", Part.END, 500)).card_by_id("one")
    assert after.end == 60


def test_a_cards_left_edge_moves_its_start_only_and_leaves_it_a_frame() -> None:
    before = board()
    moved = done(before, trim_card(before, "one", Part.START, 12)).card_by_id("one")
    assert (moved.start, moved.end) == (12, 30)
    least = done(before, trim_card(before, "one", Part.START, 99)).card_by_id("one")
    assert (least.start, least.end) == (29, 30)


def test_a_card_acts_until_the_cut() -> None:
    assert acting(board(), "two") == FrameRange(60, 150)
    with pytest.raises(KeyError):
        acting(board(), "no such card")


def test_trying_a_refused_edit_gives_the_reason_and_the_board_as_it_is() -> None:
    before = board()
    outcome = tried(before, move(before, frozenset(("s",)), NONE, 45))
    assert outcome.board is before
    assert outcome.problem is not None
    assert "inside" in outcome.problem.what
    assert tried(before, None).problem is None
    assert tried(before, set_length(300)).board.length == 300


def test_moving_edges_are_those_of_what_is_chosen() -> None:
    edges = moving_edges(board(), frozenset(("s", "k")), frozenset(("one", "two")))
    assert edges == {0, 20, 120, 121, 30, 60}


def test_the_nearest_edge_catches_within_nine_pixels() -> None:
    assert snapped(5, (20,), (0, 28, 100), 3.0) == Snap(8, 28)
    assert snapped(5, (20,), (0, 29, 100), 2.0) == Snap(9, 29)
    assert snapped(5, (20,), (0, 28, 100), 4.0) == Snap(5)
    assert snapped(5, (20, 40), (27, 46), 3.0) == Snap(6, 46)
    assert snapped(5, (20,), (27,), 3.0, on=False) == Snap(5)
    assert snapped(5, (20,), (), 3.0) == Snap(5)


def test_what_moves_does_not_catch_itself() -> None:
    assert without((0, 20, 40), {20}) == (0, 40)
