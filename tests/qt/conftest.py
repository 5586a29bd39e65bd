"""What every test of the window stands on: no display, a data folder of its own, no leftovers."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

os.environ["QT_QPA_PLATFORM"] = "offscreen"

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from studio_fakes import Desk

from storyboard_studio.document.board import Board
from storyboard_studio.settings import BASE_VARIABLE

_HERE = Path(__file__).parent
_OF_THE_PLUGIN = "This plugin does not support propagateSizeHints"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The offscreen plugin warns of every window that has a least size; it means nothing."""
    for item in items:
        if _HERE in item.path.parents:
            item.add_marker(pytest.mark.qt_log_ignore(_OF_THE_PLUGIN))


@pytest.fixture(autouse=True)
def own_data_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Nothing a test does reaches the folders of the person who runs it."""
    folder = tmp_path / "data"
    monkeypatch.setenv(BASE_VARIABLE, str(folder))
    return folder


@pytest.fixture
def open_desk(qtbot: QtBot, qapp: QApplication, tmp_path: Path) -> Iterator[Callable[..., Desk]]:
    """Makes studios on boards, each with a worker and a disk that behave; closes them again."""
    before = threading.active_count()
    opened: list[Desk] = []

    def open_one(board: Board) -> Desk:
        opened.append(Desk(board, tmp_path / "desk", qtbot))
        return opened[-1]

    yield open_one
    for desk in opened:
        desk.close()
    assert threading.active_count() == before, "a thread was left behind"
