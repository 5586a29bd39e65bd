"""The contract suite every back-end passes, and a fake back-end that passes it.

``CHECKS`` are functions of a back-end factory; each raises ``AssertionError`` naming what was
broken. Needs no test framework: a test module runs them over its back-ends. Pictures are drawn
here, small, by numpy alone. Must not know any real back-end.
"""

from __future__ import annotations

import json
import pickle
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np

from storyboard_engine.api import (
    Backend,
    CancelToken,
    Conform,
    Context,
    ContextRef,
    FillEvent,
    FillInputs,
    FillRequest,
    FillResult,
    FrameRef,
    FramesEvent,
    Identity,
    Keyframe,
    Moving,
    Nothing,
    Picture,
    PromptSpan,
    StepEvent,
    Still,
)
from storyboard_engine.capabilities import Capabilities, RulerLimits
from storyboard_engine.errors import EngineError, FillCancelled, InvalidRequest
from storyboard_engine.inputs import check_inputs

Factory = Callable[[], Backend]
RATE = Fraction(24)


@dataclass(frozen=True, slots=True, eq=False)
class Case:
    """A request with its pictures."""

    name: str
    request: FillRequest
    inputs: FillInputs


# --- the cases -----------------------------------------------------------------------------


def drawn_picture(size: tuple[int, int], at: float, scene: int = 0) -> Picture:
    """A soft pattern that has moved ``at`` pixels to the right; another one for each scene."""
    width, height = size
    y, x = np.mgrid[0:height, 0:width].astype(np.float64)
    random = np.random.default_rng(scene)
    planes = np.zeros((height, width, 3))
    for wave in random.uniform(0.05, 0.4, (6, 2)):
        phase, colour = random.uniform(0, 6.28), random.uniform(-30, 30, 3)
        planes += np.sin((x - at) * wave[0] + y * wave[1] + phase)[..., None] * colour
    return np.clip(planes + 128, 0, 255).astype(np.uint8)


def drawn_context(size: tuple[int, int], times: list[Fraction], scene: int = 0) -> Context:
    """A clip of ``drawn_picture``s that moves 24 pixels a second."""
    frames = np.stack([drawn_picture(size, 24 * float(at), scene) for at in times])
    return Context(frames, tuple(times))


