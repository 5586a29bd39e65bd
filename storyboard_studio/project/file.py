"""Board files: opened with their media found, saved whole or not at all.

Knows paths and files; the text between is the codec's. Any thread.
"""

from __future__ import annotations

import ntpath
import os
import posixpath
import time
from dataclasses import replace
from pathlib import Path, PurePath

from storyboard_studio.document.board import Board, MediaRef
from storyboard_studio.document.codec import MAX_BYTES, decode, encode
from storyboard_studio.durable import LOCAL_DISK, Disk, sweep, write_whole
from storyboard_studio.errors import BoardFileError

SUFFIX = ".storyboard"
_REPAIR = "Correct the file in a text editor or open an older copy; it was not changed."


def read_board(path: Path) -> Board:
    """The board in a file, each media path the one that is really there.

    A media file is looked for relative to the board first, then at its absolute path; where it
    is at neither, the absolute path stays. Raises ``BoardFileError``.
    """
    data = _read(path)
    try:
        board = decode(data)
    except BoardFileError as error:
        raise BoardFileError(error.what, path=path, remedy=error.remedy or _REPAIR) from error
    folder = _folder_of(path)
    return replace(board, media=tuple(found_media(media, folder) for media in board.media))


def write_board(path: Path, board: Board, disk: Disk = LOCAL_DISK) -> Board:
    """Save a board; the result is what was saved, with its media paths relative to the file.

    Raises ``BoardFileError``, and then the file that was there is untouched.
    """
    folder = _folder_of(path)
    board = with_relative_paths(board, folder)
    try:
        write_whole(path, encode(board), disk)
    except BoardFileError as error:
        raise BoardFileError(error.what, path=path, remedy=error.remedy) from error
    except OSError as error:
        raise BoardFileError(
            f"The board could not be saved: {error.strerror or error}.",
            path=path,
            remedy="Make room or save it elsewhere; nothing already saved was lost.",
        ) from error
    sweep(folder, time.time())
    return board


def found_media(media: MediaRef, folder: Path) -> MediaRef:
    """The media as it is found from a board in ``folder``."""
    if media.relative and _stays_relative(media.relative):
        beside = os.path.normpath(folder / media.relative)
        if os.path.isfile(beside):
            return replace(media, path=beside)
    if not is_ordinary_path(media.path, folder):
        # Looking at a device or at somebody's server is itself what the file must not cause.
        # The name stays, so that the person sees what is missing and can say where it is.
        return replace(media, path=str(folder / _name(media.path)))
    return media


def with_relative_paths(board: Board, folder: Path) -> Board:
    """The board with each media path also told from ``folder``, where one can be."""
    return replace(
        board,
        media=tuple(
            replace(media, relative=_relative(media.path, folder)) for media in board.media
        ),
    )


def is_ordinary_path(path: str, folder: PurePath | str, *, windows: bool = os.name == "nt") -> bool:
    """Whether a path from a board in ``folder`` may be looked at without asking.

    Not: relative ones, devices, system folders, and on Windows servers other than the one the
    board itself lies on (asking them sends the user's name and password hash).
    """
    if "\0" in path:
        return False
    if not windows:
        real = "/" + posixpath.normpath(path).lstrip("/")  # two leading slashes stay otherwise
        return posixpath.isabs(path) and not real.startswith(("/dev/", "/proc/", "/sys/"))
    drive, rest = ntpath.splitdrive(path.replace("/", "\\"))
    if not rest.startswith("\\") or drive.startswith(("\\\\?", "\\\\.")):
        return False
    return not drive.startswith("\\\\") or _server(drive) == _server(str(folder))


def _folder_of(path: Path) -> Path:
    """The folder that relative paths in a board start from: the real file's, not a link's."""
    return Path(os.path.realpath(path) if path.is_symlink() else os.path.abspath(path)).parent


def _server(path: str) -> str:
    return ntpath.splitdrive(path)[0].casefold().lstrip("\\").partition("\\")[0]


def _stays_relative(path: str) -> bool:
    """Whether a path is relative on every system and holds nothing a system could not look up."""
    return not ("\0" in path or ntpath.splitdrive(path)[0] or path.startswith(("/", "\\")))


def _relative(path: str, folder: Path) -> str:
    try:
        return PurePath(os.path.relpath(path, folder)).as_posix()
    except ValueError:  # on another drive
        return ""


def _name(path: str) -> str:
    return ntpath.basename(path.replace("\0", "")) or "unnamed"


def _read(path: Path) -> bytes:
    try:
        if not path.is_file():
            what = "This is not a file." if path.exists() else "There is no such file."
            raise BoardFileError(what, path=path)
        with path.open("rb") as file:
            return file.read(MAX_BYTES + 1)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise BoardFileError(f"The board could not be read: {reason}.", path=path) from error
