"""The takes of a gap side by side: the one that is shown is framed, a click shows another."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QWidget

from storyboard_studio.render.takes import Take
from storyboard_studio.ui.studio import Studio
from storyboard_studio.ui.theme import MEDIUM, font

_MOST = 3
_WORDS = 20


class TakeStrip(QWidget):
    """Nothing is shown where there is only one take. ``chosen`` carries a take's digest."""

    chosen = Signal(str)

    def __init__(self, studio: Studio) -> None:
        super().__init__()
        self._studio = studio
        self._known: tuple[str, ...] = ()
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(8)
        self.buttons: list[TakeButton] = []
        studio.thumbnails.ready.connect(self._repaint)

    def show_takes(self, takes: list[Take], shown: str, *, locked: bool) -> None:
        """``takes`` the newest first; ``shown`` is the digest of the one that plays."""
        kept = takes[:_MOST]
        if tuple(take.digest for take in kept) != self._known:
            self._known = tuple(take.digest for take in kept)
            self._rebuild(kept)
        for one in self.buttons:
            one.show_state(is_shown=one.digest == shown, enabled=not locked)
        self.setVisible(len(kept) > 1)

    def _rebuild(self, takes: list[Take]) -> None:
        for old in self.buttons:
            self._row.removeWidget(old)
            old.hide()
            old.deleteLater()
        self.buttons = []
        for number, take in enumerate(takes):
            name = self.tr("Take {letter}").format(letter="ABC"[number])
            made = TakeButton(self._studio, take, name)
            made.clicked.connect(partial(self._choose, take.digest))
            self._row.addWidget(made)
            self.buttons.append(made)

    def _choose(self, digest: str) -> None:
        self.chosen.emit(digest)

    def _repaint(self) -> None:
        for one in self.buttons:
            one.update()


class TakeButton(QAbstractButton):
    """The middle picture of a take, and its letter."""

    def __init__(self, studio: Studio, take: Take, name: str) -> None:
        super().__init__()
        self._studio, self._take, self._name = studio, take, name
        self._is_shown = False
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAccessibleName(name)
        self.setFixedHeight(50 + _WORDS)

    @property
    def digest(self) -> str:
        return self._take.digest

    def show_state(self, *, is_shown: bool, enabled: bool) -> None:
        self._is_shown = is_shown
        self.setEnabled(enabled)
        self.setAccessibleDescription(self.tr("shown") if is_shown else "")
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(90, 50 + _WORDS)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, tokens = QPainter(self), self._studio.tokens
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        frame = QRectF(0, 0, self.width(), self.height() - _WORDS).adjusted(1, 1, -1, -1)
        shape = QPainterPath()
        shape.addRoundedRect(frame, 6, 6)
        painter.setClipPath(shape)
        painter.fillRect(frame, QColor(tokens.raised))
        path = self._studio.render.store.path(self._take.digest)
        height = frame.height() * self.devicePixelRatioF()
        picture = self._studio.thumbnails.take(path, self._take.frames // 2, height)
        if picture is not None:
            scale = max(frame.width() / picture.width(), frame.height() / picture.height())
            place = QRectF(0, 0, picture.width() * scale, picture.height() * scale)
            place.moveCenter(frame.center())
            painter.drawImage(place, picture)
        painter.setClipping(False)
        color = tokens.draft if self._take.draft else tokens.gen
        if self._is_shown or self.hasFocus():
            painter.setPen(QPen(QColor(tokens.accent if self.hasFocus() else color), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(frame, 6, 6)
        painter.setFont(font(11, MEDIUM))
        painter.setPen(QColor(tokens.text if self._is_shown else tokens.mute))
        below = QRectF(2, self.height() - _WORDS, self.width() - 4, _WORDS)
        words = self.tr("{take} · shown").format(take=self._name) if self._is_shown else self._name
        painter.drawText(below, Qt.AlignmentFlag.AlignVCenter, words)
