"""The one mutable cell: the current board, its undo history and its listeners.

Belongs to one thread (the window's). Knows commands and boards; not files, not Qt, not the
engine.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass

from storyboard_studio.document.board import Board
from storyboard_studio.edit.changes import Changes
from storyboard_studio.edit.commands import Command, apply

Listener = Callable[[Changes], None]
MAX_UNDO = 10_000


@dataclass(frozen=True, slots=True)
class _Step:
    label: str
    before: Board
    merge_key: str


class Session:
    """Holds a board; ``apply`` is the only way to change it.

    Listeners are called in order, on the caller's thread, after the change is in place. A
    command that raises ``Problem`` changes nothing and calls nobody.
    """

    def __init__(self, board: Board) -> None:
        self._board = board
        self._saved: Board | None = board
        self._undo: list[_Step] = []
        self._redo: list[_Step] = []
        self._listeners: list[Listener] = []
        self.document_id = secrets.token_hex(8)

    @property
    def board(self) -> Board:
        return self._board

    @property
    def is_dirty(self) -> bool:
        """Whether the board differs from the last saved one."""
        return self._board is not self._saved and self._board != self._saved

    @property
    def undo_label(self) -> str:
        """What undo would take back; empty where there is nothing."""
        return self._undo[-1].label if self._undo else ""

    @property
    def redo_label(self) -> str:
        return self._redo[-1].label if self._redo else ""

    def apply(self, command: Command) -> Changes:
        """Carry out a command: a new board and what changed, or ``Problem`` and nothing.

        Consecutive commands with one non-empty ``merge_key`` become one undo step. A command
        that changes nothing leaves no step.
        """
        after = apply(self._board, command)
        before = self._board
        if after is not before:
            if not self._merges(command.merge_key):
                self._undo.append(_Step(command.label, before, command.merge_key))
                del self._undo[:-MAX_UNDO]
            self._redo.clear()
        return self._become(after, command.label)

    def undo(self) -> Changes | None:
        """Take the last step back; None where there is none."""
        return self._swap(self._undo, self._redo)

    def redo(self) -> Changes | None:
        """Do the last undone step again; None where there is none."""
        return self._swap(self._redo, self._undo)

    def end_merge(self) -> None:
        """The next command starts an undo step of its own (typing paused, focus left)."""
        if self._undo:
            last = self._undo[-1]
            self._undo[-1] = _Step(last.label, last.before, "")

    def mark_saved(self, board: Board | None = None) -> None:
        """The given board (default: the current one) is what the file holds."""
        self._saved = self._board if board is None else board

    def mark_unsaved(self) -> None:
        """No file holds the current board (it was recovered)."""
        self._saved = None

    def subscribe(self, listener: Listener) -> Callable[[], None]:
        """Call ``listener`` after every change; the result ends the subscription."""
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener)

    def _merges(self, key: str) -> bool:
        return bool(key) and bool(self._undo) and self._undo[-1].merge_key == key

    def _swap(self, source: list[_Step], target: list[_Step]) -> Changes | None:
        if not source:
            return None
        step = source.pop()
        target.append(_Step(step.label, self._board, ""))
        return self._become(step.before, step.label)

    def _become(self, after: Board, label: str) -> Changes:
        changes = Changes.between(self._board, after, label)
        self._board = after
        for listener in tuple(self._listeners) if changes.parts else ():
            listener(changes)
        return changes
