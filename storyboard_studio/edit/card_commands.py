"""Edits of prompt cards: what happens, and when. Pure."""

from __future__ import annotations

from dataclasses import replace

from storyboard_studio.document.board import Board, Card
from storyboard_studio.edit.command import Command, new_id, within_limit
from storyboard_studio.timebase import Frame


def add_card(start: Frame, text: str = "", end: Frame | None = None) -> Command:
    """A new prompt card; it takes over from a card that acts there.

    ::  [one.......]   →   [one.][two.]
    """

    def edit(board: Board) -> Board:
        cards = board.cards
        for card in cards:
            if card.start < start and card.end is not None and card.end > start:
                cards = _swapped(cards, replace(card, end=start))
        card_id = new_id("p", (card.id for card in cards))
        return replace(board, cards=(*cards, Card(card_id, start, within_limit(text), end)))

    return Command("Add card", edit)


def set_card_text(card_id: str, text: str) -> Command:
    """What happens while the card acts."""

    def edit(board: Board) -> Board:
        card = board.card_by_id(card_id)
        return _with_card(board, replace(card, text=within_limit(text)))

    return Command("Edit prompt", edit, merge_key=f"text/{card_id}")


def set_card_negative(card_id: str, negative: str) -> Command:
    """What must not happen while the card acts."""

    def edit(board: Board) -> Board:
        card = board.card_by_id(card_id)
        return _with_card(board, replace(card, negative=within_limit(negative)))

    return Command("Edit negative prompt", edit, merge_key=f"negative/{card_id}")


def move_card(card_id: str, start: Frame) -> Command:
    """Let a card act at another time, as long as before."""

    def edit(board: Board) -> Board:
        card = board.card_by_id(card_id)
        length = 0 if card.end is None else card.end - card.start
        at = min(max(0, start), board.length - max(1, length))
        end = None if card.end is None else at + length
        return _with_card(board, replace(card, start=at, end=end))

    return Command("Move card", edit)


def set_card_range(card_id: str, start: Frame, end: Frame | None) -> Command:
    """When a card acts; without an end, until the next card, cut or the board's end."""

    def edit(board: Board) -> Board:
        return _with_card(board, replace(board.card_by_id(card_id), start=start, end=end))

    return Command("Trim card", edit)


def set_card_fade(card_id: str, fade: int) -> Command:
    """Over how many frames a card cross-fades with the one before it."""

    def edit(board: Board) -> Board:
        return _with_card(board, replace(board.card_by_id(card_id), fade=fade))

    return Command("Card fade", edit)


def delete_card(card_id: str) -> Command:
    """Take a card away; frames that no card covers have no prompt."""

    def edit(board: Board) -> Board:
        return replace(board, cards=tuple(c for c in board.cards if c.id != card_id))

    return Command("Delete card", edit)


def _swapped(cards: tuple[Card, ...], new: Card) -> tuple[Card, ...]:
    return tuple(new if card.id == new.id else card for card in cards)


def _with_card(board: Board, card: Card) -> Board:
    return replace(board, cards=_swapped(board.cards, card))
