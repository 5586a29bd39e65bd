"""What plays: a board and its takes, as one frozen program that names every frame's picture.

Preview and export read the same program, so what is previewed is what is exported. Pure: the
pixels and the sound are made by ``film``.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from itertools import pairwise
from typing import TypeAlias

from storyboard_engine.api import FrameRef
from storyboard_studio.document.board import Board, Clip, Item, MediaRef
from storyboard_studio.document.gaps import Gap, covers
from storyboard_studio.planning.conditioning import conform_of
from storyboard_studio.timebase import Frame, FrameRange

SAMPLE_RATE = 48_000


@dataclass(frozen=True, slots=True)
class Own:
    """The person's own picture, exactly as conform gives it."""

    ref: FrameRef


@dataclass(frozen=True, slots=True)
class Blank:
    """The board's background: nothing is known here."""


@dataclass(frozen=True, slots=True)
class Lost:
    """A picture whose media is missing; preview shows its name over the background."""

    media: str
    name: str


@dataclass(frozen=True, slots=True)
class FromTake:
    """Frame ``index`` of a take."""

    digest: str
    index: int
    stale: bool
    draft: bool


Layer: TypeAlias = Own | Blank | Lost | FromTake


@dataclass(frozen=True, slots=True)
class Mix:
    """``over`` laid over ``under`` with weight ``amount``: an overlap, or an unfilled gap."""

    under: Layer
    over: Layer
    amount: Fraction
    unfilled: bool


FrameRecipe: TypeAlias = Layer | Mix


@dataclass(frozen=True, slots=True)
class ShownTake:
    """The take a gap shows: its digest and length, and how it stands to the request."""

    digest: str
    frames: int
    stale: bool
    draft: bool
    has_sound: bool = False


