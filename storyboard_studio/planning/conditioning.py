"""What neighbours and cards say to the engine: sides, keyframes, prompts over time. Pure."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction

from storyboard_engine.api import (
    Conform,
    ContextRef,
    FillRequest,
    FrameRef,
    Keyframe,
    Moving,
    Nothing,
    PromptSpan,
    Side,
    Still,
)
from storyboard_studio.document.board import Board, GapSettings, Image, Item, MediaRef
from storyboard_studio.document.cards import ActiveCard
from storyboard_studio.document.gaps import Gap
from storyboard_studio.timebase import Frame, Rate


def conform_of(board: Board, item: Item) -> Conform:
    """How this item's pictures are brought to this board's canvas."""
    return Conform(board.canvas, item.placement.fit, item.placement.focus, board.background)


@dataclass(frozen=True, slots=True)
class GapInputs:
    """Everything of a board that decides one gap's request.

    ``left_from`` is the first board frame of the left clip, and ``right_to`` the half-open last
    of the right one, that the engine may know: cuts and overlaps end the motion context.
    ``board`` is the board they were taken from.
    """

    board: Board
    gap: Gap
    settings: GapSettings
    cards: tuple[ActiveCard, ...]
    media: Mapping[str, MediaRef]
    left_from: Frame
    right_to: Frame

    @property
    def rate(self) -> Rate:
        return self.board.rate

    def same(self, other: GapInputs) -> bool:
        """Whether the request would be equal; compares only what the gap touches."""
        one, two = self.board, other.board
        return (
            self.gap == other.gap
            and self.settings == other.settings
            and self.cards == other.cards
            and (self.left_from, self.right_to) == (other.left_from, other.right_to)
            and (one.canvas, one.rate, one.background) == (two.canvas, two.rate, two.background)
            and (self.media is other.media or self._pictures() == other._pictures())
        )

    def fingerprint(self, item: Item) -> str:
        return self.media[item.media].fingerprint.digest

    def _pictures(self) -> tuple[str, ...]:
        items = (self.gap.left, self.gap.right, *self.gap.keyframes)
        return tuple(self.fingerprint(item) for item in items if item is not None)


@dataclass(frozen=True, slots=True)
class Conditioning:
    """A board with the look-ups that planning its gaps needs, made once per plan."""

    board: Board
    media: Mapping[str, MediaRef]
    cuts: list[Frame]
    order: Mapping[str, int]

    @classmethod
    def of(cls, board: Board) -> Conditioning:
        return cls(
            board,
            {media.id: media for media in board.media},
            [cut.frame for cut in board.cuts],
            {item.id: index for index, item in enumerate(board.items)},
        )

    def inputs(self, gap: Gap, settings: GapSettings, cards: tuple[ActiveCard, ...]) -> GapInputs:
        """What decides this gap's request."""
        left, right = self._left_from(gap), self._right_to(gap)
        return GapInputs(self.board, gap, settings, cards, self.media, left, right)

    def _left_from(self, gap: Gap) -> Frame:
        if gap.left is None:
            return gap.range.start
        first = gap.left.start
        cut = bisect_left(self.cuts, gap.range.start) - 1
        if cut >= 0:
            first = max(first, self.cuts[cut])
        before = self.order[gap.left.id] - 1
        return max(first, self.board.items[before].end) if before >= 0 else first

    def _right_to(self, gap: Gap) -> Frame:
        if gap.right is None:
            return gap.range.end
        last = gap.right.end
        cut = bisect_right(self.cuts, gap.range.end)
        if cut < len(self.cuts):
            last = min(last, self.cuts[cut])
        after = self.order[gap.right.id] + 1
        return min(last, self.board.items[after].start) if after < len(self.order) else last


def request_for(inputs: GapInputs) -> FillRequest:
    """The frozen request that decides this gap's pictures."""
    board, gap, settings = inputs.board, inputs.gap, inputs.settings
    return FillRequest(
        frames=len(gap.range),
        size=board.canvas,
        rate=board.rate,
        left=_side(inputs, gap.left, inputs.left_from, gap.range.start, left=True),
        right=_side(inputs, gap.right, gap.range.end, inputs.right_to, left=False),
        keyframes=tuple(_keyframe(inputs, image) for image in gap.keyframes),
        prompts=tuple(_prompts(gap, inputs.cards)),
        seed=settings.seed,
        quality=settings.quality,
    )


def _side(inputs: GapInputs, item: Item | None, start: Frame, end: Frame, *, left: bool) -> Side:
    if item is None:
        return Nothing()
    if isinstance(item, Image):
        return Still(_picture(inputs, item), item.caption)
    rate = inputs.rate
    last = max(start, end - 1)
    context = ContextRef(
        media=inputs.fingerprint(item),
        first=item.source_time(start, rate),
        last=item.source_time(last, rate),
        shift=Fraction(item.start - inputs.gap.range.start) / rate - item.source_in,
        nearest_end=left,
        conform=conform_of(inputs.board, item),
    )
    return Moving(context, item.caption)


def _keyframe(inputs: GapInputs, image: Image) -> Keyframe:
    offset = image.start - inputs.gap.range.start
    return Keyframe(offset, _picture(inputs, image), image.caption)


def _picture(inputs: GapInputs, image: Image) -> FrameRef:
    conform = conform_of(inputs.board, image)
    return FrameRef(inputs.fingerprint(image), Fraction(0), conform)


def _prompts(gap: Gap, cards: Iterable[ActiveCard]) -> Iterable[PromptSpan]:
    origin = gap.range.start
    before: PromptSpan | None = None
    for active in cards:
        inside = active.range.intersection(gap.range)
        if inside is None or not (active.card.text or active.card.negative):
            continue
        card, start, end = active.card, inside.start - origin, inside.end - origin
        fade = 0
        if before is not None and before.end == start:
            fade = min(card.fade, min(end - start, before.end - before.start) // 2)
        before = PromptSpan(start, end, card.text, card.negative, fade)
        yield before
