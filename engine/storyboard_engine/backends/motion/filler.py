"""The seam inside the motion back-end: a segment of unknown frames, and what fills it.

``segments`` cuts a gap into segments, a factory per path makes a ``Filler`` for one segment, and
``backend`` asks it for frames in any order. Knows neither how frames are made nor in what order
they are wanted.

The factories, one per path, each ``(segment: Segment) -> Filler``:
``interpolate.interpolate_filler`` (two related sides), ``dissolve.dissolve_filler`` (two unrelated
sides), ``extend.extend_filler`` (one moving side), ``still.camera_filler`` (one single picture)
and ``card.card_filler`` (nothing known).
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Protocol

from storyboard_engine.api import CancelToken, Frames, Picture, PromptSpan


@dataclass(frozen=True, slots=True, eq=False)
class Known:
    """What is known at one border of a segment: a run of pictures and their times.

    ``frames`` is ``uint8 (F, H, W, 3)``, F >= 1, without cuts inside; ``times`` are seconds on
    the gap's clock (gap frame i starts at i / rate), strictly increasing. The border picture is
    the last one of a left side and the first one of a right side. F = 1 is a still or a keyframe:
    no motion is known there.
    """

    frames: Frames
    times: tuple[Fraction, ...]
    caption: str = ""

    @property
    def moving(self) -> bool:
        return len(self.times) > 1


@dataclass(frozen=True, slots=True, eq=False)
class Segment:
    """A maximal run ``[start, end)`` of unknown gap frames between known ones.

    ``prompts`` are clipped and counted from ``start``; ``size`` is (w, h) and the shape of every
    known picture; ``seed`` differs from segment to segment of one gap.
    """

    start: int
    end: int
    left: Known | None
    right: Known | None
    prompts: tuple[PromptSpan, ...]
    size: tuple[int, int]
    rate: Fraction
    seed: int

    def __len__(self) -> int:
        return self.end - self.start

    def time(self, index: int) -> Fraction:
        """When frame ``index`` of the segment starts, in seconds on the gap's clock."""
        return (self.start + index) / self.rate


class Filler(Protocol):
    """Makes any frame of one segment, in any order, the same pixels whatever the order.

    ``recipe`` is plain JSON data about how: ``path`` (interpolate, dissolve, extend, camera,
    card) and what that path decided (method, camera move, ...).
    """

    @property
    def recipe(self) -> dict[str, Any]: ...

    def frame(self, index: int, cancel: CancelToken) -> Picture:
        """Frame ``index`` (0-based in the segment), ``uint8 (H, W, 3)``.

        Calls ``cancel.check()`` at least every 0.1 s of work, so it may raise ``FillCancelled``.
        """
