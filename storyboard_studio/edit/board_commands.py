"""Edits of the board itself, its cuts, markers and range, and its gaps' settings. Pure."""

from __future__ import annotations

from dataclasses import replace

from storyboard_engine.api import Quality
from storyboard_studio.document.board import Board, Cut, GapSettings, Marker
from storyboard_studio.document.gaps import settings_of
from storyboard_studio.edit.command import Command, new_id, within_limit
from storyboard_studio.edit.retime import retimed
from storyboard_studio.errors import Problem
from storyboard_studio.timebase import Frame, FrameRange, Rate


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
        return replace(
            board, markers=(*board.markers, Marker(marker_id, frame, within_limit(text)))
        )

    return Command("Add marker", edit)


def remove_marker(marker_id: str) -> Command:
    def edit(board: Board) -> Board:
        return replace(board, markers=tuple(m for m in board.markers if m.id != marker_id))

    return Command("Remove marker", edit)


def set_in_out(in_out: FrameRange | None) -> Command:
    """The part of the film that loops; None: all of it."""
    return Command("In and out", lambda board: replace(board, in_out=in_out))


def set_canvas(size: tuple[int, int]) -> Command:
    """Another picture size; every picture is conformed anew."""
    return Command("Canvas size", lambda board: replace(board, canvas=size))


def set_background(colour: tuple[int, int, int]) -> Command:
    """What lies under alpha, letterbox bars and frames of which nothing is known."""
    return Command("Background", lambda board: replace(board, background=colour))


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
    """Let the gap follow its request again, in what it shows too."""

    def edit(board: Board) -> Board:
        return _with_gap(board, replace(settings_of(board, bound), take="", locked=False))

    return Command("Unlock gap", edit)


def _with_gap(board: Board, settings: GapSettings) -> Board:
    rest = tuple(one for one in board.gaps if one.bound != settings.bound)
    return replace(board, gaps=(*rest, settings))


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
