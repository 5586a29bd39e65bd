"""The inspector's page of a prompt card: its words, what must not happen, when it acts."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout

from storyboard_studio.document.board import Card
from storyboard_studio.document.cards import active_ranges
from storyboard_studio.edit.commands import (
    delete_card,
    move_card,
    set_card_fade,
    set_card_negative,
    set_card_range,
    set_card_text,
)
from storyboard_studio.timebase import Frame
from storyboard_studio.ui.controls import button, label
from storyboard_studio.ui.inspector.fields import FramesField, PromptEdit, Rows, TimeField
from storyboard_studio.ui.inspector.page import Page
from storyboard_studio.ui.studio import Studio
from storyboard_studio.ui.wording import seconds_words

_MAX_FADE = 999


class CardPage(Page):
    def __init__(self, studio: Studio) -> None:
        super().__init__(studio)
        self._card = ""
        self.text = PromptEdit(
            self.tr("Prompt"),
            self.tr("What happens from here on? Camera words work too: “slow push in”."),
            lines=5,
        )
        self.negative = PromptEdit(self.tr("Not wanted"), self.tr("What must not happen"), lines=2)
        self.start = TimeField(studio, self.tr("From"))
        self.end = TimeField(studio, self.tr("Until"), may_be_empty=True)
        self.end.setPlaceholderText(self.tr("the next card"))
        self.fade = FramesField(self.tr("Cross-fade"), 0, _MAX_FADE)
        self._acts = label(role="mute", wrap=True)
        self._delete = button(self.tr("Delete card"))
        self._lay_out()
        self._connect()

    def refresh(self) -> None:
        card = self._current()
        if card is None:
            return
        if card.id != self._card:
            self._card = card.id
            for field in (self.start, self.end):
                field.setModified(False)
        index = self.studio.board.cards.index(card)
        self.heading.set_words(self.tr("Card {number}").format(number=index + 1))
        self.text.show_text(card.text)
        self.negative.show_text(card.negative)
        self.start.show_frame(card.start)
        self.end.show_frame(card.end)
        if self.fade.value() != card.fade:
            self.fade.blockSignals(True)
            self.fade.setValue(card.fade)
            self.fade.blockSignals(False)
        self._acts.setText(self._acts_words(card))

    def _current(self) -> Card | None:
        chosen = self.studio.selection.cards
        return next((card for card in self.studio.board.cards if card.id in chosen), None)

    def _acts_words(self, card: Card) -> str:
        board = self.studio.board
        acting = next(one for one in active_ranges(board) if one.card.id == card.id)
        inside = [plan.gap for plan in self.studio.render.plan.gaps]
        frames = sum(len(part) for gap in inside if (part := gap.range.intersection(acting.range)))
        length = seconds_words(len(acting.range) / board.rate)
        if frames == 0:
            return self.tr("Acts for {length}, all of it under your own media.").format(
                length=length
            )
        in_gaps = seconds_words(frames / board.rate)
        return self.tr("Acts for {length}, {gaps} of it in gaps.").format(
            length=length, gaps=in_gaps
        )

    def _connect(self) -> None:
        run, session = self.studio.run, self.studio
        self.text.edited.connect(lambda text: run(set_card_text(self._card, text)))
        self.negative.edited.connect(lambda text: run(set_card_negative(self._card, text)))
        for one in (self.text, self.negative):
            one.settled.connect(lambda: session.session.end_merge())
        self.start.chosen.connect(self._choose_start)
        self.end.chosen.connect(self._choose_end)
        self.fade.valueChanged.connect(lambda fade: run(set_card_fade(self._card, fade)))
        self._delete.clicked.connect(lambda: run(delete_card(self._card)))

    def _choose_start(self, frame: Frame) -> None:
        self.studio.run(move_card(self._card, frame))
        self.refresh()

    def _choose_end(self, frame: Frame | None) -> None:
        card = self._current()
        if card is not None:
            self.studio.run(set_card_range(card.id, card.start, frame))
            self.refresh()

    def _lay_out(self) -> None:
        column = self.column
        column.addWidget(self.text)
        column.addWidget(self._acts)
        column.addSpacing(8)
        column.addWidget(label(self.tr("Not wanted"), "heading"))
        column.addWidget(self.negative)
        column.addSpacing(8)
        rows = Rows()
        rows.add(self.tr("From"), self.start)
        rows.add(self.tr("Until"), self.end)
        rows.add(self.tr("Cross-fade"), self.fade)
        column.addWidget(rows)
        column.addSpacing(8)
        buttons = QHBoxLayout()
        buttons.addWidget(self._delete)
        buttons.addStretch(1)
        column.addLayout(buttons)
        column.addStretch(1)
