"""Motion that goes on across the joints: end velocities taken from what moves beside the gap.

At a border the velocity of each pixel is that of the parabola through its places in three known
pictures: the neighbour's last two and the one across the gap. Where the flow beside the gap
leads to other colours, nothing is known and the way stays even.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from storyboard_engine.api import CancelToken, Picture
from storyboard_engine.backends.motion.dis import FlowPair, small_picture, working_grid
from storyboard_engine.backends.motion.filler import Known
from storyboard_engine.backends.motion.flow import (
    Field,
    estimate_flow,
    inverse,
    lengths,
    luma,
    unlikeness,
    warp,
    warp_picture,
)
from storyboard_engine.backends.motion.trajectories import (
    EASE_S,
    SHORT_EASE_S,
    Bend,
    Paths,
    bend_weights,
)

_MOST_UNLIKE = 12.0  # grey levels between a pixel and what the flow says it becomes
_SMOOTHING = 24  # the working grid's shorter side over the width of the smoothing
_MOST_BEND = 1.5  # of the displacement's size, beside which a velocity is not believed
_SMALL_BEND, _MOST_UNEVEN = 0.5, 2.0  # of the displacement's size; of the other end's bend
_LEAST_BEND_LIMIT = 8.0  # working pixels that are always allowed


@dataclass(frozen=True, slots=True, eq=False)
class Tendency:
    """A side's motion at its border picture: pixels per second, trust in [0, 1], over what time."""

    velocity: Field
    trust: Field
    interval_s: float


@dataclass(frozen=True, slots=True, eq=False)
class Tendencies:
    """The motion at both ends of a segment, on the pair's working grid; None where unknown."""

    before: Tendency | None
    after: Tendency | None
    duration_s: float

    def guess(self) -> Field | None:
        """The flow from left to right if each side's motion simply went on; their mean."""
        ways = []
        if self.before is not None:
            ways.append(self.before.velocity * self.before.trust[..., None])
        if self.after is not None:
            ways.append(-inverse(-self.after.velocity * self.after.trust[..., None]))
        if not ways:
            return None
        return np.asarray(sum(ways) * (self.duration_s / len(ways)), np.float32)


def tendencies(left: Known, right: Known, cancel: CancelToken) -> Tendencies:
    """Measure how both sides move where they meet the segment."""
    return Tendencies(
        before=_before(left, cancel),
        after=_after(right, cancel),
        duration_s=float(right.times[0] - left.times[-1]),
    )


def paths_between(flows: FlowPair, ends: Tendencies) -> tuple[Paths, Paths]:
    """The paths of the left picture's pixels and of the right's, bent where motion is known."""
    forward, backward = flows.forward, -flows.backward
    start = _bend(ends.before, forward, ends.duration_s)
    end = _bend(ends.after, backward, ends.duration_s)
    if start is None and end is None:
        return Paths(forward, None, True), Paths(backward, None, False)
    if start is not None and end is not None:
        start, end = alike_bends(start, end, forward)
    start = np.zeros_like(forward) if start is None else start
    end = np.zeros_like(forward) if end is None else end
    end_on_left = warp(end, forward)
    reach = min(1.0, _ease_s(start, end_on_left) / ends.duration_s)
    on_left = Bend(start, end_on_left, reach)
    on_right = Bend(warp(start, -backward), end, reach)
    return Paths(forward, on_left, True), Paths(backward, on_right, False)


def _before(side: Known, cancel: CancelToken) -> Tendency | None:
    if not side.moving:
        return None
    interval = float(side.times[-1] - side.times[-2])
    back = _tendency(side.frames[-1], side.frames[-2], interval, cancel)
    return Tendency(-back.velocity, back.trust, interval)


def _after(side: Known, cancel: CancelToken) -> Tendency | None:
    if not side.moving:
        return None
    interval = float(side.times[1] - side.times[0])
    return _tendency(side.frames[0], side.frames[1], interval, cancel)


