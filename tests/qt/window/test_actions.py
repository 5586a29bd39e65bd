"""The table of actions: complete, without clashes, and silent while somebody types."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QLabel,
    QLineEdit,
    QListWidget,
    QMenu,
    QPushButton,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)
from pytestqt.qtbot import QtBot

from storyboard_studio.ui.actions import TABLE, Actions, KeyGuard, Menu
from storyboard_studio.ui.dialogs.keys import KeysDialog


def test_every_row_is_complete() -> None:
    assert len({spec.id for spec in TABLE}) == len(TABLE)
    for spec in TABLE:
        assert spec.text, spec.id
        assert spec.tip or spec.keys, f"{spec.id} says nothing of itself"


def test_every_key_is_known_and_used_once() -> None:
    keys = [QKeySequence(key) for spec in TABLE for key in spec.keys]
    assert all(not key.isEmpty() for key in keys)
    clashes = [key for key, count in Counter(k.toString() for k in keys).items() if count > 1]
    assert clashes == []


class Bench:
    """A window with fields and three bound actions."""

    def __init__(self, qtbot: QtBot) -> None:
        self.window = QWidget()
        qtbot.addWidget(self.window)
        self.line, self.spin = QLineEdit(), QSpinBox()
        self.button, self.list = QPushButton("Press"), QListWidget()
        self.list.addItems(["one", "two"])
        column = QVBoxLayout(self.window)
        for widget in (self.line, self.spin, self.button, self.list):
            column.addWidget(widget)
        self.done: list[str] = []
        self.actions = Actions(self.window)
        for name in ("split", "play", "next_edit", "save", "lift"):
            self.actions.bind(name, lambda name=name: self.done.append(name))
        with qtbot.waitExposed(self.window):
            self.window.show()
        self.window.activateWindow()

    def press(self, widget: QWidget, *keys: Qt.Key) -> list[str]:
        """What the actions did while a widget had the focus."""
        widget.setFocus()
        QTest.qWait(0)
        self.done.clear()
        for key in keys:
            QTest.keyClick(widget, key)
        return list(self.done)


@pytest.fixture
def bench(qtbot: QtBot, qapp: QApplication) -> Iterator[Bench]:
    guard = KeyGuard(qapp)
    yield Bench(qtbot)
    guard.deleteLater()


def test_plain_keys_act_where_nobody_types(bench: Bench) -> None:
    bench.window.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    keys = (Qt.Key.Key_S, Qt.Key.Key_Space, Qt.Key.Key_Down)
    assert bench.press(bench.window, *keys) == ["split", "play", "next_edit"]


def test_fields_keep_every_plain_key(bench: Bench) -> None:
    keys = (Qt.Key.Key_S, Qt.Key.Key_Space, Qt.Key.Key_Down, Qt.Key.Key_Backspace)
    assert bench.press(bench.line, *keys) == []
    assert bench.line.text() == "s"
    assert bench.press(bench.spin, *keys) == []


def test_a_field_still_lets_chords_through(bench: Bench) -> None:
    bench.line.setFocus()
    QTest.keyClick(bench.line, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    assert bench.done == ["save"]


def test_a_focused_button_keeps_space_and_nothing_else(bench: Bench) -> None:
    pressed: list[bool] = []
    bench.button.clicked.connect(lambda: pressed.append(True))
    assert bench.press(bench.button, Qt.Key.Key_Space, Qt.Key.Key_S) == ["split"]
    assert pressed == [True]


def test_a_focused_list_keeps_its_arrows(bench: Bench) -> None:
    assert bench.press(bench.list, Qt.Key.Key_Down, Qt.Key.Key_S) == ["split"]


def test_what_nobody_bound_appears_nowhere(bench: Bench) -> None:
    menu = QMenu()
    bench.actions.fill_menu(menu, Menu.EDIT)
    shown = [action.text() for action in menu.actions() if action.isVisible() and action.text()]
    assert shown == ["Split at the playhead", "Lift"]
    sheet = KeysDialog(bench.window, bench.actions)
    words = [label.text() for label in sheet.findChildren(QLabel)]
    assert "Split at the playhead" in words
    assert "S  Ctrl+K  Ctrl+B" in words
    assert "Undo" not in words
