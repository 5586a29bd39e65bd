"""The canvas sizes, rates and lengths that are offered by name. Pure."""

from __future__ import annotations

import math
from dataclasses import dataclass
from fractions import Fraction

from storyboard_studio.timebase import Rate, parse_rate


@dataclass(frozen=True, slots=True)
class CanvasPreset:
    """A named picture size. ``size`` is (w, h), even on both sides as video codecs want it."""

    aspect: str
    lines: str
    size: tuple[int, int]


CANVAS_PRESETS: tuple[CanvasPreset, ...] = (
    CanvasPreset("16:9", "480p", (854, 480)),
    CanvasPreset("16:9", "720p", (1280, 720)),
    CanvasPreset("16:9", "1080p", (1920, 1080)),
    CanvasPreset("9:16", "480p", (480, 854)),
    CanvasPreset("9:16", "720p", (720, 1280)),
    CanvasPreset("9:16", "1080p", (1080, 1920)),
    CanvasPreset("1:1", "480p", (480, 480)),
    CanvasPreset("1:1", "720p", (720, 720)),
    CanvasPreset("1:1", "1080p", (1080, 1080)),
)

RATES: tuple[Rate, ...] = tuple(
    parse_rate(text) for text in ("23.976", "24", "25", "29.97", "30", "50", "59.94", "60")
)

LENGTHS_S: tuple[int, ...] = (5, 10, 15, 20)


def aspect_words(size: tuple[int, int]) -> str:
    """``16:9`` of a size: the preset's name, else the reduced ratio where it is short, else ''."""
    for preset in CANVAS_PRESETS:
        if preset.size == size:
            return preset.aspect
    ratio = Fraction(*size)
    if max(ratio.numerator, ratio.denominator) <= 32:
        return f"{ratio.numerator}:{ratio.denominator}"
    for aspect in ("16:9", "9:16"):
        wide, high = (int(part) for part in aspect.split(":"))
        if math.isclose(size[0] / size[1], wide / high, rel_tol=0.002):
            return aspect
    return ""


def size_words(size: tuple[int, int]) -> str:
    """``1280×720``."""
    return f"{size[0]}×{size[1]}"
