"""Asking for a free canvas size, frame rate or length, and for a whole new board.

Answers are values; None: the person stepped back. Knows the document's rules only.
"""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QLineEdit, QSpinBox, QWidget

from storyboard_studio.document.board import Board
from storyboard_studio.document.validate import MAX_SIDE, MIN_SIDE, validate
from storyboard_studio.errors import Problem
from storyboard_studio.timebase import (
    Frame,
    Rate,
    nearest_frame,
    parse_rate,
    parse_timecode,
    rate_label,
    timecode,
)
from storyboard_studio.ui.canvas_presets import CANVAS_PRESETS, LENGTHS_S, RATES, size_words
from storyboard_studio.ui.controls import ComboBox
from storyboard_studio.ui.dialogs.form import FormDialog


class SizeDialog(FormDialog):
    """Width and height in pixels."""

    def __init__(self, parent: QWidget | None, size: tuple[int, int]) -> None:
        super().__init__(parent, _words("Picture size"), _words("Use this size"))
        self.width_field, self.height_field = _side(size[0]), _side(size[1])
        self.add_row(_words("Width"), self.width_field)
        self.add_row(_words("Height"), self.height_field)

    @property
    def size_chosen(self) -> tuple[int, int]:
        return self.width_field.value(), self.height_field.value()


class TextDialog(FormDialog):
    """One line of text that a function turns into a value, or explains why it cannot."""

    def __init__(self, parent: QWidget | None, title: str, row: str, text: str, hint: str) -> None:
        super().__init__(parent, title, _words("Use it"))
        self.field = QLineEdit(text)
        self.field.setPlaceholderText(hint)
        self.field.selectAll()
        self.add_row(row, self.field)


class NewBoardDialog(FormDialog):
    """Format, rate and length of a new board."""

    def __init__(self, parent: QWidget | None) -> None:
        super().__init__(parent, _words("New board"), _words("Create"))
        self.format_field = ComboBox()
        for preset in CANVAS_PRESETS:
            text = f"{preset.aspect}  {preset.lines}  ·  {size_words(preset.size)}"
            self.format_field.addItem(text, preset.size)
        self.format_field.setCurrentIndex(1)
        self.rate_field = ComboBox()
        for rate in RATES:
            self.rate_field.addItem(_words("{rate} fps").format(rate=rate_label(rate)), rate)
        self.rate_field.setCurrentIndex(RATES.index(Fraction(24)))
        self.length_field = ComboBox()
        for seconds in LENGTHS_S:
            self.length_field.addItem(_words("{seconds} s").format(seconds=seconds), seconds)
        self.add_row(_words("Format"), self.format_field)
        self.add_row(_words("Frame rate"), self.rate_field)
        self.add_row(_words("Length"), self.length_field)

    def board(self) -> Board:
        rate = RATES[self.rate_field.currentIndex()]
        seconds = LENGTHS_S[self.length_field.currentIndex()]
        canvas = CANVAS_PRESETS[self.format_field.currentIndex()].size
        return Board(canvas=canvas, rate=rate, length=nearest_frame(Fraction(seconds), rate))


def ask_size(parent: QWidget, size: tuple[int, int]) -> tuple[int, int] | None:
    dialog = SizeDialog(parent, size)
    return dialog.size_chosen if dialog.exec() else None


def ask_rate(parent: QWidget, rate: Rate) -> Rate | None:
    hint = _words("24, 23.976 or 24000/1001")
    dialog = TextDialog(
        parent, _words("Frame rate"), _words("Frames per second"), rate_label(rate), hint
    )
    dialog.field.textChanged.connect(lambda text: dialog.explain(rate_problem(text)))
    return parse_rate(dialog.field.text()) if dialog.exec() else None


def ask_length(parent: QWidget, length: Frame, rate: Rate) -> Frame | None:
    hint = _words("0:30:00, 1500 or 12.5s")
    dialog = TextDialog(
        parent, _words("Board length"), _words("Timecode"), timecode(length, rate), hint
    )
    dialog.field.textChanged.connect(lambda text: dialog.explain(length_problem(text, rate)))
    return parse_timecode(dialog.field.text(), rate) if dialog.exec() else None


def ask_new_board(parent: QWidget) -> Board | None:
    dialog = NewBoardDialog(parent)
    return dialog.board() if dialog.exec() else None


def rate_problem(text: str) -> str:
    """Why a text is no frame rate; empty where it is one."""
    try:
        parse_rate(text)
    except ValueError:
        return _words("A frame rate is a number from 1 to 240, such as 24 or 30000/1001.")
    return ""


def length_problem(text: str, rate: Rate) -> str:
    """Why a text is no board length; empty where it is one."""
    try:
        length = parse_timecode(text, rate)
    except ValueError:
        return _words("Write a length as a timecode, such as 0:30:00 or 12.5s.")
    try:
        validate(replace(Board(), rate=rate, length=length))
    except Problem as problem:
        return str(problem)
    return ""


def _side(value: int) -> QSpinBox:
    field = QSpinBox()
    field.setRange(MIN_SIDE, MAX_SIDE)
    field.setSingleStep(2)
    field.setValue(value)
    field.setSuffix(_words(" px"))
    field.lineEdit().setTextMargins(8, 0, 8, 0)
    return field


def _words(text: str) -> str:
    return QCoreApplication.translate("board_shape", text)
