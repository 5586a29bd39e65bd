"""One fill from its first event to its result.

Cuts a request into segments, lets ``paths`` find a filler for each, and streams their frames
coarse to fine. Holds no frame after it was handed out. Makes no pixels itself.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from typing import Any

import cv2

from storyboard_engine.api import (
    CancelToken,
    FillEvent,
    FillInputs,
    FillRequest,
    FillResult,
    FramesEvent,
    Identity,
    Picture,
    StepEvent,
)
from storyboard_engine.backends.motion.cuts import after_last_cut, before_first_cut
from storyboard_engine.backends.motion.filler import Filler, Segment
from storyboard_engine.backends.motion.order import coarse_to_fine
from storyboard_engine.backends.motion.paths import filler_for
from storyboard_engine.backends.motion.rife import Rife
from storyboard_engine.backends.motion.segments import left_known, right_known, segments
from storyboard_engine.errors import EngineError, OutOfMemory

LABEL = "draft motion"

_MOST_PREPARED = 8  # fillers alive at once: each holds a few working-size planes


def fill_events(
    request: FillRequest,
    inputs: FillInputs,
    identity: Identity,
    rife: Rife | None,
    cancel: CancelToken,
) -> Iterator[FillEvent]:
    """The events of a fill whose inputs were checked; computes as they are taken."""
    return _typed(_events(request, inputs, identity, rife, cancel))


def _typed(events: Iterator[FillEvent]) -> Iterator[FillEvent]:
    """The same events; failures of the libraries below as errors of this engine."""
    try:
        yield from events
    except MemoryError as error:
        raise OutOfMemory("Memory ran out.", "Use a smaller canvas.") from error
    except cv2.error as error:
        if error.code == cv2.Error.STS_NO_MEM:
            raise OutOfMemory("Memory ran out.", "Use a smaller canvas.") from error
        raise EngineError(f"The pictures could not be computed: {error}") from error


def _events(
    request: FillRequest,
    inputs: FillInputs,
    identity: Identity,
    rife: Rife | None,
    cancel: CancelToken,
) -> Iterator[FillEvent]:
    started = time.perf_counter()
    cancel.check()
    yield StepEvent(0.0, "Looking at the neighbours")
    for keyframe, picture in zip(request.keyframes, inputs.keyframes, strict=True):
        if keyframe.frame not in inputs.done:
            yield _final(keyframe.frame, picture)
    parts = _gap_segments(request, inputs, cancel)
    recipes: list[dict[str, Any]] = []
    passed, total = 0, sum(map(len, parts))
    for group in _groups(parts):
        fillers = [(segment, filler_for(segment, rife, cancel)) for segment in group]
        recipes += [
            {"start": segment.start, "end": segment.end, **filler.recipe}
            for segment, filler in fillers
        ]
        for event in _frames(fillers, inputs.done, cancel):
            passed += 1
            if event is not None:
                yield event
                yield StepEvent(passed / total, "Drawing frames")
    recipe = {"label": LABEL, "segments": recipes}
    yield FillResult(identity, recipe, time.perf_counter() - started)


def _gap_segments(
    request: FillRequest, inputs: FillInputs, cancel: CancelToken
) -> tuple[Segment, ...]:
    left, right = left_known(request, inputs.left), right_known(request, inputs.right)
    return segments(
        request,
        inputs,
        left and after_last_cut(left, cancel),
        right and before_first_cut(right, cancel),
    )


def _groups(parts: Sequence[Segment]) -> list[list[Segment]]:
    """Segments whose fillers live together: all, or, of many, one after the other.

    With many keyframes the frames come coarse to fine by segment, else by frame.
    """
    if len(parts) <= _MOST_PREPARED:
        return [list(parts)] if parts else []
    return [[part] for part in coarse_to_fine(parts)]


def _frames(
    fillers: Sequence[tuple[Segment, Filler]], done: frozenset[int], cancel: CancelToken
) -> Iterator[FramesEvent | None]:
    """Every frame of the segments, coarse to fine; None for one that is done already."""
    wanted = [(part, filler, i) for part, filler in fillers for i in range(len(part))]
    for segment, filler, index in coarse_to_fine(wanted):
        at = segment.start + index
        cancel.check()
        yield None if at in done else _final(at, filler.frame(index, cancel))


def _final(index: int, picture: Picture) -> FramesEvent:
    frames = picture[None].view()
    frames.flags.writeable = False
    return FramesEvent((index,), frames, final=True)
