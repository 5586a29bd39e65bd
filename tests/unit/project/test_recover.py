"""After a crash: what is offered, what is not, and that nothing is lost on the way."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import pytest
from project_boards import board_saying, board_with, media_at

from storyboard_studio.document.board import Board
from storyboard_studio.errors import BoardFileError
from storyboard_studio.project.autosave import Autosave
from storyboard_studio.project.copies import (
    Copy,
    copies_dir,
    copy_path,
    hold,
    is_held,
    read_copy,
    remove_lock,
    write_copy,
)
from storyboard_studio.project.file import write_board
from storyboard_studio.project.recover import (
    Recovery,
    Unreadable,
    discard_recovery,
    find_recoveries,
)

EDIT_AND_HANG = """
import sys
from pathlib import Path
from storyboard_studio.document.board import Board, Card
from storyboard_studio.project.autosave import Autosave
autosave = Autosave("d0c1", lambda event: print(type(event).__name__, flush=True))
autosave.note_edit(Board(cards=(Card("c1", 0, "unsaved"),)), Path(sys.argv[1]))
sys.stdin.read()
"""


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The copies of a machine of its own."""
    monkeypatch.setenv("STORYBOARD_STUDIO_DATA", str(tmp_path / "studio"))
    return copies_dir()


def leave(
    folder: Path, document_id: str, board: Board, origin: Path | None, written_s: float = 1.0
) -> None:
    """What a crashed window leaves."""
    write_copy(copy_path(document_id, folder), Copy(board, origin, written_s))


def test_nothing_was_left(folder: Path) -> None:
    assert find_recoveries() == ()


def test_a_killed_window_is_offered_and_a_living_one_is_not(tmp_path: Path) -> None:
    original = tmp_path / "story.storyboard"
    write_board(original, board_saying("saved"))
    with subprocess.Popen(
        [sys.executable, "-c", EDIT_AND_HANG, original],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    ) as child:
        assert child.stdout
        assert child.stdout.readline() == b"Kept\n"
        assert find_recoveries() == ()
        child.kill()
    (left,) = find_recoveries()
    assert isinstance(left, Recovery)
    assert left.copy.board == board_saying("unsaved")
    assert left.copy.origin == original
    assert (left.document_id, left.name) == ("d0c1", "story")
    assert time.time() - 60 < left.copy.written_s <= time.time()


def test_newest_first_and_untitled_boards_too(folder: Path) -> None:
    leave(folder, "a", board_saying("old"), None, written_s=10)
    leave(folder, "b", board_saying("new"), None, written_s=20)
    first, second = find_recoveries()
    assert isinstance(first, Recovery)
    assert (first.name, first.copy.board) == ("", board_saying("new"))
    assert second.document_id == "a"


def test_what_the_file_already_holds_is_not_offered(folder: Path, tmp_path: Path) -> None:
    original = tmp_path / "boards" / "story.storyboard"
    original.parent.mkdir()
    board = board_with(media_at(tmp_path / "boards" / "a.jpg"))
    write_board(original, board)
    leave(folder, "a", board, original)
    assert find_recoveries() == ()
    assert os.listdir(folder) == []


def test_a_later_file_does_not_hide_other_work(folder: Path, tmp_path: Path) -> None:
    original = tmp_path / "story.storyboard"
    leave(folder, "a", board_saying("unsaved"), original, written_s=0)
    write_board(original, board_saying("saved later by another window"))
    assert len(find_recoveries()) == 1
    original.write_bytes(b"broken")
    assert len(find_recoveries()) == 1
    original.unlink()
    assert len(find_recoveries()) == 1


def test_media_are_found_from_where_the_original_lies(folder: Path, tmp_path: Path) -> None:
    media = media_at(tmp_path / "boards" / "media" / "a.jpg")
    gone = replace(media, path=str(tmp_path / "old place" / "a.jpg"), relative="media/a.jpg")
    leave(folder, "a", board_with(gone), tmp_path / "boards" / "story.storyboard")
    (left,) = find_recoveries()
    assert isinstance(left, Recovery)
    assert left.copy.board.media[0].path == media.path


def test_a_copy_that_cannot_be_read_is_told_and_stays(folder: Path) -> None:
    folder.mkdir(parents=True)
    path = copy_path("a", folder)
    path.write_bytes(b'{"format": "storyb')
    (left,) = find_recoveries()
    assert left == Unreadable("a", path, "line 1: the text ends too early")
    assert path.exists()
    discard_recovery(left)
    assert os.listdir(folder) == []
    path.mkdir()
    (left,) = find_recoveries()
    assert isinstance(left, Unreadable)


def test_discarded_is_gone(folder: Path) -> None:
    leave(folder, "a", board_saying("x"), None)
    (left,) = find_recoveries()
    discard_recovery(left)
    assert find_recoveries() == ()
    discard_recovery(left)


def test_a_recovered_document_goes_on_in_its_copy_until_it_is_saved(
    folder: Path, tmp_path: Path
) -> None:
    original = tmp_path / "story.storyboard"
    leave(folder, "a", board_saying("unsaved"), original)
    (left,) = find_recoveries()
    assert isinstance(left, Recovery)
    autosave = Autosave(left.document_id, lambda event: None)
    assert find_recoveries() == ()  # it is open here
    autosave.close()
    assert find_recoveries() == (left,)  # closed without saving: offered again
    autosave = Autosave(left.document_id, lambda event: None)
    write_board(tmp_path / "story (recovered).storyboard", left.copy.board)
    autosave.saved(left.copy.board)
    autosave.close()
    assert find_recoveries() == ()
    assert os.listdir(folder) == []
    assert not original.exists()


def test_a_copy_is_a_board_file_that_a_person_can_open(folder: Path) -> None:
    board = replace(board_saying("x"), extra={"theirs": 1})
    leave(folder, "a", board, None)
    text = copy_path("a", folder).read_text(encoding="utf-8")
    assert '"text": "x"' in text
    assert read_copy(copy_path("a", folder)) == Copy(board, None, 1.0)


@pytest.mark.parametrize(
    "about", ["null", "5", '{"origin": 5, "written_s": "x"}', '{"origin": "a"}']
)
def test_what_is_said_about_a_copy_may_be_nonsense(folder: Path, about: str) -> None:
    leave(folder, "a", board_saying("x"), None)
    path = copy_path("a", folder)
    text = path.read_text(encoding="utf-8")
    begin = text.index('"autosave": ')
    path.write_text(text[:begin] + f'"autosave": {about}}}', encoding="utf-8")
    assert read_copy(path) == Copy(board_saying("x"), None, 0.0)


def test_a_full_disk_keeps_the_copy_before(tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.touch()
    with pytest.raises(BoardFileError, match="could not be kept safe"):
        write_copy(blocked / "a.storyboard", Copy(board_saying("x"), None, 1.0))


def test_where_no_lock_can_be_made_documents_open_all_the_same(tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.touch()
    assert hold("a", blocked) is None
    assert not is_held("a", blocked)
    remove_lock("a", blocked)
