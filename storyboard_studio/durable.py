"""Files written whole or not at all, through crashes, full disks and broken writes.

The content goes to a temporary file in the same folder, is synced, and takes the file's place in
one step; then the folder is synced. Until that step the old file is untouched. Knows no formats.
"""

from __future__ import annotations

import errno
import os
import re
import secrets
import stat
import time
from collections.abc import Callable
from pathlib import Path
from typing import Protocol

ORPHAN_AGE_S = 600
"""A temporary file of this age has no writer any more: a write takes seconds."""
_NAME = re.compile(r"\.storyboard-[0-9a-f]{16}\.tmp")
_SYNC_IMPOSSIBLE = {errno.EINVAL, errno.ENOTSUP, errno.EACCES, errno.EPERM, errno.EBADF}
_BUSY_PATIENCE_S = 1.0


class Disk(Protocol):
    """The steps of a write. Each raises ``OSError``."""

    def create(self, path: Path) -> int:
        """A new file that must not exist yet, open for writing."""

    def set_mode(self, path: Path, mode: int) -> None:
        """The permissions of a file."""

    def write(self, file: int, data: memoryview) -> int:
        """Bytes taken, at least one, maybe fewer than given."""

    def sync(self, file: int) -> None:
        """Returns when what was written is on the medium."""

    def close(self, file: int) -> None:
        """The file number is free afterwards, whatever is raised."""

    def replace(self, source: Path, target: Path) -> None:
        """In one step, over what is there."""

    def sync_folder(self, folder: Path) -> None:
        """Returns when the folder's names are on the medium, where the system can do that."""

    def remove(self, path: Path) -> None:
        """The file's name is gone."""


class LocalDisk:
    """The machine's own file systems."""

    def create(self, path: Path) -> int:
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
        return os.open(path, flags, 0o666)

    def set_mode(self, path: Path, mode: int) -> None:
        path.chmod(mode)

    def write(self, file: int, data: memoryview) -> int:
        return os.write(file, data)

    def sync(self, file: int) -> None:
        os.fsync(file)

    def close(self, file: int) -> None:
        os.close(file)

    def replace(self, source: Path, target: Path) -> None:
        patiently(lambda: os.replace(source, target))

    def sync_folder(self, folder: Path) -> None:
        """Some systems (Windows, some network drives) cannot sync a folder; then nothing is lost
        but the certainty."""
        try:
            handle = os.open(folder, os.O_RDONLY | getattr(os, "O_DIRECTORY", 0))
            try:
                os.fsync(handle)
            finally:
                os.close(handle)
        except OSError as error:
            if error.errno not in _SYNC_IMPOSSIBLE:
                raise

    def remove(self, path: Path) -> None:
        path.unlink()


LOCAL_DISK = LocalDisk()


def write_whole(path: Path, content: bytes, disk: Disk = LOCAL_DISK) -> None:
    """Put ``content`` at ``path``, over what is there, keeping its mode and following links.

    Raises ``OSError``; then the old file is as it was (or, where only the last sync failed, the
    new one is there whole). A leftover of a killed writer is removed by ``sweep``.
    """
    target = Path(os.path.realpath(path))
    mode = _replaceable_mode(target)
    temporary = target.with_name(f".storyboard-{secrets.token_hex(8)}.tmp")
    file = disk.create(temporary)
    try:
        try:
            _write_all(disk, file, content)
            disk.sync(file)
        finally:
            disk.close(file)
        if mode is not None:
            disk.set_mode(temporary, mode)
        disk.replace(temporary, target)
    except BaseException:
        _remove_if_there(disk, temporary)
        raise
    disk.sync_folder(target.parent)


def sweep(folder: Path, now_s: float) -> int:
    """Remove the temporary files of killed writers; how many there were. Never raises.

    Should a writer still live (a suspended machine), its write fails and the old file stays.
    """
    removed = 0
    try:
        for entry in os.scandir(folder):
            if _NAME.fullmatch(entry.name) and now_s - entry.stat().st_mtime > ORPHAN_AGE_S:
                os.unlink(entry.path)
                removed += 1
    except OSError:
        return removed
    return removed


def patiently(
    step: Callable[[], None],
    *,
    windows: bool = os.name == "nt",
    sleep: Callable[[float], None] = time.sleep,
) -> None:
    """Carry out a step that Windows refuses while a scanner or indexer looks at the file."""
    waited, pause = 0.0, 0.01
    while True:
        try:
            return step()
        except PermissionError:
            if not windows or waited >= _BUSY_PATIENCE_S:
                raise
        sleep(pause)
        waited, pause = waited + pause, pause * 2


def _replaceable_mode(target: Path) -> int | None:
    """The mode of the file to replace, None where there is none.

    Raises ``OSError`` where it must not be replaced: a folder, a device, a protected file.
    """
    try:
        info = target.stat()
    except FileNotFoundError:
        return None
    if stat.S_ISDIR(info.st_mode):
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), str(target))
    if not stat.S_ISREG(info.st_mode):
        raise OSError(errno.EINVAL, "not an ordinary file", str(target))
    if not info.st_mode & stat.S_IWUSR:
        raise PermissionError(errno.EACCES, "the file is write-protected", str(target))
    return stat.S_IMODE(info.st_mode)


def _write_all(disk: Disk, file: int, content: bytes) -> None:
    rest = memoryview(content)
    while rest:
        taken = disk.write(file, rest)
        if taken < 1:
            raise OSError(errno.EIO, "the disk took no more data")
        rest = rest[taken:]


def _remove_if_there(disk: Disk, path: Path) -> None:
    try:
        disk.remove(path)
    except OSError:
        return  # ``sweep`` finds it; the error being raised matters more
