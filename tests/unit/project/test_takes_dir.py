"""Takes lie beside their board, follow it, and have a place where there is none beside it."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest

from storyboard_studio.errors import StudioError
from storyboard_studio.project.takes_dir import copy_takes, move_takes, takes_dir
from storyboard_studio.settings import cache_dir


@pytest.fixture(autouse=True)
def _own_machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STORYBOARD_STUDIO_DATA", str(tmp_path / "studio"))


@pytest.fixture
def takes(tmp_path: Path) -> Path:
    folder = tmp_path / "old.takes"
    (folder / "open" / "d2").mkdir(parents=True)
    (folder / "d1.mkv").write_bytes(b"film one")
    (folder / "open" / "d2" / "0.frame").write_bytes(b"frame")
    return folder


def files(folder: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def test_beside_the_board(tmp_path: Path) -> None:
    place = takes_dir(tmp_path / "my story.storyboard", "id")
    assert (place.path, place.note) == (tmp_path / "my story.takes", "")
    assert os.listdir(tmp_path) == []  # nothing is made before it is needed
    assert takes_dir(tmp_path / "story.json", "id").path == tmp_path / "story.json.takes"


def test_an_unsaved_board_uses_the_cache() -> None:
    place = takes_dir(None, "d0c1")
    assert (place.path, place.note) == (cache_dir() / "takes" / "d0c1", "")


def test_where_the_folder_cannot_be_written_the_cache_is_used_and_said(tmp_path: Path) -> None:
    board = tmp_path / "story.storyboard"
    (tmp_path / "story.takes").touch()  # a file where the folder should be
    place = takes_dir(board, "id")
    assert place.path.parent == cache_dir() / "takes"
    assert place == takes_dir(board, "another session")
    assert place.path != takes_dir(tmp_path / "a" / ".." / "other.storyboard", "id").path
    assert "story.storyboard" in place.note
    assert str(place.path) in place.note


def test_takes_move_with_the_first_save(takes: Path, tmp_path: Path) -> None:
    before = files(takes)
    new = tmp_path / "boards" / "story.takes"
    move_takes(takes, new)
    assert files(new) == before
    assert not takes.exists()


def test_nothing_to_move(tmp_path: Path) -> None:
    move_takes(tmp_path / "none", tmp_path / "new")
    assert os.listdir(tmp_path) == []


def test_moving_joins_what_is_there(takes: Path, tmp_path: Path) -> None:
    new = tmp_path / "new.takes"
    new.mkdir()
    (new / "d1.mkv").write_bytes(b"the same take, already here")
    (new / "d9.mkv").write_bytes(b"film nine")
    move_takes(takes, new)
    assert files(new) == {
        "d1.mkv": b"the same take, already here",
        "d9.mkv": b"film nine",
        "open/d2/0.frame": b"frame",
    }
    assert not takes.exists()


def test_a_copy_under_another_name_begins_with_the_same_takes(takes: Path, tmp_path: Path) -> None:
    before = files(takes)
    new = tmp_path / "copy.takes"
    copy_takes(takes, new)
    copy_takes(takes, new)
    assert files(new) == before == files(takes)
    (new / "d1.mkv").unlink()
    assert files(takes) == before
    copy_takes(tmp_path / "none", tmp_path / "nothing")
    assert not (tmp_path / "nothing").exists()


def test_across_disks_files_are_copied(takes: Path, tmp_path: Path) -> None:
    other_disk = Path("/dev/shm")
    if not other_disk.is_dir() or other_disk.stat().st_dev == tmp_path.stat().st_dev:
        pytest.skip("needs a second file system")
    new = other_disk / f"storyboard-test-{os.getpid()}.takes"
    before = files(takes)
    try:
        move_takes(takes, new)
        assert files(new) == before
        assert not takes.exists()
    finally:
        move_takes(new, tmp_path / "back.takes")


@pytest.mark.skipif(os.name == "nt", reason="POSIX links")
def test_links_are_not_followed_out_of_the_folder(takes: Path, tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_bytes(b"mine")
    (takes / "link").symlink_to(secret)
    new = tmp_path / "new.takes"
    copy_takes(takes, new)
    assert "link" not in files(new)


@pytest.mark.parametrize("carry", [move_takes, copy_takes])
def test_where_they_cannot_go_they_stay(takes: Path, tmp_path: Path, carry: object) -> None:
    assert callable(carry)
    before = files(takes)
    blocked = tmp_path / "file"
    blocked.touch()
    with pytest.raises(StudioError, match="could not follow the board") as caught:
        carry(takes, blocked / "story.takes")
    assert isinstance(caught.value.__cause__, OSError)
    assert caught.value.__cause__.errno in (errno.ENOTDIR, errno.EEXIST, errno.ENOENT)
    assert files(takes) == before
