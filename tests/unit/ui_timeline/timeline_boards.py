"""A board with something of everything, for tests of the timeline's pure parts."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import Any

from storyboard_studio.document.board import (
    Board,
    Card,
    Clip,
    Cut,
    Fingerprint,
    Image,
    Marker,
    MediaKind,
    MediaRef,
)

PHOTO = MediaRef("p1", MediaKind.IMAGE, "/media/dawn.jpg", "", Fingerprint(1, 1, "aa"), (640, 360))
CLIP = MediaRef(
    "m1",
    MediaKind.VIDEO,
    "/media/cat.mp4",
    "",
    Fingerprint(1, 1, "bb"),
    (640, 360),
    Fraction(10),
    Fraction(24),
    240,
    has_sound=True,
)
SILENT = replace(CLIP, id="m2", path="/media/sky.mp4", has_sound=False)


def board(**changes: Any) -> Board:
    """Still [0,20) · gap · clip [40,80) · clip [70,100) over it · gap with a keyframe at 120 ·
    cut at 150 · gap to 200. Cards: [0,30) and from 60 to the cut. A marker at 50.
    """
    values: dict[str, Any] = {
        "length": 200,
        "media": (PHOTO, CLIP, SILENT),
        "items": (
            Image("s", "p1", 0, 20),
            Clip("a", "m1", 40, 40, Fraction(1)),
            Clip("b", "m2", 70, 30),
            Image("k", "p1", 120),
        ),
        "cards": (Card("one", 0, "A crane stands.", 30), Card("two", 60, "It takes off.")),
        "cuts": (Cut("x", 150),),
        "markers": (Marker("m", 50),),
    }
    return Board(**{**values, **changes})
