"""The film itself: a program's frames and sound, computed when asked.

A ``FilmReader`` belongs to one thread: it owns open files and decoders. Frames are read-only
``uint8 (H, W, 3)`` at the canvas size; sound is ``float32 (n, 2)`` at 48 kHz.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from typing import Generic, Protocol, TypeVar

import numpy as np

from storyboard_engine.api import Conform, Picture, Sound
from storyboard_studio.errors import MediaError
from storyboard_studio.media.audio import SoundReader
from storyboard_studio.media.conform import conform
from storyboard_studio.media.pictures import PictureSource
from storyboard_studio.media.takes import TakeReader
from storyboard_studio.render.program import (
    Blank,
    FrameRecipe,
    FromTake,
    Layer,
    Lost,
    Mix,
    Own,
    Program,
    SoundPart,
)
from storyboard_studio.timebase import Frame

RAMP = 240
"""Samples (5 ms) over which sound rises and falls where it begins and ends."""
_OPEN_READERS = 8


class _Closable(Protocol):
    def close(self) -> None: ...


_Reader = TypeVar("_Reader", bound=_Closable)


class FilmReader:
    """Reads one program. ``takes`` gives the file of a take; close it on the same thread."""

    def __init__(
        self, program: Program, takes: Callable[[str], Path], pictures: PictureSource | None = None
    ) -> None:
        self.program = program
        self._paths = {m.fingerprint.digest: m.path for m in program.board.media}
        self._own_pictures = pictures is None
        self._pictures = pictures or PictureSource(self._path_of)
        self._takes = _Readers(lambda digest: TakeReader(takes(digest)))
        self._take_sounds: dict[str, Sound | None] = {}
        self._sounds = _Readers(lambda digest: SoundReader(self._path_of(digest)))

    def frame(self, frame: Frame) -> Picture:
        """The picture at a board frame. Raises ``MediaError`` where a file cannot be read."""
        return self.picture(self.program.recipe(frame))

    def picture(self, recipe: FrameRecipe) -> Picture:
        """The picture that a recipe names."""
        if not isinstance(recipe, Mix):
            return self._layer(recipe)
        under = self._layer(recipe.under)
        if recipe.amount == 0:
            return under
        return _mixed(under, self._layer(recipe.over), float(recipe.amount))

    def sound(self, start: int, count: int) -> Sound:
        """``count`` samples from film sample ``start``; silence where nothing sounds."""
        mixed = np.zeros((count, 2), np.float32)
        for part in self.program.sounds(start, start + count):
            first, last = max(start, part.start), min(start + count, part.end)
            samples = self._source(part, part.source_start + first - part.start, last - first)
            gain = _gain(part, np.arange(first, last))
            mixed[first - start : last - start] += samples * gain[:, np.newaxis]
        return np.clip(mixed, -1.0, 1.0, out=mixed)

    def close(self) -> None:
        """Close every file."""
        self._takes.close()
        self._sounds.close()
        if self._own_pictures:
            self._pictures.close()

    def __enter__(self) -> FilmReader:
        return self

    def __exit__(self, *exc: object) -> None:
        self.close()

    def _path_of(self, digest: str) -> str:
        try:
            return self._paths[digest]
        except KeyError:
            raise MediaError(
                f"The board holds no media {digest[:12]}.", remedy="Locate it in the library."
            ) from None

    def _layer(self, layer: Layer) -> Picture:
        match layer:
            case Own(ref=ref):
                return self._pictures.frame(ref)
            case FromTake(digest=digest, index=index):
                return self._of_take(digest, index)
            case Blank() | Lost():
                return self._blank()

    def _of_take(self, digest: str, index: int) -> Picture:
        """A take's picture; a locked or old one may have been made for another canvas."""
        board = self.program.board
        picture = self._takes[digest].picture(index)
        return conform(picture, Conform(board.canvas, background=board.background))

    def _blank(self) -> Picture:
        width, height = self.program.board.canvas
        picture = np.empty((height, width, 3), np.uint8)
        picture[:] = self.program.board.background
        picture.setflags(write=False)
        return picture

    def _source(self, part: SoundPart, start: int, count: int) -> Sound:
        if not part.is_take:
            return self._sounds[part.source].samples(start, count)
        samples = np.zeros((count, 2), np.float32)
        if part.source not in self._take_sounds:
            self._take_sounds[part.source] = self._takes[part.source].sound()
        whole = self._take_sounds[part.source]
        if whole is not None:
            piece = whole[start : start + count]
            samples[: len(piece)] = piece
        return samples


class _Readers(Generic[_Reader]):
    """Open readers by name; the least recently used one is closed when there are too many."""

    def __init__(self, make: Callable[[str], _Reader]) -> None:
        self._make = make
        self._open: OrderedDict[str, _Reader] = OrderedDict()

    def __getitem__(self, name: str) -> _Reader:
        if name in self._open:
            self._open.move_to_end(name)
            return self._open[name]
        reader = self._make(name)
        self._open[name] = reader
        if len(self._open) > _OPEN_READERS:
            self._open.popitem(last=False)[1].close()
        return reader

    def close(self) -> None:
        with ExitStack() as stack:
            for reader in self._open.values():
                stack.callback(reader.close)
        self._open.clear()


def _mixed(under: Picture, over: Picture, amount: float) -> Picture:
    """A dissolve: the display values weighted, rounded to the nearest."""
    mixed = under * np.float32(1 - amount) + over * np.float32(amount)
    picture = np.rint(mixed).astype(np.uint8)
    picture.setflags(write=False)
    return picture


def _gain(part: SoundPart, at: np.ndarray[tuple[int], np.dtype[np.int_]]) -> Sound:
    """Ramps of 5 ms where the part begins and ends, linear cross-fades where it overlaps."""
    gain = np.ones(len(at), np.float32)
    half = max(1, (part.end - part.start) // 2)
    rise = part.fade_in or (0 if part.joins_before else min(RAMP, half))
    fall = part.fade_out or (0 if part.joins_after else min(RAMP, half))
    if rise:
        gain *= np.clip((at - part.start + 0.5) / rise, 0, 1).astype(np.float32)
    if fall:
        gain *= np.clip((part.end - at - 0.5) / fall, 0, 1).astype(np.float32)
    return gain
