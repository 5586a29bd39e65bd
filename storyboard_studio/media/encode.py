"""Writing films: one writer per container, chosen by the name's ending.

| ending | picture | sound |
|---|---|---|
| mp4, mov | H.264 4:2:0 BT.709; an odd side gets one more column or row, a copy of the last | AAC |
| webm | VP9 4:2:0 BT.709 | Opus |
| mkv | FFV1 RGB, bit-exact | FLAC, 24 bit |
| gif | a palette per frame, at most 50 frames/s | none |
| a folder, "name/" | PNGs numbered from 000000 | none |

The file appears under its name only when it is whole. Must not know where pictures come from.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from os import PathLike, fspath
from types import TracebackType
from typing import Protocol, Self, cast

import numpy as np
from av.audio.stream import AudioStream
from av.container import OutputContainer
from av.error import FFmpegError
from av.video.stream import VideoStream
from PIL import Image

from storyboard_engine.api import Picture, Sound
from storyboard_studio.errors import UsageError
from storyboard_studio.media.frames import ToBgr0, ToVideo, ToYuv420, palette_frame, sound_frame
from storyboard_studio.media.pyav import open_output
from storyboard_studio.media.resample import RATE
from storyboard_studio.media.target import Target

_GIF_MAX_RATE = 50
_BT709, _LIMITED = 1, 1


ENDINGS = (".mp4", ".mov", ".webm", ".mkv", ".gif")
"""The endings of the films that ``film_writer`` writes."""


class FilmWriter(Protocol):
    """Takes a film's frames in order; used by one thread.

    As a context manager it finishes the film on leaving, or aborts on an exception. Pictures
    are ``uint8 (H, W, 3)`` of the size it was opened with; ``size`` is what the film has. Sound
    is ``float32 (n, 2)`` at 48 kHz in pieces of any length, best interleaved with the pictures it
    belongs to. Raises ``RenderError``: after any error nothing is left behind.
    """

    size: tuple[int, int]
    has_sound: bool

    def write(self, picture: Picture) -> None: ...

    def write_sound(self, sound: Sound) -> None: ...

    def close(self) -> None:
        """Finish the film and put it in place."""

    def abort(self) -> None:
        """Throw away what was written; what was at the target stays."""

    def __enter__(self) -> Self: ...

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None: ...


@dataclass(frozen=True, slots=True)
class Coding:
    """How a container is written."""

    container: str
    video: str
    pixels: str
    options: Mapping[str, str]
    sound: str = ""
    sound_format: str = ""
    sound_bit_rate: int = 0
    container_options: Mapping[str, str] | None = None
    needs_even_size: bool = False
    slices_only: bool = False


H264 = Coding(
    "mp4", "libx264", "yuv420p", {}, "aac", "fltp", 192_000,
    {"movflags": "+faststart"}, needs_even_size=True,
)  # fmt: skip
VP9 = Coding(
    "webm", "libvpx-vp9", "yuv420p",
    {"b": "0", "deadline": "good", "cpu-used": "4", "row-mt": "1"}, "libopus", "flt", 160_000,
)  # fmt: skip
# FFV1 version 3, every frame on its own, checksummed slices that code in parallel.
LOSSLESS = Coding(
    "matroska", "ffv1", "bgr0",
    {"level": "3", "g": "1", "slices": "16", "slicecrc": "1"}, "flac", "s32", slices_only=True,
)  # fmt: skip


def film_writer(
    path: str | PathLike[str],
    size: tuple[int, int],
    rate: Fraction,
    sound: bool,
    *,
    preset: str = "medium",
    crf: int = 18,
) -> FilmWriter:
    """A writer for a film of ``size`` (w, h) at ``rate``.

    ``preset`` and ``crf`` are x264's; VP9 uses ``crf + 8``, its scale being longer. Asking for
    sound where the container has none is not an error: see ``has_sound``. Raises ``UsageError``
    for an unknown ending, ``RenderError`` where the place cannot be written.
    """
    name = fspath(path)
    if name.endswith(("/", os.sep)):
        return PngWriter(name, size)
    match os.path.splitext(name)[1].lower():
        case ".mp4" | ".mov" as ending:
            x264 = {"preset": preset, "crf": str(crf)}
            kind = "mov" if ending == ".mov" else "mp4"
            return ContainerWriter(name, size, rate, sound, H264, container=kind, more=x264)
        case ".webm":
            return ContainerWriter(name, size, rate, sound, VP9, more={"crf": str(crf + 8)})
        case ".mkv":
            return ContainerWriter(name, size, rate, sound, LOSSLESS)
        case ".gif":
            return GifWriter(name, size, rate)
    raise _unknown_ending(name)


def check_ending(path: str | PathLike[str]) -> None:
    """Raise ``UsageError`` where a name's ending is not one that ``film_writer`` knows."""
    name = fspath(path)
    if not name.endswith(("/", os.sep)) and os.path.splitext(name)[1].lower() not in ENDINGS:
        raise _unknown_ending(name)


