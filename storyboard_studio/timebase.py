"""Board time: integer frames on an exact rational rate, and its text forms.

Ranges are half-open ``[start, end)``. Seconds exist only at the edges (files, people) and are
exact ``Fraction`` values there too. Pure: knows no other room.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from fractions import Fraction
from typing import TypeAlias

Frame: TypeAlias = int
Rate: TypeAlias = Fraction

_NTSC = {
    "23.976": Fraction(24000, 1001),
    "23.98": Fraction(24000, 1001),
    "29.97": Fraction(30000, 1001),
    "47.952": Fraction(48000, 1001),
    "47.95": Fraction(48000, 1001),
    "59.94": Fraction(60000, 1001),
    "119.88": Fraction(120000, 1001),
}
_USUAL = (*(Fraction(n) for n in (8, 10, 12, 15, 16, 24, 25, 30, 48, 50, 60, 120)), *_NTSC.values())
MIN_RATE, MAX_RATE = Fraction(1), Fraction(240)


@dataclass(frozen=True, slots=True, order=True)
class FrameRange:
    """A half-open run of frames. ``start <= end``; an empty range is allowed."""

    start: Frame
    end: Frame

    def __post_init__(self) -> None:
        if self.end < self.start:
            raise ValueError(f"range ends before it starts: [{self.start}, {self.end})")

    def __len__(self) -> int:
        return self.end - self.start

    def __contains__(self, frame: Frame) -> bool:
        return self.start <= frame < self.end

    def intersection(self, other: FrameRange) -> FrameRange | None:
        """The frames in both, or None where there is none."""
        start, end = max(self.start, other.start), min(self.end, other.end)
        return FrameRange(start, end) if start < end else None


def nearest_frame(seconds: Fraction, rate: Rate) -> Frame:
    """The frame whose start is nearest to a time; halves go up."""
    return math.floor(seconds * rate + Fraction(1, 2))


def seconds_at(frame: Frame, rate: Rate) -> Fraction:
    """The exact time at which a frame starts."""
    return Fraction(frame) / rate


def parse_rate(text: str) -> Rate:
    """``24``, ``24000/1001`` or ``23.976`` (the exact NTSC value) as a rate.

    Raises ``ValueError`` for anything else, and outside 1 to 240 frames a second.
    """
    text = text.strip()
    if not re.fullmatch(r"\d{1,9}(\.\d{1,9}|/0*[1-9]\d{0,8})?", text):
        raise ValueError(f"not a frame rate: {text!r}")
    rate = _NTSC.get(text) or Fraction(text)
    if not MIN_RATE <= rate <= MAX_RATE:
        raise ValueError(f"frame rate {text!r} is outside {MIN_RATE} to {MAX_RATE}")
    return rate


def snapped_rate(rate: Rate) -> Rate:
    """The usual rate within 0.2 % of a measured one, else the measured one, kept in limits."""
    nearest = min(_USUAL, key=lambda usual: abs(rate - usual))
    if abs(rate - nearest) <= nearest / 500:
        return nearest
    return min(max(rate.limit_denominator(1001), MIN_RATE), MAX_RATE)


def format_rate(rate: Rate) -> str:
    """The exact text form that files hold: ``24/1``, ``24000/1001``."""
    return f"{rate.numerator}/{rate.denominator}"


def rate_label(rate: Rate) -> str:
    """What a person reads: ``24``, ``23.976``, ``29.97``."""
    if rate.denominator == 1:
        return str(rate.numerator)
    return f"{float(rate):.3f}".rstrip("0").rstrip(".")


def is_drop_frame(rate: Rate) -> bool:
    """Whether timecode at this rate drops numbers (29.97 and 59.94)."""
    return rate in (Fraction(30000, 1001), Fraction(60000, 1001))


def timecode(frame: Frame, rate: Rate) -> str:
    """SMPTE timecode, ``HH:MM:SS:FF``; drop-frame ``HH:MM:SS;FF`` where the rate has it.

    Drop-frame numbering per SMPTE ST 12-1: two (or four) numbers are skipped each minute
    except every tenth.
    """
    sign, frame = ("-", -frame) if frame < 0 else ("", frame)
    base = math.ceil(rate)
    mark = ":"
    if is_drop_frame(rate):
        mark = ";"
        frame += _dropped_before(frame, base)
    seconds, frames = divmod(frame, base)
    minutes, seconds = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{sign}{hours:02}:{minutes:02}:{seconds:02}{mark}{frames:02}"


def _dropped_before(frame: Frame, base: int) -> int:
    drop = base // 15
    per_minute, per_ten = base * 60 - drop, base * 600 - drop * 9
    tens, rest = divmod(frame, per_ten)
    minutes = 0 if rest < drop else (rest - drop) // per_minute
    return drop * (9 * tens + minutes)


def parse_timecode(text: str, rate: Rate) -> Frame:
    """Frames named by a typed number: ``1500`` = 15:00, ``1:02:10``, ``00:00:01;15``, ``2.5s``.

    Digits fill from the right in pairs: frames, seconds, minutes, hours. A leading ``+`` or
    ``-`` is kept as the sign of the result (the caller decides that it is relative).
    Raises ``ValueError``.
    """
    text = text.strip()
    match = re.fullmatch(r"([+-]?)(\d+(?:\.\d+)?)s", text)
    if match:
        frames = nearest_frame(Fraction(match[2]), rate)
        return -frames if match[1] == "-" else frames
    match = re.fullmatch(r"([+-]?)(\d+(?:[:;]\d+)*)", text)
    if not match:
        raise ValueError(f"not a timecode: {text!r}")
    fields = [int(field) for field in _timecode_fields(match[2])]
    if len(fields) > 4:
        raise ValueError(f"not a timecode: {text!r}")
    hours, minutes, seconds, frames = [0] * (4 - len(fields)) + fields
    total_minutes = hours * 60 + minutes
    base = math.ceil(rate)
    count = (total_minutes * 60 + seconds) * base + frames
    if is_drop_frame(rate):
        count -= base // 15 * (total_minutes - total_minutes // 10)
    return -count if match[1] == "-" else count


def _timecode_fields(text: str) -> list[str]:
    if not text.isdigit():
        return re.split("[:;]", text)
    padded = text if len(text) % 2 == 0 else "0" + text
    return [padded[i : i + 2] for i in range(0, len(padded), 2)]


def clock(seconds: Fraction | float) -> str:
    """A short duration for a person: ``0:05``, ``1:02:03``."""
    whole = math.floor(seconds)
    minutes, secs = divmod(whole, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{secs:02}" if hours else f"{minutes}:{secs:02}"
