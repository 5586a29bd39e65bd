"""The timeline by keyboard, and what it says to those who cannot see it."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QFocusEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from timeline_desk import CTRL, Hands

from storyboard_studio.ui.studio import Selection


def test_tab_goes_from_object_to_object_and_then_leaves(hands: Hands) -> None:
    hands.timeline.setFocus()
    seen = []
    for _ in range(10):
        hands.key(Qt.Key.Key_Tab)
        seen.append(hands.studio.selection)
    assert len(set(seen)) == 10
    assert seen[0] == Selection(cards=frozenset(("one",)))
    assert seen[-1] == Selection(gap="x")
    hands.key(Qt.Key.Key_Tab)
    assert hands.studio.selection == seen[-1]
    hands.key(Qt.Key.Key_Backtab)
    assert hands.studio.selection == seen[-2]


def test_the_chosen_object_is_brought_into_sight(hands: Hands) -> None:
    hands.timeline.setFocus()
    for _ in range(4):
        hands.timeline.zoom_in()
    hands.studio.select(Selection(cut="x"))
    hands.key(Qt.Key.Key_Tab)
    assert 92 <= hands.x(150) <= hands.timeline.width()


def test_ctrl_tab_leaves_at_once(hands: Hands) -> None:
    hands.timeline.setFocus()
    hands.key(Qt.Key.Key_Tab)
    chosen = hands.studio.selection
    hands.key(Qt.Key.Key_Tab, CTRL)
    assert hands.studio.selection == chosen


def test_enter_and_f2_write_in_a_card(hands: Hands) -> None:
    hands.studio.select(Selection(cards=frozenset(("two",))))
    for key in (Qt.Key.Key_Return, Qt.Key.Key_F2):
        hands.key(key)
        assert hands.editor.toPlainText() == "It takes off."
        QTest.keyClick(hands.editor, Qt.Key.Key_Escape)


def test_escape_chooses_nothing(hands: Hands) -> None:
    hands.studio.select(Selection(gap="s"))
    hands.key(Qt.Key.Key_Escape)
    assert hands.studio.selection == Selection()


def test_focus_by_keyboard_is_seen_and_by_mouse_is_not(hands: Hands) -> None:
    corner = (2, hands.timeline.height() // 2)
    accent = hands.studio.tokens.accent.lower()

    def ring(reason: Qt.FocusReason) -> bool:
        QApplication.sendEvent(hands.timeline, QFocusEvent(QEvent.Type.FocusIn, reason))
        return bool(hands.picture_of_it().pixelColor(0, corner[1]).name() == accent)

    hands.timeline.setFocus()
    assert hands.timeline.hasFocus()
    assert ring(Qt.FocusReason.TabFocusReason)
    assert not ring(Qt.FocusReason.MouseFocusReason)


def test_it_says_how_much_there_is_and_what_is_chosen(hands: Hands) -> None:
    timeline = hands.timeline
    assert timeline.accessibleName() == "Timeline"
    said = timeline.accessibleDescription()
    assert said.startswith("2 cards, 4 pictures and clips, 3 gaps, 8.3 s.")
    assert "Selected" not in said
    for selection, words in (
        (Selection(cards=frozenset(("two",))), "card 2, 0:02.5: It takes off."),
        (Selection(items=frozenset("a")), "cat.mp4, 0:01.7"),
        (Selection(gap="s"), "gap 1, 0.8 s, 0.8 s · comfortable"),
        (Selection(cut="x"), "cut at 0:06.3"),
    ):
        hands.studio.select(selection)
        assert f"Selected: {words}" in timeline.accessibleDescription()
