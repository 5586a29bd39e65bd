"""Which way a segment is filled, from what is known at its borders."""

from __future__ import annotations

from storyboard_engine.api import CancelToken
from storyboard_engine.backends.motion.card import card_filler
from storyboard_engine.backends.motion.cuts import nearly_same
from storyboard_engine.backends.motion.dissolve import dissolve_filler
from storyboard_engine.backends.motion.extend import extend_filler
from storyboard_engine.backends.motion.filler import Filler, Segment
from storyboard_engine.backends.motion.interpolate import interpolate_filler
from storyboard_engine.backends.motion.relate import match
from storyboard_engine.backends.motion.rife import Rife
from storyboard_engine.backends.motion.still import camera_filler


def filler_for(segment: Segment, rife: Rife | None, cancel: CancelToken) -> Filler:
    """Two related sides are interpolated, two unrelated ones dissolved; one moving side is
    extended, one single picture moved over; with nothing known, the prompt is set as a card.
    ``rife`` is None where only optical flow is to be had.
    """
    left, right = segment.left, segment.right
    if left is not None and right is not None:
        first, second = left.frames[-1], right.frames[0]
        if nearly_same(first, second) or match(first, second, cancel).related:
            return interpolate_filler(segment, left, right, rife, cancel)
        return dissolve_filler(segment)
    known = left or right
    if known is None:
        return card_filler(segment)
    return extend_filler(segment) if known.moving else camera_filler(segment)
