"""When prompt cards act. Pure.

A card without an end acts until the next card, the next cut or the board's end; a cut ends
every card, and a card may start on the cut's frame.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass

from storyboard_studio.document.board import Board, Card
from storyboard_studio.timebase import FrameRange


@dataclass(frozen=True, slots=True)
class ActiveCard:
    """A card and the frames it acts on."""

    card: Card
    range: FrameRange


def active_ranges(board: Board) -> tuple[ActiveCard, ...]:
    """Each card with the frames it acts on, in order. Never empty, never overlapping."""
    cuts = sorted(cut.frame for cut in board.cuts)
    found = []
    for index, card in enumerate(board.cards):
        ends = [board.length]
        if card.end is not None:
            ends.append(card.end)
        if index + 1 < len(board.cards):
            ends.append(board.cards[index + 1].start)
        following = bisect_right(cuts, card.start)
        if following < len(cuts):
            ends.append(cuts[following])
        found.append(ActiveCard(card, FrameRange(card.start, max(card.start + 1, min(ends)))))
    return tuple(found)
