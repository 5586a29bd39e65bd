"""The picture between two pictures by classical means: dense flow both ways, two candidates.

Each picture's flow proposes, for every pixel at the wanted time, where it comes from in both
pictures (``trajectories``); the proposal whose two sources look alike wins there, softly. A pixel
that only one picture shows is taken from that one. After Herbst, Seitz and Baker, "Occlusion
Reasoning for Temporal Interpolation using Optical Flow" (2009). Knows nothing of gaps.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import cv2
import numpy as np

from storyboard_engine.api import CancelToken, Picture
from storyboard_engine.backends.motion.features import camera_flow
from storyboard_engine.backends.motion.flow import (
    Field,
    filled,
    flows_between,
    lengths,
    luma,
    pixel_grid,
    resize_flow,
    unlikeness,
    warp,
    warp_picture,
)
from storyboard_engine.backends.motion.trajectories import Paths

_FULL_GRID_BELOW = 160  # pictures with a shorter side are worked on without halving
_MOST_HALVED = 1280 * 736
# Mean scores from which on the quick search is good enough, and no larger motion is looked for.
_ENOUGH, _ENOUGH_NEAR = (0.92, 0.7), (0.6, 0.3)
_COLOUR_SOFTNESS = 20.0  # grey levels
_UNRETURNED = 0.5  # what a flow that fits but does not return is worth: dark and flat places
_SCORE_WINDOW = (15, 15)
_CLEARLY = 0.05
_LOST, _KEPT = 0.3, 0.6  # scores below and above which a vector is given up and kept
_COST_WINDOW = 5
_COST_SOFTNESS = 2.0  # grey levels


@dataclass(frozen=True, slots=True, eq=False)
class FlowPair:
    """Two pictures and the flow both ways between them, on a working grid half as fine."""

    left: Picture
    right: Picture
    small_left: Picture
    small_right: Picture
    forward: Field
    backward: Field

    @property
    def grid(self) -> tuple[int, int]:
        """(w, h) of the working grid."""
        height, width = self.forward.shape[:2]
        return width, height


def flow_pair(
    left: Picture,
    right: Picture,
    cancel: CancelToken,
    hint: Callable[[], Field | None] = lambda: None,
    *,
    near: bool = False,
) -> FlowPair:
    """Estimate both flows; about a twentieth of a second at 480p on one core.

    Where they do not agree, motion too large for the search is supposed: it is repeated from
    ``hint`` (a guess at the forward flow on the working grid) and from the camera's motion that
    features show, and every pixel keeps what explains it best. Pictures ``near`` in time are
    searched for large motion only where little fits: it is rare, and time is short.
    """
    grid = working_grid(left)
    small_left, small_right = small_picture(left, grid), small_picture(right, grid)
    first, second = luma(small_left), luma(small_right)
    tried: list[_Judged] = []

    def search(guess: Field | None, refined: bool) -> float:
        flows = flows_between(first, second, cancel, finest=0, hint=guess, refined=refined)
        tried.append(_judged(small_left, small_right, *flows))
        return tried[-1].share

    sure, agreed = _ENOUGH_NEAR if near else _ENOUGH
    if search(None, refined=False) < sure:
        tried.clear()
        if search(None, refined=True) < agreed:
            for guess in (hint(), camera_flow(first, second, grid)):
                cancel.check()
                if guess is not None:
                    search(guess, refined=True)
    return FlowPair(
        left=np.ascontiguousarray(left),
        right=np.ascontiguousarray(right),
        small_left=small_left,
        small_right=small_right,
        forward=_best([(flows.forward, flows.forward_score) for flows in tried]),
        backward=_best([(flows.backward, flows.backward_score) for flows in tried]),
    )


@dataclass(frozen=True, slots=True, eq=False)
class _Judged:
    """Flows both ways, and in [0, 1] how well each pixel's flow explains it."""

    forward: Field
    backward: Field
    forward_score: Field
    backward_score: Field

    @property
    def share(self) -> float:
        return float(self.forward_score.mean() + self.backward_score.mean()) / 2


def _judged(left: Picture, right: Picture, forward: Field, backward: Field) -> _Judged:
    return _Judged(
        forward,
        backward,
        _score(left, right, forward, backward),
        _score(right, left, backward, forward),
    )


