"""A contact sheet: one picture with evenly spaced frames of a film and their timecodes."""

from __future__ import annotations

import io
import math
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from storyboard_engine.api import CancelToken, Picture
from storyboard_studio.durable import write_whole
from storyboard_studio.errors import Cancelled, RenderError
from storyboard_studio.render.film import FilmReader
from storyboard_studio.resources import font_files
from storyboard_studio.timebase import timecode

_COLUMNS, _CELL, _GAP, _WORDS = 6, 320, 12, 26
_BACKGROUND, _TEXT = (18, 20, 24), (233, 236, 241)


def write_contact_sheet(
    film: FilmReader, path: Path, cancel: CancelToken | None = None, cells: int = 24
) -> None:
    """Write a PNG with at most ``cells`` frames, the first and the last among them.

    Raises ``Cancelled``, ``MediaError`` and ``RenderError``; then nothing was written.
    """
    length = film.program.length
    count = min(cells, length)
    frames = [round(i * (length - 1) / max(1, count - 1)) for i in range(count)]
    pictures = []
    for frame in frames:
        if cancel is not None and cancel.cancelled:
            raise Cancelled("The contact sheet was cancelled; no file was written.")
        pictures.append(film.frame(frame))
    png = io.BytesIO()
    sheet_of(pictures, [_label(film, frame) for frame in frames]).save(png, "PNG")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        write_whole(path, png.getvalue())
    except OSError as error:
        raise RenderError(
            f"The contact sheet could not be written: {error.strerror or error}.",
            path=path,
            remedy="Choose another place, or make room.",
        ) from None


def sheet_of(pictures: list[Picture], labels: list[str]) -> Image.Image:
    """The pictures in rows, each with its label below."""
    height, width = pictures[0].shape[:2]
    cell = (_CELL, max(1, round(_CELL * height / width)))
    columns = min(_COLUMNS, len(pictures))
    rows = math.ceil(len(pictures) / columns)
    step = cell[0] + _GAP, cell[1] + _GAP + _WORDS
    sheet = Image.new("RGB", (columns * step[0] + _GAP, rows * step[1] + _GAP), _BACKGROUND)
    draw = ImageDraw.Draw(sheet)
    font = ImageFont.truetype(str(_regular()), 15)
    for index, (picture, label) in enumerate(zip(pictures, labels, strict=True)):
        row, column = divmod(index, columns)
        at = _GAP + column * step[0], _GAP + row * step[1]
        small = Image.fromarray(np.asarray(picture)).resize(cell, Image.Resampling.LANCZOS)
        sheet.paste(small, at)
        draw.text((at[0], at[1] + cell[1] + 5), label, fill=_TEXT, font=font)
    return sheet


def _label(film: FilmReader, frame: int) -> str:
    return timecode(frame, film.program.board.rate)


def _regular() -> Path:
    return next(path for path in font_files() if path.name == "Inter-Regular.otf")
