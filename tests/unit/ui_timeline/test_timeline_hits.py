"""What a point on the timeline stands for."""

from __future__ import annotations

import pytest
from timeline_boards import board

from storyboard_studio.document.board import Image
from storyboard_studio.timebase import FrameRange
from storyboard_studio.ui.timeline.geometry import HEADER, Lanes, View
from storyboard_studio.ui.timeline.hits import (
    CUT_PX,
    FLAG_PX,
    Hit,
    Nowhere,
    OnCard,
    OnCut,
    OnFree,
    OnGap,
    OnItem,
    OnMarker,
    OnRuler,
    Part,
    cut_band,
    flag_span,
    hit,
    plus_band,
)
from storyboard_studio.ui.timeline.scene import Scene

SCENE = Scene(board())
VIEW = View(5, 0, HEADER + 1000)
LANES = Lanes.fitting(330)
STORY, PICTURE, SOUND = (
    LANES.story.top + 30,
    LANES.picture.top + 10,
    LANES.sound.top + 20,
)


def at(frame: float, y: float, view: View = VIEW) -> Hit:
    return hit(SCENE, view, LANES, view.x(frame), y)


@pytest.mark.parametrize(
    ("frame", "y", "found"),
    [
        (33, 5, OnRuler(33)),
        (50.2, 28, OnMarker("m")),
        (50.2, 5, OnRuler(50)),
        (10, STORY, OnCard("one")),
        (0.5, STORY, OnCard("one", Part.START)),
        (29.5, STORY, OnCard("one", Part.END)),
        (149.5, STORY, OnCard("two", Part.END)),
        (45, STORY, OnFree(FrameRange(30, 60))),
        (10, PICTURE, OnItem("s")),
        (40.5, PICTURE, OnItem("a", Part.START)),
        (75, PICTURE, OnItem("b")),
        (99.5, PICTURE, OnItem("b", Part.END)),
        (30, PICTURE, OnGap("s")),
        (120.5, PICTURE, OnItem("k")),
        (170, PICTURE, OnGap("x")),
        (50, SOUND, OnItem("a")),
        (85, SOUND, Nowhere()),
        (210, PICTURE, Nowhere()),
        (210, STORY, Nowhere()),
        (10, 4000, Nowhere()),
    ],
)
def test_points(frame: float, y: float, found: Hit) -> None:
    assert at(frame, y) == found


def test_the_column_of_names_is_nothing() -> None:
    assert hit(SCENE, VIEW, LANES, HEADER - 1, PICTURE) == Nowhere()


def test_a_cut_is_caught_by_its_tag_a_finger_wide() -> None:
    top, bottom = cut_band(LANES)
    middle = (top + bottom) / 2
    x = VIEW.x(150)
    assert hit(SCENE, VIEW, LANES, x - CUT_PX / 2 + 1, middle) == OnCut("x")
    assert hit(SCENE, VIEW, LANES, x + CUT_PX / 2 - 1, middle) == OnCut("x")
    assert hit(SCENE, VIEW, LANES, x + CUT_PX, middle) != OnCut("x")


@pytest.mark.parametrize("scale", [0.3, 1, 5, 30])
def test_a_flag_is_never_narrower_than_a_finger_nor_outside_its_gap(scale: float) -> None:
    for frame in (100, 120, 149):
        scene = Scene(board(items=(*board().items[:3], Image("k", "p1", frame))))
        view = View(scale, 0, 2000)
        flag = scene.flags.objects[0]
        left, right = flag_span(view, flag)
        assert right - left >= min(FLAG_PX, 24)
        assert left >= view.x(flag.gap.range.start) - 1e-6
        if len(flag.gap.range) * scale >= FLAG_PX:
            assert right <= view.x(flag.gap.range.end) + 1e-6
        assert hit(scene, view, LANES, left + 1, PICTURE) in (
            OnItem("k"),
            OnItem("k", Part.START),
        )


def test_a_keyframes_edges_can_be_dragged_only_where_its_frame_is_wide() -> None:
    close = View(40, 115, 1000)
    assert at(120.95, PICTURE, close) == OnItem("k", Part.END)
    assert at(120.1, PICTURE) == OnItem("k")


def test_the_plus_of_a_gap_is_in_its_lower_part_and_only_where_it_fits() -> None:
    top, bottom = plus_band(LANES)
    assert at(30, (top + bottom) / 2) == OnGap("s", plus=True)
    assert at(30, top - 2) == OnGap("s")
    narrow = View(1, 0, 1000)
    assert at(30, (top + bottom) / 2, narrow) == OnGap("s")


def test_edges_of_narrow_objects_leave_a_body_between_them() -> None:
    view = View(1, 0, 1000)
    assert at(10, PICTURE, view) == OnItem("s")
    assert at(1, PICTURE, view) == OnItem("s", Part.START)
    assert at(19, PICTURE, view) == OnItem("s", Part.END)
