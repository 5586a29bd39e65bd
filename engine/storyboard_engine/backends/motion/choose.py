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


@dataclass(frozen=True, slots=True, eq=False)
class Mean:
    """The mean of two methods' pictures: their errors are seldom the same."""

    first: PairMethod
    second: PairMethod

    def picture(self, time: float, cancel: CancelToken) -> Picture:
        return mean(self.first.picture(time, cancel), self.second.picture(time, cancel))


def mean(one: Picture, other: Picture) -> Picture:
    """Both pictures, half and half."""
    return np.asarray(cv2.addWeighted(one, 0.5, other, 0.5, 0), np.uint8)


def choose(
    left: Known, right: Known, methods: Mapping[str, MakePair], cancel: CancelToken
) -> tuple[str, dict[str, float]]:
    """The name of the method with the least error in the trials, and all errors.

    Beside the one or two ``methods`` their mean stands for choice, named ``first+second``.
    Errors are root mean square grey levels. Without a trial they are empty and the mean is taken.
    """
    names = list(methods)
    if len(names) > 1:
        names.append("+".join(methods))
    trials = list(_trials(left, right)) if len(names) > 1 else []
    if not trials:
        return names[-1], {}
    errors = dict.fromkeys(names, 0.0)
    for trial in trials:
        made = [
            make(trial.left, trial.right, cancel).picture(trial.time, cancel)
            for make in methods.values()
        ]
        for name, picture in zip(names, [*made, mean(made[0], made[1])], strict=True):
            errors[name] += _error(picture, trial.truth) / len(trials)
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
