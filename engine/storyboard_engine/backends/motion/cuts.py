"""Where a run of pictures is cut: motion is never carried across. Knows nothing of gaps."""

from __future__ import annotations

import cv2
import numpy as np

from storyboard_engine.api import CancelToken, Picture
from storyboard_engine.backends.motion.filler import Known
from storyboard_engine.backends.motion.relate import common_colours, match

_THUMBNAIL = (32, 18)
_HARDLY, _LITTLE = 3.0, 12.0  # grey levels
_ONE_PALETTE = 0.985  # dark cuts between likenesses were seen at 0.97


def is_cut(before: Picture, after: Picture, cancel: CancelToken) -> bool:
    """Whether two neighbouring pictures of a clip belong to different shots."""
    cancel.check()
    if _nearly_same(before, after):
        return False
    return not match(before, after, cancel).continuous


def after_last_cut(side: Known, cancel: CancelToken) -> Known:
    """The end of a left side's run: what follows its last cut."""
    for index in range(len(side.times) - 1, 0, -1):
        if is_cut(side.frames[index - 1], side.frames[index], cancel):
            return Known(side.frames[index:], side.times[index:], side.caption)
    return side


def before_first_cut(side: Known, cancel: CancelToken) -> Known:
    """The beginning of a right side's run: what comes before its first cut."""
    for index in range(1, len(side.times)):
        if is_cut(side.frames[index - 1], side.frames[index], cancel):
            return Known(side.frames[:index], side.times[:index], side.caption)
    return side


def _nearly_same(before: Picture, after: Picture) -> bool:
    """A quick yes for most neighbours: thumbnails that hardly differ, or little, in one palette."""
    small = [
        cv2.resize(np.ascontiguousarray(picture), _THUMBNAIL, interpolation=cv2.INTER_AREA)
        for picture in (before, after)
    ]
    apart = float(np.mean(cv2.absdiff(small[0], small[1])))
    return apart < _HARDLY or (apart < _LITTLE and common_colours(before, after) > _ONE_PALETTE)
