"""When cards act: until their end, the next card, the next cut, or the board's end."""

from __future__ import annotations

from storyboard_studio.document.board import Card
from storyboard_studio.document.cards import active_ranges
from tests.boards import board


def acting(one):
    return [(a.card.id, a.range.start, a.range.end) for a in active_ranges(one)]


def test_a_card_without_end_acts_until_the_next_card_and_the_last_until_the_end():
    one = board(cards=(Card("a", 10, "x"), Card("b", 40, "y")))
    assert acting(one) == [("a", 10, 40), ("b", 40, 100)]


def test_an_end_leaves_frames_without_a_prompt():
    one = board(cards=(Card("a", 10, "x", end=20), Card("b", 40, "y")))
    assert acting(one) == [("a", 10, 20), ("b", 40, 100)]


def test_a_cut_ends_every_card_and_a_card_may_start_on_it():
    one = board(cards=(Card("a", 10, "x", end=60), Card("b", 70, "y")), cuts=(30, 70))
    assert acting(one) == [("a", 10, 30), ("b", 70, 100)]
