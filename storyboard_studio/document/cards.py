"""When prompt cards act. Pure.

A card without an end acts until the next card, the next cut or the board's end; a cut ends
every card, and a card may start on the cut's frame.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from functools import lru_cache

from storyboard_studio.document.board import Board, Card, Cut
from storyboard_studio.document.lanes import changed_part
from storyboard_studio.timebase import Frame, FrameRange


@dataclass(frozen=True, slots=True)
class ActiveCard:
    """A card and the frame before which it stops acting."""

    card: Card
    end: Frame

    @property
    def range(self) -> FrameRange:
        """The frames it acts on."""
        return FrameRange(self.card.start, self.end)


def active_ranges(board: Board, edited_from: Board | None = None) -> tuple[ActiveCard, ...]:
    """Each card with the frames it acts on, in order. Never empty, never overlapping.

    ``edited_from``: an earlier board, whose answer is taken over where the cards are the same.
    """
    lanes = _Lanes(board.cards, board.cuts, board.length)
    if edited_from is not None:
        before = _Lanes(edited_from.cards, edited_from.cuts, edited_from.length)
        if before != lanes and before.cuts is lanes.cuts and before.length == lanes.length:
            known = _active(before)
            lanes = _Lanes(lanes.cards, lanes.cuts, lanes.length, before.cards, known)
    return _active(lanes)


@dataclass(frozen=True, slots=True, eq=False)
class _Lanes:
    """What decides when cards act, compared by identity: an edit shares what it leaves alone.

    ``known`` is the answer for the cards ``before`` with the same cuts and length.
    """

    cards: tuple[Card, ...]
    cuts: tuple[Cut, ...]
    length: int
    before: tuple[Card, ...] = ()
    known: tuple[ActiveCard, ...] = ()

    def __eq__(self, other: object) -> bool:
        return (
            isinstance(other, _Lanes)
            and self.cards is other.cards
            and self.cuts is other.cuts
            and self.length == other.length
        )

    def __hash__(self) -> int:
        return hash((id(self.cards), id(self.cuts), self.length))


@lru_cache(maxsize=16)
def _active(lanes: _Lanes) -> tuple[ActiveCard, ...]:
    """A card's answer depends on itself and the next card's start, so shared ones are kept."""
    part = changed_part(lanes.before, lanes.cards)
    first = max(0, part.first - 1)
    fresh = _acting(lanes, first, part.after_end)
    return (*lanes.known[:first], *fresh, *lanes.known[part.before_end :])


def _acting(lanes: _Lanes, first: int, last: int) -> list[ActiveCard]:
    cuts = [cut.frame for cut in lanes.cuts]
    found = []
    following = lanes.cards[last].start if last < len(lanes.cards) else lanes.length
    for card in reversed(lanes.cards[first:last]):
        end = following if card.end is None else min(following, card.end)
        if cuts and (cut := bisect_right(cuts, card.start)) < len(cuts):
            end = min(end, cuts[cut])
        found.append(ActiveCard(card, end))
        following = card.start
    found.reverse()
    return found
