"""Who has a board open: one window for one file, on this machine and on shared folders.

On one machine a lock of the operating system decides, which ends with its process. A small file
beside the board tells other machines who it is. Knows nothing of what is in the board.
"""

from __future__ import annotations

import contextlib
import getpass
import hashlib
import os
import socket
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import msgspec
from filelock import FileLock, Timeout

from storyboard_studio.durable import write_whole
from storyboard_studio.settings import state_dir


class Owner(msgspec.Struct, frozen=True):
    """The process that has a board open."""

    host: str
    pid: int
    user: str = ""

    @classmethod
    def this_process(cls, user_name: Callable[[], str] = getpass.getuser) -> Owner:
        try:
            user = user_name()
        except (OSError, KeyError, ImportError):  # no name for this user id
            user = ""
        return cls(socket.gethostname(), os.getpid(), user)


@dataclass(frozen=True, slots=True)
class Busy:
    """The board is open elsewhere; ``owner`` is None where that is not known.

    ``certain``: a process of this machine has it. Otherwise another machine said so, and may
    have crashed since: the person may decide to open it all the same.
    """

    owner: Owner | None
    certain: bool


class BoardLock:
    """The board is open here. ``release`` when it is closed; a crash releases it too."""

    def __init__(self, lock: FileLock | None, note: Path, owner: Owner) -> None:
        self._lock = lock
        self._note = note
        self._owner = owner

    def release(self) -> None:
        """Safe to call again."""
        if _read_owner(self._note) == self._owner:
            with contextlib.suppress(OSError):
                self._note.unlink()
        if self._lock is not None:
            self._lock.release()
            self._lock = None


def lock_board(
    path: Path, *, take_over: bool = False, me: Owner | None = None, folder: Path | None = None
) -> BoardLock | Busy:
    """Open a board for this process alone.

    What a crashed process of this machine left is taken over silently; what another machine
    left only with ``take_over``. Where a folder cannot be written there is nothing to lock.
    ``folder`` holds the machine's own locks.
    """
    me = me or Owner.this_process()
    real = Path(os.path.realpath(path))
    note = real.with_name(f".{real.name}.lock")
    try:
        lock = _machine_lock(real, folder or state_dir() / "locks")
    except Timeout:
        return Busy(_read_owner(note), certain=True)
    there = _read_owner(note)
    if there is not None and there.host != me.host and not take_over:
        if lock is not None:
            lock.release()
        return Busy(there, certain=False)
    with contextlib.suppress(OSError):
        write_whole(note, msgspec.json.encode(me))
    return BoardLock(lock, note, me)


def _machine_lock(real: Path, folder: Path) -> FileLock | None:
    """Held until released or the process ends. Raises ``Timeout`` where another holds it."""
    name = hashlib.sha256(os.path.normcase(real).encode(errors="surrogateescape")).hexdigest()
    try:
        folder.mkdir(parents=True, exist_ok=True)
        lock = FileLock(folder / f"{name[:32]}.lock", timeout=0, thread_local=False)
        lock.acquire()
    except Timeout:
        raise
    except OSError:
        return None
    return lock


def _read_owner(note: Path) -> Owner | None:
    try:
        with note.open("rb") as file:
            return msgspec.json.decode(file.read(4096), type=Owner)
    except (OSError, ValueError, RecursionError):
        return None
