"""Animatic cards: legible, whole, calm, different with the prompt, the same every time."""

from __future__ import annotations

import json
from itertools import pairwise

import cv2
import numpy as np
import pytest

from storyboard_engine.api import CancelToken, PromptSpan
from storyboard_engine.backends.motion.card import card_filler, cover_of, make_layers
from storyboard_engine.backends.motion.filler import Segment
from storyboard_engine.backends.motion.light import to_linear
from storyboard_engine.backends.motion.palette import luminance
from tests.motion_segments import check_cancel_heard, check_repeatable, difference, segment

SIZES = [(426, 240), (240, 426), (240, 240), (640, 360)]
TEXTS = [
    "A dog",
    "Golden hour over the old harbour; fishing boats come home. Slow push in.",
    "Snow falls on the mountain village, everything is white",
    "Neon city at night, rain on the glass",
    "The white desert at noon, sand without end",
    "一只白鹤站在溪流中，黄色的尾巴在晨光里闪动；它低下头，捉住了一条鱼。",
    "Fog over a meadow, overcast sky, " * 8,
]


def _card(text: str, size: tuple[int, int] = (426, 240), frames: int = 24) -> Segment:
    return segment(frames, text=text, size=size)


def _worst_contrast(part: Segment, index: int) -> float:
    """The lowest WCAG contrast between the ink and what lies around the letters.

    Grain is averaged away over 5 x 5 pixels: it is no surface that a letter could stand on.
    """
    filler = card_filler(part)
    frame = filler.frame(index, CancelToken())
    layers = make_layers(*[part.prompts[0].text.strip()] * 2, part.size, part.seed, CancelToken())
    cover, (left, top) = cover_of(layers, filler.pose(index), part.size)
    mask = np.zeros(frame.shape[:2], np.uint8)
    mask[top : top + cover.shape[0], left : left + cover.shape[1]] = cover
    inked = cv2.dilate(mask, np.ones((5, 5), np.uint8)) > 0
    near = (cv2.dilate(mask, np.ones((17, 17), np.uint8)) > 0) & ~inked
    free = np.where(inked[..., None], 0, frame).astype(np.float32)
    count = cv2.blur((~inked).astype(np.float32), (5, 5))
    calm = cv2.blur(free, (5, 5)) / np.maximum(count, 1e-6)[..., None]
    ground = luminance(to_linear(calm[near & (count > 0.3)] / 255.0))
    ink = luminance(to_linear(layers.ink / 255.0))
    high, low = np.maximum(ground, ink), np.minimum(ground, ink)
    return float(((high + 0.05) / (low + 0.05)).min())


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("text", TEXTS)
def test_the_text_stands_out(text: str, size: tuple[int, int]) -> None:
    assert _worst_contrast(_card(text, size), 11) >= 4.5


@pytest.mark.parametrize("move", ["push in", "fast tilt up", "fast pan left", "pull out"])
def test_the_text_stands_out_wherever_the_camera_goes(move: str) -> None:
    text = f"The ocean at sunset, boats far out. {move}"
    part = _card(text, frames=72)
    assert min(_worst_contrast(part, index) for index in (0, 36, 71)) >= 4.5


@pytest.mark.parametrize("size", [*SIZES, (1920, 1080), (97, 211)])
@pytest.mark.parametrize("text", [*TEXTS, "Supercalifragilisticexpialidocious " * 3])
def test_the_text_lies_inside_the_canvas(text: str, size: tuple[int, int]) -> None:
    layers = make_layers(text, text, size, 7, CancelToken())
    rows, columns = np.nonzero(layers.text)
    left, top = layers.box
    assert columns.min() + left >= 0.04 * size[0]
    assert columns.max() + left <= 0.96 * size[0]
    assert rows.min() + top >= 0.06 * size[1]
    assert rows.max() + top <= 0.96 * size[1]


@pytest.mark.parametrize("move", ["fast push in", "fast pan right", "fast tilt down"])
def test_the_text_stays_inside_while_the_camera_moves(move: str) -> None:
    """Ink is the brightest thing on a night card: none of it comes near the canvas's edge."""
    filler = card_filler(_card(f"A long line of words on a card at night. {move}", frames=120))
    for index in (0, 60, 119):
        frame = filler.frame(index, CancelToken())
        edge = np.ones(frame.shape[:2], bool)
        edge[6:-6, 8:-8] = False
        assert frame.min(axis=2)[edge].max() < 170 < frame.min(axis=2).max()