def _score(here: Picture, there: Picture, way: Field, back: Field) -> Field:
    """1 where the flow returns to itself and the colours agree, averaged over a window."""
    returns = lengths(way + warp(back, way)) < 1 + 0.05 * lengths(way)
    apart = unlikeness(here, warp_picture(there, way))
    score = (_UNRETURNED + (1 - _UNRETURNED) * returns) * np.exp(-apart / _COLOUR_SOFTNESS)
    return np.asarray(cv2.blur(score.astype(np.float32), _SCORE_WINDOW), np.float32)


def _best(tried: list[tuple[Field, Field]]) -> Field:
    flow, score = tried[0]
    for other, other_score in tried[1:]:
        better = other_score > score + _CLEARLY
        flow = np.where(better[..., None], other, flow)
        score = np.where(better, other_score, score)
    return filled(flow, np.clip((score - _LOST) / (_KEPT - _LOST), 0, 1))


def working_grid(picture: Picture) -> tuple[int, int]:
    """(w, h) of the grid that flows of such a picture are kept on: a half, a quarter above 720p."""
    height, width = picture.shape[:2]
    if min(height, width) < _FULL_GRID_BELOW:
        return width, height
    part = 2 if height * width <= _MOST_HALVED else 4
    return -(-width // part), -(-height // part)


def small_picture(picture: Picture, grid: tuple[int, int]) -> Picture:
    """A picture on the working grid."""
    picture = np.ascontiguousarray(picture)
    return np.asarray(cv2.resize(picture, grid, interpolation=cv2.INTER_AREA), np.uint8)


@dataclass(frozen=True, slots=True, eq=False)
class DisPair:
    """Pictures between two pictures along given paths: those of the left's pixels, the right's."""

    flows: FlowPair
    paths: tuple[Paths, Paths]

    def picture(self, time: float, cancel: CancelToken) -> Picture:
        """The picture at ``time`` in (0, 1)."""
        to_left, to_right = self._sources(time, cancel)
        height, width = self.flows.left.shape[:2]
        cancel.check()
        near = warp_picture(self.flows.left, resize_flow(to_left, (width, height)))
        cancel.check()
        far = warp_picture(self.flows.right, resize_flow(to_right, (width, height)))
        cancel.check()
        share = _far_share(time, to_left, to_right)
        if share is None:
            return np.asarray(cv2.addWeighted(near, 1 - time, far, time, 0), np.uint8)
        share = np.asarray(cv2.resize(share, (width, height)), np.float32)
        return np.asarray(cv2.blendLinear(near, far, 1 - share, share), np.uint8)

    def _sources(self, time: float, cancel: CancelToken) -> tuple[Field, Field]:
        """Per pixel at ``time``, the better candidate's offsets into both pictures."""
        candidates = []
        for paths in self.paths:
            cancel.check()
            to_left, to_right = paths.sources(time)
            candidates.append((to_left, to_right, self._cost(to_left, to_right)))
        (left_0, right_0, cost_0), (left_1, right_1, cost_1) = candidates
        share = 1 / (1 + np.exp(np.clip((cost_0 - cost_1) / _COST_SOFTNESS, -30, 30)))
        share = share[..., None].astype(np.float32)
        return share * left_0 + (1 - share) * left_1, share * right_0 + (1 - share) * right_1

    def _cost(self, to_left: Field, to_right: Field) -> Field:
        """How unlike the two sources look, in grey levels, averaged over a small window."""
        near = warp_picture(self.flows.small_left, to_left)
        far = warp_picture(self.flows.small_right, to_right)
        return np.asarray(cv2.blur(unlikeness(near, far), (_COST_WINDOW, _COST_WINDOW)), np.float32)


def _far_share(time: float, to_left: Field, to_right: Field) -> Field | None:
    """How much the right picture counts where one source lies outside its picture.

    There the other one counts alone; None where all sources are inside.
    """
    near, far = _inside(to_left), _inside(to_right)
    if near.min() == 1 == far.min():
        return None
    near, far = (1 - time) * near, time * far
    return np.asarray(far / np.maximum(near + far, 1e-6), np.float32)


def _inside(offset: Field) -> Field:
    """1 where p + offset(p) lies in the picture, falling to (almost) 0 four pixels outside."""
    height, width = offset.shape[:2]
    at = pixel_grid(height, width) + offset
    over = np.maximum(np.maximum(-at, at - np.array((width - 1, height - 1), np.float32)), 0)
    inside = 1 - (over[..., 0] + over[..., 1]) / 4
    return np.asarray(np.clip(inside, 1e-3, 1), np.float32)
