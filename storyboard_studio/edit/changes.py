"""What an edit changed, as a value. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from storyboard_studio.document.board import Board


class Part(StrEnum):
    """A part of the board; the values are its field names."""

    CANVAS = "canvas"
    RATE = "rate"
    LENGTH = "length"
    BACKGROUND = "background"
    MEDIA = "media"
    ITEMS = "items"
    CARDS = "cards"
    CUTS = "cuts"
    MARKERS = "markers"
    IN_OUT = "in_out"
    GAPS = "gaps"


@dataclass(frozen=True, slots=True)
class Changes:
    """The boards before and after, what differs, and the command's label."""

    before: Board
    after: Board
    parts: frozenset[Part]
    label: str

    @classmethod
    def between(cls, before: Board, after: Board, label: str) -> Changes:
        """Compare field by field; untouched fields are shared, so this costs nothing."""
        parts = frozenset(part for part in Part if _differs(before, after, part))
        return cls(before, after, parts, label)


def _differs(before: Board, after: Board, part: Part) -> bool:
    one, two = getattr(before, part), getattr(after, part)
    return one is not two and one != two
