"""Small pictures and waveforms for lists and timelines, made in the background.

Asking never waits: what is known is answered at once, what is not is queued, and ``ready`` tells
when it is there. The queue is short and the newest request goes first, so that what is on screen
now comes before what was scrolled past. Media libraries are loaded on the worker threads.
"""

from __future__ import annotations

import logging
import operator
import threading
from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import partial
from pathlib import Path
from typing import Generic, Protocol, TypeVar

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QImage

from storyboard_engine.api import Conform, Fit, Picture
from storyboard_studio.document.board import MediaRef
from storyboard_studio.errors import StudioError
from storyboard_studio.media.loading import load_decoders
from storyboard_studio.ui.bounded import BoundedCache
from storyboard_studio.ui.bridge import Bridge

Peaks = npt.NDArray[np.float32]
"""``float32 (n, 2)``: least and greatest sample of each hundredth of a second."""

HEIGHTS = (48, 96, 144, 216, 320)
"""The heights in which pictures are made, in device pixels: the next one up is taken."""
PICTURE_BYTES = 96 * 2**20
PEAK_BYTES = 24 * 2**20
QUEUE = 256
_BATCH = 4

logger = logging.getLogger(__name__)


class PictureReader(Protocol):
    """Where pictures come from; called on the worker's thread. Raises ``StudioError``."""

    def filmstrip(self, path: str, times: Sequence[Fraction], height: int) -> list[Picture]:
        """Pictures of a media file at source times (s), at most ``height`` high."""

    def take(self, path: str, indices: Sequence[int], height: int) -> list[Picture]:
        """Frames of a take, shrunk to ``height``."""

    def peaks(self, path: str) -> Peaks:
        """The waveform of a media file."""


class DiskReader:
    """The real thing: decodes media, with the thumbnails' cache on disk."""

    def __init__(self, cache_dir: Path | None = None) -> None:
        self._cache_dir = cache_dir

    def filmstrip(self, path: str, times: Sequence[Fraction], height: int) -> list[Picture]:
        load_decoders()
        from storyboard_studio.media.thumbnails import filmstrip

        return filmstrip(path, times, height, cache_dir=self._cache_dir)

    def take(self, path: str, indices: Sequence[int], height: int) -> list[Picture]:
        load_decoders()
        from storyboard_studio.media.takes import TakeReader

        with TakeReader(path) as reader:
            return [_shrunk(reader.picture(min(i, len(reader) - 1)), height) for i in indices]

    def peaks(self, path: str) -> Peaks:
        load_decoders()
        from storyboard_studio.media.audio import peaks

        return peaks(path)


@dataclass(frozen=True, slots=True)
class _Shot:
    """A picture that may be asked for: of media at a time, or of a take by its index."""

    path: str
    version: str
    height: int
    time: Fraction
    index: int = -1


_Request = TypeVar("_Request")
_Result = TypeVar("_Result")


