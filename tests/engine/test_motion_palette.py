"""Words of light and colour give a card its palette, in both languages."""

from __future__ import annotations

import re

import numpy as np
import pytest

from storyboard_engine.backends.motion import palette_words
from storyboard_engine.backends.motion.backdrop import GROUNDED
from storyboard_engine.backends.motion.palette import (
    luminance,
    mix_tones,
    palette_of,
)

_SCENES = {*GROUNDED, "lights", "stars", ""}


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("A forest at dawn", ("dawn", "forest")),
        ("Golden hour over the harbour", ("golden hour", "ocean")),
        ("neon city at night", ("night", "neon", "city")),
        ("dusk", ("dusk",)),
        ("Snow falls", ("snow",)),
        ("the desert burns in the fire", ("desert", "fire")),
        ("a red balloon over the ocean", ("ocean", "red")),
        ("黎明", ("dawn",)),
        ("夜", ("night",)),
        ("森林里的雪", ("forest", "snow")),
        ("蓝色的大海", ("ocean", "blue")),
        ("鮮紅的燈籠", ("candlelight", "red")),
        ("上海的街道", ("city",)),
        ("霓虹", ("neon",)),
        ("火车", ("umber",)),
        ("", ("plain",)),
    ],
)
def test_words_found(text: str, names: tuple[str, ...]) -> None:
    found = palette_of(text).names
    quiet = {light.name for light in palette_words.QUIET}
    if set(names) & quiet:
        assert set(found) <= quiet
    else:
        assert found == names


@pytest.mark.parametrize(
    "text", ["firework", "seasons", "nightmares", "redo the shred", "greenwich"]
)
def test_a_word_inside_another_is_not_one(text: str) -> None:
    assert palette_of(text).names[0] in {light.name for light in palette_words.QUIET}


def test_every_table_row_is_a_light_that_can_be_painted() -> None:
    for light in (*palette_words.TIMES, *palette_words.PLACES, *palette_words.QUIET):
        assert light.scene in _SCENES
        assert all(re.fullmatch(r"#[0-9a-f]{6}", tone) for tone in (*light.tones, light.glow))
        re.compile(light.english)
        re.compile(light.chinese)
    assert {light.scene for light in palette_words.PLACES} >= GROUNDED - {"hills"}


def test_both_languages_give_the_same_colours() -> None:
    np.testing.assert_array_equal(palette_of("dawn").tones, palette_of("黎明").tones)
    np.testing.assert_array_equal(palette_of("夢").tones, palette_of("dream").tones)


def test_night_is_darker_than_noon_and_fire_is_red() -> None:
    night, noon = (float(luminance(palette_of(t).tones[:3]).mean()) for t in ("night", "noon"))
    assert night < noon / 5
    red, green, blue = palette_of("fire").tones[1]
    assert red > 3 * green > 3 * blue


def test_colour_words_pull_the_light() -> None:
    plain, red, blue = (palette_of(t).tones for t in ("a forest", "a red forest", "a blue forest"))
    assert red[3, 0] - red[3, 2] > plain[3, 0] - plain[3, 2]
    assert blue[3, 2] - blue[3, 0] > plain[3, 2] - plain[3, 0]


def test_mixing_runs_from_one_colour_to_the_other() -> None:
    first, second = np.array([0.02, 0.05, 0.3]), np.array([0.8, 0.3, 0.05])
    way = mix_tones(first, second, np.linspace(0, 1, 33))
    np.testing.assert_allclose(way[0], first, atol=1e-4)
    np.testing.assert_allclose(way[-1], second, atol=1e-4)
    assert np.abs(np.diff(luminance(way))).max() < 0.04
