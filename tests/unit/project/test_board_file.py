"""Board files on disk: found media, whole saves, and refusals that change nothing."""

from __future__ import annotations

import errno
import json
import os
import subprocess
import sys
import time
from dataclasses import replace
from itertools import count
from pathlib import Path

import pytest
from faulty_disk import FaultyDisk
from project_boards import board_saying, board_with, large_board, media_at

from storyboard_studio.document.board import Board, Card, MediaRef
from storyboard_studio.document.codec import MAX_BYTES
from storyboard_studio.errors import BoardFileError
from storyboard_studio.project.file import is_ordinary_path, read_board, write_board

KILLS = int(os.environ.get("STORYBOARD_STUDIO_TEST_KILLS", "40"))


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "project" / "story.storyboard"


@pytest.fixture(autouse=True)
def folder(path: Path) -> Path:
    path.parent.mkdir()
    return path.parent


def test_round_trip_through_a_file(path: Path) -> None:
    board = large_board(50)
    assert write_board(path, board) == board
    assert read_board(path) == board


def test_media_are_found_after_the_folder_moved(path: Path, tmp_path: Path) -> None:
    beside = media_at(path.parent / "media" / "a.jpg", "m1")
    above = media_at(tmp_path / "b.jpg", "m2")
    saved = write_board(path, board_with(beside, above))
    assert [media.relative for media in saved.media] == ["media/a.jpg", "../b.jpg"]
    moved = tmp_path / "moved"
    path.parent.rename(moved)
    found = read_board(moved / path.name)
    assert [media.path for media in found.media] == [
        str(moved / "media" / "a.jpg"),
        str(tmp_path / "b.jpg"),
    ]


def test_a_path_that_cannot_be_told_from_the_board_has_no_relative_form(path: Path) -> None:
    nameless = replace(media_at(path.parent / "a.jpg"), path="")
    assert write_board(path, board_with(nameless)).media[0].relative == ""


def test_the_file_beside_the_board_comes_first(path: Path, tmp_path: Path) -> None:
    original = media_at(path.parent / "a.jpg")
    write_board(path, board_with(original))
    copy = tmp_path / "copy"
    copy.mkdir()
    (copy / path.name).write_bytes(path.read_bytes())
    assert read_board(copy / path.name).media[0].path == original.path
    (copy / "a.jpg").write_bytes(b"the copy")
    assert read_board(copy / path.name).media[0].path == str(copy / "a.jpg")


@pytest.mark.skipif(os.name == "nt", reason="POSIX links")
def test_through_a_link_media_are_found_beside_the_real_board(path: Path, tmp_path: Path) -> None:
    link = tmp_path / "desktop" / "link.storyboard"
    link.parent.mkdir()
    link.symlink_to(path)
    saved = write_board(link, board_with(media_at(path.parent / "a.jpg")))
    assert saved.media[0].relative == "a.jpg"
    moved = path.parent.rename(tmp_path / "moved")
    link.unlink()
    link.symlink_to(moved / path.name)
    assert read_board(link).media[0].path == str(moved / "a.jpg")


def test_missing_media_keep_their_path(path: Path, tmp_path: Path) -> None:
    media = media_at(tmp_path / "a.jpg")
    write_board(path, board_with(media))
    (tmp_path / "a.jpg").unlink()
    assert read_board(path).media[0].path == media.path


def test_a_path_that_must_not_be_looked_at_becomes_a_missing_file(path: Path) -> None:
    def opened(media: MediaRef) -> str:
        path.write_bytes(json.dumps(hostile(media)).encode())
        return read_board(path).media[0].path

    media = media_at(path.parent / "a.jpg")
    folder = path.parent
    assert opened(replace(media, path="/dev/zero")) == str(folder / "zero")
    assert opened(replace(media, path="/home/../proc/self/mem")) == str(folder / "mem")
    assert opened(replace(media, path="relative/b.jpg")) == str(folder / "b.jpg")
    assert opened(replace(media, path="")) == str(folder / "unnamed")
    assert opened(replace(media, path="/a\0b/c")) == str(folder / "c")
    for relative in ("/etc/passwd", "\\\\host\\share\\x", "C:\\x", "a\0b"):
        assert opened(replace(media, relative=relative)) == media.path


def hostile(media: MediaRef) -> dict[str, object]:
    """A document written by somebody else's hand."""
    known = media.fingerprint
    return {
        "format": "storyboard", "schema": 1, "min_reader": 1,
        "canvas": [64, 36], "rate": "24/1", "length": 9,
        "media": [{
            "id": "m1", "kind": "image", "path": media.path, "relative": media.relative,
            "size_bytes": known.size_bytes, "mtime_ns": 0, "digest": known.digest, "size": [2, 2],
        }],
    }  # fmt: skip


