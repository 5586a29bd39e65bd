"""The library: what is in it, how files come in, how they go to the timeline."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication
from studio_fakes import Desk, legal, media_file

from storyboard_studio.document.board import Board, Clip, Image, MediaKind, MediaRef
from storyboard_studio.errors import MediaError
from storyboard_studio.ui.library.importing import MediaImport, natural_key
from storyboard_studio.ui.library.item_model import Role
from storyboard_studio.ui.library.panel import LibraryPanel
from storyboard_studio.ui.mime import MEDIA_TYPE, dropped_files, media_ids, media_mime


@pytest.fixture
def desk(open_desk: Callable[..., Desk], tmp_path: Path) -> Desk:
    cat = media_file(tmp_path / "media", "cat.mp4")
    photo = media_file(tmp_path / "media", "photo.jpg", MediaKind.IMAGE)
    board = Board(
        canvas=(64, 36), length=96, media=(cat, photo), items=(Image("i1", "photo", 0, 4),)
    )
    return open_desk(legal(board))


@pytest.fixture
def media_import(desk: Desk) -> MediaImport:
    return MediaImport(desk.studio, desk.background, probe)


@pytest.fixture
def panel(desk: Desk, media_import: MediaImport) -> LibraryPanel:
    desk.actions.bind("import", lambda: None)
    made = LibraryPanel(desk.studio, desk.actions, media_import)
    desk.show(made, width=284)
    return made


def probe(path: Path, media_id: str) -> MediaRef:
    """What files are, by their names."""
    if path.suffix not in (".mp4", ".jpg"):
        raise MediaError("This is not a video or photo.", path=path)
    kind = MediaKind.VIDEO if path.suffix == ".mp4" else MediaKind.IMAGE
    return replace(media_file(path.parent, path.name, kind), id=media_id)


def names(panel: LibraryPanel) -> list[str]:
    items = panel.items
    return [items.data(items.index(row)) for row in range(items.rowCount())]


def test_media_are_shown_with_name_and_length(panel: LibraryPanel) -> None:
    items = panel.items
    assert names(panel) == ["cat.mp4", "photo.jpg"]
    details = [items.data(items.index(row), Role.DETAIL) for row in range(2)]
    assert details == ["0:04", "photo"]


def test_two_columns_fit_into_the_width_of_the_design(desk: Desk, panel: LibraryPanel) -> None:
    def side_by_side() -> bool:
        first = panel.view.visualRect(panel.items.index(0))
        second = panel.view.visualRect(panel.items.index(1))
        return first.top() == second.top() and second.left() > first.left()

    desk.qtbot.waitUntil(side_by_side)


def test_thumbnails_arrive_in_the_background(desk: Desk, panel: LibraryPanel) -> None:
    frame = panel.view.visualRect(panel.items.index(1))

    def is_orange() -> bool:
        color = panel.view.viewport().grab().toImage().pixelColor(frame.center())
        return (color.red(), color.green(), color.blue()) == (255, 128, 0)

    desk.qtbot.waitUntil(is_orange)


def test_a_missing_file_is_marked(desk: Desk, panel: LibraryPanel) -> None:
    desk.service.missing = frozenset({"cat"})
    desk.studio.plan_arrived()
    items = panel.items
    assert items.data(items.index(0), Role.DETAIL) == "missing"
    with desk.qtbot.waitSignal(panel.locate_media) as asked:
        panel.view.activated.emit(items.index(0))
    assert asked.args == ["cat"]


def test_a_double_click_places_at_the_playhead(desk: Desk, panel: LibraryPanel) -> None:
    desk.studio.set_playhead(20)
    place = panel.view.visualRect(panel.items.index(0)).center()
    view = panel.view.viewport()
    desk.qtbot.mouseClick(view, Qt.MouseButton.LeftButton, pos=place)
    desk.qtbot.mouseDClick(view, Qt.MouseButton.LeftButton, pos=place)
    clips = [item for item in desk.board.items if isinstance(item, Clip)]
    assert [(clip.media, clip.start, clip.length) for clip in clips] == [("cat", 20, 96)]


def test_what_is_dragged_is_known_by_its_ids(panel: LibraryPanel) -> None:
    items = panel.items
    data = items.mimeData([items.index(1), items.index(0)])
    assert data.hasFormat(MEDIA_TYPE)
    assert media_ids(data) == ("photo", "cat")
    assert media_ids(QMimeData()) == ()
    assert dropped_files(media_mime(["cat"])) == ()


def test_many_files_come_in_natural_order_as_one_step(
    desk: Desk, panel: LibraryPanel, media_import: MediaImport, tmp_path: Path
) -> None:
    files = [tmp_path / "new" / name for name in ("Shot10.mp4", "shot2.mp4", "shot1.jpg")]
    with desk.qtbot.waitSignal(media_import.ended) as ended:
        media_import.add(files)
        assert media_import.state.total == 3
    assert names(panel)[2:] == ["shot1.jpg", "shot2.mp4", "Shot10.mp4"]
    assert [media.id for media in ended.args[0]] == ["m1", "m2", "m3"]
    desk.studio.undo()
    assert names(panel) == ["cat.mp4", "photo.jpg"]


def test_a_file_that_is_there_already_is_not_added_twice(
    desk: Desk, panel: LibraryPanel, media_import: MediaImport, tmp_path: Path
) -> None:
    with desk.qtbot.waitSignal(media_import.ended) as ended:
        media_import.add([tmp_path / "media" / "cat.mp4"], 30)
    assert names(panel) == ["cat.mp4", "photo.jpg"]
    assert ended.args == [(desk.board.media_by_id("cat"),), 30]


def test_one_bad_file_is_named_and_the_others_come_in(
    desk: Desk, panel: LibraryPanel, media_import: MediaImport, tmp_path: Path
) -> None:
    with desk.qtbot.waitSignal(media_import.ended):
        media_import.add([tmp_path / "notes.txt", tmp_path / "dog.mp4"])
    assert names(panel)[2:] == ["dog.mp4"]
    kind, text = desk.notices[-1]
    assert kind == "error"
    assert "notes.txt: This is not a video or photo." in text


def test_several_bad_files_are_one_notice(
    desk: Desk, panel: LibraryPanel, media_import: MediaImport, tmp_path: Path
) -> None:
    with desk.qtbot.waitSignal(media_import.ended):
        media_import.add([tmp_path / "a.txt", tmp_path / "b.txt"])
    assert len(desk.notices) == 1
    assert "2 files could not be used: a.txt, b.txt" in desk.notices[0][1]


def test_files_can_be_dropped_from_outside(
    desk: Desk, panel: LibraryPanel, media_import: MediaImport, tmp_path: Path
) -> None:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(tmp_path / "dog.mp4"))])
    left, none = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    copy = Qt.DropAction.CopyAction
    with desk.qtbot.waitSignal(media_import.ended):
        enter = QDragEnterEvent(QPoint(100, 300), copy, data, left, none)
        QApplication.sendEvent(panel, enter)
        assert enter.isAccepted()
        QApplication.sendEvent(panel, QDropEvent(QPointF(100, 300), copy, data, left, none))
    assert names(panel)[2:] == ["dog.mp4"]


def test_locating_a_file_points_its_reference_there(
    desk: Desk, panel: LibraryPanel, media_import: MediaImport, tmp_path: Path
) -> None:
    media_import.locate("cat", tmp_path / "moved" / "cat.mp4")
    moved = str(tmp_path / "moved" / "cat.mp4")
    desk.qtbot.waitUntil(lambda: desk.board.media_by_id("cat").path == moved)
    media_import.locate("cat", tmp_path / "moved" / "cat.jpg")
    desk.qtbot.waitUntil(lambda: bool(desk.notices))
    assert desk.board.media_by_id("cat").path == moved


def test_an_empty_library_offers_the_one_next_action(
    open_desk: Callable[..., Desk],
) -> None:
    desk = open_desk(legal(Board(length=24)))
    asked: list[bool] = []
    desk.actions.bind("import", lambda: asked.append(True))
    panel = LibraryPanel(desk.studio, desk.actions, MediaImport(desk.studio, desk.background))
    desk.show(panel, width=284)
    assert panel.view.isHidden()
    desk.qtbot.mouseClick(panel.invite, Qt.MouseButton.LeftButton)
    assert asked == [True]


def test_natural_order() -> None:
    files = [Path(name) for name in ("b", "a10", "A2", "10", "9", "a")]
    ordered = [path.name for path in sorted(files, key=natural_key)]
    assert ordered == ["9", "10", "a", "A2", "a10", "b"]
