"""The window's shared model: the session, rendering, what is selected, where the playhead is.

Panels meet here and never import one another. GUI thread only. Knows no widget and no file.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from storyboard_studio.document.board import Board
from storyboard_studio.document.gaps import gaps
from storyboard_studio.edit.changes import Changes, Part
from storyboard_studio.edit.commands import Command
from storyboard_studio.edit.session import Session
from storyboard_studio.errors import Problem
from storyboard_studio.timebase import Frame
from storyboard_studio.ui.tokens import Tokens

if TYPE_CHECKING:
    from storyboard_studio.render.service import RenderService
    from storyboard_studio.ui.thumbnails import ThumbnailService


@dataclass(frozen=True, slots=True)
class Selection:
    """What the person has chosen: items and cards by id, a gap by its left bound, a cut by id."""

    items: frozenset[str] = frozenset()
    cards: frozenset[str] = frozenset()
    gap: str | None = None
    cut: str | None = None

    def __bool__(self) -> bool:
        return bool(self.items or self.cards) or self.gap is not None or self.cut is not None

    def within(self, board: Board, bounds: frozenset[str]) -> Selection:
        """The part of it that exists on a board whose gaps have these left bounds."""
        return Selection(
            self.items & {item.id for item in board.items},
            self.cards & {card.id for card in board.cards},
            self.gap if self.gap in bounds else None,
            self.cut if any(cut.id == self.cut for cut in board.cuts) else None,
        )


class Studio(QObject):
    """Signals are emitted after the change is in place; a document that is opened emits
    ``document_opened`` and then ``board_changed`` with every part.
    """

    document_opened = Signal()
    board_changed = Signal(object)  # edit.changes.Changes
    plan_changed = Signal()  # gap plans, take states or the queue
    selection_changed = Signal()
    playhead_changed = Signal(int)  # frame
    frames_arrived = Signal(object)  # live frames of a gap that is being filled
    theme_changed = Signal()
    notice = Signal(str, str)  # "info" | "error", text

    def __init__(
        self,
        session: Session,
        render: RenderService,
        thumbnails: ThumbnailService,
        tokens: Tokens,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self.session = session
        self.render = render
        self.thumbnails = thumbnails
        self.tokens = tokens
        self.selection = Selection()
        self.playhead: Frame = 0
        self._leave: Callable[[], None] = session.subscribe(self._on_board)

    @property
    def board(self) -> Board:
        return self.session.board

    def run(self, command: Command) -> bool:
        """Carry out an edit; what refuses it becomes a notice. Whether it was done."""
        try:
            self.session.apply(command)
        except Problem as problem:
            self.notice.emit("error", str(problem))
            return False
        return True

    def undo(self) -> None:
        self.session.undo()

    def redo(self) -> None:
        self.session.redo()

    def select(self, selection: Selection) -> None:
        if selection != self.selection:
            self.session.end_merge()
            self.selection = selection
            self.selection_changed.emit()

    def set_playhead(self, frame: Frame) -> None:
        """Move the playhead, kept on the board."""
        frame = min(max(0, frame), self.board.length - 1)
        if frame != self.playhead:
            self.playhead = frame
            self.playhead_changed.emit(frame)

    def set_tokens(self, tokens: Tokens) -> None:
        if tokens != self.tokens:
            self.tokens = tokens
            self.theme_changed.emit()

    def open(self, session: Session, render: RenderService) -> None:
        """Show another document. Closing what belonged to the old one is the caller's work."""
        before = self.board
        self._leave()
        self.session, self.render = session, render
        self._leave = session.subscribe(self._on_board)
        self.selection, self.playhead = Selection(), 0
        self.document_opened.emit()
        self.board_changed.emit(Changes(before, session.board, frozenset(Part), ""))
        self.plan_changed.emit()
        self.selection_changed.emit()
        self.playhead_changed.emit(0)

    def plan_arrived(self) -> None:
        """The render service has news of plans, takes or the queue."""
        self.plan_changed.emit()

    def _on_board(self, changes: Changes) -> None:
        self.render.set_board(changes.after)
        self._prune_selection()
        if self.playhead >= changes.after.length:
            self.set_playhead(changes.after.length - 1)
        self.board_changed.emit(changes)

    def _prune_selection(self) -> None:
        bounds = frozenset(gap.bound for gap in gaps(self.board))
        self.select(self.selection.within(self.board, bounds))
