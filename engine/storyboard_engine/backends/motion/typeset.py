"""Sets a prompt in type: faces by character, the size that fits, drawn as a coverage mask.

Inter sets Latin, Greek and Cyrillic, Noto Sans CJK the rest it has; a character that neither has
is left out. Knows nothing of colours, backdrops or time.
"""

from __future__ import annotations

import math
import unicodedata
from dataclasses import dataclass
from functools import lru_cache, partial
from typing import Final

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from storyboard_engine.backends.motion.flow import Gray
from storyboard_engine.backends.motion.line_break import (
    OPENING,
    balance,
    is_ideographic,
    paragraphs,
    wrap,
)
from storyboard_engine.fonts import Face, font_path

_NEUTRAL: Final = frozenset("“”‘’…—·–")  # set like the text around them
_LATIN_LEADING, _CJK_LEADING = 1.24, 1.46
_AUTOSPACE_EM: Final = 0.16  # between Latin and ideographs that touch
_SHRINK: Final = 0.94
# Full-width opening marks are empty on their left; at a line's start that half hangs out.
_HALF_EMPTY: Final = frozenset("“‘（［｛〔〈《「『【〘〖")
_HANG_EM: Final = 0.5


@dataclass(frozen=True, slots=True)
class Run:
    """Characters set in one face, starting ``x`` pixels from the line's start."""

    text: str
    face: Face
    x: float


@dataclass(frozen=True, slots=True)
class Line:
    runs: tuple[Run, ...]
    width: float
    text: str


@dataclass(frozen=True, slots=True)
class Block:
    """A prompt set in type, left-aligned: ``size`` in pixels per em, ``leading`` per line.

    ``shortened`` where it had to end in an ellipsis.
    """

    lines: tuple[Line, ...]
    size: int
    leading: float
    shortened: bool

    @property
    def width(self) -> int:
        return math.ceil(max((line.width for line in self.lines), default=0.0))

    @property
    def height(self) -> int:
        return math.ceil(len(self.lines) * self.leading)


