"""Where PyAV 18 (Python 3.11) and PyAV 19 differ, and nothing else.

PyAV 19 gives ``AVRational`` and 0/1 where 18 gave ``Fraction`` and None, and dropped the
``metadata_errors`` argument. Every other module of this room sees only ``Fraction | None``.
Must not know what the values are used for.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import Any, Protocol, cast

import av
import numpy as np
import numpy.typing as npt
from av.container import InputContainer, OutputContainer
from av.video.frame import VideoFrame
from av.video.plane import VideoPlane

# Nothing of FFmpeg's own log reaches stderr or Python's logging: its lines come from decoder
# threads and say nothing a person can act on. Errors arrive as exceptions.
av.logging.set_level(None)

_MAJOR = int(av.__version__.split(".")[0])


class _Ratio(Protocol):
    @property
    def numerator(self) -> int: ...
    @property
    def denominator(self) -> int: ...


def fraction(value: _Ratio | None) -> Fraction | None:
    """A rational of either version as a Fraction; None where it is unset (None, 0/1, n/0)."""
    if value is None or not value.numerator or not value.denominator:
        return None
    return Fraction(value.numerator, value.denominator)


def ratio(value: _Ratio | None, default: Fraction) -> Fraction:
    """Like ``fraction``, with a value for "unset"."""
    return fraction(value) or default


def open_input(url: str, options: Mapping[str, str], limits: Mapping[str, str]) -> InputContainer:
    """``av.open`` for reading: ``options`` to container and streams, ``limits`` to the container.

    Raises whatever PyAV raises; only ``media.open`` may call this.
    """
    open_ = cast(Callable[..., InputContainer], av.open)
    more: dict[str, Any] = {"metadata_errors": "replace"} if _MAJOR < 19 else {}
    return open_(url, "r", options=dict(options), container_options=dict(limits), timeout=5, **more)


def open_output(path: str, container_format: str, options: Mapping[str, str]) -> OutputContainer:
    """``av.open`` for writing a local file."""
    return av.open("file:" + path, "w", format=container_format, container_options=dict(options))


def without_chroma_siting(frame: VideoFrame) -> VideoFrame:
    """The frame with its chroma location unset, which swscale then takes as centred.

    PyAV 19 can unset it; before, only a copy loses it. The tags for colour are kept.
    """
    if _MAJOR >= 19:
        cast(Any, frame).chroma_location = 0
        return frame
    bare = VideoFrame(frame.width, frame.height, frame.format.name)
    for source, target in zip(frame.planes, bare.planes, strict=True):
        lines = min(source.buffer_size // source.line_size, target.buffer_size // target.line_size)
        width = min(source.line_size, target.line_size)
        plane_lines(target, lines)[:, :width] = plane_lines(source, lines)[:, :width]
    bare.colorspace, bare.color_range = frame.colorspace, frame.color_range
    bare.color_trc, bare.color_primaries = frame.color_trc, frame.color_primaries
    return bare


def plane_lines(plane: VideoPlane, count: int) -> npt.NDArray[np.uint8]:
    """A plane's first ``count`` lines as writable bytes, padding included."""
    data = np.frombuffer(memoryview(cast(Any, plane)), np.uint8)
    return data[: count * plane.line_size].reshape(count, plane.line_size)


def display_matrix(frame: VideoFrame) -> bytes | None:
    """The nine int32 of the frame's display matrix, or None where it has none."""
    data = cast(Mapping[str, Any], frame.side_data).get("DISPLAYMATRIX")
    return None if data is None else bytes(data)
