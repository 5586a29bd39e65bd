"""The colours of the window as two frozen sets, and the arithmetic on them.

A colour is its ``#RRGGBB`` text, which Qt's ``QColor`` takes as it is. Colour carries meaning
only; what each one means is said beside it. Knows no Qt and no other room.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

Color: TypeAlias = str
"""``#RRGGBB``."""


@dataclass(frozen=True, slots=True)
class Tokens:
    """One theme. ``faint`` is never for what must be read."""

    name: str
    bg: Color  # around the picture
    panel: Color  # every panel
    raised: Color  # what lies on a panel: cards, fields, pills
    line: Color  # borders, one pixel wide
    text: Color
    mute: Color
    faint: Color
    accent: Color  # selection, primary action, focus; dashed and hatched: a gap not filled
    on_accent: Color  # words on a solid accent
    own: Color  # the person's own media
    gen: Color  # made by a model
    draft: Color  # draft motion
    ok: Color
    bad: Color
    playhead: Color
    tint: float  # how much of a colour a header holds

    def header(self, color: Color) -> Color:
        """The tint of a meaning colour that lies under ``text`` in a header."""
        return mix(self.panel, color, self.tint)

    @property
    def hover(self) -> Color:
        """A raised surface under the pointer."""
        return mix(self.raised, self.text, 0.08)

    @property
    def accent_hover(self) -> Color:
        return mix(self.accent, self.text, 0.12)


DARK = Tokens(
    name="dark",
    bg="#121418",
    panel="#191C22",
    raised="#22262E",
    line="#2C313A",
    text="#E9ECF1",
    mute="#98A1AE",
    faint="#5F6875",
    accent="#7AA2FF",
    on_accent="#10141C",
    own="#3E4A5C",
    gen="#8B7CF6",
    draft="#E0A33E",
    ok="#4DBD8B",
    bad="#F0716A",
    playhead="#FF6B5E",
    tint=0.42,
)

LIGHT = Tokens(
    name="light",
    bg="#EEF0F3",
    panel="#FBFBFC",
    raised="#FFFFFF",
    line="#D9DDE3",
    text="#1B1F26",
    mute="#5B6470",
    faint="#98A0AB",
    accent="#2F62D9",
    on_accent="#FFFFFF",
    own="#C3CCD8",
    gen="#6A58E0",
    draft="#8F5D08",
    ok="#17734A",
    bad="#BE3E36",
    playhead="#E0483B",
    tint=0.34,
)


def mix(one: Color, two: Color, share: float) -> Color:
    """The colour ``share`` of the way from ``one`` to ``two``, per channel."""
    pairs = zip(_channels(one), _channels(two), strict=True)
    return "#" + "".join(f"{round(a + (b - a) * share):02X}" for a, b in pairs)


def contrast(one: Color, two: Color) -> float:
    """The contrast ratio of two colours, 1 to 21 (WCAG 2.2, "contrast ratio")."""
    light, dark = sorted((_luminance(one), _luminance(two)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _channels(color: Color) -> tuple[int, int, int]:
    return int(color[1:3], 16), int(color[3:5], 16), int(color[5:7], 16)


def _luminance(color: Color) -> float:
    red, green, blue = (_linear(channel / 255) for channel in _channels(color))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(value: float) -> float:
    return value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4
