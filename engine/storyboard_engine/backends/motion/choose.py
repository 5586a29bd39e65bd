"""Which method fills a pair of pictures best, told without ever seeing the missing frames.

Where the neighbours move, each method is tried on frames that are known: one frame of the
context is left out, made from two others about as far apart as the pair, and compared with the
truth. Where nothing moves beside the gap, flow that returns to itself is trusted to be right
(then optical flow is at its best), and the network is asked otherwise.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Protocol

import cv2
import numpy as np

from storyboard_engine.api import CancelToken, Picture
from storyboard_engine.backends.motion.filler import Known

_TRIAL_PIXELS = 854 * 480  # larger pictures are tried in half size: the order stays the same


class PairMethod(Protocol):
    """Makes the picture at any time in (0, 1) between two pictures."""

    def picture(self, time: float, cancel: CancelToken) -> Picture: ...


MakePair = Callable[[Picture, Picture, CancelToken], PairMethod]


@dataclass(frozen=True, slots=True, eq=False)
class Trial:
    """A known picture, and the two known ones around it that it is to be made from."""

    left: Picture
    truth: Picture
    right: Picture
    time: float


def choose(
    left: Known, right: Known, methods: Mapping[str, MakePair], cancel: CancelToken
) -> tuple[str, dict[str, float]]:
    """The name of the method with the least error in the trials, and all errors.

    Errors are root mean square grey levels; without a trial the result is empty and the name
    is that of the last method.
    """
    errors = dict.fromkeys(methods, 0.0)
    trials = list(_trials(left, right))
    for trial in trials:
        for name, make in methods.items():
            made = make(trial.left, trial.right, cancel).picture(trial.time, cancel)
            errors[name] += _error(made, trial.truth) / len(trials)
    if not trials:
        return list(methods)[-1], {}
    best = min(errors, key=lambda name: errors[name])
    return best, {name: round(error, 3) for name, error in errors.items()}


def _trials(left: Known, right: Known) -> Iterator[Trial]:
    """At most one on each side, nearest the pair, as far apart as the pair if there is room."""
    span = right.times[0] - left.times[-1]
    last = len(left.times) - 1
    step = _step(tuple(left.times[-1] - time for time in reversed(left.times)), span)
    if step:
        yield _trial(left, last - 2 * step, last - step, last)
    step = _step(tuple(time - right.times[0] for time in right.times), span)
    if step:
        yield _trial(right, 0, step, 2 * step)


def _step(distances: tuple[Fraction, ...], span: Fraction) -> int:
    """Frames from one picture of a trial to the next; 0 where there are fewer than three."""
    steps = range(1, (len(distances) - 1) // 2 + 1)
    return min(steps, key=lambda step: abs(distances[2 * step] - span), default=0)


def _trial(side: Known, first: int, middle: int, last: int) -> Trial:
    times = side.times
    share = (times[middle] - times[first]) / (times[last] - times[first])
    pictures = [_trial_size(side.frames[index]) for index in (first, middle, last)]
    return Trial(pictures[0], pictures[1], pictures[2], float(share))


def _trial_size(picture: Picture) -> Picture:
    picture = np.ascontiguousarray(picture)
    while picture.shape[0] * picture.shape[1] > _TRIAL_PIXELS * 1.5:
        size = ((picture.shape[1] + 1) // 2, (picture.shape[0] + 1) // 2)
        picture = np.asarray(cv2.resize(picture, size, interpolation=cv2.INTER_AREA), np.uint8)
    return picture


def _error(made: Picture, truth: Picture) -> float:
    return float(np.sqrt(np.mean(np.square(made.astype(np.float32) - truth))))
