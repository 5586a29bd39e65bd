"""What an edge that is dragged catches. Pure."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from storyboard_studio.timebase import Frame

REACH_PX = 9.0


@dataclass(frozen=True, slots=True)
class Snap:
    """A shift in frames, and the frame of the guide line where something was caught."""

    delta: int
    guide: Frame | None = None


def snapped(
    delta: int, edges: Iterable[Frame], targets: Sequence[Frame], scale: float, on: bool = True
) -> Snap:
    """The shift, corrected so that the nearest of the moving ``edges`` meets a target.

    ``targets`` are sorted; ``edges`` are where the edges were before the shift; ``scale`` is in
    pixels per frame. What lies ``REACH_PX`` away is caught, the nearest first.
    """
    if not on:
        return Snap(delta)
    reach = REACH_PX / scale
    best: tuple[int, int, Frame] | None = None
    for edge in edges:
        for target in _near(targets, edge + delta):
            off = target - (edge + delta)
            if abs(off) <= reach and (best is None or abs(off) < best[0]):
                best = (abs(off), off, target)
    return Snap(delta) if best is None else Snap(delta + best[1], best[2])


def without(targets: Sequence[Frame], own: Collection[Frame]) -> tuple[Frame, ...]:
    """The targets less the edges that move themselves."""
    return tuple(target for target in targets if target not in own)


def _near(targets: Sequence[Frame], frame: Frame) -> Sequence[Frame]:
    index = bisect_left(targets, frame)
    return targets[max(0, index - 1) : index + 1]
