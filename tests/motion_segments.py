"""Pictures, moving runs and segments for the tests of the motion back-end, made from a seed."""

from __future__ import annotations

import math
from fractions import Fraction

import cv2
import numpy as np

from storyboard_engine.api import CancelToken, Frames, Picture, PromptSpan
from storyboard_engine.backends.motion.filler import Filler, Known, Segment
from storyboard_engine.errors import FillCancelled

SIZE = (320, 180)


def texture(size: tuple[int, int] = SIZE, seed: int = 3) -> Picture:
    """Colourful smooth noise with detail at several scales: easy to follow, bright everywhere."""
    w, h = size
    random = np.random.default_rng(seed)
    total = np.zeros((h, w, 3), np.float32)
    for cell in (5, 11, 27, 70):
        knots = random.uniform(0, 1, (h // cell + 2, w // cell + 2, 3)).astype(np.float32)
        total += cv2.resize(knots, (w, h), interpolation=cv2.INTER_CUBIC)
    total = (total - total.min()) / (total.max() - total.min())
    return np.rint(60 + 195 * total).astype(np.uint8)


def pan_run(
    count: int,
    rate: int,
    speed: float,
    *,
    acceleration: float = 0.0,
    turn: float = 0.0,
    size: tuple[int, int] = SIZE,
) -> Frames:
    """A window moving right over a texture: pixels per second, per second squared, radians."""
    world = texture((size[0] * 3, size[1] * 3))
    w, h = size
    frames = []
    for i in range(count):
        t = i / rate
        x = world.shape[1] / 2 + speed * t + acceleration * t * t / 2 - w / 2
        c, s = math.cos(turn * t), math.sin(turn * t)
        centre = np.array([x, world.shape[0] / 2])
        affine = np.array([[c, -s, 0], [s, c, 0]])
        affine[:, 2] = centre - affine[:, :2] @ np.array([w / 2, h / 2])
        flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
        frames.append(cv2.warpAffine(world, affine, size, flags=flags))
    return np.stack(frames)


def segment(
    frames: int,
    *,
    left: Frames | Picture | None = None,
    right: Frames | Picture | None = None,
    prompts: tuple[PromptSpan, ...] = (),
    text: str = "",
    size: tuple[int, int] = SIZE,
    rate: int = 24,
    source_rate: int | None = None,
    seed: int = 7,
) -> Segment:
    """A segment at the gap's start; a side of one picture is a still. ``text``: one prompt."""
    step = Fraction(1, source_rate or rate)
    known_left = known_right = None
    if left is not None:
        run = left if left.ndim == 4 else left[None]
        known_left = Known(run, tuple((i - len(run)) * step for i in range(len(run))))
    if right is not None:
        run = right if right.ndim == 4 else right[None]
        end = Fraction(frames, rate)
        known_right = Known(run, tuple(end + i * step for i in range(len(run))))
    if text:
        prompts = (PromptSpan(0, frames, text),)
    return Segment(0, frames, known_left, known_right, prompts, size, Fraction(rate), seed)


def difference(first: Picture, second: Picture) -> float:
    """The mean absolute difference in code values."""
    return float(cv2.absdiff(first, second).mean())


def speed(first: Picture, second: Picture) -> float:
    """The mean length of the optical flow between two pictures, away from the edges."""
    gray = [cv2.cvtColor(np.ascontiguousarray(p), cv2.COLOR_RGB2GRAY) for p in (first, second)]
    flow = cv2.DISOpticalFlow.create(cv2.DISOPTICAL_FLOW_PRESET_MEDIUM).calc(*gray, None)
    h, w = flow.shape[:2]
    inner = flow[h // 6 : h - h // 6, w // 6 : w - w // 6]
    return float(np.linalg.norm(inner, axis=-1).mean())


def check_repeatable(make: object, indices: tuple[int, ...]) -> None:
    """Two fillers asked in opposite orders give the same pixels."""
    assert callable(make)
    first, second = make(), make()
    one = {i: first.frame(i, CancelToken()) for i in indices}
    for i in reversed(indices):
        np.testing.assert_array_equal(one[i], second.frame(i, CancelToken()))


def check_cancel_heard(filler: Filler) -> None:
    """A cancelled token stops a frame, and the next frame comes out right all the same."""
    token = CancelToken()
    token.cancel()
    try:
        filler.frame(0, token)
    except FillCancelled:
        assert token.heard
    else:
        raise AssertionError("the cancel was not heard")
    assert filler.frame(0, CancelToken()).dtype == np.uint8
