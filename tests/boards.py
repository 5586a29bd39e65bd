"""Boards for tests, written the way a person would describe them."""

from __future__ import annotations

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
from storyboard_studio.edit.settle import settle


def video(media_id: str = "v", seconds: int = 100, rate: int = 24) -> MediaRef:
    """A video that need not exist; its fingerprint is its id's."""
    return MediaRef(
        media_id,
        MediaKind.VIDEO,
        f"/{media_id}.mp4",
        "",
        Fingerprint(1, 1, media_id * 8),
        (640, 360),
        Fraction(seconds),
        Fraction(rate),
        seconds * rate,
    )


def picture(media_id: str = "p") -> MediaRef:
    """A picture that need not exist."""
    fingerprint = Fingerprint(1, 1, media_id * 8)
    return MediaRef(media_id, MediaKind.IMAGE, f"/{media_id}.png", "", fingerprint, (640, 360))


def clip(item_id: str, start: int, length: int, source_in: Fraction | int = 0) -> Clip:
    return Clip(item_id, "v", start, length, Fraction(source_in))


def still(item_id: str, start: int, length: int = 1) -> Image:
    return Image(item_id, "p", start, length)


def board(
    *items: Item,
    length: int = 100,
    cards: tuple[Card, ...] = (),
    cuts: tuple[int, ...] = (),
) -> Board:
    """A legal 24 fps board with one video ``v`` and one picture ``p`` in its library."""
    return settle(
        Board(length=1, gaps=()),
        Board(
            length=length,
            media=(video(), picture()),
            items=items,
            cards=cards,
            cuts=tuple(Cut(f"x{frame}", frame) for frame in cuts),
        ),
    )
