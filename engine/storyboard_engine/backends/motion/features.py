"""One affine motion between two pictures, from features that agree on it.

SIFT features (Lowe, IJCV 2004), matched by the ratio test, and RANSAC (Fischler and Bolles, 1981).
It finds motions far beyond the reach of dense flow, also where most features fit nowhere.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from storyboard_engine.backends.motion.flow import Field, Gray, pixel_grid

_FEATURES = 600
_RATIO = 0.75  # best match against second best
_MOST_ERROR = 4.0  # pixels
_LEAST_AGREEING = 12
_LONG_SIDE = 480  # of the picture that features are sought in


@dataclass(frozen=True, slots=True, eq=False)
class Agreement:
    """How many feature pairs agree, and on which affine motion ``(2, 3)``, first to second."""

    count: int
    affine: npt.NDArray[np.float64] | None


def agreeing_features(first: Gray, second: Gray) -> Agreement:
    """The largest set of feature pairs that one affine motion explains."""
    sift = cv2.SIFT.create(_FEATURES)
    everywhere = np.full_like(first, 255)
    points_1, words_1 = sift.detectAndCompute(first, everywhere)
    points_2, words_2 = sift.detectAndCompute(second, everywhere)
    if min(len(points_1), len(points_2)) < 4:
        return Agreement(0, None)
    pairs = cv2.BFMatcher().knnMatch(words_1, words_2, k=2)
    good = [best for best, other in pairs if best.distance < _RATIO * other.distance]
    if len(good) < 4:
        return Agreement(0, None)
    here = np.array([points_1[match.queryIdx].pt for match in good], np.float32)
    there = np.array([points_2[match.trainIdx].pt for match in good], np.float32)
    affine, inliers = cv2.estimateAffine2D(here, there, ransacReprojThreshold=_MOST_ERROR)
    if affine is None or inliers is None:
        return Agreement(0, None)
    return Agreement(int(np.sum(inliers)), np.asarray(affine, np.float64))


def camera_flow(first: Gray, second: Gray, grid: tuple[int, int]) -> Field | None:
    """The flow of the affine motion that features agree on, on ``grid`` (w, h), or None."""
    height, width = first.shape
    scale = min(1.0, _LONG_SIDE / max(height, width))
    size = (max(16, round(width * scale)), max(16, round(height * scale)))
    small = [
        np.asarray(cv2.resize(gray, size, interpolation=cv2.INTER_AREA), np.uint8)
        for gray in (first, second)
    ]
    found = agreeing_features(small[0], small[1])
    if found.affine is None or found.count < _LEAST_AGREEING:
        return None
    to_grid = np.array((grid[0] / size[0], grid[1] / size[1]))
    here = pixel_grid(grid[1], grid[0]) / to_grid
    there = here @ found.affine[:, :2].T + found.affine[:, 2]
    return np.asarray((there - here) * to_grid, np.float32)
