"""A board of 2,000 items, and edits of it as a person makes them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction

from storyboard_studio.document.board import (
    Board,
    Card,
    Clip,
    Cut,
    Fingerprint,
    Image,
    Item,
    MediaKind,
    MediaRef,
)
from storyboard_studio.edit import commands as do
from storyboard_studio.edit.command import Command
from storyboard_studio.edit.commands import apply

ITEMS = 2000
_SPAN = 48


def big_board(items: int = ITEMS) -> Board:
    """Clips, stills and keyframes, a prompt card each, a cut every ten; most spans hold a gap."""
    media = tuple(_media(number) for number in range(40))
    board = Board(
        length=items * _SPAN,
        media=media,
        items=tuple(_item(number) for number in range(items)),
        cards=tuple(Card(f"p{n}", n * _SPAN, f"a prompt, number {n}") for n in range(items)),
        cuts=tuple(Cut(f"x{n}", n * 10 * _SPAN + 5) for n in range(items // 10)),
    )
    return apply(board, do.add_marker(1))


def _media(number: int) -> MediaRef:
    kind = MediaKind.IMAGE if number % 2 else MediaKind.VIDEO
    fingerprint = Fingerprint(1, 1, f"{number:064x}")
    name = f"/media/{number}"
    return MediaRef(
        f"m{number}", kind, name, "", fingerprint, (1920, 1080), Fraction(20), Fraction(24), 480
    )


def _item(number: int) -> Item:
    start, media = number * _SPAN + 24, f"m{number % 40}"
    if number % 2 == 0:
        return Clip(f"i{number}", media, start, 24, Fraction(number % 7))
    return Image(f"i{number}", media, start, 1 if number % 4 == 3 else 24)


EDITS: Mapping[str, Callable[[int], Command]] = {
    "move a clip": lambda n: do.move_item(_clip(n), _at(n) + 20),
    "trim a clip": lambda n: do.trim_end(_clip(n), _at(n) + 44),
    "edit a card's text": lambda n: do.set_card_text(f"p{n}", "other words"),
    "split a clip": lambda n: do.split_item(_clip(n), _at(n) + 36),
}
"""The edits of the target, each at the n-th of 500 places."""

OTHER_EDITS: Mapping[str, Callable[[int], Command]] = {
    "lift a clip": lambda n: do.lift_items({_clip(n)}),
    "add a cut": lambda n: do.add_cut(_at(n) + 7),
    "ripple-delete a clip": lambda n: do.ripple_delete({_clip(n)}),
}
"""Edits that number gaps anew or move everything after them."""


def _clip(n: int) -> str:
    return f"i{4 * n}"


def _at(n: int) -> int:
    return 4 * n * _SPAN
