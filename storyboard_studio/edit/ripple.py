"""Ripple: frames leave the film, and everything after them moves up on all lanes. Pure."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TypeVar

from storyboard_studio.document.board import Board, Card, Cut, Marker
from storyboard_studio.errors import Problem
from storyboard_studio.timebase import Frame, FrameRange

_Point = TypeVar("_Point", Cut, Marker)


def without_frames(board: Board, gone: FrameRange) -> Board:
    """The board without a run of frames. Raises ``Problem`` where none would be left."""
    count = len(gone)
    if not count:
        return board
    if count >= board.length:
        raise Problem("A board cannot be empty of frames.", remedy="Leave at least one frame.")

    def moved(frame: Frame) -> Frame:
        return frame - count if frame >= gone.end else min(frame, gone.start)

    items = tuple(
        replace(item, start=moved(item.start)) if item.start >= gone.end else item
        for item in board.items
    )
    return replace(
        board,
        length=board.length - count,
        items=items,
        cards=_moved_cards(board.cards, moved),
        cuts=_moved_points(board.cuts, moved),
        markers=_moved_points(board.markers, moved),
        in_out=_moved_range(board.in_out, moved),
    )


def _moved_cards(cards: tuple[Card, ...], moved: Callable[[Frame], Frame]) -> tuple[Card, ...]:
    kept: dict[Frame, Card] = {}
    for card in cards:
        start = moved(card.start)
        end = None if card.end is None else moved(card.end)
        if end is None or end > start:  # of two at one frame, the later one acts
            same = (start, end) == (card.start, card.end)
            kept[start] = card if same else replace(card, start=start, end=end)
    return tuple(kept.values())


def _moved_points(
    points: tuple[_Point, ...], moved: Callable[[Frame], Frame]
) -> tuple[_Point, ...]:
    kept: dict[Frame, _Point] = {}
    for point in points:
        frame = moved(point.frame)
        kept.setdefault(frame, point if frame == point.frame else replace(point, frame=frame))
    return tuple(kept.values())


def _moved_range(frames: FrameRange | None, moved: Callable[[Frame], Frame]) -> FrameRange | None:
    if frames is None or moved(frames.start) >= moved(frames.end):
        return None
    return FrameRange(moved(frames.start), moved(frames.end))
