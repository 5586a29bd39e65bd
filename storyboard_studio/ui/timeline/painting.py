"""One pass of painting: the painter and everything the lanes are painted from.

The lanes' painters are functions of a ``Pass``; they draw what is seen and nothing else, and
change nothing. An object narrower than a few pixels is a plain block without words.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TypeVar

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter

from storyboard_studio.planning.plan import GapPlan
from storyboard_studio.render.service import RenderService
from storyboard_studio.render.status import GapState
from storyboard_studio.timebase import FrameRange
from storyboard_studio.ui.studio import Selection
from storyboard_studio.ui.timeline.geometry import HEADER, Band, Lanes, View
from storyboard_studio.ui.timeline.ink import Ink
from storyboard_studio.ui.timeline.pictures import CellPictures
from storyboard_studio.ui.timeline.scene import Row, Scene

BLOCK_PX = 7.0
"""Narrower objects are plain blocks."""

_Object = TypeVar("_Object")


@dataclass(frozen=True, slots=True)
class GapLook:
    """What a gap is shown as; ``state`` is None where an edit under way would change it."""

    state: GapState | None
    plan: GapPlan | None


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

    def rect(self, frames: FrameRange, band: Band) -> QRectF:
        """Where an object lies, a little apart from its neighbours."""
        left = self.ink.grid(self.view.x(frames.start))
        right = self.ink.grid(self.view.x(frames.end))
        apart = 1.5 if right - left > BLOCK_PX else 0.0
        return QRectF(left + apart, band.top, max(1.0, right - left - 2 * apart), band.height)

    def seen(self, row: Row[_Object]) -> Iterator[tuple[_Object, FrameRange]]:
        """The objects of a row that are seen, with their frames; of those that share a pixel
        only one.
        """
        view = self.view
        pixel = 1 / view.scale
        index, end = row.first_after(view.left), row.first_from(view.left + view.span)
        while index < end:
            frames = row.ranges[index]
            yield row.objects[index], frames
            index += 1
            if len(frames) < pixel:
                index = max(index, row.first_after(frames.end + pixel))

    def clip_lanes(self) -> None:
        """Paint right of the column of names only."""
        self.painter.setClipRect(QRectF(HEADER, 0, self.view.width - HEADER, 1e4))
