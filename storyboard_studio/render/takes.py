"""Takes on disk: what was rendered, found by digest. Shell and window share the folder.

    <digest>.mkv         a complete take: lossless, every frame a key frame
    <digest>.json        what it is: length, size, rate, recipe, the gap it was made for
    open/<digest>/N.frame   finished frames of a take that is not complete yet

A take is there when its note is, which comes last, and its film has the size that the note says: a
film cut short by a broken copy or disk does not count. Frames of an open take are checked by
their checksums before they count. Safe for several processes: an open take is
filled by the one that holds its lock. Any thread.
"""

from __future__ import annotations

import json
import shutil
import stat
import time
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout

from storyboard_engine.api import Picture, Sound
from storyboard_studio.durable import write_whole
from storyboard_studio.errors import RenderError
from storyboard_studio.media.loading import load_decoders
from storyboard_studio.render.frame_file import read_frame, write_frame
from storyboard_studio.timebase import format_rate


class TakeBusy(RenderError):
    """Another process fills this take now."""


@dataclass(frozen=True, slots=True)
class Take:
    """A complete take. ``bound`` is the left bound of the gap it was made for.

    ``film_bytes`` is the size of its film, known once that is written.
    """

    digest: str
    bound: str
    frames: int
    size: tuple[int, int]
    rate: Fraction
    variant: str
    draft: bool
    made_at: float
    recipe: dict[str, Any]
    has_sound: bool = False
    film_bytes: int = 0


class TakeStore:
    """The takes of one board, in one folder. The folder is made when it is first needed."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self._known: dict[str, Take] = {}

    def path(self, digest: str) -> Path:
        """Where the film of a complete take lies."""
        return self.root / f"{digest}.mkv"

    def find(self, digest: str) -> Take | None:
        """The complete take of that name, if it is there."""
        size = _size_of(self.path(digest)) if digest else None
        take = self._known.get(digest) or _read_note(self.root / f"{digest}.json")
        if take is None or take.film_bytes != size:
            self._known.pop(digest, None)
            return None
        self._known[digest] = take
        return take

    def all(self) -> list[Take]:
        """Every complete take, the newest first."""
        found = (self.find(path.stem) for path in self.root.glob("*.mkv"))
        return sorted((t for t in found if t), key=lambda t: t.made_at, reverse=True)

    def latest(self) -> dict[str, Take]:
        """The newest take that was made for each gap, by the gap's left bound."""
        newest: dict[str, Take] = {}
        for take in self.all():
            newest.setdefault(take.bound, take)
        return newest

    def open(self, digest: str) -> OpenTake:
        """The open take of that name, begun now or left by an earlier run."""
        return OpenTake(self, digest)

    def open_digests(self) -> list[str]:
        """The names of takes that were begun and not finished."""
        return sorted(path.name for path in (self.root / "open").glob("*/"))

    def delete(self, digest: str) -> None:
        """Remove a complete take."""
        self._known.pop(digest, None)
        self.path(digest).unlink(missing_ok=True)
        (self.root / f"{digest}.json").unlink(missing_ok=True)

    def keep_within(self, budget_bytes: int, keep: Collection[str]) -> str:
        """Delete the oldest takes not in ``keep`` until the folder fits; a sentence if it cannot.

        Chosen, locked and currently shown takes belong in ``keep``; open ones are never touched.
        """
        takes = self.all()
        total = sum(_size_of(path) or 0 for path in self.root.rglob("*"))
        for take in reversed(takes):
            if total <= budget_bytes:
                return ""
            if take.digest not in keep:
                total -= take.film_bytes
                self.delete(take.digest)
        if total <= budget_bytes:
            return ""
        return (
            f"The takes use {total / 1e9:.1f} GB of {budget_bytes / 1e9:.1f} GB, and all of them "
            "are in use. Raise the limit in the settings, or unlock takes you no longer need."
        )


