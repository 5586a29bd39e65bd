"""The check that the pictures beside a request are those it names. Every back-end begins with it.

Pure; knows no back-end.
"""

from __future__ import annotations

from itertools import pairwise

import numpy as np

from storyboard_engine.api import (
    Context,
    FillInputs,
    FillRequest,
    Frames,
    Moving,
    Nothing,
    Side,
    Still,
)
from storyboard_engine.errors import InvalidRequest


def check_inputs(request: FillRequest, inputs: FillInputs) -> None:
    """Raise ``InvalidRequest`` where the pictures beside a request are not those it names."""
    _check_side("left", request.left, inputs.left, request.size)
    _check_side("right", request.right, inputs.right, request.size)
    if isinstance(request.left, Moving) and inputs.left and inputs.left.times[-1] >= 0:
        raise InvalidRequest("The left side's pictures reach into the gap.")
    if len(inputs.keyframes) != len(request.keyframes):
        raise InvalidRequest(
            f"The request names {len(request.keyframes)} keyframes, "
            f"{len(inputs.keyframes)} pictures came with it."
        )
    for picture in inputs.keyframes:
        _check_pictures("keyframe", picture[None], request.size)
    if any(not 0 <= index < request.frames for index in inputs.done):
        raise InvalidRequest("Frames are said to be done that are not in the gap.")


def _check_side(name: str, side: Side, context: Context | None, size: tuple[int, int]) -> None:
    if isinstance(side, Nothing):
        if context is not None:
            raise InvalidRequest(f"Nothing is known on the {name}, but pictures came for it.")
        return
    if context is None or not len(context.frames):
        raise InvalidRequest(f"The pictures of the {name} side are missing.")
    if len(context.times) != len(context.frames):
        raise InvalidRequest(f"The {name} side's pictures and times differ in number.")
    if any(b <= a for a, b in pairwise(context.times)):
        raise InvalidRequest(f"The {name} side's times do not rise.")
    if isinstance(side, Still) and len(context.frames) != 1:
        raise InvalidRequest(f"The {name} side is a still, but several pictures came for it.")
    _check_pictures(f"{name} side", context.frames, size)


def _check_pictures(name: str, frames: Frames, size: tuple[int, int]) -> None:
    width, height = size
    if frames.dtype != np.uint8 or frames.ndim != 4 or frames.shape[1:] != (height, width, 3):
        raise InvalidRequest(
            f"The pictures of the {name} are {frames.dtype} {frames.shape[1:]}, "
            f"not uint8 {(height, width, 3)}."
        )
