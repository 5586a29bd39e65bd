"""The timeline panel: turns the pointer and the keys into edits.

What is seen is ``canvas``'s, dragging is in ``gestures``. Knows no other panel: files that are
dropped and media that is asked for go out as signals.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPoint, QPointF, Qt, QTimer, Signal
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
    QWheelEvent,
)
from PySide6.QtWidgets import QWidget

from storyboard_studio.timebase import Frame
from storyboard_studio.ui.studio import Selection, Studio
from storyboard_studio.ui.timeline.canvas import TimelineCanvas
from storyboard_studio.ui.timeline.drops import drop_of, place_all
from storyboard_studio.ui.timeline.geometry import HEADER, Lane
from storyboard_studio.ui.timeline.gestures import Gesture, Pan, Pointer, Showing, near_frame
from storyboard_studio.ui.timeline.hits import Hit, OnCard, OnCut, OnGap, OnItem, hit
from storyboard_studio.ui.timeline.hover import cursor_for
from storyboard_studio.ui.timeline.menus import Menus, Verbs, open_menu
from storyboard_studio.ui.timeline.order import stop_after, stops
from storyboard_studio.ui.timeline.pointing import Clicks, pressed, selection_of
from storyboard_studio.ui.timeline.writing import CardWriting

_EDGE_PX = 28
_WHEEL_ZOOM = 1.0015
_BY_KEYBOARD = (
    Qt.FocusReason.TabFocusReason,
    Qt.FocusReason.BacktabFocusReason,
    Qt.FocusReason.ShortcutFocusReason,
)
_CTRL, _SHIFT, _ALT = (
    Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.ShiftModifier,
    Qt.KeyboardModifier.AltModifier,
)


class TimelineWidget(TimelineCanvas):
    """``files_dropped`` (list of paths, frame): files from outside that should be imported and
    placed there. ``media_wanted`` (frame): the person asks for a picture or clip there.
    """

    files_dropped = Signal(object, int)
    media_wanted = Signal(int)

    def __init__(self, studio: Studio, parent: QWidget | None = None) -> None:
        super().__init__(studio, parent)
        self._gesture: Gesture | None = None
        self._pointer = Pointer(0, 0)
        self._clicks = Clicks(self.add_card_at, self._open_plus)
        self._writing = CardWriting(self, studio, self._viewport)
        self._edge_timer = QTimer(self)
        self._edge_timer.setInterval(16)
        self._edge_timer.timeout.connect(self._scroll_at_edge)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setAcceptDrops(True)
        studio.document_opened.connect(self._writing.give_up)

    @property
    def is_dragging(self) -> bool:
        return self._gesture is not None

    def interrupt(self) -> None:
        gesture, self._gesture = self._gesture, None
        self._edge_timer.stop()
        if gesture is not None:
            gesture.cancel()

    # What actions do ---------------------------------------------------------------------------

    def add_card_at(self, frame: Frame) -> None:
        """Write a new card; it comes to be when its text is kept."""
        self._writing.add(frame)

    def edit_card(self, card_id: str) -> None:
        """Change a card's text where it lies."""
        self._writing.edit(card_id)

    # The pointer -------------------------------------------------------------------------------

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._writing.finish()
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
            self.interrupt()
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
                self.interrupt()
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
        self._shows_focus = event.reason() in _BY_KEYBOARD
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
        frame = near_frame(self, pointer.x)
        open_menu(self, self._menus().entries(found, frame), event.globalPos())

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
        open_menu(self, self._menus().entries(_hit_of(chosen), frame), self.mapToGlobal(at))

    def _open_plus(self, pointer: Pointer) -> None:
        at = self.mapToGlobal(QPoint(round(pointer.x), round(pointer.y)))
        open_menu(self, self._menus().add_entries(near_frame(self, pointer.x)), at)

    def _menus(self) -> Menus:
        return Menus(
            self.studio,
            self._scene,
            Verbs(self.edit_card, self.add_card_at, self.media_wanted.emit),
        )

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
        frame = near_frame(self, pointer.x)
        self._drop = drop_of(event.mimeData(), self.studio.board, frame)
        if self._drop is None:
            event.ignore()
        else:
            event.setDropAction(Qt.DropAction.CopyAction)
            event.accept()
        self.update()


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
