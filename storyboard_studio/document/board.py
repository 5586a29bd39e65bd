"""The storyboard document: an immutable value.

Frames are integers on the board's rational rate; ranges are half-open. The values here hold
what the person decided and nothing derived: gaps, plans and takes are computed from them.
Pure: no I/O. The rules that a board keeps are in ``validate``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from fractions import Fraction
from typing import Any, TypeAlias

from storyboard_engine.api import Fit, Quality
from storyboard_studio.timebase import Frame, FrameRange, Rate

START = "start"
"""The left bound of a gap that begins where the board begins."""


class MediaKind(StrEnum):
    VIDEO = "video"
    IMAGE = "image"


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """What tells that a media file is still the same: size, mtime, then content.

    ``digest`` names the content (BLAKE3 of size, first and last MiB), and is what requests hold;
    ``mtime_ns`` only saves reading the content again.
    """

    size_bytes: int
    mtime_ns: int
    digest: str


@dataclass(frozen=True, slots=True)
class MediaRef:
    """A media file the board uses, with the facts planning and painting need.

    ``path`` is absolute (as last seen); ``relative`` is the path from the board's folder, empty
    until saved. ``size`` is the picture's after rotation. ``duration`` (s), ``rate`` (average,
    frames/s) and ``frames`` are 0 for images; ``frames`` is None where it was not counted.
    """

    id: str
    kind: MediaKind
    path: str
    relative: str
    fingerprint: Fingerprint
    size: tuple[int, int]
    duration: Fraction = Fraction(0)
    rate: Fraction = Fraction(0)
    frames: int | None = None
    has_sound: bool = False
    extra: Mapping[str, Any] = field(default_factory=dict, hash=False)


@dataclass(frozen=True, slots=True)
class Placement:
    """How an item's picture is brought to the canvas (fit, focus point)."""

    fit: Fit = Fit.CROP
    focus: tuple[float, float] = (0.5, 0.5)


@dataclass(frozen=True, slots=True)
class Image:
    """A picture held for ``length`` >= 1 frames from ``start``. Length 1 is a keyframe."""

    id: str
    media: str
    start: Frame
    length: int = 1
    caption: str = ""
    placement: Placement = Placement()
    extra: Mapping[str, Any] = field(default_factory=dict, hash=False)

    @property
    def end(self) -> Frame:
        return self.start + self.length

    @property
    def range(self) -> FrameRange:
        return FrameRange(self.start, self.end)

    @property
    def is_keyframe(self) -> bool:
        return self.length == 1


@dataclass(frozen=True, slots=True)
class Clip:
    """``length`` board frames of a video from source time ``source_in`` (s, from its first frame).

    Board frame ``start + i`` shows the source frame with the greatest timestamp
    <= ``source_in + i / rate``.
    """

    id: str
    media: str
    start: Frame
    length: int
    source_in: Fraction = Fraction(0)
    caption: str = ""
    placement: Placement = Placement()
    muted: bool = False
    extra: Mapping[str, Any] = field(default_factory=dict, hash=False)

    @property
    def end(self) -> Frame:
        return self.start + self.length

    @property
    def range(self) -> FrameRange:
        return FrameRange(self.start, self.end)

    def source_time(self, frame: Frame, rate: Rate) -> Fraction:
        """Source seconds shown at a board frame."""
        return self.source_in + Fraction(frame - self.start) / rate

    def source_out(self, rate: Rate) -> Fraction:
        """The half-open end in source seconds."""
        return self.source_in + Fraction(self.length) / rate


Item: TypeAlias = Image | Clip


@dataclass(frozen=True, slots=True)
class Card:
    """A prompt that acts from ``start`` to ``end`` (None: the next card, cut or board end).

    ``fade``: frames of cross-fade where it meets the next card inside a gap.
    """

    id: str
    start: Frame
    text: str
    end: Frame | None = None
    negative: str = ""
    fade: int = 8
    extra: Mapping[str, Any] = field(default_factory=dict, hash=False)


@dataclass(frozen=True, slots=True)
class Cut:
    """A new shot begins at ``frame``: nothing left of it is known to the right, and the reverse."""

    id: str
    frame: Frame
    extra: Mapping[str, Any] = field(default_factory=dict, hash=False)


@dataclass(frozen=True, slots=True)
class Marker:
    id: str
    frame: Frame
    text: str = ""
    extra: Mapping[str, Any] = field(default_factory=dict, hash=False)


@dataclass(frozen=True, slots=True)
class GapSettings:
    """Settings of the gap whose left bound is ``bound`` (an item's or cut's id, or ``START``).

    ``take`` is the digest of the chosen take, empty for "the one that the request names".
    A ``locked`` gap shows ``take`` whatever its digest says.
    """

    bound: str
    engine: str = "motion"
    quality: Quality = Quality.NORMAL
    seed: int = 0
    take: str = ""
    locked: bool = False
    extra: Mapping[str, Any] = field(default_factory=dict, hash=False)


@dataclass(frozen=True, slots=True)
class Board:
    """The whole document. ``items`` are sorted by start, ``cards``/``cuts``/``markers`` likewise.

    ``canvas`` is (w, h); ``length`` in frames. Tuples of at most a few thousand values; an edit
    makes a new board that shares what it did not change. ``extra``, here and in the values,
    holds fields of the file that this version does not know; they go back as they came.
    """

    canvas: tuple[int, int] = (1280, 720)
    rate: Rate = Fraction(24)
    length: int = 120
    background: tuple[int, int, int] = (0, 0, 0)
    media: tuple[MediaRef, ...] = ()
    items: tuple[Item, ...] = ()
    cards: tuple[Card, ...] = ()
    cuts: tuple[Cut, ...] = ()
    markers: tuple[Marker, ...] = ()
    in_out: FrameRange | None = None
    gaps: tuple[GapSettings, ...] = ()
    extra: Mapping[str, Any] = field(default_factory=dict, hash=False)

    def media_by_id(self, media_id: str) -> MediaRef:
        """Raises ``KeyError``."""
        for media in self.media:
            if media.id == media_id:
                return media
        raise KeyError(media_id)

    def item_by_id(self, item_id: str) -> Item:
        """Raises ``KeyError``."""
        for item in self.items:
            if item.id == item_id:
                return item
        raise KeyError(item_id)

    def card_by_id(self, card_id: str) -> Card:
        """Raises ``KeyError``."""
        for card in self.cards:
            if card.id == card_id:
                return card
        raise KeyError(card_id)
