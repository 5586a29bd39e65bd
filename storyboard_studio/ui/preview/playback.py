"""Playing as arithmetic: which picture and which sound belong to a moment of a run.

A run's time is counted in samples at 48 kHz since it began, because sound is the clock where a
device exists. Nothing here knows Qt, threads or devices.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from itertools import groupby, islice
from typing import Protocol

from storyboard_studio.timebase import Frame, FrameRange, Rate

SAMPLE_RATE = 48_000
SPEEDS = (1, 2, 4, 8)
REVERSE_BLOCK = 12
"""How many frames of a run backwards are read in one go forwards."""


@dataclass(frozen=True, slots=True)
class Run:
    """One stretch of playing: from ``start`` at ``speed`` (never 0; negative: backwards).

    Step ``n`` is the n-th frame period since the run began, and shows frame
    ``start + speed * n``, so that a shuttle decodes only what it shows. ``loops``: after the last
    frame of ``bounds`` comes the first again, and the reverse. ``start`` lies in ``bounds``.
    """

    start: Frame
    speed: int
    bounds: FrameRange
    loops: bool
    rate: Rate

    def __post_init__(self) -> None:
        if self.speed == 0 or self.start not in self.bounds:
            raise ValueError(f"not a run: {self}")

    def step_at(self, elapsed: int) -> int:
        """The step shown ``elapsed`` samples after the run began."""
        return math.floor(elapsed * self.rate / SAMPLE_RATE)

    def samples_until(self, step: int) -> int:
        """How many samples after the run began a step is due: the first n with its step."""
        return math.ceil(step * SAMPLE_RATE / self.rate)

    def frame(self, step: int) -> Frame | None:
        """The frame that a step shows; None after the end of a run that does not loop."""
        frame = self.start + self.speed * step
        if frame in self.bounds:
            return frame
        if not self.loops:
            return None
        return self.bounds.start + (frame - self.bounds.start) % len(self.bounds)

    def last_frame(self) -> Frame:
        """Where a run that does not loop comes to rest."""
        return self.bounds.end - 1 if self.speed > 0 else self.bounds.start

    def frames_from(self, step: int, count: int) -> tuple[Frame, ...]:
        """The frames of the next ``count`` steps, in the order in which they are shown."""
        return self._frames(range(step, step + count))

    def decode_order(self, step: int, count: int, stride: int = 1) -> tuple[Frame, ...]:
        """The frames of the next ``count`` steps, in the order in which to read them.

        ``stride`` above 1 leaves steps out, always the same ones, for a reader too slow for all.
        Decoders go forwards only, so a run backwards is read in blocks, each from its earliest
        frame on. Blocks lie at fixed steps: a later call goes on where an earlier one was.
        """
        steps = range(-(-step // stride) * stride, step + count, stride)
        if self.speed > 0:
            return self._frames(steps)
        order: list[Frame] = []
        for _, block in groupby(steps, lambda n: n // (REVERSE_BLOCK * stride)):
            order += reversed(self._frames(block))
        return tuple(order)

    def _frames(self, steps: Iterable[int]) -> tuple[Frame, ...]:
        return tuple(frame for step in steps if (frame := self.frame(step)) is not None)

    def sound_spans(self, elapsed: int, count: int) -> tuple[SoundSpan, ...]:
        """The film's samples heard during ``[elapsed, elapsed + count)`` of a run at speed 1.

        Together they are ``count`` long, or shorter where the run ends. Each lap of a loop begins
        at the sample of its first frame, so that sound and picture never drift apart.
        """
        spans = []
        for first, last, film in self._laps(elapsed):
            if first >= elapsed + count:
                break
            start, end = max(first, elapsed), min(last, elapsed + count)
            if start < end:
                spans.append(SoundSpan(film + start - first, end - start))
        return tuple(spans)

    def _laps(self, elapsed: int) -> Iterator[tuple[int, int, int]]:
        """(first elapsed sample, end, film sample of the first) of each lap from ``elapsed`` on."""
        whole, lead = len(self.bounds), self.bounds.end - self.start
        if elapsed < self.samples_until(lead):
            yield 0, self.samples_until(lead), self.samples_until(self.start)
        film = self.samples_until(self.bounds.start)
        lap = max(0, (self.step_at(elapsed) - lead) // whole)
        while self.loops:
            first = lead + lap * whole
            yield self.samples_until(first), self.samples_until(first + whole), film
            lap += 1


@dataclass(frozen=True, slots=True)
class SoundSpan:
    """``count`` samples of the film's sound from sample ``start`` on."""

    start: int
    count: int


