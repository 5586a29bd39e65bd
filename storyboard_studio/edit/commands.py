"""Edits as values: one function for each thing a person means to do. Pure.

A function here makes a ``Command``; ``apply`` carries it out on a board, all or nothing. The
sketches show the lanes before and after: letters are items, dots are gap frames.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import TypeVar

from storyboard_engine.api import Fit, Quality
from storyboard_studio.document.board import (
    Board,
    Card,
    Clip,
    Cut,
    GapSettings,
    Image,
    Item,
    Marker,
    MediaKind,
    MediaRef,
    Placement,
)
from storyboard_studio.document.gaps import covers, gaps, settings_of
from storyboard_studio.edit.retime import retimed
from storyboard_studio.edit.settle import settle
from storyboard_studio.errors import Problem
from storyboard_studio.timebase import Frame, FrameRange, Rate, nearest_frame

_Value = TypeVar("_Value", Card, MediaRef)


@dataclass(frozen=True, slots=True)
class Command:
    """An edit: its English label, the pure change, and what it merges with in the history."""

    label: str
    edit: Callable[[Board], Board]
    merge_key: str = ""


def apply(board: Board, command: Command) -> Board:
    """The board after a command; the same object where nothing changed. Raises ``Problem``."""
    after = command.edit(board)
    return board if after is board or after == board else settle(board, after)


def together(label: str, commands: Iterable[Command]) -> Command:
    """Several commands as one undo step; either all happen or none does."""
    steps = tuple(commands)

    def edit(board: Board) -> Board:
        for step in steps:
            board = apply(board, step)
        return board

    return Command(label, edit)


def new_id(prefix: str, taken: Iterable[str]) -> str:
    """The next free id, ``c1``, ``c2`` …, of a lane."""
    numbers = [int(one[len(prefix) :]) for one in taken if one[len(prefix) :].isdigit()]
    return f"{prefix}{max(numbers, default=0) + 1}"


# Media -----------------------------------------------------------------------------------------


def add_media(media: MediaRef) -> Command:
    """Take a file into the library. A file with the same content is already there: no change."""

    def edit(board: Board) -> Board:
        return board if _known(board, media) else replace(board, media=(*board.media, media))

    return Command("Add to library", edit)


def remove_media(media_id: str) -> Command:
    """Take a file that no item uses out of the library."""

    def edit(board: Board) -> Board:
        if any(item.media == media_id for item in board.items):
            raise Problem("This file is used on the timeline.", remedy="Delete its items first.")
        return replace(board, media=tuple(m for m in board.media if m.id != media_id))

    return Command("Remove from library", edit)


def relink_media(media_id: str, found: MediaRef) -> Command:
    """Point a media reference at the file that was found for it."""

    def edit(board: Board) -> Board:
        old = board.media_by_id(media_id)
        if old.kind is not found.kind:
            raise Problem(
                f"{found.path} is {found.kind}, not {old.kind}.",
                remedy="Choose a file of the same kind.",
            )
        return replace(board, media=_swapped(board.media, replace(found, id=media_id)))

    return Command("Locate media", edit)


def _known(board: Board, media: MediaRef) -> MediaRef | None:
    same = media.fingerprint.digest
    return next((m for m in board.media if m.fingerprint.digest == same), None)


def _with_media(board: Board, media: MediaRef) -> tuple[Board, MediaRef]:
    known = _known(board, media)
    if known is not None:
        return board, known
    if any(m.id == media.id for m in board.media):
        media = replace(media, id=new_id("m", (m.id for m in board.media)))
    return replace(board, media=(*board.media, media)), media


# Items -----------------------------------------------------------------------------------------


def place_image(
    media: MediaRef, start: Frame, length: int = 1, placement: Placement | None = None
) -> Command:
    """Put a picture on the timeline; one frame long it is a keyframe.

    ::  ........   →   ...I....
    """

    def edit(board: Board) -> Board:
        board, known = _with_media(board, media)
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
        board, known = _with_media(board, media)
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
            board = _without_frames(board, _not_covered(board, one))
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
        return _without_frames(board, gap.range)

    return Command("Close gap", edit)


def set_caption(item_id: str, caption: str) -> Command:
    """Describe a picture to the engine; never drawn into the film."""

    def edit(board: Board) -> Board:
        return _with_item(board, replace(board.item_by_id(item_id), caption=caption))

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


# Cards -----------------------------------------------------------------------------------------


def add_card(start: Frame, text: str = "", end: Frame | None = None) -> Command:
    """A new prompt card; it takes over from a card that acts there.

    ::  [one.......]   →   [one.][two.]
    """

    def edit(board: Board) -> Board:
        cards = board.cards
        for card in cards:
            if card.start < start and card.end is not None and card.end > start:
                cards = _swapped(cards, replace(card, end=start))
        card_id = new_id("p", (card.id for card in cards))
        return replace(board, cards=(*cards, Card(card_id, start, text, end)))

    return Command("Add card", edit)


def set_card_text(card_id: str, text: str) -> Command:
    """What happens while the card acts."""

    def edit(board: Board) -> Board:
        return _with_card(board, replace(board.card_by_id(card_id), text=text))

    return Command("Edit prompt", edit, merge_key=f"text/{card_id}")


def set_card_negative(card_id: str, negative: str) -> Command:
    """What must not happen while the card acts."""

    def edit(board: Board) -> Board:
        return _with_card(board, replace(board.card_by_id(card_id), negative=negative))

    return Command("Edit negative prompt", edit, merge_key=f"negative/{card_id}")


def move_card(card_id: str, start: Frame) -> Command:
    """Let a card act at another time, as long as before."""

    def edit(board: Board) -> Board:
        card = board.card_by_id(card_id)
        length = 0 if card.end is None else card.end - card.start
        at = min(max(0, start), board.length - max(1, length))
        end = None if card.end is None else at + length
        return _with_card(board, replace(card, start=at, end=end))

    return Command("Move card", edit)


def set_card_range(card_id: str, start: Frame, end: Frame | None) -> Command:
    """When a card acts; without an end, until the next card, cut or the board's end."""

    def edit(board: Board) -> Board:
        return _with_card(board, replace(board.card_by_id(card_id), start=start, end=end))

    return Command("Trim card", edit)


