"""The RIFE 4.6 network: intermediate flow, coarse to fine, for any time between two pictures.

Written from the paper ("Real-Time Intermediate Flow Estimation for Video Frame Interpolation",
Huang et al., ECCV 2022) and the names and shapes of the released tensors. Four blocks refine two
flows (from the wanted time to each picture) and the blending mask, both added up over the blocks.
Imports torch: import this module only when a fill needs it. Knows nothing of files or devices.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import torch
from torch import Tensor, nn
from torch.nn import functional

CHANNELS = (192, 128, 96, 64)
"""Width of each block in the released weights."""
SCALES = (8, 4, 2, 1)
"""How much smaller than the picture each block works."""
_RESIDUALS = 8
_SLOPE = 0.2

Check = Callable[[], None]


class _Residual(nn.Module):
    """A convolution whose result is added to its input, weighted by a learned ``beta``."""

    def __init__(self, channels: int) -> None:
        super().__init__()
        self.conv = nn.Conv2d(channels, channels, 3, 1, 1)
        self.beta = nn.Parameter(torch.ones(1, channels, 1, 1))

    def forward(self, x: Tensor) -> Tensor:
        y = self.conv(x).mul_(self.beta).add_(x)
        return functional.leaky_relu_(y, _SLOPE)


def _halving(before: int, after: int) -> nn.Sequential:
    return nn.Sequential(nn.Conv2d(before, after, 3, 2, 1), nn.LeakyReLU(_SLOPE, inplace=True))


class _Block(nn.Module):
    """One scale: pictures (and the flow so far) in, a change of flow and mask out."""

    def __init__(self, planes: int, channels: int) -> None:
        super().__init__()
        self.conv0 = nn.Sequential(
            _halving(planes, channels // 2), _halving(channels // 2, channels)
        )
        self.convblock = nn.Sequential(*(_Residual(channels) for _ in range(_RESIDUALS)))
        self.lastconv = nn.Sequential(
            nn.ConvTranspose2d(channels, 4 * 6, 4, 2, 1), nn.PixelShuffle(2)
        )

    def forward(
        self, x: Tensor, flow: Tensor | None, scale: int, check: Check
    ) -> tuple[Tensor, Tensor]:
        x = resized(x, 1 / scale)
        if flow is not None:
            x = torch.cat((x, resized(flow, 1 / scale) / scale), 1)
        for part in (*self.conv0, *self.convblock, self.lastconv):
            check()
            x = part(x)
        x = resized(x.float(), scale)
        return x[:, :4] * scale, x[:, 4:5]


class IntermediateFlowNet(nn.Module):
    """Two pictures and a time in, the picture at that time out.

    Pictures are ``(1, 3, H, W)`` in [0, 1], H and W multiples of ``4 * max(scales)``.
    """

    def __init__(self, channels: Sequence[int] = CHANNELS) -> None:
        super().__init__()
        self.block0 = _Block(7, channels[0])
        self.block1 = _Block(12, channels[1])
        self.block2 = _Block(12, channels[2])
        self.block3 = _Block(12, channels[3])

    def forward(
        self,
        left: Tensor,
        right: Tensor,
        time: float,
        scales: Sequence[int] = SCALES,
        check: Check = lambda: None,
    ) -> tuple[Tensor, Tensor]:
        """The flows ``(1, 4, H, W)`` (to left: x, y; to right: x, y) and the left's share
        ``(1, 1, H, W)`` in [0, 1] at ``time`` in (0, 1). ``check`` runs between layers.
        """
        plane = torch.full_like(left[:, :1], time)
        blocks = (self.block0, self.block1, self.block2, self.block3)
        flow, mask = blocks[0](torch.cat((left, right, plane), 1), None, scales[0], check)
        for block, scale in zip(blocks[1:], scales[1:], strict=True):
            check()
            near = backward_warp(left, flow[:, :2])
            far = backward_warp(right, flow[:, 2:])
            more, share = block(torch.cat((near, far, plane, mask), 1), flow, scale, check)
            flow, mask = flow + more, mask + share
        return flow, torch.sigmoid(mask)


def merge(left: Tensor, right: Tensor, flow: Tensor, share: Tensor) -> Tensor:
    """Both pictures carried along their flows and blended."""
    near = backward_warp(left, flow[:, :2])
    return near.lerp_(backward_warp(right, flow[:, 2:]), 1 - share)


def backward_warp(picture: Tensor, flow: Tensor) -> Tensor:
    """``picture`` sampled at p + flow(p), bilinear, edges held."""
    height, width = picture.shape[-2:]
    xs = torch.linspace(-1, 1, width, dtype=flow.dtype, device=flow.device)
    ys = torch.linspace(-1, 1, height, dtype=flow.dtype, device=flow.device)
    x = xs.view(1, 1, 1, width) + flow[:, 0:1] * (2 / max(width - 1, 1))
    y = ys.view(1, 1, height, 1) + flow[:, 1:2] * (2 / max(height - 1, 1))
    grid = torch.cat((x, y), 1).permute(0, 2, 3, 1)
    return functional.grid_sample(
        picture, grid.to(picture.dtype), "bilinear", "border", align_corners=True
    )


def resized(x: Tensor, scale: float) -> Tensor:
    """``(1, c, h, w)`` enlarged by ``scale``; smaller sizes by bilinear sampling, as trained."""
    if scale == 1:
        return x
    return functional.interpolate(x, scale_factor=scale, mode="bilinear", align_corners=False)
