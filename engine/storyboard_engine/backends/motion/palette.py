"""A card's colours, from the words of light and colour in its prompt. Pure: words in, values out.

Words are data in ``palette_words``; several are mixed in OKLab (Björn Ottosson, 2020), so that
the mixture keeps its lightness and does not turn to mud. Knows nothing of pictures.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from typing import Final

import numpy as np

from storyboard_engine.backends.motion.light import Floats, to_linear, to_srgb
from storyboard_engine.backends.motion.palette_words import (
    COLOURS,
    PLACES,
    PLAIN,
    QUIET,
    TIMES,
    TRADITIONAL,
    Colour,
    Light,
)

_TINT: Final = (0.14, 0.28, 0.20, 0.45)  # how far a colour word pulls sky, horizon, ground, glow
_MOST_LIGHTS: Final = 2  # of each table
# The say of the time of day over sky, horizon, ground and glow; the rest is the place's.
_TIME_LIGHTNESS: Final = (0.75, 0.60, 0.60, 0.50)
_TIME_HUE: Final = (0.75, 0.75, 0.40, 0.70)
_OWN_LIGHT: Final = 0.35  # what is left of that say beside a place that gives more light itself


@dataclass(frozen=True, slots=True, eq=False)
class Palette:
    """``tones (4, 3)``: sky, horizon, ground, glow in linear light; the rest as in ``Light``."""

    names: tuple[str, ...]
    tones: Floats
    strength: float
    at: tuple[float, float]
    scene: str


def palette_of(text: str) -> Palette:
    """The palette of a prompt; without words of light one by the text, without text a plain one."""
    text = text.lower().translate(TRADITIONAL)
    times, places = _found(text, TIMES), _found(text, PLACES)
    colours = _found_colours(text)
    lights = [*times, *places]
    alone = not lights
    if not lights:
        quiet = QUIET[hashlib.sha256(text.encode()).digest()[0] % len(QUIET)]
        lights = places = [quiet if text.strip() else PLAIN]
    tones = _tinted(_mixed(times, places), colours, alone=alone)
    scenes = [light.scene for light in (*places, *times) if light.scene]
    brightest = max(lights, key=lambda light: light.strength)
    return Palette(
        names=(*(light.name for light in lights), *(colour.name for colour in colours)),
        tones=np.clip(_from_oklab(tones), 0.0, 1.0),
        strength=brightest.strength,
        at=brightest.at,
        scene=next((s for s in scenes if s != "hills"), scenes[0] if scenes else ""),
    )


def says_light(text: str) -> bool:
    """Whether a prompt has words of light, place or colour of its own."""
    text = text.lower().translate(TRADITIONAL)
    return bool(_found(text, TIMES) or _found(text, PLACES) or _found_colours(text))


def _mixed(times: list[Light], places: list[Light]) -> Floats:
    """OKLab tones of a time and a place: the time rules the sky's, the place the ground's hue."""
    time, place = _mean(times), _mean(places)
    if time is None or place is None:
        both = place if time is None else time
        assert both is not None, "one of the two is always there"
        return both
    say = np.stack([_TIME_LIGHTNESS, _TIME_HUE, _TIME_HUE], axis=1)
    if max(p.strength for p in places) > max(t.strength for t in times):
        say = say * _OWN_LIGHT
        say[0] /= _OWN_LIGHT
    tones: Floats = place + (time - place) * say
    tones[3, 0] = max(place[3, 0], time[3, 0])
    return tones


def _mean(lights: list[Light]) -> Floats | None:
    """The mean OKLab tones of lights, the first named leading."""
    if not lights:
        return None
    weights = 0.5 ** np.arange(len(lights))
    tones = np.stack([_oklab(_tones(light)) for light in lights])
    return np.asarray(np.tensordot(weights / weights.sum(), tones, axes=1))


def _found(text: str, lights: tuple[Light, ...]) -> list[Light]:
    """The first lights of a table that a text names, in the text's order."""
    found = [(at, light) for light in lights if (at := _position(text, light)) is not None]
    found.sort(key=lambda pair: pair[0])
    return [light for _, light in found[:_MOST_LIGHTS]]


