"""What a picture is, in words over it: only the preview says so, the film never does. No widget."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication

from storyboard_studio.render.program import FrameRecipe, FromTake, Lost, Mix
from storyboard_studio.ui.tokens import Color, Tokens


@dataclass(frozen=True, slots=True)
class Badge:
    """Words and the colour of the dot before them."""

    text: str
    color: Color


def words(text: str) -> str:
    """One text in the person's language."""
    return QCoreApplication.translate("preview", text)


def live_badge(tokens: Tokens) -> Badge:
    """For a picture of a gap that is being filled."""
    return Badge(words("filling · live estimate"), tokens.gen)


def badge(recipe: FrameRecipe, tokens: Tokens) -> Badge | None:
    """For a picture of the program; None for the person's own and for a finished take."""
    match recipe:
        case Mix(unfilled=True):
            return Badge(words("not filled"), tokens.accent)
        case Mix(under=Lost() as lost) | Mix(over=Lost() as lost) | (Lost() as lost):
            return Badge(words("missing: {name}").format(name=lost.name), tokens.bad)
        case Mix():
            return Badge(words("dissolve"), tokens.own)
        case FromTake(stale=True, draft=True):
            return Badge(words("stale · draft motion"), tokens.draft)
        case FromTake(stale=True):
            return Badge(words("stale"), tokens.gen)
        case FromTake(draft=True):
            return Badge(words("draft motion"), tokens.draft)
        case _:
            return None
