"""The row under the picture, the whole screen, and what a screen reader hears."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from itertools import combinations

import pytest
from preview_fakes import Monitor, board
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QAbstractButton, QLabel, QWidget
from pytestqt.qtbot import QtBot

from storyboard_studio.ui.preview.full_screen import FullScreen
from storyboard_studio.ui.tokens import DARK

Open = Callable[..., Monitor]


def named(monitor: Monitor, name: str) -> QAbstractButton:
    buttons = monitor.panel.transport.findChildren(QAbstractButton)
    return next(button for button in buttons if button.accessibleName() == name)


def test_the_timecode_follows_the_playhead(monitor: Monitor) -> None:
    bar = monitor.panel.transport
    assert (bar.timecode.text(), bar.total.text()) == ("00:00:00:00", "/ 00:00:05:00")
    monitor.studio.set_playhead(59)
    assert bar.timecode.text() == "00:00:02:11"


def test_the_timecode_drops_numbers_where_the_rate_has_it(open_monitor: Open) -> None:
    monitor = open_monitor(board(rate=Fraction(30000, 1001), length=1900))
    monitor.studio.set_playhead(1800)
    assert monitor.panel.transport.timecode.text() == "00:01:00;02"


def test_the_buttons_do_what_they_say(monitor: Monitor) -> None:
    studio = monitor.studio
    visited = []
    for name in ("Go to the end", "One frame back", "Go to the start", "One frame on"):
        monitor.bot.mouseClick(named(monitor, name), Qt.MouseButton.LeftButton)
        visited.append(studio.playhead)
    assert visited == [119, 118, 0, 1]
    monitor.bot.mouseClick(named(monitor, "Play"), Qt.MouseButton.LeftButton)
    assert monitor.panel.player.is_playing
    monitor.bot.mouseClick(named(monitor, "Pause"), Qt.MouseButton.LeftButton)
    assert not monitor.panel.player.is_playing
    with monitor.bot.waitSignal(monitor.panel.loop_changed):
        monitor.bot.mouseClick(named(monitor, "Loop from in to out"), Qt.MouseButton.LeftButton)
    assert monitor.panel.player.loops


def test_the_size_of_the_picture_is_said(monitor: Monitor) -> None:
    view = monitor.panel.view
    percent = round(view.wanted_size[0] / 64 * 100)
    assert monitor.panel.transport.fit.text() == f"fit {percent} %"


@pytest.mark.parametrize("width", [500, 560, 640, 671, 760, 1400])
def test_play_is_under_the_middle_of_the_picture(open_monitor: Open, width: int) -> None:
    monitor = open_monitor(size=(width, 420))
    panel, bar = monitor.panel, monitor.panel.transport
    middle = panel.view.mapTo(panel, panel.view.picture_rect().center()).x()
    button = bar.play_button
    assert abs(button.mapTo(panel, button.rect().center()).x() - middle) <= 12


@pytest.mark.parametrize("width", [460, 560, 671, 1400])
def test_nothing_is_clipped_or_overlaps(open_monitor: Open, width: int) -> None:
    monitor = open_monitor(size=(width, 420))
    monitor.panel.shuttle(-1)
    monitor.panel.shuttle(-1)
    monitor.bot.wait(1)
    for label in monitor.panel.transport.findChildren(QLabel):
        if label.isHidden():
            continue
        assert label.width() >= label.minimumSizeHint().width(), label.text()
    parts = [part for part in monitor.panel.transport.findChildren(QWidget) if part.isVisible()]
    for one, other in combinations(parts, 2):
        assert not one.geometry().intersects(other.geometry())


def test_everything_has_a_name_and_room_for_a_finger(monitor: Monitor) -> None:
    widgets = [monitor.panel, *monitor.panel.findChildren(QWidget)]
    assert [widget for widget in widgets if not widget.accessibleName()] == []
    for button in monitor.panel.findChildren(QAbstractButton):
        assert min(button.width(), button.height()) >= 24
        assert button.focusPolicy() == Qt.FocusPolicy.TabFocus


def full_screen(monitor: Monitor) -> FullScreen:
    monitor.panel.toggle_full_screen()
    window = monitor.panel.view.window()
    assert isinstance(window, FullScreen)
    monitor.bot.waitExposed(window)
    return window


def test_the_whole_screen_shows_the_same_frame_and_esc_leaves(monitor: Monitor) -> None:
    monitor.studio.set_playhead(12)
    monitor.wait_for(12)
    small = monitor.panel.view.wanted_size
    window = full_screen(monitor)
    monitor.wait_for(12)
    assert monitor.panel.view is window.view
    assert monitor.panel.view.wanted_size > small
    monitor.studio.set_playhead(13)
    monitor.wait_for(13)
    with monitor.bot.waitSignal(monitor.panel.full_screen_changed) as left:
        monitor.bot.keyClick(window, Qt.Key.Key_Escape)
    assert left.args == [False]
    assert monitor.panel.view.wanted_size == small
    monitor.wait_for(13)


def test_the_windows_keys_work_on_the_whole_screen(monitor: Monitor) -> None:
    action = QAction("Play", monitor.panel)
    action.setShortcut(QKeySequence("Space"))
    action.triggered.connect(monitor.panel.toggle_play)
    monitor.panel.addAction(action)
    window = full_screen(monitor)
    assert action in window.actions()
    monitor.panel.toggle_full_screen()
    assert monitor.panel.view.window() is monitor.panel


def test_f11_leaves_where_no_action_has_it(monitor: Monitor) -> None:
    window = full_screen(monitor)
    window.activateWindow()
    monitor.bot.keyClick(window, Qt.Key.Key_F11)
    assert monitor.panel.view.window() is monitor.panel


def test_the_pointer_hides_on_the_whole_screen_and_comes_back(qtbot: QtBot) -> None:
    window = FullScreen(DARK, [], pointer_rest_ms=20)
    qtbot.addWidget(window)
    with qtbot.waitExposed(window):
        window.showFullScreen()
    qtbot.waitUntil(lambda: window.cursor().shape() == Qt.CursorShape.BlankCursor)
    for x in (50, 60):
        qtbot.mouseMove(window.view, QPoint(x, 60))
    qtbot.waitUntil(lambda: window.cursor().shape() == Qt.CursorShape.ArrowCursor)
    window.close()
