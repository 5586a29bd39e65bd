"""The quiet line at the bottom: the queue, the engine, what undo would take back, notices.

Knows the studio and the actions; no other panel.
"""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QHBoxLayout, QToolButton, QWidget

from storyboard_studio.ui.actions import Actions
from storyboard_studio.ui.controls import ElidedLabel, label
from storyboard_studio.ui.studio import Studio
from storyboard_studio.ui.wording import duration_words, engine_words

_INFO_MS, _ERROR_MS = 6_000, 15_000


class StatusBar(QWidget):
    """26 px high. A notice takes the middle for a while; errors stay longer."""

    def __init__(self, studio: Studio, actions: Actions) -> None:
        super().__init__()
        self._studio = studio
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setProperty("surface", "bg")
        self.setFixedHeight(28)
        self.queue = _link()
        self.queue.setToolTip(actions["queue"].toolTip())
        self.queue.clicked.connect(actions["queue"].trigger)
        self.engine = label(role="mute")
        self.offline = label(self.tr("offline"), "mute")
        self.offline.setToolTip(self.tr("Nothing you make leaves this computer."))
        self.note = ElidedLabel("value")
        self.undo = label(role="mute")
        self.keys = _link()
        self.keys.setText(self.tr("?  keys"))
        self.keys.setAccessibleName(self.tr("Show every key"))
        self.keys.clicked.connect(actions["keys"].trigger)
        self._lay_out()
        self._hide_note = QTimer(self)
        self._hide_note.setSingleShot(True)
        self._hide_note.timeout.connect(lambda: self.note.set_words(""))
        studio.notice.connect(self.show_notice)
        studio.plan_changed.connect(self.refresh)
        studio.board_changed.connect(self.refresh)
        self.refresh()

    def show_notice(self, kind: str, text: str) -> None:
        is_error = kind == "error"
        self.note.setProperty("role", "error" if is_error else "value")
        self.note.style().polish(self.note)
        self.note.set_words(text)
        self._hide_note.start(_ERROR_MS if is_error else _INFO_MS)

    def refresh(self) -> None:
        self.queue.setText(self._queue_words())
        self.queue.setAccessibleName(self._queue_words())
        self._refresh_engine()
        undo = self._studio.session.undo_label
        self.undo.setText(self.tr("Undo: {what}").format(what=undo) if undo else "")

    def _queue_words(self) -> str:
        queue = self._studio.render.queue
        running, jobs = queue.running, queue.open_jobs
        if not jobs:
            return self.tr("Queue  empty")
        words = self.tr("Queue  {running} running · {waiting} waiting").format(
            running=1 if running else 0, waiting=len(jobs) - (1 if running else 0)
        )
        eta = getattr(running.state, "eta_s", None) if running else None
        if eta is None:
            return words
        left = self.tr("{time} left").format(time=duration_words(eta))
        return f"{words} · {left}"

    def _refresh_engine(self) -> None:
        plans = self._studio.render.plan.gaps
        names = sorted({(p.identity.backend, p.identity.variant) for p in plans})
        text = ", ".join(f"{engine_words(backend)} ({variant})" for backend, variant in names)
        self.engine.setText(text)

    def _lay_out(self) -> None:
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 0, 12, 0)
        row.setSpacing(18)
        for one in (self.queue, self.engine, self.offline):
            row.addWidget(one)
        row.addWidget(self.note, 1)
        row.addWidget(self.undo)
        row.addWidget(self.keys)


def _link() -> QToolButton:
    made = QToolButton()
    made.setProperty("link", True)
    made.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    return made
