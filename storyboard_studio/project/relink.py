"""Missing media: which files are not where the board says, and where they are now.

Only a file with the same content is taken by itself; one that merely has the same name is
offered. Pointing the board at what was found is a command of ``edit``. Any thread.
"""

from __future__ import annotations

import os
import stat
import unicodedata
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePath
from typing import TypeAlias

from storyboard_studio.document.board import Board, Fingerprint, MediaRef
from storyboard_studio.errors import MediaError
from storyboard_studio.media.fingerprint import fingerprint

MAX_FILES = 200_000
"""A search looks at no more files than this."""


@dataclass(frozen=True, slots=True)
class Same:
    """A file with the same content."""

    path: Path


@dataclass(frozen=True, slots=True)
class SameName:
    """Files of that name whose content is another: the person decides."""

    paths: tuple[Path, ...]


@dataclass(frozen=True, slots=True)
class NotFound:
    """Nothing that could be it."""


Found: TypeAlias = Same | SameName | NotFound


@dataclass(frozen=True, slots=True)
class Candidate:
    """A file that was seen, without looking into it."""

    path: Path
    size_bytes: int


def missing_media(
    board: Board, exists: Callable[[str], bool] = os.path.isfile
) -> tuple[MediaRef, ...]:
    """The board's media whose files are not there."""
    return tuple(media for media in board.media if not exists(media.path))


def find_missing(
    missing: Collection[MediaRef],
    folders: Iterable[Path],
    identify: Callable[[Path], Fingerprint] = fingerprint,
) -> Mapping[str, Found]:
    """Look through folders and what is in them for missing media; answers by media id.

    The folders are searched in order, the board's own before one the person points to. Links to
    folders are not followed. Only files of the right size are read. Never raises for a file or
    folder that cannot be read.
    """
    seen = list_files(folders)
    digests: dict[Path, str] = {}
    sizes = {media.fingerprint.size_bytes for media in missing}
    for candidate in seen:
        if candidate.size_bytes in sizes:
            try:
                digests[candidate.path] = identify(candidate.path).digest
            except MediaError:
                continue
    return {media.id: decide(media, seen, digests) for media in missing}


def decide(media: MediaRef, seen: Sequence[Candidate], digests: Mapping[Path, str]) -> Found:
    """Which of the files seen is the missing one. Pure.

    Among files of the same content, the one whose path ends most like the lost one's; among
    equals the first seen.
    """
    same = [one.path for one in seen if digests.get(one.path) == media.fingerprint.digest]
    if same:
        return Same(max(same, key=lambda path: _common_end(path, media.path)))
    lost = _plain_name(_parts(media.path)[-1:])
    named = tuple(one.path for one in seen if _plain_name([one.path.name]) == lost)
    return SameName(named) if named and lost else NotFound()


def list_files(folders: Iterable[Path], most: int = MAX_FILES) -> list[Candidate]:
    """Ordinary files in folders and below, each once, in a stable order."""
    found: dict[Path, Candidate] = {}
    for folder in folders:
        for place, below, names in os.walk(folder):
            below.sort()
            for name in sorted(names):
                path = Path(place) / name
                candidate = _candidate(path)
                if candidate is not None:
                    found.setdefault(path, candidate)
                if len(found) >= most:
                    return list(found.values())
    return list(found.values())


def _candidate(path: Path) -> Candidate | None:
    try:
        info = path.stat()
    except OSError:
        return None
    return Candidate(path, info.st_size) if stat.S_ISREG(info.st_mode) else None


def _common_end(path: PurePath, lost: str) -> int:
    """How many last parts two paths share, whatever the case and the Unicode form."""
    count = 0
    for one, two in zip(reversed(path.parts), reversed(_parts(lost)), strict=False):
        if _plain_name([one]) != _plain_name([two]):
            break
        count += 1
    return count


def _parts(path: str) -> list[str]:
    """The parts of a path that may come from another system."""
    return [part for part in path.replace("\\", "/").split("/") if part]


def _plain_name(parts: Sequence[str]) -> str:
    return unicodedata.normalize("NFC", "/".join(parts)).casefold()
