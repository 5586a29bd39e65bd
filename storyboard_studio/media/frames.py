"""Pictures and sound as the frames that encoders take. Must not know about containers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Protocol, cast

import cv2
import numpy as np
import numpy.typing as npt
from av.audio.frame import AudioFrame
from av.video.frame import VideoFrame
from av.video.reformatter import ColorRange, Colorspace
from PIL import Image

from storyboard_engine.api import Picture, Sound
from storyboard_studio.media.pyav import plane_lines
from storyboard_studio.media.resample import RATE

_KR, _KB = 0.2126, 0.0722
_KG = 1 - _KR - _KB
_Y, _C = 219 / 255, 224 / 255
_CB, _CR = _C / (2 - 2 * _KB), _C / (2 - 2 * _KR)
_RGB_TO_YCBCR = np.array(
    [
        [_Y * _KR, _Y * _KG, _Y * _KB, 16],
        [-_CB * _KR, -_CB * _KG, _CB * (1 - _KB), 128],
        [_CR * (1 - _KR), -_CR * _KG, -_CR * _KB, 128],
    ]
)


class ToVideo(Protocol):
    def __call__(self, picture: Picture, size: tuple[int, int]) -> VideoFrame:
        """A picture as a frame of ``size`` (w, h), at most one pixel larger each way."""


class ToYuv420:
    """8-bit 4:2:0, BT.709 limited range (ITU-R BT.709-6, 3.2 to 3.5), chroma centred.

    Each chroma sample is the mean of its four pixels'. The same to within 1 as swscale with
    bicubic+accurate_rnd+full_chroma_inp, in a third of the time. Its working memory is kept:
    giving back and fetching 12 MB per 1080p frame took longer than the arithmetic.
    """

    def __init__(self) -> None:
        self._coded: npt.NDArray[Any] | None = None
        self._planes: Sequence[npt.NDArray[Any]] | None = None

    def __call__(self, picture: Picture, size: tuple[int, int]) -> VideoFrame:
        width, height = size
        self._coded = cv2.transform(picture, _RGB_TO_YCBCR, self._coded)
        self._planes = cv2.split(self._coded, self._planes)
        luma, *chroma = self._planes
        even = (width + width % 2, height + height % 2)
        half = (even[0] // 2, even[1] // 2)
        frame = VideoFrame(width, height, "yuv420p")
        _fill(frame, 0, _padded(luma, size))
        for plane, whole in enumerate(chroma, 1):
            mean = cv2.resize(_padded(whole, even), half, interpolation=cv2.INTER_AREA)
            _fill(frame, plane, np.asarray(mean, np.uint8))
        frame.colorspace, frame.color_range = Colorspace.ITU709, ColorRange.MPEG
        return frame


def _padded(plane: npt.NDArray[Any], size: tuple[int, int]) -> npt.NDArray[np.uint8]:
    """A plane with its last column and row repeated up to ``size``."""
    height, width = plane.shape
    if (width, height) == size:
        return plane
    return np.pad(plane, ((0, size[1] - height), (0, size[0] - width)), mode="edge")


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
    palette[:, 3] = 255
    flat = np.array(colours.getpalette("RGB") or [], np.uint8).reshape(-1, 3)
    palette[: len(flat), :3] = flat[:, ::-1]
    height, width = picture.shape[:2]
    frame = VideoFrame(width, height, "pal8")
    _fill(frame, 0, np.asarray(indexed, np.uint8))
    np.frombuffer(memoryview(cast(Any, frame.planes[1])), np.uint8)[:1024] = palette.reshape(-1)
    return frame


def _fill(frame: VideoFrame, plane: int, rows: npt.NDArray[np.uint8]) -> None:
    """Copy rows of bytes into a plane, whose lines may be longer."""
    plane_lines(frame.planes[plane], len(rows))[:, : rows.shape[1]] = rows


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
