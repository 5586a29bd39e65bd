"""Where every pixel of a pair of pictures is at any time between them.

A pixel goes from its place in the left picture to its place in the right one along a cubic
Hermite curve: end points from the flow between the pictures, end velocities from the motion on
the far side of each (linear where no motion is known). Xu et al., "Quadratic Video
Interpolation" (NeurIPS 2019) is the same with one side's acceleration. Flows are on one working
grid (``flow``); time 0 is the left picture, 1 the right. Knows nothing of colours.
"""

from __future__ import annotations

from dataclasses import dataclass

from storyboard_engine.backends.motion.flow import Field, warp

_ROUNDS = 3  # of the fixed-point search below; more change nothing that is seen


@dataclass(frozen=True, slots=True, eq=False)
class Bend:
    """How end velocities differ from the straight, even path: ``(h, w, 2)`` pixels per pair.

    ``start`` and ``end`` are (velocity * duration - displacement) at the path's two ends.
    """

    start: Field
    end: Field


@dataclass(frozen=True, slots=True, eq=False)
class Paths:
    """The paths of all pixels of one of the two pictures.

    ``displacement`` is the whole way, always in the direction of time. ``from_left`` says on
    whose pixels the fields stand.
    """

    displacement: Field
    bend: Bend | None
    from_left: bool

    def offset(self, time: float) -> Field:
        """From a pixel's own place to its place at ``time``, on the grid of its picture."""
        covered = time if self.from_left else time - 1
        way = covered * self.displacement
        if self.bend is not None:
            way += (time**3 - 2 * time**2 + time) * self.bend.start
            way += (time**3 - time**2) * self.bend.end
        return way

    def sources(self, time: float) -> tuple[Field, Field]:
        """For each pixel of the picture at ``time``: offsets into the left and right pictures.

        The path through a place is found by fixed-point iteration (no holes, unlike a forward
        splat; where two paths meet, one of them wins).
        """
        offset = self.offset(time)
        back = -offset
        for _ in range(_ROUNDS):
            back = -warp(offset, back)
        way = warp(self.displacement, back)
        return (back, back + way) if self.from_left else (back - way, back)
