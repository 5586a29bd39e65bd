"""The bridge, work in the background, and where faults of the program go."""

from __future__ import annotations

import gc
import logging
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import qWarning
from pytestqt.qtbot import QtBot

from storyboard_studio.errors import StudioError
from storyboard_studio.ui.background import Background
from storyboard_studio.ui.bridge import Bridge
from storyboard_studio.ui.faults import install_hooks, log_path, log_to_file


@pytest.fixture
def bridge(qtbot: QtBot) -> Iterator[Bridge]:
    made = Bridge()
    yield made
    made.close()


def test_posted_calls_are_made_on_the_gui_thread_in_order(qtbot: QtBot, bridge: Bridge) -> None:
    made: list[tuple[int, int]] = []

    def post_all() -> None:
        for number in range(50):
            bridge.post(lambda number=number: made.append((number, threading.get_ident())))

    worker = threading.Thread(target=post_all)
    worker.start()
    qtbot.waitUntil(lambda: len(made) == 50)
    worker.join()
    here = threading.get_ident()
    assert made == [(number, here) for number in range(50)]


def test_after_close_nothing_is_made_any_more(qtbot: QtBot, bridge: Bridge) -> None:
    made: list[str] = []
    bridge.post(lambda: made.append("on its way"))
    bridge.close()
    bridge.post(lambda: made.append("too late"))
    other = Bridge()
    other.post(lambda: made.append("end"))
    qtbot.waitUntil(lambda: bool(made))
    assert made == ["end"]
    other.close()


def test_background_work_answers_with_results_and_reasons(qtbot: QtBot, bridge: Bridge) -> None:
    background = Background(bridge, "test")
    told: list[object] = []

    def refuse() -> int:
        raise StudioError("No.", remedy="Ask again.")

    background.run(lambda: 42, told.append)
    background.run(refuse, told.append, lambda error: told.append(str(error)))
    qtbot.waitUntil(lambda: len(told) == 2)
    assert told == [42, "No. Ask again."]
    background.close()


def test_a_fault_in_the_background_is_logged_and_told(
    qtbot: QtBot, bridge: Bridge, caplog: pytest.LogCaptureFixture
) -> None:
    background = Background(bridge, "test")
    told: list[str] = []
    background.run(lambda: 1 // 0, failed=lambda error: told.append(str(error)))
    qtbot.waitUntil(lambda: bool(told))
    assert "fault in the program" in told[0]
    assert "ZeroDivisionError" in caplog.text
    background.close()


def test_faults_of_threads_and_qt_reach_the_log_file(qtbot: QtBot, own_data_folder: Path) -> None:
    told: list[str] = []
    handler = log_to_file()
    take_out = install_hooks(told.append)
    try:
        worker = threading.Thread(target=lambda: 1 // 0)
        worker.start()
        worker.join()
        qWarning("a word of Qt's")

        class Broken:
            def __del__(self) -> None:
                raise ValueError("while dying")

        Broken()
        gc.collect()
    finally:
        take_out()
        logging.getLogger().removeHandler(handler)
        handler.close()
    text = log_path().read_text(encoding="utf-8")
    assert log_path().is_relative_to(own_data_folder)
    assert "ZeroDivisionError" in text
    assert "WARNING MainThread qt: a word of Qt's" in text
    assert "while dying" in text
    assert len(told) == 1
    assert "fault in the program" in told[0]
