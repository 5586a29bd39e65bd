"""Planning: what each gap's request says, and that an edit changes only what it touches."""

from __future__ import annotations

import pickle
from dataclasses import replace
from fractions import Fraction

import pytest

from storyboard_engine.api import Identity, Moving, Nothing, Quality, Still
from storyboard_engine.capabilities import Capabilities, RulerLimits, Verdict
from storyboard_studio.document.board import Card
from storyboard_studio.edit import commands
from storyboard_studio.edit.commands import apply
from storyboard_studio.planning.plan import EngineFacts, make_plan
from tests.boards import board, clip, picture, still

LIMITS = RulerLimits(Fraction(8, 100), Fraction(1, 2), Fraction(2))
CAPABLE = Capabilities(False, False, 1, 10**6, 1, (), True, True, True, False, False, False, LIMITS)
ENGINES = {"motion": EngineFacts(Identity("motion", "1", "dis"), CAPABLE)}


def plan_of(one, previous=None):
    return make_plan(one, ENGINES, previous)


def request(one, index=0):
    return plan_of(one).gaps[index].request


def test_a_clip_side_names_the_shown_source_times_and_the_gap_clock():
    left = request(board(clip("a", 10, 20, 5), length=60), 1).left
    assert isinstance(left, Moving)
    context = left.context
    assert context.media == "v" * 8
    assert (context.first, context.last) == (Fraction(5), 5 + Fraction(19, 24))
    assert context.last + context.shift == Fraction(-1, 24)  # the frame before the gap
    assert context.nearest_end


def test_a_right_clip_starts_where_the_gap_ends():
    right = request(board(clip("a", 10, 20, 5), length=60)).right
    assert isinstance(right, Moving)
    assert right.context.first + right.context.shift == Fraction(10, 24)
    assert not right.context.nearest_end


def test_a_held_image_is_a_still_side_and_the_boards_edge_nothing():
    asked = request(board(still("s", 0, 5), length=20))
    assert isinstance(asked.left, Still)
    assert isinstance(asked.right, Nothing)


def test_keyframes_count_from_the_gaps_first_frame_and_carry_captions():
    one = board(clip("a", 0, 10), still("k", 10), still("l", 30), length=40)
    one = apply(one, commands.set_caption("l", "a crane"))
    keys = request(one).keyframes
    assert [(key.frame, key.caption) for key in keys] == [(0, ""), (20, "a crane")]


def test_prompts_are_clipped_to_the_gap_and_fade_where_they_meet():
    cards = (Card("a", 0, "one"), Card("b", 20, "two"), Card("c", 30, "three", end=35))
    one = board(clip("v1", 0, 10), length=60, cards=cards)
    assert [(p.start, p.end, p.text, p.fade) for p in request(one).prompts] == [
        (0, 10, "one", 0),
        (10, 20, "two", 5),
        (20, 25, "three", 2),
    ]


def test_prompts_that_do_not_meet_do_not_fade():
    cards = (Card("a", 0, "one", end=10), Card("b", 20, "two"))
    assert [p.fade for p in request(board(cards=cards)).prompts] == [0, 0]


def test_a_card_without_words_says_nothing():
    assert request(board(cards=(Card("a", 0, ""),))).prompts == ()


def test_only_the_gaps_that_an_edited_prompt_touches_change():
    items = [clip(f"i{n}", n * 20 + 10, 10) for n in range(10)]
    cards = tuple(Card(f"p{n}", n * 20, f"words {n}") for n in range(10))
    one = board(*items, length=200, cards=cards)
    before = plan_of(one)
    edited = apply(one, commands.set_card_text("p4", "other words"))
    after = plan_of(edited, before)
    changed = [n for n in range(10) if before.gaps[n].digest != after.gaps[n].digest]
    assert changed == [4]
    assert [g.digest for g in plan_of(edited).gaps] == [g.digest for g in after.gaps]


