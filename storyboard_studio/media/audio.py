"""Sound of a clip at 48 kHz stereo, exact to the sample, on the picture's clock.

Time 0 is the clip's first video frame, so that sound stays in sync whatever start offsets, edit
lists and encoder delays the file has (FFmpeg drops priming samples as the file says).
Must not know about mixing or devices.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from types import TracebackType
from typing import Any, cast

import numpy as np
import numpy.typing as npt
from av.audio.frame import AudioFrame
from av.audio.stream import AudioStream
from av.container import InputContainer
from av.error import FFmpegError

from storyboard_engine.api import Sound
from storyboard_studio.errors import MediaError
from storyboard_studio.media.decoder import sound_decoder
from storyboard_studio.media.open import (
    MediaPath,
    media_file,
    open_media,
    sound_stream,
    video_stream,
)
from storyboard_studio.media.pyav import ratio
from storyboard_studio.media.resample import RATE, Resampler
from storyboard_studio.media.timing import frame_times

PEAKS_PER_SECOND = 100
_PREROLLS_S = (Fraction(1, 2), Fraction(3), Fraction(15))
_AHEAD_S = 2
_HELD_S = 2
_SAME_PLACE_S = Fraction(3, 2000)
_COARSE_TICK_S = Fraction(1, 10_000)
_HALF = 0.7071067811865476
# ITU-R BS.775-3 down-mix to Lo/Ro, not normalised; LFE is left out.
_DOWNMIX = {
    "FL": (1.0, 0.0), "FR": (0.0, 1.0), "FC": (_HALF, _HALF), "BL": (_HALF, 0.0),
    "BR": (0.0, _HALF), "SL": (_HALF, 0.0), "SR": (0.0, _HALF), "BC": (0.5, 0.5),
    "FLC": (1.0, 0.0), "FRC": (0.0, 1.0), "LFE": (0.0, 0.0), "LFE2": (0.0, 0.0),
    "DL": (1.0, 0.0), "DR": (0.0, 1.0),
}  # fmt: skip

# FFmpeg's sample formats: numpy's name, the value of silence, the value of full scale.
_SAMPLES = {
    "u8": ("u1", 128.0, 128.0),
    "s16": ("i2", 0.0, 32768.0),
    "s32": ("i4", 0.0, 2147483648.0),
    "s64": ("i8", 0.0, 9223372036854775808.0),
    "flt": ("f4", 0.0, 1.0),
    "dbl": ("f8", 0.0, 1.0),
}


@dataclass(frozen=True, slots=True)
class _Clock:
    """Where decoded frames lie, in source samples counted from the first one of the file.

    Timestamps coarser than a sample (Matroska: 1 ms) are put back on the codec's grid of
    ``block`` samples, the first of which lost ``trimmed`` ones to the encoder's delay.
    """

    rate: int
    time_base: Fraction
    zero_s: Fraction
    block: int = 0
    trimmed: int = 0

    def place(self, frame: AudioFrame, expected: int | None) -> int:
        """The place of a frame's first sample: where the last one ended, unless clearly not."""
        if frame.pts is None:
            return expected or 0
        raw = (frame.pts * self.time_base - self.zero_s) * self.rate
        if expected is not None and abs(raw - expected) <= _SAME_PLACE_S * self.rate:
            return expected
        if self.block:
            grid = round((raw + self.trimmed) / self.block) * self.block - self.trimmed
            if abs(grid - raw) <= _SAME_PLACE_S * self.rate:
                return grid
        return round(raw)


@dataclass(frozen=True, slots=True)
class _Piece:
    start: int
    sound: Sound

    @property
    def end(self) -> int:
        return self.start + len(self.sound)

    def copy_into(self, out: Sound, start: int) -> None:
        """Copy what lies in ``out``, whose first sample is ``start``."""
        left, right = max(self.start, start), min(self.end, start + len(out))
        if left < right:
            out[left - start : right - start] = self.sound[left - self.start : right - self.start]


