"""The backdrop of a card: sky, light and soft shapes in a palette's colours.

Everything is smooth, so it is painted at half size or less, and seeded, so that it comes back
the same. It reaches beyond the canvas on every side, where the camera may go. Knows no text and
no time.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import cv2
import numpy as np

from storyboard_engine.api import CancelToken
from storyboard_engine.backends.motion.light import Floats
from storyboard_engine.backends.motion.palette import Palette, mix_tones

GROUNDED: Final = frozenset({"hills", "peaks", "dunes", "water", "trees"})  # have a horizon
BLEED: Final = 0.14  # painted beyond the canvas on each side, in canvas widths and heights
_LONG_SIDE: Final = 640  # of the canvas in the painting
HORIZON: Final = 0.50  # in canvas heights


@dataclass(frozen=True, slots=True, eq=False)
class Ground:
    """What a painter needs: canvas coordinates of every sample and the seed's random numbers.

    ``u``, ``v`` run from 0 to 1 over the canvas; ``x`` is u in canvas heights, so that circles
    in (x, v) are round.
    """

    u: Floats
    v: Floats
    aspect: float
    palette: Palette
    light_at: tuple[float, float]
    random: np.random.Generator
    cancel: CancelToken

    @property
    def x(self) -> Floats:
        return self.u * self.aspect


def field_size(size: tuple[int, int]) -> tuple[int, int]:
    """The (w, h) at which the backdrop of a canvas of ``size`` and its bleed are painted."""
    scale = min(0.5, _LONG_SIDE / max(size)) * (1 + 2 * BLEED)
    return max(round(size[0] * scale), 8), max(round(size[1] * scale), 8)


def paint(palette: Palette, size: tuple[int, int], seed: int, cancel: CancelToken) -> Floats:
    """Linear RGB ``(h, w, 3)`` of a canvas of ``size`` and its bleed, (w, h) = ``field_size``."""
    w, h = field_size(size)
    u = (np.arange(w) + 0.5) / w * (1 + 2 * BLEED) - BLEED
    v = (np.arange(h) + 0.5) / h * (1 + 2 * BLEED) - BLEED
    across, down = np.meshgrid(u, v)
    side = max(palette.at[0], 1 - palette.at[0])  # text stands on the left, the light on the right
    ground = Ground(
        across,
        down,
        size[0] / size[1],
        palette,
        (side, palette.at[1] * HORIZON / 0.66),
        np.random.default_rng(seed & 0xFFFFFFFF),
        cancel,
    )
    picture = _sky(ground)
    cancel.check()
    picture = _lit(ground, picture)
    cancel.check()
    scene = _SCENES.get(palette.scene)
    if scene is not None:
        picture = scene(ground, picture)
    cancel.check()
    picture *= 1 + 0.10 * (_cloud(ground, 3) + 0.5 * _cloud(ground, 7))[..., None]
    return np.clip(picture * _vignette(ground)[..., None], 0.0, 1.0)


def _smooth(t: Floats) -> Floats:
    t = np.clip(t, 0.0, 1.0)
    return np.asarray(t * t * (3 - 2 * t))


def _sky(ground: Ground) -> Floats:
    sky, horizon, earth = ground.palette.tones[:3]
    column = ground.v[:, 0]
    upper = mix_tones(sky, horizon, _smooth(column / HORIZON) ** 1.15)
    lower = mix_tones(horizon, earth, _smooth((column - HORIZON) / (1.05 - HORIZON)))
    rows = np.where((column < HORIZON)[:, None], upper, lower)
    return np.repeat(rows[:, None, :], ground.u.shape[1], axis=1)


def _lit(ground: Ground, picture: Floats) -> Floats:
    """A core of light, its wide halo, screened over the picture."""
    x, y = ground.light_at
    far = np.hypot(ground.x - x * ground.aspect, (ground.v - y) * 1.12)
    far /= max(min(ground.aspect, 1.2), 0.7)
    halo = 0.55 * np.exp(-((far / 0.20) ** 2)) + 0.50 * np.exp(-far / 0.34)
    glow = np.clip(halo * ground.palette.strength, 0, 1)[..., None] * ground.palette.tones[3]
    return np.asarray(1 - (1 - picture) * (1 - np.clip(glow, 0, 0.96)))


def _vignette(ground: Ground) -> Floats:
    far = np.hypot((ground.u - 0.5) * 1.15, ground.v - 0.5)
    return 1 - 0.32 * _smooth((far - 0.32) / 0.6)


def _cloud(ground: Ground, cells: int) -> Floats:
    """Smooth noise in [-1, 1], about ``cells`` swells over the picture's height."""
    h, w = ground.u.shape
    wide = max(round(cells * ground.aspect), 2) + 3
    knots = ground.random.uniform(-1, 1, (cells + 3, wide))
    return np.asarray(cv2.resize(knots, (w, h), interpolation=cv2.INTER_CUBIC), np.float64)


