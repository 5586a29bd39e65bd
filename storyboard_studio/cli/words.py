"""The small languages of the shell's options: ``FILE@FRAME``, ``TEXT@START-END``, sizes. Pure.

The specification is what follows the last ``@``. A time is a board frame (``48``), seconds
(``2.5s``), a clock time (``0:05``, ``1:02:03.5``) or a timecode of four fields (``00:00:05:12``).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction

from storyboard_studio.errors import UsageError
from storyboard_studio.timebase import Frame, Rate, nearest_frame, parse_timecode


@dataclass(frozen=True, slots=True)
class ImageWords:
    """``FILE@FRAME[:HOLD]``; a single colon parts frame and hold."""

    file: str
    at: str
    hold: int


@dataclass(frozen=True, slots=True)
class ClipWords:
    """``FILE@FRAME[:IN-OUT]``; half-open source frames, None for the whole clip."""

    file: str
    at: str
    source: tuple[int, int] | None


@dataclass(frozen=True, slots=True)
class PromptWords:
    """``TEXT@START[-END]``."""

    text: str
    start: str
    end: str | None


def image_words(text: str) -> ImageWords:
    """Raises ``UsageError``."""
    file, spec = _parted(text, "FILE@FRAME[:HOLD]")
    fields = spec.split(":")
    if len(fields) not in (2, 5):
        return ImageWords(file, spec, 1)
    hold = fields.pop()
    if not re.fullmatch(r"\d{1,9}", hold) or int(hold) < 1:
        raise UsageError(
            f"In {text!r}, {hold!r} is no hold.", remedy="A hold is a number of frames, 1 or more."
        )
    return ImageWords(file, ":".join(fields), int(hold))


def clip_words(text: str) -> ClipWords:
    """Raises ``UsageError``."""
    file, spec = _parted(text, "FILE@FRAME[:IN-OUT]")
    at, _, last = spec.rpartition(":")
    match = re.fullmatch(r"(\d{1,9})-(\d{1,9})", last)
    if not at or match is None:
        if "-" in spec:
            raise UsageError(
                f"In {text!r}, {spec!r} is not FRAME:IN-OUT.",
                remedy="IN and OUT are source frames, OUT not included: clip.mp4@48:10-90.",
            )
        return ClipWords(file, spec, None)
    source = int(match[1]), int(match[2])
    if source[0] >= source[1]:
        raise UsageError(f"In {text!r}, the clip would end before it starts.")
    return ClipWords(file, at, source)


def prompt_words(text: str) -> PromptWords:
    """Raises ``UsageError``."""
    words, spec = _parted(text, "TEXT@START[-END]")
    start, dash, end = spec.partition("-")
    return PromptWords(words, start, end if dash else None)


def size_words(text: str) -> tuple[int, int]:
    """``WxH``. Raises ``UsageError``."""
    match = re.fullmatch(r"(\d{1,9})[x×](\d{1,9})", text)
    if match is None:
        raise UsageError(f"{text!r} is not a size.", remedy="Write it like 1280x720.")
    return int(match[1]), int(match[2])


def frame_words(text: str, rate: Rate) -> Frame:
    """The board frame that a time names. Raises ``UsageError``."""
    try:
        if re.fullmatch(r"\d+", text):
            return int(text)
        if re.fullmatch(r"\d+:\d+:\d+[:;]\d+", text):
            return parse_timecode(text, rate)
        if re.fullmatch(r"\d+(\.\d+)?s", text):
            return nearest_frame(Fraction(text[:-1]), rate)
        if re.fullmatch(r"(\d+:)?\d+:\d+(\.\d+)?", text):
            return nearest_frame(_clock_seconds(text), rate)
    except ValueError as error:
        raise UsageError(str(error)) from None
    raise UsageError(
        f"{text!r} is not a time.",
        remedy="Write a frame (48), seconds (2s), a clock time (0:02) or HH:MM:SS:FF.",
    )


def _clock_seconds(text: str) -> Fraction:
    seconds = Fraction(0)
    for field in text.split(":"):
        seconds = seconds * 60 + Fraction(field)
    return seconds


def _parted(text: str, form: str) -> tuple[str, str]:
    before, at, spec = text.rpartition("@")
    if not at or not before or not spec:
        raise UsageError(f"{text!r} is not {form}.", remedy="Put the place after the last @.")
    return before, spec
