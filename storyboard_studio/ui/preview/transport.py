"""The row under the picture: timecode, the playing buttons, loop, size. Knows no player."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal, SignalInstance
from PySide6.QtGui import QColor, QEnterEvent, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QToolButton, QWidget

from storyboard_studio.timebase import Frame, Rate, timecode
from storyboard_studio.ui.controls import IconButton, label
from storyboard_studio.ui.icons import paint_icon
from storyboard_studio.ui.studio import Studio
from storyboard_studio.ui.theme import MEDIUM, SEMIBOLD, font

HEIGHT = 54
MIN_WIDTH = 640
_NARROW, _NARROWER = 620, 480
"""Below these the film's length, then the picture's size give way; the timecode never does."""
_WIDE, _WIDE_SPACING, _SPACING = 680, 12, 4
"""Between the buttons: generous where there is room, so that they stay in the middle."""


class PlayButton(QAbstractButton):
    """The one round button: solid, so that the hand finds it."""

    _SIDE = 34

    def __init__(self, studio: Studio) -> None:
        super().__init__()
        self._studio = studio
        self._is_playing = False
        self.setFixedSize(self._SIDE + 6, self._SIDE + 6)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.ArrowCursor)
        studio.theme_changed.connect(self.update)
        self.set_playing(False)

    def set_playing(self, playing: bool) -> None:
        self._is_playing = playing
        words = self.tr("Pause") if playing else self.tr("Play")
        self.setAccessibleName(words)
        self.setToolTip(words)
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(self._SIDE + 6, self._SIDE + 6)

    def enterEvent(self, event: QEnterEvent) -> None:
        self.update()
        super().enterEvent(event)

    def leaveEvent(self, event: QEvent) -> None:
        self.update()
        super().leaveEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        tokens = self._studio.tokens
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        middle = QPointF(self.width() / 2, self.height() / 2)
        if self.hasFocus():
            painter.setPen(QPen(QColor(tokens.accent), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawEllipse(middle, self._SIDE / 2 + 2, self._SIDE / 2 + 2)
        painter.setPen(Qt.PenStyle.NoPen)
        pressed_or_over = self.isDown() or self.underMouse()
        painter.setBrush(QColor(tokens.mute if pressed_or_over else tokens.text))
        painter.drawEllipse(middle, self._SIDE / 2, self._SIDE / 2)
        side = 20.0
        place = QRectF(middle.x() - side / 2, middle.y() - side / 2, side, side)
        paint_icon(painter, "pause" if self._is_playing else "play", tokens.bg, place)


class TransportBar(QWidget):
    """Shows where playing is, and says what was pressed."""

    first = Signal()
    back = Signal()
    play = Signal()
    forward = Signal()
    last = Signal()
    loop = Signal(bool)

    def __init__(self, studio: Studio) -> None:
        super().__init__()
        self._studio = studio
        self._shown: tuple[Frame, int, Rate] | None = None
        self.setFixedHeight(HEIGHT)
        self.setAccessibleName(self.tr("Transport"))
        self.timecode = label()
        self.timecode.setFont(font(17, SEMIBOLD, tabular=True))
        self.timecode.setAccessibleName(self.tr("Timecode"))
        self.total = label()
        self.total.setFont(font(12, tabular=True))
        self.total.setAccessibleName(self.tr("Length"))
        self.speed = label()
        self.speed.setFont(font(12, MEDIUM, tabular=True))
        self.speed.setAccessibleName(self.tr("Speed"))
        self.fit = label()
        self.fit.setFont(font(12, MEDIUM, tabular=True))
        self.fit.setAccessibleName(self.tr("Size of the picture"))
        self.play_button = PlayButton(studio)
        self.play_button.clicked.connect(self.play)
        self.loop_button = self._loop_button()
        self._lay_out()
        studio.theme_changed.connect(self._recolor)
        self._recolor()

    def show_time(self, frame: Frame, length: int, rate: Rate) -> None:
        if (frame, length, rate) != self._shown:
            self._shown = (frame, length, rate)
            self.timecode.setText(timecode(frame, rate))
            self.total.setText(f"/ {timecode(length, rate)}")

    def show_playing(self, speed: int, loops: bool) -> None:
        """``speed`` 0 is paused. Only speeds other than 1 are worth a word."""
        self.play_button.set_playing(speed != 0)
        self.speed.setHidden(speed in (0, 1))
        self.speed.setText("" if speed in (0, 1) else f"{speed}×".replace("-", "−"))
        self.loop_button.setChecked(loops)

    def show_scale(self, scale: float) -> None:
        """Pixels of the screen per pixel of the film."""
        self.fit.setText(self.tr("fit {percent} %").format(percent=round(scale * 100)))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._middle.setSpacing(_WIDE_SPACING if self.width() >= _WIDE else _SPACING)
        self.total.setVisible(self.width() >= _NARROW)
        self.fit.setVisible(self.width() >= _NARROWER)

    def _lay_out(self) -> None:
        buttons = [
            self._icon_button("go-start", self.tr("Go to the start"), self.first),
            self._icon_button("step-back", self.tr("One frame back"), self.back),
            self.play_button,
            self._icon_button("step-forward", self.tr("One frame on"), self.forward),
            self._icon_button("go-end", self.tr("Go to the end"), self.last),
        ]
        left, middle, right = QHBoxLayout(), QHBoxLayout(), QHBoxLayout()
        for one in (self.timecode, self.total, self.speed):
            left.addWidget(one)
        left.addStretch()
        left.setSpacing(6)
        for button in buttons:
            middle.addWidget(button)
        right.addStretch()
        right.addWidget(self.loop_button)
        right.addWidget(self.fit)
        right.setSpacing(10)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(4)
        self._middle = middle
        for part, stretch in ((left, 1), (middle, 0), (right, 1)):
            row.addLayout(part, stretch)

    def _icon_button(self, icon: str, words: str, pressed: SignalInstance) -> IconButton:
        made = IconButton(self._studio, icon, words)
        made.setAutoRepeat(icon.startswith("step"))
        made.clicked.connect(pressed)
        return made

    def _loop_button(self) -> QToolButton:
        made = QToolButton()
        made.setText(self.tr("loop in–out"))
        made.setFont(font(12, MEDIUM))
        made.setCheckable(True)
        made.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        made.setFixedHeight(26)
        made.setAccessibleName(self.tr("Loop from in to out"))
        made.setToolTip(self.tr("Play in to out, or all of it, again and again"))
        made.clicked.connect(self.loop)
        return made

    def _recolor(self) -> None:
        tokens = self._studio.tokens
        self.timecode.setStyleSheet(f"font-size: 17px; font-weight: 600; color: {tokens.text};")
        for quiet in (self.total, self.speed, self.fit):
            quiet.setStyleSheet(f"font-size: 12px; color: {tokens.mute};")
        self.loop_button.setStyleSheet(
            f"QToolButton {{ font-size: 12px; font-weight: 500; color: {tokens.mute};"
            " padding: 0 8px; }"
            f"QToolButton:hover {{ color: {tokens.text}; }}"
            f"QToolButton:checked {{ color: {tokens.accent}; background: {tokens.raised};"
            f" border: 1px solid {tokens.line}; }}"
            f"QToolButton:focus {{ border: 1px solid {tokens.accent}; }}"
        )
