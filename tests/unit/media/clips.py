"""Clips made in the test: every frame shows its own number, readable after any codec."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import numpy as np
import numpy.typing as npt

Picture = npt.NDArray[np.uint8]
SIZE = (96, 64)
_BITS = 8


def numbered(number: int, size: tuple[int, int] = SIZE) -> Picture:
    """A grey ramp with the number as eight black or white bars along the top half."""
    width, height = size
    ramp = np.linspace(60, 190, width)[None, :, None] + np.array([0, 10, -10])
    picture = np.broadcast_to(ramp, (height, width, 3)).astype(np.uint8).copy()
    for bit in range(_BITS):
        left, right = bit * width // _BITS, (bit + 1) * width // _BITS
        picture[: height // 2, left:right] = 235 if number >> bit & 1 else 16
    return picture


def number_of(picture: Picture) -> int:
    """The number a picture shows."""
    height, width = picture.shape[:2]
    number = 0
    for bit in range(_BITS):
        middle = (2 * bit + 1) * width // (2 * _BITS)
        bar = picture[height // 8 : height * 3 // 8, middle - 1 : middle + 2, :3]
        number |= (bar.mean() > 128) << bit
    return int(number)


@dataclass(frozen=True)
class Recipe:
    """How a clip is coded. ``ticks`` are timestamps in ``time_base``; None: one per frame."""

    suffix: str = ".mp4"
    codec: str = "libx264"
    pixels: str = "yuv420p"
    count: int = 40
    size: tuple[int, int] = SIZE
    rate: Fraction = Fraction(24)
    options: Mapping[str, str] = field(default_factory=dict)
    ticks: Sequence[int] | None = None
    time_base: Fraction | None = None
    container: str = ""
    container_options: Mapping[str, str] = field(default_factory=dict)
    aspect: Fraction = Fraction(1)
    picture: Callable[[int], Picture] | None = None


def write_clip(folder: Path, recipe: Recipe, name: str = "clip") -> Path:
    """Encode a clip with PyAV itself, not with the code under test."""
    path = folder / f"{name}{recipe.suffix}"
    tick = recipe.time_base or 1 / recipe.rate
    with av.open(
        str(path), "w", format=recipe.container or None,
        container_options=dict(recipe.container_options),
    ) as container:  # fmt: skip
        stream: Any = container.add_stream(recipe.codec, rate=recipe.rate)
        stream.width, stream.height = recipe.size
        stream.pix_fmt = recipe.pixels
        stream.codec_context.time_base = tick
        stream.codec_context.options = dict(recipe.options)
        if recipe.aspect != 1:
            stream.codec_context.sample_aspect_ratio = recipe.aspect
        for index in range(recipe.count):
            frame = _frame(recipe, index)
            frame.pts = index if recipe.ticks is None else recipe.ticks[index]
            frame.time_base = tick
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    return path


def _frame(recipe: Recipe, index: int) -> av.VideoFrame:
    draw = recipe.picture or (lambda number: numbered(number, recipe.size))
    picture = draw(index)
    plain = av.VideoFrame.from_ndarray(picture, format="rgba" if picture.shape[2] == 4 else "rgb24")
    if recipe.pixels in ("rgb24", "rgba"):
        return plain
    return plain.reformat(format=recipe.pixels, dst_colorspace=5, dst_color_range=1)


def write_sound_clip(
    path: Path,
    sound: npt.NDArray[np.float32],
    *,
    rate: int = 48_000,
    layout: str = "stereo",
    codec: str = "pcm_s16le",
    video_offset: Fraction = Fraction(0),
    sound_offset: Fraction = Fraction(0),
    seconds: int = 2,
) -> Path:
    """Numbered video at 24 frames/s with ``sound`` (n, channels) beside it, each with an offset."""
    with av.open(str(path), "w") as container:
        video: Any = container.add_stream("libx264", rate=24)
        video.width, video.height = SIZE
        video.pix_fmt = "yuv420p"
        video.codec_context.time_base = Fraction(1, 24000)
        heard: Any = container.add_stream(codec, rate=rate)
        heard.codec_context.layout = layout
        if codec == "aac":  # its noise substitution is drawn anew after every seek
            heard.codec_context.options = {"aac_pns": "0"}
        for index in range(24 * seconds):
            frame = av.VideoFrame.from_ndarray(numbered(index % 256), format="rgb24")
            frame.pts = index * 1000 + int(video_offset * 24000)
            frame.time_base = Fraction(1, 24000)
            container.mux(video.encode(frame.reformat(format="yuv420p")))
        _write_sound(container, heard, sound, rate, layout, sound_offset)
        container.mux(video.encode(None))
        container.mux(heard.encode(None))
    return path


def _write_sound(
    container: Any,
    stream: Any,
    sound: npt.NDArray[np.float32],
    rate: int,
    layout: str,
    offset: Fraction,
) -> None:
    for start in range(0, len(sound), 1024):
        block = np.ascontiguousarray(sound[start : start + 1024]).reshape(1, -1)
        frame = av.AudioFrame.from_ndarray(block, format="flt", layout=layout)
        frame.sample_rate = rate
        frame.pts = start + int(offset * rate)
        frame.time_base = Fraction(1, rate)
        container.mux(stream.encode(frame))


def clap(seconds: float, at: float, rate: int = 48_000, channels: int = 2) -> Any:
    """Silence with one short click."""
    sound = np.zeros((int(seconds * rate), channels), np.float32)
    start = round(at * rate)
    for offset, level in enumerate((0.9, -0.9, 0.6, -0.6)):
        sound[start + offset : start + offset + 1] = level
    return sound


def numbers(pictures: Iterable[Picture]) -> list[int]:
    return [number_of(picture) for picture in pictures]
