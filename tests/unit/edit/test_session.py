"""The session: one current board, undo and redo, listeners, what is saved."""

from __future__ import annotations

import pytest

from storyboard_studio.edit import commands as do
from storyboard_studio.edit.changes import Part
from storyboard_studio.edit.session import Session
from storyboard_studio.errors import Problem
from tests.boards import board, clip


@pytest.fixture
def session():
    return Session(board(clip("a", 0, 10)))


def test_applying_tells_what_changed(session):
    heard = []
    session.subscribe(heard.append)
    changes = session.apply(do.move_item("a", 5))
    assert changes.parts == {Part.ITEMS, Part.GAPS}
    assert heard == [changes]
    assert changes.after is session.board


def test_a_refused_edit_changes_nothing_and_tells_nobody(session):
    before, heard = session.board, []
    session.subscribe(heard.append)
    with pytest.raises(Problem):
        session.apply(do.set_length(1))
    assert session.board is before
    assert heard == []
    assert session.undo_label == ""


def test_undo_and_redo_bring_back_the_very_boards(session):
    first = session.board
    session.apply(do.move_item("a", 5))
    second = session.board
    session.apply(do.add_card(20, "x"))
    assert session.undo_label == "Add card"
    session.undo()
    assert session.board is second
    session.undo()
    assert session.board is first
    assert session.undo() is None
    session.redo()
    assert session.board is second
    assert session.redo_label == "Add card"
    session.apply(do.add_cut(50))
    assert session.redo() is None


def test_typing_merges_into_one_step_until_it_pauses(session):
    session.apply(do.add_card(20))
    for text in ("a", "ab", "abc"):
        session.apply(do.set_card_text("p1", text))
    session.end_merge()
    session.apply(do.set_card_text("p1", "abcd"))
    session.undo()
    assert session.board.cards[0].text == "abc"
    session.undo()
    assert session.board.cards[0].text == ""


def test_undoing_ends_a_merge(session):
    session.apply(do.add_card(20))
    session.apply(do.set_card_text("p1", "a"))
    session.undo()
    session.redo()
    session.apply(do.set_card_text("p1", "ab"))
    session.undo()
    assert session.board.cards[0].text == "a"


def test_dirty_follows_the_saved_board(session):
    assert not session.is_dirty
    session.apply(do.move_item("a", 5))
    assert session.is_dirty
    session.undo()
    assert not session.is_dirty
    session.redo()
    session.mark_saved()
    assert not session.is_dirty
    session.mark_unsaved()
    assert session.is_dirty


def test_an_edit_that_changes_nothing_leaves_no_step(session):
    session.apply(do.move_item("a", 0))
    assert session.undo_label == ""


def test_a_listener_can_leave(session):
    heard = []
    leave = session.subscribe(heard.append)
    leave()
    session.apply(do.move_item("a", 5))
    assert heard == []


def test_a_recovered_board_is_unsaved_whatever_it_holds():
    for recovered in (board(), board(length=1)):
        session = Session(recovered)
        session.mark_unsaved()
        assert session.is_dirty