def test_no_prompt_gives_a_quiet_plain_card() -> None:
    frame = card_filler(segment(24, size=(426, 240))).frame(3, CancelToken())
    assert frame.shape == (240, 426, 3)
    assert 15 < frame.mean() < 90
    assert frame.max() < 150
    smooth = cv2.GaussianBlur(frame, (0, 0), 3)
    assert difference(frame, smooth) < 2


@pytest.mark.parametrize("text", ["", *TEXTS])
def test_no_black_edges_and_no_flat_bands(text: str) -> None:
    frame = card_filler(_card(text) if text else segment(24, size=(426, 240))).frame(
        0, CancelToken()
    )
    for edge in (frame[0], frame[-1], frame[:, 0], frame[:, -1]):
        assert edge.mean() > 2
        assert edge.std() > 0.5


def test_the_camera_moves_the_backdrop_and_the_text_less() -> None:
    still, moved = (
        card_filler(_card(text, frames=72)).recipe["camera"]["shift"]
        for text in ("a lake. static shot", "a lake. fast pan right")
    )
    assert still == [0, 0]
    assert moved[0] != 0
    filler = card_filler(_card("a lake. fast pan right", frames=72))
    assert difference(filler.frame(10, CancelToken()), filler.frame(60, CancelToken())) > 1


def test_frame_to_frame_the_card_changes_little_and_evenly() -> None:
    filler = card_filler(_card("The ocean at sunset. push in", frames=48))
    soft = [cv2.GaussianBlur(filler.frame(i, CancelToken()), (0, 0), 4) for i in range(48)]
    change = np.array([difference(a, b) for a, b in pairwise(soft)])
    assert change.max() < 1.5
    assert np.abs(np.diff(change)).max() < 0.5


def test_prompts_go_over_into_one_another() -> None:
    prompts = (
        PromptSpan(0, 24, "A forest at dawn. static shot"),
        PromptSpan(24, 48, "Fire at night. static shot", fade=8),
    )
    filler = card_filler(segment(48, prompts=prompts, size=(426, 240)))
    frames = {i: filler.frame(i, CancelToken()) for i in (0, 19, 23, 24, 28, 47)}
    assert difference(frames[0], frames[19]) < 3
    assert difference(frames[28], frames[47]) < 3
    whole = difference(frames[19], frames[28])
    assert 0.25 * whole < difference(frames[19], frames[23]) < 0.75 * whole
    assert 0.25 * whole < difference(frames[24], frames[28]) < 0.75 * whole
    assert [card["palette"][0] for card in filler.recipe["cards"]] == ["dawn", "night"]


def test_a_prompt_without_words_of_light_stays_in_the_place_of_the_one_before() -> None:
    spans = (
        PromptSpan(0, 20, "A crane in a forest stream at dawn"),
        PromptSpan(20, 40, "It dips its head"),
        PromptSpan(40, 60, "Night over the city"),
    )
    part = segment(60, prompts=spans)
    cards = card_filler(part).recipe["cards"]
    assert cards[0]["palette"] == cards[1]["palette"] != cards[2]["palette"]
    top = slice(0, part.size[1] // 4)
    filler = card_filler(part)
    first, second = (filler.frame(index, CancelToken())[top] for index in (8, 30))
    assert difference(first, second) < 6


def test_frames_without_a_prompt_show_the_plain_card() -> None:
    part = segment(48, prompts=(PromptSpan(24, 48, "Snow"),), size=(426, 240))
    cards = card_filler(part).recipe["cards"]
    assert [(card["start"], card["end"], card["palette"]) for card in cards] == [
        (0, 24, ["plain"]),
        (24, 48, ["snow"]),
    ]


def test_seed_and_text_change_the_picture() -> None:
    one = card_filler(segment(8, text="hills at dawn", seed=1)).frame(0, CancelToken())
    two = card_filler(segment(8, text="hills at dawn", seed=2)).frame(0, CancelToken())
    assert difference(one, two) > 1


def test_a_very_long_prompt_says_that_it_was_shortened() -> None:
    recipe = card_filler(_card("word " * 900)).recipe
    assert recipe["path"] == "card"
    assert recipe["cards"][0]["shortened"] is True


def test_the_recipe_is_plain_json() -> None:
    recipe = card_filler(_card("夜")).recipe
    assert json.loads(json.dumps(recipe)) == recipe


def test_the_same_pixels_every_time_and_cancel() -> None:
    part = segment(
        24, prompts=(PromptSpan(0, 12, "stars, roll clockwise"), PromptSpan(12, 24, "海"))
    )
    check_repeatable(lambda: card_filler(part), (0, 11, 12, 23))
    check_cancel_heard(card_filler(part))
