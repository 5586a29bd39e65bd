"""What may be dropped on the timeline, and the edit that it is. Knows mime data; paints nothing."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

from PySide6.QtCore import QMimeData

from storyboard_studio.document.board import Board, MediaKind, MediaRef
from storyboard_studio.edit.commands import Command, place_media, together
from storyboard_studio.timebase import Frame, nearest_frame
from storyboard_studio.ui.mime import dropped_files, media_ids


@dataclass(frozen=True, slots=True)
class Drop:
    """What hangs over the timeline and where it would land. Files are not known yet."""

    frame: Frame
    media: tuple[MediaRef, ...] = ()
    files: tuple[Path, ...] = ()

    def length(self, board: Board) -> int:
        """How many frames the first of it would take."""
        return length_on(board, self.media[0]) if self.media else 1


def drop_of(data: QMimeData, board: Board, frame: Frame) -> Drop | None:
    """What is dragged, if it is something for the timeline."""
    known = {media.id: media for media in board.media}
    media = tuple(known[one] for one in media_ids(data) if one in known)
    files = () if media else dropped_files(data)
    return Drop(frame, media, files) if media or files else None


def place_all(board: Board, media: Iterable[MediaRef], frame: Frame) -> Command:
    """Place files one after another from a frame on: a clip ends where the next begins, pictures
    stand a second apart.
    """
    steps, at = [], frame
    for one in media:
        steps.append(place_media(one, at))
        apart = nearest_frame(Fraction(1), board.rate)
        at += length_on(board, one) if one.kind is MediaKind.VIDEO else apart
    return steps[0] if len(steps) == 1 else together("Place media", steps)


def length_on(board: Board, media: MediaRef) -> int:
    """How many frames a file takes when it is placed whole."""
    if media.kind is MediaKind.IMAGE:
        return 1
    return max(1, nearest_frame(media.duration, board.rate))
