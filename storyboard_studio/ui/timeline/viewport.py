"""What part of the board is seen, as it is zoomed, scrolled and resized.

As long as nobody zoomed or scrolled, the whole board is kept in sight. Knows no board but its
length.
"""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from storyboard_studio.timebase import Frame
from storyboard_studio.ui.timeline.geometry import HEADER, MAX_ZOOM, MIN_ZOOM, Lanes, View

STEP = 1.5
"""One press of a zoom key."""


class Viewport(QObject):
    """``changed`` after every change of ``view`` or ``lanes``."""

    changed = Signal()

    def __init__(self, length: int, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.view = View()
        self.lanes = Lanes.fitting(300)
        self._length = length
        self._height = 300.0
        self._lane_zoom = 1.0
        self._fits = True

    def resize(self, width: float, height: float) -> None:
        self._height = height
        self._arrange()
        self._become(self.view.resized(max(width, HEADER + 1), self._length))

    def set_length(self, length: int) -> None:
        """The board became longer or shorter."""
        if length != self._length:
            self._length = length
            self._become(self.view.within(length))

    def fit(self) -> None:
        """Show all of the board, from now on until it is zoomed or scrolled."""
        self._fits = True
        self._become(self.view)

    def zoom(self, factor: float, at_x: float) -> None:
        """Closer or farther, the frame at a pixel staying there."""
        self._fits = False
        self._become(self.view.zoomed(factor, max(HEADER, at_x), self._length))

    def scroll(self, pixels: float) -> None:
        moved = self.view.scrolled(pixels, self._length)
        self.scroll_to(moved)

    def scroll_to(self, view: View) -> None:
        if view != self.view:
            self._fits = False
            self._become(view)

    def show_frame(self, frame: Frame) -> None:
        """Page so that a frame is seen."""
        self.scroll_to(self.view.showing(frame, self._length))

    def zoom_lanes(self, factor: float) -> None:
        """Higher or lower lanes."""
        self._lane_zoom = min(max(self._lane_zoom * factor, MIN_ZOOM), MAX_ZOOM)
        self._arrange()
        self.changed.emit()

    @property
    def scroll_range(self) -> int:
        """How far it can be scrolled, in pixels."""
        return max(0, round(self.view.last_left(self._length) * self.view.scale))

    @property
    def scroll_value(self) -> int:
        return round(self.view.left * self.view.scale)

    def _arrange(self) -> None:
        self.lanes = Lanes.fitting(self._height, self._lane_zoom)

    def _become(self, view: View) -> None:
        self.view = view.fitted(self._length) if self._fits else view
        self.changed.emit()
