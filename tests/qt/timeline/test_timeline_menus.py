"""Menus list what would work, and it works; drops place what is dropped."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, Qt, QUrl
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtWidgets import QApplication
from timeline_desk import Hands

from storyboard_studio.document.board import Clip
from storyboard_studio.edit.commands import apply
from storyboard_studio.render.status import Filled, Filling, Locked
from storyboard_studio.ui.mime import media_mime
from storyboard_studio.ui.studio import Selection
from storyboard_studio.ui.timeline.drops import place_all


def ask(hands: Hands, frame: float, y: float) -> None:
    at = QPoint(round(hands.x(frame)), round(y))
    where = hands.timeline.mapToGlobal(at)
    event = QContextMenuEvent(QContextMenuEvent.Reason.Mouse, at, where)
    QApplication.sendEvent(hands.timeline, event)


@pytest.mark.parametrize(
    ("frame", "lane", "texts"),
    [
        (10, "story", ["Edit the text", "Add a card here", "Act until the next card",
                       "Delete the card"]),
        (100, "story", ["Edit the text", "Add a card here", "Delete the card"]),
        (45, "story", ["Add a card here"]),
        (10, "picture", ["Make it a keyframe", "Lift: leave a gap", "Delete and close up"]),
        (121, "picture", ["Hold for a second", "Lift: leave a gap", "Delete and close up"]),
        (50, "picture", ["Mute", "Lift: leave a gap", "Delete and close up"]),
        (90, "picture", ["Lift: leave a gap", "Delete and close up"]),
        (30, "picture", ["Fill this gap", "Picture or clip…", "Cut here", "Close the gap"]),
        (110, "picture", ["Fill this gap", "Picture or clip…", "Cut here"]),
        (30, "plus", ["Picture or clip…", "Cut here"]),
        (150, "cut", ["Remove the cut"]),
        (50, "marker", ["Remove the marker"]),
        (80, "ruler", ["Add a marker here", "Cut here"]),
    ],
)  # fmt: skip
def test_each_thing_has_its_menu(hands: Hands, frame: float, lane: str, texts: list[str]) -> None:
    ask(hands, frame, 28 if lane == "marker" else getattr(hands, lane))
    assert list(hands.menu) == texts
    hands.choose(texts[0] if lane != "story" else texts[-1])


def test_nothing_has_no_menu(hands: Hands) -> None:
    ask(hands, 205, hands.picture)
    with pytest.raises(StopIteration):
        _ = hands.menu


def test_asking_chooses_the_thing_but_keeps_several_that_are_chosen(hands: Hands) -> None:
    ask(hands, 30, hands.picture)
    assert hands.studio.selection == Selection(gap="s")
    hands.close_menu()
    several = Selection(items=frozenset(("a", "b")))
    hands.studio.select(several)
    ask(hands, 50, hands.picture)
    assert hands.studio.selection == several
    hands.choose("Lift: leave a gap")
    assert [item.id for item in hands.board.items] == ["s", "k"]


def test_an_item_can_be_split_where_the_playhead_is_inside(hands: Hands) -> None:
    hands.studio.set_playhead(60)
    ask(hands, 50, hands.picture)
    hands.choose("Split at the playhead")
    assert [item.start for item in hands.board.items] == [0, 40, 60, 70, 120]


def test_mute_and_sound_again(hands: Hands) -> None:
    for text, muted in (("Mute", True), ("Turn the sound on", False)):
        ask(hands, 50, hands.picture)
        hands.choose(text)
        clip = hands.board.item_by_id("a")
        assert isinstance(clip, Clip)
        assert clip.muted is muted


def test_keyframes_become_stills_and_back(hands: Hands) -> None:
    ask(hands, 121, hands.picture)
    hands.choose("Hold for a second")
    assert hands.board.item_by_id("k").length == 24
    ask(hands, 130, hands.picture)
    hands.choose("Make it a keyframe")
    assert hands.board.item_by_id("k").length == 1


def test_filling_stopping_locking_and_unlocking_a_gap(hands: Hands) -> None:
    render = hands.studio.render
    ask(hands, 30, hands.picture)
    hands.choose("Fill this gap")
    assert isinstance(render.state("s"), Filling)
    ask(hands, 30, hands.picture)
    hands.choose("Stop filling")
    assert hands.desk.worker.token.cancelled
    hands.desk.worker.stop()
    render.fill(["s"])
    hands.desk.worker.finish()
    assert isinstance(render.state("s"), Filled)
    ask(hands, 30, hands.picture)
    assert "Fill this gap" not in hands.menu
    hands.choose("Lock its take")
    assert isinstance(render.state("s"), Locked)
    ask(hands, 30, hands.picture)
    assert "Close the gap" not in hands.menu
    hands.choose("Unlock")
    assert isinstance(render.state("s"), Filled)


def test_the_plus_asks_for_media_or_cuts_at_its_frame(hands: Hands) -> None:
    hands.click(30, hands.plus)
    hands.choose("Picture or clip…")
    assert hands.wanted == [30]
    hands.click(33, hands.plus)
    hands.choose("Cut here")
    assert [cut.frame for cut in hands.board.cuts] == [33, 150]
    assert hands.studio.selection == Selection()


def test_markers_and_cuts_come_and_go(hands: Hands) -> None:
    ask(hands, 80.2, hands.ruler)
    hands.choose("Add a marker here")
    assert [marker.frame for marker in hands.board.markers] == [50, 80]
    ask(hands, 150, hands.cut)
    hands.choose("Remove the cut")
    assert hands.board.cuts == ()


def test_enter_opens_the_menu_of_what_is_chosen(hands: Hands) -> None:
    hands.studio.select(Selection(gap="s"))
    hands.key(Qt.Key.Key_Return)
    assert "Fill this gap" in hands.menu
    hands.choose("Close the gap")
    assert hands.board.item_by_id("a").start == 20


def test_media_from_the_library_lands_where_it_is_dropped(hands: Hands) -> None:
    assert hands.drop(media_mime(["dawn"]), 30)
    assert [(item.start, item.length) for item in hands.board.items][1] == (30, 1)
    assert hands.studio.session.undo_label == "Place image"


def test_a_drop_catches_edges_and_a_refused_one_says_why(hands: Hands) -> None:
    assert hands.drop(media_mime(["dawn"]), 21)
    assert hands.board.items[1].start == 20
    before = hands.board
    hands.drop(media_mime(["cat"]), 41)
    assert hands.board is before
    assert hands.desk.notices[0][0] == "error"


def test_files_from_outside_go_out_with_their_frame(hands: Hands, tmp_path: Path) -> None:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(tmp_path / "new.mp4")), QUrl("https://example.org/x")])
    assert hands.drop(data, 110)
    assert hands.dropped == [([tmp_path / "new.mp4"], 110)]


def test_other_things_are_not_taken(hands: Hands) -> None:
    data = QMimeData()
    data.setText("words")
    assert not hands.drop(data, 110, let_go=False)
    assert not hands.drop(media_mime(["no such media"]), 110, let_go=False)
    before = hands.board
    hands.drop(data, 110)
    assert hands.board is before
    assert hands.dropped == []


def test_several_files_lie_one_after_another(hands_on: Callable[..., Hands]) -> None:
    board = hands_on(items=(), length=1000).board
    photo, clip, _ = board.media
    after = apply(board, place_all(board, (photo, photo, clip, photo), 100))
    assert [(item.start, item.length) for item in after.items] == [
        (100, 1),
        (124, 1),
        (148, 96),
        (244, 1),
    ]
