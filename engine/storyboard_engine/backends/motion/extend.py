"""One moving side: its motion goes on from the border at its own speed and eases to rest.

The border picture is carried along by the camera's motion and bent by what moves apart from it.
What comes into view beyond the picture is mirrored softly, and a slow crop takes it out of view
again; the prompt's camera move (else a slow push-in) acts on top. Works backward in time too: a
right side is a left side seen in reverse.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import Any, Final

import cv2
import numpy as np

from storyboard_engine.api import CancelToken, Picture
from storyboard_engine.backends.motion.bars import between_bars
from storyboard_engine.backends.motion.camera import Plate, make_plate, plan_path, warp
from storyboard_engine.backends.motion.filler import Filler, Known, Segment
from storyboard_engine.backends.motion.flow import ABSENT, Field, pixel_grid
from storyboard_engine.backends.motion.global_motion import (
    Drift,
    Floats,
    Motion,
    measure_motion,
)

_MOST_REVEAL: Final = 0.10  # of the picture's width, beyond its edge, at the end of the motion
_MOST_GROWTH: Final = 0.35
_MOST_TURN: Final = math.radians(10)
_SHORTEST_EASE_S: Final = 0.12
_PARTS_EASE_S: Final = 0.6  # how long parts keep moving beside the camera's motion
_MOST_STRETCH: Final = 0.6
_CROP_PER_S: Final = 0.12  # log magnification
_BAND_ROWS: Final = 270


@dataclass(frozen=True, slots=True, eq=False)
class Course:
    """How a side goes on: its motion, how long the drift and single parts last in seconds, the
    crop (log magnification) that hides what lay beyond the picture, and the bordered picture.
    """

    motion: Motion
    ease_s: float
    parts_s: float
    crop: float
    plate: Plate

    def recipe(self, size: tuple[int, int]) -> dict[str, float | list[float]]:
        drift = self.motion.drift
        return {
            "speed_per_s": [
                round(drift.shift.real / size[0], 4),
                round(drift.shift.imag / size[1], 4),
            ],
            "growth_per_s": round(drift.turn.real, 4),
            "turn_degrees_per_s": round(math.degrees(drift.turn.imag), 3),
            "trust": round(self.motion.trust, 3),
            "ease_s": round(self.ease_s, 3),
            "parts_ease_s": round(self.parts_s, 3),
        }


class ExtendFiller:
    """Frames that go on from a moving side's border picture.

    The motion is measured when it is first needed, under that call's cancel token.
    """

    def __init__(self, segment: Segment, known: Known, from_left: bool) -> None:
        self._segment = segment
        self._from_left = from_left
        self._known = known
        self._border_s = float(known.times[-1] if from_left else known.times[0])
        frames = len(segment)
        self._path = plan_path(
            segment.prompts,
            frames,
            float(segment.rate),
            segment.size,
            run=(-1, frames - 1) if from_left else (0, frames),
            anchor=-1 if from_left else frames,
        )
        self._course: Course | None = None

    @property
    def recipe(self) -> dict[str, Any]:
        side = "left" if self._from_left else "right"
        course = self._measured(CancelToken())
        return {
            "path": "extend",
            "from": side,
            **course.recipe(self._segment.size),
            "camera": self._path.recipe(),
        }

    def frame(self, index: int, cancel: CancelToken) -> Picture:
        course = self._measured(cancel)
        matrix = self._matrix(course, index)
        seconds = _eased(self._since(index), course.parts_s)
        if seconds * float(np.abs(course.motion.residual).max(initial=0.0)) < 0.25:
            matrix[:, 2] += course.plate.pad
            return warp(course.plate.padded, matrix, self._segment.size, cancel)
        return _bent(course, matrix, seconds, cancel)

    def _measured(self, cancel: CancelToken) -> Course:
        if self._course is None:
            self._course = self._measure(cancel)
        return self._course

    def _measure(self, cancel: CancelToken) -> Course:
        times = np.array([float(t) for t in self._known.times])
        frames = self._known.frames
        if not self._from_left:
            frames, times = frames[::-1], -times[::-1]
        motion = measure_motion(frames, times, cancel)
        size, last = self._segment.size, len(self._segment) - 1
        length_s = max(self._since(last), self._since(0))
        ease_s = _ease_seconds(motion.drift, size, length_s)
        bare = Course(
            motion=motion,
            ease_s=ease_s,
            parts_s=_parts_seconds(motion, length_s),
            crop=_crop_needed(motion.drift, ease_s / 2, size),
            plate=make_plate(frames[-1], 0),
        )
        cancel.check()
        return replace(bare, plate=make_plate(frames[-1], self._overhang(bare)))

    def _since(self, index: int) -> float:
        """Seconds between the border picture and a frame, whichever way time runs."""
        at = float(self._segment.time(index))
        return max(at - self._border_s if self._from_left else self._border_s - at, 0.0)

    def _matrix(self, course: Course, index: int) -> Floats:
        """The affine from a frame's pixels to the border picture's."""
        since = self._since(index)
        a, b = course.motion.drift.after(_eased(since, course.ease_s))
        back = _affine(1 / a, -b / a, self._segment.size)
        crop_s = max(course.ease_s, course.crop / _CROP_PER_S, 1.0)
        zoom = course.crop * _smooth(since / crop_s)
        crop = _affine(complex(math.exp(-zoom)), 0j, self._segment.size)
        camera = self._path[index].matrix(self._segment.size)
        return (_square(back) @ _square(crop) @ _square(camera))[:2]

    def _overhang(self, course: Course) -> int:
        """How far, in pixels, any frame looks beyond the border picture."""
        w, h = self._segment.size
        corners = np.array([[0, 0, 1], [w - 1, 0, 1], [0, h - 1, 1], [w - 1, h - 1, 1]], float)
        most = 0.0
        for index in range(len(self._segment)):
            seen = corners @ self._matrix(course, index).T
            most = max(most, float(np.maximum(-seen, seen - [w - 1, h - 1]).max()))
        parts = float(np.abs(course.motion.residual).max(initial=0.0)) * course.parts_s / 2
        return min(math.ceil(most + parts) + 4, min(w, h) - 1)


def extend_filler(segment: Segment) -> Filler:
    """The motion of the segment's moving side continued; the left one's where both move."""
    left = segment.left is not None and (segment.left.moving or segment.right is None)
    return side_extension(segment, left)


def side_extension(segment: Segment, from_left: bool) -> Filler:
    """The motion of one side continued through the segment."""

    def make(part: Segment, known: Known) -> Filler:
        return ExtendFiller(part, known, from_left)

    return between_bars(segment, from_left, make)


def _bent(course: Course, matrix: Floats, seconds: float, cancel: CancelToken) -> Picture:
    """The view with the parts moved: result(p) = plate(q), q + seconds * residual(q) = Ap."""
    plate = course.plate
    h, w = plate.picture.shape[:2]
    shift = _pull(course.motion.residual, seconds, w)
    cancel.check()
    small = np.diag([shift.shape[1] / w, shift.shape[0] / h])
    to_small = small @ matrix
    to_small[:, 2] += (np.diag(small) - 1) / 2
    padded = matrix.copy()
    padded[:, 2] += plate.pad
    out = np.empty((h, w, 3), np.uint8)
    grid = pixel_grid(min(_BAND_ROWS, h), w)
    flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    for top in range(0, h, _BAND_ROWS):
        cancel.check()
        rows = min(_BAND_ROWS, h - top)
        band = to_small.copy()
        band[:, 2] += band[:, 1] * top
        bend = cv2.warpAffine(shift, band, (w, rows), flags=flags, borderMode=cv2.BORDER_REPLICATE)
        at = cv2.transform(grid[:rows], _shifted_rows(padded, top)) + bend
        out[top : top + rows] = cv2.remap(
            plate.padded, at, ABSENT, cv2.INTER_CUBIC, borderMode=cv2.BORDER_REFLECT_101
        )
    return out


def _eased(since: float, ease_s: float) -> float:
    """Seconds of motion done ``since`` seconds in: full speed at first, at rest after ``ease_s``.

    The integral of 1 - smoothstep.
    """
    t = min(since / ease_s, 1.0)
    return ease_s * (t - t**3 + t**4 / 2)


def _smooth(t: float) -> float:
    t = min(max(t, 0.0), 1.0)
    return t * t * (3 - 2 * t)


def _affine(a: complex, b: complex, size: tuple[int, int]) -> Floats:
    """z -> a z + b about the picture's centre as a 2x3 affine in pixels."""
    cx, cy = (size[0] - 1) / 2, (size[1] - 1) / 2
    tx = cx + b.real - a.real * cx + a.imag * cy
    ty = cy + b.imag - a.imag * cx - a.real * cy
    return np.array([[a.real, -a.imag, tx], [a.imag, a.real, ty]])


