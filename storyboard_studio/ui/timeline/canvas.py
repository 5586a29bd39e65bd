"""The timeline as it is seen: painting, zooming and scrolling, following the studio.

Painting the lanes is in ``layer`` and ``paint_…``, what is seen in ``viewport``. The pointer and
the keys are the business of ``widget``, which builds on this.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QScrollBar, QWidget

from storyboard_studio.edit.changes import Changes
from storyboard_studio.timebase import Frame, timecode
from storyboard_studio.ui.studio import Studio
from storyboard_studio.ui.timeline.describe import described
from storyboard_studio.ui.timeline.drops import Drop
from storyboard_studio.ui.timeline.geometry import HEADER, LEAST_HEIGHT, Lanes, View
from storyboard_studio.ui.timeline.gestures import Pointer, Showing
from storyboard_studio.ui.timeline.hits import Hit
from storyboard_studio.ui.timeline.hover import paint_hover
from storyboard_studio.ui.timeline.layer import Layer, Subject
from storyboard_studio.ui.timeline.paint_overlay import (
    PLAYHEAD_PX,
    paint_drop,
    paint_focus,
    paint_note,
    paint_playhead,
    paint_showing,
)
from storyboard_studio.ui.timeline.scene import Scene
from storyboard_studio.ui.timeline.viewport import STEP, Viewport

_BAR_PX = 12


class TimelineCanvas(QWidget):
    """Shows the board; ``interrupt`` is called before the board it shows becomes another one."""

    def __init__(self, studio: Studio, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.studio = studio
        self.snapping = True
        self._viewport = Viewport(studio.board.length, self)
        self._scene = Scene(studio.board)
        self._layer = Layer(studio, self.devicePixelRatioF())
        self._showing = Showing()
        self._hover: tuple[Hit, Pointer] | None = None
        self._drop: Drop | None = None
        self._shows_focus = False
        self._missing = studio.render.missing
        self._drawn_playhead = studio.playhead
        self._bar = QScrollBar(Qt.Orientation.Horizontal, self)
        self._bar.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._bar.setAccessibleName(self.tr("Scroll the timeline"))
        self.setAccessibleName(self.tr("Timeline"))
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setMinimumSize(320, round(LEAST_HEIGHT) + _BAR_PX)
        self._describe()
        self._listen()

    def _listen(self) -> None:
        studio = self.studio
        studio.document_opened.connect(self._open_document)
        studio.board_changed.connect(self._take_board)
        studio.plan_changed.connect(self._take_plan)
        studio.frames_arrived.connect(self.repaint_lanes)
        studio.selection_changed.connect(self._take_selection)
        studio.playhead_changed.connect(self._follow_playhead)
        studio.theme_changed.connect(self._recolor)
        studio.thumbnails.ready.connect(self.repaint_lanes)
        self._viewport.changed.connect(self._take_view)
        self._bar.valueChanged.connect(self._scroll_by_bar)

    def interrupt(self) -> None:
        """Whatever is under way with the board that is shown ends here."""

    @property
    def is_dragging(self) -> bool:
        """Whether the pointer is doing something, so that the view must not move by itself."""
        return False

    # What gestures act on ----------------------------------------------------------------------

    @property
    def view(self) -> View:
        return self._viewport.view

    @property
    def lanes(self) -> Lanes:
        return self._viewport.lanes

    @property
    def scene(self) -> Scene:
        return self._scene

    def show_gesture(self, showing: Showing) -> None:
        changed = showing.outcome is not None or self._showing.outcome is not None
        self._showing = showing
        if changed:
            self._layer.spoil()
        self.update()

    def scroll_to(self, view: View) -> None:
        self._viewport.scroll_to(view)

    # What actions do ---------------------------------------------------------------------------

    def zoom_in(self) -> None:
        self._viewport.zoom(STEP, self._zoom_centre())

    def zoom_out(self) -> None:
        self._viewport.zoom(1 / STEP, self._zoom_centre())

    def fit(self) -> None:
        """Show the whole board."""
        self._viewport.fit()

    def set_snapping(self, on: bool) -> None:
        self.snapping = on

    # What the studio says ----------------------------------------------------------------------

    def _open_document(self) -> None:
        self.interrupt()
        self._viewport.fit()

    def _take_board(self, changes: Changes) -> None:
        self.interrupt()
        self._scene = Scene(changes.after, self._scene)
        self._hover = None
        self._viewport.set_length(changes.after.length)
        self._take_plan()

    def _take_plan(self) -> None:
        self._look_again_at_found_media()
        self._describe()
        self._layer.spoil_gaps()
        self.update()

    def _look_again_at_found_media(self) -> None:
        before, self._missing = self._missing, self.studio.render.missing
        for media in self.studio.board.media:
            if media.id in before and media.id not in self._missing:
                self.studio.thumbnails.retry(media.path)

    def _take_selection(self) -> None:
        self._describe()
        self.repaint_lanes()

    def _recolor(self) -> None:
        self._layer.recolor()
        self.update()

    def _follow_playhead(self, frame: Frame) -> None:
        if not self.is_dragging:
            self._viewport.show_frame(frame)
        for x in (self.view.x(self._drawn_playhead), self.view.x(frame)):
            self.update(int(x) - PLAYHEAD_PX - 1, 0, 2 * PLAYHEAD_PX + 3, self.height())
        self._drawn_playhead = frame

    def repaint_lanes(self) -> None:
        """Something that is painted changed."""
        self._layer.spoil()
        self.update()

    def _describe(self) -> None:
        self.setAccessibleDescription(described(self._scene, self.studio))

    # What is seen ------------------------------------------------------------------------------

    def sizeHint(self) -> QSize:
        return QSize(1280, 316)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        width, height = self.width(), self.height()
        left = round(HEADER)
        self._bar.setGeometry(left, height - _BAR_PX, max(0, width - left), _BAR_PX)
        self._viewport.resize(width, height - _BAR_PX)

    def _take_view(self) -> None:
        port = self._viewport
        self._bar.blockSignals(True)
        self._bar.setRange(0, port.scroll_range)
        self._bar.setPageStep(max(1, round(self.view.width - HEADER)))
        self._bar.setSingleStep(48)
        self._bar.setValue(port.scroll_value)
        self._bar.setVisible(port.scroll_range > 0)
        self._bar.blockSignals(False)
        self.repaint_lanes()

    def _scroll_by_bar(self, value: int) -> None:
        self._viewport.scroll(value - self._viewport.scroll_value)

    def _zoom_centre(self) -> float:
        x = self.view.x(self.studio.playhead)
        return x if HEADER <= x <= self.width() else (HEADER + self.width()) / 2

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.LanguageChange:
            self.repaint_lanes()

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._layer.ratio != self.devicePixelRatioF():
            self._layer = Layer(self.studio, self.devicePixelRatioF())
        painter = QPainter(self)
        painter.drawPixmap(QPointF(0, 0), self._layer.pixmap(self.size(), self._subject()))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_over(painter)

    def _subject(self) -> Subject:
        outcome = self._showing.outcome
        tried = outcome is not None
        scene = self._scene if outcome is None else Scene(outcome.board, self._scene)
        return Subject(scene, self.view, self.lanes, self.studio.selection, tried)

    def _paint_over(self, painter: QPainter) -> None:
        ink, view, lanes = self._layer.ink, self.view, self.lanes
        painter.setClipRect(QRectF(HEADER - PLAYHEAD_PX, 0, self.width(), self.height()))
        if self._hover is not None and not self.is_dragging:
            paint_hover(painter, ink, self, *self._hover)
        paint_playhead(painter, ink, view, lanes, self.studio.playhead)
        paint_showing(painter, ink, view, lanes, self._showing)
        if self._drop is not None:
            frame = self._drop.frame
            paint_drop(painter, ink, view, lanes, frame, self._drop.length(self.studio.board))
            where = (view.x(frame), lanes.picture.top)
            paint_note(painter, ink, view, where, timecode(frame, self.studio.board.rate))
        painter.setClipping(False)
        if self.hasFocus() and self._shows_focus:
            paint_focus(painter, ink, QRectF(self.rect()))