@dataclass(frozen=True)
class Program:
    """Everything that plays. ``shown`` maps a gap's bound to its take; absent: not filled.

    ``missing`` holds the ids of media that cannot be read now.
    """

    board: Board
    gaps: tuple[Gap, ...]
    shown: Mapping[str, ShownTake]
    missing: frozenset[str] = frozenset()

    @property
    def length(self) -> int:
        return self.board.length

    @cached_property
    def _media(self) -> dict[str, MediaRef]:
        return {media.id: media for media in self.board.media}

    @cached_property
    def _covering(self) -> list[Item]:
        return [item for item in self.board.items if covers(item)]

    @cached_property
    def _item_starts(self) -> list[Frame]:
        return [item.start for item in self._covering]

    @cached_property
    def _gap_starts(self) -> list[Frame]:
        return [gap.range.start for gap in self.gaps]

    def recipe(self, frame: Frame) -> FrameRecipe:
        """What is shown at a board frame, as a hashable value: equal recipes, equal pictures."""
        index = bisect_right(self._item_starts, frame) - 1
        over = self._covering[index] if index >= 0 else None
        if over is not None and frame < over.end:
            under = self._covering[index - 1] if index >= 1 else None
            if under is not None and frame < under.end:
                return self._dissolve(under, over, frame)
            return self._picture(over, frame)
        gap = self.gap_at(frame)
        return Blank() if gap is None else self._in_gap(gap, frame)

    def gap_at(self, frame: Frame) -> Gap | None:
        """The gap that holds a frame."""
        index = bisect_right(self._gap_starts, frame) - 1
        return self.gaps[index] if index >= 0 and frame in self.gaps[index].range else None

    def unfinished(self) -> tuple[tuple[Gap, ShownTake | None], ...]:
        """The gaps that are not filled (None) or show an old take."""
        pairs = ((gap, self.shown.get(gap.bound)) for gap in self.gaps if gap.needs_take)
        return tuple((gap, take) for gap, take in pairs if take is None or take.stale)

    def _dissolve(self, under: Item, over: Item, frame: Frame) -> Mix:
        length = under.end - over.start
        amount = Fraction(frame - over.start + 1, length + 1)
        return Mix(self._picture(under, frame), self._picture(over, frame), amount, unfilled=False)

    def _picture(self, item: Item, frame: Frame) -> Layer:
        media = self._media[item.media]
        if item.media in self.missing:
            return Lost(item.media, _file_name(media))
        time = item.source_time(frame, self.board.rate) if isinstance(item, Clip) else Fraction(0)
        return Own(FrameRef(media.fingerprint.digest, time, conform_of(self.board, item)))

    def _in_gap(self, gap: Gap, frame: Frame) -> FrameRecipe:
        for keyframe in gap.keyframes:
            if keyframe.start == frame:
                return self._picture(keyframe, frame)
        take = self.shown.get(gap.bound)
        if take is not None:
            index = _take_frame(frame - gap.range.start, len(gap.range), take.frames)
            return FromTake(take.digest, index, take.stale, take.draft)
        return self._slate(gap, frame)

    def _slate(self, gap: Gap, frame: Frame) -> Mix:
        known: list[tuple[Frame, Layer]] = []
        if gap.left is not None:
            known.append((gap.range.start - 1, self._picture(gap.left, gap.range.start - 1)))
        known += [(key.start, self._picture(key, key.start)) for key in gap.keyframes]
        if gap.right is not None:
            known.append((gap.range.end, self._picture(gap.right, gap.range.end)))
        if not known:
            return Mix(Blank(), Blank(), Fraction(0), unfilled=True)
        for (start, under), (end, over) in pairwise(known):
            if start < frame < end:
                return Mix(under, over, Fraction(frame - start, end - start), unfilled=True)
        held = known[0][1] if frame < known[0][0] else known[-1][1]
        return Mix(held, held, Fraction(0), unfilled=True)

    def sounds(self, start: int, end: int) -> tuple[SoundPart, ...]:
        """The clips and takes that sound somewhere in samples ``[start, end)`` at 48 kHz."""
        parts = (*self._clip_sounds, *self._take_sounds)
        return tuple(part for part in parts if part.start < end and part.end > start)

    @cached_property
    def _clip_sounds(self) -> tuple[SoundPart, ...]:
        rate = self.board.rate
        parts = []
        for index, item in enumerate(self._covering):
            if not isinstance(item, Clip) or item.muted or item.media in self.missing:
                continue
            media = self._media[item.media]
            if not media.has_sound:
                continue
            before = self._covering[index - 1] if index else None
            after = self._covering[index + 1] if index + 1 < len(self._covering) else None
            overlap = FrameRange(item.start, max(item.start, before.end if before else 0))
            overlap_after = FrameRange(min(item.end, after.start) if after else item.end, item.end)
            parts.append(
                SoundPart(
                    source=media.fingerprint.digest,
                    is_take=False,
                    start=samples_at(item.start, rate),
                    end=samples_at(item.end, rate),
                    source_start=round(item.source_in * SAMPLE_RATE),
                    fade_in=samples_at(overlap.end, rate) - samples_at(overlap.start, rate),
                    fade_out=samples_at(overlap_after.end, rate)
                    - samples_at(overlap_after.start, rate),
                    joins_before=_continues(before, item, rate),
                    joins_after=_continues(item, after, rate),
                )
            )
        return tuple(parts)

    @cached_property
    def _take_sounds(self) -> tuple[SoundPart, ...]:
        rate = self.board.rate
        return tuple(
            SoundPart(
                source=take.digest,
                is_take=True,
                start=samples_at(gap.range.start, rate),
                end=samples_at(gap.range.end, rate),
                source_start=0,
            )
            for gap in self.gaps
            if (take := self.shown.get(gap.bound)) is not None and take.has_sound
        )


@dataclass(frozen=True, slots=True)
class SoundPart:
    """One stretch of sound: film samples ``[start, end)`` from sample ``source_start`` on.

    ``fade_in``/``fade_out``: samples of cross-fade with the overlapping neighbour. A part that
    joins its neighbour (two halves of one clip) has no ramp there.
    """

    source: str
    is_take: bool
    start: int
    end: int
    source_start: int
    fade_in: int = 0
    fade_out: int = 0
    joins_before: bool = False
    joins_after: bool = False


def samples_at(frame: Frame, rate: Fraction) -> int:
    """The first sample of a board frame, at 48 kHz, to the nearest."""
    return round(Fraction(frame) * SAMPLE_RATE / rate)


def _continues(one: Item | None, two: Item | None, rate: Fraction) -> bool:
    return (
        isinstance(one, Clip)
        and isinstance(two, Clip)
        and not (one.muted or two.muted)
        and one.media == two.media
        and one.end == two.start
        and one.source_out(rate) == two.source_in
    )


def _take_frame(offset: int, length: int, frames: int) -> int:
    """The take's frame at a gap offset; an old take of another length is stretched to fit."""
    return offset if frames == length else min(offset * frames // length, frames - 1)


def _file_name(media: MediaRef) -> str:
    return media.path.replace("\\", "/").rsplit("/", 1)[-1]
