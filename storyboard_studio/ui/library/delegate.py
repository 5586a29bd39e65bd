"""How one medium looks in the library: its picture, its name, its length."""

from __future__ import annotations

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QImage, QPainter, QPainterPath, QPen
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from storyboard_studio.document.board import MediaKind, MediaRef
from storyboard_studio.ui.icons import paint_icon
from storyboard_studio.ui.library.item_model import Index, Role
from storyboard_studio.ui.studio import Studio
from storyboard_studio.ui.theme import MEDIUM, font
from storyboard_studio.ui.tokens import mix

_WORDS, _SPACE = 34, 8


class MediaDelegate(QStyledItemDelegate):
    """``set_cell`` decides the size of every cell."""

    def __init__(self, studio: Studio, parent: QWidget) -> None:
        super().__init__(parent)
        self._studio = studio
        self._cell = QSize(130, 106)

    def set_cell(self, width: int) -> None:
        picture = (width - _SPACE) * 9 // 16
        self._cell = QSize(width, picture + _WORDS)

    @property
    def cell(self) -> QSize:
        return self._cell

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return self._cell

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        cell: QRect = option.rect
        state: QStyle.StateFlag = option.state
        frame = QRect(cell.x(), cell.y(), cell.width() - _SPACE, cell.height() - _WORDS)
        self._paint_picture(painter, frame, index)
        if state & QStyle.StateFlag.State_Selected:
            painter.setPen(QPen(QColor(self._studio.tokens.accent), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(QRectF(frame).adjusted(1, 1, -1, -1), 6, 6)
        self._paint_words(painter, frame, index)
        painter.restore()

    def _paint_picture(self, painter: QPainter, frame: QRect, index: Index) -> None:
        tokens = self._studio.tokens
        shape = QPainterPath()
        shape.addRoundedRect(QRectF(frame), 6, 6)
        painter.save()
        painter.setClipPath(shape)
        painter.fillRect(frame, QColor(mix(tokens.panel, tokens.own, 0.4)))
        ratio = painter.device().devicePixelRatio()
        media: MediaRef = index.data(Role.MEDIA)
        picture = None
        if not index.data(Role.MISSING):
            time = media.duration / 4  # first pictures are often black
            picture = self._studio.thumbnails.request(media, time, frame.height() * ratio)
        if picture is not None:
            painter.drawImage(_filling(picture, QRectF(frame)), picture)
        else:
            self._paint_stand_in(painter, frame, media, missing=bool(index.data(Role.MISSING)))
        painter.restore()

    def _paint_stand_in(
        self, painter: QPainter, frame: QRect, media: MediaRef, *, missing: bool
    ) -> None:
        tokens = self._studio.tokens
        name = "film" if media.kind is MediaKind.VIDEO else "image"
        color = tokens.bad if missing else tokens.faint
        middle = QRectF(0, 0, 24, 24)
        middle.moveCenter(QRectF(frame).center())
        paint_icon(painter, "warning" if missing else name, color, middle)

    def _paint_words(self, painter: QPainter, frame: QRect, index: Index) -> None:
        tokens = self._studio.tokens
        line = QRect(frame.x(), frame.bottom() + 4, frame.width(), 20)
        quiet = font(11, tabular=True)
        detail: str = index.data(Role.DETAIL)
        room = QFontMetrics(quiet).horizontalAdvance(detail) + 6
        painter.setFont(quiet)
        painter.setPen(QColor(tokens.bad if index.data(Role.MISSING) else tokens.mute))
        painter.drawText(line, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, detail)
        loud = font(12, MEDIUM)
        name = QFontMetrics(loud).elidedText(
            index.data(), Qt.TextElideMode.ElideMiddle, line.width() - room
        )
        painter.setFont(loud)
        painter.setPen(QColor(tokens.text))
        painter.drawText(line, Qt.AlignmentFlag.AlignVCenter, name)


def _filling(picture: QImage, frame: QRectF) -> QRectF:
    """Where a picture goes so that it covers the frame, its middle in the middle."""
    scale = max(frame.width() / picture.width(), frame.height() / picture.height())
    place = QRectF(0, 0, picture.width() * scale, picture.height() * scale)
    place.moveCenter(frame.center())
    return place
