"""Decoded video frames as 8-bit sRGB/BT.709 full-range pictures, the right way up.

Matrix, range and transfer are those of the stream; what it does not say is guessed: BT.709 for
HD (width >= 1280 or height > 576), BT.601 below; limited range unless the pixel format says full.
HDR and wide-gamut pictures are mapped (see ``hdr``). Must not know about files or times.
"""

from __future__ import annotations

import math
import struct
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, cast

import cv2
import numpy as np
import numpy.typing as npt
from av.video.frame import VideoFrame
from av.video.reformatter import ColorRange, Colorspace, Interpolation, VideoReformatter
from av.video.stream import VideoStream

from storyboard_engine.api import Picture
from storyboard_studio.media import hdr
from storyboard_studio.media.pyav import display_matrix, plane_lines, ratio, without_chroma_siting

# Full chroma resolution, exact rounding: within 1 of `ffmpeg -sws_flags
# bicubic+accurate_rnd+full_chroma_int`.
QUALITY = Interpolation.BICUBIC | Interpolation.ACCURATE_RND | Interpolation.FULL_CHR_H_INT
# ITU-T H.273 MatrixCoefficients -> swscale's names.
_MATRICES = {
    1: Colorspace.ITU709,
    4: Colorspace.FCC,
    5: Colorspace.ITU601,
    6: Colorspace.ITU601,
    7: Colorspace.SMPTE240M,
    9: Colorspace.BT2020,
    10: Colorspace.BT2020,
}


@dataclass(frozen=True, slots=True)
class Turn:
    """How a stored picture is put upright: transposed first, then flipped."""

    transpose: bool = False
    flip_x: bool = False
    flip_y: bool = False

    def applied(self, picture: Picture) -> Picture:
        if self.transpose:
            picture = picture.swapaxes(0, 1)
        return picture[:: -1 if self.flip_y else 1, :: -1 if self.flip_x else 1]

    @property
    def degrees(self) -> int:
        """The clockwise quarter turns in it (a mirror is not counted)."""
        if self.transpose:
            return 270 if self.flip_y else 90
        return 180 if self.flip_y else 0


def turn_of(matrix: bytes | None) -> Turn:
    """The nearest quarter turn, with mirrors, of a display matrix (ISO/IEC 14496-12, 8.2.2.3).

    The matrix maps (x, y) to (a x + c y, b x + d y), y pointing down.
    """
    if matrix is None or len(matrix) < 36:
        return Turn()
    a, b, _, c, d, *_ = struct.unpack("=9i", matrix[:36])
    if abs(b) + abs(c) > abs(a) + abs(d):
        return Turn(transpose=True, flip_x=c < 0, flip_y=b < 0)
    return Turn(flip_x=a < 0, flip_y=d < 0)


class ColourConverter:
    """Converts the frames of one clip, set up from its first frame; one thread at a time."""

    def __init__(self, first: VideoFrame, pixel_aspect: Fraction = Fraction(1)) -> None:
        self._width, self._height = first.width, first.height
        self._scaler = VideoReformatter()
        self.turn = turn_of(display_matrix(first))
        self._mapping = hdr.mapping_of(first.color_trc, first.color_primaries)
        self.notes: tuple[str, ...] = () if self._mapping is None else (self._mapping.note,)
        self.size = self._upright_size(pixel_aspect)

    def picture(self, frame: VideoFrame) -> Picture:
        """``uint8 (H, W, 3)``, or 4 with straight alpha; stored pixels, upright."""
        if self._mapping is not None:
            deep = planes_merged(self._converted(frame, "gbrp16le"), np.dtype("<u2"))
            picture = self._mapping.applied(deep)
        elif _has_alpha(frame):
            picture = cast(Picture, self._converted(frame, "rgba").to_ndarray())
        elif _is_rgb(frame):
            picture = cast(Picture, self._converted(frame, "rgb24").to_ndarray())
        else:  # the same numbers as rgb24, three times as fast
            picture = planes_merged(self._converted(frame, "gbrp"), np.dtype(np.uint8))
        return np.ascontiguousarray(self.turn.applied(picture))

    def _converted(self, frame: VideoFrame, pixel_format: str) -> VideoFrame:
        is_rgb = _is_rgb(frame)
        if not is_rgb and _is_subsampled(frame):
            frame = without_chroma_siting(frame)
        return self._scaler.reformat(
            frame,
            width=self._width,
            height=self._height,
            format=pixel_format,
            src_colorspace=None if is_rgb else matrix_of(frame),
            src_color_range=None if is_rgb else range_of(frame),
            dst_color_range=ColorRange.JPEG,
            interpolation=QUALITY,
            threads=1,
        )

    def _upright_size(self, aspect: Fraction) -> tuple[int, int]:
        """Square-pixel size: the side that is too short for the shape is the one that grows."""
        width, height = Fraction(self._width), Fraction(self._height)
        if aspect > 1:
            width *= aspect
        else:
            height /= aspect
        size = (
            max(1, math.floor(width + Fraction(1, 2))),
            max(1, math.floor(height + Fraction(1, 2))),
        )
        return size[::-1] if self.turn.transpose else size


def pixel_aspect(stream: VideoStream) -> Fraction:
    """The width of a pixel over its height; unset and absurd values count as square."""
    aspect = ratio(stream.sample_aspect_ratio, Fraction(1))
    return aspect if Fraction(1, 4) <= aspect <= 4 else Fraction(1)


def matrix_of(frame: VideoFrame) -> Colorspace:
    """The YCbCr matrix the frame is tagged with, else the usual one for its size."""
    tagged = _MATRICES.get(int(frame.colorspace))
    if tagged is not None:
        return tagged
    is_hd = frame.width >= 1280 or frame.height > 576
    return Colorspace.ITU709 if is_hd else Colorspace.ITU601


def range_of(frame: VideoFrame) -> ColorRange:
    """The frame's tagged range; untagged YCbCr is limited, untagged grey and yuvj are full."""
    if frame.color_range in (1, 2):
        return ColorRange(frame.color_range)
    name = frame.format.name
    return ColorRange.JPEG if name.startswith(("yuvj", "gray", "ya")) else ColorRange.MPEG


def planes_merged(frame: VideoFrame, dtype: np.dtype[Any]) -> npt.NDArray[Any]:
    """A planar G, B, R frame as ``(H, W, 3)`` RGB."""
    green, blue, red = (
        plane_lines(plane, frame.height).view(dtype)[:, : frame.width] for plane in frame.planes
    )
    return np.asarray(cv2.merge([red, green, blue]))


def _is_rgb(frame: VideoFrame) -> bool:
    return frame.format.is_rgb or frame.format.has_palette


def _is_subsampled(frame: VideoFrame) -> bool:
    chroma = frame.format.components[1:3]
    return any(part.width < frame.width or part.height < frame.height for part in chroma)


def _has_alpha(frame: VideoFrame) -> bool:
    return frame.format.name == "pal8" or any(part.is_alpha for part in frame.format.components)
