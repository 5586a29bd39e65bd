"""What a back-end can do, as data. Pure: no torch, no I/O."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction


class Verdict(StrEnum):
    """What a gap of some length will become with an engine (the gap ruler)."""

    CUT = "cut"
    SMOOTH = "smooth"
    COMFORTABLE = "comfortable"
    DRIFTS = "drifts"


@dataclass(frozen=True, slots=True)
class RulerLimits:
    """Lengths in seconds that part cut | smooth | comfortable | drifts.

    ``assumed`` until measured. One-sided gaps halve the limits; prompt-only gaps know only
    comfortable and drifts.
    """

    cut_s: Fraction
    smooth_s: Fraction
    comfortable_s: Fraction
    assumed: bool = True

    def verdict(self, distance_s: Fraction, known_sides: int) -> Verdict:
        """The word for a distance between known frames with 0, 1 or 2 known sides."""
        scale = Fraction(1, 2) if known_sides == 1 else Fraction(1)
        if distance_s > self.comfortable_s * scale:
            return Verdict.DRIFTS
        if known_sides == 0 or distance_s > self.smooth_s * scale:
            return Verdict.COMFORTABLE
        return Verdict.SMOOTH if distance_s > self.cut_s * scale else Verdict.CUT


@dataclass(frozen=True, slots=True)
class Capabilities:
    """Everything a caller may assume about a back-end before asking it.

    ``frame_stride`` k means lengths of k*n + 1 (1: any length). ``size_multiple`` divides both
    sides of a generated picture. ``rates`` empty: any rate. ``generative`` False: the result is
    draft motion, and is labelled so.
    """

    generative: bool
    needs_weights: bool
    frame_stride: int
    max_frames: int
    size_multiple: int
    rates: tuple[Fraction, ...]
    clip_context: bool
    keyframes: bool
    prompts_over_time: bool
    masks: bool
    remix: bool
    sound: bool
    ruler: RulerLimits