@pytest.mark.parametrize(
    ("media", "board", "ordinary"),
    [
        ("D:\\film\\a.mp4", "C:\\boards", True),
        ("D:/film/a.mp4", "C:\\boards", True),
        ("\\\\nas\\media\\a.mp4", "\\\\NAS\\boards\\one", True),
        ("\\\\nas\\media\\a.mp4", "C:\\boards", False),
        ("//evil.example/share/a.mp4", "\\\\nas\\boards", False),
        ("\\\\?\\UNC\\evil\\share\\a.mp4", "\\\\evil\\boards", False),
        ("\\\\.\\PhysicalDrive0", "C:\\boards", False),
        ("film\\a.mp4", "C:\\boards", False),
        ("D:a.mp4", "C:\\boards", False),
        ("C:\\a\0.mp4", "C:\\boards", False),
    ],
)
def test_ordinary_paths_on_windows(media: str, board: str, ordinary: bool) -> None:
    # Only the text of the folder counts, so that this can be decided anywhere.
    assert is_ordinary_path(media, board, windows=True) is ordinary


@pytest.mark.parametrize(
    ("media", "ordinary"),
    [
        ("/home/ana/a.mp4", True),
        ("/device/a.mp4", True),
        ("/dev/video0", False),
        ("//dev/video0", False),
        ("/sys/power/state", False),
        ("a.mp4", False),
    ],
)
def test_ordinary_paths_elsewhere(media: str, ordinary: bool) -> None:
    assert is_ordinary_path(media, "/home/ana", windows=False) is ordinary


def test_a_broken_file_is_told_by_name_line_and_reason_and_stays_as_it_is(path: Path) -> None:
    path.write_text('{\n"format": "storyboard",\n"schema": 1,\n"min_reader": "x"}')
    before = path.read_bytes()
    with pytest.raises(BoardFileError) as caught:
        read_board(path)
    assert str(caught.value) == (
        f"{path}: line 4: min_reader: expected a whole number, got 'x' "
        "Correct the file in a text editor or open an older copy; it was not changed."
    )
    assert caught.value.exit_code == 4
    assert path.read_bytes() == before


def test_what_is_no_board_file(path: Path) -> None:
    with pytest.raises(BoardFileError, match="There is no such file"):
        read_board(path)
    with pytest.raises(BoardFileError, match="This is not a file"):
        read_board(path.parent)
    with pytest.raises(BoardFileError, match=r"could not be read|There is no such file"):
        read_board(path.parent / "a\0b")
    with pytest.raises(BoardFileError, match="could not be read: File name too long"):
        read_board(path.parent / ("x" * 300))


def test_a_huge_file_is_refused_without_being_parsed(path: Path) -> None:
    with path.open("wb") as file:
        file.truncate(MAX_BYTES * 10)
    with pytest.raises(BoardFileError, match="at most 64 MB"):
        read_board(path)


@pytest.mark.skipif(os.name == "nt", reason="POSIX kinds of files")
def test_a_pipe_is_not_waited_for(path: Path) -> None:
    os.mkfifo(path)
    with pytest.raises(BoardFileError, match="This is not a file"):
        read_board(path)


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EIO])
def test_whichever_step_of_a_save_fails_a_whole_board_is_there(path: Path, number: int) -> None:
    old, new = board_saying("old"), board_saying("new")
    for step in count():
        write_board(path, old)
        disk = FaultyDisk(step, number, chunk=100)
        try:
            write_board(path, new, disk)
        except BoardFileError as error:
            told = str(error)
        else:
            break
        last = disk.steps[step] == "sync_folder"
        assert read_board(path) == (new if last else old)
        assert os.listdir(path.parent) == [path.name]
        assert os.strerror(number) in told
        assert str(path) in told
    assert step > 8


def test_a_board_that_cannot_be_written_leaves_the_file(path: Path) -> None:
    write_board(path, board_saying("old"))
    with pytest.raises(BoardFileError, match=rf"{path.name}: The text of card 'c1' has 70000"):
        write_board(path, Board(cards=(Card("c1", 0, "x" * 70_000),)))
    assert read_board(path) == board_saying("old")


def test_saving_sweeps_what_killed_savers_left(path: Path) -> None:
    left = path.with_name(".storyboard-0123456789abcdef.tmp")
    left.write_bytes(b"half")
    os.utime(left, (time.time() - 3600,) * 2)
    write_board(path, board_saying("x"))
    assert os.listdir(path.parent) == [path.name]


@pytest.mark.skipif(not hasattr(os, "fork"), reason="kills forked children")
def test_killed_savers_never_tear_or_lose_a_board(path: Path) -> None:
    """More kills: STORYBOARD_STUDIO_TEST_KILLS=20000 and a longer --timeout."""
    script = Path(__file__).with_name("killed_saves.py")
    done = subprocess.run(
        [sys.executable, script, path, str(KILLS), "1"], capture_output=True, check=True, text=True
    )
    seen = json.loads(done.stdout)
    assert seen["kills"] == KILLS
    assert (seen["torn"], seen["lost"]) == (0, 0)
    assert seen["saves"] > 0
    assert seen["orphans"] > 0  # some were killed in the middle of a save
