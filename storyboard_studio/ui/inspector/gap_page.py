"""The inspector's page of a gap: what it will be, what acts in it, how it is filled."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout

from storyboard_engine.api import Quality
from storyboard_studio.document.board import Clip, Item
from storyboard_studio.edit.commands import choose_take, close_gap, lock_gap, set_gap, unlock_gap
from storyboard_studio.planning.plan import GapPlan
from storyboard_studio.render.status import (
    Blocked,
    Failed,
    Filled,
    Filling,
    GapState,
    Locked,
    Own,
    Stale,
    Waiting,
    needs_fill,
)
from storyboard_studio.timebase import rate_label
from storyboard_studio.ui.actions import Actions
from storyboard_studio.ui.controls import ChoiceButton, button, label
from storyboard_studio.ui.inspector.fields import Rows
from storyboard_studio.ui.inspector.page import Page
from storyboard_studio.ui.inspector.prompt_list import PromptList
from storyboard_studio.ui.inspector.ruler import GapRuler
from storyboard_studio.ui.inspector.seed_field import SeedField
from storyboard_studio.ui.inspector.take_strip import TakeStrip
from storyboard_studio.ui.studio import Studio
from storyboard_studio.ui.wording import (
    duration_words,
    engine_words,
    quality_words,
    seconds_words,
    state_color,
    state_words,
    verdict_explained,
    verdict_words,
)


class GapPage(Page):
    """``locate_media`` asks to find a missing file by its media id."""

    locate_media = Signal(str)

    def __init__(self, studio: Studio, actions: Actions) -> None:
        super().__init__(studio)
        self._bound = ""
        self._sum = label(role="title")
        self._made = label(role="mute")
        self.ruler = GapRuler(studio)
        self._explained = label(role="mute", wrap=True)
        self._trouble = label(role="error", wrap=True)
        self._locate = button(self.tr("Locate…"))
        self._prompts = PromptList(studio)
        self.takes = TakeStrip(studio)
        self._takes_of: tuple[str, int, str, bool] | None = None
        self._rows = Rows()
        self._sides = self._rows.add_value(self.tr("Between"))
        self._engine = self._rows.add_value(self.tr("Engine"))
        self.quality = ChoiceButton(self.tr("Quality"), [quality_words(q) for q in Quality])
        self._rows.add(self.tr("Quality"), self.quality)
        self.seed = SeedField(studio)
        self._rows.add(self.tr("Seed"), self.seed)
        self._take = self._rows.add_value(self.tr("Take"))
        self.fill = button(self.tr("Fill this gap"), primary=True)
        self.cancel = button(self.tr("Cancel"))
        self.lock = button(self.tr("Lock"))
        self.close_up = button(self.tr("Close gap"))
        self._lay_out()
        self._connect(actions)

    def refresh(self) -> None:
        bound = self.studio.selection.gap
        plan = None if bound is None else self.studio.render.plan.by_bound(bound)
        if bound is None or plan is None:
            return
        self._bound = bound
        state = self.studio.render.state(bound)
        self.heading.set_words(self.tr("Gap {number}").format(number=plan.gap.index + 1))
        self.state.show_state(state_words(state), state_color(state, self.studio.tokens))
        self.state.show()
        self._refresh_length(plan)
        self._refresh_trouble(state)
        self._prompts.show_cards(plan)
        self._refresh_takes(plan)
        self._refresh_rows(plan, state)
        self._refresh_buttons(plan, state)

    def _refresh_length(self, plan: GapPlan) -> None:
        frames, rate = len(plan.gap.range), self.studio.board.rate
        verdict = verdict_words(plan.verdict)
        self._sum.setText(f"{seconds_words(frames / rate)} · {verdict}")
        self._made.setText(self._made_words(plan))
        self._explained.setText(verdict_explained(plan.verdict))
        limits = plan.engine.capabilities.ruler
        self.ruler.show_gap(limits, plan.known_sides, plan.distance_s, plan.verdict)

    def _made_words(self, plan: GapPlan) -> str:
        frames, stride = len(plan.gap.range), plan.engine.capabilities.frame_stride
        if stride > 1:
            made = -(-(frames - 1) // stride) * stride + 1
            text = self.tr("{made} frames made, {kept} kept · {stride}k+1 grid")
            return text.format(made=made, kept=frames, stride=stride)
        own = len(plan.gap.keyframes)
        rate = rate_label(self.studio.board.rate)
        if own:
            text = self.tr("{made} frames made, {own} your own · {rate} fps")
            return text.format(made=frames - own, own=own, rate=rate)
        return self.tr("{made} frames made · {rate} fps").format(made=frames, rate=rate)

    def _refresh_trouble(self, state: GapState) -> None:
        text = ""
        if isinstance(state, Failed):
            text = f"{state.what} {state.remedy}".strip()
        elif isinstance(state, Blocked):
            names = ", ".join(self._media_name(media) for media in state.media)
            text = self.tr("Not there any more: {names}").format(names=names)
        self._trouble.setText(text)
        self._trouble.setVisible(bool(text))
        self._locate.setVisible(isinstance(state, Blocked))

    def _refresh_takes(self, plan: GapPlan) -> None:
        """The folder of takes is looked at only when a fill ended or another take is shown."""
        render, bound = self.studio.render, plan.gap.bound
        shown = render.shown(plan)
        digest = "" if shown is None else shown.digest
        now = (bound, len(render.queue.open_jobs), digest, plan.settings.locked)
        if now != self._takes_of:
            self._takes_of = now
            takes = render.takes_for(bound)
            self.takes.show_takes(takes, digest, locked=plan.settings.locked)

    def _refresh_rows(self, plan: GapPlan, state: GapState) -> None:
        gap = plan.gap
        self._sides.setText(f"{self._side(gap.left)} → {self._side(gap.right)}")
        settings = plan.settings
        self._engine.setText(engine_words(plan.identity.backend))
        self._engine.setToolTip(plan.identity.variant)
        self.quality.show_choice(list(Quality).index(settings.quality))
        self.quality.setEnabled(not settings.locked)
        self.seed.show_seed(settings.seed, enabled=not settings.locked)
        self._take.setText(self._take_words(plan, state))

    def _take_words(self, plan: GapPlan, state: GapState) -> str:
        match state:
            case Filling(frames=done, eta_s=eta):
                words = self.tr("{done} of {all} frames").format(done=done, all=plan.request.frames)
                return words if eta is None else f"{words} · {duration_words(eta)}"
            case Filled(draft=True) | Locked(draft=True, differs=False):
                return self.tr("draft motion")
            case Filled() | Locked(differs=False):
                return self.tr("made as it is now")
            case Stale() | Locked():
                return self.tr("made before the last change")
            case Own():
                return self.tr("none needed")
            case _:
                return self.tr("none yet")

    def _refresh_buttons(self, plan: GapPlan, state: GapState) -> None:
        busy = isinstance(state, Waiting | Filling)
        self.fill.setVisible(needs_fill(state))
        self.fill.setText(
            self.tr("Fill again") if isinstance(state, Stale) else self.tr("Fill this gap")
        )
        self.cancel.setVisible(busy)
        shown = isinstance(state, Filled | Stale | Locked)
        self.lock.setVisible(shown)
        self.lock.setText(self.tr("Unlock") if isinstance(state, Locked) else self.tr("Lock take"))
        self.close_up.setVisible(not plan.settings.locked and not plan.gap.keyframes)

    def _side(self, item: Item | None) -> str:
        if item is None:
            return self.tr("nothing")
        kind = self.tr("clip") if isinstance(item, Clip) else self.tr("photo")
        name = self._media_name(item.media)
        return name if len(name) <= 16 else kind

    def _media_name(self, media_id: str) -> str:
        path = self.studio.board.media_by_id(media_id).path
        return path.replace("\\", "/").rsplit("/", 1)[-1]

    def _toggle_lock(self) -> None:
        state = self.studio.render.state(self._bound)
        if isinstance(state, Locked):
            self.studio.run(unlock_gap(self._bound))
        elif isinstance(state, Filled | Stale):
            self.studio.run(lock_gap(self._bound, state.take))

    def _cancel(self) -> None:
        state = self.studio.render.state(self._bound)
        if isinstance(state, Waiting | Filling):
            self.studio.render.cancel(state.job)

    def _ask_locate(self) -> None:
        state = self.studio.render.state(self._bound)
        if isinstance(state, Blocked):
            self.locate_media.emit(state.media[0])

    def _connect(self, actions: Actions) -> None:
        self.fill.clicked.connect(lambda: self.studio.render.fill([self._bound]))
        self.cancel.clicked.connect(self._cancel)
        self.lock.clicked.connect(self._toggle_lock)
        self.close_up.clicked.connect(lambda: self.studio.run(close_gap(self._bound)))
        self.close_up.setToolTip(actions["ripple_delete"].toolTip())
        self._locate.clicked.connect(self._ask_locate)
        self.quality.chosen.connect(self._choose_quality)
        self.takes.chosen.connect(self._choose_take)
        self.seed.chosen.connect(lambda seed: self.studio.run(set_gap(self._bound, seed=seed)))

    def _choose_take(self, digest: str) -> None:
        """The take that the request names is followed, any other one is held on to."""
        plan = self.studio.render.plan.by_bound(self._bound)
        if plan is not None:
            own = digest == plan.digest
            self.studio.run(choose_take(self._bound, "" if own else digest))

    def _choose_quality(self, index: int) -> None:
        self.studio.run(set_gap(self._bound, quality=list(Quality)[index]))

    def _lay_out(self) -> None:
        column = self.column
        for one in (self._sum, self._made, self.ruler, self._explained):
            column.addWidget(one)
        trouble = QHBoxLayout()
        trouble.addWidget(self._trouble, 1)
        trouble.addWidget(self._locate)
        column.addLayout(trouble)
        column.addSpacing(8)
        column.addWidget(label(self.tr("Prompts that act here"), "heading"))
        column.addWidget(self._prompts)
        column.addSpacing(8)
        column.addWidget(self.takes)
        column.addWidget(self._rows)
        column.addSpacing(8)
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        for choice in (self.fill, self.cancel, self.lock, self.close_up):
            buttons.addWidget(choice)
        buttons.addStretch(1)
        column.addLayout(buttons)
        column.addStretch(1)
