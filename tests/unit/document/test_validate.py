"""Every rule of a board: kept just inside its limit, broken just outside."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import Any

import pytest
from full_board import FULL_BOARD

from storyboard_studio.document.board import (
    Board,
    Card,
    Clip,
    Cut,
    Fingerprint,
    GapSettings,
    Image,
    Item,
    Marker,
    MediaKind,
    MediaRef,
)
from storyboard_studio.document.validate import validate
from storyboard_studio.errors import Problem
from storyboard_studio.timebase import FrameRange

PHOTO = MediaRef("m1", MediaKind.IMAGE, "/p.jpg", "", Fingerprint(1, 1, "p"), (8, 8))
VIDEO = MediaRef("m2", MediaKind.VIDEO, "/v.mp4", "", Fingerprint(1, 1, "v"), (8, 8))


def clip(item_id: str, start: int, length: int, **more: Any) -> Clip:
    return Clip(item_id, "m2", start, length, **more)


def board(*items: Item, **more: Any) -> Board:
    return Board(length=100, media=(PHOTO, VIDEO), items=items, **more)


LEGAL = {
    "full": FULL_BOARD,
    "empty": Board(),
    "smallest": Board(canvas=(16, 16), length=1),
    "largest": Board(canvas=(16384, 16384), rate=Fraction(240), length=240 * 24 * 3600),
    "touching": board(clip("a", 0, 10), clip("b", 10, 90)),
    "overlapping": board(clip("a", 0, 10), clip("b", 9, 10)),
    "overlaps in a row": board(clip("a", 0, 10), clip("b", 5, 10), clip("c", 10, 10)),
    "keyframe beside clip": board(clip("a", 0, 10), Image("b", "m1", 10)),
    "card to the end": Board(length=9, cards=(Card("c", 8, "t", 9),)),
    "cards touching": Board(cards=(Card("c", 0, "t", 5), Card("d", 5, "t"))),
    "open card before another": Board(cards=(Card("c", 0, "t"), Card("d", 5, "t"))),
    "cuts at both ends": Board(length=9, cuts=(Cut("u", 0), Cut("v", 9))),
    "marker at the end": Board(length=9, markers=(Marker("k", 9),)),
    "whole range": Board(length=9, in_out=FrameRange(0, 9)),
}

BROKEN = {
    "canvas too small": (Board(canvas=(15, 16)), "A canvas of 15x16 is not possible."),
    "canvas too large": (Board(canvas=(16, 16385)), "A canvas of 16x16385"),
    "no frames": (Board(length=0), "A board of 0 frames"),
    "too long": (Board(rate=Fraction(24), length=24 * 86400 + 1), "A board of 2073601 frames"),
    "item id twice": (board(clip("a", 0, 5), clip("a", 9, 5)), "has item 'a' twice"),
    "item without id": (board(clip("", 0, 5)), "has item '' twice, or without an id"),
    "card id twice": (Board(cards=(Card("c", 0, ""), Card("c", 5, ""))), "has card 'c'"),
    "cut id twice": (Board(cuts=(Cut("u", 0), Cut("u", 5))), "has cut 'u'"),
    "marker id twice": (Board(markers=(Marker("k", 0), Marker("k", 5))), "has marker 'k'"),
    "media id twice": (Board(media=(PHOTO, PHOTO)), "has media 'm1'"),
    "settings twice": (Board(gaps=(GapSettings("a"),) * 2), "has gap settings for 'a'"),
    "unknown media": (replace(board(clip("a", 0, 5)), media=()), "'a' names media 'm2'"),
    "clip of a photo": (board(Clip("a", "m1", 0, 5)), "'a' names media 'm1', which is image"),
    "image of a video": (board(Image("a", "m2", 0)), "'a' names media 'm2', which is video"),
    "before the source": (
        board(clip("a", 0, 5, source_in=Fraction(-1, 24))),
        "v.mp4 begins before its media does",
    ),
    "no length": (board(clip("a", 0, 0)), "v.mp4 must lie on the board"),
    "before the board": (board(clip("a", -1, 5)), "v.mp4 must lie on the board"),
    "behind the board": (board(clip("a", 96, 5)), "v.mp4 ends after the board does"),
    "out of order": (board(clip("a", 5, 5), clip("b", 0, 20)), "'a' and 'b' are out of order"),
    "same start": (board(clip("a", 0, 5), clip("b", 0, 9)), "v.mp4 would lie inside v.mp4"),
    "same end": (board(clip("a", 0, 5), clip("b", 2, 3)), "v.mp4 would lie inside v.mp4"),
    "three deep": (
        board(clip("a", 0, 10), clip("b", 5, 10), clip("c", 9, 10)),
        "v.mp4 and v.mp4 would overlap with another item between",
    ),
    "card behind the board": (
        Board(length=9, cards=(Card("c", 9, ""),)),
        "the card at frame 9 must start on",
    ),
    "card before the board": (Board(cards=(Card("c", -1, ""),)), "must start on the board"),
    "fade below zero": (Board(cards=(Card("c", 0, "", fade=-1),)), "must start on the board"),
    "empty card": (
        Board(cards=(Card("c", 5, "", 5),)),
        "the card at frame 5 must end after its start",
    ),
    "card too long": (
        Board(length=9, cards=(Card("c", 5, "", 10),)),
        "the card at frame 5 must end after",
    ),
    "cards overlap": (
        Board(cards=(Card("c", 0, "", 6), Card("d", 5, ""))),
        "would overlap",
    ),
    "cards start together": (
        Board(cards=(Card("c", 5, ""), Card("d", 5, ""))),
        "would overlap",
    ),
    "cut behind the board": (Board(length=9, cuts=(Cut("u", 10),)), "Cuts must lie on"),
    "cuts together": (Board(cuts=(Cut("u", 5), Cut("v", 5))), "Cuts must be in order"),
    "markers out of order": (
        Board(markers=(Marker("k", 5), Marker("l", 4))),
        "Markers must be in order",
    ),
    "marker before the board": (Board(markers=(Marker("k", -1),)), "Markers must lie on"),
    "range behind the board": (Board(length=9, in_out=FrameRange(0, 10)), "in and out points"),
    "empty range": (Board(in_out=FrameRange(5, 5)), "in and out points"),
}


@pytest.mark.parametrize("name", LEGAL)
def test_legal(name: str) -> None:
    validate(LEGAL[name])


@pytest.mark.parametrize("name", BROKEN)
def test_broken(name: str) -> None:
    illegal, reason = BROKEN[name]
    with pytest.raises(Problem) as caught:
        validate(illegal)
    assert reason in str(caught.value)


@pytest.mark.parametrize("name", BROKEN)
def test_broken_against_a_legal_board_that_shares_nothing_wrong(name: str) -> None:
    illegal, reason = BROKEN[name]
    with pytest.raises(Problem) as caught:
        validate(illegal, legal=FULL_BOARD)
    assert reason in str(caught.value)


def test_a_shorter_board_checks_lanes_that_it_shares() -> None:
    with pytest.raises(Problem, match="ends after the board does"):
        validate(replace(FULL_BOARD, length=200, in_out=None), legal=FULL_BOARD)


def test_what_a_legal_board_shares_is_legal() -> None:
    validate(replace(FULL_BOARD, background=(1, 2, 3)), legal=FULL_BOARD)


def test_people_are_told_names_they_know_not_ids() -> None:
    words = Card("p1", 0, "A white crane with a yellow tail stands in a stream", end=20)
    with pytest.raises(Problem, match=r"^“A white crane with a yellow tai…” and “Then”") as caught:
        validate(Board(cards=(words, Card("p2", 10, "Then"))))
    assert "p1" not in str(caught.value)
