"""The whole window: actions, documents, closing, keys, themes, and the main job end to end."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from enum import Enum
from pathlib import Path

import numpy as np
import pytest
from PIL import Image as Pillow
from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QTextCursor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton, QSplitter, QWidget
from pytestqt.qtbot import QtBot

from storyboard_studio import settings
from storyboard_studio.document.board import Board, Card, Image
from storyboard_studio.edit.commands import add_card, set_canvas, together
from storyboard_studio.edit.settle import settle
from storyboard_studio.media.probe import import_media
from storyboard_studio.project.file import read_board, write_board
from storyboard_studio.project.lock import Busy, lock_board
from storyboard_studio.render.status import Filled
from storyboard_studio.settings import THEME, WINDOW_STATE
from storyboard_studio.ui.app import Running, make_application
from storyboard_studio.ui.dialogs.export import ExportDialog
from storyboard_studio.ui.dialogs.questions import Question, Recovery, Unfinished, Unsaved
from storyboard_studio.ui.documents import as_untitled
from storyboard_studio.ui.studio import Selection

OpenWindow = Callable[..., Running]


@pytest.fixture
def open_window(qtbot: QtBot, qapp: QApplication) -> Iterator[OpenWindow]:
    """Starts the application as the command line does; ends it and looks for leftovers."""
    make_application()
    before = threading.active_count()
    opened: list[Running] = []

    def open_one(path: Path | None = None) -> Running:
        running = Running(qapp, path, sample=False)
        opened.append(running)
        with qtbot.waitSignal(running.window.painted):
            running.window.show()
        return running

    yield open_one
    for running in reversed(opened):
        running.studio.session.mark_saved()
        running.window.close()
        running.close()
    qapp.setStyleSheet("")
    assert threading.active_count() == before, threading.enumerate()


@pytest.fixture
def board_file(tmp_path: Path) -> Path:
    """Two photos with a gap of eight frames between them; a card over all of it."""
    media = []
    for number, color in enumerate(((200, 60, 20), (20, 90, 200)), start=1):
        path = tmp_path / f"photo{number}.png"
        pixels = np.zeros((54, 96, 3), np.uint8)
        pixels[:] = color
        pixels[10:30, 10 * number : 10 * number + 30] = 255
        Pillow.fromarray(pixels).save(path)
        media.append(import_media(path, f"m{number}"))
    board = Board(
        canvas=(96, 54),
        length=16,
        media=tuple(media),
        items=(Image("i1", "m1", 0, 4), Image("i2", "m2", 12, 4)),
        cards=(Card("p1", 0, "slow push in"),),
    )
    path = tmp_path / "story.storyboard"
    write_board(path, settle(Board(length=1), board))
    return path


def answer(asked: list[str], value: Enum) -> None:
    """Press the button of the next question, as soon as it is there."""

    def press() -> None:
        dialog = QApplication.activeModalWidget()
        if not isinstance(dialog, Question):
            QTimer.singleShot(10, press)
            return
        asked.append(dialog.windowTitle())
        dialog.buttons[value].click()

    QTimer.singleShot(0, press)


def key(running: Running, key_: Qt.Key) -> None:
    """A key pressed on whatever has the focus, as the platform sends it."""
    QTest.keyClick(running.window.focusWidget() or running.window, key_)


def test_the_main_job_end_to_end(
    qtbot: QtBot, open_window: OpenWindow, board_file: Path, tmp_path: Path
) -> None:
    running = open_window(board_file)
    window, studio = running.window, running.studio
    assert window.top_bar.fill.text() == "Fill 1 gap"
    qtbot.mouseClick(window.top_bar.fill, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(
        lambda: isinstance(studio.render.state("i1"), Filled) and not studio.render.fillable(),
        timeout=60_000,
    )
    assert window.top_bar.fill.text() == "All filled"
    assert not window.top_bar.fill.isEnabled()
    film = tmp_path / "film.mkv"
    done: list[bool] = []

    def export() -> None:
        dialog = QApplication.activeModalWidget()
        assert isinstance(dialog, ExportDialog)
        dialog.container.setCurrentIndex(3)
        dialog.path.setText(str(film))
        dialog.begin()
        qtbot.waitUntil(lambda: dialog.face == 2, timeout=60_000)
        done.append(True)
        dialog.accept()

    QTimer.singleShot(50, export)
    qtbot.mouseClick(window.top_bar.export, Qt.MouseButton.LeftButton)
    assert done
    exported = import_media(film, "m")
    assert (exported.frames, exported.size) == (16, (96, 54))
    assert (tmp_path / "story.takes").is_dir()


def test_edits_are_told_and_saved(qtbot: QtBot, open_window: OpenWindow, board_file: Path) -> None:
    running = open_window(board_file)
    window = running.window
    assert window.windowTitle() == "story[*] — saved — Storyboard Studio"
    assert not window.isWindowModified()
    running.studio.run(add_card(6, "second"))
    assert window.windowTitle() == "story[*] — unsaved changes — Storyboard Studio"
    assert window.isWindowModified()
    with qtbot.waitSignal(running.documents.opened):
        window.actions_table["save"].trigger()
    assert not window.isWindowModified()
    assert [card.text for card in read_board(board_file).cards] == ["slow push in", "second"]
    running.studio.undo()
    assert window.isWindowModified()


@pytest.mark.parametrize("choice", list(Unsaved))
def test_closing_with_changes_asks(
    qtbot: QtBot, open_window: OpenWindow, board_file: Path, choice: Unsaved
) -> None:
    running = open_window(board_file)
    running.studio.run(add_card(6, "second"))
    asked: list[str] = []
    answer(asked, choice)
    running.window.close()
    assert asked == ["Save the changes to “story”?"]
    if choice is Unsaved.CANCEL:
        assert running.window.isVisible()
    else:
        qtbot.waitUntil(lambda: not running.window.isVisible())
    saved = [card.text for card in read_board(board_file).cards]
    assert ("second" in saved) is (choice is Unsaved.SAVE)


def test_unsaved_work_is_offered_after_a_crash(
    qtbot: QtBot, open_window: OpenWindow, own_data_folder: Path, board_file: Path
) -> None:
    script = (
        "import os, sys, time\n"
        "from dataclasses import replace\n"
        "from pathlib import Path\n"
        "from storyboard_studio.project.autosave import Autosave, Kept\n"
        "from storyboard_studio.project.file import read_board\n"
        "path = Path(sys.argv[1]); board = read_board(path)\n"
        "def kept(event):\n"
        "    if isinstance(event, Kept): os._exit(9)\n"
        "Autosave('abc', kept).note_edit(replace(board, length=20), path)\n"
        "time.sleep(30)\n"
    )
    crashed = subprocess.run(
        [sys.executable, "-c", script, str(board_file)], env=os.environ.copy(), check=False
    )
    assert crashed.returncode == 9
    asked: list[str] = []
    answer(asked, Recovery.RECOVER)
    running = open_window()
    qtbot.waitUntil(lambda: running.studio.board.length == 20)
    assert asked == ["Bring back unsaved work?"]
    assert running.documents.path is None
    assert running.window.isWindowModified()


def test_a_broken_board_is_said_and_left_alone(
    qtbot: QtBot, open_window: OpenWindow, tmp_path: Path
) -> None:
    path = tmp_path / "broken.storyboard"
    path.write_text("{ not json", encoding="utf-8")
    running = open_window(path)
    qtbot.waitUntil(lambda: "broken.storyboard" in running.window.status_bar.note.words)
    assert running.documents.path is None
    assert path.read_text(encoding="utf-8") == "{ not json"


def test_opening_another_board_shows_it_everywhere(
    qtbot: QtBot, open_window: OpenWindow, board_file: Path
) -> None:
    running = open_window()
    assert running.window.library.items.rowCount() == 0
    running.window.filing.open_file(board_file)
    qtbot.waitUntil(lambda: running.documents.path == board_file)
    window = running.window
    assert window.library.items.rowCount() == 2
    assert window.top_bar.format.text() == "16:9  96×54"
    assert window.windowTitle().startswith("story[*]")
    assert running.preferences.get(settings.RECENT_FILES)[0] == str(board_file)


def test_opening_the_same_file_again_goes_back_to_it(
    qtbot: QtBot, open_window: OpenWindow, board_file: Path
) -> None:
    running = open_window(board_file)
    running.studio.run(add_card(6, "second"))
    asked: list[str] = []
    answer(asked, Unsaved.DISCARD)
    running.window.filing.open_file(board_file)
    qtbot.waitUntil(lambda: len(running.studio.board.cards) == 1)
    assert asked
    assert not running.window.isWindowModified()
    assert isinstance(lock_board(board_file), Busy)


def test_the_first_save_takes_the_takes_along(
    qtbot: QtBot, open_window: OpenWindow, board_file: Path, tmp_path: Path
) -> None:
    running = open_window()
    source = read_board(board_file)
    running.documents.show(as_untitled(source))
    studio = running.studio
    studio.render.fill()
    qtbot.waitUntil(lambda: isinstance(studio.render.state("i1"), Filled), timeout=60_000)
    target = tmp_path / "new.storyboard"
    running.documents.save(target, lambda: None)
    qtbot.waitUntil(lambda: running.documents.path == target)
    assert list((tmp_path / "new.takes").glob("*.mkv"))
    assert isinstance(studio.render.state("i1"), Filled)


def test_keys_act_but_not_while_typing(
    qtbot: QtBot, open_window: OpenWindow, board_file: Path
) -> None:
    running = open_window(board_file)
    window, studio = running.window, running.studio
    window.activateWindow()
    window.timeline.setFocus()
    studio.set_playhead(2)
    key(running, Qt.Key.Key_S)
    assert [item.start for item in studio.board.items] == [0, 2, 12]
    key(running, Qt.Key.Key_Right)
    assert studio.playhead == 3
    studio.select(Selection(cards=frozenset({"p1"})))
    window.inspector.card_page.text.setFocus()
    window.inspector.card_page.text.moveCursor(QTextCursor.MoveOperation.End)
    qtbot.waitUntil(window.inspector.card_page.text.hasFocus)
    for letter in (Qt.Key.Key_S, Qt.Key.Key_M, Qt.Key.Key_Space, Qt.Key.Key_Left):
        key(running, letter)
    assert studio.board.card_by_id("p1").text == "slow push insm "
    assert studio.board.markers == ()
    assert studio.playhead == 3
    assert not window.preview.player.is_playing


def test_deleting_does_what_is_selected(open_window: OpenWindow, board_file: Path) -> None:
    running = open_window(board_file)
    window, studio = running.window, running.studio
    window.timeline.setFocus()
    studio.select(Selection(items=frozenset({"i2"})))
    key(running, Qt.Key.Key_Backspace)
    assert [item.id for item in studio.board.items] == ["i1"]
    assert studio.board.length == 16
    studio.undo()
    studio.select(Selection(gap="i1"))
    key(running, Qt.Key.Key_Delete)
    assert studio.board.length == 8
    studio.undo()
    studio.select(Selection(items=frozenset({"i1"}), cards=frozenset({"p1"})))
    key(running, Qt.Key.Key_Delete)
    assert studio.board.cards == ()
    assert studio.board.length == 12
    studio.undo()
    assert len(studio.board.cards) == 1


def test_undo_is_offered_only_where_there_is_something(
    open_window: OpenWindow, board_file: Path
) -> None:
    running = open_window(board_file)
    actions = running.window.actions_table
    assert not actions["undo"].isEnabled()
    running.studio.run(together("Two things", [add_card(3, "a"), set_canvas((64, 36))]))
    assert actions["undo"].isEnabled()
    assert running.window.status_bar.undo.text() == "Undo: Two things"
    actions["undo"].trigger()
    assert actions["redo"].isEnabled()
    assert running.studio.board.canvas == (96, 54)


def test_export_asks_about_unfilled_gaps(
    qtbot: QtBot, open_window: OpenWindow, board_file: Path
) -> None:
    running = open_window(board_file)
    assert running.window.filing.unfinished_lines() == ["Gap 1  0:00.2–0:00.5: a dissolve"]
    asked: list[str] = []
    answer(asked, Unfinished.CANCEL)
    running.window.filing.export()
    assert asked == ["Some gaps are not filled"]
    assert running.studio.render.queue.jobs == ()


def test_fill_first_goes_on_to_the_export(
    qtbot: QtBot, open_window: OpenWindow, board_file: Path
) -> None:
    running = open_window(board_file)
    asked: list[str] = []
    seen: list[bool] = []
    answer(asked, Unfinished.FILL_FIRST)
    running.window.filing.export()

    def close_dialog() -> bool:
        dialog = QApplication.activeModalWidget()
        if isinstance(dialog, ExportDialog):
            seen.append(not running.studio.render.fillable())
            dialog.reject()
        return bool(seen)

    timer = QTimer()
    timer.timeout.connect(close_dialog)
    timer.start(20)
    qtbot.waitUntil(lambda: bool(seen), timeout=60_000)
    timer.stop()
    assert seen == [True]


def test_themes_change_everything_at_once(open_window: OpenWindow, board_file: Path) -> None:
    running = open_window(board_file)
    running.preferences.set(THEME, "light")
    assert running.studio.tokens.name == "light"
    light = running.window.grab().toImage().pixelColor(8, 8)
    running.preferences.set(THEME, "dark")
    dark = running.window.grab().toImage().pixelColor(8, 8)
    assert light.lightness() > 240
    assert dark.lightness() < 40


def timeline_height(running: Running) -> int:
    return running.window.findChildren(QSplitter)[0].sizes()[1]


def test_where_things_were_is_remembered(qtbot: QtBot, open_window: OpenWindow) -> None:
    first = open_window()
    before = timeline_height(first)
    first.window.findChildren(QSplitter)[0].setSizes([200, 400])
    moved = timeline_height(first)
    assert moved != before
    first.window.close()
    state = first.preferences.get(WINDOW_STATE)
    qtbot.waitUntil(lambda: settings.load().settings[WINDOW_STATE] == state)
    second = open_window()
    assert timeline_height(second) == moved


def test_every_widget_that_takes_the_focus_has_a_name(
    open_window: OpenWindow, board_file: Path
) -> None:
    running = open_window(board_file)
    window, studio = running.window, running.studio
    for chosen in (
        Selection(),
        Selection(gap="i1"),
        Selection(cards=frozenset({"p1"})),
        Selection(items=frozenset({"i1"})),
    ):
        studio.select(chosen)
        nameless = [
            widget
            for widget in window.findChildren(QWidget)
            if widget.isVisible()
            and widget.focusPolicy() & Qt.FocusPolicy.TabFocus
            and not widget.accessibleName()
            and not (isinstance(widget, QPushButton) and widget.text())
        ]
        assert nameless == []


def test_the_window_opens_without_torch_and_decoders() -> None:
    script = (
        "import sys\n"
        "import storyboard_studio.ui.app\n"
        "heavy = {'torch', 'av', 'cv2', 'PIL', 'sounddevice'} & set(sys.modules)\n"
        "print(sorted(heavy))\n"
    )
    told = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    assert told.stdout.strip() == "[]"
