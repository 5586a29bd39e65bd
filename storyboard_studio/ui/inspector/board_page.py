"""The inspector's pages when no item, card or gap is selected: the board, a cut, several things."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QColorDialog, QHBoxLayout, QToolButton

from storyboard_studio.edit.commands import remove_cut, set_background
from storyboard_studio.timebase import rate_label, timecode
from storyboard_studio.ui.actions import Actions
from storyboard_studio.ui.canvas_presets import aspect_words, size_words
from storyboard_studio.ui.controls import button, label
from storyboard_studio.ui.inspector.fields import Rows
from storyboard_studio.ui.inspector.page import Page
from storyboard_studio.ui.studio import Studio


class BoardPage(Page):
    """What the board is. Format, rate and length are changed in the top bar."""

    def __init__(self, studio: Studio) -> None:
        super().__init__(studio)
        self.heading.set_words(self.tr("Board"))
        rows = Rows()
        self._size = rows.add_value(self.tr("Picture"))
        self._rate = rows.add_value(self.tr("Frame rate"))
        self._length = rows.add_value(self.tr("Length"))
        self.background = QToolButton()
        self.background.setProperty("quiet", True)
        self.background.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        rows.add(self.tr("Background"), self.background)
        self._items = rows.add_value(self.tr("On the timeline"))
        self._cards = rows.add_value(self.tr("Prompt cards"))
        self._gaps = rows.add_value(self.tr("Gaps"))
        self.background.setAccessibleName(self.tr("Background"))
        self.background.setToolTip(self.tr("What lies behind letterboxed pictures"))
        self.background.clicked.connect(self._ask_background)
        self._hint = label(
            self.tr("Select a gap, a card or a clip to see what it does."), "mute", wrap=True
        )
        self.column.addWidget(rows)
        self.column.addSpacing(8)
        self.column.addWidget(self._hint)
        self.column.addStretch(1)

    def refresh(self) -> None:
        board = self.studio.board
        shape = f"{aspect_words(board.canvas)}  {size_words(board.canvas)}"
        self._size.setText(shape.strip())
        self._rate.setText(self.tr("{rate} fps").format(rate=rate_label(board.rate)))
        self._length.setText(timecode(board.length, board.rate))
        self.background.setText(QColor(*board.background).name().upper())
        self._items.setText(str(len(board.items)))
        self._cards.setText(str(len(board.cards)))
        self._gaps.setText(str(len(self.studio.render.plan.gaps)))

    def _ask_background(self) -> None:
        now = QColor(*self.studio.board.background)
        chosen = QColorDialog.getColor(now, self, self.tr("Background"))
        if chosen.isValid():
            color = (chosen.red(), chosen.green(), chosen.blue())
            self.studio.run(set_background(color))


class CutPage(Page):
    """A cut says that a new shot begins."""

    def __init__(self, studio: Studio) -> None:
        super().__init__(studio)
        self.heading.set_words(self.tr("Cut"))
        self._at = label(role="title")
        self._remove = button(self.tr("Remove cut"))
        self._remove.clicked.connect(self._take_away)
        self.column.addWidget(self._at)
        self.column.addWidget(
            label(self.tr("A new shot begins here: nothing is carried across."), "mute", wrap=True)
        )
        row = QHBoxLayout()
        row.addWidget(self._remove)
        row.addStretch(1)
        self.column.addSpacing(8)
        self.column.addLayout(row)
        self.column.addStretch(1)

    def refresh(self) -> None:
        chosen = self.studio.selection.cut
        cut = next((cut for cut in self.studio.board.cuts if cut.id == chosen), None)
        if cut is not None:
            self._at.setText(timecode(cut.frame, self.studio.board.rate))

    def _take_away(self) -> None:
        if self.studio.selection.cut is not None:
            self.studio.run(remove_cut(self.studio.selection.cut))


class SeveralPage(Page):
    """Several things are selected at once."""

    def __init__(self, studio: Studio, actions: Actions) -> None:
        super().__init__(studio)
        row = QHBoxLayout()
        row.setSpacing(8)
        for action_id in ("lift", "ripple_delete"):
            one = button(actions[action_id].text())
            one.setToolTip(actions[action_id].toolTip())
            one.clicked.connect(actions[action_id].trigger)
            row.addWidget(one)
        row.addStretch(1)
        self.column.addLayout(row)
        self.column.addStretch(1)

    def refresh(self) -> None:
        chosen = self.studio.selection
        count = len(chosen.items) + len(chosen.cards)
        self.heading.set_words(self.tr("{count} selected").format(count=count))