def _square(affine: Floats) -> Floats:
    return np.vstack([affine, [0.0, 0.0, 1.0]])


def _shifted_rows(matrix: Floats, top: int) -> Floats:
    moved = matrix.copy()
    moved[:, 2] += matrix[:, 1] * top
    return moved


def _reveal(drift: Drift, seconds: float, size: tuple[int, int]) -> float:
    """How far beyond the picture one looks after ``seconds`` of a drift, in picture widths."""
    a, b = drift.after(seconds)
    w, h = size
    corners = np.array([complex(x, y) for x in (-w / 2, w / 2) for y in (-h / 2, h / 2)])
    seen = (corners - b) / a
    return float(max(np.abs(seen.real).max() - w / 2, np.abs(seen.imag).max() - h / 2)) / w


def _ease_seconds(drift: Drift, size: tuple[int, int], length_s: float) -> float:
    """How long the motion may last, so that little beyond the picture comes into view."""

    def fits(ease_s: float) -> bool:
        a, _ = drift.after(ease_s / 2)
        growth, turned = abs(math.log(abs(a))), abs(drift.turn.imag) * ease_s / 2
        small = growth <= _MOST_GROWTH and turned <= _MOST_TURN
        return small and _reveal(drift, ease_s / 2, size) <= _MOST_REVEAL

    longest = max(length_s, 1e-3)
    if fits(longest):
        return longest
    low, high = 0.0, longest
    for _ in range(20):
        middle = (low + high) / 2
        low, high = (middle, high) if fits(middle) else (low, middle)
    return min(max(low, _SHORTEST_EASE_S), longest)