def set_card_fade(card_id: str, fade: int) -> Command:
    """Over how many frames a card cross-fades with the one before it."""

    def edit(board: Board) -> Board:
        return _with_card(board, replace(board.card_by_id(card_id), fade=fade))

    return Command("Card fade", edit)


def delete_card(card_id: str) -> Command:
    """Take a card away; frames that no card covers have no prompt."""

    def edit(board: Board) -> Board:
        return replace(board, cards=tuple(c for c in board.cards if c.id != card_id))

    return Command("Delete card", edit)


# Cuts, markers, in and out ---------------------------------------------------------------------


def add_cut(frame: Frame) -> Command:
    """A new shot begins here: nothing is carried across it."""

    def edit(board: Board) -> Board:
        if any(cut.frame == frame for cut in board.cuts):
            return board
        cut_id = new_id("x", (cut.id for cut in board.cuts))
        return replace(board, cuts=(*board.cuts, Cut(cut_id, frame)))

    return Command("Add cut", edit)


def remove_cut(cut_id: str) -> Command:
    """Let the pictures be carried across again."""

    def edit(board: Board) -> Board:
        return replace(board, cuts=tuple(cut for cut in board.cuts if cut.id != cut_id))

    return Command("Remove cut", edit)


def add_marker(frame: Frame, text: str = "") -> Command:
    """A mark for people; it means nothing to the engine."""

    def edit(board: Board) -> Board:
        if any(marker.frame == frame for marker in board.markers):
            return board
        marker_id = new_id("k", (marker.id for marker in board.markers))
        return replace(board, markers=(*board.markers, Marker(marker_id, frame, text)))

    return Command("Add marker", edit)


def remove_marker(marker_id: str) -> Command:
    def edit(board: Board) -> Board:
        return replace(board, markers=tuple(m for m in board.markers if m.id != marker_id))

    return Command("Remove marker", edit)


def set_in_out(in_out: FrameRange | None) -> Command:
    """The part of the film that loops; None: all of it."""
    return Command("In and out", lambda board: replace(board, in_out=in_out))


# The board itself ------------------------------------------------------------------------------


def set_canvas(size: tuple[int, int]) -> Command:
    """Another picture size; every picture is conformed anew."""
    return Command("Canvas size", lambda board: replace(board, canvas=size))


def set_rate(rate: Rate) -> Command:
    """Another frame rate: everything is re-timed to the nearest frame, durations kept."""
    return Command("Frame rate", lambda board: retimed(board, rate))


