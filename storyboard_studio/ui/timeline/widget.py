"""The timeline panel: shows the board over time and turns the pointer and the keys into edits.

Painting is in ``layer`` and ``paint_…``, dragging in ``gestures``, what is seen in ``viewport``;
here they meet the studio. Knows no other panel: files that are dropped and media that is asked
for go out as signals.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QEvent, QPoint, QPointF, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QDragEnterEvent,
    QDragLeaveEvent,
    QDragMoveEvent,
    QDropEvent,
    QFocusEvent,
    QKeyEvent,
    QMouseEvent,
    QNativeGestureEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QMenu, QScrollBar, QWidget

from storyboard_studio.edit.changes import Changes
from storyboard_studio.edit.commands import add_card, set_card_text
from storyboard_studio.timebase import Frame, FrameRange, timecode
from storyboard_studio.ui.studio import Selection, Studio
from storyboard_studio.ui.timeline.describe import described
from storyboard_studio.ui.timeline.drags import acting
from storyboard_studio.ui.timeline.drops import Drop, drop_of, place_all
from storyboard_studio.ui.timeline.editor import CardEditor
from storyboard_studio.ui.timeline.geometry import (
    HEADER,
    LEAST_HEIGHT,
    Lane,
    Lanes,
    View,
)
from storyboard_studio.ui.timeline.gestures import Gesture, Pan, Pointer, Showing
from storyboard_studio.ui.timeline.hits import Hit, OnCard, OnCut, OnGap, OnItem, hit
from storyboard_studio.ui.timeline.hover import cursor_for, paint_hover
from storyboard_studio.ui.timeline.layer import Layer, Subject
from storyboard_studio.ui.timeline.menus import Entry, Menus, Verbs
from storyboard_studio.ui.timeline.order import stop_after, stops
from storyboard_studio.ui.timeline.paint_overlay import (
    PLAYHEAD_PX,
    paint_drop,
    paint_focus,
    paint_note,
    paint_playhead,
    paint_showing,
)
from storyboard_studio.ui.timeline.pointing import Clicks, pressed, selection_of
from storyboard_studio.ui.timeline.scene import Scene
from storyboard_studio.ui.timeline.snapping import snapped
from storyboard_studio.ui.timeline.viewport import STEP, Viewport

_BAR_PX = 12
_EDGE_PX = 28
_WHEEL_ZOOM = 1.0015
_CTRL, _SHIFT, _ALT = (
    Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.ShiftModifier,
    Qt.KeyboardModifier.AltModifier,
)


class TimelineWidget(QWidget):
    """``files_dropped`` (list of paths, frame): files from outside that should be imported and
    placed there. ``media_wanted`` (frame): the person asks for a picture or clip there.
    """

    files_dropped = Signal(object, int)
    media_wanted = Signal(int)

    def __init__(self, studio: Studio, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.studio = studio
        self.snapping = True
        self._viewport = Viewport(studio.board.length, self)
        self._scene = Scene(studio.board)
        self._layer = Layer(studio, self.devicePixelRatioF())
        self._gesture: Gesture | None = None
        self._showing = Showing()
        self._hover: tuple[Hit, Pointer] | None = None
        self._drop: Drop | None = None
        self._editor: CardEditor | None = None
        self._drawn_playhead = studio.playhead
        self._pointer = Pointer(0, 0)
        self._clicks = Clicks(self.add_card_at, self._open_plus)
        self._bar = QScrollBar(Qt.Orientation.Horizontal, self)
        self._edge_timer = QTimer(self)
        self._dress()
        self._listen()

    def _dress(self) -> None:
        self.setAccessibleName(self.tr("Timeline"))
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setAcceptDrops(True)
        self.setMinimumSize(320, round(LEAST_HEIGHT) + _BAR_PX)
        self._bar.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._bar.setAccessibleName(self.tr("Scroll the timeline"))
        self._edge_timer.setInterval(16)
        self._describe()

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
        self._edge_timer.timeout.connect(self._scroll_at_edge)

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

    def add_card_at(self, frame: Frame) -> None:
        """Write a new card: it comes to be when its text is kept, and not at all without one."""
        free = self._scene.free.at(frame)
        end = free.end if free else frame + max(1, round(self.studio.board.rate * 2))
        self._viewport.show_frame(frame)

        def done(text: str | None) -> None:
            if text and text.strip() and self.studio.run(add_card(frame, text.strip())):
                made = next(c for c in self.studio.board.cards if c.start == frame)
                self.studio.select(Selection(cards=frozenset((made.id,))))

        self._edit(FrameRange(frame, max(end, frame + 1)), "", done)

    def edit_card(self, card_id: str) -> None:
        """Change a card's text where it lies."""
        card = self.studio.board.card_by_id(card_id)
        self._viewport.show_frame(card.start)

        def done(text: str | None) -> None:
            if text is not None and text != card.text:
                self.studio.run(set_card_text(card_id, text))
                self.studio.session.end_merge()

        self._edit(acting(self.studio.board, card_id), card.text, done)

    # What the studio says ----------------------------------------------------------------------

    def _open_document(self) -> None:
        self._cancel_gesture()
        self._viewport.fit()

    def _take_board(self, changes: Changes) -> None:
        self._cancel_gesture()
        self._scene = Scene(changes.after)
        self._viewport.set_length(changes.after.length)
        self._take_plan()

    def _take_plan(self) -> None:
        self._describe()
        self._layer.spoil_gaps()
        self.update()

    def _take_selection(self) -> None:
        self._describe()
        self.repaint_lanes()

    def _recolor(self) -> None:
        self._layer.recolor()
        self.update()

    def _follow_playhead(self, frame: Frame) -> None:
        if self._gesture is None:
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
        scene = Scene(outcome.board) if outcome is not None else self._scene
        return Subject(scene, self.view, self.lanes, self.studio.selection, tried)

    def _paint_over(self, painter: QPainter) -> None:
        ink, view, lanes = self._layer.ink, self.view, self.lanes
        painter.setClipRect(QRectF(HEADER - PLAYHEAD_PX, 0, self.width(), self.height()))
        if self._hover is not None and self._gesture is None and self._editor is None:
            paint_hover(painter, ink, self, *self._hover)
        paint_playhead(painter, ink, view, lanes, self.studio.playhead)
        paint_showing(painter, ink, view, lanes, self._showing)
        if self._drop is not None:
            frame = self._drop.frame
            paint_drop(painter, ink, view, lanes, frame, self._drop.length(self.studio.board))
            where = (view.x(frame), lanes.picture.top)
            paint_note(painter, ink, view, where, timecode(frame, self.studio.board.rate))
        painter.setClipping(False)
        if self.hasFocus():
            paint_focus(painter, ink, QRectF(self.rect()))

    # The pointer -------------------------------------------------------------------------------

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._finish_editor()
        if self._gesture is not None:
            return
        pointer = self._pointed(event.position(), event.modifiers())
        if event.button() is Qt.MouseButton.MiddleButton:
            self._gesture = Pan(self, pointer)
        elif event.button() is Qt.MouseButton.LeftButton:
            self._gesture = pressed(self, self._hit(pointer), pointer, self._clicks)
            self._edge_timer.start()
        self.update()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        pointer = self._pointed(event.position(), event.modifiers())
        if self._gesture is not None:
            self._gesture.move(pointer)
            return
        self._hover_at(pointer)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        gesture, self._gesture = self._gesture, None
        self._edge_timer.stop()
        if gesture is not None:
            gesture.release(self._pointed(event.position(), event.modifiers()))
        self.update()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        found = self._hit(self._pointed(event.position(), event.modifiers()))
        if isinstance(found, OnCard) and event.button() is Qt.MouseButton.LeftButton:
            self._cancel_gesture()
            self.edit_card(found.id)
        else:
            self.mousePressEvent(event)

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self._hover = None
        self.update()

    def _hover_at(self, pointer: Pointer) -> None:
        found = self._hit(pointer)
        self._hover = (found, pointer)
        self.setCursor(cursor_for(found))
        self.update()

    def _hit(self, pointer: Pointer) -> Hit:
        return hit(self._scene, self.view, self.lanes, pointer.x, pointer.y)

    def _pointed(self, at: QPointF, keys: Qt.KeyboardModifier) -> Pointer:
        self._pointer = Pointer(
            at.x(), at.y(), inverts=bool(keys & _CTRL), adds=bool(keys & (_CTRL | _SHIFT))
        )
        return self._pointer

    def _scroll_at_edge(self) -> None:
        """While something is dragged past an edge, time flows by, faster farther out."""
        x = self._pointer.x
        past = min(0.0, x - HEADER - _EDGE_PX) + max(0.0, x - self.width() + _EDGE_PX)
        if self._gesture is None or self._showing == Showing() or not past:
            return
        before = self.view
        self._viewport.scroll(past * 0.6)
        if self.view != before:
            self._gesture.move(self._pointer)

    def _cancel_gesture(self) -> None:
        gesture, self._gesture = self._gesture, None
        self._edge_timer.stop()
        if gesture is not None:
            gesture.cancel()

    # Wheel and touchpad ------------------------------------------------------------------------

    def wheelEvent(self, event: QWheelEvent) -> None:
        turned = event.angleDelta()
        amount = turned.y() or turned.x()
        keys = event.modifiers()
        if keys & (_CTRL | _ALT):
            self._viewport.zoom(_WHEEL_ZOOM**amount, event.position().x())
        elif keys & _SHIFT:
            self._viewport.zoom_lanes(_WHEEL_ZOOM ** (amount / 2))
        else:
            self._viewport.scroll(-_scrolled_px(event))
        event.accept()

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QNativeGestureEvent) and _is_pinch(event):
            self._viewport.zoom(1 + event.value(), event.position().x())
            return True
        return super().event(event)

    # Keys --------------------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event.key()
        if key == Qt.Key.Key_Escape and (self._gesture is not None or self.studio.selection):
            if self._gesture is not None:
                self._cancel_gesture()
            else:
                self.studio.select(Selection())
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_F2):
            self._open_chosen()
        elif key in (Qt.Key.Key_Tab, Qt.Key.Key_Backtab):  # with Ctrl: leave the timeline
            super().focusNextPrevChild(key == Qt.Key.Key_Tab)
        else:
            super().keyPressEvent(event)

    def focusNextPrevChild(self, forward: bool) -> bool:
        """Tab goes from object to object; after the last one it leaves the timeline."""
        stop = stop_after(self._scene, self.studio.selection, forward) if self.hasFocus() else None
        if stop is None:
            return super().focusNextPrevChild(forward)
        frames, chosen = stop
        self.studio.select(chosen)
        self._viewport.show_frame(frames.start)
        return True

    def _open_chosen(self) -> None:
        """Enter on a card writes in it, on anything else opens its menu."""
        chosen = self.studio.selection
        if len(chosen.cards) == 1 and not chosen.items:
            self.edit_card(next(iter(chosen.cards)))
        elif chosen:
            self._open_menu_of_chosen()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.update()

    # Menus -------------------------------------------------------------------------------------

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        if event.reason() is QContextMenuEvent.Reason.Keyboard:
            self._open_menu_of_chosen()
            return
        pointer = self._pointed(QPointF(event.pos()), event.modifiers())
        found = self._hit(pointer)
        chosen = selection_of(found)
        several = isinstance(found, OnItem) and found.id in self.studio.selection.items
        if chosen is not None and not several:
            self.studio.select(chosen)
        frame = self._frame_for(pointer)
        self._open_menu(self._menus().entries(found, frame), event.globalPos())

    def _open_menu_of_chosen(self) -> None:
        chosen = self.studio.selection
        stop = next((one for one in stops(self._scene) if one[1] == chosen), None)
        if stop is None:
            return
        frames = stop[0]
        self._viewport.show_frame(frames.start)
        lane = Lane.STORY if chosen.cards else Lane.PICTURE
        at = QPoint(round(self.view.x(frames.start)) + 8, round(self.lanes.band(lane).top) + 24)
        playhead = self.studio.playhead
        frame = playhead if playhead in frames else frames.start
        self._open_menu(self._menus().entries(_hit_of(chosen), frame), self.mapToGlobal(at))

    def _open_plus(self, pointer: Pointer) -> None:
        at = self.mapToGlobal(QPoint(round(pointer.x), round(pointer.y)))
        self._open_menu(self._menus().add_entries(self._frame_for(pointer)), at)

    def _open_menu(self, entries: list[Entry], at: QPoint) -> None:
        if not entries:
            return
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for entry in entries:
            if entry.divides:
                menu.addSeparator()
            menu.addAction(entry.text).triggered.connect(partial(_carry_out, entry))
        menu.popup(at)

    def _menus(self) -> Menus:
        return Menus(
            self.studio,
            self._scene,
            Verbs(self.edit_card, self.add_card_at, self.media_wanted.emit),
        )

    def _frame_for(self, pointer: Pointer) -> Frame:
        """The frame under the pointer, or what it is near to."""
        frame = self.view.edge_at(pointer.x)
        targets = sorted((*self._scene.edges, self.studio.playhead))
        near = snapped(0, (frame,), targets, self.view.scale, self.snapping).delta
        return min(max(0, frame + near), self.studio.board.length - 1)

    # Drops -------------------------------------------------------------------------------------

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        self._drag_over(event)

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        self._drag_over(event)

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        self._drop = None
        self.update()

    def dropEvent(self, event: QDropEvent) -> None:
        self._drag_over(event)
        drop, self._drop = self._drop, None
        self.update()
        if drop is None:
            return
        if drop.media:
            self.studio.run(place_all(self.studio.board, drop.media, drop.frame))
        else:
            self.files_dropped.emit(list(drop.files), drop.frame)

    def _drag_over(self, event: QDropEvent) -> None:
        pointer = self._pointed(event.position(), event.modifiers())
        frame = self._frame_for(pointer)
        self._drop = drop_of(event.mimeData(), self.studio.board, frame)
        if self._drop is None:
            event.ignore()
        else:
            event.setDropAction(Qt.DropAction.CopyAction)
            event.accept()
        self.update()

    # Writing in a card -------------------------------------------------------------------------

    def _edit(self, frames: FrameRange, text: str, done: Callable[[str | None], None]) -> None:
        self._finish_editor()
        left, right = self.view.x(frames.start), self.view.x(frames.end)
        story = self.lanes.story
        where = QRectF(left, story.top, right - left, story.height).toRect()

        def closed(words: str | None) -> None:
            self._editor = None
            self.setFocus(Qt.FocusReason.OtherFocusReason)
            done(words)

        self._editor = CardEditor(self, where, text, closed)

    def _finish_editor(self) -> None:
        if self._editor is not None:
            self._editor.finish(self._editor.toPlainText())


def _carry_out(entry: Entry, _checked: bool = False) -> None:
    entry.call()


def _is_pinch(event: QNativeGestureEvent) -> bool:
    return event.gestureType() is Qt.NativeGestureType.ZoomNativeGesture


def _scrolled_px(event: QWheelEvent) -> float:
    """How far a wheel or two fingers went; sideways where they went sideways."""
    fine, coarse = event.pixelDelta(), event.angleDelta()
    if not fine.isNull():
        return float(fine.x() if abs(fine.x()) > abs(fine.y()) else fine.y())
    return float(coarse.x() if abs(coarse.x()) > abs(coarse.y()) else coarse.y())


def _hit_of(chosen: Selection) -> Hit:
    """The place that a selection of one object stands for."""
    if chosen.cards:
        return OnCard(next(iter(chosen.cards)))
    if chosen.items:
        return OnItem(next(iter(chosen.items)))
    return OnCut(chosen.cut) if chosen.cut is not None else OnGap(chosen.gap or "")