def is_numbered_picture(path: str, folder: str) -> bool:
    """Whether a file is one that a film of numbered PNGs in ``folder`` may replace or remove."""
    stem, ending = os.path.splitext(os.path.basename(path))
    numbered = ending == ".png" and len(stem) == 6 and stem.isdigit()
    return numbered and os.path.dirname(path) == folder


def _unknown_ending(name: str) -> UsageError:
    return UsageError(
        "The ending does not say what kind of film this is.",
        path=name,
        remedy="Use mp4, mov, webm, mkv, gif, or a folder ending in / for numbered PNGs.",
    )


class _Writer:
    """What all writers share: the target, and leaving nothing behind after an error."""

    has_sound = False

    def __init__(self, path: str | PathLike[str], size: tuple[int, int]) -> None:
        self.size = size
        self._source_size = size
        self._target = Target(path)
        self._open = True

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if error is None:
            self.close()
        else:
            self.abort()

    def write(self, picture: Picture) -> None:
        if picture.shape != (*self._source_size[::-1], 3):
            raise ValueError(f"a picture of shape {picture.shape} in a film of {self._source_size}")
        try:
            self._write(picture)
        except (FFmpegError, OSError) as error:
            self.abort()
            raise self._target.failure(error) from None

    def write_sound(self, sound: Sound) -> None:
        try:
            self._write_sound(sound)
        except (FFmpegError, OSError) as error:
            self.abort()
            raise self._target.failure(error) from None

    def close(self) -> None:
        if not self._open:
            return
        try:
            self._finish()
        except (FFmpegError, OSError) as error:
            self.abort()
            raise self._target.failure(error) from None
        self._open = False
        self._target.commit()

    def abort(self) -> None:
        if self._open:
            self._open = False
            self._drop()
            self._target.discard()

    def _write(self, picture: Picture) -> None:
        raise NotImplementedError

    def _write_sound(self, sound: Sound) -> None:
        """Containers without sound drop it; ``has_sound`` said so."""

    def _finish(self) -> None:
        raise NotImplementedError

    def _drop(self) -> None:
        """Let go of the working file."""