class SoundReader:
    """Random access to the sound of one file; used by one thread at a time.

    Memory is bounded by what is asked for plus a few seconds. Raises ``MediaError``, also where
    the file has no sound. With ``video=False`` time 0 is the first sample.
    """

    def __init__(self, path: MediaPath, *, video: bool = True) -> None:
        self.path = media_file(path)
        zero = _video_start(self.path) if video else None
        self._clock = _clock(self.path)
        self._held: list[_Piece] = []
        self._pieces: Iterator[_Piece] = iter(())
        self._end: int | None = None
        self._is_fresh = True
        self._open()
        delay = Fraction(0) if zero is None else self._clock.zero_s - zero
        self._resampler = Resampler(self._clock.rate, delay, self._source)

    def __enter__(self) -> SoundReader:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        self._pieces = iter(())
        self._held = []
        self._container.close()

    def samples(self, start_sample: int, count: int) -> Sound:
        """``float32 (count, 2)`` from sample ``start_sample``; zeros outside the sound."""
        return self._resampler.samples(start_sample, count)

    def blocks(self, count: int = RATE) -> Iterator[Sound]:
        """The sound from time 0 to its end in blocks of ``count`` samples, the last one padded."""
        for start in itertools.count(0, count):
            block = self.samples(start, count)
            if self._end is not None and start >= self._resampler.place_of(self._end):
                return
            yield block

    def whole(self) -> Sound:
        """All of it from time 0 to its last sample."""
        blocks = list(self.blocks())
        end = self._resampler.place_of(self._end or 0)
        return np.concatenate(blocks)[:end] if blocks else np.zeros((0, 2), np.float32)

    def _source(self, start: int, count: int) -> Sound:
        """Source samples, at the source's rate, counted from the first one of the file."""
        out = np.zeros((count, 2), np.float32)
        end = start + count
        if end <= 0 or (self._end is not None and start >= self._end):
            return out
        self._go_to(max(0, start))
        while self._reached < end and self._hold_next():
            pass
        for piece in self._held:
            piece.copy_into(out, start)
        self._forget_before(min(start, self._reached) - _HELD_S * self._clock.rate)
        return out

    def _go_to(self, start: int) -> None:
        if self._from <= start <= self._reached + _AHEAD_S * self._clock.rate:
            return
        for back in _PREROLLS_S:
            if self._seek(start, back):
                return
        self._container.close()
        self._open()

    def _seek(self, start: int, back: Fraction) -> bool:
        """Begin decoding a little before a sample; False where the file cannot do that.

        Codecs that overlap their blocks need some of them to settle: the first half of the
        run-up must have come, the first quarter of it is not used.
        """
        clock, run_up = self._clock, int(back * self._clock.rate)
        if start <= run_up:
            return False
        if self._is_fresh:
            # Else the encoder's delay, still due from the file's start, is cut off here.
            self._hold_next()
            self._is_fresh = False
        goal = clock.zero_s + Fraction(start - run_up, clock.rate)
        try:
            self._container.seek(int(goal / clock.time_base), stream=self._stream)
        except FFmpegError:
            return False
        self._read_from(None)
        if not self._hold_next() or self._held[0].start > start - run_up // 2:
            return False
        self._from = self._held[0].start + run_up // 4
        return True

    def _read_from(self, start: int | None) -> None:
        """``start``: the place of what comes first, None where its timestamp tells."""
        self._held = []
        self._from = self._reached = start or 0
        self._pieces = self._decoded(start)

    def _hold_next(self) -> bool:
        piece = next(self._pieces, None)
        if piece is None:
            self._end = self._reached
            return False
        self._held.append(piece)
        self._reached = max(piece.end, self._reached)
        return True

    def _forget_before(self, sample: int) -> None:
        while len(self._held) > 1 and self._held[0].end < sample:
            self._from = max(self._from, self._held[1].start)
            del self._held[0]

    def _open(self) -> None:
        self._end = None
        self._is_fresh = True
        self._container = open_media(self.path)
        self._stream = _stream_of(self._container, self.path)
        self._read_from(0)

    def _decoded(self, expected: int | None) -> Iterator[_Piece]:
        for frame in _frames(self._container, self._stream):
            place = self._clock.place(frame, expected)
            piece = _Piece(place, stereo(frame))
            expected = piece.end
            yield piece


