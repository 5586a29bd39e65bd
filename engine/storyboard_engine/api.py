"""The engine's API: frozen, picklable values in, a stream of events out.

Nothing here imports torch, Qt or media libraries. A request names its pictures by reference;
the caller decodes them and hands the frames beside it, so the same values can cross a process
border later. Frames are ``uint8 (F, H, W, 3)`` RGB (sRGB/BT.709, full range) and read-only;
sound is ``float32 (samples, 2)`` at 48 kHz.
"""

from __future__ import annotations

import hashlib
import json
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field, fields, is_dataclass
from enum import StrEnum
from fractions import Fraction
from typing import Any, Protocol, TypeAlias

import numpy as np
import numpy.typing as npt

from storyboard_engine.capabilities import Capabilities
from storyboard_engine.errors import FillCancelled, InvalidRequest

Picture: TypeAlias = npt.NDArray[np.uint8]
"""One RGB picture, ``uint8 (H, W, 3)``."""
Frames: TypeAlias = npt.NDArray[np.uint8]
"""A run of RGB pictures, ``uint8 (F, H, W, 3)``."""
Sound: TypeAlias = npt.NDArray[np.float32]
"""Stereo sound at 48 kHz, ``float32 (samples, 2)``."""

CONTEXT_FRAMES = 25
"""The most distinct source frames of motion context a side may carry."""


class Fit(StrEnum):
    """How a picture of another shape is brought to the canvas."""

    CROP = "crop"
    LETTERBOX = "letterbox"
    STRETCH = "stretch"


class Quality(StrEnum):
    """How much time a fill may take."""

    DRAFT = "draft"
    NORMAL = "normal"
    FINAL = "final"


@dataclass(frozen=True, slots=True)
class Conform:
    """How a source picture becomes a canvas picture: size (w, h), fit, focus point, background.

    ``focus`` is the point of the source, as fractions of its width and height, that stays in
    view when cropping. ``background`` lies under alpha and letterbox bars.
    """

    size: tuple[int, int]
    fit: Fit = Fit.CROP
    focus: tuple[float, float] = (0.5, 0.5)
    background: tuple[int, int, int] = (0, 0, 0)


@dataclass(frozen=True, slots=True)
class FrameRef:
    """One picture, named by media fingerprint and source time in seconds, never by pixels.

    The picture is the one with the greatest timestamp <= ``time`` (the first for earlier times).
    """

    media: str
    time: Fraction
    conform: Conform


@dataclass(frozen=True, slots=True)
class ContextRef:
    """The distinct source frames shown between two source times, both ends included.

    At most ``limit`` frames, those nearest the gap: the last ones of a left side
    (``nearest_end`` True), the first ones of a right side. ``shift`` added to a source time
    gives seconds on the gap's clock, whose zero is the start of the gap's first frame.
    """

    media: str
    first: Fraction
    last: Fraction
    shift: Fraction
    nearest_end: bool
    conform: Conform
    limit: int = CONTEXT_FRAMES


@dataclass(frozen=True, slots=True)
class Moving:
    """A side that is a clip: its motion can be continued."""

    context: ContextRef
    caption: str = ""


@dataclass(frozen=True, slots=True)
class Still:
    """A side that is a held picture."""

    picture: FrameRef
    caption: str = ""


@dataclass(frozen=True, slots=True)
class Nothing:
    """A side of which nothing is known: a cut, the board's start or its end."""


Side: TypeAlias = Moving | Still | Nothing


@dataclass(frozen=True, slots=True)
class Keyframe:
    """The person's own picture at ``frame`` of the gap (0-based); it comes back exactly."""

    frame: int
    picture: FrameRef
    caption: str = ""


@dataclass(frozen=True, slots=True)
class PromptSpan:
    """A prompt acting on gap frames ``[start, end)``.

    It cross-fades with a span that begins where it ends, over ``fade`` frames centred there.
    """

    start: int
    end: int
    text: str
    negative: str = ""
    fade: int = 0


@dataclass(frozen=True, slots=True)
class FillRequest:
    """Everything that decides the pictures of one gap. ``frames`` long, at ``rate``, in ``size``.

    ``keyframes`` are sorted by frame, at most one on a frame; ``prompts`` are sorted and do not
    overlap. ``size`` is (w, h).
    """

    frames: int
    size: tuple[int, int]
    rate: Fraction
    left: Side
    right: Side
    keyframes: tuple[Keyframe, ...] = ()
    prompts: tuple[PromptSpan, ...] = ()
    seed: int = 0
    quality: Quality = Quality.NORMAL

    def __post_init__(self) -> None:
        if self.frames < 1 or self.rate <= 0 or min(self.size) < 1:
            raise InvalidRequest(f"A gap of {self.frames} frames at {self.size} cannot be filled.")
        at = [keyframe.frame for keyframe in self.keyframes]
        if sorted(set(at)) != at or any(not 0 <= f < self.frames for f in at):
            raise InvalidRequest(f"Keyframes at {at} do not lie in order in the gap.")
        edge = 0
        for span in self.prompts:
            if not edge <= span.start < span.end <= self.frames:
                raise InvalidRequest(f"Prompt [{span.start}, {span.end}) is out of place.")
            edge = span.end


