"""The filler between two related sides: pictures made from the pair that bounds the segment.

Which method makes them is decided by ``choose``, where in time each frame lies by ``joints``.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Protocol

from storyboard_engine.api import CancelToken, Picture
from storyboard_engine.backends.motion.dis import DisPair, flow_pair, straight_paths
from storyboard_engine.backends.motion.filler import Filler, Known, Segment


class PairMethod(Protocol):
    """Makes the picture at any time in (0, 1) between two pictures."""

    def picture(self, time: float, cancel: CancelToken) -> Picture: ...


@dataclass(frozen=True, slots=True, eq=False)
class _Interpolation:
    segment: Segment
    left: Known
    right: Known
    method: PairMethod
    recipe: dict[str, Any]

    def frame(self, index: int, cancel: CancelToken) -> Picture:
        start, end = self.left.times[-1], self.right.times[0]
        return self.method.picture(
            float((self.segment.time(index) - start) / (end - start)), cancel
        )


def interpolate_filler(segment: Segment, left: Known, right: Known, cancel: CancelToken) -> Filler:
    """Fill between ``left`` and ``right``, the segment's own sides."""
    flows = flow_pair(left.frames[-1], right.frames[0], cancel)
    method = DisPair(flows, straight_paths(flows))
    return _Interpolation(segment, left, right, method, {"path": "interpolate", "method": "dis"})
