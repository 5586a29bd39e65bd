"""The small pictures on the timeline, cut to their cells and ready to be drawn.

Pictures come from the thumbnail service and from gaps that are being filled; what is not there
yet is None, and is asked for. GUI thread only.
"""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from typing import TypeAlias

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QImage, QPainter, QPixmap

from storyboard_engine.api import Picture
from storyboard_studio.document.board import MediaRef
from storyboard_studio.ui.bounded import BoundedCache
from storyboard_studio.ui.thumbnails import ThumbnailService, image_of

CACHE_BYTES = 64 * 2**20

Loudness: TypeAlias = npt.NDArray[np.float32]


class CellPictures:
    """Pixmaps of exactly the cells' size, by what they show. A picture fills its cell; what is
    too much of it is cut off evenly.
    """

    def __init__(self, service: ThumbnailService, ratio: float) -> None:
        self._service = service
        self._ratio = ratio
        self._cells: BoundedCache[tuple[object, ...], QPixmap] = BoundedCache(CACHE_BYTES)
        self._live: BoundedCache[tuple[str, int, QSize], tuple[Picture, QPixmap]]
        self._live = BoundedCache(CACHE_BYTES // 4)
        self._loudness: BoundedCache[tuple[str, str], Loudness] = BoundedCache(CACHE_BYTES // 8)
        self._nearest: dict[str, QPixmap] = {}

    def media(self, media: MediaRef, time: Fraction, size: QSize) -> QPixmap | None:
        """A file's picture at a source time; until it is there, another one of the same file."""
        key = (media.path, media.fingerprint.digest, time, size)
        cell = self._cells.get(key)
        if cell is None:
            image = self._service.request(media, time, self._wanted(media.size, size))
            if image is None:
                return self._near(media.path, size)
            cell = self._keep(key, image, size)
            self._nearest[media.path] = cell
        return cell

    def take(self, path: Path, index: int, size: QSize, canvas: tuple[int, int]) -> QPixmap | None:
        """A frame of a take."""
        key = (str(path), index, size)
        cell = self._cells.get(key)
        if cell is None:
            image = self._service.take(path, index, self._wanted(canvas, size))
            if image is None:
                return self._near(str(path), size)
            cell = self._keep(key, image, size)
            self._nearest[str(path)] = cell
        return cell

    def live(self, bound: str, index: int, picture: Picture, size: QSize) -> QPixmap:
        """A frame of a gap that is being filled, as it came last."""
        key = (bound, index, size)
        known = self._live.get(key)
        if known is not None and known[0] is picture:
            return known[1]
        cell = covering(image_of(picture), size, self._ratio)
        self._live.put(key, (picture, cell), _bytes(cell))
        return cell

    def loudness(self, media: MediaRef) -> Loudness | None:
        """The largest magnitude, 0 to 1, of each hundredth of a second of a file's sound."""
        key = (media.path, media.fingerprint.digest)
        known = self._loudness.get(key)
        if known is None:
            peaks = self._service.waveform(media)
            if peaks is None:
                return None
            known = np.minimum(np.abs(peaks).max(axis=1, initial=0.0), 1.0).astype(np.float32)
            self._loudness.put(key, known, known.nbytes)
        return known

    def _wanted(self, source: tuple[int, int], size: QSize) -> float:
        """The height to ask for so that the cell is covered without enlarging."""
        width, height = source
        return max(size.height(), size.width() * height / max(1, width)) * self._ratio

    def _keep(self, key: tuple[object, ...], image: QImage, size: QSize) -> QPixmap:
        cell = covering(image, size, self._ratio)
        self._cells.put(key, cell, _bytes(cell))
        return cell

    def _near(self, path: str, size: QSize) -> QPixmap | None:
        near = self._nearest.get(path)
        return near if near is not None and near.deviceIndependentSize().toSize() == size else None


def covering(image: QImage, size: QSize, ratio: float) -> QPixmap:
    """A picture scaled and cut to cover a cell of ``size`` logical pixels."""
    device = QSize(round(size.width() * ratio), round(size.height() * ratio))
    whole = image.size().scaled(device, Qt.AspectRatioMode.KeepAspectRatioByExpanding)
    cell = QPixmap(device)
    painter = QPainter(cell)
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
    scaled = image.scaled(
        whole, Qt.AspectRatioMode.IgnoreAspectRatio, Qt.TransformationMode.SmoothTransformation
    )
    left, top = (whole.width() - device.width()) / 2, (whole.height() - device.height()) / 2
    source = QRectF(left, top, device.width(), device.height())
    painter.drawImage(QRectF(0, 0, device.width(), device.height()), scaled, source)
    painter.end()
    cell.setDevicePixelRatio(ratio)
    return cell


def _bytes(cell: QPixmap) -> int:
    return cell.width() * cell.height() * 4
