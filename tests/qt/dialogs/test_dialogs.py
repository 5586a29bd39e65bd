"""Dialogs: what is asked, what cannot be accepted, what comes back."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from fractions import Fraction
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot
from studio_fakes import Desk, legal

from storyboard_engine.api import CancelToken
from storyboard_studio.document.board import Board
from storyboard_studio.errors import Cancelled, RenderError
from storyboard_studio.render.export import Exported
from storyboard_studio.render.program import Program
from storyboard_studio.ui.bridge import Bridge
from storyboard_studio.ui.canvas_presets import CANVAS_PRESETS, aspect_words
from storyboard_studio.ui.dialogs import questions
from storyboard_studio.ui.dialogs.about import AboutDialog
from storyboard_studio.ui.dialogs.board_shape import (
    NewBoardDialog,
    SizeDialog,
    length_problem,
    rate_problem,
)
from storyboard_studio.ui.dialogs.export import ExportDialog
from storyboard_studio.ui.dialogs.questions import Recovery, Unfinished, Unsaved
from storyboard_studio.ui.exporting import CONTAINERS
from storyboard_studio.ui.topbar import TopBar


class Writer:
    """An export that goes on when the test says so."""

    def __init__(self) -> None:
        self.may_go_on = threading.Event()
        self.path = ""
        self.fails: Exception | None = None

    def __call__(
        self,
        program: Program,
        path: str,
        cancel: CancelToken,
        report: Callable[[int, int], None],
    ) -> Exported:
        self.path = path
        report(program.length, program.length)
        while not self.may_go_on.wait(0.01):
            if cancel.cancelled:
                raise Cancelled
        if self.fails is not None:
            raise self.fails
        return Exported(path, program.length, program.board.canvas, ("A note.",))


class Export:
    """An export dialog and what it writes with."""

    def __init__(self, qtbot: QtBot, folder: Path) -> None:
        self.bridge, self.writer = Bridge(), Writer()
        self.shown: list[Path] = []
        board = Board(canvas=(64, 36), length=48)
        self.dialog = ExportDialog(
            None,
            Program(board, (), {}),
            folder / "film",
            self.bridge,
            self.writer,
            self.shown.append,
        )
        qtbot.addWidget(self.dialog)
        self.dialog.show()

    def words(self) -> str:
        labels = self.dialog.findChildren(QLabel)
        return "\n".join(label.text() for label in labels if label.isVisible())


@pytest.fixture
def export(qtbot: QtBot, tmp_path: Path) -> Iterator[Export]:
    before = threading.active_count()
    made = Export(qtbot, tmp_path)
    yield made
    made.writer.may_go_on.set()
    qtbot.waitUntil(lambda: threading.active_count() == before)
    made.bridge.close()


def test_the_path_follows_the_container(export: Export, tmp_path: Path) -> None:
    dialog = export.dialog
    seen = []
    for index in range(len(CONTAINERS)):
        dialog.container.setCurrentIndex(index)
        dialog.container.activated.emit(index)
        seen.append(Path(dialog.path.text()).name)
    assert seen == ["film.mp4", "film.mov", "film.webm", "film.mkv", "film.gif", "film"]


def test_a_folder_that_is_not_there_is_said(export: Export, tmp_path: Path) -> None:
    export.dialog.path.setText(str(tmp_path / "nowhere" / "film.mp4"))
    export.dialog.begin()
    assert export.dialog.face == 0
    assert f"There is no folder {tmp_path / 'nowhere'}." in export.words()


def test_it_shows_progress_and_where_the_film_is(
    qtbot: QtBot, export: Export, tmp_path: Path
) -> None:
    qtbot.mouseClick(export.dialog.start, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: "48 of 48 frames" in export.words())
    assert export.dialog.bar.value() == 48
    export.writer.may_go_on.set()
    qtbot.waitUntil(lambda: export.dialog.face == 2)
    assert str(tmp_path / "film.mp4") in export.words()
    assert "48 frames, 64×36" in export.words()
    assert "A note." in export.words()
    qtbot.mouseClick(export.dialog.folder, Qt.MouseButton.LeftButton)
    assert export.shown == [tmp_path]


def test_pictures_go_into_a_folder(qtbot: QtBot, export: Export, tmp_path: Path) -> None:
    export.dialog.container.setCurrentIndex(5)
    export.dialog.container.activated.emit(5)
    export.writer.may_go_on.set()
    export.dialog.begin()
    qtbot.waitUntil(lambda: export.dialog.face == 2)
    assert export.writer.path == f"{tmp_path / 'film'}/"


def test_cancelling_stops_the_export_and_closes(qtbot: QtBot, export: Export) -> None:
    export.dialog.begin()
    with qtbot.waitSignal(export.dialog.rejected):
        qtbot.mouseClick(export.dialog.stop, Qt.MouseButton.LeftButton)
    assert not export.dialog.isVisible()


def test_a_failed_export_says_why_and_can_be_tried_again(qtbot: QtBot, export: Export) -> None:
    export.writer.fails = RenderError("The disk is full.", remedy="Make room.")
    export.writer.may_go_on.set()
    export.dialog.begin()
    qtbot.waitUntil(lambda: "The disk is full. Make room." in export.words())
    assert export.dialog.face == 0
    export.writer.fails = None
    export.dialog.begin()
    qtbot.waitUntil(lambda: export.dialog.face == 2)


@pytest.mark.parametrize("choice", list(Unsaved))
def test_each_button_is_its_answer(qtbot: QtBot, choice: Unsaved) -> None:
    question = questions.unsaved_question(None, "story")
    qtbot.addWidget(question)
    question.buttons[choice].click()
    assert question.answer is choice


def test_the_safe_answer_is_the_default_and_escape_steps_back(qtbot: QtBot) -> None:
    for question, first, way_out in (
        (questions.unsaved_question(None, "a"), Unsaved.SAVE, Unsaved.CANCEL),
        (questions.unfinished_question(None, ["Gap 1"]), Unfinished.FILL_FIRST, Unfinished.CANCEL),
        (questions.recovery_question(None, "a", "now"), Recovery.RECOVER, Recovery.LATER),
    ):
        qtbot.addWidget(question)
        assert question.buttons[first].isDefault()
        question.reject()
        assert question.answer is way_out


def test_a_long_list_of_gaps_is_cut_short(qtbot: QtBot) -> None:
    question = questions.unfinished_question(None, [f"Gap {n}" for n in range(1, 16)])
    qtbot.addWidget(question)
    text = "\n".join(label.text() for label in question.findChildren(QLabel))
    assert "Gap 12" in text
    assert "Gap 13" not in text
    assert "and 3 more" in text


def test_a_new_board_is_what_was_chosen(qtbot: QtBot) -> None:
    dialog = NewBoardDialog(None)
    qtbot.addWidget(dialog)
    assert dialog.board() == Board(canvas=(1280, 720), rate=Fraction(24), length=120)
    dialog.format_field.setCurrentIndex(5)
    dialog.rate_field.setCurrentIndex(0)
    dialog.length_field.setCurrentIndex(1)
    assert dialog.board() == Board(canvas=(1080, 1920), rate=Fraction(24000, 1001), length=240)


def test_free_sizes_rates_and_lengths(qtbot: QtBot) -> None:
    dialog = SizeDialog(None, (1280, 720))
    qtbot.addWidget(dialog)
    dialog.width_field.setValue(2048)
    assert dialog.size_chosen == (2048, 720)
    assert rate_problem("23.976") == ""
    assert "from 1 to 240" in rate_problem("0")
    assert length_problem("12.5s", Fraction(24)) == ""
    assert "timecode" in length_problem("soon", Fraction(24))
    assert "24 hours" in length_problem("99:00:00:00", Fraction(24))


def test_every_preset_s_name_is_its_shape() -> None:
    for preset in CANVAS_PRESETS:
        assert aspect_words(preset.size) == preset.aspect
        assert preset.size[0] % 2 == preset.size[1] % 2 == 0
    assert aspect_words((2048, 858)) == ""
    assert aspect_words((960, 720)) == "4:3"


def test_about_shows_the_licences(qtbot: QtBot) -> None:
    dialog = AboutDialog(None)
    qtbot.addWidget(dialog)
    assert "Apache License" in dialog.licences.toPlainText()


def test_the_top_bar_changes_the_shape_of_the_board(open_desk: Callable[..., Desk]) -> None:
    desk = open_desk(legal(Board(length=120)))
    for name in ("fill_all", "export"):
        desk.actions.bind(name, lambda: None)
    bar = TopBar(desk.studio, desk.actions)
    desk.show(bar, width=1200, height=52)
    assert [bar.format.text(), bar.rate.text(), bar.length.text()] == [
        "16:9  1280×720",
        "24 fps",
        "0:05",
    ]
    for pill, words in ((bar.format, "9:16  480p"), (bar.rate, "30 fps"), (bar.length, "10 s")):
        menu = pill.menu()
        menu.aboutToShow.emit()
        next(one for one in menu.actions() if one.text().startswith(words)).trigger()
    assert desk.board.canvas == (480, 854)
    assert desk.board.rate == 30
    assert desk.board.length == 300
    assert [bar.format.text(), bar.rate.text(), bar.length.text()] == [
        "9:16  480×854",
        "30 fps",
        "0:10",
    ]


def test_the_cost_is_shown_only_when_it_is_known(open_desk: Callable[..., Desk]) -> None:
    desk = open_desk(legal(Board(canvas=(64, 36), length=12)))
    for name in ("fill_all", "export"):
        desk.actions.bind(name, desk.service.fill)
    bar = TopBar(desk.studio, desk.actions)
    desk.show(bar, width=1200, height=52)
    assert bar.cost.text() == ""
    assert bar.fill.text() == "Fill 1 gap"
    desk.qtbot.mouseClick(bar.fill, Qt.MouseButton.LeftButton)
    assert bar.fill.text() == "Filling…"
    desk.worker.finish()
    assert bar.fill.text() == "All filled"
    assert bar.cost.text() == ""
    desk.studio.undo()
    bar.format.menu().aboutToShow.emit()
    next(one for one in bar.format.menu().actions() if "1:1  480p" in one.text()).trigger()
    assert bar.cost.text().startswith("≈ ")
