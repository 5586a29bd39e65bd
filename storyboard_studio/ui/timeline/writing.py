"""Writing prompts on the timeline: opens the field over a card and turns its text into an edit."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QRect, QRectF
from PySide6.QtWidgets import QWidget

from storyboard_studio.edit.commands import add_card, set_card_text
from storyboard_studio.timebase import Frame, FrameRange
from storyboard_studio.ui.studio import Selection, Studio
from storyboard_studio.ui.timeline.drags import acting
from storyboard_studio.ui.timeline.editor import CardEditor
from storyboard_studio.ui.timeline.scene import Scene
from storyboard_studio.ui.timeline.viewport import Viewport

_NEW_CARD_S = 2


class CardWriting:
    """At most one field is open; opening another keeps the text of the first."""

    def __init__(self, timeline: QWidget, studio: Studio, viewport: Viewport) -> None:
        self._timeline, self._studio, self._viewport = timeline, studio, viewport
        self._editor: CardEditor | None = None

    @property
    def is_open(self) -> bool:
        return self._editor is not None

    def add(self, frame: Frame) -> None:
        """Write a new card: it comes to be when its text is kept, and not at all without one."""
        board = self._studio.board
        free = Scene(board).free.at(frame)
        end = free.end if free else frame + round(board.rate * _NEW_CARD_S)
        self._open(FrameRange(frame, max(end, frame + 1)), "", lambda text: self._add(frame, text))

    def edit(self, card_id: str) -> None:
        """Change a card's text where it lies."""
        card = self._studio.board.card_by_id(card_id)
        frames = acting(self._studio.board, card_id)
        self._open(frames, card.text, lambda text: self._change(card_id, text))

    def finish(self) -> None:
        """Keep what is being written."""
        if self._editor is not None:
            self._editor.finish(self._editor.toPlainText())

    def give_up(self) -> None:
        """Forget what is being written."""
        if self._editor is not None:
            self._editor.finish(None)

    def _add(self, frame: Frame, text: str | None) -> None:
        if text and text.strip() and self._studio.run(add_card(frame, text.strip())):
            made = next(card for card in self._studio.board.cards if card.start == frame)
            self._studio.select(Selection(cards=frozenset((made.id,))))

    def _change(self, card_id: str, text: str | None) -> None:
        card = next((one for one in self._studio.board.cards if one.id == card_id), None)
        if text is not None and card is not None and text != card.text:
            self._studio.session.end_merge()
            self._studio.run(set_card_text(card_id, text))
            self._studio.session.end_merge()

    def _open(self, frames: FrameRange, text: str, done: Callable[[str | None], None]) -> None:
        self.finish()
        self._viewport.show_frame(frames.start)

        def closed(words: str | None) -> None:
            self._editor = None
            done(words)

        self._editor = CardEditor(self._timeline, self._where(frames), text, closed)

    def _where(self, frames: FrameRange) -> QRect:
        view, story = self._viewport.view, self._viewport.lanes.story
        left, right = view.x(frames.start), view.x(frames.end)
        return QRectF(left, story.top, right - left, story.height).toRect()
