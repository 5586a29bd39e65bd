"""One export on a thread of its own. It reads a frozen program, so that editing may go on.

Knows no widget: progress and the end are told on the GUI thread through the bridge.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from storyboard_engine.api import CancelToken
from storyboard_studio.errors import StudioError
from storyboard_studio.media.loading import load_decoders
from storyboard_studio.ui.bridge import Bridge

if TYPE_CHECKING:
    from storyboard_studio.render.export import Exported
    from storyboard_studio.render.program import Program

_REPORT_S = 0.05

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Container:
    """A kind of file that a film can be written to. An empty ``suffix`` is a folder."""

    id: str
    suffix: str
    has_sound: bool


CONTAINERS: tuple[Container, ...] = (
    Container("MP4", ".mp4", has_sound=True),
    Container("MOV", ".mov", has_sound=True),
    Container("WebM", ".webm", has_sound=True),
    Container("MKV", ".mkv", has_sound=True),
    Container("GIF", ".gif", has_sound=False),
    Container("PNG", "", has_sound=False),
)

Write = Callable[["Program", str, CancelToken, Callable[[int, int], None]], "Exported"]


def writer_for(takes: Callable[[str], Path]) -> Write:
    """The real export, reading takes from where they lie."""

    def write(
        program: Program, path: str, cancel: CancelToken, report: Callable[[int, int], None]
    ) -> Exported:
        load_decoders()
        from storyboard_studio.render.export import export_film
        from storyboard_studio.render.film import FilmReader

        with FilmReader(program, takes) as film:
            return export_film(film, path, cancel=cancel, report=report)

    return write


class ExportRun:
    """Begins at once. ``ended`` gets what was written, or why nothing was."""

    def __init__(
        self,
        write: Write,
        program: Program,
        path: str,
        bridge: Bridge,
        progress: Callable[[int, int], None],
        ended: Callable[[Exported | StudioError], None],
    ) -> None:
        self._bridge, self._progress, self._ended = bridge, progress, ended
        self._cancel = CancelToken()
        self._told_at = 0.0
        self._thread = threading.Thread(
            target=self._run, args=(write, program, path), name="export", daemon=True
        )
        self._thread.start()

    def cancel(self) -> None:
        """Stop; nothing is left behind."""
        self._cancel.cancel()

    def wait(self) -> None:
        """Until the thread has ended."""
        self._thread.join()

    def _run(self, write: Write, program: Program, path: str) -> None:
        outcome: Exported | StudioError
        try:
            outcome = write(program, path, self._cancel, self._report)
        except StudioError as error:
            outcome = error
        except Exception as error:  # the thread's border: logged once, shown
            logger.exception("the export failed")
            outcome = StudioError(
                f"A fault in the program: {error}.", remedy="The log file has the details."
            )
        self._bridge.post(lambda: self._ended(outcome))

    def _report(self, done: int, total: int) -> None:
        now = time.monotonic()
        if done == total or now - self._told_at >= _REPORT_S:
            self._told_at = now
            self._bridge.post(lambda: self._progress(done, total))
