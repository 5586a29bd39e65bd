"""Pictures between two pictures by the RIFE network. torch is imported on first use only.

Large pictures are looked at in a smaller size: the flow found there is enlarged and carries the
full pictures. On the CPU everything is float32; on CUDA the convolutions run in float16 and the
flow stays in float32, where half a pixel in a thousand matters.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from storyboard_engine.api import CancelToken, Picture
from storyboard_engine.backends.motion.weights_file import WeightsFile, plain_name
from storyboard_engine.errors import EngineError, OutOfMemory
from storyboard_engine.residency import Residency

if TYPE_CHECKING:
    import torch

    from storyboard_engine.backends.motion.rife_network import IntermediateFlowNet

_MOST_PIXELS = 1280 * 736  # that the network looks at; measured to be no loss above 720p
_GRID = 32  # both sides of what the network sees are multiples of this


class Rife:
    """Makes ``RifePair``s; loads the network when the first one is asked for a picture."""

    def __init__(self, weights: WeightsFile, residency: Residency[IntermediateFlowNet]) -> None:
        self.weights = weights
        self._residency = residency

    def pair(self, left: Picture, right: Picture) -> RifePair:
        """Two pictures of one shape, ready to be interpolated."""
        from storyboard_engine.devices import torch_device

        device = torch_device()
        network = self._residency.hold(
            (self.weights.sha256, str(device)), lambda: load_network(self.weights, device)
        )
        shrink = 1
        while left.shape[0] * left.shape[1] > _MOST_PIXELS * shrink**2:
            shrink *= 2
        multiple = _GRID * shrink
        first, second = _tensor(left, multiple, device), _tensor(right, multiple, device)
        return RifePair(network, first, second, left.shape[:2], shrink)


@dataclass(frozen=True, slots=True, eq=False)
class RifePair:
    """Two padded pictures ``(1, 3, H, W)`` on the network's device; the crop is ``shape``."""

    network: IntermediateFlowNet
    left: torch.Tensor
    right: torch.Tensor
    shape: tuple[int, ...]
    shrink: int

    def picture(self, time: float, cancel: CancelToken) -> Picture:
        """The picture at ``time`` in (0, 1). Raises ``OutOfMemory``."""
        import torch

        on_cuda = self.left.device.type == "cuda"
        cudnn = torch.backends.cudnn.flags(
            enabled=True, benchmark=False, deterministic=True, allow_tf32=False
        )
        autocast = torch.autocast("cuda", torch.float16, enabled=on_cuda)
        try:
            with torch.inference_mode(), cudnn, autocast:
                return self._picture(time, cancel)
        except torch.cuda.OutOfMemoryError as error:
            raise OutOfMemory(
                "The graphics card's memory ran out.", "Use a smaller canvas."
            ) from error

    def _picture(self, time: float, cancel: CancelToken) -> Picture:
        from storyboard_engine.backends.motion.rife_network import merge, resized

        small = [resized(picture, 1 / self.shrink) for picture in (self.left, self.right)]
        flow, share = self.network(small[0], small[1], time, check=cancel.check)
        cancel.check()
        flow = resized(flow, self.shrink) * self.shrink
        merged = merge(self.left, self.right, flow, resized(share, self.shrink))
        cancel.check()
        height, width = self.shape
        levels = merged[0, :, :height, :width].mul(255).round_().clamp_(0, 255).byte()
        picture: Picture = levels.permute(1, 2, 0).contiguous().cpu().numpy()
        return picture


def load_network(weights: WeightsFile, device: torch.device) -> IntermediateFlowNet:
    """The network with its weights as float32 on ``device``. Raises ``EngineError``."""
    from safetensors import SafetensorError
    from safetensors.torch import load_file

    from storyboard_engine.backends.motion.rife_network import IntermediateFlowNet

    network = IntermediateFlowNet()
    try:
        tensors = load_file(weights.path)
        network.load_state_dict({plain_name(key): t.float() for key, t in tensors.items()})
    except (OSError, SafetensorError, RuntimeError) as error:
        raise EngineError(
            f"{weights.path}: the interpolation weights cannot be read.",
            "Fetch them again, or remove the file to go on with optical flow.",
        ) from error
    return network.eval().requires_grad_(False).to(device)


def _tensor(picture: Picture, multiple: int, device: torch.device) -> torch.Tensor:
    """``(1, 3, H, W)`` in [0, 1], its edges held out to a multiple of the network's grid."""
    import torch

    height, width = picture.shape[:2]
    border = ((0, -height % multiple), (0, -width % multiple), (0, 0))
    padded = np.pad(picture, border, mode="edge").transpose(2, 0, 1)[None]
    return torch.from_numpy(np.ascontiguousarray(padded)).to(device).float().div_(255)
