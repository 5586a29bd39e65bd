"""What the timeline says of its objects, in the person's language. Knows no painting."""

from __future__ import annotations

from functools import lru_cache
from pathlib import PurePath

from PySide6.QtCore import QCoreApplication

from storyboard_studio.document.board import MediaRef
from storyboard_studio.planning.plan import GapPlan
from storyboard_studio.render.status import (
    Blocked,
    Empty,
    Failed,
    Filled,
    Filling,
    GapState,
    Locked,
    Own,
    Stale,
    Waiting,
)
from storyboard_studio.timebase import Rate, timecode
from storyboard_studio.ui.wording import duration_words, seconds_words, verdict_words


def words(text: str) -> str:
    """One text in the person's language."""
    return QCoreApplication.translate("timeline", text)


def media_name(media: MediaRef) -> str:
    return _file_name(media.path)


@lru_cache(maxsize=4096)
def _file_name(path: str) -> str:
    return PurePath(path).name


def length_words(frames: int, rate: Rate) -> str:
    return seconds_words(frames / rate)


def gap_words(state: GapState | None, plan: GapPlan | None, frames: int, rate: Rate) -> str:
    """The header of a gap: its state, or what it would become."""
    match state:
        case None:
            return length_words(frames, rate)
        case Empty():
            return _joined(length_words(frames, rate), verdict_words(plan.verdict) if plan else "")
        case Own():
            return words("your picture")
        case Stale():
            return _joined(words("stale"), length_words(frames, rate))
        case Waiting():
            return words("queued")
        case Filling():
            return _filling_words(state)
        case Filled(draft=draft):
            return words("draft motion") if draft else words("filled")
        case Locked(differs=differs):
            return words("locked, differs") if differs else words("locked")
        case Failed(what=what):
            return _joined(words("failed"), what)
        case Blocked():
            return words("media missing")


def delta_words(frames: int, rate: Rate) -> str:
    """How far something was dragged: ``+00:00:01:05``."""
    return f"{'-' if frames < 0 else '+'}{timecode(abs(frames), rate)}"


def _filling_words(state: Filling) -> str:
    percent = words("{percent} %").format(percent=int(state.fraction * 100))
    left = ""
    if state.eta_s is not None:
        left = words("{time} left").format(time=duration_words(state.eta_s))
    return _joined(words("filling"), percent, left)


def _joined(*parts: str) -> str:
    return " · ".join(part for part in parts if part)
