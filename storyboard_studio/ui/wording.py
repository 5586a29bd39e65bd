"""What values are called on screen: lengths, verdicts, states of gaps.

Words go through Qt's translation and are put together with numbers afterwards. Knows values of
the document, planning and render rooms; no widget.
"""

from __future__ import annotations

from fractions import Fraction

from PySide6.QtCore import QCoreApplication

from storyboard_engine.api import Fit, Quality
from storyboard_engine.capabilities import Verdict
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
from storyboard_studio.timebase import Frame, Rate, seconds_at
from storyboard_studio.ui.tokens import Color, Tokens


def words(text: str) -> str:
    """One text in the person's language."""
    return QCoreApplication.translate("wording", text)


def seconds_words(seconds: Fraction | float) -> str:
    """``5 s``, ``2.6 s``, ``0.04 s``."""
    value = float(seconds)
    digits = 1 if value >= 0.1 else 2
    text = f"{value:.{digits}f}"
    return words("{seconds} s").format(seconds=text.removesuffix(".0"))


def duration_words(seconds: float) -> str:
    """How long something will take, roundly: ``8 s``, ``1 min 10 s``, ``2 h 5 min``."""
    whole = max(1, round(seconds))
    if whole < 60:
        return words("{seconds} s").format(seconds=whole)
    if whole < 3600:
        whole = round(whole / 5) * 5
        minutes, rest = divmod(whole, 60)
        if rest == 0:
            return words("{minutes} min").format(minutes=minutes)
        return words("{minutes} min {seconds} s").format(minutes=minutes, seconds=rest)
    hours, minutes = divmod(round(whole / 60), 60)
    return words("{hours} h {minutes} min").format(hours=hours, minutes=minutes)


def moment_words(frame: Frame, rate: Rate) -> str:
    """A time on the board with tenths: ``0:05.0``."""
    tenths = int(seconds_at(frame, rate) * 10 + Fraction(1, 2))
    minutes, rest = divmod(tenths, 600)
    return f"{minutes}:{rest // 10:02}.{rest % 10}"


def verdict_words(verdict: Verdict) -> str:
    return {
        Verdict.CUT: words("hard cut"),
        Verdict.SMOOTH: words("smooth"),
        Verdict.COMFORTABLE: words("comfortable"),
        Verdict.DRIFTS: words("drifts"),
    }[verdict]


def verdict_explained(verdict: Verdict) -> str:
    """One line on what a gap of that length becomes."""
    return {
        Verdict.CUT: words("So short that it looks like a cut."),
        Verdict.SMOOTH: words("Near enough to join without a seam."),
        Verdict.COMFORTABLE: words("The engine can hold what it is given."),
        Verdict.DRIFTS: words("Longer than the engine can hold: put a picture in between."),
    }[verdict]


def quality_words(quality: Quality) -> str:
    return {
        Quality.DRAFT: words("Draft"),
        Quality.NORMAL: words("Normal"),
        Quality.FINAL: words("Final"),
    }[quality]


def fit_words(fit: Fit) -> str:
    return {
        Fit.CROP: words("Crop to fill"),
        Fit.LETTERBOX: words("Whole picture"),
        Fit.STRETCH: words("Stretch"),
    }[fit]


def engine_words(engine_id: str) -> str:
    """What people call a back-end; an unknown one by its id."""
    return {"motion": words("Draft motion")}.get(engine_id, engine_id)


def state_words(state: GapState) -> str:
    """The state of a gap, short enough for a pill."""
    match state:
        case Empty():
            return words("not filled")
        case Own():
            return words("your picture")
        case Stale():
            return words("stale")
        case Waiting():
            return words("waiting")
        case Filling(fraction=fraction):
            return words("filling {percent} %").format(percent=int(fraction * 100))
        case Filled(draft=draft):
            return words("draft motion") if draft else words("filled")
        case Locked(differs=differs):
            return words("locked, differs") if differs else words("locked")
        case Failed():
            return words("failed")
        case Blocked():
            return words("media missing")


def state_color(state: GapState, tokens: Tokens) -> Color:
    match state:
        case Empty() | Own() | Waiting():
            return tokens.accent
        case Filling():
            return tokens.gen
        case Stale(draft=draft) | Filled(draft=draft) | Locked(draft=draft):
            return tokens.draft if draft else tokens.gen
        case Failed() | Blocked():
            return tokens.bad
