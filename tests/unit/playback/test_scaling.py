"""Pictures brought to the size of the screen."""

from __future__ import annotations

import numpy as np
import pytest

from storyboard_engine.api import Picture
from storyboard_studio.ui.preview.scaling import fitted, scaled


def test_the_same_size_is_the_same_picture() -> None:
    picture: Picture = np.arange(36 * 64 * 3, dtype=np.uint8).reshape(36, 64, 3)
    assert scaled(picture, (64, 36)) is picture
    assert not picture.flags.writeable


@pytest.mark.parametrize("size", [(32, 18), (20, 11), (64, 36), (200, 113), (1, 1)])
def test_a_flat_picture_stays_flat(size: tuple[int, int]) -> None:
    picture = np.full((37, 65, 3), (10, 200, 90), np.uint8)
    shown = scaled(picture, size)
    assert shown.shape == (size[1], size[0], 3)
    assert (shown == (10, 200, 90)).all()
    assert shown.flags.c_contiguous
    assert not shown.flags.writeable


def test_halving_is_the_mean_of_four() -> None:
    picture = np.zeros((2, 4, 3), np.uint8)
    picture[0, 0] = 100
    picture[:, 2:] = 60
    assert scaled(picture, (2, 1))[0, :, 0].tolist() == [25, 60]


def test_no_pixel_goes_unread_when_it_shrinks_a_lot() -> None:
    fine = np.zeros((360, 640, 3), np.uint8)
    fine[:, ::2] = 255  # a comb that plain bilinear sampling turns into black or white
    shown = scaled(fine, (70, 40)).astype(int)
    assert abs(shown - 127).max() <= 12


@pytest.mark.parametrize(
    ("canvas", "room", "size"),
    [
        ((16, 9), (1600, 900), (1600, 900)),
        ((1280, 720), (1000, 1000), (1000, 562)),
        ((720, 1280), (1000, 640), (360, 640)),
        ((4000, 10), (100, 100), (100, 1)),
    ],
)
def test_the_canvas_keeps_its_shape(
    canvas: tuple[int, int], room: tuple[int, int], size: tuple[int, int]
) -> None:
    assert fitted(canvas, room) == size
