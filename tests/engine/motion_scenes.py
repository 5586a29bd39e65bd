"""Drawn scenes that move in known ways, and the gaps cut out of them."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

import cv2
import numpy as np

from storyboard_engine.api import (
    Conform,
    Context,
    ContextRef,
    FillInputs,
    FillRequest,
    Moving,
    Picture,
)
from storyboard_engine.testing import Case

SIZE = (320, 192)
RATE = Fraction(24)
Scene = Callable[[float], Picture]
"""The picture at a time in seconds."""


def ground(seed: int = 3) -> Picture:
    """A large textured plane, soft enough to be sampled anywhere."""
    random = np.random.default_rng(seed)
    fine = cv2.GaussianBlur(random.integers(0, 255, (900, 1400, 3)).astype(np.float32), (0, 0), 4)
    coarse = cv2.GaussianBlur(random.normal(0, 1, (900, 1400)).astype(np.float32), (0, 0), 25)
    drawn = (fine - fine.mean()) * 6 + 128 + coarse[..., None] * 900
    return np.clip(drawn, 0, 255).astype(np.uint8)


def view(plane: Picture, x: float, y: float, turn: float = 0.0, scale: float = 1.0) -> Picture:
    """What a camera over the plane sees, moved by (x, y) pixels and turned by ``turn`` radians."""
    width, height = SIZE
    c, s = np.cos(turn) * scale, np.sin(turn) * scale
    matrix = np.array([[c, -s, 0], [s, c, 0]], np.float64)
    centre = np.array([700 + x, 450 + y])
    matrix[:, 2] = centre - matrix[:, :2] @ np.array([width / 2, height / 2])
    how = cv2.INTER_CUBIC | cv2.WARP_INVERSE_MAP
    seen = cv2.warpAffine(plane, matrix, SIZE, flags=how, borderMode=cv2.BORDER_REFLECT)
    return np.asarray(seen, np.uint8)


def scenes() -> dict[str, Scene]:
    """Constant speed, acceleration, rotation."""
    plane = ground()
    return {
        "constant speed": lambda s: view(plane, 60 * s, 20 * s),
        "acceleration": lambda s: view(plane, 30 * s + 40 * s * s, 0),
        "rotation": lambda s: view(plane, 0, 0, 0.6 * s),
    }


def gap_in(scene: Scene, frames: int, source_rate: int = 24, known: int = 8) -> Case:
    """``frames`` board frames missing between two runs of ``known`` frames of the scene."""
    step = Fraction(1, source_rate)
    before = [-step * i for i in range(known, 0, -1)]
    after = [frames / RATE + step * i for i in range(known)]
    conform = Conform(SIZE)
    side = Moving(ContextRef("clip", Fraction(0), Fraction(1), Fraction(0), True, conform))
    request = FillRequest(frames, SIZE, RATE, side, side)
    return Case("gap", request, FillInputs(_context(scene, before), _context(scene, after)))


def _context(scene: Scene, times: list[Fraction]) -> Context:
    return Context(np.stack([scene(float(time)) for time in times]), tuple(times))


def speed(before: Picture, after: Picture) -> float:
    """Mean length of the flow between two pictures, in pixels, away from the borders."""
    grey = [cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY) for picture in (before, after)]
    start = np.zeros((*grey[0].shape, 2), np.float32)
    flow = cv2.calcOpticalFlowFarneback(grey[0], grey[1], start, 0.5, 3, 21, 5, 7, 1.5, 0)
    return float(np.linalg.norm(flow[24:-24, 24:-24], axis=-1).mean())


def psnr(made: Picture, truth: Picture) -> float:
    error = float(np.mean(np.square(made.astype(np.float32) - truth)))
    return 10 * float(np.log10(255**2 / max(error, 1e-9)))
