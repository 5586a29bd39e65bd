"""Random edits against the rules: always legal, always undoable."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st

from storyboard_studio.document.board import Board
from storyboard_studio.document.cards import active_ranges
from storyboard_studio.document.gaps import gaps
from storyboard_studio.document.validate import validate
from storyboard_studio.edit import commands as do
from storyboard_studio.edit.session import Session
from storyboard_studio.errors import Problem
from storyboard_studio.timebase import FrameRange
from tests.boards import board, clip, picture, still, video

frames = st.integers(-5, 130)
NAMES = ["a", "s", "k", "i1", "i2", "i3", "p1", "p2", "p3"]
item_ids = st.sampled_from(NAMES[:6])
card_ids = st.sampled_from(NAMES[6:])
commands_of_a_person = st.one_of(
    st.builds(do.move_item, item_ids, frames),
    st.builds(do.trim_start, item_ids, frames),
    st.builds(do.trim_end, item_ids, frames),
    st.builds(do.split_item, item_ids, frames),
    st.builds(do.lift_items, st.sets(item_ids, max_size=2)),
    st.builds(do.ripple_delete, st.sets(item_ids, max_size=2)),
    st.builds(do.place_image, st.just(picture("q")), frames, st.integers(1, 4)),
    st.builds(do.place_clip, st.just(video("w", seconds=1)), frames),
    st.builds(do.add_card, frames, st.text(max_size=3)),
    st.builds(do.move_card, card_ids, frames),
    st.builds(do.set_card_range, card_ids, frames, frames),
    st.builds(do.delete_card, card_ids),
    st.builds(do.add_cut, frames),
    st.builds(do.add_marker, frames),
    st.builds(do.set_length, frames),
    st.builds(do.close_gap, st.sampled_from(["start", "a", "s", "i1", "x1"])),
    st.builds(do.lock_gap, st.sampled_from(["start", "a", "s"]), st.just("f" * 64)),
    st.builds(do.unlock_gap, st.sampled_from(["start", "a", "s"])),
    st.builds(do.set_rate, st.sampled_from([Fraction(24), Fraction(30000, 1001), Fraction(12)])),
    st.builds(do.set_in_out, st.builds(FrameRange, st.integers(0, 40), st.integers(41, 90))),
)


def first_board() -> Board:
    return board(clip("a", 10, 20, 1), still("s", 40, 6), still("k", 60), length=100)


def copied(one: Board) -> Board:
    """The same board in other tuples, of which nothing is known yet."""
    return replace(one, items=(*one.items, ...)[:-1], cards=(*one.cards, ...)[:-1])


@settings(max_examples=200, deadline=None)
@given(st.lists(commands_of_a_person, max_size=12))
def test_every_reachable_board_is_legal_and_undo_returns_to_the_first(steps):
    first = first_board()
    session = Session(first)
    seen = [first]
    for step in steps:
        before = session.board
        try:
            session.apply(step)
        except Problem:
            assert session.board is before
            continue
        except KeyError as unknown:  # an id that this board does not have (any more)
            if unknown.args[0] not in NAMES:
                raise
            continue
        if session.board is not before:
            seen.append(session.board)
        validate(session.board)
        afresh = copied(session.board)
        assert gaps(session.board) == gaps(afresh) == gaps(copied(session.board), before)
        assert active_ranges(session.board) == active_ranges(afresh)
        assert active_ranges(copied(session.board), before) == active_ranges(afresh)
        stored = {one.bound for one in session.board.gaps}
        assert {gap.bound for gap in gaps(session.board)} <= stored
        for frame in range(session.board.length):
            assert sum(frame in item.range for item in session.board.items) <= 2
    for expected in reversed(seen[:-1]):
        session.undo()
        assert session.board is expected
    for expected in seen[1:]:
        session.redo()
        assert session.board is expected
