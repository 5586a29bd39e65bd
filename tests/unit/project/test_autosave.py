"""Autosave: at most two seconds of work can be lost, and what was saved is not offered again."""

from __future__ import annotations

import logging
import queue
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from fake_clock import FakeClock
from project_boards import board_saying

from storyboard_studio.document.board import Board
from storyboard_studio.errors import BoardFileError
from storyboard_studio.project.autosave import (
    MOST_S,
    QUIET_S,
    RETRY_S,
    Autosave,
    Event,
    Kept,
    NotKept,
)
from storyboard_studio.project.copies import Copy, copy_path, is_held, read_copy, write_copy

ID = "d0c1"
ORIGIN = Path("/home/ana/story.storyboard").absolute()


class Disk:
    """Where copies go: the real disk, until it is made to fail or to wait."""

    def __init__(self) -> None:
        self.error: Exception | None = None
        self.may_go_on = threading.Event()
        self.may_go_on.set()
        self.began = threading.Event()

    def write(self, path: Path, copy: Copy) -> None:
        self.began.set()
        assert self.may_go_on.wait(10)
        if self.error:
            raise self.error
        write_copy(path, copy)


class Desk:
    """An open document with everything around it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.clock = FakeClock()
        self.disk = Disk()
        self.events: queue.Queue[Event] = queue.Queue()
        self.autosave = Autosave(
            ID, self.events.put, folder=folder, clock=self.clock, write=self.disk.write
        )

    def edit(self, text: str) -> Board:
        board = board_saying(text)
        self.autosave.note_edit(board, ORIGIN)
        return board

    def event(self) -> Event:
        return self.events.get(timeout=10)

    def kept(self) -> str | None:
        """What the copy on disk says."""
        path = copy_path(ID, self.folder)
        return read_copy(path).board.cards[0].text if path.exists() else None


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    desk = Desk(tmp_path / "autosave")
    yield desk
    desk.disk.may_go_on.set()
    desk.autosave.close()


def test_two_seconds_is_the_promise() -> None:
    assert max(QUIET_S, MOST_S) <= 2


def test_written_when_the_hand_rests(desk: Desk) -> None:
    desk.edit("one")
    desk.clock.advance(QUIET_S / 2)
    board = desk.edit("two")
    desk.clock.advance(QUIET_S * 0.9)
    assert desk.events.empty()
    assert desk.kept() is None
    desk.clock.advance(QUIET_S * 0.2)
    assert desk.event() == Kept(board)
    copy = read_copy(copy_path(ID, desk.folder))
    assert copy == Copy(board, ORIGIN, desk.clock.wall_s())


def test_written_while_the_hand_does_not_rest(desk: Desk) -> None:
    passed = 0.0
    desk.edit("0")
    while passed < MOST_S:
        assert desk.events.empty()
        desk.clock.advance(QUIET_S / 2)
        passed += QUIET_S / 2
        if passed < MOST_S:
            desk.edit(str(passed))
    desk.event()
    assert passed <= 2
    assert desk.kept() is not None


def test_a_saved_board_leaves_no_copy(desk: Desk) -> None:
    board = desk.edit("one")
    desk.clock.advance(QUIET_S)
    desk.event()
    desk.autosave.saved(board)
    assert desk.kept() is None


def test_edits_after_the_save_began_stay_kept(desk: Desk) -> None:
    earlier = desk.edit("earlier")
    later = desk.edit("later")
    desk.autosave.saved(earlier)
    desk.clock.advance(QUIET_S)
    assert desk.event() == Kept(later)
    desk.autosave.saved(earlier)
    assert desk.kept() == "later"
    desk.autosave.saved(later)
    assert desk.kept() is None


def test_discarding_forgets_what_was_not_written_yet(desk: Desk) -> None:
    desk.edit("one")
    desk.autosave.discard()
    desk.clock.advance(QUIET_S)
    desk.autosave.close()
    assert desk.kept() is None
    assert desk.events.empty()


def test_discarding_in_the_middle_of_a_write_waits_and_then_removes(desk: Desk) -> None:
    desk.disk.may_go_on.clear()
    desk.edit("one")
    desk.clock.move(QUIET_S)
    assert desk.disk.began.wait(10)
    discarding = threading.Thread(target=desk.autosave.discard)
    discarding.start()
    discarding.join(0.05)
    assert discarding.is_alive()
    desk.disk.may_go_on.set()
    discarding.join(10)
    assert not discarding.is_alive()
    assert desk.kept() is None


def test_closing_writes_what_is_pending_and_leaves_the_copy(desk: Desk) -> None:
    desk.edit("one")
    assert is_held(ID, desk.folder)
    desk.autosave.close()
    assert desk.kept() == "one"
    assert not is_held(ID, desk.folder)


def test_a_full_disk_is_told_and_tried_again(desk: Desk) -> None:
    desk.disk.error = BoardFileError("No space left on device.")
    board = desk.edit("one")
    desk.clock.advance(QUIET_S)
    assert desk.event() == NotKept(desk.disk.error)
    desk.disk.error = None
    desk.clock.advance(RETRY_S * 0.9)
    assert desk.events.empty()
    desk.clock.advance(RETRY_S * 0.2)
    assert desk.event() == Kept(board)
    assert desk.kept() == "one"


def test_an_edit_after_a_failure_does_not_wait_for_the_retry(desk: Desk) -> None:
    desk.disk.error = BoardFileError("No space left on device.")
    desk.edit("one")
    desk.clock.advance(QUIET_S)
    desk.event()
    desk.disk.error = None
    board = desk.edit("two")
    desk.clock.advance(QUIET_S)
    assert desk.event() == Kept(board)


def test_a_failed_write_does_not_come_back_over_a_newer_edit(desk: Desk) -> None:
    desk.disk.error = BoardFileError("No space left on device.")
    desk.disk.may_go_on.clear()
    desk.edit("one")
    desk.clock.move(QUIET_S)
    assert desk.disk.began.wait(10)
    newer = desk.edit("two")
    desk.disk.may_go_on.set()
    assert isinstance(desk.event(), NotKept)
    desk.disk.error = None
    desk.clock.advance(QUIET_S)
    assert desk.event() == Kept(newer)
    desk.clock.advance(RETRY_S)
    assert desk.events.empty()
    assert desk.kept() == "two"


def test_a_failure_nobody_foresaw_is_logged_and_told(
    desk: Desk, caplog: pytest.LogCaptureFixture
) -> None:
    desk.disk.error = ZeroDivisionError("a bug")
    desk.edit("one")
    with caplog.at_level(logging.ERROR):
        desk.clock.advance(QUIET_S)
        event = desk.event()
    assert isinstance(event, NotKept)
    assert "a bug" in str(event.error)
    assert [record.exc_info is not None for record in caplog.records] == [True]


def test_closing_on_a_broken_disk_ends(desk: Desk) -> None:
    desk.disk.error = BoardFileError("Input/output error.")
    desk.edit("one")
    desk.autosave.close()
    assert isinstance(desk.event(), NotKept)


def test_a_document_has_one_window(desk: Desk) -> None:
    with pytest.raises(BoardFileError, match="open in another window"):
        Autosave(ID, desk.events.put, folder=desk.folder)


def test_with_the_real_clock_an_edit_is_on_disk_within_two_seconds(tmp_path: Path) -> None:
    events: queue.Queue[Event] = queue.Queue()
    autosave = Autosave(ID, events.put, folder=tmp_path)
    began = time.monotonic()
    autosave.note_edit(board_saying("one"), None)
    assert isinstance(events.get(timeout=10), Kept)
    took_s = time.monotonic() - began
    autosave.close()
    assert read_copy(copy_path(ID, tmp_path)).board == board_saying("one")
    assert QUIET_S <= took_s < 2


def test_a_folder_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.touch()
    events: queue.Queue[Event] = queue.Queue()
    autosave = Autosave(ID, events.put, folder=blocked)
    autosave.note_edit(board_saying("one"), None)
    autosave.close()
    event = events.get(timeout=10)
    assert isinstance(event, NotKept)
    assert "could not be kept safe" in str(event.error)
