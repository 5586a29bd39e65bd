"""Where frames and lanes lie on the timeline, in logical pixels. Pure: knows no Qt, no board."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from enum import Enum, auto

from storyboard_studio.timebase import Frame

HEADER = 92.0
"""The width of the column that names the lanes; frames begin right of it."""
MAX_SCALE = 64.0
"""The closest zoom, in pixels per frame."""
MIN_SCALE = 1e-4
_PAD = 24.0


@dataclass(frozen=True, slots=True)
class View:
    """What part of time is seen: ``scale`` pixels per frame, ``left`` the first frame, fractional.

    ``width`` is the whole widget's, the column of lane names included.
    """

    scale: float = 4.0
    left: float = 0.0
    width: float = 800.0

    def x(self, frame: float) -> float:
        """The pixel at which a frame begins."""
        return HEADER + (frame - self.left) * self.scale

    def frame_at(self, x: float) -> Frame:
        """The frame that is drawn over a pixel."""
        return math.floor(self.left + (x - HEADER) / self.scale + 1e-9)

    def edge_at(self, x: float) -> Frame:
        """The frame boundary nearest to a pixel."""
        return math.floor(self.left + (x - HEADER) / self.scale + 0.5)

    @property
    def first(self) -> Frame:
        """The first frame that is seen, in part or whole."""
        return math.floor(self.left)

    @property
    def end(self) -> Frame:
        """The half-open last frame that is seen."""
        return math.ceil(self.left + self.span)

    @property
    def span(self) -> float:
        """How many frames fit."""
        return max(1.0, self.width - HEADER) / self.scale

    def zoomed(self, factor: float, at_x: float, length: int) -> View:
        """Closer or farther by a factor, the frame under a pixel staying where it is."""
        scale = min(max(self.scale * factor, self.fitted(length).scale / 4), MAX_SCALE)
        held = self.left + (at_x - HEADER) / self.scale
        left = held - (at_x - HEADER) / scale
        return replace(self, scale=scale, left=left).within(length)

    def scrolled(self, pixels: float, length: int) -> View:
        """Moved along time; never before the start, nor so far that nothing is seen."""
        return replace(self, left=self.left + pixels / self.scale).within(length)

    def fitted(self, length: int) -> View:
        """The whole board, with a little room after it."""
        room = max(1.0, self.width - HEADER - _PAD)
        scale = min(max(room / length, MIN_SCALE), MAX_SCALE)
        return replace(self, scale=scale, left=0.0)

    def resized(self, width: float, length: int) -> View:
        return replace(self, width=width).within(length)

    def within(self, length: int) -> View:
        """Kept where something is seen: a board that fits is never scrolled away."""
        return replace(self, left=min(max(0.0, self.left), self.last_left(length)))

    def last_left(self, length: int) -> float:
        """The farthest that ``left`` may be scrolled to."""
        return length - self.span * 0.75 if self.span < length else 0.0

    def showing(self, frame: Frame, length: int) -> View:
        """The same view where the frame is seen, else paged so that it is near the left edge."""
        x = self.x(frame)
        if HEADER <= x <= self.width - _PAD:
            return self
        return replace(self, left=frame - self.span * 0.1).within(length)


class Lane(Enum):
    STORY = auto()
    PICTURE = auto()
    SOUND = auto()


@dataclass(frozen=True, slots=True)
class Band:
    """A horizontal strip."""

    top: float
    height: float

    @property
    def bottom(self) -> float:
        return self.top + self.height

    def __contains__(self, y: float) -> bool:
        return self.top <= y < self.bottom


RULER = Band(0.0, 34.0)
LANE_HEAD = 22.0
"""The height of an item's or a gap's header on the picture lane."""
_TOP, _BETWEEN = 8.0, 14.0
_USUAL = {Lane.STORY: 64.0, Lane.PICTURE: 104.0, Lane.SOUND: 56.0}
_LEAST = {Lane.STORY: 44.0, Lane.PICTURE: 62.0, Lane.SOUND: 28.0}
MIN_ZOOM, MAX_ZOOM = 0.5, 2.5
LEAST_HEIGHT = RULER.height + _TOP + 2 * _BETWEEN + sum(_LEAST.values()) + 8


@dataclass(frozen=True, slots=True)
class Lanes:
    """Where the lanes lie from top to bottom."""

    story: Band
    picture: Band
    sound: Band

    @classmethod
    def fitting(cls, height: float, zoom: float = 1.0) -> Lanes:
        """Lanes at a zoom, shrunk evenly where the widget is not high enough for it."""
        fixed = RULER.height + _TOP + 2 * _BETWEEN + 8
        room = max(sum(_LEAST.values()), height - fixed)
        wanted = {lane: max(_LEAST[lane], usual * zoom) for lane, usual in _USUAL.items()}
        spare = {lane: high - _LEAST[lane] for lane, high in wanted.items()}
        excess = max(0.0, sum(wanted.values()) - room)
        share = 1 - min(1.0, excess / sum(spare.values())) if excess else 1.0
        heights = {lane: math.floor(_LEAST[lane] + spare[lane] * share) for lane in Lane}
        story = Band(RULER.bottom + _TOP, heights[Lane.STORY])
        picture = Band(story.bottom + _BETWEEN, heights[Lane.PICTURE])
        return cls(story, picture, Band(picture.bottom + _BETWEEN, heights[Lane.SOUND]))

    def band(self, lane: Lane) -> Band:
        return {Lane.STORY: self.story, Lane.PICTURE: self.picture, Lane.SOUND: self.sound}[lane]

    def at(self, y: float) -> Lane | None:
        return next((lane for lane in Lane if y in self.band(lane)), None)

    @property
    def bottom(self) -> float:
        return self.sound.bottom
