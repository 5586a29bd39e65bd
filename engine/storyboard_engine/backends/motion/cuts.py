"""Where a run of pictures is cut: motion is never carried across. Knows nothing of gaps."""

from __future__ import annotations

from functools import cached_property

import cv2
import numpy as np

from storyboard_engine.api import CancelToken, Picture
from storyboard_engine.backends.motion.filler import Known
from storyboard_engine.backends.motion.flow import Field
from storyboard_engine.backends.motion.relate import colours, common_colours, match

_THUMBNAIL = (32, 18)
_HARDLY, _LITTLE = 3.0, 12.0  # grey levels
_ONE_PALETTE = 0.985  # dark cuts between likenesses were seen at 0.97


def is_cut(before: Picture, after: Picture, cancel: CancelToken) -> bool:
    """Whether two neighbouring pictures of a clip belong to different shots."""
    return _parted(_Look(before), _Look(after), cancel)


def nearly_same(left: Picture, right: Picture) -> bool:
    """A quick yes for most neighbours of one shot; a no says nothing."""
    return _Look(left).nearly(_Look(right))


def after_last_cut(side: Known, cancel: CancelToken) -> Known:
    """The end of a left side's run: what follows its last cut."""
    later = _Look(side.frames[-1])
    for index in range(len(side.times) - 1, 0, -1):
        earlier = _Look(side.frames[index - 1])
        if _parted(earlier, later, cancel):
            return Known(side.frames[index:], side.times[index:], side.caption)
        later = earlier
    return side


def before_first_cut(side: Known, cancel: CancelToken) -> Known:
    """The beginning of a right side's run: what comes before its first cut."""
    earlier = _Look(side.frames[0])
    for index in range(1, len(side.times)):
        later = _Look(side.frames[index])
        if _parted(earlier, later, cancel):
            return Known(side.frames[:index], side.times[:index], side.caption)
        earlier = later
    return side


class _Look:
    """A picture at a glance; each of its looks is taken once, when it is asked for."""

    def __init__(self, picture: Picture) -> None:
        self.picture = picture

    @cached_property
    def thumbnail(self) -> Picture:
        picture = np.ascontiguousarray(self.picture)
        return np.asarray(cv2.resize(picture, _THUMBNAIL, interpolation=cv2.INTER_AREA), np.uint8)

    @cached_property
    def colours(self) -> Field:
        return colours(self.picture)

    def nearly(self, other: _Look) -> bool:
        """Thumbnails that hardly differ, or little, in one palette."""
        apart = float(np.mean(cv2.absdiff(self.thumbnail, other.thumbnail)))
        if apart < _HARDLY:
            return True
        return apart < _LITTLE and common_colours(self.colours, other.colours) > _ONE_PALETTE


def _parted(before: _Look, after: _Look, cancel: CancelToken) -> bool:
    cancel.check()
    return not before.nearly(after) and not match(before.picture, after.picture, cancel).continuous
