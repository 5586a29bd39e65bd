"""Pictures brought to the size in which they are shown. Off the GUI thread, except small ones.

Halving by the mean of four pixels until the rest is less than a factor of two, then bilinear:
the trilinear mip-map idea (Williams 1983), which leaves no pixel unread and costs less than one
area filter. Knows neither Qt nor threads.
"""

from __future__ import annotations

import numpy as np

from storyboard_engine.api import Picture

Size = tuple[int, int]


def fitted(canvas: Size, room: Size) -> Size:
    """The largest size (w, h) of the canvas's shape inside a room; at least one pixel each way."""
    scale = min(room[0] / canvas[0], room[1] / canvas[1])
    return max(1, round(canvas[0] * scale)), max(1, round(canvas[1] * scale))


def scaled(picture: Picture, size: Size) -> Picture:
    """``uint8 (H, W, 3)`` at (w, h), contiguous and read-only; the same array where it fits."""
    import cv2  # not before there is a picture: the window opens without it

    height, width = picture.shape[:2]
    if (width, height) == size:
        return _frozen(np.ascontiguousarray(picture))
    while width >= 2 * size[0] and height >= 2 * size[1]:
        width, height = width // 2, height // 2
        # An odd last row or column cannot be paired; it is left out rather than blurred in.
        even = picture[: height * 2, : width * 2]
        halved = cv2.resize(even, (width, height), interpolation=cv2.INTER_AREA)
        picture = np.asarray(halved, np.uint8)
    if (width, height) != size:
        picture = np.asarray(cv2.resize(picture, size, interpolation=cv2.INTER_LINEAR), np.uint8)
    return _frozen(picture)


def _frozen(picture: Picture) -> Picture:
    picture.setflags(write=False)
    return picture
