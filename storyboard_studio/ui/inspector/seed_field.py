"""The seed of a gap: a number that can be typed, and a button for another one."""

from __future__ import annotations

import secrets

from PySide6.QtCore import QRegularExpression, Qt, Signal
from PySide6.QtGui import QRegularExpressionValidator
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QWidget

from storyboard_studio.ui.controls import IconButton
from storyboard_studio.ui.studio import Studio
from storyboard_studio.ui.theme import MEDIUM, font

SEEDS = 2**31


class SeedField(QWidget):
    """``chosen`` carries the new seed; it is drawn here once and kept by the board."""

    chosen = Signal(int)

    def __init__(self, studio: Studio) -> None:
        super().__init__()
        self._seed = 0
        self.number = QLineEdit()
        self.number.setProperty("quiet", True)
        self.number.setAccessibleName(self.tr("Seed"))
        self.number.setFont(font(12, MEDIUM, tabular=True))
        self.number.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.number.setValidator(QRegularExpressionValidator(QRegularExpression("[0-9 ]{0,13}")))
        self.again = IconButton(studio, "dice", self.tr("Another seed"), px=16)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(4)
        row.addWidget(self.number, 1)
        row.addWidget(self.again)
        self.number.editingFinished.connect(self._typed)
        self.again.clicked.connect(lambda: self.chosen.emit(secrets.randbelow(SEEDS)))

    def show_seed(self, seed: int, *, enabled: bool) -> None:
        self._seed = seed
        self.setEnabled(enabled)
        if not self.number.isModified():
            self.number.setText(f"{seed:,}".replace(",", " "))

    def _typed(self) -> None:
        if not self.number.isModified():
            return
        self.number.setModified(False)
        digits = self.number.text().replace(" ", "")
        seed = int(digits) % SEEDS if digits else self._seed
        if seed != self._seed:
            self.chosen.emit(seed)
        self.show_seed(self._seed, enabled=self.isEnabled())