@lru_cache(maxsize=64)
def _font(face: Face, size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(str(font_path(face)), size)


@lru_cache(maxsize=4096)
def _has_glyph(face: Face, char: str) -> bool:
    font = _font(face, 24)
    return bytes(font.getmask(char)) != bytes(font.getmask("\U0010fffe"))


@lru_cache(maxsize=4096)
def _face_of(char: str, latin: Face) -> Face | None:
    if is_ideographic(char) and _has_glyph(Face.NOTO_SANS_CJK, char):
        return Face.NOTO_SANS_CJK
    for face in (latin, Face.NOTO_SANS_CJK):
        if char.isspace() or _has_glyph(face, char):
            return face
    return None


def drawable(text: str) -> str:
    """``text`` without the characters that no shipped face can draw."""
    text = unicodedata.normalize("NFC", text)
    kept = (c for c in text if c == "\n" or (c.isprintable() and _face_of(c, Face.INTER_MEDIUM)))
    return "".join(kept)


def _faces(text: str, latin: Face) -> list[Face]:
    return [
        _neighbour_face(text, i, latin) if char in _NEUTRAL else _face_of(char, latin) or latin
        for i, char in enumerate(text)
    ]


def _runs(text: str, latin: Face) -> list[tuple[str, Face]]:
    runs: list[tuple[str, Face]] = []
    for char, face in zip(text, _faces(text, latin), strict=True):
        if runs and runs[-1][1] is face:
            runs[-1] = (runs[-1][0] + char, face)
        else:
            runs.append((char, face))
    return runs


def _neighbour_face(text: str, at: int, latin: Face) -> Face:
    """The face of the text that a mark belongs to: what an opening one opens, else what it ends."""
    before, after = reversed(text[:at]), iter(text[at + 1 :])
    for char in (*after, *before) if text[at] in OPENING else (*before, *after):
        if char not in _NEUTRAL and not char.isspace():
            return Face.NOTO_SANS_CJK if is_ideographic(char) else latin
    return latin


def set_line(text: str, size: int, latin: Face) -> Line:
    """One line: its runs placed beside each other, a little air between Latin and ideographs."""
    parts = _runs(text, latin)
    hangs = bool(parts) and parts[0][1] is Face.NOTO_SANS_CJK and text[0] in _HALF_EMPTY
    x = -_HANG_EM * size if hangs else 0.0
    runs: list[Run] = []
    before = ""
    for chars, face in parts:
        if before and before[-1].isalnum() and chars[0].isalnum():
            x += _AUTOSPACE_EM * size
        runs.append(Run(chars, face, x))
        x += _font(face, size).getlength(chars)
        before = chars
    return Line(tuple(runs), x, text)


def fit_block(text: str, width: int, height: int, largest: int, smallest: int) -> Block:
    """``text`` at the largest size at which it fits ``width`` x ``height`` pixels.

    Below ``smallest`` it is cut and ends in an ellipsis. Words are broken only where one alone is
    wider than the box.
    """
    paras = paragraphs(drawable(text))
    cjk = any(is_ideographic(char) for para in paras for char in para)
    latin = Face.INTER_MEDIUM if cjk else Face.INTER_SEMIBOLD
    ratio = _CJK_LEADING if cjk else _LATIN_LEADING
    size = largest
    while size > smallest and not _fits(paras, width, height / ratio, size, latin):
        size = max(smallest, min(size - 1, round(size * _SHRINK)))
    measure = partial(_measure, size=size, latin=latin)
    lines = [line for para in paras for line in balance(para, width, measure)]
    most = max(1, int(height / (size * ratio)))
    shortened = len(lines) > most
    if shortened:
        last = wrap(" ".join(lines[most - 1 :]), width - measure("…"), measure)[0]
        lines = [*lines[: most - 1], last.rstrip(" ,.;:，。；：、") + "…"]
    return Block(tuple(set_line(t, size, latin) for t in lines), size, size * ratio, shortened)


def _fits(paras: list[str], width: int, height: float, size: int, latin: Face) -> bool:
    """Whether all lines fit a height counted in pixels per unit of leading, with words whole."""
    measure = partial(_measure, size=size, latin=latin)
    words = [word for para in paras for word in para.split()]
    if any(measure(w) > width for w in words if not any(map(is_ideographic, w))):
        return False
    return sum(len(wrap(para, width, measure)) for para in paras) <= int(height / size)


def _measure(text: str, size: int, latin: Face) -> float:
    """The width of a text from its characters' advances: kerning apart, that of ``set_line``."""
    total, before = 0.0, ""
    for char, face in zip(text, _faces(text, latin), strict=True):
        if before.isalnum() and char.isalnum() and is_ideographic(before) != is_ideographic(char):
            total += _AUTOSPACE_EM * size
        total += _advance(char, face, size)
        before = char
    return total


@lru_cache(maxsize=16384)
def _advance(char: str, face: Face, size: int) -> float:
    return _font(face, size).getlength(char)


def draw_block(block: Block) -> Gray:
    """The block's coverage, ``uint8 (block.height + 2 m, block.width + 2 m)``; m = ``margin``."""
    m = margin(block)
    mask = Image.new("L", (block.width + 2 * m, block.height + 2 * m), 0)
    pen = ImageDraw.Draw(mask)
    for i, line in enumerate(block.lines):
        baseline = m + i * block.leading + block.leading / 2 + block.size * 0.36
        for run in line.runs:
            pen.text(
                (m + run.x, baseline),
                run.text,
                fill=255,
                font=_font(run.face, block.size),
                anchor="ls",
            )
    return np.asarray(mask, np.uint8)


def margin(block: Block) -> int:
    """The empty pixels around a drawn block: room for overhanging strokes."""
    return math.ceil(block.size * 0.3) + 2