class PlaybackClock(Protocol):
    """What says how far a run has come. GUI thread; nothing here waits.

    ``elapsed`` is the sample heard now, counted from the run's begin; it never falls, and stays 0
    until the first sample is heard.
    """

    def start(self, run: Run) -> None: ...

    def stop(self) -> None: ...

    def elapsed(self) -> int: ...


class MonotonicClock:
    """The clock without a sound device, and of every speed but 1."""

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        self._now = now
        self._began: float | None = None

    def start(self, run: Run) -> None:
        self._began = self._now()

    def stop(self) -> None:
        self._began = None

    def elapsed(self) -> int:
        return 0 if self._began is None else math.floor((self._now() - self._began) * SAMPLE_RATE)


@dataclass(slots=True)
class DropCount:
    """Steps that were due and never shown. ``due`` and ``shown`` get steps of one run."""

    dropped: int = 0
    shown_steps: int = 0
    _due: int = -1
    _shown: int = -1

    def begin(self) -> None:
        """A new run; the counts go on."""
        self._due = self._shown = -1

    def due(self, step: int) -> None:
        """This step's picture should be on the screen now: what lies before it is over."""
        if step > self._due:
            missed = step - 1 - max(self._shown, self._due - 1)
            self.dropped += max(0, missed)
            self._due = step

    def shown(self, step: int) -> None:
        """This step's picture is on the screen."""
        if step > self._shown:
            self._shown = step
            self.shown_steps += 1


@dataclass(frozen=True, slots=True)
class Pace:
    """Which steps a reader can make in time: every ``stride``-th, from ``lead`` steps on."""

    stride: int = 1
    lead: int = 1

    @classmethod
    def of(cls, read_s: float, rate: Rate) -> Pace:
        """For a reader that takes so long for a picture. A tenth of the time is kept spare.

        A picture costs more the more are left out before it, never less: the stride that is
        enough for one cost is not given up for a smaller one and taken again.
        """
        steps = read_s * float(rate)
        return cls(max(1, math.ceil(steps / 0.9)), 1 + math.floor(steps))


def next_speed(speed: int, direction: int) -> int:
    """The shuttle speed after J (-1) or L (+1): again is faster, the other way begins at 1."""
    if speed * direction <= 0:
        return direction
    faster = islice((s for s in SPEEDS if s > abs(speed)), 1)
    return direction * next(faster, SPEEDS[-1])


def playing_bounds(length: int, in_out: FrameRange | None, loops: bool) -> FrameRange:
    """The frames that playing stays in: in to out where it loops, else the whole film."""
    whole = FrameRange(0, length)
    return (in_out and in_out.intersection(whole)) or whole if loops else whole


def run_from(frame: Frame, speed: int, bounds: FrameRange, loops: bool, rate: Fraction) -> Run:
    """The run that playing from a frame gives.

    Outside the bounds, or at the end that it moves towards, playing begins at the other end.
    """
    start = frame
    if frame not in bounds:
        start = bounds.start if speed > 0 else bounds.end - 1
    elif speed > 0 and frame == bounds.end - 1:
        start = bounds.start
    elif speed < 0 and frame == bounds.start:
        start = bounds.end - 1
    return Run(start, speed, bounds, loops, rate)
