"""The queue: every fill with its progress, time left and a way to stop it; failures with what
to do about them. It lies over the window's lower left corner while it is wanted.
"""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QProgressBar,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from storyboard_studio.render.jobs import Done, Failed, Job, Running, Stopped, Waiting
from storyboard_studio.ui.actions import Actions
from storyboard_studio.ui.controls import IconButton, button, label
from storyboard_studio.ui.studio import Selection, Studio
from storyboard_studio.ui.wording import duration_words, engine_words

WIDTH = 380
_FRAME_PX, _MOST_PX = 112, 420


class QueuePanel(QFrame):
    """Rows are kept per job and refreshed in place."""

    def __init__(self, studio: Studio, actions: Actions, parent: QWidget) -> None:
        super().__init__(parent)
        self._studio = studio
        self._rows: dict[int, JobRow] = {}
        self.setProperty("surface", "raised")
        self.setAccessibleName(self.tr("Queue"))
        self.setFixedWidth(WIDTH)
        self.clear = button(self.tr("Clear finished"))
        self.stop = button(self.tr("Stop all"))
        self._empty = label(
            self.tr("Nothing is being filled. “Fill” puts gaps here."), "mute", wrap=True
        )
        self._jobs = QVBoxLayout()
        self._jobs.setContentsMargins(16, 0, 16, 0)
        self._jobs.setSpacing(12)
        self._lay_out(actions)
        self.clear.clicked.connect(studio.render.clear_ended)
        self.stop.clicked.connect(actions["stop"].trigger)
        studio.plan_changed.connect(self.refresh)
        studio.document_opened.connect(self._reconnect)
        self.refresh()

    def refresh(self) -> None:
        jobs = self._studio.render.queue.jobs
        for gone in self._rows.keys() - {job.id for job in jobs}:
            row = self._rows.pop(gone)
            row.hide()
            row.deleteLater()
        for job in jobs:
            if job.id not in self._rows:
                self._rows[job.id] = JobRow(self._studio, job)
                self._jobs.insertWidget(self._jobs.count() - 1, self._rows[job.id])
            self._rows[job.id].show_job(job)
        self._empty.setVisible(not jobs)
        self.clear.setVisible(any(not job.is_open for job in jobs))
        self.stop.setVisible(any(job.is_open for job in jobs))

    def wanted_height(self) -> int:
        """High enough for its rows, within reason."""
        rows = sum(row.sizeHint().height() + self._jobs.spacing() for row in self._rows.values())
        return min(_MOST_PX, _FRAME_PX + max(rows, 24))

    def row(self, job_id: int) -> JobRow:
        """The row of a job. Raises ``KeyError``."""
        return self._rows[job_id]

    def _reconnect(self) -> None:
        self.clear.clicked.disconnect()
        self.clear.clicked.connect(self._studio.render.clear_ended)

    def _lay_out(self, actions: Actions) -> None:
        close = IconButton(self._studio, "close", self.tr("Close the queue"), px=14)
        close.clicked.connect(actions["queue"].trigger)
        top = QHBoxLayout()
        top.setContentsMargins(16, 8, 8, 0)
        top.addWidget(label(self.tr("Queue"), "panel"), 1)
        top.addWidget(close)
        inner = QWidget()
        inner.setLayout(self._jobs)
        self._jobs.addStretch(1)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setWidget(inner)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        below = QHBoxLayout()
        below.setContentsMargins(16, 0, 16, 12)
        below.setSpacing(8)
        below.addWidget(self.stop)
        below.addWidget(self.clear)
        below.addStretch(1)
        self._empty.setContentsMargins(16, 0, 16, 4)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(8)
        outer.addLayout(top)
        outer.addWidget(self._empty)
        outer.addWidget(area, 1)
        outer.addLayout(below)


class JobRow(QWidget):
    """One job: what, how far, and Cancel."""

    def __init__(self, studio: Studio, job: Job) -> None:
        super().__init__()
        self._studio, self._job = studio, job
        self._title = label(role="value")
        self._words = label(role="mute")
        self._trouble = label(role="error", wrap=True)
        self._bar = QProgressBar()
        self._bar.setRange(0, 1000)
        self._bar.setTextVisible(False)
        self.cancel = IconButton(studio, "close", self.tr("Cancel this fill"), px=14)
        self.again = button(self.tr("Try again"))
        top = QHBoxLayout()
        top.setSpacing(8)
        top.addWidget(self._title)
        top.addWidget(self._words, 1)
        top.addWidget(self.again)
        top.addWidget(self.cancel)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addLayout(top)
        column.addWidget(self._bar)
        column.addWidget(self._trouble)
        self.cancel.clicked.connect(lambda: self._studio.render.cancel(self._job.id))
        self.again.clicked.connect(lambda: self._studio.render.fill([self._job.fill.bound]))

    def show_job(self, job: Job) -> None:
        self._job = job
        self._title.setText(job.fill.label)
        self.setAccessibleName(f"{job.fill.label} {self._state_words(job)}")
        self._words.setText(self._state_words(job))
        running = job.state if isinstance(job.state, Running) else None
        self._bar.setVisible(running is not None)
        if running is not None:
            self._bar.setValue(round(running.fraction * 1000))
            self._bar.setAccessibleName(self._state_words(job))
        failed = job.state if isinstance(job.state, Failed) else None
        self._trouble.setVisible(failed is not None)
        self._trouble.setText("" if failed is None else f"{failed.what} {failed.remedy}".strip())
        self.cancel.setVisible(job.is_open)
        self.again.setVisible(isinstance(job.state, Failed | Stopped))

    def mouseDoubleClickEvent(self, event: object) -> None:
        """Show the gap."""
        if self._studio.render.plan.by_bound(self._job.fill.bound) is not None:
            self._studio.select(Selection(gap=self._job.fill.bound))

    def _state_words(self, job: Job) -> str:
        match job.state:
            case Waiting():
                return self.tr("waiting · {engine}").format(engine=engine_words(job.fill.engine))
            case Running(fraction=fraction, eta_s=eta, note=note):
                words = self.tr("{percent} %").format(percent=int(fraction * 100))
                if eta is not None:
                    left = self.tr("{time} left").format(time=duration_words(eta))
                    return f"{words} · {left}"
                return f"{words} · {note}" if note else words
            case Done(seconds=seconds):
                return self.tr("done in {time}").format(time=duration_words(seconds))
            case Failed():
                return self.tr("failed")
            case Stopped():
                return self.tr("stopped; finished frames are kept")
