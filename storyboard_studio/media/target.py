"""Writing a file so that it is never there by half: beside the target first, renamed when whole.

After a kill the target is what it was before; the orphan is swept by the next writer of the same
target. Must not know what the file holds.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from contextlib import suppress
from os import PathLike, fspath

from storyboard_studio.errors import RenderError


class Target:
    """A file or folder being written. ``working`` is where to write; then commit or discard."""

    def __init__(self, path: str | PathLike[str]) -> None:
        """Raises ``RenderError`` where the folder cannot be made or written."""
        self.path = os.path.abspath(fspath(path))
        folder, name = os.path.split(self.path)
        self._mark = f".{name}."
        self.working = os.path.join(folder, f"{self._mark}{os.getpid()}.part")
        try:
            os.makedirs(folder, exist_ok=True)
            self._sweep(folder)
        except OSError as error:
            raise self.failure(error) from None

    def commit(self) -> None:
        """Make what was written durable and put it in place of the target."""
        try:
            if os.path.isdir(self.working):
                self._commit_folder()
            else:
                _sync(self.working)
                os.replace(self.working, self.path)
            _sync(os.path.dirname(self.path))
        except OSError as error:
            self.discard()
            raise self.failure(error) from None

    def discard(self) -> None:
        """Remove what was written; the target is untouched."""
        _remove(self.working)

    def failure(self, error: Exception) -> RenderError:
        """The error to raise for something that went wrong while writing."""
        number = getattr(error, "errno", None)
        if number in (28, 122):  # ENOSPC, EDQUOT
            return RenderError(
                "The disk is full; nothing was left half-written.",
                path=self.path,
                remedy="Free some space or choose another disk.",
            )
        reason = getattr(error, "strerror", None) or str(error)
        return RenderError(
            f"This could not be written: {reason}.",
            path=self.path,
            remedy="Choose another place or format.",
        )

    def _commit_folder(self) -> None:
        """Move numbered pictures into the target folder; other files there stay."""
        os.makedirs(self.path, exist_ok=True)
        for name in sorted(os.listdir(self.working)):
            os.replace(os.path.join(self.working, name), os.path.join(self.path, name))
        os.rmdir(self.working)

    def _sweep(self, folder: str) -> None:
        """Remove what writers that are no longer alive left for this target."""
        for name in os.listdir(folder):
            process = name.removeprefix(self._mark).removesuffix(".part")
            ours = name == f"{self._mark}{process}.part" and process.isdigit()
            if ours and not _is_other_live_process(int(process)):
                _remove(os.path.join(folder, name))


def _sync(path: str) -> None:
    if os.name == "nt" and os.path.isdir(path):
        return  # Windows cannot open folders; its rename is durable by itself
    mode = os.O_RDONLY if os.path.isdir(path) else os.O_RDWR
    handle = os.open(path, mode)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _is_other_live_process(process: int) -> bool:
    if os.name == "nt":
        return False  # Windows itself refuses to remove a file that is open
    if process == os.getpid():
        return False
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def _remove(path: str) -> None:
    """What cannot be removed (a disk that became read-only) is left to the next sweep."""
    with suppress(OSError):
        remove: Callable[[str], None] = shutil.rmtree if os.path.isdir(path) else os.remove
        remove(path)
