"""The pictures that requests and boards name by reference, decoded and conformed.

Must not know about gaps or takes; a media fingerprint becomes a path through the caller.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable

import numpy as np
import numpy.typing as npt

from storyboard_engine.api import Context, ContextRef, FrameRef, Picture
from storyboard_studio.document.board import MediaKind
from storyboard_studio.media.conform import conform
from storyboard_studio.media.decode import ClipReader
from storyboard_studio.media.probe import media_kind
from storyboard_studio.media.stills import load_still

_OPEN_CLIPS = 4
_STILL_BYTES = 256 << 20


class PictureSource:
    """Decodes by reference; belongs to one thread.

    Keeps at most four clips open and 256 MiB of decoded stills (always the last one).
    ``resolve`` gives the path on disk for a media fingerprint's digest and raises
    ``MediaError`` when it is missing. Every picture handed out is read-only.
    """

    def __init__(self, resolve: Callable[[str], str]) -> None:
        self._resolve = resolve
        self._kinds: dict[str, MediaKind] = {}
        self._clips: OrderedDict[str, ClipReader] = OrderedDict()
        self._stills: OrderedDict[str, npt.NDArray[np.uint8]] = OrderedDict()

    def frame(self, ref: FrameRef) -> Picture:
        """The picture that a reference names, on its canvas. Raises ``MediaError``."""
        path = self._resolve(ref.media)
        if self._kind(path) is MediaKind.IMAGE:
            source = self._still(path)
        else:
            clip = self._clip(path)
            source = clip.picture(clip.times.index_at(ref.time))
        return _read_only(conform(source, ref.conform))

    def context(self, ref: ContextRef) -> Context:
        """The distinct source frames shown from ``ref.first`` to ``ref.last``, with their times.

        Raises ``MediaError``.
        """
        path = self._resolve(ref.media)
        if self._kind(path) is MediaKind.IMAGE:
            still = conform(self._still(path), ref.conform)
            return Context(_read_only(still[None]), (ref.first + ref.shift,))
        clip = self._clip(path)
        first, last = clip.times.index_at(ref.first), clip.times.index_at(ref.last)
        if ref.nearest_end:
            first = max(first, last - ref.limit + 1)
        indices = range(first, min(last + 1, first + ref.limit))
        frames = np.stack([conform(clip.picture(index), ref.conform) for index in indices])
        times = tuple(clip.times[index] + ref.shift for index in indices)
        return Context(_read_only(frames), times)

    def close(self) -> None:
        """Close every file; the source may be used again."""
        for clip in self._clips.values():
            clip.close()
        self._clips.clear()
        self._stills.clear()
        self._kinds.clear()

    @property
    def open_clips(self) -> int:
        """How many clip files are open now, at most four."""
        return len(self._clips)

    def _kind(self, path: str) -> MediaKind:
        if path not in self._kinds:
            self._kinds[path] = media_kind(path)
        return self._kinds[path]

    def _clip(self, path: str) -> ClipReader:
        if path in self._clips:
            self._clips.move_to_end(path)
            return self._clips[path]
        while len(self._clips) >= _OPEN_CLIPS:
            self._clips.popitem(last=False)[1].close()
        self._clips[path] = ClipReader(path)
        return self._clips[path]

    def _still(self, path: str) -> npt.NDArray[np.uint8]:
        if path not in self._stills:
            self._stills[path] = load_still(path)
            while len(self._stills) > 1 and self._bytes() > _STILL_BYTES:
                self._stills.popitem(last=False)
        self._stills.move_to_end(path)
        return self._stills[path]

    def _bytes(self) -> int:
        return sum(still.nbytes for still in self._stills.values())


def _read_only(picture: npt.NDArray[np.uint8]) -> npt.NDArray[np.uint8]:
    view = picture.view()
    view.flags.writeable = False
    return view
