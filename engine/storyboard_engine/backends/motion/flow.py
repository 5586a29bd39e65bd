"""Dense optical flow and moving pixels along it: DIS, backward warp.

DIS is "Fast Optical Flow using Dense Inverse Search" (Kroeger et al., ECCV 2016) as OpenCV has
it; its result does not depend on the number of threads (a test holds it to that). Flows are
``float32 (h, w, 2)``, x then y, in pixels of their own grid: what stands at p in the first
picture stands at p + flow(p) in the second. Knows nothing of gaps or times.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TypeAlias, cast

import cv2
import numpy as np
import numpy.typing as npt

from storyboard_engine.api import CancelToken, Picture

Field: TypeAlias = npt.NDArray[np.float32]
"""Any float32 image plane or stack of planes, ``(h, w)`` or ``(h, w, c)``."""
Gray: TypeAlias = npt.NDArray[np.uint8]
"""Luma, ``uint8 (h, w)``."""

# OpenCV takes None for an array that is not given; its stubs do not say so. (An empty array is
# no substitute: remap reads it as a second map, beyond its end.)
ABSENT = cast(npt.NDArray[np.float32], None)
_SMALLEST_SIDE = 48  # below it DIS' pyramid and 8-pixel patches have nothing to stand on


def luma(picture: Picture, size: tuple[int, int] | None = None) -> Gray:
    """Luma of an RGB picture, area-averaged to ``size`` (w, h) where that is given."""
    gray = cv2.cvtColor(np.ascontiguousarray(picture), cv2.COLOR_RGB2GRAY)
    if size is not None and size != (gray.shape[1], gray.shape[0]):
        gray = cv2.resize(gray, size, interpolation=cv2.INTER_AREA)
    return np.asarray(gray, np.uint8)


def estimate_flow(
    first: Gray,
    second: Gray,
    *,
    finest: int = 1,
    refined: bool = True,
    hint: Field | None = None,
) -> Field:
    """Flow from ``first`` to ``second``, two lumas of one shape.

    ``finest`` is the pyramid level (0: full resolution) that DIS stops at; with a ``hint`` the
    search begins there instead of at rest, so that it may end farther away. ``refined`` adds
    the variational smoothing, which costs as much again; made pictures are no better for it.
    """
    height, width = first.shape
    if min(height, width) < _SMALLEST_SIDE:
        return _estimate_flow_padded(first, second)
    preset = cv2.DISOPTICAL_FLOW_PRESET_FAST if refined else cv2.DISOPTICAL_FLOW_PRESET_ULTRAFAST
    search = cv2.DISOpticalFlow.create(preset)
    search.setFinestScale(finest)
    start = ABSENT if hint is None else hint.copy()  # it is written over
    return np.asarray(search.calc(first, second, start), np.float32)


def _estimate_flow_padded(first: Gray, second: Gray) -> Field:
    """Tiny pictures, bordered until DIS accepts them."""
    height, width = first.shape
    down, right = max(0, _SMALLEST_SIDE - height), max(0, _SMALLEST_SIDE - width)
    grown = [
        np.asarray(cv2.copyMakeBorder(g, 0, down, 0, right, cv2.BORDER_REPLICATE), np.uint8)
        for g in (first, second)
    ]
    return np.ascontiguousarray(estimate_flow(grown[0], grown[1], finest=0)[:height, :width])


def flows_between(
    first: Gray,
    second: Gray,
    cancel: CancelToken,
    *,
    finest: int = 1,
    hint: Field | None = None,
    refined: bool = True,
) -> tuple[Field, Field]:
    """The flow first → second and the flow second → first; ``hint`` is for the former."""
    cancel.check()
    forward = estimate_flow(first, second, finest=finest, refined=refined, hint=hint)
    cancel.check()
    back = None if hint is None else inverse(hint)
    backward = estimate_flow(second, first, finest=finest, refined=refined, hint=back)
    cancel.check()
    return forward, backward


@lru_cache(maxsize=4)
def pixel_grid(height: int, width: int) -> Field:
    """The coordinates of every pixel, ``float32 (h, w, 2)``, read-only."""
    xs = np.arange(width, dtype=np.float32)
    ys = np.arange(height, dtype=np.float32)
    grid = np.stack(np.meshgrid(xs, ys), axis=-1)
    grid.flags.writeable = False
    return grid


def warp(image: Field, flow: Field) -> Field:
    """``image`` seen along ``flow``: result(p) = image(p + flow(p)), bilinear, edges held."""
    return np.asarray(_remap(image, flow), np.float32)


def warp_picture(picture: Picture, flow: Field) -> Picture:
    """The same for an RGB picture."""
    return np.asarray(_remap(picture, flow), np.uint8)


def _remap(image: Field | Picture, flow: Field) -> object:
    at = np.asarray(pixel_grid(*flow.shape[:2]) + flow, np.float32)
    return cv2.remap(image, at, ABSENT, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)


def lengths(flow: Field) -> Field:
    """The length of every vector, ``(h, w)``."""
    return np.asarray(cv2.magnitude(*cv2.split(flow)), np.float32)


def unlikeness(here: Picture, there: Picture) -> Field:
    """How far apart two pictures are at each pixel, in grey levels, colours weighted as luma."""
    apart = cv2.cvtColor(cv2.absdiff(here, there), cv2.COLOR_RGB2GRAY)
    return np.asarray(apart, np.float32)


def inverse(flow: Field) -> Field:
    """The flow back, on the second picture's pixels; by fixed-point iteration, for smooth flows."""
    back = -flow
    for _ in range(3):
        back = -warp(flow, back)
    return back


def resize_flow(flow: Field, size: tuple[int, int]) -> Field:
    """A flow on a grid of ``size`` (w, h), its vectors in pixels of that grid."""
    height, width = flow.shape[:2]
    if (width, height) == size:
        return flow
    smaller = size[0] < width
    how = cv2.INTER_AREA if smaller else cv2.INTER_LINEAR
    scaled = np.asarray(cv2.resize(flow, size, interpolation=how), np.float32)
    scaled *= np.array((size[0] / width, size[1] / height), np.float32)
    return scaled


def filled(flow: Field, trust: Field) -> Field:
    """The flow, replaced where it is not trusted by what flows in from trusted surroundings.

    ``trust (h, w)`` is 1 where a vector is kept and 0 where it is given up. Push-pull over a
    Gaussian pyramid (Gortler et al., "The Lumigraph", 1996).
    """
    levels = [(flow * trust[..., None], trust)]
    while min(levels[-1][1].shape) > 2:
        sums, weights = (np.asarray(cv2.pyrDown(plane), np.float32) for plane in levels[-1])
        levels.append((sums, weights))
    sums, weights = levels[-1]
    whole = sums / np.maximum(weights, 1e-6)[..., None]
    for sums, weights in reversed(levels[:-1]):
        height, width = weights.shape
        around = np.asarray(cv2.pyrUp(whole, dstsize=(width, height)), np.float32)
        own = sums / np.maximum(weights, 1e-6)[..., None]
        kept = np.minimum(weights, 1)[..., None]
        whole = kept * own + (1 - kept) * around
    return np.asarray(whole, np.float32)
