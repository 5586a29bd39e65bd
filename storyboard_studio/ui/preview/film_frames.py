"""The film's reader as the preview uses it: one per thread, shown one program after another.

Decoders stay open while the person edits; only takes and sounds are opened again. Knows no Qt.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from storyboard_engine.api import Picture, Sound
from storyboard_studio.errors import MediaError
from storyboard_studio.media.loading import load_decoders
from storyboard_studio.render.program import Program
from storyboard_studio.timebase import Frame

if TYPE_CHECKING:
    from storyboard_studio.render.film import FilmReader


class FilmFrames:
    """A ``FrameReader`` over real media. ``take_path`` gives the file of a take."""

    def __init__(self, take_path: Callable[[str], Path]) -> None:
        load_decoders()
        from storyboard_studio.media.pictures import PictureSource

        self._take_path = take_path
        self._paths: dict[str, str] = {}
        self._pictures = PictureSource(self._path_of)
        self._film: FilmReader | None = None

    def show(self, program: Program) -> None:
        from storyboard_studio.render.film import FilmReader

        if self._film is not None:
            self._film.close()
        paths = {media.fingerprint.digest: media.path for media in program.board.media}
        if any(paths.get(digest, path) != path for digest, path in self._paths.items()):
            self._pictures.close()  # a file was found elsewhere
        self._paths = paths
        self._film = FilmReader(program, self._take_path, self._pictures)

    def frame(self, frame: Frame) -> Picture:
        return self._reading().frame(frame)

    def sound(self, start: int, count: int) -> Sound:
        return self._reading().sound(start, count)

    def close(self) -> None:
        if self._film is not None:
            self._film.close()
        self._film = None
        self._pictures.close()

    def _reading(self) -> FilmReader:
        if self._film is None:
            raise RuntimeError("no program is shown yet")
        return self._film

    def _path_of(self, digest: str) -> str:
        try:
            return self._paths[digest]
        except KeyError:
            raise MediaError(
                f"The board holds no media {digest[:12]}.", remedy="Locate it in the library."
            ) from None
