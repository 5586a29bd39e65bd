"""The few controls that every panel is made of, so that they look and behave alike.

Words are plain text, buttons take the focus by Tab only (a click leaves it where the keys are
meant), and what is drawn from tokens follows the theme. Knows no panel.
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QActionGroup, QColor, QPainter, QPaintEvent, QPalette, QPen, QResizeEvent
from PySide6.QtWidgets import (
    QComboBox,
    QFrame,
    QLabel,
    QMenu,
    QPushButton,
    QSizePolicy,
    QToolButton,
    QWidget,
)

from storyboard_studio.ui.icons import icon, paint_icon
from storyboard_studio.ui.studio import Studio
from storyboard_studio.ui.theme import MEDIUM, font
from storyboard_studio.ui.tokens import Color, Tokens


def label(text: str = "", role: str = "", *, wrap: bool = False) -> QLabel:
    """A line (or, wrapped, a paragraph) of plain words in one of the theme's roles."""
    made = QLabel(text)
    made.setTextFormat(Qt.TextFormat.PlainText)
    made.setWordWrap(wrap)
    if role:
        made.setProperty("role", role)
    return made


def button(text: str, *, primary: bool = False, name: str = "") -> QPushButton:
    made = QPushButton(text)
    made.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    made.setProperty("primary", primary)
    made.setAccessibleName(name or text)
    return made


def divider() -> QFrame:
    """A horizontal line."""
    made = QFrame()
    made.setProperty("line", "h")
    return made


class ElidedLabel(QLabel):
    """A line that ends in … where there is no room for it; the whole is its tooltip."""

    def __init__(self, role: str = "", elide: Qt.TextElideMode = Qt.TextElideMode.ElideRight):
        super().__init__()
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setProperty("role", role)
        self._whole, self._elide = "", elide
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def set_words(self, text: str) -> None:
        self._whole = text
        self.setAccessibleName(text)
        self._fit()
        self.updateGeometry()

    @property
    def words(self) -> str:
        return self._whole

    def sizeHint(self) -> QSize:
        hint = super().sizeHint()
        return QSize(self.fontMetrics().horizontalAdvance(self._whole) + 2, hint.height())

    def minimumSizeHint(self) -> QSize:
        return QSize(24, super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        shown = self.fontMetrics().elidedText(self._whole, self._elide, max(0, self.width()))
        self.setText(shown)
        self.setToolTip(self._whole if shown != self._whole else "")


class IconButton(QToolButton):
    """A picture of what it does, with the words as tooltip and accessible name."""

    def __init__(self, studio: Studio, name: str, words: str, px: int = 18) -> None:
        super().__init__()
        self._studio, self._name, self._px = studio, name, px
        self.setToolTip(words)
        self.setAccessibleName(words)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setIconSize(QSize(px, px))
        self.setFixedSize(px + 10, px + 10)
        studio.theme_changed.connect(self._recolor)
        self._recolor()

    def _recolor(self) -> None:
        self.setIcon(icon(self._name, self._studio.tokens.text, self._px))


class ComboBox(QComboBox):
    """A box of values with a chevron in the theme's quiet colour."""

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        painter = QPainter(self)
        color = self.palette().color(QPalette.ColorRole.PlaceholderText).name()
        side = 16
        place = QRectF(self.width() - side - 8, (self.height() - side) / 2, side, side)
        paint_icon(painter, "chevron-down", color, place)


class ChoiceButton(QToolButton):
    """One of a few named values, opened as a menu; as quiet as a line of text.

    ``chosen`` carries the index of a value that the person picked.
    """

    chosen = Signal(int)

    def __init__(self, name: str, choices: Sequence[str]) -> None:
        super().__init__()
        self._choices = tuple(choices)
        self._index = 0
        self.setProperty("quiet", True)
        self.setAccessibleName(name)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self._menu = QMenu(self)
        self._group = QActionGroup(self._menu)
        for number, words in enumerate(choices):
            action = self._menu.addAction(words)
            action.setCheckable(True)
            action.triggered.connect(lambda _on=False, index=number: self.chosen.emit(index))
            self._group.addAction(action)
        self.setMenu(self._menu)
        self.show_choice(0)

    @property
    def index(self) -> int:
        return self._index

    def show_choice(self, index: int) -> None:
        self._index = index
        self._group.actions()[index].setChecked(True)
        self.setText(f"{self._choices[index]}  ▾")
        self.setAccessibleDescription(self._choices[index])


class StatePill(QWidget):
    """A dot in a meaning's colour and the word that says it."""

    _PAD, _DOT = 10, 8

    def __init__(self, studio: Studio) -> None:
        super().__init__()
        self._studio = studio
        self._text, self._color = "", studio.tokens.mute
        self._font = font(12, MEDIUM, tabular=True)
        self.setFixedHeight(24)
        studio.theme_changed.connect(self.update)

    def show_state(self, text: str, color: Color) -> None:
        if (text, color) != (self._text, self._color):
            self._text, self._color = text, color
            self.setAccessibleName(text)
            self.updateGeometry()
            self.update()

    @property
    def words(self) -> str:
        return self._text

    def sizeHint(self) -> QSize:
        self.setFont(self._font)
        words = self.fontMetrics().horizontalAdvance(self._text)
        return QSize(words + 2 * self._PAD + self._DOT + 6, 24)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        paint_pill(painter, self._studio.tokens, QRectF(self.rect()))
        dot = QPointF(self._PAD + self._DOT / 2, self.height() / 2)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(self._color))
        painter.drawEllipse(dot, self._DOT / 2 - 0.5, self._DOT / 2 - 0.5)
        painter.setFont(self._font)
        painter.setPen(QColor(self._studio.tokens.text))
        words = self.rect().adjusted(self._PAD + self._DOT + 6, 0, 0, 0)
        painter.drawText(words, Qt.AlignmentFlag.AlignVCenter, self._text)


def paint_pill(painter: QPainter, tokens: Tokens, where: QRectF) -> None:
    """The raised, rounded ground of a pill."""
    painter.setPen(QPen(QColor(tokens.line), 1))
    painter.setBrush(QColor(tokens.raised))
    radius = where.height() / 2 - 0.5
    painter.drawRoundedRect(where.adjusted(0.5, 0.5, -0.5, -0.5), radius, radius)
