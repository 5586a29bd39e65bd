"""A board at another frame rate: everything to the nearest frame, durations kept. Pure."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from typing import TypeAlias, TypeVar

from storyboard_studio.document.board import Board, Card, Cut, Image, Item, Marker
from storyboard_studio.document.gaps import covers
from storyboard_studio.errors import Problem
from storyboard_studio.timebase import Frame, FrameRange, Rate, nearest_frame

_At: TypeAlias = Callable[[Frame], Frame]
_Point = TypeVar("_Point", Cut, Marker)


def retimed(board: Board, rate: Rate) -> Board:
    """The same film at ``rate``. Keyframes stay one frame, stills at least two.

    Raises ``Problem`` where a picture finds no frame of its own any more.
    """
    if rate == board.rate:
        return board

    def at(frame: Frame) -> Frame:
        return nearest_frame(Fraction(frame) / board.rate, rate)

    covering = [_item(item, at(item.start), at(item.end)) for item in board.items if covers(item)]
    keyframes = _keyframes(board, [item.range for item in covering], at)
    length = max(1, at(board.length), *(item.end for item in (*covering, *keyframes)))
    return replace(
        board,
        rate=rate,
        length=length,
        items=tuple(sorted((*covering, *keyframes), key=lambda item: item.start)),
        cards=_cards(board, length, at),
        cuts=_points(board.cuts, at),
        markers=_points(board.markers, at),
        in_out=_range(board.in_out, at),
    )


def _item(item: Item, start: Frame, end: Frame) -> Item:
    least = 2 if isinstance(item, Image) else 1
    return replace(item, start=start, length=max(least, end - start))


def _keyframes(board: Board, covered: list[FrameRange], at: _At) -> list[Item]:
    taken = {frame for one in covered for frame in (one.start, one.end - 1)}
    placed: list[Item] = []
    for item in board.items:
        if covers(item):
            continue
        wanted = at(item.start)
        for offset in (0, 1, -1, 2, -2):
            frame = wanted + offset
            if frame >= 0 and frame not in taken and not any(frame in one for one in covered):
                break
        else:
            raise Problem(
                f"Keyframe {item.id!r} would fall on another picture's frame.",
                remedy="Move it away from its neighbours first.",
            )
        taken.add(frame)
        placed.append(replace(item, start=frame))
    return placed


def _cards(board: Board, length: int, at: _At) -> tuple[Card, ...]:
    kept: dict[Frame, Card] = {}
    for card in board.cards:
        start = min(at(card.start), length - 1)
        end = None if card.end is None else max(start + 1, at(card.end))
        fade = at(card.fade)
        kept[start] = replace(card, start=start, end=end, fade=fade)
    return tuple(kept.values())


def _points(points: tuple[_Point, ...], at: _At) -> tuple[_Point, ...]:
    kept: dict[Frame, _Point] = {}
    for point in points:
        kept.setdefault(at(point.frame), replace(point, frame=at(point.frame)))
    return tuple(kept.values())


def _range(frames: FrameRange | None, at: _At) -> FrameRange | None:
    if frames is None:
        return None
    return FrameRange(at(frames.start), max(at(frames.start) + 1, at(frames.end)))
