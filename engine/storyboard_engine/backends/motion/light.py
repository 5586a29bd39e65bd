"""sRGB code values and linear light: conversion tables and a blend that keeps brightness.

Formulas of IEC 61966-2-1. Pure arrays; knows nothing of fills.
"""

from __future__ import annotations

from typing import Final, TypeAlias

import cv2
import numpy as np
import numpy.typing as npt

from storyboard_engine.api import CancelToken, Picture

Floats: TypeAlias = npt.NDArray[np.float64]

_BAND_ROWS: Final = 270


def to_linear(srgb: Floats) -> Floats:
    """Linear light in [0, 1] of sRGB values in [0, 1]."""
    return np.where(srgb <= 0.04045, srgb / 12.92, ((srgb + 0.055) / 1.055) ** 2.4)


def to_srgb(linear: Floats) -> Floats:
    """sRGB values in [0, 1] of linear light in [0, 1]."""
    linear = np.clip(linear, 0.0, 1.0)
    return np.where(linear <= 0.0031308, linear * 12.92, 1.055 * linear ** (1 / 2.4) - 0.055)


_LINEAR: Final = np.rint(to_linear(np.arange(256) / 255) * 65535).astype(np.uint16)
_CODES: Final = np.rint(to_srgb(np.arange(65536) / 65535) * 255).astype(np.uint8)


def mix(first: Picture, second: Picture, weight: float, cancel: CancelToken) -> Picture:
    """The two pictures mixed in linear light; ``weight`` 0 gives the first, 1 the second."""
    if weight <= 0 or weight >= 1:
        return first if weight <= 0 else second
    out = np.empty_like(first)
    for top in range(0, len(first), _BAND_ROWS):
        cancel.check()
        rows = slice(top, top + _BAND_ROWS)
        a, b = cv2.LUT(first[rows], _LINEAR), cv2.LUT(second[rows], _LINEAR)
        out[rows] = _CODES[cv2.addWeighted(a, 1 - weight, b, weight, 0)]
    return out
