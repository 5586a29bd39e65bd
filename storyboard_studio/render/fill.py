"""Filling one gap: decode what the request names, call the engine, keep every finished frame.

Runs on whatever thread calls it; shell and worker share it. Frames that an earlier run finished
are not made again.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np

from storyboard_engine.api import (
    Backend,
    CancelToken,
    Context,
    FillInputs,
    FillRequest,
    FillResult,
    FramesEvent,
    Identity,
    Moving,
    Nothing,
    Picture,
    Side,
    StepEvent,
    Still,
)
from storyboard_engine.errors import EngineError, FillCancelled
from storyboard_studio.document.board import MediaRef
from storyboard_studio.errors import Cancelled, MediaError, RenderError
from storyboard_studio.media.loading import load_decoders
from storyboard_studio.render.takes import OpenTake, Take, TakeStore, now

if TYPE_CHECKING:
    from storyboard_studio.media.pictures import PictureSource


@dataclass(frozen=True, slots=True)
class FillJob:
    """What to fill: a value that names everything. ``label`` is what a person calls the gap."""

    id: int
    bound: str
    label: str
    engine: str
    request: FillRequest
    identity: Identity
    digest: str
    media: tuple[MediaRef, ...]


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a fill is: ``fraction`` in [0, 1]; ``frames`` finished."""

    fraction: float
    note: str
    frames: int


@dataclass(frozen=True, slots=True)
class Arrived:
    """Pictures that have just been made (or found finished), keyed by gap frame."""

    pictures: Mapping[int, Picture]
    final: bool


@dataclass(frozen=True, slots=True)
class Filled:
    """The outcome. ``called`` tells whether the engine was asked at all."""

    take: Take
    called: bool
    seconds: float
    degraded: tuple[str, ...] = ()


Report = Callable[[Progress | Arrived], None]

_MAKING = 0.85
"""The share of a fill's progress that is making frames; the rest is joining them."""


def picture_source(job: FillJob) -> PictureSource:
    """Opens the media of a job, each file checked once to be the one the board means."""
    load_decoders()
    from storyboard_studio.media.pictures import PictureSource

    known = {media.fingerprint.digest: media for media in job.media}
    checked: dict[str, str] = {}

    def resolve(digest: str) -> str:
        if digest not in checked:
            checked[digest] = _checked_path(job, known.get(digest))
        return checked[digest]

    return PictureSource(resolve)


def _checked_path(job: FillJob, media: MediaRef | None) -> str:
    if media is None or not os.path.isfile(media.path):
        raise MediaError(
            f"{job.label} needs this picture, and its file is missing.",
            path=None if media is None else media.path,
            remedy="Locate it in the library.",
        )
    from storyboard_studio.media.fingerprint import still_matches

    if not still_matches(media.path, media.fingerprint):
        raise MediaError(
            f"{job.label} needs this picture, and its file has changed since it was added.",
            path=media.path,
            remedy="Put the old file back, or locate the right one in the library.",
        )
    return media.path


def fill_gap(
    job: FillJob,
    backend: Backend,
    pictures: PictureSource,
    store: TakeStore,
    cancel: CancelToken,
    report: Report,
) -> Filled:
    """The take of a job: found in the store, or made and kept there.

    Raises ``Cancelled`` (finished frames are kept), ``MediaError``, or ``RenderError`` with what
    the engine said.
    """
    began = time.monotonic()
    found = store.find(job.digest)
    if found is not None:
        return Filled(found, called=False, seconds=0.0)
    with store.open(job.digest) as opened:
        found = store.find(job.digest)  # another process may just have finished it
        if found is not None:
            return Filled(found, called=False, seconds=0.0)
        report(Progress(0.0, "Reading the neighbours", 0))
        inputs = _inputs(job.request, pictures, opened.done())
        result = _run(job, backend, inputs, opened, cancel, report)
        take = opened.complete(_take(job, backend, result), result.sound, _joining(job, report))
    seconds = time.monotonic() - began
    return Filled(take, called=True, seconds=seconds, degraded=result.degraded)


def _joining(job: FillJob, report: Report) -> Callable[[int], None]:
    """Reports the last part of a fill: its frames are made and are being joined to one film."""
    count = job.request.frames

    def joined(frames: int) -> None:
        fraction = _MAKING + (1 - _MAKING) * frames / count
        report(Progress(fraction, "Joining the frames", count))

    return joined


def _run(
    job: FillJob,
    backend: Backend,
    inputs: FillInputs,
    opened: OpenTake,
    cancel: CancelToken,
    report: Report,
) -> FillResult:
    finished = len(inputs.done)
    try:
        for event in backend.fill(job.request, inputs, cancel):
            if isinstance(event, StepEvent):
                report(Progress(event.fraction * _MAKING, event.note, finished))
            elif isinstance(event, FramesEvent):
                if event.final:
                    finished += _keep(opened, event)
                arrived = dict(zip(event.indices, event.frames, strict=True))
                report(Arrived(arrived, event.final))
            else:
                return event
    except FillCancelled:
        raise Cancelled(f"Filling {job.label} was cancelled.") from None
    except EngineError as error:
        raise RenderError(f"{job.label}: {error.what}", remedy=error.remedy) from error
    raise RenderError(f"{job.label}: the engine {job.engine!r} ended without a result.")


def _keep(opened: OpenTake, event: FramesEvent) -> int:
    for index, picture in zip(event.indices, event.frames, strict=True):
        opened.put(index, picture)
    return len(event.indices)


def _inputs(request: FillRequest, pictures: PictureSource, done: frozenset[int]) -> FillInputs:
    return FillInputs(
        left=_context(request.left, Fraction(-1) / request.rate, pictures),
        right=_context(request.right, request.frames / request.rate, pictures),
        keyframes=tuple(pictures.frame(keyframe.picture) for keyframe in request.keyframes),
        done=done,
    )


def _context(side: Side, still_at: Fraction, pictures: PictureSource) -> Context | None:
    match side:
        case Moving(context=context):
            return pictures.context(context)
        case Still(picture=ref):
            return Context(pictures.frame(ref)[np.newaxis], (still_at,))
        case Nothing():
            return None


def _take(job: FillJob, backend: Backend, result: FillResult) -> Take:
    request = job.request
    return Take(
        digest=job.digest,
        bound=job.bound,
        frames=request.frames,
        size=request.size,
        rate=request.rate,
        variant=job.identity.variant,
        draft=not backend.capabilities.generative,
        made_at=now(),
        recipe=result.recipe,
        has_sound=result.sound is not None,
    )
