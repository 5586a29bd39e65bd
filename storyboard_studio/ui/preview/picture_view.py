"""The picture: one array of pixels on the screen, pixel for pixel, with words over it.

The view says which size it wants in pixels of the screen; a picture of that size is copied as it
is, any other (the window is being resized) is stretched meanwhile. Knows no studio and no frames.
"""

from __future__ import annotations

import math

from PySide6.QtCore import QPoint, QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFontMetricsF,
    QImage,
    QMouseEvent,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import QWidget

from storyboard_engine.api import Picture
from storyboard_studio.ui.preview.badges import Badge
from storyboard_studio.ui.preview.scaling import Size, fitted
from storyboard_studio.ui.theme import MEDIUM, SEMIBOLD, font
from storyboard_studio.ui.tokens import DARK, Tokens

CORNER = 8.0
_BADGE_AT = QPointF(14, 12)
_BADGE_HEIGHT, _BADGE_PAD, _DOT = 26.0, 12.0, 7.0
_BADGE_GROUND = QColor(12, 14, 18, 190)


class PictureView(QWidget):
    """Letterboxes a canvas. ``painted`` follows every painting of a new picture."""

    clicked = Signal()
    painted = Signal()
    wanted_size_changed = Signal()

    def __init__(self, tokens: Tokens, *, corner: float = CORNER, ground: str = "") -> None:
        super().__init__()
        self._tokens = tokens
        self._corner = corner
        self._ground = ground
        self._canvas: Size = (16, 9)
        self._pixels: Picture | None = None
        self._image = QImage()
        self._is_new = False
        self._badge: Badge | None = None
        self._message = ""
        self._wanted: Size | None = None
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setMinimumSize(160, 90)
        self.setAccessibleName(self.tr("Picture"))

    # What is shown ------------------------------------------------------------------------------

    def set_canvas(self, canvas: Size) -> None:
        """The shape (w, h) of the film's pictures."""
        if canvas != self._canvas:
            self._canvas = canvas
            self._changed_place()

    def set_tokens(self, tokens: Tokens) -> None:
        self._tokens = tokens
        self.update()

    def set_picture(self, picture: Picture) -> None:
        """Show ``uint8 (H, W, 3)`` RGB, which must not change any more."""
        if picture is self._pixels:
            self.painted.emit()  # a held picture is on the screen already
            return
        height, width = picture.shape[:2]
        self._pixels = picture  # the image below looks into this array and does not own it
        self._image = QImage(picture.data, width, height, width * 3, QImage.Format.Format_RGB888)
        self._is_new = True
        self.update(self.picture_rect())

    def set_badge(self, badge: Badge | None) -> None:
        """Words on the picture's corner."""
        if badge != self._badge:
            self._badge = badge
            self.setAccessibleDescription(badge.text if badge else "")
            self.update(self.picture_rect())

    def set_message(self, text: str) -> None:
        """One line instead of a picture; empty: the picture again."""
        if text != self._message:
            self._message = text
            self.setAccessibleDescription(text)
            self.update()

    @property
    def picture(self) -> Picture | None:
        """What ``set_picture`` was given last."""
        return self._pixels

    @property
    def badge(self) -> Badge | None:
        return self._badge

    @property
    def message(self) -> str:
        return self._message

    # Where it is --------------------------------------------------------------------------------

    @property
    def wanted_size(self) -> Size:
        """The picture's size (w, h) in pixels of the screen."""
        return fitted(self._canvas, self._room())

    @property
    def scale(self) -> float:
        """Pixels of the screen per pixel of the film."""
        return self.wanted_size[0] / self._canvas[0]

    def picture_rect(self) -> QRect:
        """Where the picture lies, in logical pixels, grown to whole ones."""
        left, top, width, height = self._place()
        ratio = self.devicePixelRatioF()
        return QRectF(left / ratio, top / ratio, width / ratio, height / ratio).toAlignedRect()

    def _room(self) -> Size:
        ratio = self.devicePixelRatioF()
        return (
            max(1, math.floor(self.width() * ratio)),
            max(1, math.floor(self.height() * ratio)),
        )

    def _place(self) -> tuple[int, int, int, int]:
        """Left, top, width, height in pixels of the screen."""
        (room_w, room_h), (width, height) = self._room(), self.wanted_size
        return (room_w - width) // 2, (room_h - height) // 2, width, height

    def _changed_place(self) -> None:
        self.update()
        if self.wanted_size != self._wanted:
            self._wanted = self.wanted_size
            self.wanted_size_changed.emit()

    # Events -------------------------------------------------------------------------------------

    def sizeHint(self) -> QSize:
        return QSize(960, 540)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._changed_place()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        on_picture = self.picture_rect().contains(event.position().toPoint())
        if event.button() is Qt.MouseButton.LeftButton and on_picture:
            event.accept()
            self.clicked.emit()
        else:
            super().mousePressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        if self.wanted_size != self._wanted:
            self._changed_place()  # the screen's pixel ratio is another one
        painter = QPainter(self)
        ground = QColor(self._ground or self._tokens.bg)
        painter.fillRect(event.rect(), ground)
        left, top, width, height = self._place()
        ratio = self.devicePixelRatioF()
        painter.scale(1 / ratio, 1 / ratio)  # from here on in pixels of the screen
        if self._message or self._image.isNull():
            painter.fillRect(left, top, width, height, QColor(self._tokens.panel))
        elif (self._image.width(), self._image.height()) == (width, height):
            painter.drawImage(QPoint(left, top), self._image)
        else:
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            painter.drawImage(QRect(left, top, width, height), self._image)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._round_corners(painter, QRectF(left, top, width, height), ground, ratio)
        painter.scale(ratio, ratio)
        origin = QPointF(left / ratio, top / ratio)
        if self._message:
            painter.translate(origin)
            self._paint_message(painter, QRectF(0, 0, width / ratio, height / ratio))
        elif self._badge is not None:
            self._paint_badge(painter, origin + _BADGE_AT, self._badge)
        painter.end()
        if self._is_new:
            self._is_new = False
            self.painted.emit()

    def _round_corners(
        self, painter: QPainter, where: QRectF, ground: QColor, ratio: float
    ) -> None:
        """Paint the ground over the corners: the picture itself is copied, never resampled."""
        if self._corner:
            corners = QPainterPath()
            corners.addRect(where)
            radius = self._corner * ratio
            corners.addRoundedRect(where, radius, radius)
            painter.fillPath(corners, ground)

    def _paint_message(self, painter: QPainter, where: QRectF) -> None:
        painter.setFont(font(13, MEDIUM))
        painter.setPen(QColor(self._tokens.mute))
        flags = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap
        painter.drawText(where.adjusted(24, 24, -24, -24), int(flags), self._message)

    def _paint_badge(self, painter: QPainter, at: QPointF, badge: Badge) -> None:
        """Light words on a dark ground in both themes: they lie on a picture, not on a panel."""
        face = font(12, SEMIBOLD)
        words = QFontMetricsF(face).horizontalAdvance(badge.text)
        ground = QRectF(at.x(), at.y(), words + 2 * _BADGE_PAD + _DOT + 6, _BADGE_HEIGHT)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(_BADGE_GROUND)
        painter.drawRoundedRect(ground, 8, 8)
        painter.setBrush(QColor(badge.color))
        painter.drawEllipse(
            QPointF(ground.left() + _BADGE_PAD + _DOT / 2, ground.center().y()), _DOT / 2, _DOT / 2
        )
        painter.setFont(face)
        painter.setPen(QColor(DARK.text))
        text = ground.adjusted(_BADGE_PAD + _DOT + 6, 0, 0, 0)
        painter.drawText(text, Qt.AlignmentFlag.AlignVCenter, badge.text)
