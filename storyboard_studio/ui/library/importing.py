"""Bringing files into the library: looked at in the background, added as they are known.

Files that cannot be used are named with the reason; the others come in all the same. All files
of one import are one undo step. GUI thread.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from storyboard_studio.document.board import MediaRef
from storyboard_studio.edit.commands import add_media, new_id, relink_media
from storyboard_studio.errors import StudioError
from storyboard_studio.media.loading import load_decoders
from storyboard_studio.timebase import Frame
from storyboard_studio.ui.background import Background
from storyboard_studio.ui.studio import Studio

Probe = Callable[[Path, str], MediaRef]
"""What a file is, as the document's value. Raises ``MediaError``. Called in the background."""


@dataclass(frozen=True, slots=True)
class ImportState:
    """How far an import is."""

    done: int = 0
    total: int = 0

    @property
    def is_busy(self) -> bool:
        return self.done < self.total


def probe_media(path: Path, media_id: str) -> MediaRef:
    """The real probe; media libraries are loaded when the first file is looked at."""
    load_decoders()
    from storyboard_studio.media.probe import import_media

    return import_media(path, media_id)


class MediaImport(QObject):
    """``changed`` on every step; ``ended`` when all were looked at, with the media that came in
    and the frame where they were meant to be placed, or None.
    """

    changed = Signal()
    ended = Signal(object, object)  # tuple[MediaRef, ...], Frame | None

    def __init__(self, studio: Studio, background: Background, probe: Probe = probe_media) -> None:
        super().__init__()
        self._studio, self._background, self._probe = studio, background, probe
        self._batch = 0
        self._place_at: Frame | None = None
        self._added: list[MediaRef] = []
        self._refused: list[StudioError] = []
        self.state = ImportState()
        studio.document_opened.connect(self._forget)

    def add(self, paths: Iterable[Path], place_at: Frame | None = None) -> None:
        """Look at files and take in those that can be used, in natural order."""
        files = sorted(paths, key=natural_key)
        if not files:
            return
        if not self.state.is_busy:
            self._batch += 1
            self._added, self._refused = [], []
            self.state = ImportState()
            self._place_at = place_at
        self.state = replace(self.state, total=self.state.total + len(files))
        batch = self._batch
        for path in files:
            self._background.run(
                partial(self._probe, path, "m0"),
                partial(self._take_in, batch),
                partial(self._refuse, batch),
            )
        self.changed.emit()

    def locate(self, media_id: str, path: Path) -> None:
        """Point a missing file's reference at where it is now."""
        self._background.run(
            partial(self._probe, path, media_id),
            lambda found: self._relink(media_id, found),
            lambda error: self._studio.notice.emit("error", str(error)),
        )

    def _relink(self, media_id: str, found: MediaRef) -> None:
        if any(media.id == media_id for media in self._studio.board.media):
            self._studio.run(relink_media(media_id, found))

    def _take_in(self, batch: int, media: MediaRef) -> None:
        if batch != self._batch:
            return
        board = self._studio.board
        media = replace(media, id=new_id("m", (one.id for one in board.media)))
        command = replace(add_media(media), merge_key=f"import/{id(self)}/{batch}")
        if self._studio.run(command):
            same = media.fingerprint.digest
            known = next(m for m in self._studio.board.media if m.fingerprint.digest == same)
            self._added.append(known)
        self._step()

    def _refuse(self, batch: int, error: StudioError) -> None:
        if batch == self._batch:
            self._refused.append(error)
            self._step()

    def _step(self) -> None:
        self.state = replace(self.state, done=self.state.done + 1)
        self.changed.emit()
        if not self.state.is_busy:
            self._studio.session.end_merge()
            self._tell_refused()
            self.ended.emit(tuple(self._added), self._place_at)

    def _tell_refused(self) -> None:
        if len(self._refused) == 1:
            self._studio.notice.emit("error", str(self._refused[0]))
        elif self._refused:
            names = ", ".join(Path(error.path or "").name for error in self._refused[:4])
            text = self.tr("{count} files could not be used: {names}. First: {reason}")
            first = self._refused[0].what
            self._studio.notice.emit(
                "error", text.format(count=len(self._refused), names=names, reason=first)
            )

    def _forget(self) -> None:
        self._batch += 1
        self.state = ImportState()
        self.changed.emit()


def natural_key(path: Path) -> tuple[tuple[int, int | str], ...]:
    """Sorts ``shot2`` before ``shot10``, whatever the case."""
    parts = re.split(r"(\d+)", path.name.casefold())
    return tuple((0, int(part)) if part.isdigit() else (1, part) for part in parts if part)
