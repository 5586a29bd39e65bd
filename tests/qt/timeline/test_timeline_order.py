"""The keyboard's way from object to object, and what a rubber band touches."""

from __future__ import annotations

from timeline_desk import plain_board as board

from storyboard_studio.document.board import Board
from storyboard_studio.ui.studio import Selection
from storyboard_studio.ui.timeline.geometry import HEADER, Lanes, View
from storyboard_studio.ui.timeline.gestures import touched
from storyboard_studio.ui.timeline.order import stop_after, stops
from storyboard_studio.ui.timeline.scene import Scene

SCENE = Scene(board())


def items(*ids: str) -> Selection:
    return Selection(items=frozenset(ids))


def cards(*ids: str) -> Selection:
    return Selection(cards=frozenset(ids))


ORDER = [
    cards("one"),
    items("s"),
    Selection(gap="s"),
    items("a"),
    cards("two"),
    items("b"),
    Selection(gap="b"),
    items("k"),
    Selection(cut="x"),
    Selection(gap="x"),
]


def test_objects_come_by_time_then_from_top_to_bottom() -> None:
    assert [chosen for _, chosen in stops(SCENE)] == ORDER


def test_every_object_is_reached_forward_and_backward_and_then_it_ends() -> None:
    for way, order in ((True, ORDER), (False, ORDER[::-1])):
        selection, seen = Selection(), []
        while (stop := stop_after(SCENE, selection, way)) is not None:
            selection = stop[1]
            seen.append(selection)
        assert seen == order


def test_an_empty_board_has_only_its_gap() -> None:
    assert [chosen for _, chosen in stops(Scene(Board(length=10)))] == [Selection(gap="start")]


def test_a_rubber_band_takes_what_it_touches_on_the_lanes_it_touches() -> None:
    view, lanes = View(5, 0, HEADER + 1000), Lanes.fitting(330)
    across = (view.x(19), lanes.story.top + 5, view.x(61), lanes.picture.top + 5)
    assert touched(SCENE, view, lanes, across) == Selection(
        frozenset(("s", "a")), frozenset(("one", "two"))
    )
    below = (view.x(90), lanes.picture.top + 5, view.x(125), lanes.picture.top + 9)
    assert touched(SCENE, view, lanes, below) == items("b", "k")
    between = (view.x(21), lanes.picture.top + 5, view.x(39), lanes.picture.top + 9)
    assert touched(SCENE, view, lanes, between) == Selection()
