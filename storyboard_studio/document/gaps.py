"""Gaps: what the engine fills, derived from a board and never stored.

A gap is a maximal run of frames that no clip and no held image covers, split by cuts and bounded
by the board. A keyframe (an image of one frame) lies in a gap and does not end it. Pure.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from storyboard_studio.document.board import START, Board, Clip, GapSettings, Image, Item
from storyboard_studio.timebase import Frame, FrameRange


@dataclass(frozen=True, slots=True)
class Gap:
    """A run of frames to fill.

    ``bound`` is the id its settings are stored against: the item that ends at its start, else
    the cut there, else ``START``. ``left``/``right`` are the neighbouring items that the engine
    may know, None at a cut or the board's edge. ``keyframes`` lie inside, in order.
    """

    index: int
    range: FrameRange
    bound: str
    left: Item | None
    right: Item | None
    keyframes: tuple[Image, ...] = ()


def covers(item: Item) -> bool:
    """Whether an item takes its frames out of gaps (a clip or a held image)."""
    return isinstance(item, Clip) or not item.is_keyframe


def gaps(board: Board) -> tuple[Gap, ...]:
    """Every gap of the board, in order. Cost grows with the number of items and cuts."""
    cuts = {cut.frame: cut.id for cut in board.cuts}
    covering = [item for item in board.items if covers(item)]
    starts = {item.start: item for item in reversed(covering)}
    ends = _last_by_end(covering)
    keyframes = [item for item in board.items if isinstance(item, Image) and item.is_keyframe]
    found: list[Gap] = []
    key = 0
    for run in _split(_uncovered(covering, board.length), sorted(cuts)):
        first = key
        while key < len(keyframes) and keyframes[key].start < run.end:
            key += 1
        left_item = ends.get(run.start)
        bound = left_item.id if left_item else cuts.get(run.start, START)
        found.append(
            Gap(
                index=len(found),
                range=run,
                bound=START if run.start == 0 else bound,
                left=None if run.start in cuts else left_item,
                right=None if run.end in cuts else starts.get(run.end),
                keyframes=tuple(keyframes[first:key]),
            )
        )
    return tuple(found)


def gap_at(all_gaps: Iterable[Gap], frame: Frame) -> Gap | None:
    """The gap that holds a frame, if any."""
    return next((gap for gap in all_gaps if frame in gap.range), None)


def settings_of(board: Board, bound: str) -> GapSettings:
    """The stored settings of the gap with that left bound; plain defaults where there are none."""
    for settings in board.gaps:
        if settings.bound == bound:
            return settings
    return GapSettings(bound)


def _last_by_end(covering: Iterable[Item]) -> dict[Frame, Item]:
    return {item.end: item for item in covering}


def _uncovered(covering: Iterable[Item], length: int) -> Iterator[FrameRange]:
    edge = 0
    for item in covering:
        if item.start > edge:
            yield FrameRange(edge, item.start)
        edge = max(edge, item.end)
    if edge < length:
        yield FrameRange(edge, length)


def _split(runs: Iterable[FrameRange], cuts: list[Frame]) -> Iterator[FrameRange]:
    at = 0
    for run in runs:
        start = run.start
        while at < len(cuts) and cuts[at] < run.end:
            if cuts[at] > start:
                yield FrameRange(start, cuts[at])
                start = cuts[at]
            at += 1
        yield FrameRange(start, run.end)
