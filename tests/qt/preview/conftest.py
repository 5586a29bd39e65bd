"""Panels on real studios, and a look at what they leave behind."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from preview_fakes import Clock, FakeDevice, Films, Monitor, board, make_studio
from pytestqt.qtbot import QtBot

from storyboard_studio.document.board import Board
from storyboard_studio.ui.preview.panel import PreviewPanel

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")


@pytest.fixture
def open_monitor(qtbot: QtBot, tmp_path: Path) -> Iterator[Callable[..., Monitor]]:
    """Opens panels on boards; closes them and looks for what they left behind."""
    opened: list[Monitor] = []

    def open_one(document: Board | None = None, size: tuple[int, int] = (760, 480)) -> Monitor:
        studio = make_studio(board() if document is None else document, tmp_path)
        films, device, clock = Films(), FakeDevice(), Clock()
        panel = PreviewPanel(studio, open_reader=films.open, device=device, now=clock)
        qtbot.addWidget(panel)
        panel.resize(*size)
        with qtbot.waitExposed(panel):
            panel.show()
        opened.append(Monitor(panel, studio, films, device, clock, qtbot))
        return opened[-1]

    before = threading.active_count()
    yield open_one
    for monitor in opened:
        monitor.films.may_read.set()
        monitor.panel.release()
        assert monitor.films.open_readers == 0
        assert monitor.device.pull is None
    assert threading.active_count() == before


@pytest.fixture
def monitor(open_monitor: Callable[..., Monitor]) -> Monitor:
    """A panel on the board above, resting at frame 0."""
    one = open_monitor()
    one.wait_for(0)
    return one
