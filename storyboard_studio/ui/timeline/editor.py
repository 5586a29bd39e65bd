"""Writing a prompt where its card is: a text field laid over the timeline.

Input methods work as everywhere; Ctrl+Enter or leaving the field keeps the text, Escape does not.
Knows neither board nor cards.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QRect, Qt
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QPlainTextEdit, QWidget

from storyboard_studio.ui.theme import font

_LEAST_WIDTH, _LEAST_HEIGHT = 220, 66


class CardEditor(QPlainTextEdit):
    """``done`` is called once: with the text, or with None where it was given up."""

    def __init__(
        self, parent: QWidget, where: QRect, text: str, done: Callable[[str | None], None]
    ) -> None:
        super().__init__(text, parent)
        self._timeline = parent
        self._done: Callable[[str | None], None] | None = done
        self.setFont(font(12))
        self.setTabChangesFocus(True)
        self.setAccessibleName(self.tr("Prompt"))
        self.setPlaceholderText(self.tr("What happens here?"))
        self.setGeometry(_within(where, parent.rect()))
        self.selectAll()
        self.show()
        self.setFocus(Qt.FocusReason.OtherFocusReason)

    def event(self, event: QEvent) -> bool:
        ours = isinstance(event, QKeyEvent) and (_keeps(event) or _gives_up(event))
        if ours and event.type() is QEvent.Type.ShortcutOverride:
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if _keeps(event):
            self.finish(self.toPlainText())
        elif _gives_up(event):
            self.finish(None)
        else:
            super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        passing = (Qt.FocusReason.PopupFocusReason, Qt.FocusReason.ActiveWindowFocusReason)
        if event.reason() not in passing:
            self.finish(self.toPlainText())

    def finish(self, text: str | None) -> None:
        """Close, and hand the text over."""
        done, self._done = self._done, None
        if done is not None:
            if self.hasFocus():
                self._timeline.setFocus(Qt.FocusReason.OtherFocusReason)
            self.hide()
            self.deleteLater()
            done(text)


def _keeps(event: QKeyEvent) -> bool:
    enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
    return enter and bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)


def _gives_up(event: QKeyEvent) -> bool:
    return event.key() == Qt.Key.Key_Escape


def _within(where: QRect, room: QRect) -> QRect:
    """As large as the card but large enough to write in, and inside the timeline."""
    width = min(max(where.width(), _LEAST_WIDTH), max(1, room.width() - 8))
    height = max(where.height(), _LEAST_HEIGHT)
    left = min(max(where.left(), room.left() + 4), room.right() - 4 - width)
    return QRect(left, where.top(), width, height)
