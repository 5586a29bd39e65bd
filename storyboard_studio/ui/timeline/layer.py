"""The painted lanes as one picture, painted anew only when something on them changed.

The playhead, guides and the like are drawn over it, so that moving them costs next to nothing.
"""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QSize
from PySide6.QtGui import QPainter, QPixmap

from storyboard_studio.timebase import FrameRange
from storyboard_studio.ui.studio import Selection, Studio
from storyboard_studio.ui.timeline.geometry import Lanes, View
from storyboard_studio.ui.timeline.ink import Ink
from storyboard_studio.ui.timeline.paint_picture import paint_picture
from storyboard_studio.ui.timeline.paint_ruler import (
    paint_cuts,
    paint_ground,
    paint_names,
    paint_ruler,
)
from storyboard_studio.ui.timeline.paint_sound import paint_sound
from storyboard_studio.ui.timeline.paint_story import paint_story
from storyboard_studio.ui.timeline.painting import GapLook, Pass
from storyboard_studio.ui.timeline.pictures import CellPictures
from storyboard_studio.ui.timeline.scene import Scene


@dataclass(frozen=True, slots=True)
class Subject:
    """What a layer is painted from. ``tried``: the scene is of a board that is not (yet) real."""

    scene: Scene
    view: View
    lanes: Lanes
    selection: Selection
    tried: bool


class Layer:
    """One picture of the lanes at one theme and device-pixel ratio."""

    def __init__(self, studio: Studio, ratio: float) -> None:
        self._studio = studio
        self._ratio = ratio
        self.ink = Ink(studio.tokens, ratio)
        self.pictures = CellPictures(studio.thumbnails, ratio)
        self._looks: dict[str, GapLook] = {}
        self._pixmap = QPixmap()
        self._dirty = True

    @property
    def ratio(self) -> float:
        return self._ratio

    def recolor(self) -> None:
        """The theme changed."""
        self.ink = Ink(self._studio.tokens, self._ratio)
        self._dirty = True

    def spoil(self) -> None:
        """Something on the lanes changed."""
        self._dirty = True

    def spoil_gaps(self) -> None:
        """The gaps' states may have changed too."""
        self._looks.clear()
        self._dirty = True

    def pixmap(self, size: QSize, subject: Subject) -> QPixmap:
        """The lanes as they are now."""
        device = QSize(round(size.width() * self._ratio), round(size.height() * self._ratio))
        if self._pixmap.size() != device:
            self._pixmap = QPixmap(device)
            self._pixmap.setDevicePixelRatio(self._ratio)
            self._dirty = True
        if self._dirty:
            self._paint(subject)
            self._dirty = False
        return self._pixmap

    def _paint(self, subject: Subject) -> None:
        painter = QPainter(self._pixmap)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        one = Pass(
            painter=painter,
            ink=self.ink,
            view=subject.view,
            lanes=subject.lanes,
            scene=subject.scene,
            selection=subject.selection,
            pictures=self.pictures,
            render=self._studio.render,
            look=self._tried_look if subject.tried else self._look,
        )
        paint_ground(one)
        one.clip_lanes()
        paint_story(one)
        paint_picture(one)
        paint_sound(one)
        paint_cuts(one)
        paint_ruler(one)
        painter.setClipping(False)
        paint_names(one)
        painter.end()

    def _look(self, bound: str, frames: FrameRange) -> GapLook:
        look = self._looks.get(bound)
        if look is None:
            look = self._looks[bound] = self._looked_up(bound)
        return look

    def _looked_up(self, bound: str) -> GapLook:
        render = self._studio.render
        plan = render.plan.by_bound(bound)
        if plan is None:
            return GapLook()
        shown = render.shown(plan)
        take = None if shown is None else render.store.find(shown.digest)
        return GapLook(render.state(bound), plan, take)

    def _tried_look(self, bound: str, frames: FrameRange) -> GapLook:
        """A gap that the edit under way leaves as it is keeps its look."""
        plan = self._studio.render.plan.by_bound(bound)
        if plan is None or plan.gap.range != frames:
            return GapLook()
        return self._look(bound, frames)
