"""A moving side goes on: no jump of speed at the joint, no torn or black picture, then rest."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from storyboard_engine.api import CancelToken, Frames
from storyboard_engine.backends.motion.extend import extend_filler
from storyboard_engine.backends.motion.filler import Segment
from storyboard_engine.backends.motion.global_motion import measure_motion
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

RUNS = {
    "constant": {"speed": 60.0},
    "fast": {"speed": 220.0},
    "accelerating": {"speed": 20.0, "acceleration": 70.0},
    "turning": {"speed": 0.0, "turn": 0.35},
}


def _side(run: Frames, forward: bool, frames: int = 48, **more: object) -> Segment:
    given = {"left": run} if forward else {"right": run}
    return segment(frames, **given, **more)  # type: ignore[arg-type]


def _away_from_border(part: Segment, count: int) -> list[np.ndarray]:
    """The segment's first frames counted from the known side."""
    filler, last = extend_filler(part), len(part) - 1
    order = range(count) if part.left is not None else range(last, last - count, -1)
    return [filler.frame(i, CancelToken()) for i in order]


@pytest.mark.parametrize("forward", [True, False], ids=["forward", "backward"])
@pytest.mark.parametrize("kind", RUNS)
def test_speed_does_not_jump_at_the_joint(kind: str, forward: bool) -> None:
    run = pan_run(25, 24, **RUNS[kind])
    shown = _away_from_border(_side(run, forward), 2)
    known = run if forward else run[::-1]
    before = speed(known[-2], known[-1])
    after = speed(known[-1], shown[0])
    assert abs(after - before) <= 0.2 * before
    assert abs(speed(shown[0], shown[1]) - after) <= 0.2 * before


def test_a_slow_source_on_a_fast_board_keeps_its_true_speed() -> None:
    """Eight pictures a second on a board of 24: the first gap frame shows what is due then."""
    run = pan_run(10, 8, 60.0)
    shown = _away_from_border(_side(run, True, source_rate=8), 3)
    a_picture = speed(run[-2], run[-1])
    assert speed(run[-1], shown[0]) == pytest.approx(a_picture, rel=0.2)
    assert speed(shown[0], shown[1]) == pytest.approx(a_picture / 3, rel=0.2)


@pytest.mark.parametrize("forward", [True, False], ids=["forward", "backward"])
def test_it_comes_to_rest(forward: bool) -> None:
    run = pan_run(25, 24, 220.0)
    shown = _away_from_border(_side(run, forward, text="static shot"), 48)
    assert speed(shown[-2], shown[-1]) < 0.1


@pytest.mark.parametrize("forward", [True, False], ids=["forward", "backward"])
@pytest.mark.parametrize("kind", RUNS)
def test_no_black_edge_comes_into_view(kind: str, forward: bool) -> None:
    """The texture is bright everywhere; bicubic sampling may undershoot a little."""
    for shown in _away_from_border(_side(pan_run(25, 24, **RUNS[kind]), forward), 48)[::6]:
        edges = [shown[:3], shown[-3:], shown[:, :3], shown[:, -3:]]
        assert min(int(edge.min()) for edge in edges) > 25


def test_a_standing_clip_only_gets_the_slow_push_in() -> None:
    run = np.repeat(texture()[None], 10, axis=0)
    filler = extend_filler(segment(48, left=run))
    assert filler.recipe["speed_per_s"] == [0.0, 0.0]
    assert difference(filler.frame(0, CancelToken()), run[-1]) < 0.5


def _ball_run(step: float) -> Frames:
    ground = texture()
    frames = []
    for i in range(12):
        frame = ground.copy()
        at = (int(40 + step * i), 90)
        cv2.circle(frame, at, 22, (250, 40, 30), -1, cv2.LINE_AA)
        cv2.circle(frame, (at[0] - 5, 86), 5, (255, 255, 255), -1, cv2.LINE_AA)
        frames.append(frame)
    return np.stack(frames)


@pytest.mark.parametrize("step", [1.0, 3.0, 8.0])
def test_an_object_moves_on_without_taking_the_background_along(step: float) -> None:
    run = _ball_run(step)
    filler = extend_filler(segment(24, left=run, text="static shot"))
    last = filler.frame(23, CancelToken())
    far = np.ones(SIZE[::-1], bool)
    x = int(40 + step * 11)
    far[:, max(x - 80, 0) : x + 80] = False
    assert np.abs(last.astype(int) - run[-1])[far].mean() < 1.0
    red = [_red_centre(frame) for frame in (run[-1], filler.frame(1, CancelToken()), last)]
    assert red[0] < red[1] <= red[2] + 0.5
    area = [_is_red(frame).sum() for frame in (run[-1], last)]
    assert 0.75 < area[1] / area[0] < 1.35


def _is_red(frame: np.ndarray) -> np.ndarray:
    r, g, b = (frame[..., c].astype(int) for c in range(3))
    return (r > 200) & (g < 90) & (b < 90)


def _red_centre(frame: np.ndarray) -> float:
    return float(np.nonzero(_is_red(frame))[1].mean())


def test_the_camera_is_measured_behind_a_moving_object() -> None:
    run = _ball_run(4.0)
    seconds = np.arange(12) / 24
    motion = measure_motion(run, seconds, CancelToken())
    assert abs(motion.drift.shift) < 2.0
    assert motion.trust > 0.9


def test_a_turn_is_measured() -> None:
    run = pan_run(12, 24, 0.0, turn=0.35)
    motion = measure_motion(run, np.arange(12) / 24, CancelToken())
    # The window turns clockwise over the world, so the picture turns the other way.
    assert motion.drift.turn.imag == pytest.approx(-0.35, rel=0.05)


def test_unrelated_pictures_do_not_fly_away() -> None:
    run = np.stack([texture(seed=s) for s in range(6)])
    filler = extend_filler(segment(24, left=run))
    assert difference(filler.frame(0, CancelToken()), run[-1]) < 12


def test_a_gap_of_one_frame() -> None:
    run = pan_run(10, 24, 60.0)
    frame = extend_filler(segment(1, left=run)).frame(0, CancelToken())
    assert frame.shape == run[-1].shape


def test_the_same_pixels_every_time_and_cancel() -> None:
    part = segment(24, left=_ball_run(3.0))
    check_repeatable(lambda: extend_filler(part), (0, 6, 23))
    check_cancel_heard(extend_filler(part))
