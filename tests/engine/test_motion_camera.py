"""A camera over one picture: exact at the joint, smooth, never beyond the picture's edge."""

from __future__ import annotations

import math
from itertools import pairwise

import numpy as np
import pytest

from storyboard_engine.api import CancelToken, PromptSpan
from storyboard_engine.backends.motion.camera import IDENTITY, make_plate, plan_path, view
from storyboard_engine.backends.motion.still import camera_filler
from tests.motion_segments import (
    SIZE,
    check_cancel_heard,
    check_repeatable,
    difference,
    segment,
    texture,
)

MOVES = ["", "push in", "fast pull out", "fast pan left", "tilt up", "fast roll clockwise",
         "crane down", "orbit right", "push in, then pan right", "快速右摇"]  # fmt: skip


@pytest.mark.parametrize("text", MOVES)
def test_the_joint_is_continuous_on_either_side(text: str) -> None:
    picture = texture()
    from_left = camera_filler(segment(48, left=picture, text=text))
    from_right = camera_filler(segment(48, right=picture, text=text))
    assert difference(from_left.frame(0, CancelToken()), picture) < 1.0
    assert difference(from_right.frame(47, CancelToken()), picture) < 1.0


@pytest.mark.parametrize("text", MOVES)
def test_no_frame_shows_a_black_edge(text: str) -> None:
    white = np.full((SIZE[1], SIZE[0], 3), 255, np.uint8)
    filler = camera_filler(segment(72, left=white, text=text))
    for index in range(0, 72, 9):
        assert filler.frame(index, CancelToken()).min() == 255


@pytest.mark.parametrize("text", ["pan left", "tilt down", "fast roll clockwise", "push in"])
def test_moves_stay_inside_the_picture(text: str) -> None:
    path = plan_path((PromptSpan(0, 72, text),), 72, 24.0, SIZE, (-1, 71), -1)
    w, h = SIZE
    corners = np.array([[0, 0, 1], [w - 1, 0, 1], [0, h - 1, 1], [w - 1, h - 1, 1]], float)
    for pose in path.poses:
        seen = corners @ pose.matrix(SIZE).T
        assert seen.min() > -0.6
        assert (seen - [w - 1, h - 1]).max() < 0.6


def test_without_camera_words_a_slow_push_in_eases_to_rest() -> None:
    path = plan_path((), 72, 24.0, SIZE, (-1, 71), -1)
    zoom = np.array([path[i].zoom for i in range(-1, 72)])
    steps = np.diff(zoom)
    assert zoom[0] == 0
    assert 0.02 < zoom[-1] < 0.06
    assert (steps >= 0).all()
    assert steps[0] < steps.max() / 10
    assert steps[-1] < steps.max() / 10
    assert all(path[i].x == path[i].y == path[i].roll == 0 for i in range(-1, 72))


@pytest.mark.parametrize(
    ("text", "sign"),
    [("pan right", (0, 1, 0, 0)), ("pan left", (0, -1, 0, 0)), ("tilt up", (0, 0, -1, 0)),
     ("tilt down", (0, 0, 1, 0)), ("roll clockwise", (0, 0, 0, 1))],
)  # fmt: skip
def test_directions(text: str, sign: tuple[int, ...]) -> None:
    pose = plan_path((PromptSpan(0, 48, text),), 48, 24.0, SIZE, (-1, 47), -1)[47]
    got = [math.copysign(1, v) if abs(v) > 1e-3 else 0 for v in (pose.x, pose.y, pose.roll)]
    assert got == list(sign[1:])


def test_pull_out_and_push_in_change_the_size_both_ways() -> None:
    out, into = (
        plan_path((PromptSpan(0, 48, text),), 48, 24.0, SIZE, (-1, 47), -1)[47].zoom
        for text in ("pull out", "push in")
    )
    assert out < -0.02 < 0.02 < into


def test_a_locked_off_camera_shows_the_picture_itself() -> None:
    picture = texture()
    filler = camera_filler(segment(24, left=picture, text="static shot"))
    for index in (0, 11, 23):
        np.testing.assert_array_equal(filler.frame(index, CancelToken()), picture)


def test_prompts_over_time_change_the_velocity_smoothly() -> None:
    prompts = (PromptSpan(0, 48, "fast pan left"), PromptSpan(48, 96, "fast pan right", fade=8))
    path = plan_path(prompts, 96, 24.0, SIZE, (-1, 95), -1)
    speeds = np.diff([path[i].x for i in range(-1, 96)])
    assert speeds[30] < 0 < speeds[66]
    assert np.abs(np.diff(speeds)).max() < np.abs(speeds).max() / 3


def test_adverbs_change_the_distance() -> None:
    ends = [
        plan_path((PromptSpan(0, 48, text),), 48, 24.0, SIZE, (-1, 47), -1)[47].x
        for text in ("slow pan right", "pan right", "fast pan right")
    ]
    assert 0 < ends[0] < ends[1] < ends[2]


def test_motion_has_no_steps_below_a_pixel() -> None:
    """Frame to frame the picture changes by amounts that vary smoothly: no judder."""
    filler = camera_filler(segment(48, left=texture(), text="pan right"))
    frames = [filler.frame(i, CancelToken()).astype(float) for i in range(48)]
    change = np.array([np.abs(b - a).mean() for a, b in pairwise(frames)])
    jumps = np.abs(np.diff(change))
    assert jumps.max() < 0.2 * change.max()


def test_a_long_gap_does_not_go_farther_than_the_picture_allows() -> None:
    path = plan_path((PromptSpan(0, 2400, "fast push in"),), 2400, 24.0, SIZE, (-1, 2399), -1)
    assert math.exp(path[2399].zoom) <= 1.7 + 1e-6


def test_the_identity_view_is_the_picture() -> None:
    picture = texture()
    np.testing.assert_array_equal(view(make_plate(picture, 12), IDENTITY, CancelToken()), picture)


@pytest.mark.parametrize("size", [(61, 47), (180, 320), (200, 200), (16, 16)])
def test_any_shape(size: tuple[int, int]) -> None:
    filler = camera_filler(segment(1, left=texture(size), text="pull out", size=size))
    assert filler.frame(0, CancelToken()).shape == (size[1], size[0], 3)


def test_the_same_pixels_every_time_and_cancel() -> None:
    part = segment(24, left=texture(), text="orbit left")
    check_repeatable(lambda: camera_filler(part), (0, 12, 23))
    check_cancel_heard(camera_filler(part))


def test_the_recipe_says_which_move() -> None:
    recipe = camera_filler(segment(24, left=texture(), text="slow pan left")).recipe
    assert recipe["path"] == "camera"
    assert recipe["camera"]["moves"][0]["move"] == ["pan left"]
