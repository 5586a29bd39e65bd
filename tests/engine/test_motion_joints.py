"""Speed does not jump where known frames meet made ones, and the frames are right."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from storyboard_engine import registry
from storyboard_engine.backends.motion.joints import Pace, alike_bends
from storyboard_engine.backends.motion.trajectories import Bend, Paths
from storyboard_engine.testing import Case, run
from tests.engine.motion_scenes import RATE, gap_in, psnr, scenes, speed

SCENES = scenes()


def _seen(case: Case, tmp_path: Path) -> tuple[list[float], list[float], dict[int, np.ndarray]]:
    """Times and speeds (pixels per board frame) over the gap and three frames on each side."""
    frames = run(registry.create("motion", tmp_path), case).frames
    left, right = case.inputs.left, case.inputs.right
    assert left is not None
    assert right is not None
    pictures = [*left.frames[-4:], *(frames[i] for i in sorted(frames)), *right.frames[:4]]
    gap = [Fraction(i) / RATE for i in sorted(frames)]
    times = [*left.times[-4:], *gap, *right.times[:4]]
    speeds = [
        speed(a, b) / float((t - s) * RATE)
        for (a, b), (s, t) in zip(pairwise(pictures), pairwise(times), strict=True)
    ]
    return [float(time) for time in times], speeds, frames


@pytest.mark.parametrize(
    ("name", "frames", "rate"),
    [
        ("constant speed", 3, 24),
        ("constant speed", 12, 24),
        ("constant speed", 12, 8),
        ("constant speed", 24, 24),
        ("acceleration", 3, 24),
        ("acceleration", 12, 24),
        ("rotation", 3, 24),
        ("rotation", 12, 24),
        ("rotation", 12, 8),
    ],
)
def test_speed_changes_little_across_the_joints(
    name: str, frames: int, rate: int, tmp_path: Path
) -> None:
    case = gap_in(SCENES[name], frames, rate)
    _, speeds, _ = _seen(case, tmp_path)
    # The truth changes by up to 12 % from frame to frame while accelerating from 1 px a frame.
    for at in (3, 4, 3 + frames, 2 + frames):
        change = abs(speeds[at] - speeds[at - 1]) / speeds[at - 1]
        assert change <= 0.20, f"speed goes from {speeds[at - 1]:.2f} to {speeds[at]:.2f}"


@pytest.mark.parametrize("name", SCENES)
def test_short_gaps_come_back_almost_as_they_were(name: str, tmp_path: Path) -> None:
    case = gap_in(SCENES[name], 3)
    frames = run(registry.create("motion", tmp_path), case).frames
    for index, picture in frames.items():
        assert psnr(picture, SCENES[name](index / 24)) > 42


def test_no_frame_is_repeated_or_runs_backwards(tmp_path: Path) -> None:
    case = gap_in(SCENES["constant speed"], 12)
    _, speeds, frames = _seen(case, tmp_path)
    assert min(speeds) > 0.8 * max(speeds)
    pictures = [frames[i] for i in range(12)]
    for before, after in pairwise(pictures):
        assert not np.array_equal(before, after)


def _paths(start: float, end: float, reach: float) -> Paths:
    way = np.full((8, 8, 2), (4, 0), np.float32)
    return Paths(way, Bend(start * way, end * way, reach), from_left=True)


@pytest.mark.parametrize("reach", [1.0, 0.3])
def test_a_bent_path_keeps_its_ends_and_leaves_at_its_own_speed(reach: float) -> None:
    paths = _paths(0.5, -0.5, reach)
    assert np.allclose(paths.offset(0.0), 0, atol=1e-6)
    assert np.allclose(paths.offset(1.0)[0, 0], (4, 0), atol=1e-6)
    near = 1e-3
    assert paths.offset(near)[0, 0, 0] / near == pytest.approx(4 * 1.5, rel=0.02)
    end = (4 - paths.offset(1 - near)[0, 0, 0]) / near
    assert end == pytest.approx(4 * 0.5, rel=0.02)


def test_the_sources_of_a_pixel_are_its_path_s_ends() -> None:
    to_left, to_right = _paths(0.5, 0.0, 1.0).sources(0.5)
    assert np.allclose(to_right - to_left, (4, 0), atol=1e-5)
    assert to_left[4, 4, 0] == pytest.approx(-(2 + 0.5 * 4 * 0.125), abs=1e-4)


@pytest.mark.parametrize("start", [-1.0, 0.0, 2.0])
@pytest.mark.parametrize("end", [-1.0, 0.0, 2.0])
@pytest.mark.parametrize("reach", [1.0, 0.5, 0.1])
def test_time_never_runs_backwards(start: float, end: float, reach: float) -> None:
    pace = Pace(start, end, reach)
    times = [pace.time(t) for t in np.linspace(0, 1, 201)]
    assert times[0] == 0
    assert times[-1] == pytest.approx(1)
    assert all(b >= a - 1e-9 for a, b in pairwise(times))


def _field(length: float) -> np.ndarray:
    return np.full((8, 8, 2), (length, 0), np.float32)


@pytest.mark.parametrize(
    ("start", "end", "way", "left"),
    [(10, 0.1, 0.2, 0.2), (10, 0.1, 30, 10), (3, -2, 4, 3), (0, 5, 4, 0)],
)
def test_a_jerk_beside_the_gap_is_not_carried_into_it(
    start: float, end: float, way: float, left: float
) -> None:
    bent, _ = alike_bends(_field(start), _field(end), _field(way))
    assert np.allclose(bent[..., 0], left, atol=1e-5)
    _, bent = alike_bends(_field(end), _field(start), _field(way))
    assert np.allclose(bent[..., 0], left, atol=1e-5)
