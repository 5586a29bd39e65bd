"""Playing: the picture goes by the sound, late pictures are dropped and counted, keys move it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from preview_fakes import SAMPLE_RATE, Clock, Monitor, board, make_studio
from PySide6.QtCore import QPoint, Qt

from storyboard_studio.edit.commands import add_card, set_in_out, set_length
from storyboard_studio.timebase import FrameRange

Open = Callable[..., Monitor]


def start_with_sound(monitor: Monitor) -> None:
    """Play until the device is pulling and nothing has been heard yet."""
    monitor.panel.play()
    monitor.bot.waitUntil(lambda: monitor.device.pull is not None, timeout=5000)


def test_the_picture_follows_what_is_heard(monitor: Monitor) -> None:
    start_with_sound(monitor)
    for _ in range(20):
        monitor.device.advance(0.1)
        monitor.bot.waitUntil(lambda: monitor.device.pull is not None)
        heard = sum(len(block) for block in monitor.device.heard) / SAMPLE_RATE
        due = int((heard - 0.1) * 24) if heard > 0.1 else 0
        monitor.panel.player.tick()
        assert abs(monitor.studio.playhead - due) <= 1
        monitor.wait_for(monitor.studio.playhead)
        monitor.bot.wait(30)  # the sound thread fills its ring in real time


def test_the_sound_is_the_films_from_the_playhead_on(monitor: Monitor) -> None:
    monitor.studio.set_playhead(12)
    monitor.wait_for(12)
    start_with_sound(monitor)
    monitor.device.advance(0.2)
    heard = np.concatenate(monitor.device.heard)[:, 0]
    expected = ((12 * 2000 + np.arange(len(heard))) % SAMPLE_RATE) / SAMPLE_RATE
    assert np.allclose(heard, expected, atol=1e-4)


def test_pause_is_silent_at_once_and_keeps_the_frame(monitor: Monitor) -> None:
    start_with_sound(monitor)
    monitor.device.advance(0.4)
    monitor.panel.player.tick()
    monitor.panel.pause()
    here = monitor.studio.playhead
    assert 6 <= here <= 8
    monitor.bot.waitUntil(lambda: monitor.device.pull is None)
    monitor.wait_for(here)


def test_without_a_device_the_clock_plays_and_says_so_once(monitor: Monitor) -> None:
    notices: list[str] = []
    monitor.studio.notice.connect(lambda kind, text: notices.append(text))
    monitor.device.refuses = True
    for _ in range(2):
        monitor.panel.play()
        monitor.bot.waitUntil(lambda: notices != [])
        monitor.preroll()
        before = monitor.studio.playhead
        monitor.clock.now += 0.5
        monitor.panel.player.tick()
        assert monitor.studio.playhead == before + 12
        monitor.panel.pause()
    assert notices == ["No device. Plug one in."]


def test_a_device_is_looked_for_again_after_a_while(monitor: Monitor) -> None:
    monitor.device.refuses = True
    monitor.panel.play()
    with monitor.bot.waitSignal(monitor.studio.notice):
        pass
    monitor.panel.pause()
    monitor.device.refuses = False
    for wait_s, heard in ((5, False), (30, True)):
        monitor.clock.now += wait_s
        monitor.panel.play()
        monitor.preroll()
        monitor.bot.wait(50)
        assert (monitor.device.pull is not None) is heard
        monitor.panel.pause()


def silent(monitor: Monitor) -> Clock:
    """From now on the test's clock plays."""
    monitor.panel.player.sound_lost()
    return monitor.clock


@pytest.mark.parametrize("times", [1, 2, 3, 4])
def test_the_shuttle_plays_faster_each_time(monitor: Monitor, times: int) -> None:
    clock = silent(monitor)
    for _ in range(times):
        monitor.panel.shuttle(1)
    monitor.preroll()
    clock.now += 0.25
    monitor.panel.player.tick()
    assert monitor.panel.player.speed == 2 ** (times - 1)
    assert monitor.studio.playhead == 6 * 2 ** (times - 1)
    monitor.wait_for(monitor.studio.playhead)


