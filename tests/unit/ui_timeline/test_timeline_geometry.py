"""Frames to pixels and back, zooming, scrolling and where lanes lie."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storyboard_studio.ui.timeline.geometry import (
    HEADER,
    LEAST_HEIGHT,
    MAX_SCALE,
    Lane,
    Lanes,
    View,
)

_SCALES = st.floats(0.01, MAX_SCALE)
_LEFTS = st.floats(0, 5000)


@given(_SCALES, _LEFTS, st.integers(0, 20_000))
def test_a_frame_is_found_again_at_its_own_pixel(scale: float, left: float, frame: int) -> None:
    view = View(scale, left, 1000)
    assert view.edge_at(view.x(frame)) == frame
    assert view.frame_at(view.x(frame) + scale / 2) == frame


@given(st.floats(0.2, 20), st.floats(0, 800), st.floats(HEADER, 1000), st.floats(0.2, 5))
def test_zooming_keeps_the_time_under_the_pointer(
    scale: float, left: float, at: float, factor: float
) -> None:
    length = 100_000
    view = View(scale, left, 1000)
    time = view.left + (at - HEADER) / view.scale
    zoomed = view.zoomed(factor, at, length)
    if zoomed.left not in (0.0, zoomed.last_left(length)):
        assert zoomed.left + (at - HEADER) / zoomed.scale == pytest.approx(time, abs=1e-6)


def test_zoom_ends_at_single_frames_and_somewhat_beyond_the_whole_board() -> None:
    view = View(width=1092)
    assert view.zoomed(1e9, 500, 480).scale == MAX_SCALE
    far = view.zoomed(1e-9, 500, 480)
    assert far.scale == pytest.approx(view.fitted(480).scale / 4)
    assert far.left == 0


def test_fitting_shows_the_whole_board_and_cannot_be_scrolled() -> None:
    fitted = View(left=77, width=1000).fitted(480)
    assert fitted.left == 0
    assert fitted.x(480) <= 1000
    assert fitted.x(480) > 950
    assert fitted.scrolled(500, 480) == fitted


def test_scrolling_stops_at_the_start_and_a_little_after_the_end() -> None:
    view = View(4, 0, 892)  # 200 frames are seen
    assert view.scrolled(-100, 1000).left == 0
    last = view.scrolled(1e6, 1000)
    assert last.left == 1000 - 150
    assert last.x(1000) < 892


def test_a_frame_out_of_sight_is_paged_to_and_one_in_sight_is_left_alone() -> None:
    view = View(4, 0, 892)
    assert view.showing(100, 1000) == view
    paged = view.showing(500, 1000)
    assert HEADER < paged.x(500) < 300


@pytest.mark.parametrize("height", [LEAST_HEIGHT, 300, 330, 500])
@pytest.mark.parametrize("zoom", [0.5, 1, 2.5])
def test_lanes_lie_one_under_another_and_inside(height: float, zoom: float) -> None:
    lanes = Lanes.fitting(height, zoom)
    assert lanes.story.bottom < lanes.picture.top < lanes.picture.bottom < lanes.sound.top
    assert lanes.bottom <= height
    for lane in Lane:
        band = lanes.band(lane)
        assert lanes.at(band.top) is lane
        assert lanes.at(band.bottom) is not lane


def test_usual_lanes_have_their_usual_heights_where_there_is_room() -> None:
    lanes = Lanes.fitting(330)
    assert (lanes.story.height, lanes.picture.height, lanes.sound.height) == (64, 104, 56)


def test_the_end_of_what_is_seen_is_half_open() -> None:
    view = View(4, 10.5, HEADER + 40)
    assert (view.first, view.end, view.span) == (10, 21, Fraction(10))
