"""Which edit a drag stands for. Pure: knows neither pixels nor Qt.

A drag has a shift in frames; the command it makes is tried on the board while it moves, so that
what is painted is what will be.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TypeVar

from storyboard_studio.document.board import Board, Card, Item
from storyboard_studio.document.cards import active_ranges
from storyboard_studio.edit.commands import (
    Command,
    apply,
    move_card,
    move_item,
    set_card_range,
    together,
    trim_end,
    trim_start,
)
from storyboard_studio.errors import Problem
from storyboard_studio.timebase import Frame, FrameRange
from storyboard_studio.ui.timeline.hits import Part

_Timed = TypeVar("_Timed", bound=Item | Card)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a drag would do: the board after it, or the reason why it is refused."""

    board: Board
    problem: Problem | None = None


def tried(board: Board, command: Command | None) -> Outcome:
    """Try a command on a board without keeping it."""
    if command is None:
        return Outcome(board)
    try:
        return Outcome(apply(board, command))
    except Problem as problem:
        return Outcome(board, problem)


def move(board: Board, items: frozenset[str], cards: frozenset[str], delta: int) -> Command | None:
    """Everything chosen, moved by as many frames; None where that is nowhere."""
    chosen_items = [item for item in board.items if item.id in items]
    chosen_cards = [card for card in board.cards if card.id in cards]
    delta = max(delta, -min((one.start for one in (*chosen_items, *chosen_cards)), default=0))
    if not delta or not (chosen_items or chosen_cards):
        return None
    steps = [
        *(move_item(item.id, item.start + delta) for item in _leading(chosen_items, delta)),
        *(move_card(card.id, card.start + delta) for card in _leading(chosen_cards, delta)),
    ]
    return steps[0] if len(steps) == 1 else together("Move", steps)


def trim(board: Board, item_id: str, part: Part, delta: int) -> Command | None:
    """An item's edge, moved by as many frames."""
    item = board.item_by_id(item_id)
    if not delta:
        return None
    if part is Part.START:
        return trim_start(item_id, item.start + delta)
    return trim_end(item_id, item.end + delta)


def trim_card(board: Board, card_id: str, part: Part, delta: int) -> Command | None:
    """A card's edge, moved by as many frames; its right edge, once moved, stays where it is."""
    card = board.card_by_id(card_id)
    acts = acting(board, card_id)
    if not delta:
        return None
    if part is Part.START:
        latest = (acts.end if card.end is None else card.end) - 1
        return set_card_range(card_id, min(max(0, acts.start + delta), latest), card.end)
    end = min(max(acts.start + 1, acts.end + delta), board.length)
    following = next((one.start for one in board.cards if one.start > card.start), end)
    return set_card_range(card_id, card.start, min(end, max(following, acts.end)))


def acting(board: Board, card_id: str) -> FrameRange:
    """The frames on which a card acts. Raises ``KeyError``."""
    for active in active_ranges(board):
        if active.card.id == card_id:
            return active.range
    raise KeyError(card_id)


def moving_edges(board: Board, items: frozenset[str], cards: frozenset[str]) -> frozenset[Frame]:
    """The edges of what is chosen."""
    edges: set[Frame] = set()
    for item in board.items:
        if item.id in items:
            edges.update((item.start, item.end))
    for card in board.cards:
        if card.id in cards:
            edges.update((card.start,) if card.end is None else (card.start, card.end))
    return frozenset(edges)


def _leading(objects: Iterable[_Timed], delta: int) -> list[_Timed]:
    """In the order in which none runs into the next."""
    return sorted(objects, key=lambda one: one.start, reverse=delta > 0)
