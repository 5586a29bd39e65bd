"""Related pictures, cuts, and which method wins: all told from the pictures."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise, permutations
from pathlib import Path

import numpy as np
import pytest

from storyboard_engine import registry
from storyboard_engine.api import CancelToken, Context, FillInputs, Picture
from storyboard_engine.backends.motion.choose import PairMethod, choose
from storyboard_engine.backends.motion.cuts import after_last_cut, before_first_cut, is_cut
from storyboard_engine.backends.motion.filler import Known
from storyboard_engine.backends.motion.relate import match
from storyboard_engine.testing import Case, run
from tests.engine.motion_scenes import gap_in, ground, scenes, view

TOKEN = CancelToken()
SCENES = scenes()


def landscapes() -> list[Picture]:
    """Four pictures of different things: texture, colours and layout all differ."""
    pictures = []
    for seed, tint in enumerate(((1.0, 0.6, 0.3), (0.3, 0.5, 1.0), (0.4, 1.0, 0.4), (1, 1, 1))):
        seen = view(ground(seed + 20), 10 * seed, 0).astype(np.float32)
        sky = np.linspace(1.2, 0.3 + 0.2 * seed, seen.shape[0])[:, None, None]
        pictures.append(np.clip(seen * sky * np.array(tint), 0, 255).astype(np.uint8))
    return pictures


@pytest.mark.parametrize("name", SCENES)
@pytest.mark.parametrize("seconds", [1 / 24, 8 / 24, 1.0])
def test_frames_of_one_shot_are_related(name: str, seconds: float) -> None:
    assert match(SCENES[name](0), SCENES[name](seconds), TOKEN).related


def test_exposure_does_not_make_strangers() -> None:
    picture = SCENES["rotation"](0)
    dark = (SCENES["rotation"](0.1) * 0.5).astype(np.uint8)
    assert match(picture, dark, TOKEN).related


def test_flat_pictures_alike_are_related_and_unlike_are_not() -> None:
    black, white = np.zeros((90, 160, 3), np.uint8), np.full((90, 160, 3), 255, np.uint8)
    assert match(black, black, TOKEN).related
    assert not match(black, white, TOKEN).continuous


def test_pictures_of_different_things_are_not_related() -> None:
    for left, right in permutations(landscapes(), 2):
        assert not match(left, right, TOKEN).related


def test_unrelated_sides_are_dissolved_and_related_ones_interpolated(tmp_path: Path) -> None:
    backend = registry.create("motion", tmp_path)
    related = gap_in(SCENES["constant speed"], 6)
    left, other = landscapes()[:2]
    strangers = Case(
        "strangers",
        related.request,
        FillInputs(
            Context(np.stack([left, left]), (Fraction(-2, 24), Fraction(-1, 24))),
            Context(np.stack([other, other]), (Fraction(6, 24), Fraction(7, 24))),
        ),
    )
    for case, path in ((related, "interpolate"), (strangers, "dissolve")):
        recipe = run(backend, case).result.recipe
        assert recipe["label"] == "draft motion"
        assert [part["path"] for part in recipe["segments"]] == [path]


def _run_with_cut() -> Known:
    """Three frames of one shot, then four of another."""
    first = [SCENES["constant speed"](i / 24) for i in range(3)]
    plane = ground(77)
    second = [view(plane, 2 * i, 0) for i in range(4)]
    return Known(np.stack(first + second), tuple(Fraction(i, 24) for i in range(7)))


def test_only_what_lies_between_the_cut_and_the_gap_is_used() -> None:
    side = _run_with_cut()
    left, right = after_last_cut(side, TOKEN), before_first_cut(side, TOKEN)
    assert left.times == side.times[3:]
    assert np.array_equal(left.frames, side.frames[3:])
    assert right.times == side.times[:3]
    assert np.array_equal(right.frames, side.frames[:3])


def test_a_run_without_cuts_is_used_whole() -> None:
    plane = ground()
    frames = np.stack([view(plane, 12 * i, 0, 0.05 * i) for i in range(5)])
    side = Known(frames, tuple(Fraction(i, 8) for i in range(5)))
    assert after_last_cut(side, TOKEN) is side
    assert before_first_cut(side, TOKEN) is side


def test_a_fade_is_not_a_cut() -> None:
    picture = SCENES["constant speed"](0)
    fading = [(picture * share).astype(np.uint8) for share in (1.0, 0.8, 0.6, 0.4, 0.2, 0.0)]
    assert not any(is_cut(a, b, TOKEN) for a, b in pairwise(fading))


class _Made:
    """A method that makes the left picture, off by some grey levels."""

    def __init__(self, picture: Picture, off: int) -> None:
        self._picture = picture
        self._off = off

    def picture(self, time: float, cancel: CancelToken) -> Picture:
        return (self._picture.astype(int) + self._off).clip(0, 255).astype(np.uint8)


def _flat_side(count: int) -> Known:
    frames = np.full((count, 16, 16, 3), 100, np.uint8)
    return Known(frames, tuple(Fraction(i, 24) for i in range(-count, 0)))


def _off_by(off: int) -> object:
    def make(left: Picture, right: Picture, cancel: CancelToken) -> PairMethod:
        return _Made(left, off)

    return make


@pytest.mark.parametrize(
    ("first", "second", "best"), [(1, 9, "a"), (9, 1, "b"), (6, -6, "a+b"), (3, 3, "a")]
)
def test_the_method_with_the_least_error_on_known_frames_wins(
    first: int, second: int, best: str
) -> None:
    side = _flat_side(5)
    right = Known(side.frames[:1], (Fraction(2, 24),))
    name, errors = choose(side, right, {"a": _off_by(first), "b": _off_by(second)}, TOKEN)
    assert name == best
    assert errors["a"] == abs(first)
    assert errors["b"] == abs(second)


def test_without_a_known_middle_the_mean_is_taken() -> None:
    side = _flat_side(2)
    right = Known(side.frames[:1], (Fraction(2, 24),))
    assert choose(side, right, {"a": _off_by(1), "b": _off_by(9)}, TOKEN) == ("a+b", {})
    assert choose(side, right, {"a": _off_by(1)}, TOKEN) == ("a", {})
