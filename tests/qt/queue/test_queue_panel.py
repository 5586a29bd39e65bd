"""The queue panel follows the jobs and can stop, repeat and clear them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QProgressBar, QWidget
from studio_fakes import Desk, legal, media_file

from storyboard_studio.document.board import Board, Image, MediaKind
from storyboard_studio.ui.queue.panel import JobRow, QueuePanel
from storyboard_studio.ui.statusbar import StatusBar


@pytest.fixture
def desk(open_desk: Callable[..., Desk], tmp_path: Path) -> Desk:
    """Two photos and the three gaps round them."""
    photo = media_file(tmp_path / "media", "photo.jpg", MediaKind.IMAGE)
    items = (Image("i1", "photo", 10, 10), Image("i2", "photo", 40, 10))
    board = Board(canvas=(64, 36), length=60, media=(photo,), items=items)
    return open_desk(legal(board))


@pytest.fixture
def panel(desk: Desk) -> QueuePanel:
    desk.actions.bind("stop", desk.service.cancel_all)
    desk.actions.bind_toggle("queue", lambda _on: None)
    made = QueuePanel(desk.studio, desk.actions, desk.home)
    made.resize(380, 640)
    desk.show(desk.home, 600, 700)
    return made


def texts(widget: QWidget) -> list[str]:
    return [label.text() for label in widget.findChildren(QLabel) if not label.isHidden()]


def rows(panel: QueuePanel) -> list[JobRow]:
    return [panel.row(job.id) for job in panel._studio.render.queue.jobs]


def test_an_empty_queue_says_how_to_use_it(panel: QueuePanel) -> None:
    assert "Nothing is being filled. “Fill” puts gaps here." in texts(panel)
    assert panel.stop.isHidden()
    assert panel.clear.isHidden()


def test_jobs_show_progress_and_what_waits(desk: Desk, panel: QueuePanel) -> None:
    desk.service.fill()
    desk.worker.progress(0.4, frames=4, note="Reading the neighbours")
    first, second, _third = rows(panel)
    assert texts(first) == ["Gap 1", "40 % · Reading the neighbours"]
    assert first.findChild(QProgressBar).value() == 400
    assert texts(second) == ["Gap 2", "waiting · Draft motion"]
    assert panel.stop.isVisible()


def test_a_waiting_job_can_be_cancelled_by_itself(desk: Desk, panel: QueuePanel) -> None:
    desk.service.fill()
    second = rows(panel)[1]
    desk.qtbot.mouseClick(second.cancel, Qt.MouseButton.LeftButton)
    assert "stopped; finished frames are kept" in texts(second)
    assert not second.again.isHidden()
    assert not desk.worker.token.cancelled


def test_a_failed_job_says_why_and_can_be_tried_again(desk: Desk, panel: QueuePanel) -> None:
    desk.service.fill(["i1"])
    desk.worker.fail("The disk is full.", "Make room.")
    row = rows(panel)[0]
    assert "The disk is full. Make room." in texts(row)
    desk.qtbot.mouseClick(row.again, Qt.MouseButton.LeftButton)
    assert len(desk.worker.orders) == 2
    assert texts(rows(panel)[0])[1].startswith("0 %")


def test_stop_all_stops_all(desk: Desk, panel: QueuePanel) -> None:
    desk.service.fill()
    desk.qtbot.mouseClick(panel.stop, Qt.MouseButton.LeftButton)
    assert desk.worker.token.cancelled
    desk.worker.stop()
    assert not desk.service.queue.open_jobs
    assert panel.stop.isHidden()


def test_finished_jobs_can_be_cleared(desk: Desk, panel: QueuePanel) -> None:
    desk.service.fill(["i1"])
    desk.worker.finish()
    assert "done in 1 s" in texts(rows(panel)[0])
    desk.qtbot.mouseClick(panel.clear, Qt.MouseButton.LeftButton)
    assert desk.service.queue.jobs == ()
    assert "Nothing is being filled. “Fill” puts gaps here." in texts(panel)


def test_the_status_line_sums_the_queue_up(desk: Desk, panel: QueuePanel) -> None:
    desk.actions.bind("keys", lambda: None)
    bar = StatusBar(desk.studio, desk.actions)
    desk.show(bar, width=900, height=28)
    assert bar.queue.text() == "Queue  empty"
    desk.service.fill()
    assert bar.queue.text() == "Queue  1 running · 2 waiting"
    desk.worker.finish()
    assert bar.queue.text() == "Queue  1 running · 1 waiting"
    desk.studio.notice.emit("error", "Something is off.")
    assert bar.note.words == "Something is off."