def _found_colours(text: str) -> list[Colour]:
    found = [(at, colour) for colour in COLOURS if (at := _position(text, colour)) is not None]
    found.sort(key=lambda pair: pair[0])
    return [colour for _, colour in found[:2]]


def _position(text: str, words: Light | Colour) -> int | None:
    match = re.search(rf"\b(?:{words.english})\b|{words.chinese}", text)
    return match.start() if match else None


def _tinted(tones: Floats, colours: list[Colour], *, alone: bool) -> Floats:
    """OKLab tones pulled towards the colours named, the first the most.

    ``alone``: nothing else speaks for a hue, so that the pull is stronger.
    """
    for i, colour in enumerate(colours):
        target = _oklab(_linear(colour.hex)[None])[0]
        for row, share in enumerate(_TINT):
            pull = min(share * (1.5 if alone else 1.0), 0.8) * 0.55**i
            wanted = np.array([tones[row, 0] * 0.75 + target[0] * 0.25, target[1], target[2]])
            tones[row] += (wanted - tones[row]) * pull
    return tones


def _tones(light: Light) -> Floats:
    return np.stack([_linear(colour) for colour in (*light.tones, light.glow)])


def _linear(colour: str) -> Floats:
    codes = np.array([int(colour[i : i + 2], 16) for i in (1, 3, 5)]) / 255
    return to_linear(codes)


_TO_LMS: Final = np.array(
    [
        [0.4122214708, 0.5363325363, 0.0514459929],
        [0.2119034982, 0.6806995451, 0.1073969566],
        [0.0883024619, 0.2817188376, 0.6299787005],
    ]
)
_TO_LAB: Final = np.array(
    [
        [0.2104542553, 0.7936177850, -0.0040720468],
        [1.9779984951, -2.4285922050, 0.4505937099],
        [0.0259040371, 0.7827717662, -0.8086757660],
    ]
)
_FROM_LAB: Final = np.linalg.inv(_TO_LAB)
_FROM_LMS: Final = np.linalg.inv(_TO_LMS)


def _oklab(linear: Floats) -> Floats:
    return np.asarray(np.cbrt(linear @ _TO_LMS.T) @ _TO_LAB.T)


def _from_oklab(lab: Floats) -> Floats:
    return np.asarray((lab @ _FROM_LAB.T) ** 3 @ _FROM_LMS.T)


def mix_tones(first: Floats, second: Floats, share: Floats) -> Floats:
    """Linear colours between two; ``share (...)`` 0 to 1 gives ``(..., 3)``.

    Halfway between OKLab's straight line, which greys opposite hues, and OKLCh's arc, which runs
    through every hue between: as a sky does from blue over rose to orange.
    """
    a, b = _oklab(first), _oklab(second)
    straight = a + (b - a) * share[..., None]
    chroma = np.hypot(a[1], a[2]) * (1 - share) + np.hypot(b[1], b[2]) * share
    turn = (np.arctan2(b[2], b[1]) - np.arctan2(a[2], a[1]) + np.pi) % (2 * np.pi) - np.pi
    hue = np.arctan2(a[2], a[1]) + turn * share
    arc = np.stack([straight[..., 0], chroma * np.cos(hue), chroma * np.sin(hue)], axis=-1)
    return np.clip(_from_oklab((straight + arc) / 2), 0.0, 1.0)


def luminance(linear: Floats) -> Floats:
    """Relative luminance of linear RGB ``(..., 3)`` (WCAG 2.2)."""
    return np.asarray(linear @ np.array([0.2126, 0.7152, 0.0722]))


def codes(linear: Floats) -> Floats:
    """sRGB code values 0 to 255 (not rounded) of linear RGB."""
    return to_srgb(linear) * 255
