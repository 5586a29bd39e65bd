"""The one row of truth: what the board is, what filling it takes, and the one primary button.

Knows the studio and the actions; no other panel.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QHBoxLayout, QMenu, QSizePolicy, QToolButton, QWidget

from storyboard_studio.edit.commands import set_canvas, set_length, set_rate
from storyboard_studio.timebase import clock, nearest_frame, rate_label, seconds_at
from storyboard_studio.ui.actions import Actions, Menu, translated
from storyboard_studio.ui.canvas_presets import (
    CANVAS_PRESETS,
    LENGTHS_S,
    RATES,
    aspect_words,
    size_words,
)
from storyboard_studio.ui.controls import ElidedLabel, IconButton, StatePill, button, label
from storyboard_studio.ui.studio import Studio
from storyboard_studio.ui.wording import duration_words, engine_words


class TopBar(QWidget):
    """52 px high. ``show_document`` is told the name and whether it is saved."""

    def __init__(self, studio: Studio, actions: Actions) -> None:
        super().__init__()
        self._studio, self._actions = studio, actions
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setProperty("surface", "panel")
        self.setFixedHeight(52)
        self._menu_button = IconButton(studio, "menu", self.tr("Menu"))
        self._name = ElidedLabel("title")
        self._saved = label(role="mute")
        self.format = self._pill(self.tr("Picture format"), self._fill_formats)
        self.rate = self._pill(self.tr("Frame rate"), self._fill_rates)
        self.length = self._pill(self.tr("Length"), self._fill_lengths)
        self.engine = StatePill(studio)
        self.cost = label(role="mute")
        self.fill = button("", primary=True)
        self.export = button(translated("Export…"))
        self._lay_out()
        self.fill.clicked.connect(actions["fill_all"].trigger)
        self.export.clicked.connect(actions["export"].trigger)
        studio.board_changed.connect(self._refresh_board)
        studio.plan_changed.connect(self.refresh_plan)
        self._refresh_board()
        self.refresh_plan()

    def add_menus(self, extra: Callable[[QMenu, Menu], None]) -> None:
        """Build the application's menu; ``extra`` may add to each of its parts."""
        menu = QMenu(self._menu_button)
        for which in Menu:
            part = menu.addMenu(translated(which.value))
            self._actions.fill_menu(part, which)
            extra(part, which)
        self._menu_button.setMenu(menu)
        self._menu_button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)

    def show_document(self, name: str, state: str) -> None:
        self._name.set_words(name)
        self._saved.setText(state)

    def refresh_plan(self) -> None:
        estimate = self._studio.render.estimate()
        running = bool(self._studio.render.queue.open_jobs)
        self.fill.setEnabled(estimate.gaps > 0)
        self.fill.setText(self._fill_words(estimate.gaps, running))
        self.fill.setAccessibleName(self.fill.text())
        known = estimate.seconds is not None and estimate.gaps > 0
        text = duration_words(estimate.seconds) if known and estimate.seconds else ""
        self.cost.setText(f"≈ {text}" if text else "")
        self._refresh_engine()

    def _fill_words(self, gaps: int, running: bool) -> str:
        if gaps == 0:
            return self.tr("Filling…") if running else self.tr("All filled")
        if gaps == 1:
            return self.tr("Fill 1 gap")
        return self.tr("Fill {count} gaps").format(count=gaps)

    def _refresh_engine(self) -> None:
        plans = self._studio.render.plan.gaps
        engines = {plan.identity.backend for plan in plans}
        self.engine.setVisible(len(engines) == 1)
        if len(engines) == 1:
            facts = plans[0].engine
            tokens = self._studio.tokens
            color = tokens.gen if facts.capabilities.generative else tokens.draft
            self.engine.show_state(engine_words(facts.identity.backend), color)
            self.engine.setToolTip(
                self.tr("What fills the gaps: {variant}").format(variant=facts.identity.variant)
            )

    def _refresh_board(self) -> None:
        board = self._studio.board
        aspect = aspect_words(board.canvas)
        self.format.setText(f"{aspect}  {size_words(board.canvas)}".strip())
        self.rate.setText(self.tr("{rate} fps").format(rate=rate_label(board.rate)))
        self.length.setText(clock(seconds_at(board.length, board.rate)))
        for pill in (self.format, self.rate, self.length):
            pill.setAccessibleDescription(pill.text())

    def _lay_out(self) -> None:
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 0, 20, 0)
        row.setSpacing(8)
        row.addWidget(self._menu_button)
        naming = QWidget()
        names = QHBoxLayout(naming)
        names.setContentsMargins(4, 0, 12, 0)
        names.setSpacing(12)
        names.addWidget(self._name)
        names.addWidget(self._saved)
        names.addStretch(1)
        naming.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        row.addWidget(naming, 2)
        for pill in (self.format, self.rate, self.length, self.engine):
            row.addWidget(pill)
        row.addStretch(3)
        row.addWidget(self.cost)
        row.addSpacing(4)
        for one, width in ((self.fill, 120), (self.export, 120)):
            one.setMinimumWidth(width)
            row.addWidget(one)

    def _pill(self, words: str, fill: Callable[[QMenu], None]) -> QToolButton:
        pill = QToolButton()
        pill.setProperty("pill", True)
        pill.setToolTip(words)
        pill.setAccessibleName(words)
        pill.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        pill.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        menu = QMenu(pill)
        menu.aboutToShow.connect(menu.clear)
        menu.aboutToShow.connect(lambda: fill(menu))
        pill.setMenu(menu)
        return pill

    def _choice(self, menu: QMenu, group: QActionGroup, text: str, on: bool) -> QAction:
        action = menu.addAction(text)
        action.setCheckable(True)
        action.setChecked(on)
        group.addAction(action)
        return action

    def _fill_formats(self, menu: QMenu) -> None:
        group = QActionGroup(menu)
        now, aspect = self._studio.board.canvas, ""
        for preset in CANVAS_PRESETS:
            if aspect and preset.aspect != aspect:
                menu.addSeparator()
            aspect = preset.aspect
            text = f"{preset.aspect}  {preset.lines}  ·  {size_words(preset.size)}"
            action = self._choice(menu, group, text, preset.size == now)
            action.triggered.connect(
                lambda _on=False, size=preset.size: self._studio.run(set_canvas(size))
            )
        menu.addSeparator()
        menu.addAction(self.tr("Another size…"), self._ask_size)

    def _fill_rates(self, menu: QMenu) -> None:
        group = QActionGroup(menu)
        for rate in RATES:
            text = self.tr("{rate} fps").format(rate=rate_label(rate))
            action = self._choice(menu, group, text, rate == self._studio.board.rate)
            action.triggered.connect(lambda _on=False, one=rate: self._studio.run(set_rate(one)))
        menu.addSeparator()
        menu.addAction(self.tr("Another rate…"), self._ask_rate)

    def _fill_lengths(self, menu: QMenu) -> None:
        group = QActionGroup(menu)
        board = self._studio.board
        for seconds in LENGTHS_S:
            frames = nearest_frame(Fraction(seconds), board.rate)
            text = self.tr("{seconds} s").format(seconds=seconds)
            action = self._choice(menu, group, text, frames == board.length)
            action.triggered.connect(
                lambda _on=False, one=frames: self._studio.run(set_length(one))
            )
        menu.addSeparator()
        menu.addAction(self.tr("Another length…"), self._ask_length)

    def _ask_size(self) -> None:
        from storyboard_studio.ui.dialogs.board_shape import ask_size

        size = ask_size(self, self._studio.board.canvas)
        if size is not None:
            self._studio.run(set_canvas(size))

    def _ask_rate(self) -> None:
        from storyboard_studio.ui.dialogs.board_shape import ask_rate

        rate = ask_rate(self, self._studio.board.rate)
        if rate is not None:
            self._studio.run(set_rate(rate))

    def _ask_length(self) -> None:
        from storyboard_studio.ui.dialogs.board_shape import ask_length

        length = ask_length(self, self._studio.board.length, self._studio.board.rate)
        if length is not None:
            self._studio.run(set_length(length))

    def sizeHint(self) -> QSize:
        return QSize(1100, 52)