@dataclass(frozen=True, slots=True)
class Identity:
    """Which code and which weights make the frames.

    ``variant`` says which weights by hash, or which fallback; ``device`` is the device class
    where results differ by it, else empty.
    """

    backend: str
    version: str
    variant: str
    device: str = ""


def digest(request: FillRequest, identity: Identity) -> str:
    """The name of the take that this request gives with this back-end: 64 hex digits.

    SHA-256 over a canonical JSON form of both values; equal values give equal digests on every
    machine and Python version.
    """
    plain = {"request": _plain(request), "identity": _plain(identity)}
    text = json.dumps(plain, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def _plain(value: Any) -> Any:
    if isinstance(value, Fraction):
        return f"{value.numerator}/{value.denominator}"
    if isinstance(value, tuple):
        return [_plain(part) for part in value]
    if is_dataclass(value):
        plain = {f.name: _plain(getattr(value, f.name)) for f in fields(value)}
        return {"": type(value).__name__, **plain}
    return value


@dataclass(frozen=True, slots=True)
class Context:
    """Decoded motion context: ``frames (F, H, W, 3)`` and their times on the gap's clock.

    Times are seconds, strictly increasing; those of a left side are < 0, those of a right side
    are near ``frames / rate`` or later (the first right frame may begin a little earlier).
    """

    frames: Frames
    times: tuple[Fraction, ...]


@dataclass(frozen=True, slots=True)
class FillInputs:
    """The pictures that a request names, decoded and conformed to ``request.size``.

    A ``Moving`` side has a Context; a ``Still`` side a Context of one frame; ``Nothing`` None.
    ``keyframes`` are in the order of ``request.keyframes``. ``done`` frames are finished already
    and need not be delivered again.
    """

    left: Context | None
    right: Context | None
    keyframes: tuple[Picture, ...] = ()
    done: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class StepEvent:
    """Progress: ``fraction`` of the whole fill, in [0, 1], never falling; ``note`` says what."""

    fraction: float
    note: str = ""


@dataclass(frozen=True, slots=True)
class FramesEvent:
    """Pictures for gap frames ``indices``; ``final`` ones never change again.

    A preview may be smaller than the request's size. Final frames come in any order.
    """

    indices: tuple[int, ...]
    frames: Frames
    final: bool


@dataclass(frozen=True, slots=True)
class FillResult:
    """The last event of a fill: what was made, and how. ``recipe`` is plain JSON data."""

    identity: Identity
    recipe: dict[str, Any]
    seconds: float
    sound: Sound | None = None
    degraded: tuple[str, ...] = ()


FillEvent: TypeAlias = StepEvent | FramesEvent | FillResult


@dataclass(slots=True)
class CancelToken:
    """Asks a running fill to stop; one per job, safe from any thread.

    ``heard`` is True once the engine has acted on it.
    """

    _asked: threading.Event = field(default_factory=threading.Event)
    _heard: threading.Event = field(default_factory=threading.Event)

    def cancel(self) -> None:
        self._asked.set()

    @property
    def cancelled(self) -> bool:
        return self._asked.is_set()

    @property
    def heard(self) -> bool:
        return self._heard.is_set()

    def check(self) -> None:
        """Raise ``FillCancelled`` if the caller asked to stop. Back-ends call it often."""
        if self._asked.is_set():
            self._heard.set()
            raise FillCancelled


class Backend(Protocol):
    """What fills gaps. One instance is used by one thread at a time.

    ``identity`` and ``capabilities`` are cheap and import no torch. ``fill`` yields events and
    ends with exactly one ``FillResult``; every frame of the gap not in ``inputs.done`` is
    delivered final exactly once, keyframes as the person's picture, unchanged. It raises typed
    errors of ``storyboard_engine.errors`` only.
    """

    @property
    def identity(self) -> Identity: ...

    @property
    def capabilities(self) -> Capabilities: ...

    def fill(
        self, request: FillRequest, inputs: FillInputs, cancel: CancelToken
    ) -> Iterator[FillEvent]: ...

    def release(self) -> None:
        """Give back device memory and caches; the next fill loads again."""
