"""Each command does what its name says, keeps the board legal, and refuses in words."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest

from storyboard_engine.api import Fit, Quality
from storyboard_studio.document.board import Card, Clip, Marker
from storyboard_studio.document.codec import decode, encode
from storyboard_studio.document.fields import MAX_TEXT
from storyboard_studio.document.gaps import gaps, settings_of
from storyboard_studio.edit import commands as do
from storyboard_studio.edit.commands import apply
from storyboard_studio.errors import Problem
from storyboard_studio.timebase import FrameRange
from tests.boards import board, clip, picture, still, video


def lane(one):
    return [(item.id, item.start, item.end) for item in one.items]


def test_placing_media_takes_it_into_the_library_once():
    one = apply(board(), do.place_image(picture("new"), 10))
    two = apply(one, do.place_image(picture("new"), 20))
    assert [m.id for m in two.media] == ["v", "p", "new"]
    assert lane(two) == [("i1", 10, 11), ("i2", 20, 21)]


def test_media_with_a_taken_id_gets_its_own():
    other = replace(picture("x"), id="p")
    one = apply(board(), do.place_image(other, 10))
    assert one.items[0].media == one.media[-1].id != "p"


def test_a_whole_clip_is_as_long_as_its_media_and_a_part_as_long_as_the_part():
    one = apply(board(), do.place_clip(video("short", seconds=2), 10))
    assert lane(one) == [("i1", 10, 58)]
    two = apply(board(), do.place_clip(video(), 10, Fraction(1), Fraction(3, 2)))
    assert lane(two) == [("i1", 10, 22)]
    assert two.items[0].source_in == 1


def test_placing_media_places_it_as_what_it_is():
    assert apply(board(), do.place_media(picture(), 3)).items[0].is_keyframe
    assert isinstance(apply(board(), do.place_media(video(), 3)).items[0], Clip)


def test_moving_past_the_end_lengthens_the_board():
    one = apply(board(clip("a", 0, 20)), do.move_item("a", 90))
    assert (lane(one), one.length) == ([("a", 90, 110)], 110)


def test_moving_before_the_start_stops_there():
    assert lane(apply(board(clip("a", 5, 20)), do.move_item("a", -5))) == [("a", 0, 20)]


def test_moving_into_another_item_is_refused_and_overlapping_is_not():
    one = board(clip("a", 0, 20), clip("b", 30, 20))
    assert lane(apply(one, do.move_item("b", 15))) == [("a", 0, 20), ("b", 15, 35)]
    with pytest.raises(Problem, match="inside"):
        apply(board(clip("a", 0, 40), clip("b", 50, 20)), do.move_item("b", 5))


def test_three_deep_is_refused():
    one = board(clip("a", 0, 30), clip("b", 20, 30), clip("c", 60, 30))
    with pytest.raises(Problem, match="two items"):
        apply(one, do.move_item("c", 25))


def test_a_keyframe_inside_a_clip_is_refused():
    with pytest.raises(Problem, match="inside"):
        apply(board(clip("a", 0, 30)), do.place_image(picture(), 5))


def test_trimming_the_start_keeps_the_picture_in_place():
    one = apply(board(clip("a", 10, 20, 1)), do.trim_start("a", 16))
    (item,) = one.items
    assert (item.start, item.end, item.source_in) == (16, 30, 1 + Fraction(6, 24))


def test_a_clip_cannot_be_trimmed_beyond_its_media():
    one = board(clip("a", 30, 20, Fraction(5, 24)))
    assert lane(apply(one, do.trim_start("a", 0))) == [("a", 25, 50)]
    long = apply(one, do.trim_end("a", 9999))
    assert long.items[0].length == 2400 - 5


def test_trimming_an_image_changes_how_long_it_is_held():
    one = board(still("s", 10, 5))
    assert lane(apply(one, do.trim_start("s", 4))) == [("s", 4, 15)]
    assert lane(apply(one, do.trim_end("s", 30))) == [("s", 10, 30)]
    assert apply(one, do.trim_end("s", 0)).items[0].is_keyframe


def test_splitting_a_clip_continues_its_source_and_hands_the_gap_on():
    one = apply(board(clip("a", 10, 20, 1)), do.set_gap("a", seed=77))
    two = apply(one, do.split_item("a", 16))
    left, right = two.items
    assert (left.end, right.start, right.end) == (16, 16, 30)
    assert right.source_in == left.source_out(two.rate)
    assert settings_of(two, right.id).seed == 77


def test_splitting_needs_a_frame_inside():
    with pytest.raises(Problem, match="not inside"):
        apply(board(clip("a", 10, 20)), do.split_item("a", 10))


def test_lifting_leaves_a_gap_and_the_left_gaps_settings():
    one = apply(board(clip("a", 10, 20)), do.set_gap("start", seed=5))
    two = apply(one, do.lift_items({"a"}))
    assert [gap.range for gap in gaps(two)] == [FrameRange(0, 100)]
    assert [(s.bound, s.seed) for s in two.gaps] == [("start", 5)]


def test_ripple_delete_moves_everything_after_it_on_all_lanes():
    one = board(
        clip("a", 10, 20), clip("b", 40, 10), cards=(Card("c", 35, "x", end=60),), cuts=(70,)
    )
    one = apply(one, do.add_marker(50, "here"))
    one = apply(one, do.set_in_out(FrameRange(5, 80)))
    two = apply(one, do.ripple_delete({"a"}))
    assert lane(two) == [("b", 20, 30)]
    assert [(c.start, c.end) for c in two.cards] == [(15, 40)]
    assert [cut.frame for cut in two.cuts] == [50]
    assert [marker.frame for marker in two.markers] == [30]
    assert two.in_out == FrameRange(5, 60)
    assert two.length == 80


def test_ripple_deleting_an_overlapping_item_keeps_its_neighbours_frames():
    one = board(clip("a", 0, 30), clip("b", 20, 30), clip("c", 60, 10))
    assert lane(apply(one, do.ripple_delete({"b"}))) == [("a", 0, 30), ("c", 40, 50)]


def test_a_card_that_the_ripple_swallows_goes_and_one_that_spans_it_shrinks():
    cards = (Card("in", 12, "x", end=18), Card("over", 19, "y", end=60))
    two = apply(board(clip("a", 10, 20), cards=cards), do.ripple_delete({"a"}))
    assert [(c.id, c.start, c.end) for c in two.cards] == [("over", 10, 40)]


def test_closing_a_gap_moves_up_what_follows():
    one = board(clip("a", 0, 10), clip("b", 40, 10))
    assert lane(apply(one, do.close_gap("a"))) == [("a", 0, 10), ("b", 10, 20)]
    with pytest.raises(Problem, match="no gap"):
        apply(one, do.close_gap("nobody"))
    with pytest.raises(Problem, match="your own pictures"):
        apply(board(clip("a", 0, 10), still("k", 20)), do.close_gap("a"))


def test_a_board_keeps_at_least_one_frame():
    with pytest.raises(Problem, match="empty of frames"):
        apply(board(), do.close_gap("start"))


def test_captions_fit_and_mute():
    one = board(clip("a", 0, 10), still("s", 20, 5))
    one = apply(one, do.set_caption("a", "words"))
    one = apply(one, do.set_fit("s", Fit.LETTERBOX, (0.2, 0.8)))
    one = apply(one, do.set_muted("a", True))
    assert one.items[0].caption == "words"
    assert one.items[0].muted
    assert one.items[1].placement.focus == (0.2, 0.8)
    assert apply(one, do.set_fit("s", Fit.CROP)).items[1].placement.focus == (0.2, 0.8)
    with pytest.raises(Problem, match="no sound"):
        apply(one, do.set_muted("s", True))


def test_cards_are_added_edited_moved_trimmed_and_deleted():
    one = apply(board(), do.add_card(10, "one"))
    one = apply(one, do.add_card(40, "two", 60))
    one = apply(one, do.set_card_text("p1", "uno"))
    one = apply(one, do.set_card_negative("p1", "blur"))
    one = apply(one, do.set_card_fade("p1", 4))
    one = apply(one, do.move_card("p2", 50))
    assert [(c.id, c.start, c.end) for c in one.cards] == [("p1", 10, None), ("p2", 50, 70)]
    assert (one.cards[0].text, one.cards[0].negative, one.cards[0].fade) == ("uno", "blur", 4)
    one = apply(one, do.set_card_range("p1", 5, 30))
    assert (one.cards[0].start, one.cards[0].end) == (5, 30)
    assert [c.id for c in apply(one, do.delete_card("p1")).cards] == ["p2"]


def test_a_new_card_takes_over_from_one_that_acts_there():
    one = board(cards=(Card("a", 10, "x", end=60),))
    assert [(c.start, c.end) for c in apply(one, do.add_card(30)).cards] == [(10, 30), (30, None)]


def test_cards_stay_on_the_board_and_apart():
    one = board(cards=(Card("a", 10, "x", end=30), Card("b", 50, "y")))
    assert apply(one, do.move_card("b", 900)).cards[-1].start == 99
    with pytest.raises(Problem, match="overlap"):
        apply(one, do.move_card("b", 20))
    with pytest.raises(Problem, match="end after its start"):
        apply(one, do.set_card_range("a", 10, 10))


def test_cuts_and_markers_are_one_on_a_frame():
    one = apply(board(), do.add_cut(20))
    assert apply(one, do.add_cut(20)) is one
    assert apply(one, do.remove_cut("x1")).cuts == ()
    one = apply(one, do.add_marker(7, "beat"))
    assert apply(one, do.add_marker(7)) is one
    assert one.markers == (Marker("k1", 7, "beat"),)
    assert apply(one, do.remove_marker("k1")).markers == ()


def test_the_library_keeps_files_in_use():
    one = apply(board(clip("a", 0, 10)), do.add_media(picture("n")))
    assert apply(one, do.add_media(picture("n"))) is one
    with pytest.raises(Problem, match="used on the timeline"):
        apply(one, do.remove_media("v"))
    assert [m.id for m in apply(one, do.remove_media("n")).media] == ["v", "p"]


def test_relinking_keeps_the_id_and_refuses_another_kind():
    one = board(clip("a", 0, 10))
    found = replace(video("v"), path="/found.mp4", id="other")
    assert apply(one, do.relink_media("v", found)).media_by_id("v").path == "/found.mp4"
    with pytest.raises(Problem, match="same kind"):
        apply(one, do.relink_media("v", picture()))


def test_shortening_below_the_last_item_is_refused_and_crops_the_rest():
    one = board(clip("a", 0, 10), cards=(Card("c", 5, "x", end=50), Card("d", 70, "y")), cuts=(60,))
    one = apply(one, do.set_in_out(FrameRange(20, 90)))
    with pytest.raises(Problem, match="last item"):
        apply(one, do.set_length(9))
    two = apply(one, do.set_length(40))
    assert [(c.id, c.end) for c in two.cards] == [("c", None)]
    assert two.cuts == ()
    assert two.in_out == FrameRange(20, 40)
    assert apply(one, do.set_length(10)).in_out is None


def test_gap_settings_takes_and_locks():
    one = board(clip("a", 0, 10), clip("b", 40, 10))
    one = apply(one, do.set_gap("a", engine="motion", quality=Quality.FINAL, seed=9))
    assert (settings_of(one, "a").quality, settings_of(one, "a").seed) == (Quality.FINAL, 9)
    one = apply(one, do.choose_take("a", "f" * 64))
    one = apply(one, do.lock_gap("a", "f" * 64))
    for refused in (do.set_gap("a", seed=1), do.choose_take("a", ""), do.move_item("b", 41)):
        with pytest.raises(Problem, match="locked"):
            apply(one, refused)
    assert not settings_of(apply(one, do.unlock_gap("a")), "a").locked
    with pytest.raises(Problem, match="no take"):
        apply(one, do.lock_gap("b", ""))


def test_what_leaves_a_locked_gaps_length_alone_is_allowed():
    one = apply(board(clip("a", 0, 10), clip("b", 40, 10)), do.lock_gap("a", "f" * 64))
    assert apply(one, do.set_length(200)).length == 200
    assert apply(one, do.trim_end("b", 45)).items[1].end == 45


def test_splitting_a_gap_gives_the_right_part_a_new_seed_and_the_parents_quality():
    one = apply(board(), do.set_gap("start", quality=Quality.FINAL, seed=11))
    two = apply(one, do.add_cut(50))
    left, right = settings_of(two, "start"), settings_of(two, "x1")
    assert left.seed == 11
    assert right.quality is Quality.FINAL
    assert right.seed not in (0, 11)
    merged = apply(two, do.remove_cut("x1"))
    assert [(s.bound, s.seed) for s in merged.gaps] == [("start", 11)]


def test_several_commands_are_all_or_nothing():
    one = board(clip("a", 0, 10))
    both = do.together("Two", [do.move_item("a", 20), do.add_card(5, "x")])
    two = apply(one, both)
    assert (lane(two), len(two.cards)) == ([("a", 20, 30)], 1)
    bad = do.together("Bad", [do.move_item("a", 20), do.set_length(1)])
    with pytest.raises(Problem):
        apply(one, bad)


def test_a_command_that_changes_nothing_gives_the_same_board():
    one = board(clip("a", 0, 10))
    assert apply(one, do.move_item("a", 0)) is one
    assert apply(one, do.set_background((0, 0, 0))) is one
    assert apply(one, do.set_background((9, 9, 9))).background == (9, 9, 9)


@pytest.mark.parametrize(
    "command",
    [
        lambda text: do.add_card(50, text),
        lambda text: do.set_card_text("c", text),
        lambda text: do.set_card_negative("c", text),
        lambda text: do.set_caption("a", text),
        lambda text: do.add_marker(50, text),
    ],
)
def test_a_text_that_no_board_file_may_hold_is_refused(command):
    one = board(clip("a", 0, 10), cards=(Card("c", 20, "x"),))
    decode(encode(apply(one, command("字" * MAX_TEXT))))
    with pytest.raises(Problem, match="at most 65536"):
        apply(one, command("字" * (MAX_TEXT + 1)))


def test_items_around_a_locked_gap_move_together():
    one = apply(board(clip("a", 0, 10), clip("b", 40, 10)), do.lock_gap("a", "f" * 64))
    both = do.together("Move", [do.move_item("a", 5), do.move_item("b", 45)])
    assert lane(apply(one, both)) == [("a", 5, 15), ("b", 45, 55)]
