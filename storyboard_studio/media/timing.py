"""When each frame of a clip is shown, exactly: a table made from the file's packets.

The container's own frame counts, rates and durations are hints; this table is what decides.
Must not know how pictures look.
"""

from __future__ import annotations

import itertools
import os
import threading
from array import array
from bisect import bisect_left, bisect_right
from collections import OrderedDict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import overload

from av.container import InputContainer
from av.error import FFmpegError
from av.packet import Packet
from av.video.stream import VideoStream

from storyboard_studio.errors import MediaError
from storyboard_studio.media.decoder import decoded, video_decoder
from storyboard_studio.media.open import MediaPath, media_file, open_media, video_stream
from storyboard_studio.media.pyav import fraction, ratio

_COMMON_RATES = tuple(
    Fraction(rate)
    for rate in ("24000/1001", "30000/1001", "60000/1001", "120000/1001", "48000/1001",
                 "24", "25", "30", "50", "60", "48", "120", "8", "10", "12", "15", "16", "20")
)  # fmt: skip
_HEAD_FRAMES = 64
_KEPT_TABLES = 64


@dataclass(frozen=True, slots=True)
class Key:
    """A packet from which decoding can begin, by its two timestamps in the stream's time base."""

    pts: int
    dts: int


@dataclass(frozen=True, slots=True)
class FrameTimes(Sequence[Fraction]):
    """The times of a clip's frames in presentation order: seconds from its first frame, exact.

    ``rate`` is set where the clip has one constant rate; then frame i is at i / rate even if the
    container rounded its timestamps (Matroska counts milliseconds, MPEG-TS 1/90000 s), as
    long as every timestamp lies within one tick of it. Else the times are the timestamps.
    ``end`` is when the last frame stops being shown. ``pts`` are the raw timestamps, ``keys``
    the places where decoding can begin, sorted; with ``counted`` the file has no usable
    timestamps, and frames are known by counting from the start only.
    """

    pts: array[int]
    time_base: Fraction
    rate: Fraction | None
    end: Fraction
    keys: tuple[Key, ...]
    counted: bool = False
    _key_pts: array[int] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_key_pts", array("q", (key.pts for key in self.keys)))

    def __len__(self) -> int:
        return len(self.pts)

    @overload
    def __getitem__(self, index: int) -> Fraction: ...
    @overload
    def __getitem__(self, index: slice) -> list[Fraction]: ...
    def __getitem__(self, index: int | slice) -> Fraction | list[Fraction]:
        if isinstance(index, slice):
            return [self._time(i) for i in range(*index.indices(len(self)))]
        if not -len(self) <= index < len(self):
            raise IndexError(index)
        return self._time(index % len(self))

    def _time(self, index: int) -> Fraction:
        if self.rate is not None:
            return index / self.rate
        return (self.pts[index] - self.pts[0]) * self.time_base

    def index_at(self, time: Fraction) -> int:
        """The frame shown at a time: the greatest time <= it, else the first."""
        if self.rate is not None:
            return min(max(0, int(time * self.rate // 1)), len(self) - 1)
        tick = int(time / self.time_base // 1) + self.pts[0]
        return max(0, bisect_right(self.pts, tick) - 1)

    def index_of(self, pts: int) -> int | None:
        """The frame with that raw timestamp, if there is one."""
        index = bisect_left(self.pts, pts)
        return index if index < len(self.pts) and self.pts[index] == pts else None

    def keys_before(self, index: int) -> Iterator[Key]:
        """Where decoding can begin so as to reach a frame: the nearest first."""
        for at in range(bisect_right(self._key_pts, self.pts[index]) - 1, -1, -1):
            yield self.keys[at]

    @property
    def average_rate(self) -> Fraction:
        """Frames per second over the whole clip."""
        return self.rate or len(self) / self.end


def frame_times(path: MediaPath) -> FrameTimes:
    """The table of a video file; safe from any thread. Raises ``MediaError``.

    Reads the whole file once (without decoding it, where its timestamps suffice); the last 64
    tables are kept by path, size and mtime.
    """
    real = media_file(path)
    info = os.stat(real)
    name = (real, info.st_size, info.st_mtime_ns)
    with _kept_lock:
        if name in _kept:
            _kept.move_to_end(name)
            return _kept[name]
    times = _read_times(real)
    with _kept_lock:
        _kept[name] = times
        if len(_kept) > _KEPT_TABLES:
            _kept.popitem(last=False)
    return times


_kept: OrderedDict[tuple[str, int, int], FrameTimes] = OrderedDict()
_kept_lock = threading.Lock()


@dataclass(slots=True)
class _Scan:
    """What the packets of a stream say."""

    pts: list[int] = field(default_factory=list)
    keys: list[Key] = field(default_factory=list)
    durations: dict[int, int] = field(default_factory=dict)
    all_stamped: bool = True
    reordered: bool = False
    first_is_key: bool | None = None


def _read_times(path: str) -> FrameTimes:
    with open_media(path) as container:
        stream = video_stream(container, path)
        scan = _scan(_readable(container, stream), stream)
        time_base = ratio(stream.time_base, Fraction(1, 90_000))
        hints = [fraction(stream.average_rate), fraction(stream.guessed_rate)]
        doubtful = _doubtful(container, stream, scan)
    pts = sorted(set(scan.pts))
    if not pts or not scan.all_stamped or (doubtful and _decoded_pts(path) != pts):
        return _counted(path, time_base, hints)
    if scan.keys and (not scan.first_is_key or pts[0] < scan.keys[0].pts):
        pts = _without_undecodable_head(path, pts, scan.keys[0].pts)
    if not pts:
        raise _no_pictures(path)
    return _table(pts, time_base, hints, scan.durations.get(pts[-1], 0), scan.keys)


def _readable(container: InputContainer, stream: VideoStream) -> Iterator[Packet[VideoStream]]:
    try:
        yield from container.demux(stream)
    except FFmpegError:
        return  # what could be read before the damage is the clip


def _scan(packets: Iterable[Packet[VideoStream]], stream: VideoStream) -> _Scan:
    scan = _Scan()
    hidden = _hidden_frame_test(stream)
    for packet in packets:
        if not packet.size:
            continue
        if packet.pts is None:
            scan.all_stamped = False
            continue
        if scan.first_is_key is None:
            scan.first_is_key = packet.is_keyframe
        if packet.is_keyframe:
            scan.keys.append(Key(packet.pts, packet.pts if packet.dts is None else packet.dts))
        if packet.is_discard or (hidden and not bytes(packet)[0] >> 4 & 1):
            continue
        scan.pts.append(packet.pts)
        scan.reordered |= packet.dts is not None and packet.pts != packet.dts
        scan.durations[packet.pts] = packet.duration or 0
    return scan


def _hidden_frame_test(stream: VideoStream) -> bool:
    """VP8 keeps frames that are never shown in packets of their own (RFC 6386, section 9.1)."""
    return stream.codec_context is not None and stream.codec_context.name == "vp8"


def _table(
    pts: Sequence[int],
    time_base: Fraction,
    hints: Iterable[Fraction | None],
    last_duration: int,
    keys: Iterable[Key],
) -> FrameTimes:
    rate = _constant_rate(pts, time_base, hints)
    if rate is not None:
        end = len(pts) / rate
    else:
        span = pts[-1] - pts[0]
        last = last_duration if last_duration > 0 else max(1, span // max(1, len(pts) - 1))
        end = (span + last) * time_base
    ordered = tuple(sorted(set(keys), key=lambda key: key.pts))
    return FrameTimes(array("q", pts), time_base, rate, end, ordered)


def _constant_rate(
    pts: Sequence[int], time_base: Fraction, hints: Iterable[Fraction | None]
) -> Fraction | None:
    """The rate on whose grid every timestamp lies within one tick, if there is one."""
    known = [hint for hint in hints if hint is not None]
    common = () if len(pts) == 1 and known else _COMMON_RATES
    for rate in (*known, *common):
        step, first = 1 / (rate * time_base), pts[0]
        num, den = step.numerator, step.denominator
        slack = den if step >= 2 else 0  # a tick of half a frame or more may not be wrong
        if all(abs((at - first) * den - i * num) <= slack for i, at in enumerate(pts)):
            return rate
    return None


def _without_undecodable_head(path: str, pts: Sequence[int], first_key: int) -> list[int]:
    """Drop frames before the first keyframe that cannot be decoded (a recording cut in)."""
    shown = set()
    with open_media(path) as container:
        stream = video_stream(container, path)
        frames = decoded(_readable(container, stream), video_decoder(stream, path))
        for frame in itertools.islice(frames, _HEAD_FRAMES):
            if frame.pts is None or frame.pts >= first_key:
                break
            shown.add(frame.pts)
    return [at for at in pts if at >= first_key or at in shown]


def _doubtful(container: InputContainer, stream: VideoStream, scan: _Scan) -> bool:
    """Whether the packets' timestamps may not be those of the pictures.

    AVI has none, and FFmpeg makes them up; elsewhere a stream whose pictures are reordered
    should show it in its timestamps.
    """
    reorders = stream.codec_context is not None and stream.codec_context.has_b_frames
    return container.format.name == "avi" or bool(reorders and not scan.reordered)


def _decoded_pts(path: str) -> list[int | None]:
    """The timestamps of all pictures in the order the decoder shows them: slow."""
    with open_media(path) as container:
        stream = video_stream(container, path)
        frames = decoded(_readable(container, stream), video_decoder(stream, path))
        return [frame.pts for frame in frames]


def _counted(path: str, time_base: Fraction, hints: Iterable[Fraction | None]) -> FrameTimes:
    """Times from decoding, for files whose packets are not stamped, or wrongly."""
    stamps = _decoded_pts(path)
    if not stamps:
        raise _no_pictures(path)
    pts = [stamp for stamp in stamps if stamp is not None]
    if len(pts) == len(stamps) and pts == sorted(set(pts)):
        return _table(pts, time_base, hints, 0, ())
    rate = next((hint for hint in hints if hint is not None), Fraction(25))
    grid = array("q", range(len(stamps)))
    return FrameTimes(grid, 1 / rate, rate, len(stamps) / rate, (), counted=True)


def _no_pictures(path: str) -> MediaError:
    return MediaError(
        "No picture in this file could be decoded.", path=path, remedy="Copy or convert it again."
    )
