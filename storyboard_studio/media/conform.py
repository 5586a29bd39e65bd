"""A source picture on the canvas: fit, focus, alpha over the background. Pure.

The rule of docs/semantics.md. Downscaling averages areas, upscaling is bicubic; a picture that
already has the canvas's size comes through untouched. Must not know where pictures come from.
"""

from __future__ import annotations

import cv2
import numpy as np
import numpy.typing as npt

from storyboard_engine.api import Conform, Fit, Picture


def conform(picture: npt.NDArray[np.uint8], how: Conform) -> Picture:
    """A ``(H, W, 3)`` or ``(H, W, 4)`` picture as ``(h, w, 3)`` with ``how.size`` = (w, h).

    ``picture`` is not changed; an RGB one of the right size is returned as it is. Alpha is
    straight (not premultiplied).
    """
    size = how.size
    flat = _flattened(picture, how.background)
    height, width = flat.shape[:2]
    if (width, height) == size:
        return flat
    if how.fit is Fit.STRETCH:
        return stretched(flat, size)
    if how.fit is Fit.CROP:
        left, top, right, bottom = crop_window((width, height), size, how.focus)
        return stretched(flat[top:bottom, left:right], size)
    return _letterboxed(flat, how)


def crop_window(
    source: tuple[int, int], size: tuple[int, int], focus: tuple[float, float]
) -> tuple[int, int, int, int]:
    """The part of a source that fills the canvas: (left, top, right, bottom) in source pixels.

    The largest window of the canvas's shape, as nearly centred on the focus point as the source
    allows, to whole pixels.
    """
    (width, height), (w, h) = source, size
    if width * h >= height * w:
        inner = max(1, min(width, round(height * w / h)))
        left = _placed(width, inner, focus[0])
        return left, 0, left + inner, height
    inner = max(1, min(height, round(width * h / w)))
    top = _placed(height, inner, focus[1])
    return 0, top, width, top + inner


def stretched(picture: npt.NDArray[np.uint8], size: tuple[int, int]) -> Picture:
    """A picture resampled to ``size`` (w, h), each axis by its own factor."""
    height, width = picture.shape[:2]
    w, h = size
    if (w, h) == (width, height):
        return picture
    if w < width or h < height:
        smaller = (min(w, width), min(h, height))
        picture = _resized(picture, smaller, cv2.INTER_AREA)
    if picture.shape[1::-1] != (w, h):
        picture = _resized(picture, (w, h), cv2.INTER_CUBIC)
    return picture


def _placed(length: int, inner: int, focus: float) -> int:
    return min(max(0, round(length * focus - inner / 2)), length - inner)


def _resized(picture: npt.NDArray[np.uint8], size: tuple[int, int], method: int) -> Picture:
    if picture.ndim == 3 and picture.shape[2] == 4:
        return _resized_with_alpha(picture, size, method)
    return np.asarray(cv2.resize(picture, size, interpolation=method), np.uint8)


def _resized_with_alpha(
    picture: npt.NDArray[np.uint8], size: tuple[int, int], method: int
) -> Picture:
    """Resample colour weighted by alpha, so that hidden colours do not bleed in."""
    alpha = picture[..., 3:].astype(np.float32)
    weighted = np.concatenate([picture[..., :3] * (alpha / 255), alpha], axis=2)
    resized = np.asarray(cv2.resize(weighted, size, interpolation=method), np.float32)
    cover = resized[..., 3:]
    colour = resized[..., :3] * (np.float32(255) / np.maximum(cover, np.float32(1e-3)))
    both = np.concatenate([colour, cover], axis=2)
    rounded: Picture = np.clip(np.rint(both), 0, 255).astype(np.uint8)
    return rounded


def _flattened(
    picture: npt.NDArray[np.uint8], background: tuple[int, int, int]
) -> npt.NDArray[np.uint8]:
    if picture.shape[2] == 3:
        return picture
    alpha = picture[..., 3:].astype(np.uint32)
    under = np.array(background, np.uint32)
    mixed = picture[..., :3] * alpha + under * (255 - alpha)
    return ((mixed + 127) // 255).astype(np.uint8)


def _letterboxed(picture: npt.NDArray[np.uint8], how: Conform) -> Picture:
    height, width = picture.shape[:2]
    w, h = how.size
    scale = min(w / width, h / height)
    inner = (max(1, min(w, round(width * scale))), max(1, min(h, round(height * scale))))
    canvas = np.empty((h, w, 3), np.uint8)
    canvas[:] = how.background
    left, top = (w - inner[0]) // 2, (h - inner[1]) // 2
    canvas[top : top + inner[1], left : left + inner[0]] = stretched(picture, inner)
    return canvas
