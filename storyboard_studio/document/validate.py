"""The rules a legal board keeps. Pure.

Every command's result and every opened file passes through ``validate``; the rest of the house
relies on them: at most two items on a frame, none inside another, everything in order and on
the board.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import TypeVar

from storyboard_studio.document.board import Board, Card, Clip, Item, MediaKind
from storyboard_studio.document.lanes import changed_part
from storyboard_studio.errors import Problem

MIN_SIDE, MAX_SIDE = 16, 16384
MAX_SECONDS = 24 * 60 * 60
_QUOTED = 32
_Value = TypeVar("_Value")


def validate(board: Board, legal: Board | None = None) -> None:
    """Raise ``Problem`` with the reason where a board breaks a rule.

    What ``legal``, a board known to keep the rules, shares with it is not looked at again.
    """
    _check_frame(board)
    empty = Board(length=board.length)
    same_length = legal is not None and legal.length == board.length
    same_media = legal is not None and legal.media is board.media
    known = legal if legal is not None and same_length else empty
    if not same_media:
        _check_unique("media", [media.id for media in board.media])
    if board.items is not known.items or not same_media:
        _check_unique("item", [item.id for item in board.items])
        items = _unlike(known.items, board.items)
        _check_items(items, board)
        _check_media(board, items if same_media else board.items)
    if board.cards is not known.cards:
        _check_unique("card", [card.id for card in board.cards])
        _check_cards(_unlike(known.cards, board.cards), board.length)
    if legal is None or board.gaps is not legal.gaps:
        _check_unique("gap settings for", [settings.bound for settings in board.gaps])
    _check_unique("cut", [cut.id for cut in board.cuts])
    _check_unique("marker", [marker.id for marker in board.markers])
    _check_points(board)


def _unlike(known: tuple[_Value, ...], lane: tuple[_Value, ...]) -> tuple[_Value, ...]:
    """The part of a lane that is not known, with the two neighbours on each side it may meet."""
    part = changed_part(known, lane)
    return lane[max(0, part.first - 2) : part.after_end + 2]


def _check_frame(board: Board) -> None:
    width, height = board.canvas
    if not (MIN_SIDE <= width <= MAX_SIDE and MIN_SIDE <= height <= MAX_SIDE):
        raise Problem(
            f"A canvas of {width}x{height} is not possible.",
            remedy=f"Each side must be {MIN_SIDE} to {MAX_SIDE} pixels.",
        )
    if board.length < 1 or board.length > MAX_SECONDS * board.rate:
        raise Problem(
            f"A board of {board.length} frames is not possible.",
            remedy="It must be one frame to 24 hours long.",
        )


def _check_unique(what: str, ids: Sequence[str]) -> None:
    if len(set(ids)) == len(ids) and all(ids):
        return
    twice = next((one for one, count in Counter(ids).items() if count > 1), "")
    raise Problem(f"The board has {what} {twice!r} twice, or without an id.")


def _check_media(board: Board, items: Iterable[Item]) -> None:
    kinds = {one.id: one.kind for one in board.media}
    for item in items:
        kind = kinds.get(item.media)
        wanted = MediaKind.VIDEO if isinstance(item, Clip) else MediaKind.IMAGE
        if kind is not wanted:
            raise Problem(f"Item {item.id!r} names media {item.media!r}, which is {kind}.")
        if isinstance(item, Clip) and item.source_in < 0:
            raise Problem(f"{_called(item, board)} begins before its media does.")


def _called(item: Item, board: Board) -> str:
    """What a person calls an item: its file's name."""
    path = next((media.path for media in board.media if media.id == item.media), item.id)
    return path.replace("\\", "/").rsplit("/", 1)[-1]


def _card_called(card: Card) -> str:
    """What a person calls a card: how it begins."""
    text = " ".join(card.text.split())
    if not text:
        return f"the card at frame {card.start}"
    return f"“{text}”" if len(text) <= _QUOTED else f"“{text[: _QUOTED - 1]}…”"


def _check_items(items: Sequence[Item], board: Board) -> None:
    length = board.length
    for item in items:
        if item.length < 1 or item.start < 0:
            name = _called(item, board)
            raise Problem(f"{name} must lie on the board and be one frame or longer.")
        if item.end > length:
            raise Problem(f"{_called(item, board)} ends after the board does.")
    for one, two in pairwise(items):
        if two.start < one.start:
            raise Problem(f"Items {one.id!r} and {two.id!r} are out of order.")
        if two.start == one.start or two.end <= one.end:
            inner, outer = (one, two) if one.end < two.end else (two, one)
            raise Problem(
                f"{_called(inner, board)} would lie inside {_called(outer, board)}.",
                remedy="Items may overlap at their ends only.",
            )
    for one, three in zip(items, items[2:], strict=False):
        if three.start < one.end:
            raise Problem(
                f"{_called(one, board)} and {_called(three, board)} would overlap "
                "with another item between them.",
                remedy="At most two items may lie on a frame.",
            )


def _check_cards(cards: Sequence[Card], length: int) -> None:
    for card in cards:
        if not 0 <= card.start < length or card.fade < 0:
            raise Problem(f"{_card_called(card)} must start on the board.")
        if card.end is not None and not card.start < card.end <= length:
            raise Problem(f"{_card_called(card)} must end after its start, on the board.")
    for one, two in pairwise(cards):
        if two.start <= one.start or (one.end is not None and two.start < one.end):
            raise Problem(
                f"{_card_called(one)} and {_card_called(two)} would overlap.",
                remedy="Move one, or let it end earlier.",
            )


def _check_points(board: Board) -> None:
    for name, frames in (
        ("Cuts", [cut.frame for cut in board.cuts]),
        ("Markers", [marker.frame for marker in board.markers]),
    ):
        if any(not 0 <= frame <= board.length for frame in frames):
            raise Problem(f"{name} must lie on the board.")
        if sorted(set(frames)) != frames:
            raise Problem(f"{name} must be in order, one on a frame.")
    if board.in_out is not None and not (
        0 <= board.in_out.start < board.in_out.end <= board.length
    ):
        raise Problem("The in and out points must lie on the board, in before out.")