class _Queue(Generic[_Request]):
    """Requests from the GUI thread to one worker: bounded, the newest first."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._waiting: OrderedDict[_Request, None] = OrderedDict()
        self._busy: frozenset[_Request] = frozenset()
        self._changed = threading.Condition()
        self._open = True

    def put(self, request: _Request) -> None:
        with self._changed:
            if request in self._busy or not self._open:
                return
            self._waiting[request] = None
            self._waiting.move_to_end(request)
            if len(self._waiting) > self._limit:
                self._waiting.popitem(last=False)
            self._changed.notify()

    def take(self, alike: Callable[[_Request, _Request], bool], most: int) -> list[_Request]:
        """The newest request and those like it; waits; empty when closed."""
        with self._changed:
            self._busy = frozenset()
            while self._open and not self._waiting:
                self._changed.wait()
            if not self._open:
                return []
            newest = next(reversed(self._waiting))
            batch = [one for one in reversed(self._waiting) if alike(one, newest)][:most]
            for one in batch:
                del self._waiting[one]
            self._busy = frozenset(batch)
            return batch

    def close(self) -> None:
        with self._changed:
            self._open = False
            self._waiting.clear()
            self._changed.notify_all()


class ThumbnailService(QObject):
    """Lives on the GUI thread; two worker threads make pictures and waveforms.

    ``ready`` carries the path of the file of which something new is known. ``close`` ends the
    threads; nothing is answered after it.
    """

    ready = Signal(str)

    def __init__(self, reader: PictureReader | None = None, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._reader = reader or DiskReader()
        self._bridge = Bridge(self)
        self._pictures: BoundedCache[_Shot, QImage] = BoundedCache(PICTURE_BYTES)
        self._peaks: BoundedCache[tuple[str, str], Peaks] = BoundedCache(PEAK_BYTES)
        self._refused: set[tuple[str, str]] = set()
        self._shots: _Queue[_Shot] = _Queue(QUEUE)
        self._sounds: _Queue[tuple[str, str]] = _Queue(QUEUE)
        self._threads = [
            threading.Thread(target=self._make_pictures, name="thumbnails", daemon=True),
            threading.Thread(target=self._make_peaks, name="waveforms", daemon=True),
        ]
        for thread in self._threads:
            thread.start()

    def request(self, media: MediaRef, time: Fraction, height: float) -> QImage | None:
        """The picture of a file at a source time (s), or None and ``ready`` later.

        ``height`` in device pixels; the image is that high or somewhat higher, less where the
        source is smaller.
        """
        shot = _Shot(media.path, media.fingerprint.digest, stepped(height), time)
        return self._answer(shot)

    def take(self, path: Path, index: int, height: float) -> QImage | None:
        """Frame ``index`` of a complete take, or None and ``ready`` later."""
        return self._answer(_Shot(str(path), "", stepped(height), Fraction(0), index))

    def waveform(self, media: MediaRef) -> Peaks | None:
        """The waveform of a file that has sound, or None and ``ready`` later."""
        key = (media.path, media.fingerprint.digest)
        known = self._peaks.get(key)
        if known is None and key not in self._refused:
            self._sounds.put(key)
        return known

    def is_refused(self, media: MediaRef) -> bool:
        """Whether the file was tried and could not be read."""
        return (media.path, media.fingerprint.digest) in self._refused

    def retry(self, path: str) -> None:
        """Forget that a file could not be read (it is back where it was)."""
        self._refused = {key for key in self._refused if key[0] != path}

    def close(self) -> None:
        self._bridge.close()
        self._shots.close()
        self._sounds.close()
        for thread in self._threads:
            thread.join()

    def _answer(self, shot: _Shot) -> QImage | None:
        known = self._pictures.get(shot)
        if known is None and (shot.path, shot.version) not in self._refused:
            self._shots.put(shot)
        return known

    def _arrived(self, batch: Sequence[_Shot], images: Sequence[QImage]) -> None:
        for shot, image in zip(batch, images, strict=True):
            self._pictures.put(shot, image, image.sizeInBytes())
        self.ready.emit(batch[0].path)

    def _heard(self, key: tuple[str, str], peaks: Peaks) -> None:
        self._peaks.put(key, peaks, peaks.nbytes)
        self.ready.emit(key[0])

    def _refuse(self, key: tuple[str, str]) -> None:
        self._refused.add(key)
        self.ready.emit(key[0])

    # On the worker threads ---------------------------------------------------------------------

    def _make_pictures(self) -> None:
        while batch := self._shots.take(_same_file, _BATCH):
            batch.sort(key=lambda shot: (shot.time, shot.index))
            images = self._tried((batch[0].path, batch[0].version), partial(self._read, batch))
            if images is not None:
                self._bridge.post(partial(self._arrived, batch, images))

    def _make_peaks(self) -> None:
        while batch := self._sounds.take(operator.eq, 1):
            key = batch[0]
            peaks = self._tried(key, partial(self._reader.peaks, key[0]))
            if peaks is not None:
                self._bridge.post(partial(self._heard, key, peaks))

    def _tried(self, key: tuple[str, str], work: Callable[[], _Result]) -> _Result | None:
        try:
            return work()
        except StudioError as error:
            logger.info("no thumbnail: %s", error)
        except Exception:  # the thread's border: logged once; the next file may do
            logger.exception("a thumbnail could not be made of %s", key[0])
        self._bridge.post(partial(self._refuse, key))
        return None

    def _read(self, batch: Sequence[_Shot]) -> list[QImage]:
        path, height = batch[0].path, batch[0].height
        if batch[0].index >= 0:
            pictures = self._reader.take(path, [shot.index for shot in batch], height)
        else:
            pictures = self._reader.filmstrip(path, [shot.time for shot in batch], height)
        return [image_of(picture) for picture in pictures]


def stepped(height: float) -> int:
    """The height in which a picture is made for a wanted one, so that zooming reuses it."""
    return next((step for step in HEIGHTS if step >= height), HEIGHTS[-1])


def image_of(picture: Picture) -> QImage:
    """A picture (``uint8 (h, w, 3)``) as an image that owns its pixels."""
    height, width = picture.shape[:2]
    data = np.ascontiguousarray(picture)
    image = QImage(data.data, width, height, 3 * width, QImage.Format.Format_RGB888)
    return image.convertToFormat(QImage.Format.Format_RGB32)


def _same_file(one: _Shot, two: _Shot) -> bool:
    return (one.path, one.height, one.index < 0) == (two.path, two.height, two.index < 0)


def _shrunk(picture: Picture, height: int) -> Picture:
    from storyboard_studio.media.conform import conform

    full_height, full_width = picture.shape[:2]
    if full_height <= height:
        return picture
    width = max(1, round(full_width * height / full_height))
    return conform(picture, Conform((width, height), Fit.STRETCH))
