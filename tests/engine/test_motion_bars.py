"""Letterbox bars stand still while the picture inside them moves."""

from __future__ import annotations

import json

import numpy as np
import pytest

from storyboard_engine.api import CancelToken, Frames, Picture
from storyboard_engine.backends.motion.bars import Box, inside_bars
from storyboard_engine.backends.motion.dissolve import dissolve_filler
from storyboard_engine.backends.motion.extend import extend_filler
from storyboard_engine.backends.motion.still import camera_filler
from tests.motion_segments import SIZE, difference, pan_run, segment, speed, texture


def _barred(frames: Frames, top: int, left: int, colour: int = 0) -> Frames:
    out = frames.copy()
    h, w = frames.shape[1:3]
    inner = np.zeros((h, w), bool)
    inner[top : h - top, left : w - left] = True
    out[:, ~inner] = colour
    return out


def _picture(top: int, left: int, colour: int = 0) -> Picture:
    return _barred(texture()[None], top, left, colour)[0]


@pytest.mark.parametrize("colour", [0, 16, 128, 255])
@pytest.mark.parametrize(("top", "left"), [(20, 0), (0, 40), (12, 12)])
def test_bars_are_found(top: int, left: int, colour: int) -> None:
    w, h = SIZE
    expected = Box(top, h - top, left, w - left)
    assert inside_bars(_picture(top, left, colour)[None]) == expected


def test_coding_noise_in_bars_is_forgiven() -> None:
    picture = _picture(20, 0, 16)
    noise = np.random.default_rng(1).integers(-2, 3, picture.shape)
    noisy = np.clip(picture.astype(int) + noise, 0, 255).astype(np.uint8)
    box = inside_bars(noisy[None])
    assert box is not None
    assert box.top == 20


def test_what_is_no_pair_of_bars_is_left_alone() -> None:
    lopsided = texture().copy()
    lopsided[:30] = 0
    assert inside_bars(lopsided[None]) is None
    assert inside_bars(texture()[None]) is None
    assert inside_bars(np.full((1, 180, 320, 3), 255, np.uint8)) is None
    assert inside_bars(_picture(1, 0)[None]) is None


def test_bars_of_two_colours_are_none() -> None:
    picture = _picture(20, 0).copy()
    picture[-20:] = 200
    assert inside_bars(picture[None]) is None


def test_dark_content_beside_a_bar_is_told_by_another_frame_or_the_other_side() -> None:
    dark = _picture(20, 0).copy()
    dark[20:35] = 0
    assert inside_bars(dark[None]) == Box(20, 160, 0, 320)
    dark[-35:-20] = 0
    assert inside_bars(np.stack([_picture(20, 0), dark])) == Box(20, 160, 0, 320)


def test_a_camera_move_leaves_the_bars() -> None:
    picture = _picture(20, 0)
    filler = camera_filler(segment(48, left=picture, text="push in"))
    last = filler.frame(47, CancelToken())
    assert last[:20].max() == 0
    assert last[-20:].max() == 0
    assert last[20:-20].min() > 20
    assert difference(filler.frame(0, CancelToken()), picture) < 1
    assert difference(last, picture) > 3


@pytest.mark.parametrize("forward", [True, False])
def test_an_extension_leaves_the_bars(forward: bool) -> None:
    run = _barred(pan_run(12, 24, 60.0), 20, 0)
    part = segment(24, left=run) if forward else segment(24, right=run)
    filler = extend_filler(part)
    near, border = (0, run[-1]) if forward else (23, run[0])
    step = speed(run[-2], run[-1])
    assert speed(border, filler.frame(near, CancelToken())) == pytest.approx(step, rel=0.2)
    for index in (0, 12, 23):
        frame = filler.frame(index, CancelToken())
        assert max(int(frame[:20].max()), int(frame[-20:].max())) == 0


def test_a_dissolve_between_pictures_with_other_bars() -> None:
    filler = dissolve_filler(segment(24, left=_picture(20, 0), right=_picture(0, 40)))
    assert filler.frame(0, CancelToken())[:20].max() == 0
    assert filler.frame(23, CancelToken())[:, :40].max() == 0


def test_the_recipe_tells_of_the_bars() -> None:
    recipe = camera_filler(segment(24, left=_picture(20, 0))).recipe
    assert recipe["inside_bars"] == [320, 140]
    assert json.loads(json.dumps(recipe)) == recipe
