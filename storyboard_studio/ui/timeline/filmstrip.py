"""Paints a row of small pictures into the body of an item or a gap.

Cells lie at fixed distances from the object's start. The time that a cell shows is rounded down
to a grid whose step doubles as the zoom goes out, so that zooming and trimming ask for few new
pictures.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QPainter, QPixmap

from storyboard_studio.timebase import FrameRange
from storyboard_studio.ui.timeline.geometry import HEADER
from storyboard_studio.ui.timeline.painting import Pass

_NARROWEST, _WIDEST = 0.5, 2.0


def cell_size(height: float, source: tuple[int, int]) -> QSize:
    """A cell of the source's shape; very tall and very wide ones are cut."""
    width, high = source
    shape = min(max(width / max(1, high), _NARROWEST), _WIDEST)
    return QSize(max(8, round(height * shape)), max(8, round(height)))


def grid_step(frames: float) -> int:
    """The greatest power of two that is not more than so many frames."""
    return 1 << max(0, math.floor(math.log2(max(1.0, frames))))


def cells(one: Pass, frames: FrameRange, body: QRectF, width: int) -> Iterator[tuple[float, int]]:
    """The left pixel and the frame (from the object's start) of each cell that is seen."""
    per_cell = width / one.view.scale
    left = body.left()
    first = max(0, math.floor((HEADER - left) / width))
    last = math.ceil((min(body.right(), one.view.width) - left) / width)
    for index in range(first, last):
        yield left + index * width, min(len(frames) - 1, int(index * per_cell))


def paint_strip(
    painter: QPainter,
    body: QRectF,
    strip: Iterator[tuple[float, int]],
    size: QSize,
    cell: Callable[[int], QPixmap | None],
) -> None:
    """Draw cells into a body, cut off at its right edge; ``cell`` answers by frame."""
    for left, frame in strip:
        picture = cell(frame)
        if picture is None:
            continue
        width = min(float(size.width()), body.right() - left)
        ratio = picture.devicePixelRatio()
        source = QRectF(0, 0, width * ratio, body.height() * ratio)
        painter.drawPixmap(QRectF(left, body.top(), width, body.height()), picture, source)
