"""What lies under a point of the timeline, and where its handles are. Pure: no Qt.

Handles reach further than they look: an edge is caught some pixels inside its object, a cut and a
keyframe's flag are never narrower than a finger.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, auto
from typing import TypeAlias, TypeVar

from storyboard_studio.document.board import Cut, Marker
from storyboard_studio.document.gaps import Gap
from storyboard_studio.timebase import Frame, FrameRange
from storyboard_studio.ui.timeline.geometry import HEADER, LANE_HEAD, RULER, Lane, Lanes, View
from storyboard_studio.ui.timeline.scene import Flag, Row, Scene

FLAG_PX = 28.0
"""The width of a keyframe's flag where the frame itself is narrower."""
CUT_PX = 24.0
EDGE_PX = 9.0
PLUS_PX = 26.0
"""The side of the round "+" that follows the pointer in a gap."""


_Point = TypeVar("_Point", Cut, Marker)


class Part(Enum):
    """Where on an object."""

    BODY = auto()
    START = auto()
    END = auto()


@dataclass(frozen=True, slots=True)
class OnRuler:
    frame: Frame


@dataclass(frozen=True, slots=True)
class OnMarker:
    id: str


@dataclass(frozen=True, slots=True)
class OnCut:
    id: str


@dataclass(frozen=True, slots=True)
class OnCard:
    id: str
    part: Part = Part.BODY


@dataclass(frozen=True, slots=True)
class OnFree:
    """A run of the story lane without a card."""

    range: FrameRange


@dataclass(frozen=True, slots=True)
class OnItem:
    id: str
    part: Part = Part.BODY


@dataclass(frozen=True, slots=True)
class OnGap:
    """``plus``: on the "+" that follows the pointer."""

    bound: str
    plus: bool = False


@dataclass(frozen=True, slots=True)
class Nowhere:
    """Empty ground, or the column of names."""


Hit: TypeAlias = OnRuler | OnMarker | OnCut | OnCard | OnFree | OnItem | OnGap | Nowhere


def hit(scene: Scene, view: View, lanes: Lanes, x: float, y: float) -> Hit:
    """What a click at a point means."""
    if x < HEADER:
        return Nowhere()
    if y in RULER:
        return _on_marker(scene, view, x, y) or OnRuler(max(0, view.edge_at(x)))
    cut = _on_cut(scene, view, lanes, x, y)
    if cut is not None:
        return cut
    match lanes.at(y):
        case Lane.STORY:
            return _on_story(scene, view, x)
        case Lane.PICTURE:
            return _on_flag(scene, view, x) or _on_picture(scene, view, lanes, x, y)
        case Lane.SOUND:
            return _on_sound(scene, view, x)
        case None:
            return Nowhere()


def flag_span(view: View, flag: Flag) -> tuple[float, float]:
    """The left and right pixel of a keyframe's flag: its frame, or wider inside its gap."""
    left, right = view.x(flag.image.start), view.x(flag.image.end)
    if right - left >= FLAG_PX:
        return left, right
    end = max(view.x(flag.gap.range.end), view.x(flag.gap.range.start) + FLAG_PX)
    left = max(min(left, end - FLAG_PX), view.x(flag.gap.range.start))
    return left, left + FLAG_PX


def cut_band(lanes: Lanes) -> tuple[float, float]:
    """The top and bottom of a cut's tag, between the story and the pictures."""
    middle = (lanes.story.bottom + lanes.picture.top) / 2
    return middle - 10, middle + 10


def plus_band(lanes: Lanes) -> tuple[float, float]:
    """The top and bottom of the strip in which a gap's "+" follows the pointer."""
    body = lanes.picture.top + LANE_HEAD
    middle = max((body + lanes.picture.bottom) / 2, lanes.picture.bottom - PLUS_PX)
    return middle - PLUS_PX / 2, middle + PLUS_PX / 2


def plus_fits(view: View, gap: Gap) -> bool:
    """Whether a gap is wide enough to show a "+" and leave room to choose it."""
    return len(gap.range) * view.scale >= PLUS_PX * 1.5


def _on_marker(scene: Scene, view: View, x: float, y: float) -> OnMarker | None:
    if y < RULER.height / 2:
        return None
    found = _nearest(scene.markers, view, x, CUT_PX / 4)
    return None if found is None else OnMarker(found.id)


def _on_cut(scene: Scene, view: View, lanes: Lanes, x: float, y: float) -> OnCut | None:
    top, bottom = cut_band(lanes)
    if not top <= y < bottom:
        return None
    found = _nearest(scene.cuts, view, x, CUT_PX / 2)
    return None if found is None else OnCut(found.id)


def _nearest(row: Row[_Point], view: View, x: float, reach: float) -> _Point | None:
    """The point of time nearest to a pixel, if it is near enough."""
    frame, frames = view.left + (x - HEADER) / view.scale, reach / view.scale
    found = [row.objects[i] for i in row.within(frame - frames - 1, frame + frames + 1)]
    near = min(found, key=lambda point: abs(view.x(point.frame) - x), default=None)
    return near if near is not None and abs(view.x(near.frame) - x) <= reach else None


def _on_story(scene: Scene, view: View, x: float) -> Hit:
    frame = view.frame_at(x)
    active = scene.cards.at(frame)
    if active is not None:
        return OnCard(active.card.id, _part(view, active.range, x))
    free = scene.free.at(frame)
    return Nowhere() if free is None else OnFree(free)


def _on_flag(scene: Scene, view: View, x: float) -> OnItem | None:
    reach = FLAG_PX / view.scale + 1
    frame = view.frame_at(x)
    for index in reversed(scene.flags.within(frame - reach, frame + reach + 1)):
        flag = scene.flags.objects[index]
        left, right = flag_span(view, flag)
        if left <= x < right:
            wide = view.scale >= FLAG_PX
            return OnItem(flag.image.id, _part(view, flag.image.range, x) if wide else Part.BODY)
    return None


def _on_picture(scene: Scene, view: View, lanes: Lanes, x: float, y: float) -> Hit:
    frame = view.frame_at(x)
    item = scene.items.at(frame)
    if item is not None:
        return OnItem(item.id, _part(view, item.range, x))
    gap = scene.gaps.at(frame)
    if gap is None:
        return Nowhere()
    top, bottom = plus_band(lanes)
    return OnGap(gap.bound, plus=top <= y < bottom and plus_fits(view, gap))


def _on_sound(scene: Scene, view: View, x: float) -> Hit:
    clip = scene.sounds.at(view.frame_at(x))
    return Nowhere() if clip is None else OnItem(clip.id)


def _part(view: View, frames: FrameRange, x: float) -> Part:
    left, right = view.x(frames.start), view.x(frames.end)
    reach = min(EDGE_PX, (right - left) / 4)
    if x < left + reach:
        return Part.START
    return Part.END if x >= right - reach else Part.BODY
