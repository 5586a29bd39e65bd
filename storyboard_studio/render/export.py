"""Exporting a film: every frame of a program and its sound, into one file or a folder of PNGs.

Runs on whatever thread calls it. The file appears under its name only when it is whole.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from storyboard_engine.api import CancelToken, Sound
from storyboard_studio.document.board import Board
from storyboard_studio.errors import Cancelled, UsageError
from storyboard_studio.media.encode import (
    FilmWriter,
    check_ending,
    film_writer,
    is_numbered_picture,
)
from storyboard_studio.render.film import FilmReader
from storyboard_studio.render.program import samples_at
from storyboard_studio.timebase import FrameRange

ExportReport = Callable[[int, int], None]
"""Called with (frames written, frames in all)."""


@dataclass(frozen=True, slots=True)
class Exported:
    """What was written. ``notes`` say what the container could not hold."""

    path: str
    frames: int
    size: tuple[int, int]
    notes: tuple[str, ...] = ()


def check_place(board: Board, path: str) -> None:
    """Raise ``UsageError`` where no film of the board may be written, before work is done for it.

    The name's ending must be that of a film, and the person's own files are never replaced.
    """
    check_ending(path)
    place = os.path.realpath(path)
    for media in board.media:
        own = os.path.realpath(media.path)
        if own == place or (path.endswith(("/", os.sep)) and is_numbered_picture(own, place)):
            raise UsageError(
                "Writing the film here would replace a file that is on the board.",
                path=own,
                remedy="Choose another place or name.",
            )


def export_film(
    film: FilmReader,
    path: str,
    *,
    ranges: Sequence[FrameRange] | None = None,
    cancel: CancelToken | None = None,
    report: ExportReport | None = None,
) -> Exported:
    """Write the film, or only ``ranges`` of it one after another, by the path's extension.

    A path that ends in ``/`` becomes a folder of numbered PNGs. Raises ``Cancelled`` (nothing is
    left behind), ``UsageError`` as ``check_place``, ``MediaError`` and ``RenderError``.
    """
    board = film.program.board
    check_place(board, path)
    parts = tuple(ranges) if ranges is not None else (FrameRange(0, board.length),)
    total = sum(len(part) for part in parts)
    written = 0
    with film_writer(path, board.canvas, board.rate, sound=has_sound(film)) as writer:
        for part in parts:
            for frame in range(part.start, part.end):
                if cancel is not None and cancel.cancelled:
                    raise Cancelled("The export was cancelled; no file was written.")
                writer.write(film.frame(frame))
                writer.write_sound(_sound_of(film, frame))
                written += 1
                if report is not None:
                    report(written, total)
    return Exported(path, written, writer.size, _notes(writer, film))


def _notes(writer: FilmWriter, film: FilmReader) -> tuple[str, ...]:
    notes = []
    if has_sound(film) and not writer.has_sound:
        notes.append("This kind of file holds no sound; the film is silent.")
    canvas = film.program.board.canvas
    if writer.size != canvas:
        was, now = (f"{w}x{h}" for w, h in (canvas, writer.size))
        notes.append(f"The film is {now}: this kind of file cannot be {was}.")
    return tuple(notes)


def has_sound(film: FilmReader) -> bool:
    """Whether anything on the board sounds."""
    program = film.program
    return bool(program.sounds(0, samples_at(program.length, program.board.rate)))


def _sound_of(film: FilmReader, frame: int) -> Sound:
    rate = film.program.board.rate
    start, end = samples_at(frame, rate), samples_at(frame + 1, rate)
    return film.sound(start, end - start)
