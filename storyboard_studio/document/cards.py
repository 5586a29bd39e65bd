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
    cuts = [cut.frame for cut in board.cuts]
    found = []
    following = board.length
    for card in reversed(board.cards):
        start = card.start
        end = following if card.end is None else min(following, card.end)
        if cuts and (cut := bisect_right(cuts, start)) < len(cuts):
            end = min(end, cuts[cut])
        found.append(ActiveCard(card, FrameRange(start, end)))
        following = start
    found.reverse()
    return tuple(found)
