"""Gaps: what the engine fills, derived from a board and never stored.

A gap is a maximal run of frames that no clip and no held image covers, split by cuts and bounded
by the board. A keyframe (an image of one frame) lies in a gap and does not end it. Pure.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple, TypeAlias

from storyboard_studio.document.board import START, Board, Clip, Cut, GapSettings, Image, Item
from storyboard_studio.document.lanes import changed_part
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

    @property
    def needs_take(self) -> bool:
        """Whether any of its frames is not the person's own picture."""
        return len(self.keyframes) < len(self.range)


def covers(item: Item) -> bool:
    """Whether an item takes its frames out of gaps (a clip or a held image)."""
    return isinstance(item, Clip) or not item.is_keyframe


def gaps(board: Board, edited_from: Board | None = None) -> tuple[Gap, ...]:
    """Every gap of the board, in order. Boards that share their lanes share the answer.

    ``edited_from``: an earlier legal board, whose gaps are taken over where nothing near them
    changed. The answer is the same without it, and takes longer.
    """
    lanes = _Lanes(board.items, board.cuts, board.length)
    if edited_from is not None:
        before = _Lanes(edited_from.items, edited_from.cuts, edited_from.length)
        if before != lanes:
            lanes = _Lanes(board.items, board.cuts, board.length, before, _gaps_of(before))
    return _gaps_of(lanes)


@dataclass(frozen=True, slots=True, eq=False)
class _Lanes:
    """What gaps depend on, compared by identity: an edit shares every lane it leaves alone.

    ``known`` are the gaps of the lanes ``before``.
    """

    items: tuple[Item, ...]
    cuts: tuple[Cut, ...]
    length: int
    before: _Lanes | None = None
    known: tuple[Gap, ...] = ()

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
    """Work out the gaps in the changed part of the board; those before and after it are kept.

    A gap depends on the items at its edges and on how far the next ones let these be known. So
    it stays what it was where a whole item lies between it and the change.
    """
    covering, keyframes = _parted(lanes.items)
    window = _Window(0, lanes.length, 0, len(covering))
    if lanes.before is None:
        return tuple(_found(lanes.cuts, covering, keyframes, window, 0))
    changed = _changed_frames(lanes.before, lanes)
    if changed is None:
        return lanes.known
    window = _around(changed, covering, lanes.length)
    head = bisect_right(lanes.known, window.start, key=lambda gap: gap.range.end)
    fresh = _found(lanes.cuts, covering, keyframes, window, head)
    if window.end == lanes.length:
        return (*lanes.known[:head], *fresh)
    tail = bisect_left(lanes.known, window.end, key=lambda gap: gap.range.start)
    return (*lanes.known[:head], *fresh, *_numbered(lanes.known[tail:], head + len(fresh)))


class _Window(NamedTuple):
    """Frames ``[start, end)`` and the covering items ``[first, last)`` that lie in them."""

    start: Frame
    end: Frame
    first: int
    last: int


def _changed_frames(before: _Lanes, after: _Lanes) -> FrameRange | None:
    """The frames outside of which both have the same items and cuts; None where all is shared."""
    items = changed_part(before.items, after.items)
    cuts = changed_part(before.cuts, after.cuts)
    edges = [
        edge
        for item in (
            *before.items[items.first : items.before_end],
            *after.items[items.first : items.after_end],
        )
        for edge in (item.start, item.end)
    ]
    for cut in (
        *before.cuts[cuts.first : cuts.before_end],
        *after.cuts[cuts.first : cuts.after_end],
    ):
        edges += (cut.frame, cut.frame + 1)
    if before.length != after.length:
        edges += (before.length, after.length)
    return FrameRange(min(edges), max(edges)) if edges else None


def _around(changed: FrameRange, covering: list[Item], length: int) -> _Window:
    """The changed frames, widened by one whole unchanged item on each side."""
    first = bisect_right(covering, changed.start, key=lambda item: item.end) - 1
    last = bisect_left(covering, changed.end, key=lambda item: item.start)
    start = covering[first].start if first >= 0 else 0
    if last == len(covering):
        return _Window(start, length, max(0, first), last)
    return _Window(start, covering[last].end, max(0, first), last + 1)


def _found(
    lane: tuple[Cut, ...],
    covering: list[Item],
    keyframes: list[Image],
    window: _Window,
    number: int,
) -> list[Gap]:
    """The gaps of a window, numbered from ``number``."""
    cuts = {cut.frame: cut.id for cut in lane}
    cut_frames = sorted(cuts)
    found: list[Gap] = []
    key = bisect_left(keyframes, window.start, key=lambda image: image.start)
    for start, end, after in _split(_uncovered(covering, window), cut_frames):
        first = key
        while key < len(keyframes) and keyframes[key].start < end:
            key += 1
        before = covering[after - 1] if after and covering[after - 1].end == start else None
        left = None if start in cuts else before
        follows = after < len(covering) and covering[after].start == end
        right = covering[after] if follows and end not in cuts else None
        found.append(
            Gap(
                number + len(found),
                FrameRange(start, end),
                START if start == 0 else before.id if before else cuts[start],
                left,
                right,
                start if left is None else _known_from(covering, after - 1, cut_frames),
                end if right is None else _known_to(covering, after, cut_frames),
                tuple(keyframes[first:key]),
            )
        )
    return found


def _numbered(run: tuple[Gap, ...], number: int) -> Iterable[Gap]:
    """The same gaps, numbered from ``number``."""
    if not run or run[0].index == number:
        return run
    return (
        Gap(
            index,
            gap.range,
            gap.bound,
            gap.left,
            gap.right,
            gap.left_from,
            gap.right_to,
            gap.keyframes,
        )
        for index, gap in enumerate(run, number)
    )


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


def _uncovered(covering: list[Item], window: _Window) -> list[_Run]:
    runs, edge = [], window.start
    for index in range(window.first, window.last):
        item = covering[index]
        start = item.start
        if start > edge:
            runs.append((edge, start, index))
        edge = max(edge, start + item.length)
    if edge < window.end:
        runs.append((edge, window.end, window.last))
    return runs


def _split(runs: list[_Run], cuts: list[Frame]) -> list[_Run]:
    if not cuts:
        return runs
    parts, at = [], bisect_left(cuts, runs[0][0]) if runs else 0
    for run_start, end, after in runs:
        start = run_start
        while at < len(cuts) and cuts[at] < end:
            if cuts[at] > start:
                parts.append((start, cuts[at], after))
                start = cuts[at]
            at += 1
        parts.append((start, end, after))
    return parts
