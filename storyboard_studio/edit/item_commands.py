"""Edits of items: placing, moving, trimming, splitting and deleting pictures and clips. Pure.

The sketches show the lane before and after: letters are items, dots are gap frames.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from fractions import Fraction

from storyboard_engine.api import Fit
from storyboard_studio.document.board import (
    Board,
    Clip,
    GapSettings,
    Image,
    Item,
    MediaKind,
    MediaRef,
    Placement,
)
from storyboard_studio.document.gaps import covers, gaps
from storyboard_studio.edit.command import Command, new_id, within_limit
from storyboard_studio.edit.media_commands import with_media
from storyboard_studio.edit.ripple import without_frames
from storyboard_studio.errors import Problem
from storyboard_studio.timebase import Frame, FrameRange, nearest_frame


def place_image(
    media: MediaRef, start: Frame, length: int = 1, placement: Placement | None = None
) -> Command:
    """Put a picture on the timeline; one frame long it is a keyframe.

    ::  ........   →   ...I....
    """

    def edit(board: Board) -> Board:
        board, known = with_media(board, media)
        item_id = new_id("i", (item.id for item in board.items))
        image = Image(item_id, known.id, start, length, placement=placement or Placement())
        return replace(board, items=(*board.items, image))

    return Command("Place image", edit)


def place_clip(
    media: MediaRef,
    start: Frame,
    source_in: Fraction = Fraction(0),
    source_out: Fraction | None = None,
    placement: Placement | None = None,
) -> Command:
    """Put a video on the timeline, whole or from ``source_in`` to ``source_out`` (s).

    ::  ........   →   ..CCCC..
    """

    def edit(board: Board) -> Board:
        board, known = with_media(board, media)
        out = known.duration if source_out is None else min(source_out, known.duration)
        length = max(1, nearest_frame(out - source_in, board.rate))
        item_id = new_id("i", (item.id for item in board.items))
        clip = Clip(item_id, known.id, start, length, source_in, placement=placement or Placement())
        return replace(board, items=(*board.items, clip))

    return Command("Place clip", edit)


def place_media(media: MediaRef, start: Frame) -> Command:
    """Put a file on the timeline as what it is: a keyframe, or the whole clip."""
    return place_clip(media, start) if media.kind is MediaKind.VIDEO else place_image(media, start)


def move_item(item_id: str, start: Frame) -> Command:
    """Move an item; past the end it lengthens the board.

    ::  .AA.....   →   ....AA..
    """

    def edit(board: Board) -> Board:
        return _with_item(board, replace(board.item_by_id(item_id), start=max(0, start)))

    return Command("Move", edit)


def trim_start(item_id: str, start: Frame) -> Command:
    """Move an item's left edge, its right one staying; a clip's picture stays in place.

    ::  ..AAAA..   →   ....AA..
    """

    def edit(board: Board) -> Board:
        item = board.item_by_id(item_id)
        at = min(max(0, start), item.end - 1)
        if isinstance(item, Image):
            return _with_item(board, replace(item, start=at, length=item.end - at))
        earliest = item.start - int(item.source_in * board.rate)
        at = max(at, earliest)
        source_in = item.source_time(at, board.rate)
        trimmed = replace(item, start=at, length=item.end - at, source_in=source_in)
        return _with_item(board, trimmed)

    return Command("Trim start", edit)


def trim_end(item_id: str, end: Frame) -> Command:
    """Move an item's right edge; a clip ends where its media does.

    ::  ..AAAA..   →   ..AA....
    """

    def edit(board: Board) -> Board:
        item = board.item_by_id(item_id)
        length = max(1, end - item.start)
        if isinstance(item, Clip):
            rest = board.media_by_id(item.media).duration - item.source_in
            length = min(length, max(1, nearest_frame(rest, board.rate)))
        return _with_item(board, replace(item, length=length))

    return Command("Trim end", edit)


def split_item(item_id: str, frame: Frame) -> Command:
    """Cut an item in two at a frame inside it.

    ::  ..AAAA..   →   ..AABB..
    """

    def edit(board: Board) -> Board:
        item = board.item_by_id(item_id)
        if not item.start < frame < item.end:
            raise Problem("The playhead is not inside the item.", remedy="Move it there first.")
        second_id = new_id("i", (one.id for one in board.items))
        rest = item.end - frame
        left = replace(item, length=frame - item.start)
        right: Item = replace(item, id=second_id, start=frame, length=rest)
        if isinstance(item, Clip) and isinstance(right, Clip):
            right = replace(right, source_in=item.source_time(frame, board.rate))
        board = _with_item(board, left)
        return replace(
            board, items=(*board.items, right), gaps=_rebound(board.gaps, item_id, second_id)
        )

    return Command("Split", edit)


def lift_items(item_ids: Collection[str]) -> Command:
    """Take items off the timeline and leave their frames as a gap.

    ::  ..AAAA..   →   ........
    """

    def edit(board: Board) -> Board:
        return replace(board, items=tuple(i for i in board.items if i.id not in item_ids))

    return Command("Delete", edit)


def ripple_delete(item_ids: Collection[str]) -> Command:
    """Take items off the timeline and close the frames they leave.

    ::  ..AAAA.B   →   ...B
    """

    def edit(board: Board) -> Board:
        ranges = [item.range for item in board.items if item.id in item_ids]
        board = replace(board, items=tuple(i for i in board.items if i.id not in item_ids))
        for one in sorted(ranges, reverse=True):
            board = without_frames(board, _not_covered(board, one))
        return board

    return Command("Ripple delete", edit)


def close_gap(bound: str) -> Command:
    """Take a gap out of the film; what follows moves up.

    ::  AA...BB.   →   AABB.
    """

    def edit(board: Board) -> Board:
        gap = next((gap for gap in gaps(board) if gap.bound == bound), None)
        if gap is None:
            raise Problem("There is no gap to close.")
        if gap.keyframes:
            raise Problem(
                "The gap holds your own pictures.", remedy="Delete or move its keyframes first."
            )
        return without_frames(board, gap.range)

    return Command("Close gap", edit)


def set_caption(item_id: str, caption: str) -> Command:
    """Describe a picture to the engine; never drawn into the film."""

    def edit(board: Board) -> Board:
        item = board.item_by_id(item_id)
        return _with_item(board, replace(item, caption=within_limit(caption)))

    return Command("Caption", edit, merge_key=f"caption/{item_id}")


def set_fit(item_id: str, fit: Fit, focus: tuple[float, float] | None = None) -> Command:
    """How an item's picture is brought to the canvas."""

    def edit(board: Board) -> Board:
        item = board.item_by_id(item_id)
        placement = Placement(fit, item.placement.focus if focus is None else focus)
        return _with_item(board, replace(item, placement=placement))

    return Command("Fit", edit)


def set_muted(item_id: str, muted: bool) -> Command:
    """Whether a clip's sound is left out of the film."""

    def edit(board: Board) -> Board:
        item = board.item_by_id(item_id)
        if not isinstance(item, Clip):
            raise Problem("A picture has no sound.")
        return _with_item(board, replace(item, muted=muted))

    return Command("Mute" if muted else "Unmute", edit)


def _with_item(board: Board, item: Item) -> Board:
    return replace(board, items=tuple(item if i.id == item.id else i for i in board.items))


def _rebound(all_settings: tuple[GapSettings, ...], old: str, new: str) -> tuple[GapSettings, ...]:
    return tuple(replace(s, bound=new) if s.bound == old else s for s in all_settings)


def _not_covered(board: Board, frames: FrameRange) -> FrameRange:
    """The part of a range that no covering item reaches (overlaps keep their frames)."""
    start, end = frames.start, frames.end
    for item in board.items:
        if covers(item) and item.start <= start < item.end:
            start = min(item.end, end)
        elif covers(item) and start < item.start < end:
            end = item.start
    return FrameRange(start, end)
