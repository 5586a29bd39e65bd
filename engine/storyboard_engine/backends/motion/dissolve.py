"""Two unrelated pictures: both keep moving and meet in an eased dissolve, never a morph.

A still side gets the camera's move, a moving side its own motion continued. Knows only that each
side is a ``Filler`` of its own.
"""

from __future__ import annotations

from typing import Any

from storyboard_engine.api import CancelToken, Picture
from storyboard_engine.backends.motion.extend import side_extension
from storyboard_engine.backends.motion.filler import Filler, Segment
from storyboard_engine.backends.motion.light import mix
from storyboard_engine.backends.motion.still import side_camera

# The share of the way between the known pictures that each of them has for itself.
_ALONE = 0.15


class DissolveFiller:
    """Frames that go over from one filler to another."""

    def __init__(self, left: Filler, right: Filler, frames: int) -> None:
        self._left = left
        self._right = right
        self._frames = frames

    @property
    def recipe(self) -> dict[str, Any]:
        return {
            "path": "dissolve",
            "blend": "linear light",
            "left": self._left.recipe,
            "right": self._right.recipe,
        }

    def frame(self, index: int, cancel: CancelToken) -> Picture:
        weight = dissolve_weight(index, self._frames)
        if weight <= 0:
            return self._left.frame(index, cancel)
        if weight >= 1:
            return self._right.frame(index, cancel)
        left, right = self._left.frame(index, cancel), self._right.frame(index, cancel)
        return mix(left, right, weight, cancel)


def dissolve_weight(index: int, frames: int) -> float:
    """How much of the right side frame ``index`` of ``frames`` shows: 0 to 1, eased."""
    way = (index + 1) / (frames + 1)
    t = min(max((way - _ALONE) / (1 - 2 * _ALONE), 0.0), 1.0)
    return t * t * t * (t * (6 * t - 15) + 10)


def dissolve_filler(segment: Segment) -> Filler:
    """A dissolve between the segment's two known sides."""
    return DissolveFiller(_side(segment, True), _side(segment, False), len(segment))


def _side(segment: Segment, from_left: bool) -> Filler:
    known = segment.left if from_left else segment.right
    assert known is not None, "a dissolve needs a picture on both sides"
    if known.moving:
        return side_extension(segment, from_left)
    return side_camera(segment, from_left, alone=False)
