"""What neighbours and cards say to the engine: sides, keyframes, prompts over time. Pure."""

from __future__ import annotations

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
    """Everything of a board that decides one gap's request. ``media`` is by id."""

    board: Board
    gap: Gap
    settings: GapSettings
    cards: tuple[ActiveCard, ...]
    media: Mapping[str, MediaRef]

    @property
    def rate(self) -> Rate:
        return self.board.rate

    def fingerprint(self, item: Item) -> str:
        return self.media[item.media].fingerprint.digest


def request_for(inputs: GapInputs) -> FillRequest:
    """The frozen request that decides this gap's pictures."""
    board, gap, settings = inputs.board, inputs.gap, inputs.settings
    return FillRequest(
        frames=len(gap.range),
        size=board.canvas,
        rate=board.rate,
        left=_side(inputs, gap.left, gap.left_from, gap.range.start, left=True),
        right=_side(inputs, gap.right, gap.range.end, gap.right_to, left=False),
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