def test_the_shuttle_plays_backwards(monitor: Monitor) -> None:
    clock = silent(monitor)
    monitor.studio.set_playhead(60)
    monitor.panel.shuttle(-1)
    monitor.panel.shuttle(-1)
    monitor.preroll()
    clock.now += 0.5
    monitor.panel.player.tick()
    assert monitor.studio.playhead == 60 - 24
    monitor.wait_for(60 - 24)
    assert monitor.panel.transport.speed.text() == "−2×"


def test_only_the_speed_of_the_film_is_heard(monitor: Monitor) -> None:
    monitor.panel.shuttle(1)
    monitor.panel.shuttle(1)
    monitor.preroll()
    monitor.clock.now += 0.25
    monitor.panel.player.tick()
    assert monitor.device.starts == 0
    assert monitor.studio.playhead == 12


def test_playing_rests_on_the_last_frame(monitor: Monitor) -> None:
    clock = silent(monitor)
    monitor.studio.set_playhead(110)
    monitor.panel.play()
    monitor.preroll()
    clock.now += 2
    monitor.panel.player.tick()
    assert not monitor.panel.player.is_playing
    assert monitor.studio.playhead == 119
    monitor.wait_for(119)


def test_the_loop_stays_between_in_and_out(monitor: Monitor) -> None:
    clock = silent(monitor)
    monitor.studio.run(set_in_out(FrameRange(20, 30)))
    monitor.panel.toggle_loop()
    monitor.panel.play()
    monitor.preroll()
    assert monitor.studio.playhead == 20
    seen = set()
    for _ in range(40):
        clock.now += 1 / 24
        monitor.panel.player.tick()
        seen.add(monitor.studio.playhead)
    assert seen == set(range(20, 30))
    assert monitor.panel.transport.loop_button.isChecked()


def test_a_moved_playhead_plays_on_from_there(monitor: Monitor) -> None:
    clock = silent(monitor)
    monitor.panel.play()
    monitor.preroll()
    monitor.studio.set_playhead(80)
    monitor.preroll()
    clock.now += 0.25
    monitor.panel.player.tick()
    assert monitor.studio.playhead == 86


def test_a_shorter_film_while_it_plays(monitor: Monitor) -> None:
    clock = silent(monitor)
    monitor.panel.play()
    monitor.preroll()
    monitor.studio.run(set_length(130))
    monitor.preroll()
    clock.now += 0.25
    monitor.panel.player.tick()
    assert monitor.studio.playhead == 6
    assert monitor.panel.player.is_playing


def test_pictures_that_come_too_late_are_dropped_and_counted(monitor: Monitor) -> None:
    clock = silent(monitor)
    monitor.panel.play()
    monitor.preroll()
    drops = monitor.panel.player.drops
    for _ in range(5):
        clock.now += 1 / 24
        monitor.panel.player.tick()
        monitor.wait_for(monitor.studio.playhead)
        monitor.bot.waitUntil(lambda: drops.shown_steps == monitor.studio.playhead + 1)
    assert drops.dropped == 0
    clock.now += 4 / 24  # the window was busy for three frames
    monitor.panel.player.tick()
    assert drops.dropped == 3


def test_a_picture_that_is_not_read_in_time_is_dropped(monitor: Monitor) -> None:
    clock = silent(monitor)
    monitor.panel.play()
    monitor.preroll()
    monitor.bot.waitUntil(lambda: 23 in monitor.films.read)
    monitor.films.may_read.clear()
    clock.now += 40 / 24
    monitor.panel.player.tick()
    clock.now += 1 / 24
    monitor.panel.player.tick()
    assert monitor.studio.playhead == 41
    assert monitor.panel.player.drops.dropped >= 40
    monitor.films.may_read.set()
    for _ in range(10):
        clock.now += 1 / 24
        monitor.panel.player.tick()
        monitor.bot.wait(20)
    assert monitor.studio.playhead == 51
    assert monitor.has(51)


