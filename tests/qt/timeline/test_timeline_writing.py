"""Cards are written where they lie."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QFocusEvent, QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from timeline_desk import CTRL, Hands

from storyboard_studio.edit.commands import delete_card
from storyboard_studio.ui.studio import Selection


def texts(hands: Hands) -> list[tuple[int, str]]:
    return [(card.start, card.text) for card in hands.board.cards]


BEFORE = [(0, "A crane stands."), (60, "It takes off.")]


def test_a_click_on_free_ground_writes_a_new_card_there_as_one_step(hands: Hands) -> None:
    hands.click(45, hands.story)
    assert texts(hands) == BEFORE
    QTest.keyClicks(hands.editor, "Rain falls")
    QTest.keyClick(hands.editor, Qt.Key.Key_Return, CTRL)
    assert texts(hands) == [BEFORE[0], (45, "Rain falls"), BEFORE[1]]
    assert hands.studio.selection.cards == {hands.board.cards[1].id}
    assert not hands.is_writing
    hands.studio.undo()
    assert texts(hands) == BEFORE


def test_near_the_start_of_free_ground_a_card_begins_there(hands: Hands) -> None:
    hands.click(31.5, hands.story)
    QTest.keyClicks(hands.editor, "x")
    hands.click(180, hands.picture)
    assert (30, "x") in texts(hands)


@pytest.mark.parametrize("text", ["", "   \n "])
def test_a_card_without_words_does_not_come_to_be(hands: Hands, text: str) -> None:
    hands.click(45, hands.story)
    hands.editor.setPlainText(text)
    QTest.keyClick(hands.editor, Qt.Key.Key_Enter, CTRL)
    assert texts(hands) == BEFORE
    assert not hands.studio.session.undo_label


def test_escape_gives_up_what_was_written(hands: Hands) -> None:
    hands.double_click(10, hands.story)
    assert hands.editor.toPlainText() == "A crane stands."
    hands.editor.setPlainText("Something else")
    QTest.keyClick(hands.editor, Qt.Key.Key_Escape)
    assert texts(hands) == BEFORE
    assert not hands.is_writing
    assert hands.timeline.hasFocus()


def test_a_double_click_edits_and_leaving_the_field_keeps_the_text(hands: Hands) -> None:
    hands.double_click(10, hands.story)
    hands.editor.setPlainText("A heron stands.")
    away = QFocusEvent(QEvent.Type.FocusOut, Qt.FocusReason.MouseFocusReason)
    QApplication.sendEvent(hands.editor, away)
    assert texts(hands)[0] == (0, "A heron stands.")
    hands.studio.undo()
    assert texts(hands) == BEFORE


def test_two_edits_of_one_card_are_two_steps(hands: Hands) -> None:
    for text in ("one", "two"):
        hands.timeline.edit_card("one")
        hands.editor.setPlainText(text)
        QTest.keyClick(hands.editor, Qt.Key.Key_Return, CTRL)
    hands.studio.undo()
    assert texts(hands)[0] == (0, "one")


def test_plain_enter_is_a_new_line_and_single_letters_are_letters(hands: Hands) -> None:
    hands.timeline.edit_card("one")
    hands.editor.clear()
    QTest.keyClicks(hands.editor, "sv")
    QTest.keyClick(hands.editor, Qt.Key.Key_Return)
    QTest.keyClicks(hands.editor, "=")
    assert hands.editor.toPlainText() == "sv\n="
    assert hands.timeline.view.scale == 5.0


def test_text_that_is_being_composed_is_not_lost_nor_kept_too_early(hands: Hands) -> None:
    hands.timeline.edit_card("one")
    hands.editor.clear()
    QApplication.sendEvent(hands.editor, QInputMethodEvent("he", []))
    assert hands.editor.toPlainText() == ""
    done = QInputMethodEvent("", [])
    done.setCommitString("鹤")
    QApplication.sendEvent(hands.editor, done)
    QTest.keyClick(hands.editor, Qt.Key.Key_Return, CTRL)
    assert texts(hands)[0] == (0, "鹤")


def test_pressing_elsewhere_on_the_timeline_keeps_the_text(hands: Hands) -> None:
    hands.timeline.edit_card("two")
    hands.editor.setPlainText("It dives.")
    hands.click(10, hands.picture)
    assert texts(hands)[1] == (60, "It dives.")
    assert hands.studio.selection == Selection(items=frozenset("s"))


def test_the_field_lies_over_its_card_and_inside_the_timeline(hands: Hands) -> None:
    hands.timeline.edit_card("two")
    field = hands.editor.geometry()
    assert field.left() == round(hands.x(60))
    hands.timeline.add_card_at(195)
    assert hands.timeline.rect().contains(hands.editor.geometry())
    assert hands.editor.width() >= 200


def test_a_card_that_was_deleted_meanwhile_takes_its_text_along(hands: Hands) -> None:
    hands.timeline.edit_card("one")
    hands.editor.setPlainText("late")
    hands.studio.run(delete_card("one"))
    QTest.keyClick(hands.editor, Qt.Key.Key_Return, CTRL)
    assert texts(hands) == BEFORE[1:]
    assert hands.desk.notices == []
