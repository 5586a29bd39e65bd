"""What the ruler says at a zoom: where its marks lie, and their timecode. Pure.

Marks lie on whole timecode seconds (drop-frame numbering included) and, closer, on whole
divisions of a second.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from enum import IntEnum
from functools import lru_cache
from itertools import count

from storyboard_studio.timebase import Frame, Rate, is_drop_frame, timecode

_LABEL_PX, _MARK_PX = 96.0, 8.0
_SECONDS = (1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 18000, 36000)


class Level(IntEnum):
    MINOR = 0
    MEDIUM = 1
    MAJOR = 2


@dataclass(frozen=True, slots=True)
class Tick:
    """A mark; only ``MAJOR`` ones have words."""

    frame: Frame
    level: Level
    label: str = ""


@dataclass(frozen=True, slots=True)
class Steps:
    """The distances of marks, in nominal frames (``base`` per timecode second)."""

    base: int
    major: int
    medium: int
    minor: int


@lru_cache(maxsize=64)
def steps(rate: Rate, scale: float) -> Steps:
    """Which marks fit at ``scale`` pixels per frame: labels never touch, marks stay apart."""
    base = math.ceil(rate)
    ladder = [step for step in range(1, base) if base % step == 0]
    ladder += [seconds * base for seconds in _SECONDS]
    major = next((step for step in ladder if step * scale >= _LABEL_PX), ladder[-1])
    while major * scale < _LABEL_PX:
        major *= 2
    parts = [step for step in ladder if step < major and major % step == 0]
    minor = next((step for step in parts if step * scale >= _MARK_PX), major)
    between = [step for step in parts if step > minor and step % minor == 0]
    return Steps(base, major, between[-1] if between else minor, minor)


def ticks(rate: Rate, scale: float, first: Frame, end: Frame) -> Iterator[Tick]:
    """The marks from ``first`` to ``end``, in order, at most one on a frame."""
    chosen = steps(rate, scale)
    drops, last = is_drop_frame(rate), -1
    for nominal in count(first - first % chosen.major, chosen.minor):
        frame = frame_of(nominal, rate) if drops else nominal
        if frame >= end:
            return
        if frame >= first and frame != last:
            yield _tick(nominal, frame, rate, chosen)
            last = frame


def seen_ticks(rate: Rate, scale: float, first: Frame, end: Frame) -> tuple[Tick, ...]:
    """The same for a picture: somewhat more than asked for, and kept, so that scrolling a little
    costs nothing.
    """
    block = steps(rate, scale).major * 4
    return _kept(rate, scale, first // block * block, -(-end // block) * block)


@lru_cache(maxsize=16)
def _kept(rate: Rate, scale: float, first: Frame, end: Frame) -> tuple[Tick, ...]:
    return tuple(ticks(rate, scale, first, end))


def frame_of(nominal: int, rate: Rate) -> Frame:
    """The frame that carries a nominal count of timecode (``base`` frames to a second).

    Numbers that drop-frame timecode skips give the first one after them.
    """
    if not is_drop_frame(rate):
        return nominal
    base = math.ceil(rate)
    drop = base // 15
    minutes, rest = divmod(nominal, base * 60)
    if minutes % 10 and rest < drop:
        nominal += drop - rest
    return nominal - drop * (minutes - minutes // 10)


def _tick(nominal: int, frame: Frame, rate: Rate, chosen: Steps) -> Tick:
    if nominal % chosen.major == 0:
        return Tick(frame, Level.MAJOR, _label(frame, rate, chosen))
    return Tick(frame, Level.MEDIUM if nominal % chosen.medium == 0 else Level.MINOR)


def _label(frame: Frame, rate: Rate, chosen: Steps) -> str:
    whole = timecode(frame, rate)
    text = whole if chosen.major < chosen.base else whole[:-3]
    return text.removeprefix("00:")
