"""What crashed windows left: autosaved boards, offered at the next start.

A recovered document is a new, unsaved one; nothing here writes over the original. A copy is only
removed when the person discards it, when its document is saved, or when the file it was made
from already holds the same board.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeAlias

from storyboard_studio.document.board import Board
from storyboard_studio.durable import sweep
from storyboard_studio.errors import BoardFileError
from storyboard_studio.project.copies import (
    Copy,
    copies_dir,
    is_held,
    read_copy,
    remove_copy,
    remove_lock,
)
from storyboard_studio.project.file import SUFFIX, read_board


@dataclass(frozen=True, slots=True)
class Recovery:
    """Unsaved changes of a window that is gone.

    Opened by a session with this ``document_id`` and no file; its autosave then goes on in the
    same copy. ``origin`` is the file it was edited from, if any, and ``written_s`` when it was
    kept (Unix seconds).
    """

    document_id: str
    copy: Copy

    @property
    def name(self) -> str:
        """The original's name without its ending; empty for a board that had none."""
        return self.copy.origin.name.removesuffix(SUFFIX) if self.copy.origin else ""


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A copy that cannot be read. It stays on disk until it is discarded."""

    document_id: str
    path: Path
    reason: str


Left: TypeAlias = Recovery | Unreadable


def find_recoveries(folder: Path | None = None) -> tuple[Left, ...]:
    """What may be offered, newest first. Copies of running windows are left alone."""
    folder = folder or copies_dir()
    sweep(folder, time.time())
    found = tuple(_left(folder))
    return tuple(sorted(found, key=_age_key, reverse=True))


def discard_recovery(left: Left, folder: Path | None = None) -> None:
    """The person does not want it."""
    folder = folder or copies_dir()
    remove_copy(left.document_id, folder)
    remove_lock(left.document_id, folder)


def _left(folder: Path) -> Iterator[Left]:
    for path in sorted(folder.glob(f"*{SUFFIX}")):
        document_id = path.name.removesuffix(SUFFIX)
        if is_held(document_id, folder):
            continue
        try:
            copy = read_copy(path)
        except BoardFileError as error:
            yield Unreadable(document_id, path, error.what)
            continue
        if _is_saved(copy):
            remove_copy(document_id, folder)
            remove_lock(document_id, folder)
        else:
            yield Recovery(document_id, copy)


def _is_saved(copy: Copy) -> bool:
    if copy.origin is None:
        return False
    try:
        return _without_paths(read_board(copy.origin)) == _without_paths(copy.board)
    except BoardFileError:
        return False


def _without_paths(board: Board) -> Board:
    return replace(
        board, media=tuple(replace(media, path="", relative="") for media in board.media)
    )


def _age_key(left: Left) -> float:
    return left.copy.written_s if isinstance(left, Recovery) else 0.0
