"""Conform: a pure rule from a source picture to the canvas."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from storyboard_engine.api import Conform, Fit
from storyboard_studio.media.conform import conform, crop_window

_RNG = np.random.default_rng(5)


def _noise(width: int, height: int, channels: int = 3) -> np.ndarray:
    return _RNG.integers(0, 256, (height, width, channels), dtype=np.uint8)


@pytest.mark.parametrize("fit", Fit)
def test_a_picture_of_the_right_size_is_untouched(fit: Fit) -> None:
    picture = _noise(32, 18)
    assert conform(picture, Conform((32, 18), fit, (0.1, 0.9))) is picture


@given(
    st.integers(1, 60), st.integers(1, 60), st.integers(1, 60), st.integers(1, 60),
    st.sampled_from(Fit), st.floats(0, 1), st.floats(0, 1), st.sampled_from([3, 4]),
)  # fmt: skip
def test_any_picture_fills_any_canvas(
    width: int, height: int, w: int, h: int, fit: Fit, x: float, y: float, channels: int
) -> None:
    picture = np.full((height, width, channels), 200, np.uint8)
    before = picture.copy()
    picture.flags.writeable = False
    result = conform(picture, Conform((w, h), fit, (x, y)))
    assert result.shape == (h, w, 3)
    assert result.dtype == np.uint8
    assert np.array_equal(picture, before)
    if channels == 3 and fit is not Fit.LETTERBOX:
        assert (result == 200).all()


@given(
    st.integers(1, 4000), st.integers(1, 4000), st.integers(1, 4000), st.integers(1, 4000),
    st.floats(0, 1), st.floats(0, 1),
)  # fmt: skip
def test_the_crop_keeps_the_focus_in_view(
    width: int, height: int, w: int, h: int, x: float, y: float
) -> None:
    left, top, right, bottom = crop_window((width, height), (w, h), (x, y))
    assert 0 <= left < right <= width
    assert 0 <= top < bottom <= height
    assert left - 1 <= x * width <= right + 1
    assert top - 1 <= y * height <= bottom + 1
    assert right - left == width or bottom - top == height
    assert abs((right - left) * h - (bottom - top) * w) <= max(w, h)  # its shape, to a pixel


@pytest.mark.parametrize(("focus", "left"), [(0.0, 0), (0.5, 70), (1.0, 140)])
def test_the_focus_decides_what_a_crop_shows(focus: float, left: int) -> None:
    picture = _noise(200, 60)
    result = conform(picture, Conform((60, 60), Fit.CROP, (focus, 0.5)))
    assert np.array_equal(result, picture[:, left : left + 60])


def test_a_letterbox_shows_everything_on_the_background() -> None:
    picture = _noise(40, 40)
    result = conform(picture, Conform((100, 40), Fit.LETTERBOX, background=(9, 8, 7)))
    assert np.array_equal(result[:, 30:70], picture)
    assert (result[:, :30] == (9, 8, 7)).all()
    assert (result[:, 70:] == (9, 8, 7)).all()


def test_stretch_fills_both_sides() -> None:
    picture = np.zeros((10, 20, 3), np.uint8)
    picture[:, 10:] = 255
    result = conform(picture, Conform((40, 40), Fit.STRETCH))
    assert (result[:, :15] == 0).all()
    assert (result[:, 25:] == 255).all()


def test_alpha_lies_over_the_background() -> None:
    picture = np.zeros((4, 4, 4), np.uint8)
    picture[..., 0] = 200
    picture[..., 3] = [0, 85, 170, 255]
    result = conform(picture, Conform((4, 4), background=(0, 90, 255)))
    assert result[0].tolist() == [[0, 90, 255], [67, 60, 170], [133, 30, 85], [200, 0, 0]]


def test_downscaling_averages() -> None:
    """A fine checkerboard becomes grey, not an alias."""
    board = (np.indices((64, 64)).sum(axis=0) % 2 * 255).astype(np.uint8)
    result = conform(np.repeat(board[..., None], 3, 2), Conform((16, 16)))
    assert np.abs(result.astype(int) - 128).max() <= 1


def test_upscaling_does_not_shift() -> None:
    ramp = np.repeat(np.linspace(0, 255, 64).astype(np.uint8)[None, :, None], 16, 0)
    ramp = np.repeat(ramp, 3, 2)
    result = conform(ramp, Conform((256, 64), Fit.STRETCH)).astype(float)
    assert np.abs(result.mean() - ramp.mean()) < 0.5
    assert np.abs(result - result[::-1]).max() == 0
    assert np.abs(result + result[:, ::-1] - 255).max() <= 2


def test_the_same_input_gives_the_same_picture() -> None:
    picture = _noise(123, 77)
    how = Conform((200, 90), Fit.CROP, (0.3, 0.6))
    assert np.array_equal(conform(picture, how), conform(picture.copy(), how))
