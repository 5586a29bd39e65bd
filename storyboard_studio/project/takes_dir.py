"""Where the takes of a board lie, and how they follow it. Knows no take's inside.

Beside the board in ``<board name>.takes``; in the user's cache where that cannot be written, and
for boards that are not saved yet. File names of takes name their content, so that two folders
can be joined without asking.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import secrets
import shutil
from dataclasses import dataclass
from pathlib import Path

from storyboard_studio.errors import StudioError
from storyboard_studio.project.file import SUFFIX
from storyboard_studio.settings import cache_dir


@dataclass(frozen=True, slots=True)
class TakesPlace:
    """The folder of a board's takes, and a sentence where it is not beside the board."""

    path: Path
    note: str = ""


def takes_dir(board_path: Path | None, document_id: str) -> TakesPlace:
    """The folder for the takes of a board, which need not exist yet.

    ``document_id`` names a board that was never saved (letters and digits).
    """
    cache = cache_dir() / "takes"
    if board_path is None:
        return TakesPlace(cache / document_id)
    beside = folder_beside(board_path)
    if _can_hold_files(beside):
        return TakesPlace(beside)
    key = hashlib.sha256(os.path.realpath(board_path).encode(errors="surrogateescape"))
    place = cache / key.hexdigest()[:32]
    return TakesPlace(
        place,
        f"Takes cannot be written beside {board_path.name}; they are kept in {place} instead.",
    )


def folder_beside(board_path: Path) -> Path:
    """``story.storyboard`` → ``story.takes``."""
    return board_path.with_name(board_path.name.removesuffix(SUFFIX) + ".takes")


def move_takes(old: Path, new: Path) -> None:
    """Takes follow a board that was saved for the first time; what is there already stays.

    Raises ``StudioError``; then every take is still in one folder or the other.
    """
    try:
        if _renamed(old, new):
            return
        for file in _files(old):
            target = new / file.relative_to(old)
            if not target.exists():
                _transfer(file, target)
        shutil.rmtree(old, ignore_errors=True)
    except OSError as error:
        raise _not_moved(error, old) from error


def copy_takes(old: Path, new: Path) -> None:
    """A board saved under another name begins with the same takes, linked where disks can.

    Raises ``StudioError``.
    """
    try:
        for file in _files(old):
            target = new / file.relative_to(old)
            if not target.exists():
                _transfer(file, target)
    except OSError as error:
        raise _not_moved(error, old) from error


def _can_hold_files(folder: Path) -> bool:
    """Whether files can be made in a folder, or the folder itself made."""
    while not folder.exists() and folder != folder.parent:
        folder = folder.parent
    probe = folder / f".storyboard-{secrets.token_hex(8)}.tmp"
    try:
        os.close(os.open(probe, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    except OSError:
        return False
    with contextlib.suppress(OSError):
        probe.unlink()
    return True


def _renamed(old: Path, new: Path) -> bool:
    """One step where both lie on one disk and nothing is there yet."""
    if not old.exists():
        return True
    new.parent.mkdir(parents=True, exist_ok=True)
    try:
        os.rename(old, new)
    except OSError:
        return False
    return True


def _files(folder: Path) -> list[Path]:
    return [
        Path(place) / name
        for place, _, names in os.walk(folder)
        for name in sorted(names)
        if not (Path(place) / name).is_symlink()
    ]


def _transfer(source: Path, target: Path) -> None:
    """The same file at another place, under its name only when it is whole."""
    target.parent.mkdir(parents=True, exist_ok=True)
    partial = target.with_name(f".storyboard-{secrets.token_hex(8)}.tmp")
    try:
        try:
            os.link(source, partial)
        except OSError:
            shutil.copy2(source, partial)
        os.replace(partial, target)
    finally:
        partial.unlink(missing_ok=True)


def _not_moved(error: OSError, folder: Path) -> StudioError:
    return StudioError(
        f"The takes could not follow the board: {error.strerror or error}.",
        path=folder,
        remedy="They stay where they are; make room and save again.",
    )
