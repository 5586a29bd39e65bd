"""A disk that behaves like the machine's own until a chosen step, which fails."""

from __future__ import annotations

import errno
import os
from pathlib import Path

from storyboard_studio.durable import LocalDisk


class FaultyDisk:
    """The local disk, failing at step ``fails_at`` (0-based) with ``number``; takes at most
    ``chunk`` bytes a write. ``steps`` are the names of the steps begun."""

    def __init__(
        self, fails_at: int = -1, number: int = errno.ENOSPC, chunk: int = 1 << 30
    ) -> None:
        self.steps: list[str] = []
        self.open_files: set[int] = set()
        self._disk = LocalDisk()
        self._fails_at = fails_at
        self._number = number
        self._chunk = chunk

    def create(self, path: Path) -> int:
        self._step("create")
        file = self._disk.create(path)
        self.open_files.add(file)
        return file

    def set_mode(self, path: Path, mode: int) -> None:
        self._step("set_mode")
        self._disk.set_mode(path, mode)

    def write(self, file: int, data: memoryview) -> int:
        """A full disk takes what still fits and fails at the next write."""
        self._step("write")
        return self._disk.write(file, data[: self._chunk])

    def sync(self, file: int) -> None:
        self._step("sync")
        self._disk.sync(file)

    def close(self, file: int) -> None:
        """Closing frees the number even where it reports a late error (close(2))."""
        self.open_files.discard(file)
        self._disk.close(file)
        self._step("close")

    def replace(self, source: Path, target: Path) -> None:
        self._step("replace")
        self._disk.replace(source, target)

    def sync_folder(self, folder: Path) -> None:
        self._step("sync_folder")
        self._disk.sync_folder(folder)

    def remove(self, path: Path) -> None:
        self._step("remove")
        self._disk.remove(path)

    def _step(self, name: str) -> None:
        self.steps.append(name)
        if len(self.steps) - 1 == self._fails_at:
            raise OSError(self._number, os.strerror(self._number))
