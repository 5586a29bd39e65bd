"""Pictures and sound as the frames that encoders take. Must not know about containers."""

from __future__ import annotations

from typing import Protocol

import cv2
import numpy as np
import numpy.typing as npt
from av.audio.frame import AudioFrame
from av.video.frame import VideoFrame
from av.video.reformatter import ColorRange, Colorspace, Interpolation, VideoReformatter
from PIL import Image

from storyboard_engine.api import Picture, Sound
from storyboard_studio.media.resample import RATE

_TO_YUV = Interpolation.BICUBIC | Interpolation.ACCURATE_RND | Interpolation.FULL_CHR_H_INP


class ToVideo(Protocol):
    def __call__(self, picture: Picture, size: tuple[int, int]) -> VideoFrame:
        """A picture as a frame of ``size`` (w, h), at most one pixel larger each way."""


class ToYuv420:
    """8-bit 4:2:0, BT.709 limited range."""

    def __init__(self) -> None:
        self._scaler = VideoReformatter()

    def __call__(self, picture: Picture, size: tuple[int, int]) -> VideoFrame:
        height, width = picture.shape[:2]
        if (width, height) != size:
            edge = ((0, size[1] - height), (0, size[0] - width), (0, 0))
            picture = np.pad(picture, edge, mode="edge")
        frame = VideoFrame.from_ndarray(np.ascontiguousarray(picture), format="rgb24")
        return self._scaler.reformat(
            frame,
            format="yuv420p",
            src_color_range=ColorRange.JPEG,
            dst_colorspace=Colorspace.ITU709,
            dst_color_range=ColorRange.MPEG,
            interpolation=_TO_YUV,
        )


class ToBgr0:
    """The picture's own bytes, reordered: nothing is computed, so nothing is lost."""

    def __call__(self, picture: Picture, size: tuple[int, int]) -> VideoFrame:
        width, height = size
        frame = VideoFrame(width, height, "bgr0")
        swapped = np.asarray(cv2.cvtColor(picture, cv2.COLOR_RGB2BGRA), np.uint8)
        _fill(frame, 0, swapped.reshape(height, width * 4))
        return frame


def palette_frame(picture: Picture) -> VideoFrame:
    """The picture in 256 colours of its own, dithered."""
    image = Image.fromarray(np.ascontiguousarray(picture))
    colours = image.quantize(256, method=Image.Quantize.MEDIANCUT)
    indexed = image.quantize(palette=colours, dither=Image.Dither.FLOYDSTEINBERG)
    palette = np.zeros((256, 4), np.uint8)
    palette[:, 0] = 255
    flat = np.array(colours.getpalette("RGB") or [], np.uint8).reshape(-1, 3)
    palette[: len(flat), 1:] = flat
    height, width = picture.shape[:2]
    frame = VideoFrame(width, height, "pal8")
    _fill(frame, 0, np.asarray(indexed, np.uint8))
    _fill(frame, 1, palette.reshape(1, -1))
    return frame


def _fill(frame: VideoFrame, plane: int, rows: npt.NDArray[np.uint8]) -> None:
    """Copy rows of bytes into a plane, whose lines may be longer."""
    view = _lines(frame, plane, len(rows))
    view[:, : rows.shape[1]] = rows


def _lines(frame: VideoFrame, plane: int, height: int) -> npt.NDArray[np.uint8]:
    target = frame.planes[plane]
    data = np.frombuffer(memoryview(target), np.uint8)
    width = target.line_size or len(data) // height
    return data[: height * width].reshape(height, width)


def sound_frame(sound: Sound, sample_format: str) -> AudioFrame:
    """``float32 (n, 2)`` as a stereo frame at 48 kHz in ``flt``, ``fltp`` or 24-bit ``s32``."""
    data: npt.NDArray[np.float32] | npt.NDArray[np.int32]
    if sample_format == "fltp":
        data = np.ascontiguousarray(sound.T)
    elif sample_format == "flt":
        data = np.ascontiguousarray(sound).reshape(1, -1)
    else:
        whole = np.clip(np.rint(sound.astype(np.float64) * (1 << 23)), -(1 << 23), (1 << 23) - 1)
        data = (whole.astype(np.int32) << 8).reshape(1, -1)
    frame = AudioFrame.from_ndarray(data, format=sample_format, layout="stereo")
    frame.sample_rate = RATE
    return frame
