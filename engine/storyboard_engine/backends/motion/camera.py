"""A camera over one flat picture: when it moves (the path) and what it sees (the view).

Knows neither prompts' words (``camera_script``) nor where the picture came from. A pose is the
window that the camera sees, relative to the picture; the identity pose sees the picture exactly.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TypeAlias

import cv2
import numpy as np
import numpy.typing as npt

from storyboard_engine.api import CancelToken, Picture, PromptSpan
from storyboard_engine.backends.motion.camera_script import DEFAULT, CameraMove, camera_script
from storyboard_engine.backends.motion.camera_words import Rates

Floats: TypeAlias = npt.NDArray[np.float64]

# How far a path may go: a deeper crop would show the picture's pixels, a wider view too much
# mirrored border.
_MOST_ZOOM, _LEAST_ZOOM = math.log(1.7), math.log(0.88)
_MOST_SHIFT = 0.16
_MOST_ROLL = math.radians(8)

_SHORTEST_FADE = 12.0  # frames: a camera that turns round faster than that jerks
_STEPS_PER_FRAME = 4
_BAND_ROWS = 270


@dataclass(frozen=True, slots=True)
class Pose:
    """The window over a picture: ``zoom`` is log magnification, ``x``/``y`` its centre's shift in
    picture widths/heights (right, down), ``roll`` its clockwise turn in radians.
    """

    zoom: float = 0.0
    x: float = 0.0
    y: float = 0.0
    roll: float = 0.0

    def matrix(self, size: tuple[int, int]) -> Floats:
        """The 2x3 affine from view pixels to picture pixels, both of ``size`` (w, h)."""
        w, h = size
        cx, cy = (w - 1) / 2, (h - 1) / 2
        scale = math.exp(-self.zoom)
        c, s = scale * math.cos(self.roll), scale * math.sin(self.roll)
        tx = cx + self.x * w - c * cx + s * cy
        ty = cy + self.y * h - s * cx - c * cy
        return np.array([[c, -s, tx], [s, c, ty]])


IDENTITY = Pose()


def zoom_inside(x: Floats, y: Floats, roll: Floats, aspect: float) -> Floats:
    """The log magnification at which a shifted, turned window still lies inside the picture."""
    c, s = np.abs(np.cos(roll)), np.abs(np.sin(roll))
    across = (1 - 2 * np.abs(x)) / (c + s / aspect)
    down = (1 - 2 * np.abs(y)) / (c + s * aspect)
    return np.maximum(-np.log(np.maximum(np.minimum(across, down), 1e-3)), 0.0)


@dataclass(frozen=True, slots=True)
class Scheduled:
    """A move acting on frames ``[start, end)``, cross-fading over ``fade`` frames at its ends."""

    start: float
    end: float
    fade: float
    move: CameraMove


def schedule(prompts: tuple[PromptSpan, ...]) -> tuple[Scheduled, ...]:
    """When which camera move acts, as the prompts say; moves told in turn share their span."""
    out: list[Scheduled] = []
    for span in prompts:
        moves = camera_script(span.text)
        each = (span.end - span.start) / max(len(moves), 1)
        for i, move in enumerate(moves):
            start = span.start + i * each
            out.append(
                Scheduled(start, start + each, min(max(span.fade, _SHORTEST_FADE), each), move)
            )
    return tuple(out)


@dataclass(frozen=True, slots=True, eq=False)
class Path:
    """Poses at whole frames from -1 (the frame before the segment) to its end, both included."""

    poses: tuple[Pose, ...]
    moves: tuple[Scheduled, ...]

    def __getitem__(self, frame: int) -> Pose:
        return self.poses[frame + 1]

    @property
    def moving(self) -> bool:
        return any(pose != IDENTITY for pose in self.poses)

    def recipe(self) -> dict[str, object]:
        """What the camera does, as plain JSON data."""
        told = [
            {
                "move": list(part.move.names),
                "speed": list(part.move.speeds),
                "start": round(part.start),
                "end": round(part.end),
            }
            for part in self.moves
        ]
        last = max(self.poses, key=lambda p: abs(p.zoom) + abs(p.x) + abs(p.y) + abs(p.roll))
        return {
            "moves": told or [{"move": list(DEFAULT.names), "speed": list(DEFAULT.speeds)}],
            "magnification": round(math.exp(last.zoom), 4),
            "shift": [round(last.x, 4), round(last.y, 4)],
            "roll_degrees": round(math.degrees(last.roll), 3),
        }


def plan_path(
    prompts: tuple[PromptSpan, ...],
    frames: int,
    fps: float,
    size: tuple[int, int],
    run: tuple[int, int],
    anchor: int,
) -> Path:
    """The path over a segment of ``frames``: at rest at both frames of ``run``, identity at
    frame ``anchor``, which lies between -1 and ``frames``.

    The velocity is a cross-fade of the scheduled moves' velocities (frames without a camera word
    get the default move), eased in and out; the whole path is slowed down where it would go
    farther than the picture allows. Shifts and rolls bring the zoom that keeps the window inside.
    """
    moves = schedule(prompts)
    at = np.arange((frames + 1) * _STEPS_PER_FRAME + 1) / _STEPS_PER_FRAME - 1.0
    velocity = _velocity(moves, at, frames) * _ease(at, run, fps)[:, None] / fps
    steps = (velocity[1:] + velocity[:-1]) / (2 * _STEPS_PER_FRAME)
    free = np.concatenate([np.zeros((1, 4)), np.cumsum(steps, axis=0)])[::_STEPS_PER_FRAME]
    free -= free[anchor + 1]
    aspect = size[0] / size[1]
    poses = _pose_rows(free * _farthest(free, aspect), aspect)
    return Path(tuple(Pose(*map(float, row)) for row in poses), moves)


def _rates_row(rates: Rates) -> Floats:
    return np.array([rates.zoom, rates.pan, rates.tilt, rates.roll])


def _velocity(moves: tuple[Scheduled, ...], at: Floats, frames: int) -> Floats:
    """Rates per second at times ``at``; a move at the segment's edge holds beyond it."""
    total = np.zeros((len(at), 4))
    left = np.ones(len(at))
    for part in moves:
        weight = np.ones(len(at))
        if part.start > 0:
            weight *= _smooth((at - part.start) / part.fade + 0.5)
        if part.end < frames:
            weight *= 1 - _smooth((at - part.end) / part.fade + 0.5)
        total += weight[:, None] * _rates_row(part.move.rates)
        left -= weight
    return total + np.clip(left, 0, 1)[:, None] * _rates_row(DEFAULT.rates)


