"""Edit points, and in and out."""

from __future__ import annotations

from storyboard_studio.document.board import Board, Cut, Image
from storyboard_studio.timebase import FrameRange
from storyboard_studio.ui.preview.marks import (
    edit_points,
    in_out_of,
    near,
    next_edit,
    with_in,
    with_out,
)

BOARD = Board(
    length=100,
    items=(Image("a", "m", 10, 20), Image("k", "m", 50), Image("z", "m", 80, 20)),
    cuts=(Cut("c", 40),),
)


def test_items_cuts_and_the_ends_are_edit_points() -> None:
    assert edit_points(BOARD) == [0, 10, 30, 40, 50, 80, 99]


def test_the_next_edit_never_stays_and_never_leaves_the_film() -> None:
    assert [next_edit(BOARD, frame, 1) for frame in (0, 10, 45, 80, 99)] == [10, 30, 50, 99, 99]
    assert [next_edit(BOARD, frame, -1) for frame in (99, 45, 10, 0)] == [80, 40, 0, 0]


def test_in_and_out_are_kept_in_order() -> None:
    board = Board(length=100, in_out=FrameRange(20, 50))
    assert with_in(board, 30) == FrameRange(30, 50)
    assert with_in(board, 50) == FrameRange(50, 100)
    assert with_out(board, 30) == FrameRange(20, 31)
    assert with_out(board, 10) == FrameRange(0, 11)


def test_the_whole_film_is_no_in_and_out() -> None:
    assert in_out_of(Board(length=100)) == FrameRange(0, 100)
    assert with_in(Board(length=100, in_out=FrameRange(20, 100)), None) is None
    assert with_out(Board(length=100, in_out=FrameRange(0, 50)), None) is None
    assert with_in(Board(length=100), 0) is None
    assert with_out(Board(length=100), 99) is None


def test_what_a_key_would_show_next_is_near() -> None:
    assert near(BOARD, 50, 20) == tuple(range(51, 59))
    assert near(BOARD, 50, 51) == (*range(38, 50), *range(51, 59))
    assert near(BOARD, 99, 10) == ()
    assert near(BOARD, 0, 5) == tuple(range(1, 9))
