"""Small pictures of media for lists and timelines, kept on disk by content.

The folder is a cache: any entry may be missing, damaged or deleted at any time, and a folder that
cannot be written costs time only. Safe from any thread. Must not know about Qt.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Iterable, Sequence
from contextlib import suppress
from fractions import Fraction
from functools import lru_cache
from pathlib import Path

import numpy as np
import platformdirs
from blake3 import blake3
from PIL import Image, UnidentifiedImageError

from storyboard_engine.api import Conform, Fit, Picture
from storyboard_studio.document.board import MediaKind
from storyboard_studio.media.conform import conform
from storyboard_studio.media.decode import ClipReader
from storyboard_studio.media.fingerprint import fingerprint
from storyboard_studio.media.open import MediaPath, media_file
from storyboard_studio.media.probe import media_kind
from storyboard_studio.media.stills import load_still

BUDGET_BYTES = 512 << 20
_PRUNE_EVERY = 256
_QUALITY = 90


def thumbnail(
    path: MediaPath,
    time: Fraction = Fraction(0),
    box: tuple[int, int] = (320, 180),
    *,
    cache_dir: MediaPath | None = None,
) -> Picture:
    """The picture at a source time, shrunk to fit in ``box`` (w, h), never enlarged.

    ``cache_dir`` None is the user's cache folder. Raises ``MediaError``.
    """
    return _thumbnails(path, (time,), box, _folder(cache_dir))[0]


def filmstrip(
    path: MediaPath,
    times: Sequence[Fraction],
    height: int,
    *,
    cache_dir: MediaPath | None = None,
) -> list[Picture]:
    """The pictures at several source times, ``height`` high; the file is opened once at most.

    Raises ``MediaError``.
    """
    return _thumbnails(path, times, (1 << 16, height), _folder(cache_dir))


def _folder(cache_dir: MediaPath | None) -> Path:
    if cache_dir is not None:
        return Path(cache_dir)
    return Path(platformdirs.user_cache_dir("storyboard-studio")) / "thumbnails"


def _thumbnails(
    path: MediaPath, times: Iterable[Fraction], box: tuple[int, int], folder: Path
) -> list[Picture]:
    real = media_file(path)
    info = os.stat(real)
    digest = _digest(real, info.st_size, info.st_mtime_ns)
    pictures = []
    with _Source(real) as source:
        for time in times:
            entry = _entry(folder, digest, time, box)
            picture = _load(entry, box)
            if picture is None:
                picture = _shrunk(source.at(time), box)
                _save(entry, picture)
            picture.flags.writeable = False
            pictures.append(picture)
    return pictures


@lru_cache(maxsize=1024)
def _digest(path: str, size_bytes: int, mtime_ns: int) -> str:
    """The arguments after the first are there so that a changed file is read again."""
    return fingerprint(path).digest


class _Source:
    """A file opened at the first picture that the cache does not have."""

    def __init__(self, path: str) -> None:
        self._path = path
        self._clip: ClipReader | None = None
        self._still: Picture | None = None

    def __enter__(self) -> _Source:
        return self

    def __exit__(self, *error: object) -> None:
        if self._clip is not None:
            self._clip.close()

    def at(self, time: Fraction) -> Picture:
        if self._clip is None and self._still is None:
            if media_kind(self._path) is MediaKind.IMAGE:
                self._still = load_still(self._path)
            else:
                self._clip = ClipReader(self._path)
        if self._clip is not None:
            return self._clip.picture(self._clip.times.index_at(time))
        assert self._still is not None
        return self._still


def _shrunk(picture: Picture, box: tuple[int, int]) -> Picture:
    height, width = picture.shape[:2]
    scale = min(box[0] / width, box[1] / height, 1.0)
    size = (max(1, round(width * scale)), max(1, round(height * scale)))
    return conform(picture, Conform(size, Fit.STRETCH)).copy()


def _entry(folder: Path, digest: str, time: Fraction, box: tuple[int, int]) -> Path:
    name = blake3(f"{digest} {time} {box[0]}x{box[1]}".encode()).hexdigest()[:40]
    return folder / name[:2] / f"{name}.jpg"


def _load(entry: Path, box: tuple[int, int]) -> Picture | None:
    try:
        with Image.open(entry, formats=["JPEG"]) as image:
            if image.width > box[0] or image.height > box[1] or image.mode != "RGB":
                return None
            return np.array(image)
    except (OSError, ValueError, SyntaxError, UnidentifiedImageError):
        return None


def _save(entry: Path, picture: Picture) -> None:
    working = entry.with_suffix(f".{os.getpid()}-{threading.get_ident()}.part")
    with suppress(OSError):
        entry.parent.mkdir(parents=True, exist_ok=True)
        try:
            Image.fromarray(picture).save(working, "JPEG", quality=_QUALITY, subsampling=0)
            os.replace(working, entry)
        finally:
            working.unlink(missing_ok=True)
        _count_write(entry.parent.parent)


_writes = 0
_writes_lock = threading.Lock()


def _count_write(folder: Path) -> None:
    global _writes
    with _writes_lock:
        _writes += 1
        due = _writes % _PRUNE_EVERY == 0
    if due:
        prune(folder)


def prune(folder: Path, budget_bytes: int = BUDGET_BYTES) -> None:
    """Delete the oldest entries until four fifths of the budget are left, if it is exceeded."""
    entries = []
    for file in folder.glob("*/*"):
        with suppress(OSError):
            info = file.stat()
            entries.append((info.st_mtime_ns, info.st_size, file))
    total = sum(size for _, size, _ in entries)
    if total <= budget_bytes:
        return
    for _, size, file in sorted(entries):
        if total <= budget_bytes * 4 // 5:
            return
        with suppress(OSError):
            file.unlink()
            total -= size