def _parts_seconds(motion: Motion, length_s: float) -> float:
    """How long parts may move on their own without tearing the picture."""
    tear_s = 2 * _MOST_STRETCH / max(motion.stretch, 1e-6)
    return max(min(_PARTS_EASE_S, length_s, tear_s), 1e-3)


def _crop_needed(drift: Drift, seconds: float, size: tuple[int, int]) -> float:
    """The log magnification that takes everything beyond the picture out of view again."""
    a, b = drift.after(seconds)
    w, h = size
    corners = np.array([complex(x, y) for x in (-w / 2, w / 2) for y in (-h / 2, h / 2)])
    low, high = 0.0, 1.0
    for _ in range(20):
        middle = (low + high) / 2
        seen = (corners * math.exp(-middle) - b) / a
        inside = np.abs(seen.real).max() <= w / 2 and np.abs(seen.imag).max() <= h / 2
        low, high = (low, middle) if inside else (middle, high)
    return high if high > 1e-5 else 0.0


def _pull(residual: Field, seconds: float, width: int) -> Field:
    """The shift from a place to where its pixel comes from, in full pixels, by fixed point."""
    height, small = residual.shape[:2]
    grid = pixel_grid(height, small)
    move = residual * np.float32(seconds)
    shift = -move
    for _ in range(3):
        at = grid + shift * np.float32(small / width)
        shift = -np.asarray(
            cv2.remap(move, at, ABSENT, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE),
            np.float32,
        )
    return shift
