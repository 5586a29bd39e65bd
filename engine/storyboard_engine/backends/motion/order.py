"""The order in which a run of frames is made: coarse to fine. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

T = TypeVar("T")


def coarse_to_fine(items: Sequence[T]) -> list[T]:
    """The middle first, then the middles of both halves, and so on: level by level.

    Within a level the parts far from each other come first (bit-reversal order), so every
    beginning of the result is spread evenly over ``items``.
    """
    order: list[T] = []
    holes = [(0, len(items))] if items else []
    while holes:
        middles = [(start + end) // 2 for start, end in holes]
        order += [items[middles[i]] for i in _bit_reversed(len(middles))]
        parts = [
            part
            for (start, end), middle in zip(holes, middles, strict=True)
            for part in ((start, middle), (middle + 1, end))
        ]
        holes = [(start, end) for start, end in parts if start < end]
    return order


def _bit_reversed(count: int) -> list[int]:
    """0 .. count-1 sorted by their bits read backwards."""
    bits = max(1, (count - 1).bit_length())
    return sorted(range(count), key=lambda i: int(f"{i:0{bits}b}"[::-1], 2))
