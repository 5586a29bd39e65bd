"""The copies that autosave keeps: one board file per open document, in the user's state folder.

A copy is a board file like any other (a person can open it by hand) whose ``autosave`` field
says which document it is a copy of. A lock beside it is held while the document is open, so that
the next start can tell a crash from another running window.
"""

from __future__ import annotations

import contextlib
import os
from dataclasses import dataclass, replace
from pathlib import Path

from filelock import FileLock, Timeout

from storyboard_studio.document.board import Board
from storyboard_studio.document.codec import decode, encode
from storyboard_studio.durable import LOCAL_DISK, Disk, write_whole
from storyboard_studio.errors import BoardFileError
from storyboard_studio.project.file import SUFFIX, found_media
from storyboard_studio.settings import state_dir

_FIELD = "autosave"


@dataclass(frozen=True, slots=True)
class Copy:
    """An autosaved board. ``origin`` is the file it was edited from, None if never saved;
    ``written_s`` is the time of the copy (Unix seconds)."""

    board: Board
    origin: Path | None
    written_s: float


def copies_dir() -> Path:
    return state_dir() / "autosave"


def copy_path(document_id: str, folder: Path) -> Path:
    return folder / f"{document_id}{SUFFIX}"


def write_copy(path: Path, copy: Copy, disk: Disk = LOCAL_DISK) -> None:
    """Raises ``BoardFileError``; then the copy before is untouched."""
    about = {"origin": str(copy.origin) if copy.origin else None, "written_s": copy.written_s}
    board = replace(copy.board, extra={**copy.board.extra, _FIELD: about})
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        write_whole(path, encode(board), disk)
    except OSError as error:
        raise BoardFileError(
            f"The unsaved changes could not be kept safe: {error.strerror or error}.",
            path=path,
            remedy="Make room on this disk, or save the board now.",
        ) from error


def read_copy(path: Path) -> Copy:
    """Raises ``BoardFileError``. Media are looked for as from the original's folder."""
    try:
        board = decode(path.read_bytes())
    except BoardFileError as error:
        raise BoardFileError(error.what, path=path) from error
    except OSError as error:
        raise BoardFileError(f"It could not be read: {error.strerror}.", path=path) from error
    about = board.extra.get(_FIELD)
    about = about if isinstance(about, dict) else {}
    origin, written_s = about.get("origin"), about.get("written_s")
    file = Path(origin) if isinstance(origin, str) and os.path.isabs(origin) else None
    folder = file.parent if file else path.parent
    return Copy(
        board=replace(
            board,
            media=tuple(found_media(media, folder) for media in board.media),
            extra={name: value for name, value in board.extra.items() if name != _FIELD},
        ),
        origin=file,
        written_s=float(written_s) if isinstance(written_s, int | float) else 0.0,
    )


def hold(document_id: str, folder: Path) -> FileLock | None:
    """Say that the document is open here, until released or the process ends.

    None where the folder cannot be written. Raises ``Timeout`` where another holds it.
    """
    lock = FileLock(_lock_path(document_id, folder), timeout=0, thread_local=False)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        lock.acquire()
    except Timeout:
        raise
    except OSError:
        return None
    return lock


def is_held(document_id: str, folder: Path) -> bool:
    """Whether some living process has the document open."""
    try:
        lock = hold(document_id, folder)
    except Timeout:
        return True
    if lock is not None:
        lock.release()
    return False


def remove_copy(document_id: str, folder: Path) -> None:
    """The copy is not needed any more; no error where it is not there."""
    with contextlib.suppress(OSError):
        copy_path(document_id, folder).unlink()


def remove_lock(document_id: str, folder: Path) -> None:
    """Tidy up after a document that is closed; its lock must be released."""
    with contextlib.suppress(OSError):
        _lock_path(document_id, folder).unlink()


def _lock_path(document_id: str, folder: Path) -> Path:
    return folder / f"{document_id}.lock"
