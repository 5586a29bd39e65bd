"""The picture at the playhead: exact, newest first, live while the engine works, in words."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
from preview_fakes import Monitor

from storyboard_studio.document.board import Board
from storyboard_studio.edit.commands import add_marker, move_item, set_canvas
from storyboard_studio.errors import MediaError
from storyboard_studio.render.program import ShownTake
from storyboard_studio.render.worker import JobFrames
from storyboard_studio.ui.tokens import LIGHT

Open = Callable[..., Monitor]


def test_the_screen_shows_the_readers_pixels(monitor: Monitor) -> None:
    monitor.studio.set_playhead(17)
    monitor.wait_for(17)
    expected = monitor.expected(17)
    shown = monitor.shown()
    assert shown.shape == expected.shape
    inside = np.s_[10:-10, 10:-10]  # the corners are rounded
    assert np.array_equal(shown[inside], expected[inside])


def test_the_corners_are_rounded_over_the_panels_ground(monitor: Monitor) -> None:
    shown = monitor.shown()
    assert shown[0, 0].tolist() == [0x12, 0x14, 0x18]


def test_overtaken_requests_are_never_read(monitor: Monitor) -> None:
    monitor.films.read.clear()
    monitor.films.may_read.clear()
    monitor.films.reading.clear()
    monitor.studio.set_playhead(1)
    assert monitor.films.reading.wait(5)
    for frame in range(2, 30):
        monitor.studio.set_playhead(frame)
    monitor.films.may_read.set()
    monitor.wait_for(29)
    assert monitor.films.read[:2] == [1, 29]
    assert set(monitor.films.read[2:]) <= set(range(30, 38))  # made ready while it rests


def test_a_frame_seen_before_is_shown_at_once(monitor: Monitor) -> None:
    monitor.studio.set_playhead(5)
    monitor.wait_for(5)
    monitor.films.read.clear()
    monitor.studio.set_playhead(0)
    assert monitor.has(0)
    assert 0 not in monitor.films.read


def test_the_frames_beside_a_resting_playhead_are_made_ready(monitor: Monitor) -> None:
    monitor.studio.set_playhead(60)
    monitor.bot.waitUntil(lambda: 68 in monitor.films.read)
    for frame in range(61, 69):
        monitor.studio.set_playhead(frame)
        assert monitor.has(frame)
    assert 59 not in monitor.films.read
    monitor.studio.set_playhead(59)
    monitor.bot.waitUntil(lambda: 58 in monitor.films.read)
    order = [frame for frame in monitor.films.read if 47 <= frame < 59]
    assert order == sorted(order)
    monitor.studio.set_playhead(58)
    monitor.wait_for(58)


def test_an_edit_elsewhere_keeps_what_is_cached(monitor: Monitor) -> None:
    monitor.studio.set_playhead(5)
    monitor.wait_for(5)
    monitor.films.read.clear()
    assert monitor.studio.run(move_item("c", 75))
    assert monitor.studio.run(add_marker(3))
    monitor.studio.set_playhead(0)
    assert monitor.has(0)
    assert 0 not in monitor.films.read


def test_an_edit_here_reads_anew(monitor: Monitor) -> None:
    monitor.studio.set_playhead(100)
    monitor.wait_for(100)
    monitor.films.read.clear()
    assert monitor.studio.run(move_item("c", 75))
    monitor.bot.waitUntil(lambda: 100 in monitor.films.read)


def test_another_canvas_is_another_picture(monitor: Monitor) -> None:
    monitor.studio.run(set_canvas((36, 64)))
    monitor.wait_for(0)
    width, height = monitor.panel.view.wanted_size
    assert width < height


def test_another_size_is_read_for_the_screen(monitor: Monitor) -> None:
    before = monitor.panel.view.wanted_size
    monitor.panel.resize(500, 400)
    monitor.bot.waitUntil(lambda: monitor.panel.view.wanted_size != before)
    monitor.wait_for(0)


def test_a_frame_that_cannot_be_read_says_so(monitor: Monitor) -> None:
    monitor.films.breaks[9] = MediaError("The file ends early.", path="a.mp4", remedy="Relink it.")
    monitor.studio.set_playhead(9)
    monitor.bot.waitUntil(lambda: monitor.panel.view.message != "")
    assert monitor.panel.view.message == "a.mp4: The file ends early. Relink it."
    monitor.studio.set_playhead(10)
    monitor.wait_for(10)
    assert monitor.panel.view.message == ""


def test_a_fault_of_the_reader_is_logged_and_the_thread_lives_on(
    monitor: Monitor, caplog: pytest.LogCaptureFixture
) -> None:
    monitor.films.breaks[9] = ZeroDivisionError("a fault")
    monitor.studio.set_playhead(9)
    monitor.bot.waitUntil(lambda: monitor.panel.view.message != "")
    assert [record.getMessage() for record in caplog.records] == ["frame 9 could not be read"]
    monitor.studio.set_playhead(10)
    monitor.wait_for(10)


def test_an_empty_board_teaches_in_one_line(open_monitor: Open) -> None:
    monitor = open_monitor(Board(canvas=(64, 36)))
    assert "Drop a photo" in monitor.panel.view.message
    assert monitor.films.read == []
    assert monitor.panel.view.badge is None


def words_at(monitor: Monitor, frame: int) -> str:
    monitor.studio.set_playhead(frame)
    monitor.wait_for(frame)
    badge = monitor.panel.view.badge
    return "" if badge is None else badge.text


def test_what_the_picture_is_stands_on_it(monitor: Monitor) -> None:
    assert words_at(monitor, 10) == ""
    assert words_at(monitor, 32) == "not filled"
    assert words_at(monitor, 40) == ""  # the keyframe is the person's own picture
    assert words_at(monitor, 75) == "dissolve"
    assert monitor.panel.view.accessibleDescription() == "dissolve"


@pytest.mark.parametrize(
    ("stale", "draft", "words"),
    [
        (False, True, "draft motion"),
        (True, True, "stale · draft motion"),
        (True, False, "stale"),
        (False, False, ""),
    ],
)
def test_takes_say_what_they_are(open_monitor: Open, stale: bool, draft: bool, words: str) -> None:
    monitor = open_monitor()
    program = monitor.studio.render.program()
    shown = {gap.bound: ShownTake("d" * 64, len(gap.range), stale, draft) for gap in program.gaps}
    monitor.panel.set_program(replace(program, shown=shown))
    assert words_at(monitor, 45) == words


def test_missing_media_is_named(open_monitor: Open) -> None:
    monitor = open_monitor()
    program = monitor.studio.render.program()
    monitor.panel.set_program(replace(program, missing=frozenset({"m1"})))
    assert words_at(monitor, 10) == "missing: preview_fakes.py"


def test_live_frames_are_shown_at_once_while_a_gap_fills(monitor: Monitor) -> None:
    monitor.studio.set_playhead(37)
    monitor.wait_for(37)
    live = np.full((18, 32, 3), (250, 20, 30), np.uint8)
    monitor.studio.render.handle(JobFrames(1, "cut1", {2: live}, final=False))
    picture = monitor.panel.view.picture
    assert picture is not None
    assert (picture == (250, 20, 30)).all()
    assert monitor.panel.view.badge is not None
    assert monitor.panel.view.badge.text == "filling · live estimate"


def test_scrubbing_a_filling_gap_needs_no_reader(monitor: Monitor) -> None:
    pictures = {n: np.full((18, 32, 3), 10 * n, np.uint8) for n in (0, 1, 2, 3, 4)}
    monitor.studio.render.handle(JobFrames(1, "cut1", pictures, final=True))
    monitor.films.may_read.clear()
    for n in (4, 0, 3):
        monitor.studio.set_playhead(35 + n)
        picture = monitor.panel.view.picture
        assert picture is not None
        assert (picture == 10 * n).all()


def test_a_keyframe_is_never_replaced_by_a_live_picture(monitor: Monitor) -> None:
    monitor.studio.set_playhead(40)
    monitor.wait_for(40)
    live = np.zeros((18, 32, 3), np.uint8)
    monitor.studio.render.handle(JobFrames(1, "cut1", {5: live}, final=False))
    assert monitor.has(40)


def test_live_frames_of_another_gap_change_nothing(monitor: Monitor) -> None:
    monitor.studio.set_playhead(32)
    monitor.wait_for(32)
    live = np.zeros((18, 32, 3), np.uint8)
    monitor.studio.render.handle(JobFrames(1, "cut1", {2: live}, final=False))
    assert monitor.has(32)


def test_the_theme_colours_the_ground(monitor: Monitor) -> None:
    monitor.studio.set_tokens(LIGHT)
    assert monitor.shown()[0, 0].tolist() == [0xEE, 0xF0, 0xF3]
