"""The built-in back-end "motion": who it is and what it can do, without loading anything heavy.

What a fill does is in ``stream``; neither OpenCV nor torch is imported before the first one.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path

from storyboard_engine.api import CancelToken, FillEvent, FillInputs, FillRequest, Identity
from storyboard_engine.capabilities import Capabilities, RulerLimits
from storyboard_engine.inputs import check_inputs

VERSION = "1"
"""Raised whenever the same request would give other pixels."""
_CAPABILITIES = Capabilities(
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
    ruler=RulerLimits(Fraction(8, 100), Fraction(1, 2), Fraction(2)),
)


class MotionBackend:
    """Draft motion for any gap. See ``storyboard_engine.api.Backend`` for the contract."""

    def __init__(self, weights_dir: Path) -> None:
        self._weights_dir = weights_dir

    @property
    def identity(self) -> Identity:
        return Identity("motion", VERSION, "dis")

    @property
    def capabilities(self) -> Capabilities:
        return _CAPABILITIES

    def fill(
        self, request: FillRequest, inputs: FillInputs, cancel: CancelToken
    ) -> Iterator[FillEvent]:
        """Check the pictures now (``InvalidRequest``), make the frames as they are taken."""
        check_inputs(request, inputs)
        from storyboard_engine.backends.motion.stream import fill_events  # loads OpenCV

        return fill_events(request, inputs, self.identity, cancel)

    def release(self) -> None:
        """Nothing is held between fills."""
