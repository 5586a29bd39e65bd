"""The prompts that act in a gap, each a button that selects its card."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from storyboard_studio.document.cards import ActiveCard, active_ranges
from storyboard_studio.edit.commands import add_card
from storyboard_studio.planning.plan import GapPlan
from storyboard_studio.ui.controls import button, label
from storyboard_studio.ui.studio import Selection, Studio
from storyboard_studio.ui.theme import MEDIUM, font
from storyboard_studio.ui.wording import moment_words


class PromptList(QWidget):
    """Rebuilt only when the cards that act in the gap changed."""

    def __init__(self, studio: Studio) -> None:
        super().__init__()
        self._studio = studio
        self._shown: tuple[ActiveCard, ...] | None = None
        self._start = 0
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(8)

    def show_cards(self, plan: GapPlan) -> None:
        run = plan.gap.range
        acting = tuple(
            active
            for active in active_ranges(self._studio.board)
            if active.range.intersection(run) and active.card.text
        )
        if acting == self._shown and run.start == self._start:
            return
        self._shown, self._start = acting, run.start
        self._clear()
        for active in acting:
            at = max(active.range.start, run.start)
            time = moment_words(at, self._studio.board.rate)
            self._column.addWidget(
                _PromptCard(self._studio, active.card.id, time, active.card.text)
            )
        if not acting:
            self._add_empty()

    def _add_empty(self) -> None:
        hint = self.tr("None yet: the neighbours alone decide.")
        self._column.addWidget(label(hint, "mute", wrap=True))
        add = button(self.tr("Add a prompt card"))
        add.clicked.connect(self._add_card)
        row = QHBoxLayout()
        row.addWidget(add)
        row.addStretch(1)
        self._column.addLayout(row)

    def _add_card(self) -> None:
        if self._studio.run(add_card(self._start)):
            made = next(c.id for c in self._studio.board.cards if c.start == self._start)
            self._studio.select(Selection(cards=frozenset({made})))

    def _clear(self) -> None:
        _empty(self._column)


def _empty(layout: QVBoxLayout | QHBoxLayout) -> None:
    while (entry := layout.takeAt(0)) is not None:
        widget, inner = entry.widget(), entry.layout()
        if widget is not None:
            widget.hide()
            widget.deleteLater()
        elif isinstance(inner, QHBoxLayout):
            _empty(inner)


class _PromptCard(QFrame):
    """When, and what."""

    def __init__(self, studio: Studio, card_id: str, time: str, text: str) -> None:
        super().__init__()
        self._studio, self._card = studio, card_id
        self.setProperty("surface", "raised")
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAccessibleName(f"{time} {text}")
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 8, 12, 8)
        row.setSpacing(12)
        when = label(time, "mute")
        when.setFont(font(12, MEDIUM, tabular=True))
        row.addWidget(when, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(label(text, wrap=True), 1)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._select()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._select()
        else:
            super().keyPressEvent(event)

    def _select(self) -> None:
        self._studio.select(Selection(cards=frozenset({self._card})))
