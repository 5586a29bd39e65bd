"""Whether two pictures show the same thing: measured, never by their place in time.

Both are shrunk, dense flow is estimated both ways, and five things are asked: how much of the
one returns to itself through the other (forward–backward consistency, Sundaram et al., ECCV
2010), how alike the structure is there after warping (normalised cross-correlation, blind to
exposure), how many SIFT features (Lowe 2004) agree on one affine motion (RANSAC), how much of
their colours they share (Bhattacharyya coefficient of Lab histograms), and how far apart their
pixels are as they stand. Pictures of one shot answer well to some of these even far apart in
time; pictures of different things to none. Thresholds were set on clips and photographs: over
all ordered pairs of four landscape photographs no answer passed 0.25 for ``alike``, between
clips of different things 0.41, while frames of one shot a second apart stayed above 0.27 with
more than 0.8 of their colours in common.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import cv2
import numpy as np

from storyboard_engine.api import CancelToken, Picture
from storyboard_engine.backends.motion.features import agreeing_features
from storyboard_engine.backends.motion.flow import Field, Gray, flows_between, lengths, luma, warp

_SIDE = 256
_WINDOW = (9, 9)
_NOISE = 4.0  # grey levels squared; below it a window holds nothing to compare


@dataclass(frozen=True, slots=True)
class Match:
    """``held``: share of pixels that come back and look alike; ``alike``: mean correlation after
    warping, weighted by contrast, -1 to 1; ``features``: agreeing feature pairs; ``palette``:
    colours in common, 0 to 1; ``apart``: mean difference in grey levels without any warping.
    """

    held: float
    alike: float
    features: int
    palette: float
    apart: float

    @property
    def related(self) -> bool:
        """One scene, perhaps far apart in time: motion between them can be made up."""
        sure = self.alike >= 0.80 or self.features >= 12
        likely = (self.held >= 0.08 or self.alike >= 0.42) and self.palette >= 0.20
        same_colours = self.alike >= 0.27 and self.palette >= 0.70
        return sure or likely or same_colours or self.apart < 4

    @property
    def continuous(self) -> bool:
        """Neighbouring frames of one shot: no cut between them."""
        strong = self.held >= 0.20 or self.alike >= 0.50 or self.features >= 16
        return strong or self.apart < 4


def match(left: Picture, right: Picture, cancel: CancelToken) -> Match:
    """Compare two pictures of one shape; some 10 ms on one core, three times that when in doubt.

    ``features`` are sought (else 0) only where the other answers do not settle it.
    """
    first, second = _small_luma(left), _small_luma(right)
    forward, backward = flows_between(first, second, cancel)
    held_first, alike_first = _one_way(first, second, forward, backward)
    held_second, alike_second = _one_way(second, first, backward, forward)
    cancel.check()
    found = Match(
        held=(held_first + held_second) / 2,
        alike=(alike_first + alike_second) / 2,
        features=0,
        palette=common_colours(colours(left), colours(right)),
        apart=float(np.mean(cv2.absdiff(first, second))),
    )
    if found.continuous:
        return found
    return replace(found, features=agreeing_features(first, second).count)


def _small_luma(picture: Picture) -> Gray:
    height, width = picture.shape[:2]
    scale = _SIDE / max(height, width)
    return luma(picture, (max(16, round(width * scale)), max(16, round(height * scale))))


def _one_way(here: Gray, there: Gray, way: Field, back: Field) -> tuple[float, float]:
    seen = warp(there.astype(np.float32), way)
    gap = lengths(way + warp(back, way))
    returns = gap < 1 + 0.05 * lengths(way)
    correlation, contrast = _correlation(here.astype(np.float32), seen)
    brightness = _brightness(here.astype(np.float32), seen)
    held = float(np.mean(returns & (correlation * brightness > 0.6)))
    return held, float((correlation * contrast).sum() / (contrast.sum() + 1))


def _correlation(first: Field, second: Field) -> tuple[Field, Field]:
    """Correlation over a small window round each pixel, and the contrast of both there."""
    mean_1, mean_2 = _mean(first), _mean(second)
    variance_1 = np.maximum(_mean(first * first) - mean_1 * mean_1, 0)
    variance_2 = np.maximum(_mean(second * second) - mean_2 * mean_2, 0)
    covariance = _mean(first * second) - mean_1 * mean_2
    energy = np.sqrt((variance_1 + _NOISE) * (variance_2 + _NOISE))
    contrast = np.sqrt(variance_1) + np.sqrt(variance_2)
    return np.asarray((covariance + _NOISE) / energy, np.float32), contrast


def _brightness(first: Field, second: Field) -> Field:
    """1 where both are as bright, 0.8 at twice the brightness: the first factor of SSIM."""
    mean_1, mean_2 = _mean(first) + 1, _mean(second) + 1
    return np.asarray(2 * mean_1 * mean_2 / (mean_1**2 + mean_2**2), np.float32)


def _mean(plane: Field) -> Field:
    return np.asarray(cv2.blur(plane, _WINDOW), np.float32)


def common_colours(left: Field, right: Field) -> float:
    """The share of ``colours`` two pictures have in common, 0 to 1."""
    return float(np.sqrt(left * right).sum())


def colours(picture: Picture) -> Field:
    """Share of each of 8 x 16 x 16 Lab cells in a thumbnail; a millisecond."""
    small = cv2.resize(np.ascontiguousarray(picture), (128, 72), interpolation=cv2.INTER_AREA)
    lab = cv2.cvtColor(small, cv2.COLOR_RGB2LAB)
    whole = np.full(lab.shape[:2], 255, np.uint8)
    ranges = [0.0, 256.0] * 3
    counts = cv2.calcHist([lab], [0, 1, 2], whole, [8, 16, 16], ranges)
    return np.asarray(counts / counts.sum(), np.float32)
