"""What lies on the lanes of one board, ordered so that the part that is seen is found at once.

Derived from the board alone and shared until the board changes. Pure: knows no pixels, no Qt.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import Generic, TypeVar

import numpy as np

from storyboard_studio.document.board import Board, Clip, Cut, Image, Item, Marker, MediaRef
from storyboard_studio.document.cards import ActiveCard, active_ranges
from storyboard_studio.document.gaps import Gap, covers, gaps
from storyboard_studio.timebase import Frame, FrameRange

_Object = TypeVar("_Object")


@dataclass(frozen=True, slots=True)
class Flag:
    """A keyframe and the gap it lies in."""

    image: Image
    gap: Gap


class Row(Generic[_Object]):
    """Objects in order of time with the frames they take, for finding those that are seen.

    Starts and ends both never go back: objects may overlap but not contain one another.
    """

    def __init__(self, objects: Sequence[_Object], ranges: Sequence[FrameRange]) -> None:
        self.objects = objects
        self.ranges = ranges
        self._starts = np.fromiter((one.start for one in ranges), np.int64, len(ranges))
        self._ends = np.fromiter((one.end for one in ranges), np.int64, len(ranges))

    def __len__(self) -> int:
        return len(self.objects)

    def within(self, first: float, end: float) -> range:
        """The indices of the objects that touch a run of frames."""
        after = int(np.searchsorted(self._ends, first, side="right"))
        return range(after, int(np.searchsorted(self._starts, end, side="left")))

    def at(self, frame: Frame) -> _Object | None:
        """The object on a frame; of two, the later one."""
        found = self.within(frame, frame + 1)
        return self.objects[found[-1]] if found else None

    def lasting(self, first: float, end: float, least: float) -> list[int]:
        """Those of ``within`` that take at least so many frames."""
        found = self.within(first, end)
        lengths = self._ends[found.start : found.stop] - self._starts[found.start : found.stop]
        return [found.start + int(one) for one in np.flatnonzero(lengths >= least)]

    def dust(self, first: float, end: float, least: float, apart: float) -> list[FrameRange]:
        """The shorter ones of ``within``, those that are less than ``apart`` away joined."""
        found = self.within(first, end)
        starts = self._starts[found.start : found.stop]
        ends = self._ends[found.start : found.stop]
        short = ends - starts < least
        starts, ends = starts[short], ends[short]
        if not len(starts):
            return []
        breaks = np.flatnonzero(starts[1:] - ends[:-1] >= apart)
        firsts = starts[np.append(0, breaks + 1)]
        lasts = ends[np.append(breaks, len(ends) - 1)]
        return [FrameRange(int(a), int(b)) for a, b in zip(firsts, lasts, strict=True)]


class Scene:
    """The objects of a board by lane."""

    def __init__(self, board: Board) -> None:
        self.board = board

    @cached_property
    def cards(self) -> Row[ActiveCard]:
        active = active_ranges(self.board)
        return Row(active, [one.range for one in active])

    @cached_property
    def free(self) -> Row[FrameRange]:
        """The runs of the story lane in which no card acts."""
        edges = [0, *(edge for one in self.cards.ranges for edge in (one.start, one.end))]
        edges.append(self.board.length)
        runs = zip(edges[::2], edges[1::2], strict=True)
        free = [FrameRange(start, end) for start, end in runs if start < end]
        return Row(free, free)

    @cached_property
    def items(self) -> Row[Item]:
        """Clips and stills."""
        covering = [item for item in self.board.items if covers(item)]
        return Row(covering, [item.range for item in covering])

    @cached_property
    def gaps(self) -> Row[Gap]:
        found = gaps(self.board)
        return Row(found, [gap.range for gap in found])

    @cached_property
    def flags(self) -> Row[Flag]:
        """The keyframes."""
        flags = [Flag(image, gap) for gap in self.gaps.objects for image in gap.keyframes]
        return Row(flags, [flag.image.range for flag in flags])

    @cached_property
    def overlaps(self) -> Row[FrameRange]:
        """Where one item goes over into the next."""
        found = [
            FrameRange(two.start, one.end)
            for one, two in pairwise(self.items.ranges)
            if two.start < one.end
        ]
        return Row(found, found)

    @cached_property
    def sounds(self) -> Row[Clip]:
        """The clips whose media has sound."""
        clips = [
            item
            for item in self.items.objects
            if isinstance(item, Clip) and self.media[item.media].has_sound
        ]
        return Row(clips, [clip.range for clip in clips])

    @cached_property
    def cuts(self) -> Row[Cut]:
        cuts = self.board.cuts
        return Row(cuts, [FrameRange(cut.frame, cut.frame + 1) for cut in cuts])

    @cached_property
    def markers(self) -> Row[Marker]:
        markers = self.board.markers
        return Row(markers, [FrameRange(one.frame, one.frame + 1) for one in markers])

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
