"""The inspector's page of a clip, a still or a keyframe."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QHBoxLayout

from storyboard_engine.api import Fit
from storyboard_studio.document.board import Clip, Image, Item, MediaRef
from storyboard_studio.edit.commands import (
    move_item,
    set_caption,
    set_fit,
    set_muted,
    trim_end,
    trim_start,
)
from storyboard_studio.timebase import Frame, nearest_frame, rate_label
from storyboard_studio.ui.actions import Actions
from storyboard_studio.ui.canvas_presets import size_words
from storyboard_studio.ui.controls import ChoiceButton, button, label
from storyboard_studio.ui.inspector.fields import FramesField, PromptEdit, Rows, TimeField
from storyboard_studio.ui.inspector.page import Page
from storyboard_studio.ui.studio import Studio
from storyboard_studio.ui.wording import fit_words, seconds_words

_MAX_HOLD = 24 * 60 * 60 * 240


class ItemPage(Page):
    """``locate_media`` asks to find a missing file by its media id."""

    locate_media = Signal(str)

    def __init__(self, studio: Studio, actions: Actions) -> None:
        super().__init__(studio)
        self._item = ""
        self._sum = label(role="title")
        self._facts = label(role="mute", wrap=True)
        self._missing = label(self.tr("The file is not there any more."), "error", wrap=True)
        self._locate = button(self.tr("Locate…"))
        self.caption = PromptEdit(
            self.tr("Caption"), self.tr("Describe this picture to the engine"), lines=3
        )
        self.start = TimeField(studio, self.tr("From"))
        self.source_in = TimeField(studio, self.tr("Clip in"))
        self.source_out = TimeField(studio, self.tr("Clip out"))
        self.hold = FramesField(self.tr("Hold"), 1, _MAX_HOLD)
        self.fit = ChoiceButton(self.tr("Fit"), [fit_words(fit) for fit in Fit])
        self.muted = QCheckBox(self.tr("Leave its sound out"))
        self.muted.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._rows = Rows()
        self._lay_out(actions)
        self._connect()

    def refresh(self) -> None:
        item = self._current()
        if item is None:
            return
        if item.id != self._item:
            self._item = item.id
            for field in (self.start, self.source_in, self.source_out):
                field.setModified(False)
        board = self.studio.board
        media = board.media_by_id(item.media)
        self.heading.set_words(media.path.replace("\\", "/").rsplit("/", 1)[-1])
        self._sum.setText(f"{self._kind(item)} · {seconds_words(item.length / board.rate)}")
        self._facts.setText(self._facts_words(media))
        gone = media.id in self.studio.render.missing
        self._missing.setVisible(gone)
        self._locate.setVisible(gone)
        self.caption.show_text(item.caption)
        self.start.show_frame(item.start)
        self.fit.show_choice(list(Fit).index(item.placement.fit))
        self._refresh_kind(item, media)

    def _refresh_kind(self, item: Item, media: MediaRef) -> None:
        is_clip = isinstance(item, Clip)
        for field in (self.source_in, self.source_out):
            self._rows.set_row_visible(field, is_clip)
        self._rows.set_row_visible(self.hold, not is_clip)
        self.muted.setVisible(is_clip and media.has_sound)
        if isinstance(item, Clip):
            first = nearest_frame(item.source_in, self.studio.board.rate)
            self.source_in.show_frame(first)
            self.source_out.show_frame(first + item.length)
            self.muted.setChecked(item.muted)
        else:
            self.hold.blockSignals(True)
            self.hold.setValue(item.length)
            self.hold.blockSignals(False)

    def _current(self) -> Item | None:
        chosen = self.studio.selection.items
        return next((item for item in self.studio.board.items if item.id in chosen), None)

    def _kind(self, item: Item) -> str:
        if isinstance(item, Clip):
            return self.tr("Clip")
        return self.tr("Keyframe") if item.is_keyframe else self.tr("Photo, held")

    def _facts_words(self, media: MediaRef) -> str:
        parts = [size_words(media.size)]
        if media.rate:
            parts.append(self.tr("{rate} fps").format(rate=rate_label(media.rate)))
            parts.append(seconds_words(media.duration))
        if media.has_sound:
            parts.append(self.tr("with sound"))
        return " · ".join(parts)

    def _choose_in(self, frame: Frame) -> None:
        item = self._current()
        if isinstance(item, Clip):
            by = frame - nearest_frame(item.source_in, self.studio.board.rate)
            self.studio.run(trim_start(item.id, item.start + by))
            self.refresh()

    def _choose_out(self, frame: Frame) -> None:
        item = self._current()
        if isinstance(item, Clip):
            first = nearest_frame(item.source_in, self.studio.board.rate)
            self.studio.run(trim_end(item.id, item.start + frame - first))
            self.refresh()

    def _choose_hold(self, length: int) -> None:
        item = self._current()
        if isinstance(item, Image):
            self.studio.run(trim_end(item.id, item.start + length))
            self.refresh()

    def _choose_start(self, frame: Frame) -> None:
        self.studio.run(move_item(self._item, frame))
        self.refresh()

    def _connect(self) -> None:
        run = self.studio.run
        self.caption.edited.connect(lambda text: run(set_caption(self._item, text)))
        self.caption.settled.connect(lambda: self.studio.session.end_merge())
        self.start.chosen.connect(self._choose_start)
        self.source_in.chosen.connect(self._choose_in)
        self.source_out.chosen.connect(self._choose_out)
        self.hold.valueChanged.connect(self._choose_hold)
        self.fit.chosen.connect(lambda index: run(set_fit(self._item, list(Fit)[index])))
        self.muted.clicked.connect(lambda on: run(set_muted(self._item, on)))
        self._locate.clicked.connect(self._ask_locate)

    def _ask_locate(self) -> None:
        item = self._current()
        if item is not None:
            self.locate_media.emit(item.media)

    def _lay_out(self, actions: Actions) -> None:
        column = self.column
        column.addWidget(self._sum)
        column.addWidget(self._facts)
        missing = QHBoxLayout()
        missing.addWidget(self._missing, 1)
        missing.addWidget(self._locate)
        column.addLayout(missing)
        column.addSpacing(8)
        column.addWidget(label(self.tr("Caption"), "heading"))
        column.addWidget(self.caption)
        column.addSpacing(8)
        self._rows.add(self.tr("Fit"), self.fit)
        self._rows.add(self.tr("From"), self.start)
        self._rows.add(self.tr("Clip in"), self.source_in)
        self._rows.add(self.tr("Clip out"), self.source_out)
        self._rows.add(self.tr("Hold"), self.hold)
        column.addWidget(self._rows)
        column.addWidget(self.muted)
        column.addSpacing(8)
        column.addLayout(_delete_buttons(actions))
        column.addStretch(1)


def _delete_buttons(actions: Actions) -> QHBoxLayout:
    row = QHBoxLayout()
    row.setSpacing(8)
    for action_id in ("lift", "ripple_delete"):
        one = button(actions[action_id].text())
        one.setToolTip(actions[action_id].toolTip())
        one.clicked.connect(actions[action_id].trigger)
        row.addWidget(one)
    row.addStretch(1)
    return row
