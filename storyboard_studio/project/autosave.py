"""Autosave: the last edits of an open document are on disk within two seconds.

A thread of its own receives boards (values) and writes them when the hand rests, or while it
does not. Knows no session and no window.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol, TypeAlias

from filelock import Timeout

from storyboard_studio.document.board import Board
from storyboard_studio.errors import BoardFileError, StudioError
from storyboard_studio.project.copies import (
    Copy,
    copies_dir,
    copy_path,
    hold,
    remove_copy,
    remove_lock,
    write_copy,
)

QUIET_S = 0.7
"""A board is written when no edit came for this long …"""
MOST_S = 1.5
"""… or when the first unwritten edit is this old."""
RETRY_S = 5.0
"""After a failed write, the next attempt comes this much later."""

_log = logging.getLogger(__name__)


class Clock(Protocol):
    """Time, and waiting for it."""

    def now_s(self) -> float:
        """Seconds on a clock that never goes back."""

    def wall_s(self) -> float:
        """Unix seconds."""

    def wait(self, condition: threading.Condition, timeout_s: float | None) -> None:
        """Wait until the held condition is notified or the time has passed."""


class SystemClock:
    def now_s(self) -> float:
        return time.monotonic()

    def wall_s(self) -> float:
        return time.time()

    def wait(self, condition: threading.Condition, timeout_s: float | None) -> None:
        condition.wait(timeout_s)


@dataclass(frozen=True, slots=True)
class Kept:
    """The board is on disk."""

    board: Board


@dataclass(frozen=True, slots=True)
class NotKept:
    """It could not be written; tried again by itself."""

    error: StudioError


Event: TypeAlias = Kept | NotKept
Write: TypeAlias = Callable[[Path, Copy], None]


@dataclass(frozen=True, slots=True)
class _Pending:
    board: Board
    origin: Path | None
    first_s: float
    due_s: float


class Autosave:
    """The autosaved copy of one open document.

    ``note_edit``, ``saved`` and ``discard`` may be called from any one thread at a time and
    return at once, except that the last two wait for a write in progress. ``on_event`` is called
    on autosave's own thread. Raises ``BoardFileError`` where another process has the document.
    """

    def __init__(
        self,
        document_id: str,
        on_event: Callable[[Event], None],
        *,
        folder: Path | None = None,
        clock: Clock | None = None,
        write: Write = write_copy,
    ) -> None:
        self._folder = folder or copies_dir()
        self._document_id = document_id
        self._on_event = on_event
        self._clock = clock or SystemClock()
        self._write = write
        self._changed = threading.Condition()
        self._pending: _Pending | None = None
        self._latest: Board | None = None
        self._writing = False
        self._closing = False
        try:
            self._lock = hold(document_id, self._folder)
        except Timeout:
            raise BoardFileError("This document is open in another window.") from None
        self._thread = threading.Thread(target=self._run, name="autosave", daemon=True)
        self._thread.start()

    def note_edit(self, board: Board, origin: Path | None) -> None:
        """The document is now ``board``; ``origin`` is its file, if it has one."""
        now = self._clock.now_s()
        with self._changed:
            first = self._pending.first_s if self._pending else now
            due = min(now + QUIET_S, first + MOST_S)
            self._pending = _Pending(board, origin, first, due)
            self._latest = board
            self._changed.notify_all()

    def saved(self, board: Board) -> None:
        """``board`` is safe in its file: the copy goes, unless it holds later edits."""
        with self._changed:
            if self._latest is None or self._latest is board:
                self._forget()

    def discard(self) -> None:
        """The person does not want the unsaved changes."""
        with self._changed:
            self._forget()

    def close(self) -> None:
        """Write what is pending and end the thread. The copy stays, to be offered again."""
        with self._changed:
            self._closing = True
            self._changed.notify_all()
        self._thread.join()
        if self._lock is not None:
            self._lock.release()
            self._lock = None
        remove_lock(self._document_id, self._folder)

    def _forget(self) -> None:
        """With the condition held: nothing pending, nothing being written, nothing on disk."""
        self._pending = self._latest = None
        while self._writing:
            self._changed.wait()
        remove_copy(self._document_id, self._folder)

    def _run(self) -> None:
        while True:
            pending = self._next()
            if pending is None:
                return
            error = self._attempt(pending)
            with self._changed:
                self._writing = False
                if error and self._latest is pending.board:
                    retry_s = self._clock.now_s() + RETRY_S
                    self._pending = _Pending(pending.board, pending.origin, retry_s, retry_s)
                self._changed.notify_all()
                given_up = error is not None and self._closing
            self._on_event(NotKept(error) if error else Kept(pending.board))
            if given_up:
                return

    def _next(self) -> _Pending | None:
        """The board that is due, marked as being written; None when closed and done."""
        with self._changed:
            while True:
                pending = self._pending
                now = self._clock.now_s()
                if pending and (self._closing or now >= pending.due_s):
                    self._pending, self._writing = None, True
                    return pending
                if self._closing:
                    return None
                self._clock.wait(self._changed, pending.due_s - now if pending else None)

    def _attempt(self, pending: _Pending) -> StudioError | None:
        copy = Copy(pending.board, pending.origin, self._clock.wall_s())
        try:
            self._write(copy_path(self._document_id, self._folder), copy)
        except StudioError as error:
            return error
        except Exception as error:  # noqa: BLE001  the thread's border
            _log.exception("autosave failed")
            return BoardFileError(f"The unsaved changes could not be kept safe: {error}.")
        return None
