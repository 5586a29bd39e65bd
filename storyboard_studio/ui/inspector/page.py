"""The frame of one page of the inspector: heading, state, and a column of what belongs to it."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from storyboard_studio.ui.controls import ElidedLabel, StatePill
from storyboard_studio.ui.studio import Studio


class Page(QWidget):
    """Subclasses fill ``column`` and show the document in ``refresh``, which must be cheap.

    ``refresh`` is called on the GUI thread whenever the board, the plan or the selection
    changed, and only while the page is the one that is shown.
    """

    def __init__(self, studio: Studio) -> None:
        super().__init__()
        self.studio = studio
        self.heading = ElidedLabel("panel")
        self.state = StatePill(studio)
        self.state.hide()
        self.heading.setMinimumHeight(24)
        top = QHBoxLayout()
        top.addWidget(self.heading, 1)
        top.addWidget(self.state)
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(18, 12, 18, 18)
        self.column.setSpacing(8)
        self.column.addLayout(top)
        self.column.addSpacing(6)

    def refresh(self) -> None:
        """Show what is selected now."""
        raise NotImplementedError