@pytest.mark.parametrize(
    "command",
    [
        commands.set_card_text("p3", "new"),
        commands.move_item("i3", 73),
        commands.trim_end("i3", 75),
        commands.lift_items({"i4"}),
        commands.add_cut(45),
        commands.set_canvas((640, 360)),
        commands.set_gap("i2", seed=7),
        commands.set_gap("i2", quality=Quality.FINAL),
        commands.place_image(picture(), 24),
        commands.ripple_delete({"i2"}),
        commands.set_caption("i5", "a bird"),
        commands.lock_gap("i1", "0" * 64),
    ],
    ids=lambda command: command.label,
)
def test_replanning_gives_what_planning_afresh_gives(command):
    items = [clip(f"i{n}", n * 20 + 10, 10) for n in range(6)]
    cards = tuple(Card(f"p{n}", n * 20, f"words {n}") for n in range(6))
    one = board(*items, length=120, cards=cards)
    before = plan_of(one)
    assert len({plan.digest for plan in before.gaps}) == len(before.gaps)
    edited = apply(one, command)
    again, fresh = plan_of(edited, before), plan_of(edited)
    assert [p.digest for p in again.gaps] == [p.digest for p in fresh.gaps]
    assert [p.gap for p in again.gaps] == [p.gap for p in fresh.gaps]
    assert [p.settings for p in again.gaps] == [p.settings for p in fresh.gaps]
    assert [p.verdict for p in again.gaps] == [p.verdict for p in fresh.gaps]


def test_a_gap_that_is_only_numbered_anew_keeps_what_is_known_of_it():
    one = board(clip("a", 20, 10), clip("b", 60, 10), length=120)
    before = plan_of(one)
    asked = before.gaps[1].request
    after = plan_of(apply(one, commands.add_cut(10)), before)
    assert (after.gaps[2].gap.index, after.gaps[2].request) == (2, asked)
    assert after.gaps[2].request is asked
    assert after.gaps[2].digest == plan_of(after.board).gaps[2].digest
    assert after.gaps[3].request == plan_of(after.board).gaps[3].request


def test_the_engines_identity_is_part_of_the_digest():
    one = board()
    better = {"motion": replace(ENGINES["motion"], identity=Identity("motion", "1", "rife"))}
    before = plan_of(one)
    assert make_plan(one, better, before).gaps[0].digest != before.gaps[0].digest


def test_the_same_media_under_another_path_keeps_every_digest():
    one = board(clip("a", 10, 20))
    moved = tuple(replace(media, path=f"/elsewhere{media.path}") for media in one.media)
    before = plan_of(one)
    after = plan_of(replace(one, media=moved), before)
    assert [p.digest for p in after.gaps] == [p.digest for p in before.gaps]


@pytest.mark.parametrize(
    ("frames", "verdict"),
    [(1, Verdict.CUT), (3, Verdict.SMOOTH), (24, Verdict.COMFORTABLE), (49, Verdict.DRIFTS)],
)
def test_the_ruler_measures_between_known_frames(frames, verdict):
    one = board(clip("a", 0, 10), clip("b", 10 + frames, 10), length=20 + frames)
    (plan,) = plan_of(one).gaps
    assert plan.verdict is verdict
    assert plan.distance_s == Fraction(frames, 24)


def test_one_sided_gaps_halve_the_limits_and_keyframes_shorten_the_distance():
    (one_sided,) = plan_of(board(clip("a", 0, 10), length=10 + 30)).gaps
    assert one_sided.verdict is Verdict.DRIFTS
    with_key = board(clip("a", 0, 10), still("k", 25), length=40)
    assert plan_of(with_key).gaps[0].verdict is Verdict.COMFORTABLE


def test_prompt_only_gaps_know_only_comfortable_and_drifts():
    assert plan_of(board(length=2)).gaps[0].verdict is Verdict.COMFORTABLE
    assert plan_of(board(length=60)).gaps[0].verdict is Verdict.DRIFTS


def test_an_unknown_engine_falls_back_to_the_first():
    one = apply(board(), commands.set_gap("start", engine="from-the-future"))
    assert plan_of(one).gaps[0].identity.backend == "motion"
    with pytest.raises(ValueError, match="at least one engine"):
        make_plan(one, {})


def test_lookups_by_bound_and_by_frame():
    plan = plan_of(board(clip("a", 10, 20)))
    assert plan.by_bound("a") is plan.gaps[1]
    assert plan.by_bound("nobody") is None
    assert plan.at(5) is plan.gaps[0]
    assert plan.at(15) is None
    assert plan.at(99) is plan.gaps[1]


def test_requests_and_plans_travel_between_processes():
    asked = request(board(clip("a", 10, 20), still("k", 50)), 1)
    assert pickle.loads(pickle.dumps(asked)) == asked