def test_a_reader_slower_than_the_film_still_shows_pictures_in_time(monitor: Monitor) -> None:
    monitor.clock.is_real = True
    monitor.films.read_takes_s = 0.06  # one and a half frames
    silent(monitor)
    monitor.studio.set_playhead(70)
    monitor.panel.play()
    monitor.bot.waitUntil(lambda: monitor.studio.playhead >= 110, timeout=10_000)
    drops = monitor.panel.player.drops
    # Reading every frame, each would come when the next is due, and none would be shown.
    assert drops.shown_steps >= 10
    assert drops.dropped >= 10


def test_steps_edits_and_ends(monitor: Monitor) -> None:
    panel, studio = monitor.panel, monitor.studio
    visited = []
    for move in (
        lambda: panel.step(1),
        lambda: panel.step_seconds(1),
        lambda: panel.step(-2),
        lambda: panel.go_edit(1),
        lambda: panel.go_edit(1),
        lambda: panel.go_edit(1),
        lambda: panel.go_edit(-1),
        panel.go_end,
        lambda: panel.step(1),
        panel.go_start,
        lambda: panel.go_edit(-1),
    ):
        move()
        visited.append(studio.playhead)
    assert visited == [1, 25, 23, 30, 35, 40, 35, 119, 119, 0, 0]


def test_in_and_out(monitor: Monitor) -> None:
    panel, studio = monitor.panel, monitor.studio
    studio.set_playhead(10)
    panel.set_in()
    assert studio.board.in_out == FrameRange(10, 120)
    studio.set_playhead(40)
    panel.set_out()
    assert studio.board.in_out == FrameRange(10, 41)
    studio.set_playhead(50)
    panel.set_in()
    assert studio.board.in_out == FrameRange(50, 120)
    panel.go_out()
    assert studio.playhead == 119
    panel.go_in()
    assert studio.playhead == 50
    studio.set_playhead(20)
    panel.set_out()
    assert studio.board.in_out == FrameRange(0, 21)
    panel.clear_out()
    assert studio.board.in_out is None
    panel.set_in()
    panel.clear_in()
    assert studio.board.in_out is None
    panel.set_in()
    panel.clear_in_out()
    assert studio.board.in_out is None


def test_a_click_on_the_picture_plays_and_pauses(monitor: Monitor) -> None:
    monitor.panel.resize(1200, 400)  # room beside the picture
    view = monitor.panel.view
    middle = view.picture_rect().center()
    monitor.bot.mouseClick(view, Qt.MouseButton.LeftButton, pos=middle)
    assert monitor.panel.player.is_playing
    monitor.bot.mouseClick(view, Qt.MouseButton.LeftButton, pos=middle)
    assert not monitor.panel.player.is_playing
    monitor.bot.mouseClick(view, Qt.MouseButton.LeftButton, pos=QPoint(1, 1))
    assert not monitor.panel.player.is_playing


def test_another_document_stops_playing_and_shows_its_own(monitor: Monitor, tmp_path: Path) -> None:
    start_with_sound(monitor)
    other = make_studio(board(canvas=(36, 64), items=(), length=50), tmp_path / "other")
    monitor.studio.open(other.session, other.render)
    assert not monitor.panel.player.is_playing
    assert monitor.studio.playhead == 0
    assert "Drop a photo" in monitor.panel.view.message
    monitor.studio.run(add_card(0, "Fog"))
    monitor.wait_for(0)
    assert monitor.panel.view.message == ""
    width, height = monitor.panel.view.wanted_size
    assert width < height


def test_nothing_is_left_when_the_panel_goes_while_it_plays(open_monitor: Open) -> None:
    monitor = open_monitor(board())
    start_with_sound(monitor)
    monitor.device.advance(0.3)
    # the fixture ends it and looks for threads, readers and the device