def _tendency(border: Picture, beyond: Picture, interval: float, cancel: CancelToken) -> Tendency:
    """Flow per second from a border picture to its neighbour, smoothed where it is trusted."""
    grid = working_grid(border)
    here, there = small_picture(border, grid), small_picture(beyond, grid)
    cancel.check()
    out = estimate_flow(luma(here), luma(there))
    cancel.check()
    alike = unlikeness(here, warp_picture(there, out)) < _MOST_UNLIKE
    trust = alike.astype(np.float32)
    width = max(3, min(grid) // _SMOOTHING) | 1
    known = _blurred(trust, width)
    smooth = _blurred(out * trust[..., None], width) / np.maximum(known, 1e-3)[..., None]
    velocity = np.asarray(smooth / interval, np.float32)
    return Tendency(velocity, np.minimum(2 * known, 1), interval)


def _blurred(field: Field, width: int) -> Field:
    return np.asarray(cv2.blur(field, (width, width)), np.float32)


def _bend(tendency: Tendency | None, displacement: Field, duration: float) -> Field | None:
    """What (velocity * duration) has over the displacement, by a parabola, within limits."""
    if tendency is None:
        return None
    over = duration * tendency.velocity - displacement
    over *= (duration / (duration + tendency.interval_s)) * tendency.trust[..., None]
    size = lengths(over)
    limit = np.maximum(_MOST_BEND * lengths(displacement), _LEAST_BEND_LIMIT)
    return np.asarray(over * np.minimum(1, limit / np.maximum(size, 1e-6))[..., None], np.float32)


def alike_bends(start: Field, end: Field, displacement: Field) -> tuple[Field, Field]:
    """Both ends' bends, a large one on the whole not much larger than the other.

    Motion that speeds up or slows down differs from its mean by as much at both ends; an end
    that differs far more than the other one has seen a jerk, which is over.
    """
    first, second = float(lengths(start).mean()), float(lengths(end).mean())
    small = _SMALL_BEND * float(lengths(displacement).mean())
    largest = max(small, _MOST_UNEVEN * min(first, second))
    shares = [min(1.0, largest / max(size, 1e-6)) for size in (first, second)]
    return start * np.float32(shares[0]), end * np.float32(shares[1])


def _ease_s(start: Field, end: Field) -> float:
    """Over how many seconds the bends wear off.

    Under even acceleration both ends differ from the mean velocity by the same amount, in
    opposite directions: then the whole way is that parabola. The less they agree, the sooner
    the end velocities are forgotten: a shaking hand says nothing of where it will be.
    """
    agreeing = float(lengths(start - end).sum())
    whole = float((lengths(start) + lengths(end)).sum())
    share = max(0.0, 2 * agreeing / max(whole, 1e-6) - 1)
    return SHORT_EASE_S + (EASE_S - SHORT_EASE_S) * share


@dataclass(frozen=True, slots=True)
class Pace:
    """Bent motion as the time at which even motion is as far on its way; never backwards.

    For methods that know only even motion. ``start`` and ``end`` are the bend's shares of the
    displacement, by least squares over all pixels.
    """

    start: float
    end: float
    reach: float

    def time(self, time: float) -> float:
        start, end = bend_weights(time, self.reach)
        return time + start * self.start + end * self.end


def pace(paths: Paths) -> Pace:
    """The pace of some paths; an even one where they are not bent."""
    if paths.bend is None:
        return Pace(0.0, 0.0, 1.0)
    way = max(float(np.square(paths.displacement).sum()), 1e-6)
    shares = [
        float((bend * paths.displacement).sum()) / way
        for bend in (paths.bend.start, paths.bend.end)
    ]
    # Below -1 time would run backwards at the joint, above 2 near the end of the bend.
    start, end = (min(max(share, -1.0), 2.0) for share in shares)
    return Pace(start, end, paths.bend.reach)
