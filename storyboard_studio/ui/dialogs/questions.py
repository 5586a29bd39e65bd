"""Questions with a few answers, each answer a value. The first one is what Enter gives."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum, auto

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import QDialog, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from storyboard_studio.ui.controls import button, label


class Unsaved(Enum):
    """What to do with changes that no file holds."""

    SAVE = auto()
    DISCARD = auto()
    CANCEL = auto()


class Unfinished(Enum):
    """What to do about gaps that are not filled before an export."""

    FILL_FIRST = auto()
    AS_IT_IS = auto()
    CANCEL = auto()


class TakeOver(Enum):
    """Whether to open what another computer has open."""

    OPEN = auto()
    CANCEL = auto()


class Recovery(Enum):
    """What to do with the copy of a board that was never saved."""

    RECOVER = auto()
    LATER = auto()
    DISCARD = auto()


@dataclass(frozen=True, slots=True)
class Answer:
    """One button."""

    words: str
    value: Enum


class Question(QDialog):
    """``answer`` is the value of the pressed button; Esc and closing give ``way_out``."""

    def __init__(
        self,
        parent: QWidget | None,
        title: str,
        text: str,
        answers: Sequence[Answer],
        way_out: Enum,
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self.setModal(True)
        self.answer = way_out
        self.buttons: dict[Enum, QPushButton] = {}
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 20)
        column.setSpacing(12)
        column.addWidget(label(title, "title", wrap=True))
        body = label(text, wrap=True)
        body.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        column.addWidget(body)
        column.addSpacing(8)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addStretch(1)
        for one in reversed(answers):
            row.addWidget(self._button(one, primary=one is answers[0]))
        column.addLayout(row)
        self.setMinimumWidth(440)
        self.buttons[answers[0].value].setFocus()

    def ask(self) -> Enum:
        self.exec()
        return self.answer

    def _button(self, answer: Answer, *, primary: bool) -> QPushButton:
        made = button(answer.words, primary=primary)
        made.setDefault(primary)
        made.setMinimumWidth(96)
        made.clicked.connect(lambda: self._choose(answer.value))
        self.buttons[answer.value] = made
        return made

    def _choose(self, value: Enum) -> None:
        self.answer = value
        self.accept()


def unsaved_question(parent: QWidget, name: str) -> Question:
    """Closing a board with changes that its file does not hold."""
    return Question(
        parent,
        _words("Save the changes to “{name}”?").format(name=name),
        _words("Without saving, what you did since the last save is lost."),
        (
            Answer(_words("Save"), Unsaved.SAVE),
            Answer(_words("Discard"), Unsaved.DISCARD),
            Answer(_words("Cancel"), Unsaved.CANCEL),
        ),
        Unsaved.CANCEL,
    )


def unfinished_question(parent: QWidget, lines: Sequence[str]) -> Question:
    """Exporting while gaps are empty or stale; ``lines`` says what each will be."""
    shown = "\n".join(lines[:12])
    if len(lines) > 12:
        more = _words("and {count} more").format(count=len(lines) - 12)
        shown = f"{shown}\n{more}"
    return Question(
        parent,
        _words("Some gaps are not filled"),
        shown,
        (
            Answer(_words("Fill first"), Unfinished.FILL_FIRST),
            Answer(_words("Export as it is"), Unfinished.AS_IT_IS),
            Answer(_words("Cancel"), Unfinished.CANCEL),
        ),
        Unfinished.CANCEL,
    )


def take_over_question(parent: QWidget, name: str, host: str) -> Question:
    """Opening a board that another computer says it has open."""
    text = _words("{host} has “{name}” open, or ended without closing it.")
    return Question(
        parent,
        _words("Open it all the same?"),
        text.format(host=host, name=name),
        (Answer(_words("Cancel"), TakeOver.CANCEL), Answer(_words("Open"), TakeOver.OPEN)),
        TakeOver.CANCEL,
    )


def recovery_question(parent: QWidget | None, name: str, when: str) -> Question:
    """A copy of unsaved work was found at the start."""
    text = _words("The program ended before “{name}” was saved. The copy is from {when}.")
    return Question(
        parent,
        _words("Bring back unsaved work?"),
        text.format(name=name, when=when),
        (
            Answer(_words("Bring it back"), Recovery.RECOVER),
            Answer(_words("Discard it"), Recovery.DISCARD),
            Answer(_words("Not now"), Recovery.LATER),
        ),
        Recovery.LATER,
    )


def _words(text: str) -> str:
    return QCoreApplication.translate("questions", text)