def peaks(path: MediaPath, per_second: int = PEAKS_PER_SECOND) -> npt.NDArray[np.float32]:
    """``float32 (n, 2)``: least and greatest sample of each 1/per_second s, for waveforms.

    Both channels together, from the first video frame on; streamed. Raises ``MediaError``.
    """
    step = RATE // per_second
    rows = []
    with SoundReader(path) as reader:
        for block in reader.blocks(step * per_second):
            bins = block.reshape(per_second, -1)
            rows.append(np.stack([bins.min(axis=1), bins.max(axis=1)], axis=1))
    return np.concatenate(rows) if rows else np.zeros((0, 2), np.float32)


def stereo(frame: AudioFrame) -> Sound:
    """A decoded frame as ``float32 (samples, 2)`` at its own rate.

    Mono goes to both sides at full level; more channels by ITU-R BS.775; channels without a
    name keep the first two.
    """
    sound = _as_float(frame)
    names = [channel.name for channel in frame.layout.channels]
    if len(sound) == 1:
        return np.repeat(sound.T, 2, axis=1)
    if names == ["FL", "FR"] or any(name not in _DOWNMIX for name in names):
        return np.ascontiguousarray(sound[:2].T)
    weights = np.array([_DOWNMIX[name] for name in names], np.float32)
    mixed: Sound = sound.T @ weights
    return mixed


def _as_float(frame: AudioFrame) -> npt.NDArray[np.float32]:
    """``float32 (channels, samples)`` in [-1, 1] from any sample format."""
    dtype, zero, full_scale = _SAMPLES[frame.format.name.removesuffix("p")]
    channels = frame.layout.nb_channels
    # WORKAROUND(PyAV: `planes` reads past the eighth channel): take as many as there are
    planes = frame.planes[: channels if frame.format.is_planar else 1]
    data = np.stack([np.frombuffer(memoryview(cast(Any, plane)), dtype) for plane in planes])
    if not frame.format.is_planar:
        data = data.reshape(-1, channels).T
    data = data[:, : frame.samples].astype(np.float64)
    return ((data - zero) / full_scale).astype(np.float32)


def _stream_of(container: InputContainer, path: MediaPath) -> AudioStream:
    stream = sound_stream(container)
    if stream is None:
        container.close()
        raise MediaError("There is no sound in this file.", path=path)
    sound_decoder(stream)
    return stream


def _frames(container: InputContainer, stream: AudioStream) -> Iterator[AudioFrame]:
    """Decoded frames; a broken packet costs its own sound only."""
    try:
        for packet in container.demux(stream):
            try:
                frames = packet.decode()
            except FFmpegError:
                continue
            yield from (frame for frame in frames if frame.samples)
    except FFmpegError:
        return


def _clock(path: str) -> _Clock:
    with open_media(path) as container:
        stream = _stream_of(container, path)
        head = list(itertools.islice(_frames(container, stream), 6))
        tick = ratio(stream.time_base, Fraction(1, RATE))
    if not head:
        raise MediaError("The sound in this file cannot be decoded.", path=path)
    rate, zero = head[0].sample_rate, (head[0].pts or 0) * tick
    if tick <= _COARSE_TICK_S:
        return _Clock(rate, tick, zero)
    if abs(zero) <= tick:
        zero = Fraction(0)  # what is left of the encoder's delay after rounding
    sizes = {frame.samples for frame in head[1:-1]}
    block = sizes.pop() if len(sizes) == 1 else 0
    return _Clock(rate, tick, zero, block, max(0, block - head[0].samples))


def _video_start(path: str) -> Fraction | None:
    """The timestamp of the first video frame in seconds; None without video."""
    with open_media(path) as container:
        if not container.streams.video:
            return None
        time_base = ratio(video_stream(container, path).time_base, Fraction(1))
    times = frame_times(path)
    return None if times.counted else times.pts[0] * time_base
