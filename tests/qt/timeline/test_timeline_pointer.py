"""What the pointer does: choosing, scrubbing, moving, trimming, catching, refusing."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from timeline_desk import CTRL, MIDDLE, NO_KEY, SHIFT, Hands

from storyboard_studio.document.board import Clip, GapSettings
from storyboard_studio.edit.commands import set_length
from storyboard_studio.ui.studio import Selection
from storyboard_studio.ui.timeline.snapping import REACH_PX


def items(*ids: str) -> Selection:
    return Selection(items=frozenset(ids))


def cards(*ids: str) -> Selection:
    return Selection(cards=frozenset(ids))


def span(hands: Hands, item_id: str) -> tuple[int, int]:
    item = hands.board.item_by_id(item_id)
    return item.start, item.end


def test_the_whole_board_is_in_sight_at_first(hands: Hands) -> None:
    assert hands.x(200) <= hands.timeline.width()
    assert hands.timeline.view.scale == 5.0


def test_a_click_on_the_ruler_seeks_and_a_drag_scrubs(hands: Hands) -> None:
    hands.click(33, hands.ruler)
    assert hands.studio.playhead == 33
    hands.press(40, hands.ruler)
    hands.move(77, hands.ruler)
    assert hands.studio.playhead == 77
    hands.move(-20, hands.ruler)
    assert hands.studio.playhead == 0
    hands.release(500, hands.ruler)
    assert hands.studio.playhead == 199
    assert not hands.studio.session.undo_label


def test_a_click_on_a_marker_goes_there(hands: Hands) -> None:
    hands.click(50.4, 28)
    assert hands.studio.playhead == 50


def test_a_click_chooses_what_is_under_it(hands: Hands) -> None:
    for frame, y, chosen in (
        (50, hands.picture, items("a")),
        (30, hands.picture, Selection(gap="s")),
        (10, hands.story, cards("one")),
        (150, hands.cut, Selection(cut="x")),
        (121, hands.picture, items("k")),
        (205, hands.picture, Selection()),
    ):
        hands.click(frame, y)
        assert hands.studio.selection == chosen


def test_ctrl_and_shift_add_and_take_away(hands: Hands) -> None:
    hands.click(50, hands.picture)
    hands.click(90, hands.picture, CTRL)
    hands.click(10, hands.story, SHIFT)
    assert hands.studio.selection == Selection(frozenset("ab"), frozenset(("one",)))
    hands.click(50, hands.picture, CTRL)
    assert hands.studio.selection == Selection(frozenset("b"), frozenset(("one",)))
    hands.click(10, hands.story)
    assert hands.studio.selection == cards("one")


def test_a_click_on_one_of_several_chosen_leaves_it_alone_chosen(hands: Hands) -> None:
    hands.studio.select(items("s", "a"))
    hands.click(10, hands.picture)
    assert hands.studio.selection == items("s")


def test_a_body_is_moved_in_one_step_when_it_is_let_go(hands: Hands) -> None:
    before = hands.board
    hands.press(10, hands.picture)
    hands.move(12, hands.picture, CTRL)
    hands.move(15, hands.picture, CTRL)
    assert hands.board is before
    hands.release(15, hands.picture, CTRL)
    assert span(hands, "s") == (5, 25)
    hands.studio.undo()
    assert hands.board == before


def test_several_chosen_things_move_together(hands: Hands) -> None:
    hands.studio.select(Selection(frozenset("ab"), frozenset(("two",))))
    hands.drag(50, 57, hands.picture)
    assert (span(hands, "a"), span(hands, "b")) == ((47, 87), (77, 107))
    assert hands.board.card_by_id("two").start == 67
    hands.studio.undo()
    assert span(hands, "a") == (40, 80)


def test_edges_are_trimmed(hands: Hands) -> None:
    hands.drag(19.5, 24.5, hands.picture)
    assert span(hands, "s") == (0, 25)
    hands.drag(40.3, 45.3, hands.picture)
    clip = hands.board.item_by_id("a")
    assert isinstance(clip, Clip)
    assert span(hands, "a") == (45, 80)
    assert clip.source_in * 24 == 29


def test_cards_are_moved_and_trimmed(hands: Hands) -> None:
    hands.drag(15, 20, hands.story)
    card = hands.board.card_by_id("one")
    assert (card.start, card.end) == (5, 35)
    hands.drag(34.5, 44.5, hands.story)
    assert hands.board.card_by_id("one").end == 45
    hands.drag(149.5, 99.5, hands.story)
    card = hands.board.card_by_id("two")
    assert (card.start, card.end) == (60, 100)
    hands.drag(60.4, 70.4, hands.story)
    assert hands.board.card_by_id("two").start == 70


def test_a_tiny_movement_is_a_click(hands: Hands) -> None:
    before = hands.board
    hands.press(10, hands.picture)
    hands.move(10.5, hands.picture)
    hands.release(10.5, hands.picture)
    assert hands.board is before


@pytest.mark.parametrize("off", [1, -1])
def test_an_edge_catches_what_is_near(hands: Hands, off: int) -> None:
    near = (REACH_PX - 4) / hands.timeline.view.scale  # one frame
    hands.drag(19.5, 39.5 + off * near, hands.picture, NO_KEY)
    assert span(hands, "s") == (0, 40)


def test_the_playhead_markers_and_cuts_catch_too(hands: Hands) -> None:
    hands.studio.set_playhead(30)
    hands.drag(19.5, 28.5, hands.picture, NO_KEY)
    assert span(hands, "s") == (0, 30)
    hands.drag(29.5, 48.6, hands.picture, NO_KEY)
    assert span(hands, "s") == (0, 50)
    hands.drag(121, 149, hands.picture, NO_KEY)
    assert span(hands, "k") == (149, 150)


def test_ctrl_turns_catching_round(hands: Hands) -> None:
    hands.drag(19.5, 38.5, hands.picture, CTRL)
    assert span(hands, "s") == (0, 39)
    hands.timeline.set_snapping(False)
    hands.drag(38.5, 36.5, hands.picture, NO_KEY)
    assert span(hands, "s") == (0, 37)
    hands.drag(36.5, 38.5, hands.picture, CTRL)
    assert span(hands, "s") == (0, 40)


def test_escape_puts_everything_back(hands: Hands) -> None:
    before = hands.board
    hands.press(10, hands.picture)
    hands.move(15, hands.picture)
    hands.key(Qt.Key.Key_Escape)
    hands.move(18, hands.picture)
    hands.release(18, hands.picture)
    assert hands.board is before
    assert not hands.timeline.is_dragging


def test_a_refused_move_snaps_back_and_says_why(hands: Hands) -> None:
    before = hands.board
    hands.drag(10, 56, hands.picture)
    assert hands.board is before
    assert [kind for kind, _ in hands.desk.notices] == ["error"]
    assert hands.desk.notices[0][1]


def test_a_locked_gap_refuses_politely(hands_on: Callable[..., Hands]) -> None:
    hands = hands_on(gaps=(GapSettings("s", take="0" * 64, locked=True),))
    before = hands.board
    hands.drag(10, 5, hands.picture)
    hands.drag(19.5, 25, hands.picture)
    assert hands.board is before
    assert len(hands.desk.notices) == 1  # a move before the start is no edit at all
    assert "locked" in hands.desk.notices[0][1]


def test_moving_past_the_end_lengthens_the_board(hands: Hands) -> None:
    hands.drag(85, 195, hands.picture)
    assert span(hands, "b") == (180, 210)
    assert hands.board.length == 210


def test_a_rubber_band_over_empty_ground_chooses(hands: Hands) -> None:
    hands.press(35, hands.picture)
    hands.move(60, hands.picture + 10)
    assert hands.studio.selection == items("a")
    hands.move(122, hands.picture + 20)
    assert hands.studio.selection == items("a", "b", "k")
    hands.release(122, hands.picture + 20)
    hands.press(35, hands.picture)
    hands.move(60, hands.picture + 10)
    hands.key(Qt.Key.Key_Escape)
    assert hands.studio.selection == items("a", "b", "k")


def test_the_wheel_scrolls_zooms_and_sets_the_lanes_height(hands: Hands) -> None:
    view = hands.timeline.view
    hands.wheel(100, 240, CTRL)
    zoomed = hands.timeline.view
    assert zoomed.scale > view.scale
    assert zoomed.x(100) == pytest.approx(view.x(100))
    hands.wheel(100, -120)
    assert hands.timeline.view.left > zoomed.left
    high = hands.timeline.lanes.picture.height
    hands.wheel(100, -480, SHIFT)
    assert hands.timeline.lanes.picture.height < high


def test_zoom_keys_hold_the_playhead_and_fit_shows_all_again(hands: Hands) -> None:
    hands.studio.set_playhead(60)
    fitted = hands.timeline.view
    at = fitted.x(60)
    hands.timeline.zoom_in()
    assert hands.timeline.view.x(60) == pytest.approx(at)
    hands.timeline.zoom_out()
    assert hands.timeline.view.scale == pytest.approx(fitted.scale)
    hands.timeline.zoom_in()
    hands.timeline.fit()
    assert hands.timeline.view == fitted


def test_the_middle_button_pans(hands: Hands) -> None:
    hands.timeline.zoom_in()
    left = hands.timeline.view.left
    x = hands.x(50)
    hands.press(50, hands.picture, button=MIDDLE)
    hands.move(hands.timeline.view.left + (x - 92 - 100) / hands.timeline.view.scale, 120)
    assert hands.timeline.view.left > left
    hands.release(50, hands.picture, button=MIDDLE)
    assert not hands.timeline.is_dragging


def test_the_view_follows_a_playhead_that_leaves_it(hands: Hands) -> None:
    for _ in range(4):
        hands.timeline.zoom_in()
    assert hands.x(190) > hands.timeline.width()
    hands.studio.set_playhead(190)
    assert 92 <= hands.x(190) <= hands.timeline.width()


def test_a_drag_past_the_edge_lets_time_flow_by(hands: Hands) -> None:
    for _ in range(4):
        hands.timeline.zoom_in()
    left = hands.timeline.view.left
    start = left + 3
    hands.press(start, hands.picture)
    hands.move(start + 1, hands.picture, CTRL)
    far = left + hands.timeline.view.span + 2
    hands.move(far, hands.picture, CTRL)
    hands.desk.qtbot.waitUntil(lambda: hands.timeline.view.left > left)
    hands.key(Qt.Key.Key_Escape)


def test_an_edit_from_elsewhere_ends_a_drag(hands: Hands) -> None:
    hands.press(10, hands.picture)
    hands.move(15, hands.picture)
    hands.studio.run(set_length(300))
    assert not hands.timeline.is_dragging
    hands.release(18, hands.picture)
    assert span(hands, "s") == (0, 20)
