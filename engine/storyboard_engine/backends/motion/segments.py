"""A request and its pictures, cut into segments of unknown frames.

Pure: no pixels are computed here, cuts inside a context are found by ``cuts``.
"""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from itertools import pairwise

from storyboard_engine.api import (
    Context,
    FillInputs,
    FillRequest,
    Moving,
    Nothing,
    PromptSpan,
    Still,
)
from storyboard_engine.backends.motion.filler import Known, Segment

_SEED_STRIDE = 0x9E3779B97F4A7C15  # 2^64 / golden ratio: neighbouring seeds land far apart


def segments(
    request: FillRequest, inputs: FillInputs, left: Known | None, right: Known | None
) -> tuple[Segment, ...]:
    """The gap's runs of unknown frames, in order, between the known pictures.

    ``left`` and ``right`` are the sides as ``side_known`` gives them. Keyframes bound
    segments; two keyframes beside each other have none between them.
    """
    borders: list[tuple[int, Known | None]] = [(-1, left)]
    for keyframe, picture in zip(request.keyframes, inputs.keyframes, strict=True):
        at = keyframe.frame / request.rate
        borders.append((keyframe.frame, Known(picture[None], (at,), keyframe.caption)))
    borders.append((request.frames, right))
    return tuple(
        _segment(request, before + 1, after, known_before, known_after)
        for (before, known_before), (after, known_after) in pairwise(borders)
        if before + 1 < after
    )


def _segment(
    request: FillRequest, start: int, end: int, left: Known | None, right: Known | None
) -> Segment:
    return Segment(
        start=start,
        end=end,
        left=left,
        right=right,
        prompts=_clipped(request.prompts, start, end),
        size=request.size,
        rate=request.rate,
        seed=(request.seed + start * _SEED_STRIDE) % 2**64,
    )


def _clipped(prompts: tuple[PromptSpan, ...], start: int, end: int) -> tuple[PromptSpan, ...]:
    return tuple(
        replace(span, start=max(span.start, start) - start, end=min(span.end, end) - start)
        for span in prompts
        if span.start < end and span.end > start
    )


def left_known(request: FillRequest, context: Context | None) -> Known | None:
    """The left side on the gap's clock; a still's picture stands on the frame before the gap."""
    if context is None or isinstance(request.left, Nothing):
        return None
    times = context.times if isinstance(request.left, Moving) else (-1 / request.rate,)
    return Known(context.frames, times, request.left.caption)


def right_known(request: FillRequest, context: Context | None) -> Known | None:
    """The right side on the gap's clock; a still's picture stands on the frame after the gap.

    A source frame that began before the gap's last frame (a clip of a lower rate, cut between
    its frames) is moved to the frame after the gap, where it is first seen.
    """
    if context is None or isinstance(request.right, Nothing):
        return None
    first_seen = request.frames / request.rate
    if isinstance(request.right, Still):
        return Known(context.frames, (first_seen,), request.right.caption)
    late = context.times[0] - first_seen
    shift = late if late <= -1 / request.rate else Fraction(0)
    times = tuple(time - shift for time in context.times)
    return Known(context.frames, times, request.right.caption)
