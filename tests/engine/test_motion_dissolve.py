"""Two unrelated sides: both keep moving, the light goes over evenly from one to the other."""

from __future__ import annotations

import numpy as np
import pytest

from storyboard_engine.api import CancelToken
from storyboard_engine.backends.motion.dissolve import dissolve_filler, dissolve_weight
from storyboard_engine.backends.motion.light import mix, to_linear
from storyboard_engine.backends.motion.still import side_camera
from tests.motion_segments import (
    SIZE,
    check_cancel_heard,
    check_repeatable,
    difference,
    pan_run,
    segment,
    speed,
    texture,
)


def test_it_begins_and_ends_on_the_known_pictures() -> None:
    left, right = texture(seed=1), texture(seed=2)
    filler = dissolve_filler(segment(48, left=left, right=right))
    assert difference(filler.frame(0, CancelToken()), left) < 1.0
    assert difference(filler.frame(47, CancelToken()), right) < 1.0


def test_the_weight_rises_smoothly_from_one_side_to_the_other() -> None:
    weights = np.array([dissolve_weight(i, 48) for i in range(-1, 49)])
    assert weights[0] == 0
    assert weights[-1] == 1
    assert (np.diff(weights) >= 0).all()
    assert np.allclose(weights + weights[::-1], 1)
    assert np.abs(np.diff(weights, 2)).max() < 0.02


def test_a_single_frame_is_half_of_each() -> None:
    assert dissolve_weight(0, 1) == 0.5


def test_pictures_are_mixed_in_linear_light() -> None:
    black = np.zeros((4, 4, 3), np.uint8)
    white = np.full((4, 4, 3), 255, np.uint8)
    middle = mix(black, white, 0.5, CancelToken())
    assert abs(to_linear(np.array(middle[0, 0, 0] / 255.0)) - 0.5) < 0.005


def test_a_mixture_of_equal_pictures_is_the_picture() -> None:
    picture = texture()
    np.testing.assert_array_equal(mix(picture, picture, 0.37, CancelToken()), picture)


def test_a_moving_side_goes_on_moving() -> None:
    run = pan_run(25, 24, 60.0)
    filler = dissolve_filler(segment(48, left=run, right=texture(seed=9)))
    shown = [filler.frame(i, CancelToken()) for i in range(3)]
    before = speed(run[-2], run[-1])
    assert speed(run[-1], shown[0]) > 0.8 * before
    assert speed(shown[1], shown[2]) > 0.8 * before
    assert filler.recipe["left"]["path"] == "extend"
    assert filler.recipe["right"]["path"] == "camera"


@pytest.mark.parametrize("from_left", [True, False])
def test_two_stills_both_move_through_the_dissolve(from_left: bool) -> None:
    part = segment(48, left=texture(seed=1), right=texture(seed=2))
    camera = side_camera(part, from_left, alone=False)
    assert difference(*(camera.frame(i, CancelToken()) for i in (18, 30))) > 0.2


def test_no_black_edges() -> None:
    white = np.full((SIZE[1], SIZE[0], 3), 255, np.uint8)
    filler = dissolve_filler(segment(24, left=white, right=white, text="fast pan left"))
    assert min(int(filler.frame(i, CancelToken()).min()) for i in range(0, 24, 4)) == 255


def test_the_same_pixels_every_time_and_cancel() -> None:
    part = segment(24, left=pan_run(6, 24, 60.0), right=texture(seed=4))
    check_repeatable(lambda: dissolve_filler(part), (0, 12, 23))
    check_cancel_heard(dissolve_filler(part))