def contract_cases(capabilities: Capabilities) -> tuple[Case, ...]:
    """One case for each kind of gap that the capabilities do not rule out."""
    edge = capabilities.size_multiple
    size = (edge * -(-96 // edge), edge * -(-64 // edge))
    stride = capabilities.frame_stride
    count = stride * -(-8 // stride) + 1
    conform = Conform(size)
    still = Still(FrameRef("picture", Fraction(0), conform))
    moving = Moving(
        ContextRef("clip", Fraction(0), Fraction(1), Fraction(-1), True, conform), "a wave"
    )
    before = drawn_context(size, [Fraction(i, 24) for i in range(-5, 0)])
    after = drawn_context(size, [Fraction(count + i, 24) for i in range(5)])
    stood = Context(drawn_picture(size, 0, scene=1)[None], (Fraction(-1, 24),))
    other = Context(drawn_picture(size, 0, scene=2)[None], (Fraction(count, 24),))
    words = (
        PromptSpan(0, count // 2, "slow push in on a red harbour at dusk", fade=2),
        PromptSpan(count // 2, count, "镜头缓慢向左摇", "blur", fade=2),
    )
    plain = FillRequest(count, size, RATE, Nothing(), Nothing(), seed=7)
    cases = [
        Case("prompts only", replace(plain, prompts=words), FillInputs(None, None)),
        Case("nothing at all", plain, FillInputs(None, None)),
        Case("two stills", replace(plain, left=still, right=still), FillInputs(stood, other)),
        Case("still, then nothing", replace(plain, left=still), FillInputs(stood, None)),
    ]
    if capabilities.clip_context:
        both = replace(plain, left=moving, right=moving)
        cases += [
            Case("clip to clip", both, FillInputs(before, after)),
            Case("extend forward", replace(plain, left=moving), FillInputs(before, None)),
            Case("extend backward", replace(plain, right=moving), FillInputs(None, after)),
        ]
    if capabilities.keyframes:
        cases.append(_keyframe_case(plain, still, stood))
    if stride == 1:
        one = replace(plain, frames=1, left=still, right=still)
        close = replace(other, times=(Fraction(1, 24),))
        cases.append(Case("one frame", one, FillInputs(stood, close)))
    return tuple(cases)


def _keyframe_case(plain: FillRequest, left: Still, stood: Context) -> Case:
    """Keyframes at both ends and in the middle, two of them side by side."""
    at = sorted({0, 1, plain.frames // 2, plain.frames - 1})
    keyframes = tuple(
        Keyframe(frame, FrameRef(f"key {frame}", Fraction(0), Conform(plain.size))) for frame in at
    )
    pictures = tuple(drawn_picture(plain.size, 3 * frame, scene=3) for frame in at)
    request = replace(plain, left=left, keyframes=keyframes)
    return Case("keyframes", request, FillInputs(stood, None, pictures))


# --- running a fill ------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, eq=False)
class Filled:
    """Everything a fill said: its final frames by index, all events, the result."""

    frames: dict[int, Picture]
    events: tuple[FillEvent, ...]
    result: FillResult


def run(backend: Backend, case: Case, cancel: CancelToken | None = None) -> Filled:
    """Fill a case to its end, holding the stream to the rules that every stream obeys."""
    events = list(backend.fill(case.request, case.inputs, cancel or CancelToken()))
    frames: dict[int, Picture] = {}
    for event in events:
        if isinstance(event, FramesEvent) and event.final:
            _take(frames, event, case)
    results = [event for event in events if isinstance(event, FillResult)]
    assert len(results) == 1, f"{case.name}: {len(results)} results, not one"
    assert events[-1] is results[0], f"{case.name}: the result is not the last event"
    return Filled(frames, tuple(events), results[0])


def _take(frames: dict[int, Picture], event: FramesEvent, case: Case) -> None:
    width, height = case.request.size
    expected = (len(event.indices), height, width, 3)
    assert event.frames.dtype == np.uint8, f"{case.name}: frames are {event.frames.dtype}"
    assert event.frames.shape == expected, f"{case.name}: {event.frames.shape}, not {expected}"
    assert not event.frames.flags.writeable, f"{case.name}: frames handed out can be written"
    for index, picture in zip(event.indices, event.frames, strict=True):
        assert index not in frames, f"{case.name}: frame {index} came twice"
        frames[index] = picture


# --- the checks ----------------------------------------------------------------------------


def check_every_frame_once(make: Factory) -> None:
    """Every frame of every gap is delivered final, once."""
    backend = make()
    for case in contract_cases(backend.capabilities):
        got = sorted(run(backend, case).frames)
        assert got == list(range(case.request.frames)), f"{case.name}: frames {got}"


def check_keyframes_exact(make: Factory) -> None:
    """The person's pictures come back as they are."""
    backend = make()
    for case in contract_cases(backend.capabilities):
        frames = run(backend, case).frames
        for key, picture in zip(case.request.keyframes, case.inputs.keyframes, strict=True):
            assert np.array_equal(frames[key.frame], picture), f"{case.name}: frame {key.frame}"


def check_done_skipped(make: Factory) -> None:
    """Frames said to be done are not made again; the others are those of a whole fill."""
    backend = make()
    for case in contract_cases(backend.capabilities):
        whole = run(backend, case).frames
        done = frozenset(range(0, case.request.frames, 2))
        rest = run(backend, replace(case, inputs=replace(case.inputs, done=done))).frames
        assert set(rest) == set(whole) - done, f"{case.name}: made {sorted(rest)}"
        same = all(np.array_equal(rest[i], whole[i]) for i in rest)
        assert same, f"{case.name}: a resumed fill gives other frames"


def check_progress_rises(make: Factory) -> None:
    """Progress is told, lies in [0, 1] and never falls."""
    backend = make()
    for case in contract_cases(backend.capabilities):
        told = [e.fraction for e in run(backend, case).events if isinstance(e, StepEvent)]
        assert told, f"{case.name}: no progress was told"
        assert all(0 <= f <= 1 for f in told), f"{case.name}: progress {told}"
        assert all(a <= b for a, b in pairwise(told)), f"{case.name}: progress falls: {told}"


def check_deterministic(make: Factory) -> None:
    """The same request gives the same frames and recipe, from a new back-end too."""
    first = make()
    for case in contract_cases(first.capabilities):
        once, again = run(first, case), run(make(), case)
        for index, picture in once.frames.items():
            same = np.array_equal(picture, again.frames[index])
            assert same, f"{case.name}: frame {index} differs from run to run"
        assert once.result.recipe == again.result.recipe, f"{case.name}: recipes differ"


def check_cancel_before(make: Factory) -> None:
    """A token cancelled beforehand stops the fill before any frame, and is heard."""
    backend = make()
    for case in contract_cases(backend.capabilities):
        cancel = CancelToken()
        cancel.cancel()
        frames = 0
        try:
            for event in backend.fill(case.request, case.inputs, cancel):
                frames += isinstance(event, FramesEvent)
        except FillCancelled:
            pass
        else:
            raise AssertionError(f"{case.name}: the cancelled fill went on to its end")
        assert cancel.heard, f"{case.name}: the token does not say that it was heard"
        assert not frames, f"{case.name}: {frames} frames came after the cancel"


def check_cancel_within(make: Factory) -> None:
    """A cancel between two events stops the fill, and the next fill on it is whole."""
    backend = make()
    for case in contract_cases(backend.capabilities):
        if case.request.frames - len(case.request.keyframes) < 2:
            continue
        whole = run(backend, case)
        cancel = CancelToken()
        stream = backend.fill(case.request, case.inputs, cancel)
        try:
            for event in stream:
                if isinstance(event, FramesEvent):
                    cancel.cancel()
        except FillCancelled:
            assert cancel.heard, f"{case.name}: the token does not say that it was heard"
        else:
            raise AssertionError(f"{case.name}: the cancelled fill went on to its end")
        again = run(backend, case)
        same = all(np.array_equal(again.frames[i], whole.frames[i]) for i in whole.frames)
        assert same, f"{case.name}: the fill after a cancelled one differs"


def check_two_fills_and_release(make: Factory) -> None:
    """One back-end fills twice, and again after a release, with the same frames."""
    backend = make()
    case = contract_cases(backend.capabilities)[-1]
    first = run(backend, case).frames
    second = run(backend, case).frames
    backend.release()
    backend.release()
    third = run(backend, case).frames
    for index, picture in first.items():
        assert np.array_equal(picture, second[index]), f"frame {index} differs on a second fill"
        assert np.array_equal(picture, third[index]), f"frame {index} differs after release"


def check_bad_inputs_refused(make: Factory) -> None:
    """Pictures that do not fit the request raise ``InvalidRequest``, nothing else."""
    backend = make()
    for name, case in _broken_cases(backend.capabilities):
        try:
            list(backend.fill(case.request, case.inputs, CancelToken()))
        except InvalidRequest as error:
            said = str(error)
        except EngineError as error:
            raise AssertionError(f"{name}: {type(error).__name__}") from error
        else:
            raise AssertionError(f"{name}: accepted")
        assert said, f"{name}: the error says nothing"


def _broken_cases(capabilities: Capabilities) -> Iterator[tuple[str, Case]]:
    cases = {case.name: case for case in contract_cases(capabilities)}
    stills = cases["two stills"]
    assert stills.inputs.left is not None
    small = stills.inputs.left.frames[:, ::2, ::2]
    float_frames: Any = stills.inputs.left.frames.astype(np.float32)
    times = stills.inputs.left.times
    yield "missing side", _with(stills, left=None)
    yield "wrong size", _with(stills, left=Context(small, times))
    yield "wrong type", _with(stills, left=Context(float_frames, times))
    yield "no pictures", _with(stills, left=Context(small[:0], ()))
    yield "times missing", _with(stills, left=Context(stills.inputs.left.frames, ()))
    yield "side from nowhere", _with(cases["nothing at all"], left=stills.inputs.left)
    yield "done outside", _with(stills, done=frozenset({stills.request.frames}))
    yield "keyframe from nowhere", _with(stills, keyframes=(stills.inputs.left.frames[0],))
    if capabilities.keyframes:
        yield "keyframe missing", _with(cases["keyframes"], keyframes=())
    if capabilities.clip_context:
        clips = cases["clip to clip"]
        assert clips.inputs.left is not None
        late = Context(clips.inputs.left.frames[:1], (Fraction(1, 24),))
        yield "left reaches in", _with(clips, left=late)
        still = tuple(Fraction(-1) for _ in clips.inputs.left.times)
        yield "times stand", _with(clips, left=Context(clips.inputs.left.frames, still))


def _with(case: Case, **changes: Any) -> Case:
    return replace(case, inputs=replace(case.inputs, **changes))


def check_values_cross_processes(make: Factory) -> None:
    """Requests and events survive pickling; the recipe is plain JSON data."""
    backend = make()
    for case in contract_cases(backend.capabilities):
        assert pickle.loads(pickle.dumps(case.request)) == case.request
        filled = run(backend, case)
        for event in filled.events:
            copy = pickle.loads(pickle.dumps(event))
            assert type(copy) is type(event), f"{case.name}: {event!r}"
        recipe = filled.result.recipe
        assert json.loads(json.dumps(recipe)) == recipe, f"{case.name}: {recipe}"


def check_identity_stands(make: Factory) -> None:
    """Two back-ends made alike have one identity, and the result carries it."""
    backend = make()
    assert backend.identity == make().identity
    assert backend.identity.backend
    assert backend.identity.version
    case = contract_cases(backend.capabilities)[0]
    assert run(backend, case).result.identity == backend.identity


CHECKS: tuple[Callable[[Factory], None], ...] = (
    check_every_frame_once,
    check_keyframes_exact,
    check_done_skipped,
    check_progress_rises,
    check_deterministic,
    check_cancel_before,
    check_cancel_within,
    check_two_fills_and_release,
    check_bad_inputs_refused,
    check_values_cross_processes,
    check_identity_stands,
)


def check_imports_no_torch(backend_id: str, weights_dir: Path) -> None:
    """Asking a registered back-end for its identity and capabilities imports no torch."""
    script = (
        "import sys; from pathlib import Path; from storyboard_engine import registry\n"
        f"backend = registry.create({backend_id!r}, Path({str(weights_dir)!r}))\n"
        "backend.identity, backend.capabilities\n"
        "sys.exit('torch was imported' if 'torch' in sys.modules else 0)"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr


# --- the fake ------------------------------------------------------------------------------


class FakeBackend:
    """A whole back-end that cross-fades between what is known. numpy only, no clock, no torch.

    ``fills`` counts the fills begun; ``pause_s`` is slept before each frame, for tests that
    watch or stop a fill in its middle.
    """

    def __init__(self, identity: Identity | None = None, pause_s: float = 0.0) -> None:
        self.identity = identity or Identity("fake", "1", "cross-fade")
        self.pause_s = pause_s
        self.fills = 0

    @property
    def capabilities(self) -> Capabilities:
        second = Fraction(1)
        return Capabilities(
            generative=False,
            needs_weights=False,
            frame_stride=1,
            max_frames=100_000,
            size_multiple=1,
            rates=(),
            clip_context=True,
            keyframes=True,
            prompts_over_time=True,
            masks=False,
            remix=False,
            sound=False,
            ruler=RulerLimits(second / 12, second / 2, 2 * second),
        )

    def fill(
        self, request: FillRequest, inputs: FillInputs, cancel: CancelToken
    ) -> Iterator[FillEvent]:
        check_inputs(request, inputs)
        self.fills += 1
        return self._events(request, inputs, cancel)

    def release(self) -> None:
        """Holds nothing."""

    def _events(
        self, request: FillRequest, inputs: FillInputs, cancel: CancelToken
    ) -> Iterator[FillEvent]:
        known = _known_pictures(request, inputs)
        wanted = [index for index in range(request.frames) if index not in inputs.done]
        for made, index in enumerate(wanted):
            if self.pause_s:
                time.sleep(self.pause_s)
            cancel.check()
            frames = _cross_fade(known, index, request.size)[None]
            frames.flags.writeable = False
            yield FramesEvent((index,), frames, final=True)
            yield StepEvent((made + 1) / len(wanted), "Drawing frames")
        yield StepEvent(1.0, "Done")
        yield FillResult(self.identity, {"label": "fake", "frames": request.frames}, 0.0)


def _known_pictures(request: FillRequest, inputs: FillInputs) -> dict[int, Picture]:
    known = {} if inputs.left is None else {-1: inputs.left.frames[-1]}
    if inputs.right is not None:
        known[request.frames] = inputs.right.frames[0]
    for key, picture in zip(request.keyframes, inputs.keyframes, strict=True):
        known[key.frame] = picture
    return known


def _cross_fade(known: dict[int, Picture], index: int, size: tuple[int, int]) -> Picture:
    if index in known:
        return known[index].copy()
    earlier, later = [at for at in known if at < index], [at for at in known if at > index]
    if not known:
        return np.full((size[1], size[0], 3), index % 256, np.uint8)
    before, after = max(earlier or [min(later or known)]), min(later or [max(earlier or known)])
    if before == after:
        return known[before].copy()
    share = (index - before) / (after - before)
    mixed = known[before] * (1 - share) + known[after] * share
    return np.rint(mixed).astype(np.uint8)