def _ease(at: Floats, run: tuple[int, int], fps: float) -> Floats:
    """0 at both ends of ``run`` and outside, 1 in the middle, smooth; out slower than in."""
    length = run[1] - run[0]
    rise, fall = min(0.4 * length, 0.8 * fps), min(0.6 * length, 1.4 * fps)
    up = _smooth((at - run[0]) / max(rise, 1e-9))
    return up * _smooth((run[1] - at) / max(fall, 1e-9))


def _smooth(t: Floats) -> Floats:
    t = np.clip(t, 0.0, 1.0)
    return t * t * (3 - 2 * t)


def _pose_rows(free: Floats, aspect: float) -> Floats:
    rows = free.copy()
    rows[:, 0] += zoom_inside(free[:, 1], free[:, 2], free[:, 3], aspect)
    return rows


def _farthest(free: Floats, aspect: float) -> float:
    """The share of a path that stays within the limits (1 where all of it does)."""

    def fits(share: float) -> bool:
        rows = _pose_rows(free * share, aspect)
        return bool(
            rows[:, 0].max() <= _MOST_ZOOM
            and (free[:, 0] * share).min() >= _LEAST_ZOOM
            and np.abs(rows[:, 1:3]).max() <= _MOST_SHIFT
            and np.abs(rows[:, 3]).max() <= _MOST_ROLL
        )

    if fits(1.0):
        return 1.0
    low, high = 0.0, 1.0
    for _ in range(24):
        middle = (low + high) / 2
        low, high = (middle, high) if fits(middle) else (low, middle)
    return low


