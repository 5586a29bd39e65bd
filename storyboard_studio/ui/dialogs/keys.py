"""The sheet of keys, made from the table of actions."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QDialog, QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from storyboard_studio.ui.actions import Actions, ActionSpec, Menu, translated
from storyboard_studio.ui.controls import button, label
from storyboard_studio.ui.theme import MEDIUM, font

_COLUMNS: tuple[tuple[Menu, ...], ...] = (
    (Menu.FILE, Menu.EDIT, Menu.STORY),
    (Menu.PLAY, Menu.VIEW, Menu.HELP),
)


class KeysDialog(QDialog):
    """Only what works now and has a key."""

    def __init__(self, parent: QWidget | None, actions: Actions) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Keys"))
        shown = [spec for spec in actions.bound() if spec.keys]
        outer = QVBoxLayout(self)
        outer.setContentsMargins(24, 20, 24, 20)
        outer.setSpacing(16)
        outer.addWidget(label(self.tr("Keys"), "title"))
        columns = QHBoxLayout()
        columns.setSpacing(48)
        for menus in _COLUMNS:
            columns.addLayout(_column(menus, shown))
        outer.addLayout(columns)
        row = QHBoxLayout()
        row.addStretch(1)
        close = button(self.tr("Close"), primary=True)
        close.clicked.connect(self.accept)
        row.addWidget(close)
        outer.addLayout(row)


def key_words(spec: ActionSpec) -> str:
    """The keys of an action as they are printed on the keyboard."""
    native = QKeySequence.SequenceFormat.NativeText
    return "  ".join(QKeySequence(key).toString(native) for key in spec.keys)


def _column(menus: tuple[Menu, ...], shown: list[ActionSpec]) -> QVBoxLayout:
    column = QVBoxLayout()
    column.setSpacing(12)
    for menu in menus:
        rows = [spec for spec in shown if spec.menu is menu]
        if not rows:
            continue
        grid = QGridLayout()
        grid.setHorizontalSpacing(24)
        grid.setVerticalSpacing(4)
        grid.addWidget(label(translated(menu.value), "heading"), 0, 0)
        for number, spec in enumerate(rows, start=1):
            grid.addWidget(label(translated(spec.text)), number, 0)
            keys = label(key_words(spec))
            keys.setFont(font(12, MEDIUM, tabular=True))
            grid.addWidget(keys, number, 1, Qt.AlignmentFlag.AlignRight)
        column.addLayout(grid)
    column.addStretch(1)
    return column
