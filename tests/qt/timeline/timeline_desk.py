"""A timeline on a real studio, and the hands that work on it: real events, in board terms."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any

from PySide6.QtCore import QEvent, QMimeData, QPoint, QPointF, Qt
from PySide6.QtGui import QDropEvent, QImage, QMouseEvent, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu
from studio_fakes import Desk, media_file

from storyboard_studio.document.board import (
    Board,
    Card,
    Clip,
    Cut,
    Fingerprint,
    Image,
    Marker,
    MediaKind,
    MediaRef,
)
from storyboard_studio.ui.timeline.editor import CardEditor
from storyboard_studio.ui.timeline.hits import cut_band, plus_band
from storyboard_studio.ui.timeline.widget import TimelineWidget

LEFT, MIDDLE = Qt.MouseButton.LeftButton, Qt.MouseButton.MiddleButton
NO_KEY = Qt.KeyboardModifier.NoModifier
CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


def full_board(folder: Path, **changes: Any) -> Board:
    """Still [0,20) · gap · clip [40,80) · clip [70,100) over it · gap with a keyframe at 120 ·
    cut at 150 · gap to 200. Cards: [0,30) and from 60 to the cut. A marker at 50. The
    videos have 96 frames.
    """
    photo = media_file(folder, "dawn.jpg", MediaKind.IMAGE)
    clip = media_file(folder, "cat.mp4")
    silent = replace(media_file(folder, "sky.mp4"), has_sound=False)
    return _board((photo, clip, silent), changes)


def plain_board(**changes: Any) -> Board:
    """The same without files."""
    video = MediaKind.VIDEO
    media = (_stub("dawn", MediaKind.IMAGE), _stub("cat", video), _stub("sky", video))
    return _board(media, changes)


def _stub(name: str, kind: MediaKind) -> MediaRef:
    return MediaRef(name, kind, f"/{name}", "", Fingerprint(0, 1, name), (640, 360))


def _board(media: tuple[MediaRef, ...], changes: dict[str, Any]) -> Board:
    values: dict[str, Any] = {
        "canvas": (64, 36),
        "length": 200,
        "media": media,
        "items": (
            Image("s", "dawn", 0, 20),
            Clip("a", "cat", 40, 40, Fraction(1)),
            Clip("b", "sky", 70, 30),
            Image("k", "dawn", 120),
        ),
        "cards": (Card("one", 0, "A crane stands.", 30), Card("two", 60, "It takes off.")),
        "cuts": (Cut("x", 150),),
        "markers": (Marker("m", 50),),
    }
    return Board(**{**values, **changes})


class Hands:
    """Works on one timeline. Places are frames and heights (``story``, ``picture``, …)."""

    def __init__(self, desk: Desk, width: int = 1116) -> None:
        self.desk = desk
        self.studio = desk.studio
        self.timeline = TimelineWidget(desk.studio)
        self.wanted: list[int] = []
        self.dropped: list[tuple[list[Path], int]] = []
        self.timeline.media_wanted.connect(self.wanted.append)
        self.timeline.files_dropped.connect(lambda files, at: self.dropped.append((files, at)))
        desk.show(self.timeline, width, 342)

    @property
    def board(self) -> Board:
        return self.studio.board

    def x(self, frame: float) -> float:
        return self.timeline.view.x(frame)

    @property
    def story(self) -> float:
        return self.timeline.lanes.story.top + 30

    @property
    def picture(self) -> float:
        return self.timeline.lanes.picture.top + 10

    @property
    def plus(self) -> float:
        top, bottom = plus_band(self.timeline.lanes)
        return (top + bottom) / 2

    @property
    def cut(self) -> float:
        top, bottom = cut_band(self.timeline.lanes)
        return (top + bottom) / 2

    ruler = 8.0

    def press(
        self, frame: float, y: float, keys: Qt.KeyboardModifier = NO_KEY, button: Any = LEFT
    ) -> None:
        self._send(QEvent.Type.MouseButtonPress, frame, y, keys, button, button)

    def move(
        self, frame: float, y: float, keys: Qt.KeyboardModifier = NO_KEY, held: bool = True
    ) -> None:
        none = Qt.MouseButton.NoButton
        self._send(QEvent.Type.MouseMove, frame, y, keys, none, LEFT if held else none)

    def release(
        self, frame: float, y: float, keys: Qt.KeyboardModifier = NO_KEY, button: Any = LEFT
    ) -> None:
        none = Qt.MouseButton.NoButton
        self._send(QEvent.Type.MouseButtonRelease, frame, y, keys, button, none)

    def click(self, frame: float, y: float, keys: Qt.KeyboardModifier = NO_KEY) -> None:
        self.press(frame, y, keys)
        self.release(frame, y, keys)

    def double_click(self, frame: float, y: float) -> None:
        self.click(frame, y)
        self._send(QEvent.Type.MouseButtonDblClick, frame, y, NO_KEY, LEFT, LEFT)
        self.release(frame, y)

    def drag(
        self, frame: float, to: float, y: float, keys: Qt.KeyboardModifier = CTRL, to_y: float = 0
    ) -> None:
        """By default without snapping (Ctrl held), pressed without a key."""
        self.press(frame, y)
        end = to_y or y
        self.move((frame + to) / 2, (y + end) / 2, keys)
        self.move(to, end, keys)
        self.release(to, end, keys)

    def wheel(self, frame: float, turned: int, keys: Qt.KeyboardModifier = NO_KEY) -> None:
        at = QPointF(self.x(frame), self.picture)
        event = QWheelEvent(
            at,
            self.timeline.mapToGlobal(at),
            QPoint(),
            QPoint(0, turned),
            Qt.MouseButton.NoButton,
            keys,
            Qt.ScrollPhase.NoScrollPhase,
            False,
        )
        QApplication.sendEvent(self.timeline, event)

    def key(self, key: Qt.Key, keys: Qt.KeyboardModifier = NO_KEY) -> None:
        QTest.keyClick(self.timeline, key, keys)

    def drop(self, data: QMimeData, frame: float, *, let_go: bool = True) -> bool:
        """Drag something over the timeline and let it go; whether it was taken."""
        at = QPointF(self.x(frame), self.picture)
        move = Qt.DropAction.CopyAction
        over = QDropEvent(at, move, data, LEFT, NO_KEY, QEvent.Type.DragMove)
        self.timeline._drag_over(over)
        if let_go:
            event = QDropEvent(at, move, data, LEFT, NO_KEY)
            self.timeline.dropEvent(event)
            return event.isAccepted()
        return over.isAccepted()

    @property
    def editor(self) -> CardEditor:
        found = [one for one in self.timeline.findChildren(CardEditor) if not one.isHidden()]
        assert len(found) == 1
        return found[0]

    @property
    def is_writing(self) -> bool:
        return any(not one.isHidden() for one in self.timeline.findChildren(CardEditor))

    @property
    def menu(self) -> dict[str, Any]:
        """The entries of the menu that is open, by their words."""
        menu = next(one for one in self.timeline.findChildren(QMenu) if one.isVisible())
        return {action.text(): action for action in menu.actions() if action.text()}

    def choose(self, text: str) -> None:
        """Carry out an entry of the open menu and close it."""
        action = self.menu[text]
        self.close_menu()
        action.trigger()

    def close_menu(self) -> None:
        next(one for one in self.timeline.findChildren(QMenu) if one.isVisible()).hide()

    def picture_of_it(self) -> QImage:
        return self.timeline.grab().toImage()

    def _send(
        self, kind: QEvent.Type, frame: float, y: float, keys: Any, button: Any, held: Any
    ) -> None:
        at = QPointF(self.x(frame), y)
        where = self.timeline.mapToGlobal(at)
        QApplication.sendEvent(self.timeline, QMouseEvent(kind, at, where, button, held, keys))
