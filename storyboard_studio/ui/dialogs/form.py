"""The frame of a small dialog: title, rows of labelled fields, a reason it cannot go on, buttons.

Knows no panel.
"""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QFormLayout, QHBoxLayout, QVBoxLayout, QWidget

from storyboard_studio.ui.controls import button, label


class FormDialog(QDialog):
    """Rows are added with ``add_row``; ``explain`` says why it cannot be accepted."""

    def __init__(self, parent: QWidget | None, title: str, accept_words: str) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self.setModal(True)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(24, 20, 24, 20)
        outer.setSpacing(16)
        outer.addWidget(label(title, "title"))
        self.rows = QFormLayout()
        self.rows.setHorizontalSpacing(16)
        self.rows.setVerticalSpacing(10)
        self.rows.setLabelAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        self.rows.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        outer.addLayout(self.rows)
        self._reason = label(role="error", wrap=True)
        self._reason.setMinimumHeight(18)
        outer.addWidget(self._reason)
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        buttons.addStretch(1)
        self.cancel_button = button(self.tr("Cancel"))
        self.accept_button = button(accept_words, primary=True)
        self.accept_button.setDefault(True)
        for one in (self.cancel_button, self.accept_button):
            one.setMinimumWidth(96)
            buttons.addWidget(one)
        self.cancel_button.clicked.connect(self.reject)
        self.accept_button.clicked.connect(self.accept)
        outer.addLayout(buttons)
        self.setMinimumWidth(380)

    def add_row(self, words: str, field: QWidget) -> None:
        field.setAccessibleName(words)
        name = label(words, "heading")
        name.setMinimumHeight(30)
        self.rows.addRow(name, field)

    def explain(self, reason: str) -> None:
        """Say why the answer cannot be taken; empty: it can."""
        self._reason.setText(reason)
        self.accept_button.setEnabled(not reason)

    @property
    def reason(self) -> str:
        return self._reason.text()
