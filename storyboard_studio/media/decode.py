"""Any frame of a clip, exactly, by its number in presentation order.

Seeking: go to the last keyframe at or before the frame, throw away every packet before it,
decode forward, and drop pictures until the timestamp is the one asked for. Pictures that follow
a keyframe in the file but are shown before it (open GOP) are never used after such a jump.
Must not know about boards, canvases or caches on disk.
"""

from __future__ import annotations

import itertools
from collections import OrderedDict
from collections.abc import Iterator
from types import TracebackType

from av.container import InputContainer
from av.error import FFmpegError
from av.packet import Packet
from av.video.frame import VideoFrame
from av.video.stream import VideoStream

from storyboard_engine.api import Picture
from storyboard_studio.errors import MediaError
from storyboard_studio.media.colour import ColourConverter, pixel_aspect
from storyboard_studio.media.conform import stretched
from storyboard_studio.media.decoder import decoded, video_decoder
from storyboard_studio.media.open import MediaPath, media_file, open_media, video_stream
from storyboard_studio.media.timing import FrameTimes, Key, frame_times

_RECENT_BYTES = 64 << 20
_NEAR_FRAMES = 8


class ClipReader:
    """Frame-exact random access to one video file; used by one thread at a time.

    ``size`` is (w, h) after rotation, in square pixels. ``notes`` says what was done to the
    colours. Reading on is as cheap as decoding once; 64 MiB of decoded pictures are kept, so
    that stepping back does not decode a whole group again. Raises ``MediaError``.

    ``times`` where the caller knows them already; ``whole``: a frame that does not come is an
    error, where the one before it stands in else.
    """

    def __init__(
        self, path: MediaPath, times: FrameTimes | None = None, *, whole: bool = False
    ) -> None:
        self._whole = whole
        self.path = media_file(path)
        self.times = frame_times(self.path) if times is None else times
        self._frames: Iterator[tuple[int, VideoFrame]] = iter(())
        self._at = -1
        self._floor: int | None = None
        self._open()
        self._recent: OrderedDict[int, VideoFrame] = OrderedDict()
        self._recent_bytes = 0
        self._stand_in: dict[int, int] = {}
        try:
            first = self._frame(0)
            self._colour = ColourConverter(first, pixel_aspect(self._stream))
            self.size: tuple[int, int] = self._colour.size
            self.notes: tuple[str, ...] = self._colour.notes
            self.rotation: int = self._colour.turn.degrees
        except MediaError:
            self.close()
            raise

    def __enter__(self) -> ClipReader:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        self._frames = iter(())
        self._recent.clear()
        self._container.close()

    def picture(self, index: int) -> Picture:
        """Frame ``index`` as ``uint8 (H, W, 3)``, or ``(H, W, 4)`` with alpha; read-only.

        A frame that is damaged beyond decoding shows the one before it.
        """
        if not 0 <= index < len(self.times):
            raise IndexError(index)
        picture = stretched(self._colour.picture(self._frame(index)), self.size)
        picture.flags.writeable = False
        return picture

    def _frame(self, index: int) -> VideoFrame:
        index = self._stand_in.get(index, index)
        if index in self._recent:
            self._recent.move_to_end(index)
            return self._recent[index]
        if self._is_near(index):
            found = self._read_to(index, self._floor)
            if found is not None:
                return found
        return self._jump(index)

    def _is_near(self, index: int) -> bool:
        """Whether reading on is no dearer than a jump."""
        if index <= self._at:
            return False
        if index - self._at <= _NEAR_FRAMES:
            return True
        key = next(self.times.keys_before(index), None)
        return key is None or (self._at >= 0 and key.pts <= self.times.pts[self._at])

    def _jump(self, index: int) -> VideoFrame:
        for key in self.times.keys_before(index):
            if self._start_at(key):
                found = self._read_to(index, key.pts)
                if found is not None:
                    return found
        self._restart()
        found = self._read_to(index, None)
        if found is None:
            what = "No picture of this file can be decoded."
            if self._whole:
                what = f"Frame {index} of this film is damaged."
            raise MediaError(what, path=self.path)
        return found

    def _read_to(self, index: int, floor: int | None) -> VideoFrame | None:
        """Read on to a frame; where it does not come, the last before it stands in.

        ``floor``: the timestamp of the keyframe jumped to; None when read from the file's start,
        where the first picture of all stands in for earlier ones that do not come.
        """
        before = self._at if self._at in self._recent else None
        for at, frame in self._frames:
            if floor is not None and frame.pts is not None and frame.pts < floor:
                continue
            self._keep(at, frame)
            self._at = at
            if at == index:
                return frame
            if at > index:
                before = at if before is None and floor is None else before
                break
            before = at
        else:
            self._at = len(self.times)
        if before is None or before not in self._recent or self._whole:
            return None
        self._stand_in[index] = before
        return self._recent[before]

    @property
    def kept_bytes(self) -> int:
        """Bytes of decoded pictures held, at most 64 MiB or two pictures."""
        return self._recent_bytes

    def _keep(self, index: int, frame: VideoFrame) -> None:
        if index in self._recent:
            return
        self._recent[index] = frame
        self._recent_bytes += _size(frame)
        while self._recent_bytes > _RECENT_BYTES and len(self._recent) > 2:
            _, oldest = self._recent.popitem(last=False)
            self._recent_bytes -= _size(oldest)

    def _open(self) -> None:
        self._container: InputContainer = open_media(self.path)
        try:
            self._stream = video_stream(self._container, self.path)
            self._decoder = video_decoder(self._stream, self.path)
        except MediaError:
            self._container.close()
            raise
        self._read_from(self._packets(), None)

    def _restart(self) -> None:
        self._frames = iter(())
        self._container.close()
        self._open()

    def _read_from(self, packets: Iterator[Packet[VideoStream]], key: Key | None) -> None:
        self._frames = self._numbered(decoded(packets, self._decoder))
        self._floor = None if key is None else key.pts
        self._at = -1

    def _packets(self) -> Iterator[Packet[VideoStream]]:
        try:
            yield from self._container.demux(self._stream)
        except FFmpegError:
            return

    def _numbered(self, frames: Iterator[VideoFrame]) -> Iterator[tuple[int, VideoFrame]]:
        if self.times.counted:
            yield from enumerate(frames)
            return
        for frame in frames:
            index = None if frame.pts is None else self.times.index_of(frame.pts)
            if index is not None:
                yield index, frame

    def _start_at(self, key: Key) -> bool:
        """Put the decoder just before a keyframe; False where the file cannot be seeked so.

        Demuxers index by pts or by dts; either may land late, so earlier goals follow.
        """
        second = int(1 / self.times.time_base)
        for goal in (key.pts, key.dts, key.dts - second, key.dts - 10 * second):
            packets = self._seek(goal, key)
            if packets is not None:
                self._read_from(packets, key)
                return True
        return False

    def _seek(self, goal: int, key: Key) -> Iterator[Packet[VideoStream]] | None:
        try:
            self._container.seek(goal, stream=self._stream)
        except FFmpegError:
            return None
        self._decoder.flush_buffers()
        packets = self._packets()
        for packet in packets:
            if packet.pts == key.pts and packet.is_keyframe:
                return itertools.chain((packet,), packets)
            if not packet.size or (packet.dts is not None and packet.dts > key.dts):
                return None
        return None


def _size(frame: VideoFrame) -> int:
    return sum(plane.buffer_size for plane in frame.planes)
