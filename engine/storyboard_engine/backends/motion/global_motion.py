"""How a run of pictures moves near its last one: the camera's motion, and what moves apart from it.

The camera's motion is a similarity (shift, turn, scale) per second, found by RANSAC (Fischler and
Bolles, 1981) on optical flow, so that objects moving over a background do not bend it. Pictures
are complex planes here: z = x + iy, in pixels from the picture's centre. Knows nothing of gaps.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, TypeAlias

import cv2
import numpy as np
import numpy.typing as npt

from storyboard_engine.api import CancelToken, Frames
from storyboard_engine.backends.motion.flow import (
    Field,
    Gray,
    estimate_flow,
    luma,
    pixel_grid,
    warp,
)

Floats: TypeAlias = npt.NDArray[np.float64]
Complexes: TypeAlias = npt.NDArray[np.complex128]

_LONG_SIDE: Final = 480  # of the pictures that are analysed
_MOST_PAIRS: Final = 6
_HYPOTHESES: Final = 256
_TRUSTED: Final = (0.12, 0.3)  # the share of agreeing points that is no / full trust
_MEMORY_S: Final = 0.12  # how fast older pairs lose their say


@dataclass(frozen=True, slots=True)
class Drift:
    """A similarity motion: a point z moves at ``turn * z + shift`` pixels per second.

    The real part of ``turn`` is growth, the imaginary part clockwise turning, per second.
    """

    turn: complex = 0j
    shift: complex = 0j

    def after(self, seconds: float) -> tuple[complex, complex]:
        """(a, b) so that a point z stands at a * z + b after ``seconds`` of this motion."""
        a = complex(np.exp(self.turn * seconds))
        if abs(self.turn) < 1e-9:
            return a, self.shift * seconds
        return a, self.shift * (a - 1) / self.turn

    def __mul__(self, share: float) -> Drift:
        return Drift(self.turn * share, self.shift * share)


@dataclass(frozen=True, slots=True, eq=False)
class Motion:
    """Motion at the last picture of a run, in pixels of the full pictures, per second.

    ``trust`` in [0, 1] says how many pixels agree with ``drift``. ``residual (h, w, 2)``, on a
    smaller grid, is what single parts move beside the drift; ``stretch`` is its steepest slope
    per second (1 would tear the picture after one second).
    """

    drift: Drift
    trust: float
    residual: Field
    stretch: float


def measure_motion(frames: Frames, seconds: Floats, cancel: CancelToken) -> Motion:
    """The motion at ``frames[-1]`` of a run of at least two, shown at ``seconds`` (rising)."""
    height, width = frames.shape[1:3]
    scale = min(1.0, _LONG_SIDE / max(height, width))
    size = (max(round(width * scale), 16), max(round(height * scale), 16))
    first = max(0, len(frames) - 1 - _MOST_PAIRS)
    grays = []
    for frame in frames[first:]:
        cancel.check()
        grays.append(luma(frame, size))
    seconds = seconds[first:]
    drifts, trusts = [], []
    for i in range(len(grays) - 1):
        cancel.check()
        step = seconds[i + 1] - seconds[i]
        flow = estimate_flow(grays[i], grays[i + 1])
        drift, trust = _fit(flow, grays[i], step)
        drifts.append(drift)
        trusts.append(trust)
    middles = (seconds[1:] + seconds[:-1]) / 2 - seconds[-1]
    drift = _at_end(drifts, np.array(trusts), middles)
    agreed = float(np.clip((trusts[-1] - _TRUSTED[0]) / (_TRUSTED[1] - _TRUSTED[0]), 0, 1))
    drift = drift * agreed
    cancel.check()
    step = seconds[-1] - seconds[-2]
    residual = _residual(grays[-2], grays[-1], drift, step)
    cancel.check()
    grow = width / size[0]
    slopes = [np.abs(np.gradient(residual[..., c], axis=a)) for c in (0, 1) for a in (0, 1)]
    stretch = float(np.max(slopes))
    full = Drift(drift.turn, drift.shift * grow)
    return Motion(full, agreed, np.asarray(residual * grow, np.float32), stretch)


def _points(gray: Gray) -> tuple[npt.NDArray[np.intp], npt.NDArray[np.intp]]:
    """Rows and columns of grid points with texture enough to be followed."""
    height, width = gray.shape
    step = max(2, round(max(height, width) / 64))
    rows, columns = np.mgrid[step // 2 : height : step, step // 2 : width : step]
    soft = cv2.GaussianBlur(gray, (0, 0), 1.2).astype(np.float32)
    gx = cv2.Sobel(soft, cv2.CV_32F, 1, 0)
    gy = cv2.Sobel(soft, cv2.CV_32F, 0, 1)
    strength = cv2.blur(gx * gx + gy * gy, (7, 7))[rows, columns].ravel()
    keep = strength > max(float(np.quantile(strength, 0.25)), 16.0)
    return rows.ravel()[keep], columns.ravel()[keep]


def _centred(gray_shape: tuple[int, ...], x: Floats, y: Floats) -> Complexes:
    height, width = gray_shape[:2]
    return np.asarray((x - (width - 1) / 2) + 1j * (y - (height - 1) / 2), np.complex128)


def _fit(flow: Field, gray: Gray, step: float) -> tuple[Drift, float]:
    """The similarity that most points of a flow over ``step`` seconds agree on, and how many."""
    rows, columns = _points(gray)
    if len(rows) < 12:
        return Drift(), 0.0
    z = _centred(gray.shape, columns.astype(float), rows.astype(float))
    moved = flow[rows, columns].astype(float)
    w = z + moved[:, 0] + 1j * moved[:, 1]
    near = 0.35 + 0.03 * np.abs(w - z)
    a, b = _best_hypothesis(z, w, near)
    for _ in range(4):
        agree = np.abs(a * z + b - w) < near
        if agree.sum() < 8:
            break
        a, b = _least_squares(z[agree], w[agree])
    share = float(np.mean(np.abs(a * z + b - w) < near))
    turn = complex(np.log(a)) / step
    shift = b / step if abs(a - 1) < 1e-7 else b * turn / (a - 1)
    return Drift(turn, shift), share


def _best_hypothesis(z: Complexes, w: Complexes, near: Floats) -> tuple[complex, complex]:
    random = np.random.default_rng(1981)
    i, j = random.integers(0, len(z), (2, _HYPOTHESES))
    apart = np.abs(z[i] - z[j]) > 0.15 * np.abs(z).max()
    i, j = i[apart], j[apart]
    a = (w[i] - w[j]) / (z[i] - z[j])
    a = np.concatenate([a[np.abs(a - 1) < 0.5], np.ones(64)])
    i = np.concatenate([i[np.abs((w[i] - w[j]) / (z[i] - z[j]) - 1) < 0.5], i[:64]])
    a = a[: len(i)]
    b = w[i] - a * z[i]
    votes = (np.abs(a[:, None] * z + b[:, None] - w) < near).sum(axis=1)
    best = int(np.argmax(votes)) if len(votes) else 0
    return (complex(a[best]), complex(b[best])) if len(votes) else (1 + 0j, 0j)


def _least_squares(z: Complexes, w: Complexes) -> tuple[complex, complex]:
    zc, wc = z - z.mean(), w - w.mean()
    a = complex(np.vdot(zc, wc) / max(float(np.vdot(zc, zc).real), 1e-9))
    return a, complex(w.mean() - a * z.mean())


def _at_end(drifts: list[Drift], trusts: Floats, middles: Floats) -> Drift:
    """The drift at time 0 from those of pairs around ``middles`` (< 0).

    A line through them where it explains them well (an accelerating camera), else a mean that
    leans on the last ones.
    """
    values = np.array([[d.turn, d.shift] for d in drifts])
    weights = trusts * np.exp(middles / max(_MEMORY_S, -2 * middles[-1])) + 1e-9
    weights /= weights.sum()
    mean = weights @ values
    if len(drifts) < 4:
        return Drift(complex(mean[0]), complex(mean[1]))
    off = middles - weights @ middles
    slope = (weights * off) @ (values - mean) / (weights @ off**2)
    line = mean - slope * (weights @ middles)
    spread = weights @ np.abs(values - mean) ** 2
    left = weights @ np.abs(values - mean - off[:, None] * slope) ** 2
    at_end = np.where(left < 0.35 * spread, line, mean)
    return Drift(complex(at_end[0]), complex(at_end[1]))


def _residual(before: Gray, last: Gray, drift: Drift, step: float) -> Field:
    """What moves apart from the drift, per second, smooth enough to bend a picture by."""
    backward, forward = estimate_flow(last, before), estimate_flow(before, last)
    returned = np.asarray(warp(forward, backward), np.float32)
    miss = np.linalg.norm(backward + returned, axis=-1)
    sure = (miss < 0.5 + 0.1 * np.linalg.norm(backward, axis=-1)).astype(np.float32)
    grid = pixel_grid(*last.shape)
    z = _centred(last.shape, grid[..., 0].astype(float), grid[..., 1].astype(float))
    a, b = drift.after(-step)
    expected = a * z + b - z
    apart = -(backward - np.stack([expected.real, expected.imag], axis=-1)) / step
    speed = np.linalg.norm(apart, axis=-1)
    sure *= np.clip((speed * step - 0.4) / 0.6, 0, 1)
    wide = max(last.shape) * 0.02
    weight = cv2.GaussianBlur(sure, (0, 0), wide)
    soft = cv2.GaussianBlur((apart * sure[..., None]).astype(np.float32), (0, 0), wide)
    field = soft / np.maximum(weight, 0.25)[..., None]
    return np.asarray(cv2.GaussianBlur(field, (0, 0), wide / 2), np.float32)
