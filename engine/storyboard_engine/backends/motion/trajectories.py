"""Where every pixel of a pair of pictures is at any time between them.

A pixel goes from its place in the left picture to its place in the right one. Near the ends its
way is bent so that it leaves and arrives with the velocity that the neighbours have there: cubic
Hermite over at most ``EASE_S``, straight and even in the middle of a longer way. With the end
velocities that ``joints`` takes (a parabola through three known pictures) this is the motion model
of Xu et al., "Quadratic Video Interpolation" (NeurIPS 2019). Flows are on one working grid; time
0 is the left picture, 1 the right. Knows nothing of colours.
"""

from __future__ import annotations

from dataclasses import dataclass

from storyboard_engine.backends.motion.flow import Field, warp

EASE_S, SHORT_EASE_S = 0.8, 0.25
"""Over how many seconds an end's velocity gives way to the even motion: at most, at least."""

_ROUNDS = 3  # of the fixed-point search below; more change nothing that is seen


@dataclass(frozen=True, slots=True, eq=False)
class Bend:
    """How end velocities differ from the straight, even path: ``(h, w, 2)`` pixels per pair.

    ``start`` and ``end`` are (velocity * duration - displacement) at the path's two ends;
    ``reach`` in (0, 1] is the part of the way over which each wears off.
    """

    start: Field
    end: Field
    reach: float

    def offset(self, time: float) -> Field | None:
        """How far off the straight, even path a pixel is; None where it is not."""
        start, end = bend_weights(time, self.reach)
        if start == 0 == end:
            return None
        return start * self.start + end * self.end


def bend_weights(time: float, reach: float) -> tuple[float, float]:
    """The shares of a bend's ``start`` and ``end`` in the offset at ``time``."""
    return _eased(time, reach), -_eased(1 - time, reach)


def _eased(way: float, reach: float) -> float:
    """Hermite's tangent function stretched to [0, reach]: slope 1 at 0, gone at ``reach``."""
    t = min(way / reach, 1.0)
    return reach * t * (1 - t) ** 2


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
        bent = None if self.bend is None else self.bend.offset(time)
        return way if bent is None else way + bent

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
