"""Fields of the inspector: prompts that bear an input method, timecodes, labelled rows.

Knows the studio; no page.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSignalBlocker, Qt, QTimer, Signal
from PySide6.QtGui import QFocusEvent, QInputMethodEvent, QKeyEvent, QKeySequence, QWheelEvent
from PySide6.QtWidgets import (
    QGridLayout,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QSpinBox,
    QToolButton,
    QWidget,
)

from storyboard_studio.timebase import Frame, parse_timecode, timecode
from storyboard_studio.ui.controls import label
from storyboard_studio.ui.studio import Studio
from storyboard_studio.ui.theme import MEDIUM, font

_PAUSE_MS = 1_500


class PromptEdit(QPlainTextEdit):
    """Several lines of a prompt. Every change is reported; a pause or leaving ends an undo step.

    Text under composition by an input method is neither reported nor replaced. Undo and redo
    belong to the board, not to the field.
    """

    edited = Signal(str)
    settled = Signal()

    def __init__(self, name: str, hint: str, lines: int) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self.setPlaceholderText(hint)
        self.setTabChangesFocus(True)
        self.setUndoRedoEnabled(False)
        self.setFont(font(13))
        height = self.fontMetrics().lineSpacing() * lines
        self.setFixedHeight(height + 20)
        self._composing = False
        self._pause = QTimer(self, singleShot=True, interval=_PAUSE_MS)
        self._pause.timeout.connect(self.settled)
        self.textChanged.connect(self._report)

    def show_text(self, text: str) -> None:
        """Show the document's text, unless it is there or being composed; reports nothing."""
        if self._composing or text == self.toPlainText():
            return
        with QSignalBlocker(self):
            at = min(self.textCursor().position(), len(text))
            self.setPlainText(text)
            cursor = self.textCursor()
            cursor.setPosition(at)
            self.setTextCursor(cursor)

    def event(self, event: QEvent) -> bool:
        if event.type() is QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            for key in (QKeySequence.StandardKey.Undo, QKeySequence.StandardKey.Redo):
                if event.matches(key):
                    event.ignore()
                    return False
        return super().event(event)

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        self._composing = bool(event.preeditString())
        super().inputMethodEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._composing = False
        self._pause.stop()
        self.settled.emit()

    def _report(self) -> None:
        self.edited.emit(self.toPlainText())
        self._pause.start()


class TimeField(QLineEdit):
    """A timecode that can be typed: ``1500``, ``+30``, ``-1:00``; empty where that is allowed.

    ``chosen`` carries a frame, or None for an emptied field. What cannot be read is said and
    taken back.
    """

    chosen = Signal(object)

    def __init__(self, studio: Studio, name: str, *, may_be_empty: bool = False) -> None:
        super().__init__()
        self._studio, self._may_be_empty = studio, may_be_empty
        self._frame: Frame | None = 0
        self.setAccessibleName(name)
        self.setProperty("quiet", True)
        self.setFont(font(12, MEDIUM, tabular=True))
        self.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.editingFinished.connect(self._finish)

    def show_frame(self, frame: Frame | None) -> None:
        self._frame = frame
        if not self.hasFocus() or not self.isModified():
            self._show()

    def _show(self) -> None:
        rate = self._studio.board.rate
        self.setText("" if self._frame is None else timecode(self._frame, rate))

    def _finish(self) -> None:
        if not self.isModified():
            return
        self.setModified(False)
        text = self.text().strip()
        if not text and self._may_be_empty:
            self._choose(None)
            return
        try:
            frame = parse_timecode(text, self._studio.board.rate)
        except ValueError:
            hint = self.tr("“{text}” is not a timecode. Try 0:05:00, 1500 or +30.")
            self._studio.notice.emit("error", hint.format(text=text))
            self._show()
            return
        relative = text[:1] in "+-" and self._frame is not None
        self._choose((self._frame or 0) + frame if relative else frame)

    def _choose(self, frame: Frame | None) -> None:
        if frame != self._frame:
            self.chosen.emit(frame)
        self._show()


class FramesField(QSpinBox):
    """A number of frames; arrows and the wheel change it while it has the focus."""

    def __init__(self, name: str, least: int, most: int) -> None:
        super().__init__()
        self.setRange(least, most)
        self.setSuffix(self.tr(" frames"))
        self.setKeyboardTracking(False)
        self.setAccessibleName(name)
        self.lineEdit().setAccessibleName(name)
        self.setProperty("quiet", True)
        self.setFont(font(12, MEDIUM, tabular=True))
        self.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def wheelEvent(self, event: QWheelEvent) -> None:
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()


class Rows(QWidget):
    """Names on the left, values on the right, one line each."""

    def __init__(self) -> None:
        super().__init__()
        self._names: dict[QWidget, tuple[QLabel, int]] = {}
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(12)
        self._grid.setVerticalSpacing(2)
        self._grid.setColumnStretch(1, 1)

    def add(self, words: str, field: QWidget) -> QWidget:
        """A new row; its field fills the right side."""
        row = self._grid.rowCount()
        name = label(words, "mute")
        name.setBuddy(field)
        self._grid.addWidget(name, row, 0, Qt.AlignmentFlag.AlignVCenter)
        side = (
            Qt.AlignmentFlag.AlignRight if isinstance(field, QToolButton) else Qt.AlignmentFlag(0)
        )
        self._grid.addWidget(field, row, 1, side)
        self._grid.setRowMinimumHeight(row, 28)
        self._names[field] = (name, row)
        return field

    def set_row_visible(self, field: QWidget, on: bool) -> None:
        """Show or hide the row of a field."""
        name, row = self._names[field]
        name.setVisible(on)
        field.setVisible(on)
        self._grid.setRowMinimumHeight(row, 28 if on else 0)

    def add_value(self, words: str) -> QLabel:
        """A new row whose value is only read."""
        value = label(role="value")
        value.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        value.setContentsMargins(0, 0, 7, 0)
        value.setFont(font(12, MEDIUM, tabular=True))
        self.add(words, value)
        return value