def _profile(ground: Ground, swells: float, octaves: int, sharp: float) -> Floats:
    """A line of hills in [-1, 1] along x; ``sharp`` 0 rolls, 1 has crests."""
    count = ground.u.shape[1]
    total, power = np.zeros(count), 0.0
    for octave in range(octaves):
        knots = max(round(swells * 2**octave * max(ground.aspect, 0.8)), 2) + 2
        wave = np.interp(
            np.linspace(0, knots - 1, count), np.arange(knots), ground.random.uniform(-1, 1, knots)
        )
        smooth = cv2.GaussianBlur(wave[None], (0, 0), max(count / knots / 3.2, 1.0))[0]
        share = 0.5**octave
        total += share * ((1 - sharp) * smooth * 1.6 + sharp * wave)
        power += share
    return np.asarray(total / power)


def _ridge(ground: Ground, picture: Floats, line: Floats, colour: Floats, soft: float) -> Floats:
    """Everything below ``line`` (v by column) in ``colour``, paler towards its foot (haze)."""
    below = ground.v - line[None, :]
    cover = _smooth(below / soft + 0.5)
    haze = 0.28 * _smooth(below / 0.30)
    body = colour + (ground.palette.tones[1] - colour) * haze[..., None] * 0.35
    return np.asarray(picture + (body - picture) * cover[..., None])


def _layers(
    ground: Ground, picture: Floats, swells: float, height: float, sharp: float, octaves: int
) -> Floats:
    horizon, earth = ground.palette.tones[1], ground.palette.tones[2]
    count = 4
    for layer in range(count):
        ground.cancel.check()
        near = (layer + 1) / count
        base = HORIZON - 0.03 + 0.36 * (near - 1 / count) ** 1.2
        tall = height * (1.1 - 0.55 * near)
        line = base - tall * _profile(ground, swells * (0.7 + 0.5 * near), octaves, sharp)
        colour = mix_tones(horizon * 0.82, earth * (1.15 - 0.45 * near), np.asarray(near**0.85))
        picture = _ridge(ground, picture, line, colour, 0.006 + 0.022 * near**2)
    return picture


def _hills(ground: Ground, picture: Floats) -> Floats:
    return _layers(ground, picture, 1.6, 0.075, 0.0, 2)


def _peaks(ground: Ground, picture: Floats) -> Floats:
    return _layers(ground, picture, 2.2, 0.17, 0.75, 4)


def _dunes(ground: Ground, picture: Floats) -> Floats:
    return _layers(ground, picture, 0.9, 0.10, 0.35, 1)


def _trees(ground: Ground, picture: Floats) -> Floats:
    """Trunks as soft upright bands, far ones pale and thin, near ones dark and wide."""
    picture = _layers(ground, picture, 1.2, 0.05, 0.0, 2)
    horizon, earth = ground.palette.tones[1], ground.palette.tones[2]
    row = ground.x[0]
    for near, count in ((0.25, 11), (0.55, 7), (1.0, 4)):
        ground.cancel.check()
        shade = mix_tones(horizon * 0.75, earth * 0.55, np.asarray(0.25 + 0.75 * near))
        cover = np.zeros_like(ground.u)
        places = ground.random.uniform(-0.15, 1.15, count) * ground.aspect
        widths = (
            ground.random.uniform(0.55, 1.2, count)
            * (0.008 + 0.030 * near**1.5)
            * min(ground.aspect, 1)
        )
        leans = ground.random.uniform(-0.02, 0.02, count)
        for place, wide, lean in zip(places, widths, leans, strict=True):
            at = place + lean * (ground.v - 0.5)
            off = np.abs(row[None, :] - at) - wide * (0.8 + 0.35 * np.clip(ground.v, 0, 1))
            cover = np.maximum(cover, 1 - _smooth(off / (0.006 + 0.02 * near) + 0.5))
        picture = picture + (shade - picture) * (cover * (0.30 + 0.5 * near))[..., None]
    return picture


