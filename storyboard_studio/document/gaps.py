"""Gaps: what the engine fills, derived from a board and never stored.

A gap is a maximal run of frames that no clip and no held image covers, split by cuts and bounded
by the board. A keyframe (an image of one frame) lies in a gap and does not end it. Pure.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import TypeAlias

from storyboard_studio.document.board import START, Board, Clip, Cut, GapSettings, Image, Item
from storyboard_studio.timebase import Frame, FrameRange


@dataclass(frozen=True, slots=True)
class Gap:
    """A run of frames to fill.

    ``bound`` is the id its settings are stored against: the item that ends at its start, else
    the cut there, else ``START``. ``left``/``right`` are the neighbouring items that the engine
    may know, None at a cut or the board's edge; of the left one it may know board frames from
    ``left_from`` on, of the right one those before ``right_to`` (cuts and overlaps end what can
    be known). ``keyframes`` lie inside, in order.
    """

    index: int
    range: FrameRange
    bound: str
    left: Item | None
    right: Item | None
    left_from: Frame
    right_to: Frame
    keyframes: tuple[Image, ...] = ()


def covers(item: Item) -> bool:
    """Whether an item takes its frames out of gaps (a clip or a held image)."""
    return isinstance(item, Clip) or not item.is_keyframe


def gaps(board: Board) -> tuple[Gap, ...]:
    """Every gap of the board, in order. Boards that share their lanes share the answer."""
    return _gaps_of(_Lanes(board.items, board.cuts, board.length))


@dataclass(frozen=True, slots=True, eq=False)
class _Lanes:
    """What gaps depend on, compared by identity: an edit shares every lane it leaves alone."""

    items: tuple[Item, ...]
    cuts: tuple[Cut, ...]
    length: int

    def __eq__(self, other: object) -> bool:
        return (
            isinstance(other, _Lanes)
            and self.items is other.items
            and self.cuts is other.cuts
            and self.length == other.length
        )

    def __hash__(self) -> int:
        return hash((id(self.items), id(self.cuts), self.length))


@lru_cache(maxsize=16)
def _gaps_of(lanes: _Lanes) -> tuple[Gap, ...]:
    cuts = {cut.frame: cut.id for cut in lanes.cuts}
    cut_frames = sorted(cuts)
    covering, keyframes = _parted(lanes.items)
    found: list[Gap] = []
    key = 0
    for start, end, after in _split(_uncovered(covering, lanes.length), cut_frames):
        first = key
        while key < len(keyframes) and keyframes[key].start < end:
            key += 1
        before = covering[after - 1] if after and covering[after - 1].end == start else None
        left = None if start in cuts else before
        follows = after < len(covering) and covering[after].start == end
        right = covering[after] if follows and end not in cuts else None
        found.append(
            Gap(
                len(found),
                FrameRange(start, end),
                START if start == 0 else before.id if before else cuts[start],
                left,
                right,
                start if left is None else _known_from(covering, after - 1, cut_frames),
                end if right is None else _known_to(covering, after, cut_frames),
                tuple(keyframes[first:key]),
            )
        )
    return tuple(found)


def _known_from(covering: list[Item], index: int, cuts: list[Frame]) -> Frame:
    """The first frame of an item that a gap on its right may know."""
    item = covering[index]
    first = max(item.start, covering[index - 1].end) if index else item.start
    cut = bisect_left(cuts, item.end) - 1
    return max(first, cuts[cut]) if cut >= 0 else first


def _known_to(covering: list[Item], index: int, cuts: list[Frame]) -> Frame:
    """The half-open last frame of an item that a gap on its left may know."""
    item = covering[index]
    last = item.end
    if index + 1 < len(covering):
        last = min(last, covering[index + 1].start)
    cut = bisect_right(cuts, item.start)
    return min(last, cuts[cut]) if cut < len(cuts) else last


def gap_at(all_gaps: Iterable[Gap], frame: Frame) -> Gap | None:
    """The gap that holds a frame, if any."""
    return next((gap for gap in all_gaps if frame in gap.range), None)


def settings_of(board: Board, bound: str) -> GapSettings:
    """The stored settings of the gap with that left bound; plain defaults where there are none."""
    for settings in board.gaps:
        if settings.bound == bound:
            return settings
    return GapSettings(bound)


def _parted(items: Iterable[Item]) -> tuple[list[Item], list[Image]]:
    """The items that cover frames, and the keyframes."""
    covering: list[Item] = []
    keyframes: list[Image] = []
    for item in items:
        if isinstance(item, Image) and item.length == 1:
            keyframes.append(item)
        else:
            covering.append(item)
    return covering, keyframes


_Run: TypeAlias = tuple[Frame, Frame, int]
"""Start, end, and the index of the covering item that comes next."""


def _uncovered(covering: list[Item], length: int) -> list[_Run]:
    runs, edge = [], 0
    for index, item in enumerate(covering):
        start = item.start
        if start > edge:
            runs.append((edge, start, index))
        edge = max(edge, start + item.length)
    if edge < length:
        runs.append((edge, length, len(covering)))
    return runs


def _split(runs: list[_Run], cuts: list[Frame]) -> list[_Run]:
    if not cuts:
        return runs
    parts, at = [], 0
    for run_start, end, after in runs:
        start = run_start
        while at < len(cuts) and cuts[at] < end:
            if cuts[at] > start:
                parts.append((start, cuts[at], after))
                start = cuts[at]
            at += 1
        parts.append((start, end, after))
    return parts
