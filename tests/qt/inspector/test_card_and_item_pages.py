"""The inspector's pages of cards, clips, photos, cuts and the board."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QInputMethodEvent, QTextCursor
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QWidget
from studio_fakes import Desk, legal, media_file

from storyboard_engine.api import Fit
from storyboard_studio.document.board import Board, Card, Clip, Cut, Image, MediaKind
from storyboard_studio.ui.inspector.fields import PromptEdit
from storyboard_studio.ui.inspector.panel import InspectorPanel
from storyboard_studio.ui.studio import Selection


@pytest.fixture
def desk(open_desk: Callable[..., Desk], tmp_path: Path) -> Desk:
    """clip [0, 48), photo [60, 80), keyframe at 100; two cards; a cut at 90."""
    cat = media_file(tmp_path / "media", "cat.mp4")
    photo = media_file(tmp_path / "media", "photo.jpg", MediaKind.IMAGE)
    return open_desk(
        legal(
            Board(
                canvas=(64, 36),
                length=120,
                media=(cat, photo),
                items=(
                    Clip("c1", "cat", 0, 48, Fraction(1, 2)),
                    Image("i1", "photo", 60, 20),
                    Image("i2", "photo", 100),
                ),
                cards=(Card("p1", 10, "First"), Card("p2", 70, "Second", end=84)),
                cuts=(Cut("x1", 90),),
            )
        )
    )


@pytest.fixture
def panel(desk: Desk) -> InspectorPanel:
    made = InspectorPanel(desk.studio, desk.actions)
    desk.show(made)
    return made


def texts(widget: QWidget) -> list[str]:
    return [label.text() for label in widget.findChildren(QLabel) if label.isVisible()]


def chosen_card(desk: Desk, card_id: str) -> None:
    desk.studio.select(Selection(cards=frozenset({card_id})))


def chosen_item(desk: Desk, item_id: str) -> None:
    desk.studio.select(Selection(items=frozenset({item_id})))


def write_on(field: PromptEdit) -> None:
    """Put the cursor behind what is written."""
    field.setFocus()
    field.moveCursor(QTextCursor.MoveOperation.End)


def typed(desk: Desk, field: QWidget, text: str) -> None:
    """Replace what a field holds, as a person does it."""
    field.setFocus()
    desk.qtbot.keyClick(field, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    desk.qtbot.keyClicks(field, text)
    desk.qtbot.keyClick(field, Qt.Key.Key_Return)


def test_typing_a_prompt_is_one_undo_step(desk: Desk, panel: InspectorPanel) -> None:
    chosen_card(desk, "p1")
    page = panel.card_page
    write_on(page.text)
    desk.qtbot.keyClicks(page.text, " light, slow")
    assert desk.board.card_by_id("p1").text == "First light, slow"
    desk.studio.undo()
    assert desk.board.card_by_id("p1").text == "First"
    assert page.text.toPlainText() == "First"


def test_leaving_the_field_ends_the_undo_step(desk: Desk, panel: InspectorPanel) -> None:
    chosen_card(desk, "p1")
    page = panel.card_page
    desk.qtbot.keyClicks(page.text, "A")
    page.text.settled.emit()
    desk.qtbot.keyClicks(page.text, "B")
    desk.studio.undo()
    assert desk.board.card_by_id("p1").text == "AFirst"


def test_text_under_composition_is_neither_taken_nor_replaced(
    desk: Desk, panel: InspectorPanel
) -> None:
    chosen_card(desk, "p1")
    field = panel.card_page.text
    write_on(field)
    composing = QInputMethodEvent("ni hao", [])
    QApplication.sendEvent(field, composing)
    assert desk.board.card_by_id("p1").text == "First"
    desk.studio.plan_arrived()  # anything that refreshes the page
    done = QInputMethodEvent()
    done.setCommitString("你好")
    QApplication.sendEvent(field, done)
    assert desk.board.card_by_id("p1").text == "First你好"


def test_what_is_not_wanted_belongs_to_the_card(desk: Desk, panel: InspectorPanel) -> None:
    chosen_card(desk, "p2")
    desk.qtbot.keyClicks(panel.card_page.negative, "rain")
    assert desk.board.card_by_id("p2").negative == "rain"


def test_card_times_are_typed_as_timecode(desk: Desk, panel: InspectorPanel) -> None:
    chosen_card(desk, "p2")
    page = panel.card_page
    assert page.start.text() == "00:00:02:22"
    typed(desk, page.start, "+6")
    assert desk.board.card_by_id("p2").start == 76
    assert desk.board.card_by_id("p2").end == 90
    typed(desk, page.end, "320")
    assert desk.board.card_by_id("p2").end == 92
    page.end.setFocus()
    page.end.selectAll()
    desk.qtbot.keyClick(page.end, Qt.Key.Key_Delete)
    desk.qtbot.keyClick(page.end, Qt.Key.Key_Return)
    assert desk.board.card_by_id("p2").end is None


def test_what_is_no_timecode_is_said_and_taken_back(desk: Desk, panel: InspectorPanel) -> None:
    chosen_card(desk, "p1")
    page = panel.card_page
    typed(desk, page.start, "soon")
    assert desk.board.card_by_id("p1").start == 10
    assert page.start.text() == "00:00:00:10"
    assert desk.notices[-1][0] == "error"
    assert "soon" in desk.notices[-1][1]


def test_a_refused_time_shows_the_old_one_again(desk: Desk, panel: InspectorPanel) -> None:
    chosen_card(desk, "p2")
    typed(desk, panel.card_page.end, "1000")
    assert desk.board.card_by_id("p2").end == 84
    assert panel.card_page.end.text() == "00:00:03:12"
    assert desk.notices


def test_the_page_says_how_much_of_a_card_acts(desk: Desk, panel: InspectorPanel) -> None:
    chosen_card(desk, "p1")
    assert "Acts for 2.5 s, 0.5 s of it in gaps." in texts(panel.card_page)


def test_a_clip_can_be_trimmed_by_its_source_times(desk: Desk, panel: InspectorPanel) -> None:
    chosen_item(desk, "c1")
    page = panel.item_page
    assert page.heading.words == "cat.mp4"
    assert "Clip · 2 s" in texts(page)
    assert (page.source_in.text(), page.source_out.text()) == ("00:00:00:12", "00:00:02:12")
    assert page.hold.isHidden()
    typed(desk, page.source_in, "00:00:01:00")
    clip = desk.board.item_by_id("c1")
    assert isinstance(clip, Clip)
    assert (clip.start, clip.length, clip.source_in) == (12, 36, Fraction(1))
    typed(desk, page.source_out, "00:00:02:00")
    assert desk.board.item_by_id("c1").length == 24


def test_a_clip_s_sound_can_be_left_out(desk: Desk, panel: InspectorPanel) -> None:
    chosen_item(desk, "c1")
    panel.item_page.muted.click()
    clip = desk.board.item_by_id("c1")
    assert isinstance(clip, Clip)
    assert clip.muted


def test_a_photo_s_hold_and_fit_are_edits(desk: Desk, panel: InspectorPanel) -> None:
    chosen_item(desk, "i1")
    page = panel.item_page
    assert page.muted.isHidden()
    assert page.source_in.isHidden()
    page.hold.setValue(12)
    assert desk.board.item_by_id("i1").length == 12
    page.fit.menu().actions()[1].trigger()
    assert desk.board.item_by_id("i1").placement.fit is Fit.LETTERBOX
    assert "Whole picture" in page.fit.text()
    chosen_item(desk, "i2")
    assert "Keyframe · 0.04 s" in texts(page)
    assert page.hold.value() == 1


def test_captions_are_typed_like_prompts(desk: Desk, panel: InspectorPanel) -> None:
    chosen_item(desk, "i1")
    desk.qtbot.keyClicks(panel.item_page.caption, "a stream")
    assert desk.board.item_by_id("i1").caption == "a stream"
    desk.studio.undo()
    assert panel.item_page.caption.toPlainText() == ""


def test_a_missing_file_is_said_on_its_item(desk: Desk, panel: InspectorPanel) -> None:
    desk.service.missing = frozenset({"cat"})
    chosen_item(desk, "c1")
    assert "The file is not there any more." in texts(panel.item_page)
    locate = next(b for b in panel.item_page.findChildren(QPushButton) if b.text() == "Locate…")
    with desk.qtbot.waitSignal(panel.locate_media) as asked:
        desk.qtbot.mouseClick(locate, Qt.MouseButton.LeftButton)
    assert asked.args == ["cat"]


def test_a_cut_can_be_taken_away(desk: Desk, panel: InspectorPanel) -> None:
    desk.studio.select(Selection(cut="x1"))
    remove = next(b for b in panel.findChildren(QPushButton) if b.text() == "Remove cut")
    desk.qtbot.mouseClick(remove, Qt.MouseButton.LeftButton)
    assert desk.board.cuts == ()
    assert "Board" in texts(panel)


def test_the_board_says_what_it_is(desk: Desk, panel: InspectorPanel) -> None:
    shown = texts(panel)
    assert "16:9  64×36" in shown
    assert "24 fps" in shown
    assert "00:00:05:00" in shown
    at = shown.index("On the timeline")
    assert shown[at:] == [
        *("On the timeline", "3", "Prompt cards", "2", "Gaps", "3"),
        "Select a gap, a card or a clip to see what it does.",
    ]


def test_several_things_are_counted(desk: Desk, panel: InspectorPanel) -> None:
    desk.studio.select(Selection(items=frozenset({"c1", "i1"}), cards=frozenset({"p1"})))
    assert "3 selected" in texts(panel)
