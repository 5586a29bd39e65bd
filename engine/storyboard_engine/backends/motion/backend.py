"""The built-in back-end "motion": who it is and what it can do, without loading anything heavy.

What a fill does is in ``stream``; neither OpenCV nor torch is imported before the first one.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING

from storyboard_engine.api import CancelToken, FillEvent, FillInputs, FillRequest, Identity, Quality
from storyboard_engine.backends.motion.weights_file import find_weights
from storyboard_engine.capabilities import Capabilities, RulerLimits
from storyboard_engine.devices import device_class
from storyboard_engine.inputs import check_inputs
from storyboard_engine.residency import Residency

if TYPE_CHECKING:
    from storyboard_engine.backends.motion.rife_network import IntermediateFlowNet

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
        self._residency: Residency[IntermediateFlowNet] = Residency()

    @property
    def identity(self) -> Identity:
        """With the interpolation weights on disk their variant and device, else "dis"."""
        weights = find_weights(self._weights_dir)
        if weights is None:
            return Identity("motion", VERSION, "dis")
        return Identity("motion", VERSION, weights.variant, device_class())

    @property
    def capabilities(self) -> Capabilities:
        return _CAPABILITIES

    def fill(
        self, request: FillRequest, inputs: FillInputs, cancel: CancelToken
    ) -> Iterator[FillEvent]:
        """Check the pictures now (``InvalidRequest``), make the frames as they are taken.

        Quality DRAFT is optical flow alone, whatever weights there are.
        """
        check_inputs(request, inputs)
        from storyboard_engine.backends.motion.rife import Rife
        from storyboard_engine.backends.motion.stream import fill_events  # loads OpenCV

        identity, weights = self.identity, find_weights(self._weights_dir)
        rife = None
        if weights is not None and request.quality is not Quality.DRAFT:
            rife = Rife(weights, self._residency)
        return fill_events(request, inputs, identity, rife, cancel)

    def release(self) -> None:
        """Let go of the network."""
        self._residency.release()