def set_length(length: int) -> Command:
    """Another board length; below the last item's end it is refused."""

    def edit(board: Board) -> Board:
        last = max((item.end for item in board.items), default=1)
        if length < last:
            raise Problem(
                f"The board cannot end at frame {length}: its last item ends at {last}.",
                remedy="Move or trim the item first.",
            )
        return _cropped(replace(board, length=length))

    return Command("Board length", edit)


# Gaps ------------------------------------------------------------------------------------------


def set_gap(
    bound: str,
    *,
    engine: str | None = None,
    quality: Quality | None = None,
    seed: int | None = None,
) -> Command:
    """How a gap is filled from now on."""

    def edit(board: Board) -> Board:
        old = settings_of(board, bound)
        if old.locked:
            raise Problem("The gap is locked.", remedy="Unlock it first.")
        return _with_gap(
            board,
            replace(
                old,
                engine=old.engine if engine is None else engine,
                quality=old.quality if quality is None else quality,
                seed=old.seed if seed is None else seed,
            ),
        )

    return Command("Gap settings", edit)


def choose_take(bound: str, take: str) -> Command:
    """Show this take, by hand; the empty digest goes back to the newest request's own."""

    def edit(board: Board) -> Board:
        old = settings_of(board, bound)
        if old.locked:
            raise Problem("The gap is locked.", remedy="Unlock it first.")
        return _with_gap(board, replace(old, take=take))

    return Command("Choose take", edit)


def lock_gap(bound: str, take: str) -> Command:
    """Keep this take whatever else changes; the gap's length is protected with it."""

    def edit(board: Board) -> Board:
        if not take:
            raise Problem("There is no take to lock.", remedy="Fill the gap first.")
        return _with_gap(board, replace(settings_of(board, bound), take=take, locked=True))

    return Command("Lock gap", edit)


def unlock_gap(bound: str) -> Command:
    """Let the gap follow its request again; the take stays chosen until another is."""

    def edit(board: Board) -> Board:
        return _with_gap(board, replace(settings_of(board, bound), take="", locked=False))

    return Command("Unlock gap", edit)


# Parts -----------------------------------------------------------------------------------------


def _swapped(values: tuple[_Value, ...], new: _Value) -> tuple[_Value, ...]:
    return tuple(new if value.id == new.id else value for value in values)


def _with_item(board: Board, item: Item) -> Board:
    return replace(board, items=tuple(item if i.id == item.id else i for i in board.items))


def _with_card(board: Board, card: Card) -> Board:
    return replace(board, cards=_swapped(board.cards, card))


def _with_gap(board: Board, settings: GapSettings) -> Board:
    rest = tuple(one for one in board.gaps if one.bound != settings.bound)
    return replace(board, gaps=(*rest, settings))


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


def _without_frames(board: Board, gone: FrameRange) -> Board:
    """Ripple: frames leave the film, everything at or after them moves up on all lanes."""
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
        cuts=_once(replace(cut, frame=moved(cut.frame)) for cut in board.cuts),
        markers=_once(replace(marker, frame=moved(marker.frame)) for marker in board.markers),
        in_out=_moved_range(board.in_out, moved),
    )


def _moved_cards(cards: tuple[Card, ...], moved: Callable[[Frame], Frame]) -> tuple[Card, ...]:
    kept: dict[Frame, Card] = {}
    for card in cards:
        start = moved(card.start)
        end = None if card.end is None else moved(card.end)
        if end is None or end > start:
            kept[start] = replace(card, start=start, end=end)  # of two, the later one acts
    return tuple(kept.values())


_Point = TypeVar("_Point", Cut, Marker)


def _once(points: Iterable[_Point]) -> tuple[_Point, ...]:
    kept: dict[Frame, _Point] = {}
    for point in points:
        kept.setdefault(point.frame, point)
    return tuple(kept.values())


def _moved_range(frames: FrameRange | None, moved: Callable[[Frame], Frame]) -> FrameRange | None:
    if frames is None or moved(frames.start) >= moved(frames.end):
        return None
    return FrameRange(moved(frames.start), moved(frames.end))


def _cropped(board: Board) -> Board:
    """What lies beyond a shortened board's end is taken away or ended there."""
    length = board.length
    cards = tuple(
        replace(card, end=None) if card.end is not None and card.end > length else card
        for card in board.cards
        if card.start < length
    )
    limits = FrameRange(0, length)
    return replace(
        board,
        cards=cards,
        cuts=tuple(cut for cut in board.cuts if cut.frame < length),
        markers=tuple(marker for marker in board.markers if marker.frame <= length),
        in_out=board.in_out.intersection(limits) if board.in_out else None,
    )