class OpenTake:
    """A take being filled. Use as a context manager: it holds the take's lock."""

    def __init__(self, store: TakeStore, digest: str) -> None:
        self._store = store
        self.digest = digest
        self._folder = store.root / "open" / digest
        self._lock = FileLock(self._folder / "lock", thread_local=False)
        self._complete = False

    def __enter__(self) -> OpenTake:
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            self._lock.acquire(timeout=0)
        except Timeout:
            raise TakeBusy(
                "This gap is being filled by another window or shell.",
                path=self._folder,
                remedy="Wait for it, or cancel it there.",
            ) from None
        except OSError as error:
            raise RenderError(
                f"The folder for finished frames cannot be used: {error.strerror or error}.",
                path=self._folder,
                remedy="Make room, or make the folder writable.",
            ) from error
        return self

    def __exit__(self, *exc: object) -> None:
        self._lock.release()
        if self._complete:
            shutil.rmtree(self._folder, ignore_errors=True)

    def done(self) -> frozenset[int]:
        """The frames that are finished and whole; torn ones are removed."""
        whole = set()
        for path in self._folder.glob("*.frame"):
            if read_frame(path) is None:
                path.unlink()
            else:
                whole.add(int(path.stem))
        for half in self._folder.glob("*.part"):
            half.unlink()
        return frozenset(whole)

    def put(self, index: int, picture: Picture) -> None:
        """Keep a finished frame. Raises ``RenderError`` where the disk refuses."""
        try:
            write_frame(self._path(index), picture)
        except OSError as error:
            raise RenderError(
                f"A finished frame could not be kept: {error.strerror}.",
                path=self._folder,
                remedy="Free some disk space; the fill goes on where it stopped.",
            ) from error

    def get(self, index: int) -> Picture | None:
        """A finished frame, None where there is none yet."""
        return read_frame(self._path(index))

    def complete(
        self,
        take: Take,
        sound: Sound | None = None,
        joined: Callable[[int], None] = lambda _frames: None,
    ) -> Take:
        """Join the finished frames to one film and put it in place. All of them must be there.

        ``joined`` is called with how many are in the film.
        """
        load_decoders()
        from storyboard_studio.media.takes import write_take

        store = self._store
        film = store.path(self.digest)
        write_take(film, self._pictures(take.frames, joined), take.size, take.rate, sound)
        try:
            take = replace(take, film_bytes=film.stat().st_size)
            _write_note(store.root / f"{self.digest}.json", take)
        except OSError as error:
            raise RenderError(
                f"The finished take could not be written: {error.strerror}.",
                path=store.root,
                remedy="Free some disk space and fill again; its frames are kept.",
            ) from error
        self._complete = True
        return take

    def _path(self, index: int) -> Path:
        return self._folder / f"{index:06}.frame"

    def _pictures(self, count: int, joined: Callable[[int], None]) -> Iterator[Picture]:
        for index in range(count):
            picture = self.get(index)
            if picture is None:
                raise RenderError(f"Frame {index} of the take is missing.", path=self._folder)
            yield picture
            joined(index + 1)


def _size_of(path: Path) -> int | None:
    """The bytes of a file, None where there is none (another process may just remove it)."""
    try:
        info = path.stat()
    except OSError:
        return None
    return info.st_size if stat.S_ISREG(info.st_mode) else None


def _write_note(path: Path, take: Take) -> None:
    plain = {
        "digest": take.digest,
        "bound": take.bound,
        "frames": take.frames,
        "size": list(take.size),
        "rate": format_rate(take.rate),
        "variant": take.variant,
        "draft": take.draft,
        "made_at": take.made_at,
        "has_sound": take.has_sound,
        "film_bytes": take.film_bytes,
        "recipe": take.recipe,
    }
    write_whole(path, json.dumps(plain, ensure_ascii=False, indent=1).encode())


def _read_note(path: Path) -> Take | None:
    try:
        plain = json.loads(path.read_text(encoding="utf-8"))
        return Take(
            digest=str(plain["digest"]),
            bound=str(plain["bound"]),
            frames=int(plain["frames"]),
            size=(int(plain["size"][0]), int(plain["size"][1])),
            rate=Fraction(plain["rate"]),
            variant=str(plain["variant"]),
            draft=bool(plain["draft"]),
            made_at=float(plain["made_at"]),
            recipe=dict(plain["recipe"]),
            has_sound=bool(plain["has_sound"]),
            film_bytes=int(plain["film_bytes"]),
        )
    except (OSError, ValueError, KeyError, TypeError, IndexError):
        return None


def now() -> float:
    """Seconds since the epoch, for ``Take.made_at``."""
    return time.time()
