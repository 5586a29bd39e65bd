"""Small boards and real little files for the tests of this folder."""

from __future__ import annotations

from pathlib import Path

from storyboard_studio.document.board import (
    Board,
    Card,
    Fingerprint,
    MediaKind,
    MediaRef,
)
from storyboard_studio.media.fingerprint import fingerprint


def board_saying(text: str) -> Board:
    return Board(cards=(Card("c1", 0, text),))


def media_at(path: Path, media_id: str = "m1", kind: MediaKind = MediaKind.IMAGE) -> MediaRef:
    """A file there with its true fingerprint; made where it is missing. No picture: nothing
    here decodes it."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(f"content of {path.name}".encode())
    return MediaRef(media_id, kind, str(path), "", fingerprint(path), (64, 36))


def board_with(*media: MediaRef) -> Board:
    return Board(media=media)


def lost(path: str, digest: str = "", size_bytes: int = 0, media_id: str = "m1") -> MediaRef:
    """A file that is not there."""
    known = Fingerprint(size_bytes, 0, digest)
    return MediaRef(media_id, MediaKind.IMAGE, path, "", known, (64, 36))


def large_board(cards: int, save: int = 0) -> Board:
    """Several writes long; ``save`` is its mark."""
    return Board(
        length=4 * cards + 1,
        cards=tuple(Card(f"c{index}", 4 * index, "a heron " * 6) for index in range(cards)),
        extra={"save": save},
    )