class ContainerWriter(_Writer):
    """Video and sound through FFmpeg's encoders."""

    def __init__(
        self,
        path: str | PathLike[str],
        size: tuple[int, int],
        rate: Fraction,
        sound: bool,
        coding: Coding,
        *,
        container: str = "",
        more: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(path, size)
        self._tick = 1 / rate
        self._count = self._samples = 0
        self._convert: ToVideo = ToBgr0() if coding.pixels == "bgr0" else ToYuv420()
        if coding.needs_even_size:
            self.size = (size[0] + size[0] % 2, size[1] + size[1] % 2)
        try:
            self._container: OutputContainer = open_output(
                self._target.working, container or coding.container, coding.container_options or {}
            )
            self._video = self._add_video(coding, rate, {**coding.options, **(more or {})})
            self._sound = self._add_sound(coding) if sound else None
            self._container.start_encoding()
        except (FFmpegError, OSError) as error:
            self.abort()
            raise self._target.failure(error) from None
        self._sound_format = coding.sound_format
        self.has_sound = sound

    def _add_video(self, coding: Coding, rate: Fraction, options: dict[str, str]) -> VideoStream:
        stream = cast(VideoStream, self._container.add_stream(coding.video, rate=rate))
        stream.width, stream.height = self.size
        stream.pix_fmt = coding.pixels
        context = stream.codec_context
        context.time_base = self._tick
        # PyAV asks for threads within a frame, which costs x264 quality and speed.
        context.thread_type = "SLICE" if coding.slices_only else "AUTO"
        context.options = options
        if coding.pixels == "yuv420p":
            context.color_range, context.colorspace = _LIMITED, _BT709
            context.color_primaries = context.color_trc = _BT709
        return stream

    def _add_sound(self, coding: Coding) -> AudioStream:
        stream = cast(AudioStream, self._container.add_stream(coding.sound, rate=RATE))
        stream.codec_context.format = coding.sound_format
        stream.codec_context.layout = "stereo"
        if coding.sound_bit_rate:
            stream.codec_context.bit_rate = coding.sound_bit_rate
        return stream

    def _write(self, picture: Picture) -> None:
        frame = self._convert(picture, self.size)
        frame.pts, frame.time_base = self._count, self._tick
        self._count += 1
        self._container.mux(self._video.encode(frame))

    def _write_sound(self, sound: Sound) -> None:
        if self._sound is None or not len(sound):
            return
        frame = sound_frame(sound, self._sound_format)
        frame.pts, frame.time_base = self._samples, Fraction(1, RATE)
        self._samples += len(sound)
        self._container.mux(self._sound.encode(frame))

    def _finish(self) -> None:
        self._container.mux(self._video.encode(None))
        if self._sound is not None:
            self._container.mux(self._sound.encode(None))
        self._container.close()

    def _drop(self) -> None:
        container = getattr(self, "_container", None)
        if container is not None:
            try:
                container.close()
            except (FFmpegError, OSError):
                return  # the disk that failed the film may fail its trailer too


class GifWriter(_Writer):
    """Animated GIF: its clock counts hundredths, so faster films drop frames."""

    def __init__(self, path: str | PathLike[str], size: tuple[int, int], rate: Fraction) -> None:
        super().__init__(path, size)
        self._rate, self._count, self._last = rate, 0, -2
        try:
            self._container = open_output(self._target.working, "gif", {})
            self._video = self._container.add_stream("gif", rate=100)
            self._video.width, self._video.height = size
            self._video.pix_fmt = "pal8"
        except (FFmpegError, OSError) as error:
            self.abort()
            raise self._target.failure(error) from None

    def _write(self, picture: Picture) -> None:
        at = round(self._count * 100 / self._rate)
        self._count += 1
        if at - self._last < 100 // _GIF_MAX_RATE:
            return
        self._last = at
        frame = palette_frame(picture)
        frame.pts, frame.time_base = at, Fraction(1, 100)
        self._container.mux(self._video.encode(frame))

    def _finish(self) -> None:
        self._container.mux(self._video.encode(None))
        self._container.close()


class PngWriter(_Writer):
    """Numbered PNGs; those of an earlier film in the folder are replaced, other files stay."""

    def __init__(self, path: str | PathLike[str], size: tuple[int, int]) -> None:
        super().__init__(path, size)
        self._count = 0
        try:
            os.mkdir(self._target.working)
        except OSError as error:
            raise self._target.failure(error) from None

    def _write(self, picture: Picture) -> None:
        name = os.path.join(self._target.working, f"{self._count:06}.png")
        self._count += 1
        Image.fromarray(np.ascontiguousarray(picture)).save(name, compress_level=3)

    def _finish(self) -> None:
        pass

    def close(self) -> None:
        was_open = self._open
        super().close()
        if was_open:
            self._remove_older()

    def _remove_older(self) -> None:
        for name in os.listdir(self._target.path):
            path = os.path.join(self._target.path, name)
            if is_numbered_picture(path, self._target.path) and int(name[:6]) >= self._count:
                os.remove(path)
