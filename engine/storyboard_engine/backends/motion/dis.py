"""The picture between two pictures by classical means: dense flow both ways, two candidates.

Each picture's flow proposes, for every pixel at the wanted time, where it comes from in both
pictures (``trajectories``); the proposal whose two sources look alike wins there, softly. A pixel
that only one picture shows is taken from that one. After Herbst, Seitz and Baker, "Occlusion
Reasoning for Temporal Interpolation using Optical Flow" (2009). Knows nothing of gaps.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from storyboard_engine.api import CancelToken, Picture
from storyboard_engine.backends.motion.flow import (
    Field,
    flows_between,
    luma,
    pixel_grid,
    resize_flow,
    warp_picture,
)
from storyboard_engine.backends.motion.trajectories import Paths

_FULL_GRID_BELOW = 160  # pictures with a shorter side are worked on without halving
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


def flow_pair(left: Picture, right: Picture, cancel: CancelToken) -> FlowPair:
    """Estimate both flows; about a twentieth of a second at 480p on one core."""
    forward, backward = flows_between(luma(left), luma(right), cancel)
    grid = working_grid(left)
    return FlowPair(
        left=np.ascontiguousarray(left),
        right=np.ascontiguousarray(right),
        small_left=_shrunk(left, grid),
        small_right=_shrunk(right, grid),
        forward=resize_flow(forward, grid),
        backward=resize_flow(backward, grid),
    )


def working_grid(picture: Picture) -> tuple[int, int]:
    """(w, h) of the grid that flows of such a picture are kept on."""
    height, width = picture.shape[:2]
    if min(height, width) < _FULL_GRID_BELOW:
        return width, height
    return (width + 1) // 2, (height + 1) // 2


def _shrunk(picture: Picture, grid: tuple[int, int]) -> Picture:
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
        apart = cv2.absdiff(near, far).astype(np.float32).sum(axis=-1) / 3
        return np.asarray(cv2.blur(apart, (_COST_WINDOW, _COST_WINDOW)), np.float32)


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
    return np.asarray(np.clip(1 - (over[..., 0] + over[..., 1]) / 4, 1e-3, 1), np.float32)