@dataclass(frozen=True, slots=True, eq=False)
class Plate:
    """A picture with ``pad`` pixels of mirrored border, blurred more the farther out it lies.

    The mirror keeps texture and light at the picture's edge; the blur hides its symmetry.
    """

    picture: Picture
    padded: Picture
    pad: int


def make_plate(picture: Picture, pad: int) -> Plate:
    """A plate with at least ``pad`` pixels of border (none where 0)."""
    picture = np.ascontiguousarray(picture)
    if pad <= 0:
        return Plate(picture, picture, 0)
    mirrored = cv2.copyMakeBorder(picture, pad, pad, pad, pad, cv2.BORDER_REFLECT_101)
    h, w = mirrored.shape[:2]
    across = np.maximum(np.maximum(pad - np.arange(w), np.arange(w) - (w - 1 - pad)), 0)
    down = np.maximum(np.maximum(pad - np.arange(h), np.arange(h) - (h - 1 - pad)), 0)
    depth = np.maximum(across[None, :], down[:, None]) / pad
    weight = _smooth(depth).astype(np.float32)
    small = cv2.resize(mirrored, (max(w // 4, 1), max(h // 4, 1)), interpolation=cv2.INTER_AREA)
    small = cv2.GaussianBlur(small, (0, 0), max(pad / 24, 0.5))
    soft = cv2.resize(small, (w, h), interpolation=cv2.INTER_LINEAR)
    padded = np.asarray(cv2.blendLinear(mirrored, soft, 1 - weight, weight), np.uint8)
    return Plate(picture, padded, pad)


def overhang(path: Path, size: tuple[int, int]) -> int:
    """How many pixels of border a path sees beyond the picture, at most."""
    w, h = size
    corners = np.array([[0, 0, 1], [w - 1, 0, 1], [0, h - 1, 1], [w - 1, h - 1, 1]], float)
    most = 0.0
    for pose in path.poses:
        seen = corners @ pose.matrix(size).T
        out = np.maximum(-seen, seen - np.array([w - 1, h - 1]))
        most = max(most, float(out.max()))
    return math.ceil(most) + 3 if most > 0.5 else 0


def view(plate: Plate, pose: Pose, cancel: CancelToken) -> Picture:
    """What the camera sees, ``uint8 (H, W, 3)``, by bicubic sampling in bands of rows.

    The identity pose gives the picture unchanged. Hears ``cancel`` between bands.
    """
    if pose == IDENTITY:
        cancel.check()
        return plate.picture.copy()
    h, w = plate.picture.shape[:2]
    matrix = pose.matrix((w, h))
    matrix[:, 2] += plate.pad
    return warp(plate.padded, matrix, (w, h), cancel)


def warp(source: Picture, matrix: Floats, size: tuple[int, int], cancel: CancelToken) -> Picture:
    """``source`` seen through an affine from output to source pixels; mirrored beyond it."""
    w, h = size
    out = np.empty((h, w, 3), np.uint8)
    for top in range(0, h, _BAND_ROWS):
        cancel.check()
        band = matrix.copy()
        band[:, 2] += band[:, 1] * top
        rows = min(_BAND_ROWS, h - top)
        out[top : top + rows] = cv2.warpAffine(
            source,
            band,
            (w, rows),
            flags=cv2.INTER_CUBIC | cv2.WARP_INVERSE_MAP,
            borderMode=cv2.BORDER_REFLECT_101,
        )
    return out