def _water(ground: Ground, picture: Floats) -> Floats:
    """Below the horizon the sky's mirror, darker, in long ripples, with the light's path."""
    sky, horizon, earth, glow = ground.palette.tones
    shine_tone = mix_tones(glow, horizon, np.asarray(0.55))
    depth = np.clip((ground.v - HORIZON) / (1 + BLEED - HORIZON), 0, 1)
    mirror = mix_tones(mix_tones(horizon, sky, np.asarray(0.35)), earth, depth**0.7) * 0.9
    h, w = ground.u.shape
    rows = np.repeat(ground.random.uniform(-1, 1, (max(h // 5, 4), 1)), 9, axis=1)
    rows = rows + ground.random.uniform(-1, 1, rows.shape)
    streaks = np.asarray(cv2.resize(rows, (w, h), interpolation=cv2.INTER_CUBIC), np.float64)
    ripple = streaks * (0.04 + 0.10 * depth)
    path = np.exp(-(((ground.u - ground.light_at[0]) / (0.07 + 0.16 * depth)) ** 2))
    shine = np.clip(path * (0.55 + 0.9 * streaks) * ground.palette.strength * (1 - depth), 0, 1)
    water = mirror * (1 + ripple[..., None]) + shine[..., None] * shine_tone * 0.6
    cover = _smooth((ground.v - HORIZON) / 0.010 + 0.5)
    return np.asarray(picture + (water - picture) * cover[..., None])


def _lights(ground: Ground, picture: Floats) -> Floats:
    """Lights out of focus: soft discs in the glow's and the horizon's colours."""
    picture = picture.copy()
    glow, horizon = ground.palette.tones[3], ground.palette.tones[1]
    count = 26
    for _ in range(count):
        u, v = ground.random.uniform(-0.1, 1.1), ground.random.normal(0.46, 0.22)
        radius = ground.random.uniform(0.014, 0.062) * min(1.0, ground.aspect * 0.8 + 0.2)
        share, power = ground.random.uniform(0, 1), ground.random.uniform(0.06, 0.30)
        power *= 0.45 + 0.75 * u  # quieter on the text's side
        light = glow * share + np.clip(horizon * 1.6, 0, 1) * (1 - share)
        if ground.random.uniform() < 0.25:
            light = light[[0, 2, 1]]  # a light of another hue among them
        _add_disc(ground, picture, (u * ground.aspect, v), radius, light * max(power, 0.03))
    return picture


def _add_disc(
    ground: Ground, picture: Floats, at: tuple[float, float], radius: float, light: Floats
) -> None:
    """Screen a disc with a soft rim over its part of the picture, in place."""
    ground.cancel.check()
    columns = np.flatnonzero(np.abs(ground.x[0] - at[0]) < radius * 1.3)
    rows = np.flatnonzero(np.abs(ground.v[:, 0] - at[1]) < radius * 1.3)
    if not len(columns) or not len(rows):
        return
    part = (slice(rows[0], rows[-1] + 1), slice(columns[0], columns[-1] + 1))
    far = np.hypot(ground.x[part] - at[0], ground.v[part] - at[1]) / radius
    disc = (1 - _smooth((far - 0.86) / 0.28)) * (0.72 + 0.28 * _smooth(far))
    picture[part] = 1 - (1 - picture[part]) * (1 - disc[..., None] * light)


def _stars(ground: Ground, picture: Floats) -> Floats:
    """Clouds of far light and points of stars."""
    cloud = np.clip(0.35 + 0.5 * _cloud(ground, 3) + 0.35 * _cloud(ground, 6), 0, 1)
    picture = picture * (0.35 + 0.9 * cloud)[..., None]
    h, w = ground.u.shape
    points = np.zeros((h, w))
    count = round(220 * max(ground.aspect, 1 / ground.aspect))
    rows, columns = ground.random.integers(0, h, count), ground.random.integers(0, w, count)
    points[rows, columns] = ground.random.uniform(0.1, 1, count) ** 3
    unit = max(h, w) / 480
    near = cv2.GaussianBlur(points, (0, 0), 0.5 * unit) * 2.4 * unit**2
    far = cv2.GaussianBlur(points**3, (0, 0), 2.0 * unit) * 3 * unit**2
    tint = 0.7 + 0.3 * ground.palette.tones[3]
    return np.asarray(1 - (1 - picture) * (1 - np.clip(near + far, 0, 0.95)[..., None] * tint))


_SCENES: Final[dict[str, Callable[[Ground, Floats], Floats]]] = {
    "hills": _hills,
    "peaks": _peaks,
    "dunes": _dunes,
    "trees": _trees,
    "water": _water,
    "lights": _lights,
    "stars": _stars,
}
