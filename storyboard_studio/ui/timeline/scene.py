"""What lies on the lanes of one board, ordered so that the part that is seen is found at once.

Derived from the board alone and shared until the board changes. Pure: knows no pixels, no Qt.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Generic, TypeVar

import numpy as np

from storyboard_studio.document.board import Board, Clip, Cut, Image, Item, Marker, MediaRef
from storyboard_studio.document.cards import ActiveCard, active_ranges
from storyboard_studio.document.gaps import Gap, covers, gaps
from storyboard_studio.timebase import Frame, FrameRange

_Object = TypeVar("_Object")
_Placed = TypeVar("_Placed", bound=Item)
_Point = TypeVar("_Point", Cut, Marker)


@dataclass(frozen=True, slots=True)
class Flag:
    """A keyframe and the gap it lies in."""

    image: Image
    gap: Gap


class Row(Generic[_Object]):
    """Objects in order of time with the frames they take, for finding those that are seen.

    Starts and ends both never go back: objects may overlap but not contain one another.
    """

    def __init__(
        self, objects: Sequence[_Object], starts: Sequence[Frame], ends: Sequence[Frame]
    ) -> None:
        self.objects = objects
        self.starts = np.array(starts, np.int64)
        self.ends = np.array(ends, np.int64)

    def __len__(self) -> int:
        return len(self.objects)

    def frames(self, index: int) -> FrameRange:
        """The frames that an object takes."""
        return FrameRange(int(self.starts[index]), int(self.ends[index]))

    def within(self, first: float, end: float) -> range:
        """The indices of the objects that touch a run of frames."""
        after = int(np.searchsorted(self.ends, first, side="right"))
        return range(after, int(np.searchsorted(self.starts, end, side="left")))

    def at(self, frame: Frame) -> _Object | None:
        """The object on a frame; of two, the later one."""
        found = self.within(frame, frame + 1)
        return self.objects[found[-1]] if found else None

    def lasting(self, first: float, end: float, least: float) -> list[int]:
        """Those of ``within`` that take at least so many frames."""
        found = self.within(first, end)
        lengths = self.ends[found.start : found.stop] - self.starts[found.start : found.stop]
        return [found.start + int(one) for one in np.flatnonzero(lengths >= least)]

    def dust(self, first: float, end: float, least: float, apart: float) -> list[FrameRange]:
        """The shorter ones of ``within``, those that are less than ``apart`` away joined."""
        found = self.within(first, end)
        starts = self.starts[found.start : found.stop]
        ends = self.ends[found.start : found.stop]
        short = ends - starts < least
        starts, ends = starts[short], ends[short]
        if not len(starts):
            return []
        breaks = np.flatnonzero(starts[1:] - ends[:-1] >= apart)
        firsts = starts[np.append(0, breaks + 1)]
        lasts = ends[np.append(breaks, len(ends) - 1)]
        return [FrameRange(int(a), int(b)) for a, b in zip(firsts, lasts, strict=True)]


_LANES = {
    "cards": ("cards", "cuts", "length"),
    "free": ("cards", "cuts", "length"),
    "items": ("items",),
    "overlaps": ("items",),
    "sounds": ("items", "media"),
    "gaps": ("items", "cuts", "length"),
    "flags": ("items", "cuts", "length"),
    "cuts": ("cuts",),
    "markers": ("markers",),
    "media": ("media",),
}
"""What each row is made from."""


class Scene:
    """The objects of a board by lane. What an earlier scene knows of the same lanes is taken
    over.
    """

    def __init__(self, board: Board, earlier: Scene | None = None) -> None:
        self.board = board
        if earlier is not None:
            known = vars(earlier)
            for name, parts in _LANES.items():
                if name in known and all(_shared(board, earlier.board, part) for part in parts):
                    vars(self)[name] = known[name]

    @cached_property
    def cards(self) -> Row[ActiveCard]:
        active = active_ranges(self.board)
        return _row_of_ranges(active, [one.range for one in active])

    @cached_property
    def free(self) -> Row[FrameRange]:
        """The runs of the story lane in which no card acts."""
        starts = [0, *self.cards.ends.tolist()]
        ends = [*self.cards.starts.tolist(), self.board.length]
        runs = zip(starts, ends, strict=True)
        free = [FrameRange(start, end) for start, end in runs if start < end]
        return _row_of_ranges(free, free)

    @cached_property
    def items(self) -> Row[Item]:
        """Clips and stills."""
        covering = [item for item in self.board.items if covers(item)]
        return _row_of_items(covering)

    @cached_property
    def gaps(self) -> Row[Gap]:
        found = gaps(self.board)
        return _row_of_ranges(found, [gap.range for gap in found])

    @cached_property
    def flags(self) -> Row[Flag]:
        """The keyframes."""
        flags = [Flag(image, gap) for gap in self.gaps.objects for image in gap.keyframes]
        starts = [flag.image.start for flag in flags]
        return Row(flags, starts, [start + 1 for start in starts])

    @cached_property
    def overlaps(self) -> Row[FrameRange]:
        """Where one item goes over into the next."""
        starts, ends = self.items.starts[1:], self.items.ends[:-1]
        at = np.flatnonzero(starts < ends)
        found = [FrameRange(int(starts[i]), int(ends[i])) for i in at]
        return _row_of_ranges(found, found)

    @cached_property
    def sounds(self) -> Row[Clip]:
        """The clips whose media has sound."""
        heard = {media.id for media in self.board.media if media.has_sound}
        clips = [i for i in self.items.objects if isinstance(i, Clip) and i.media in heard]
        return _row_of_items(clips)

    @cached_property
    def cuts(self) -> Row[Cut]:
        return _row_of_points(self.board.cuts)

    @cached_property
    def markers(self) -> Row[Marker]:
        return _row_of_points(self.board.markers)

    @cached_property
    def media(self) -> dict[str, MediaRef]:
        return {media.id: media for media in self.board.media}

    @cached_property
    def edges(self) -> tuple[Frame, ...]:
        """Every frame that an object's edge may catch, in order."""
        board = self.board
        found = {0, board.length}
        for item in board.items:
            found.update((item.start, item.end))
        for card in board.cards:
            found.update((card.start,) if card.end is None else (card.start, card.end))
        found.update(cut.frame for cut in board.cuts)
        found.update(marker.frame for marker in board.markers)
        if board.in_out is not None:
            found.update((board.in_out.start, board.in_out.end))
        return tuple(sorted(found))


def _shared(one: Board, two: Board, part: str) -> bool:
    mine, other = getattr(one, part), getattr(two, part)
    return mine is other or (isinstance(mine, int) and mine == other)


def _row_of_ranges(objects: Sequence[_Object], ranges: Sequence[FrameRange]) -> Row[_Object]:
    return Row(objects, [one.start for one in ranges], [one.end for one in ranges])


def _row_of_items(items: Sequence[_Placed]) -> Row[_Placed]:
    starts = [item.start for item in items]
    return Row(items, starts, [item.start + item.length for item in items])


def _row_of_points(points: Sequence[_Point]) -> Row[_Point]:
    frames = [point.frame for point in points]
    return Row(points, frames, [frame + 1 for frame in frames])
