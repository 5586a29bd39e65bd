"""What two versions of a lane share. Pure.

An edit makes a new lane of mostly the same objects, so what was derived from the old one holds
wherever both have the same objects. Nothing here looks into the values.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import compress, count
from operator import is_not
from typing import NamedTuple


class ChangedPart(NamedTuple):
    """``before[first:before_end]`` became ``after[first:after_end]``; the rest is shared."""

    first: int
    before_end: int
    after_end: int


def changed_part(before: Sequence[object], after: Sequence[object]) -> ChangedPart:
    """The part outside of which both lanes hold the same objects, in the same order."""
    shorter = min(len(before), len(after))
    first = _same(before, after, shorter)
    tail = _same(before[::-1], after[::-1], shorter - first)
    return ChangedPart(first, len(before) - tail, len(after) - tail)


def _same(one: Sequence[object], two: Sequence[object], most: int) -> int:
    """How many leading values, of at most ``most``, are the same objects in both."""
    return min(most, next(compress(count(), map(is_not, one, two)), most))
