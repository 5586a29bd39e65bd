"""One pass of painting: the painter and everything the lanes are painted from.

The lanes' painters are functions of a ``Pass``; they draw what is seen and nothing else, and
change nothing. An object narrower than a few pixels is a plain block without words.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import TypeVar

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter

from storyboard_studio.planning.plan import GapPlan
from storyboard_studio.render.service import RenderService
from storyboard_studio.render.status import GapState
from storyboard_studio.render.takes import Take
from storyboard_studio.timebase import FrameRange
from storyboard_studio.ui.studio import Selection
from storyboard_studio.ui.timeline.geometry import HEADER, Band, Lanes, View
from storyboard_studio.ui.timeline.ink import Ink
from storyboard_studio.ui.timeline.pictures import CellPictures
from storyboard_studio.ui.timeline.scene import Row, Scene
from storyboard_studio.ui.tokens import Color

DUST_PX = 3.0
"""Narrower objects are not told apart."""
BLOCK_PX = 28.0
"""Narrower objects are plain blocks: no words, no pictures, no round corners."""

_APART_PX = 6.0

_Object = TypeVar("_Object")


@dataclass(frozen=True, slots=True)
class GapLook:
    """What a gap is shown as; ``state`` is None where an edit under way would change it.

    ``take`` is the one whose pictures it shows.
    """

    state: GapState | None = None
    plan: GapPlan | None = None
    take: Take | None = None


@dataclass(frozen=True, slots=True)
class Pass:
    """One painting. ``look`` answers for a gap by its left bound and its frames."""

    painter: QPainter
    ink: Ink
    view: View
    lanes: Lanes
    scene: Scene
    selection: Selection
    pictures: CellPictures
    render: RenderService
    look: Callable[[str, FrameRange], GapLook]
    blocks: dict[Color, list[QRectF]] = field(default_factory=dict)

    def rect(self, frames: FrameRange, band: Band) -> QRectF:
        """Where an object lies, a little apart from its neighbours."""
        grid = self.ink.grid
        left, right = self.view.x(frames.start), self.view.x(frames.end)
        if right - left > _APART_PX:
            left, right = left + 1, right - 2
        left = grid(left)
        return QRectF(left, band.top, max(1.0, grid(right) - left), band.height)

    def seen(self, row: Row[_Object]) -> Iterator[tuple[_Object, FrameRange]]:
        """The objects of a row that are seen and wide enough to be told apart."""
        view = self.view
        for index in row.lasting(view.left, view.left + view.span, DUST_PX / view.scale):
            yield row.objects[index], row.frames(index)

    def block(self, rect: QRectF, color: Color) -> None:
        """Have a plain rectangle painted with all others of its colour, by ``paint_blocks``."""
        self.blocks.setdefault(color, []).append(rect)

    def dust(self, row: Row[_Object], band: Band, color: Color) -> None:
        """Blocks for the objects that are not seen: joined where they are close."""
        view, pixel = self.view, 1 / self.view.scale
        ends = view.left, view.left + view.span
        for frames in row.dust(*ends, DUST_PX * pixel, DUST_PX * pixel):
            self.block(self.rect(frames, band), color)

    def paint_blocks(self) -> None:
        """Paint the blocks so far: one call for each colour, on whole pixels."""
        self.painter.setPen(Qt.PenStyle.NoPen)
        self.painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        for color, rects in self.blocks.items():
            self.painter.setBrush(self.ink.color(color))
            self.painter.drawRects(rects)
        self.painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self.blocks.clear()

    def points(self, row: Row[_Object], apart_px: float) -> Iterator[_Object]:
        """The points of time (cuts, markers) that are seen, none nearer to the last than that."""
        view, last = self.view, -math.inf
        reach = apart_px / view.scale
        for index in row.within(view.left - reach, view.left + view.span + reach):
            x = view.x(int(row.starts[index]))
            if x - last >= apart_px:
                last = x
                yield row.objects[index]

    def clip_lanes(self) -> None:
        """Paint right of the column of names only."""
        self.painter.setClipRect(QRectF(HEADER, 0, self.view.width - HEADER, 1e4))
