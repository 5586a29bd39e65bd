"""Places of a board that the playhead goes to, and its in and out, as plain arithmetic. Pure."""

from __future__ import annotations

from storyboard_studio.document.board import Board
from storyboard_studio.timebase import Frame, FrameRange

_NEAR_AFTER, _NEAR_BEFORE = 8, 12


def edit_points(board: Board) -> list[Frame]:
    """Where items and cuts begin and end, and the film's ends, in order.

    A keyframe is one point. What lies after the last frame is none.
    """
    points = {0, board.length - 1} | {cut.frame for cut in board.cuts}
    for item in board.items:
        points.add(item.start)
        if item.end - item.start > 1:
            points.add(item.end)
    return sorted(point for point in points if point < board.length)


def next_edit(board: Board, frame: Frame, direction: int) -> Frame:
    """The nearest edit point before (-1) or after (+1) a frame; at the ends, the film's end."""
    points = edit_points(board)
    if direction < 0:
        return max((point for point in points if point < frame), default=0)
    return min((point for point in points if point > frame), default=board.length - 1)


def near(board: Board, frame: Frame, came_from: Frame) -> tuple[Frame, ...]:
    """The frames to make ready while the playhead rests: those that a key would show next.

    After a move back also a block before it, from its earliest frame on, as decoders go.
    """
    after = range(frame + 1, min(frame + 1 + _NEAR_AFTER, board.length))
    before = range(max(0, frame - _NEAR_BEFORE), frame) if frame < came_from else range(0)
    return (*before, *after)


def in_out_of(board: Board) -> FrameRange:
    """In to out; the whole film where none is set."""
    return board.in_out or FrameRange(0, board.length)


def with_in(board: Board, frame: Frame | None) -> FrameRange | None:
    """The in-out with another in (None: the film's start); an out before it goes to the end."""
    end = in_out_of(board).end
    if frame is None:
        return _unless_whole(board, FrameRange(0, end))
    return _unless_whole(board, FrameRange(frame, end if end > frame else board.length))


def with_out(board: Board, frame: Frame | None) -> FrameRange | None:
    """The in-out whose last frame is ``frame`` (None: the film's); an in after it goes to 0."""
    start = in_out_of(board).start
    if frame is None:
        return _unless_whole(board, FrameRange(start, board.length))
    return _unless_whole(board, FrameRange(start if start <= frame else 0, frame + 1))


def _unless_whole(board: Board, in_out: FrameRange) -> FrameRange | None:
    return None if in_out == FrameRange(0, board.length) else in_out
