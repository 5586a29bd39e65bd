"""Takes on disk: lossless, every frame on its own, any frame at once.

FFV1 RGB in Matroska, bit-exact, with 32-bit float sound. Must not know what a take is for.
"""

from __future__ import annotations

import math
from array import array
from collections.abc import Iterable
from dataclasses import replace
from fractions import Fraction
from os import PathLike
from types import TracebackType

from storyboard_engine.api import Picture, Sound
from storyboard_studio.errors import MediaError
from storyboard_studio.media.audio import SoundReader
from storyboard_studio.media.decode import ClipReader
from storyboard_studio.media.encode import LOSSLESS, ContainerWriter
from storyboard_studio.media.open import (
    MediaPath,
    media_file,
    open_media,
    sound_stream,
    video_stream,
)
from storyboard_studio.media.pyav import fraction, ratio
from storyboard_studio.media.resample import RATE
from storyboard_studio.media.timing import FrameTimes, Key

TAKE = replace(LOSSLESS, sound="pcm_f32le", sound_format="flt")


def write_take(
    path: str | PathLike[str],
    frames: Iterable[Picture],
    size: tuple[int, int],
    rate: Fraction,
    sound: Sound | None = None,
) -> None:
    """Write a whole take; it appears under its name only when complete. Raises ``RenderError``.

    Sound of no samples is no sound.
    """
    sound = sound if sound is not None and len(sound) else None
    with ContainerWriter(path, size, rate, sound is not None, TAKE) as writer:
        edge = 0
        for count, picture in enumerate(frames, 1):
            writer.write(picture)
            if sound is not None:
                end = int(count * RATE / rate)
                writer.write_sound(sound[edge:end])
                edge = end
        if sound is not None:
            writer.write_sound(sound[edge:])


class TakeReader:
    """Random access to a take; used by one thread at a time. Raises ``MediaError``."""

    def __init__(self, path: MediaPath) -> None:
        self.path = media_file(path)
        self._clip = ClipReader(self.path, _take_times(self.path), whole=True)
        self.size = self._clip.size

    def __enter__(self) -> TakeReader:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def __len__(self) -> int:
        return len(self._clip.times)

    def picture(self, index: int) -> Picture:
        """Frame ``index``, exactly as written; read-only. Raises ``MediaError`` if it is lost."""
        try:
            return self._clip.picture(index)
        except MediaError as error:
            remedy = "Delete this file and fill the gap again."
            raise MediaError(error.what, path=self.path, remedy=remedy) from error

    def sound(self) -> Sound | None:
        """The take's sound from its first frame on, or None where it has none."""
        with open_media(self.path) as container:
            if sound_stream(container) is None:
                return None
        with SoundReader(self.path, video=False) as reader:
            return reader.whole()

    def close(self) -> None:
        self._clip.close()


def _take_times(path: str) -> FrameTimes:
    """The times of a constant-rate, intra-only film, from its header alone.

    The Matroska muxer leaves the length of each track in a tag when it finishes.
    """
    with open_media(path) as container:
        stream = video_stream(container, path)
        rate = fraction(stream.average_rate)
        length = stream.metadata.get("DURATION", "")
        time_base = ratio(stream.time_base, Fraction(1, 1000))
    if rate is None or not length:
        raise MediaError("This take was not finished.", path=path, remedy="Fill the gap again.")
    hours, minutes, seconds = (Fraction(part) for part in length.split(":"))
    count = round(((hours * 60 + minutes) * 60 + seconds) * rate)
    pts = array("q", (math.floor(i / rate / time_base + Fraction(1, 2)) for i in range(count)))
    return FrameTimes(pts, time_base, rate, count / rate, tuple(Key(at, at) for at in pts))
