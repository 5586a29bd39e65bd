"""Timelines to work on, and nothing left behind."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from studio_fakes import Desk, legal
from timeline_desk import Hands, full_board

from storyboard_studio.document.board import Board

_OF_THE_PLUGIN = r"This plugin does not support (raise\(\)|grabbing the keyboard)"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What the offscreen plugin says whenever a menu opens."""
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.qt_log_ignore(_OF_THE_PLUGIN))


@pytest.fixture
def hands(open_desk: Callable[[Board], Desk], tmp_path: Path) -> Hands:
    """A timeline of 1116 pixels on the full board: 1000 of them are its 200 frames."""
    return Hands(open_desk(legal(full_board(tmp_path / "media"))))


@pytest.fixture
def hands_on(open_desk: Callable[[Board], Desk], tmp_path: Path) -> Callable[..., Hands]:
    """The same on a board with changes."""

    def make(**changes: object) -> Hands:
        return Hands(open_desk(legal(full_board(tmp_path / "media", **changes))))

    return make
