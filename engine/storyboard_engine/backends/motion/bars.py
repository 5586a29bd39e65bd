"""Letterbox bars: found in a picture, left where they are while the picture inside them moves.

Knows nothing of how the inside moves.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, Final

import numpy as np

from storyboard_engine.api import CancelToken, Frames, Picture
from storyboard_engine.backends.motion.filler import Filler, Known, Segment

_FLAT: Final = 6  # the most that code values differ inside a bar: coding noise
_THINNEST: Final = 0.012  # of the canvas's side; thinner than that is a picture's own edge
_LEAST_INSIDE: Final = 0.3
_LOOKED_AT: Final = 4  # pictures of a moving side


@dataclass(frozen=True, slots=True)
class Box:
    """The part of a picture inside its bars: rows ``[top, bottom)``, columns ``[left, right)``."""

    top: int
    bottom: int
    left: int
    right: int

    @property
    def rows(self) -> slice:
        return slice(self.top, self.bottom)

    @property
    def columns(self) -> slice:
        return slice(self.left, self.right)

    @property
    def size(self) -> tuple[int, int]:
        return self.right - self.left, self.bottom - self.top


def inside_bars(frames: Frames) -> Box | None:
    """The part inside bars of one colour at both opposite sides of every picture; None without.

    The thinner side counts for both, for dark content beside a bar looks like more of it.
    """
    height, width = frames.shape[1:3]
    least, most = frames.min(axis=0), frames.max(axis=0)
    across = _bars(least.min(axis=1), most.max(axis=1))
    down = _bars(least.min(axis=0), most.max(axis=0))
    box = Box(across, height - across, down, width - down)
    w, h = box.size
    if not (across or down) or w < _LEAST_INSIDE * width or h < _LEAST_INSIDE * height:
        return None
    return box


def _bars(least: Picture, most: Picture) -> int:
    """How many lines at both ends are flat in one colour; lines' extremes are ``(n, 3)``."""
    runs = (_flat_run(least, most), _flat_run(least[::-1], most[::-1]))
    alike = np.abs(least[0].astype(int) - least[-1]).max() <= _FLAT
    return min(runs) if alike and min(runs) >= _THINNEST * len(least) else 0


def _flat_run(least: Picture, most: Picture) -> int:
    low = np.minimum.accumulate(least.astype(np.int16), axis=0)
    high = np.maximum.accumulate(most.astype(np.int16), axis=0)
    flat = (high - low).max(axis=1) <= _FLAT
    return len(flat) if flat.all() else int(np.argmin(flat))


class BarredFiller:
    """Another filler's frames, between bars that stand still."""

    def __init__(self, inner: Filler, picture: Picture, box: Box) -> None:
        self._inner = inner
        self._picture = picture
        self._box = box

    @property
    def recipe(self) -> dict[str, Any]:
        return {**self._inner.recipe, "inside_bars": list(self._box.size)}

    def frame(self, index: int, cancel: CancelToken) -> Picture:
        out = self._picture.copy()
        out[self._box.rows, self._box.columns] = self._inner.frame(index, cancel)
        return out


def between_bars(
    segment: Segment, from_left: bool, make: Callable[[Segment, Known], Filler]
) -> Filler:
    """What ``make`` makes of a segment's side, inside the bars of that side's pictures."""
    known = segment.left if from_left else segment.right
    assert known is not None, "there is no picture on that side"
    picture = known.frames[-1] if from_left else known.frames[0]
    step = max(1, len(known.frames) // _LOOKED_AT)
    box = inside_bars(known.frames[::step])
    if box is None:
        return make(segment, known)
    cropped = replace(known, frames=known.frames[:, box.rows, box.columns])
    inner = replace(segment, size=box.size)
    inner = replace(inner, left=cropped) if from_left else replace(inner, right=cropped)
    return BarredFiller(make(inner, cropped), picture, box)
