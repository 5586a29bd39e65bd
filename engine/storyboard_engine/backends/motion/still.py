"""One single picture is known: a camera move over it, as the prompt asks, else a slow push-in.

The move starts at rest on a left picture, or ends at rest on a right one. Knows nothing of
motion inside the picture.
"""

from __future__ import annotations

from typing import Any

from storyboard_engine.api import CancelToken, Picture
from storyboard_engine.backends.motion.bars import between_bars
from storyboard_engine.backends.motion.camera import (
    Path,
    Plate,
    make_plate,
    overhang,
    plan_path,
    view,
)
from storyboard_engine.backends.motion.filler import Filler, Known, Segment


class CameraFiller:
    """Frames of a camera path over one picture, bordered when it is first needed."""

    def __init__(self, picture: Picture, path: Path, from_left: bool) -> None:
        self._picture = picture
        self._path = path
        self._from_left = from_left
        self._plate: Plate | None = None

    @property
    def recipe(self) -> dict[str, Any]:
        side = "left" if self._from_left else "right"
        return {"path": "camera", "picture": side, "camera": self._path.recipe()}

    def frame(self, index: int, cancel: CancelToken) -> Picture:
        cancel.check()
        if self._plate is None:
            height, width = self._picture.shape[:2]
            self._plate = make_plate(self._picture, overhang(self._path, (width, height)))
            cancel.check()
        return view(self._plate, self._path[index], cancel)


def camera_filler(segment: Segment) -> Filler:
    """A camera move over the segment's border picture; of two known sides the left one's."""
    return side_camera(segment, segment.left is not None, alone=True)


def side_camera(segment: Segment, from_left: bool, alone: bool) -> Filler:
    """The camera over one side's border picture, which it shows exactly at the border frame.

    ``alone``: the path comes to rest inside the segment; else it spans both borders, for a
    dissolve.
    """

    def make(part: Segment, known: Known) -> Filler:
        frames = len(part)
        first, last = -1, frames
        if alone:
            first, last = (-1, frames - 1) if from_left else (0, frames)
        path = plan_path(
            part.prompts,
            frames,
            float(part.rate),
            part.size,
            run=(first, last),
            anchor=-1 if from_left else frames,
        )
        picture = known.frames[-1] if from_left else known.frames[0]
        return CameraFiller(picture, path, from_left)

    return between_bars(segment, from_left, make)
