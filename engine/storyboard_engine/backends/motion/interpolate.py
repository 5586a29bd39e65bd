"""The filler between two related sides: pictures made from the pair that bounds the segment.

``choose`` says which method makes them, ``joints`` how the motion beside the gap goes on in it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from storyboard_engine.api import CancelToken, Picture
from storyboard_engine.backends.motion.choose import MakePair, Mean, PairMethod, choose
from storyboard_engine.backends.motion.dis import DisPair, flow_pair
from storyboard_engine.backends.motion.filler import Filler, Known, Segment
from storyboard_engine.backends.motion.joints import Pace, pace, paths_between, tendencies
from storyboard_engine.backends.motion.rife import Rife
from storyboard_engine.backends.motion.trajectories import Paths

_NEAR_S = 0.1


@dataclass(frozen=True, slots=True, eq=False)
class Evened:
    """A method that knows only even motion, asked at the time that the bent motion has reached."""

    method: PairMethod
    pace: Pace

    def picture(self, time: float, cancel: CancelToken) -> Picture:
        return self.method.picture(self.pace.time(time), cancel)


class Interpolation:
    """Frames of one segment from one pair method."""

    def __init__(
        self,
        segment: Segment,
        span: tuple[float, float],
        method: PairMethod,
        recipe: dict[str, Any],
    ) -> None:
        self._segment = segment
        self._span = span
        self._method = method
        self._recipe = recipe

    @property
    def recipe(self) -> dict[str, Any]:
        return self._recipe

    def frame(self, index: int, cancel: CancelToken) -> Picture:
        start, end = self._span
        time = (float(self._segment.time(index)) - start) / (end - start)
        return self._method.picture(time, cancel)


def interpolate_filler(
    segment: Segment, left: Known, right: Known, rife: Rife | None, cancel: CancelToken
) -> Filler:
    """Fill between ``left`` and ``right``, the segment's own sides."""
    name, errors = choose(left, right, pair_methods(rife), cancel)
    method = bent_method(name, left, right, rife, cancel)
    recipe = {"path": "interpolate", "method": name, "errors": errors}
    span = float(left.times[-1]), float(right.times[0])
    return Interpolation(segment, span, method, recipe)


def pair_methods(rife: Rife | None) -> Mapping[str, MakePair]:
    """The methods there are, by the name that recipes carry, for even motion."""
    if rife is None:
        return {"dis": even_dis}
    network = rife

    def learned(left: Picture, right: Picture, cancel: CancelToken) -> PairMethod:
        return network.pair(left, right)

    return {"rife": learned, "dis": even_dis}


def even_dis(left: Picture, right: Picture, cancel: CancelToken) -> PairMethod:
    """Optical flow along straight, even paths."""
    flows = flow_pair(left, right, cancel)
    return DisPair(flows, (Paths(flows.forward, None, True), Paths(-flows.backward, None, False)))


def bent_method(
    name: str, left: Known, right: Known, rife: Rife | None, cancel: CancelToken
) -> PairMethod:
    """The named method between two sides, their motion continued."""
    first, second = left.frames[-1], right.frames[0]
    ends = tendencies(left, right, cancel)
    flows = flow_pair(first, second, cancel, ends.guess, near=ends.duration_s < _NEAR_S)
    paths = paths_between(flows, ends)
    flow_method = DisPair(flows, paths)
    if rife is None or name == "dis":
        return flow_method
    network = Evened(rife.pair(first, second), pace(paths[0]))
    return network if name == "rife" else Mean(network, flow_method)
