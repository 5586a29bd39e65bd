"""The board's media as a list that Qt can show. Knows the board; no view."""

from __future__ import annotations

from collections.abc import Sequence
from enum import IntEnum
from typing import Any

from PySide6.QtCore import QAbstractListModel, QMimeData, QModelIndex, QPersistentModelIndex, Qt

from storyboard_studio.document.board import MediaKind, MediaRef
from storyboard_studio.timebase import clock
from storyboard_studio.ui.mime import MEDIA_TYPE, media_mime
from storyboard_studio.ui.studio import Studio

Index = QModelIndex | QPersistentModelIndex


class Role(IntEnum):
    """What a row can say besides its name."""

    MEDIA = Qt.ItemDataRole.UserRole + 1
    DETAIL = Qt.ItemDataRole.UserRole + 2
    MISSING = Qt.ItemDataRole.UserRole + 3


class MediaItemModel(QAbstractListModel):
    """Rows are kept where the media stayed, so that selection and scrolling survive imports."""

    def __init__(self, studio: Studio) -> None:
        super().__init__()
        self._studio = studio
        self._media: tuple[MediaRef, ...] = studio.board.media
        self._missing = studio.render.missing

    def refresh(self) -> None:
        """Take over the board's media as they are now."""
        media, missing = self._studio.board.media, self._studio.render.missing
        if media == self._media and missing == self._missing:
            return
        old = self._media
        self._missing = missing
        if media[: len(old)] == old and len(media) > len(old):
            self.beginInsertRows(QModelIndex(), len(old), len(media) - 1)
            self._media = media
            self.endInsertRows()
        elif [one.id for one in media] == [one.id for one in old]:
            self._media = media
            if media:
                self.dataChanged.emit(self.index(0), self.index(len(media) - 1))
        else:
            self.beginResetModel()
            self._media = media
            self.endResetModel()

    def media_at(self, index: Index) -> MediaRef:
        return self._media[index.row()]

    def rowCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self._media)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        media = self._media[index.row()]
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return file_name(media)
            case Qt.ItemDataRole.ToolTipRole:
                return self._tip(media)
            case Qt.ItemDataRole.AccessibleTextRole:
                return f"{file_name(media)}, {self._detail(media)}"
            case Role.MEDIA:
                return media
            case Role.DETAIL:
                return self._detail(media)
            case Role.MISSING:
                return media.id in self._missing
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        return super().flags(index) | Qt.ItemFlag.ItemIsDragEnabled

    def mimeTypes(self) -> list[str]:
        return [MEDIA_TYPE]

    def mimeData(self, indexes: Sequence[QModelIndex]) -> QMimeData:
        return media_mime(self._media[index.row()].id for index in indexes)

    def _detail(self, media: MediaRef) -> str:
        if media.id in self._missing:
            return self.tr("missing")
        if media.kind is MediaKind.IMAGE:
            return self.tr("photo")
        return clock(media.duration)

    def _tip(self, media: MediaRef) -> str:
        width, height = media.size
        return f"{media.path}\n{width}×{height}"


def file_name(media: MediaRef) -> str:
    return media.path.replace("\\", "/").rsplit("/", 1)[-1]
