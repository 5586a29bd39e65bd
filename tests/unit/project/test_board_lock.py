"""One board, one window: on this machine for certain, on another as far as it can be known."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from pathlib import Path

import msgspec
import pytest

from storyboard_studio.project.lock import BoardLock, Busy, Owner, lock_board

HOLD = """
import sys
from pathlib import Path
from storyboard_studio.project.lock import lock_board
held = lock_board(Path(sys.argv[1]), folder=Path(sys.argv[2]))
print("held", flush=True)
sys.stdin.read()
"""


@pytest.fixture
def board(tmp_path: Path) -> Path:
    path = tmp_path / "shared" / "story.storyboard"
    path.parent.mkdir()
    return path


@pytest.fixture
def locks(tmp_path: Path) -> Path:
    return tmp_path / "locks"


def note_of(board: Path) -> Path:
    return board.with_name(f".{board.name}.lock")


def locked(board: Path, locks: Path, take_over: bool = False) -> BoardLock:
    lock = lock_board(board, folder=locks, take_over=take_over)
    assert isinstance(lock, BoardLock)
    return lock


def test_the_second_is_told_who_has_it_until_it_is_released(board: Path, locks: Path) -> None:
    lock = locked(board, locks)
    assert lock_board(board, folder=locks) == Busy(Owner.this_process(), certain=True)
    lock.release()
    lock.release()
    assert not note_of(board).exists()
    locked(board, locks).release()


def test_a_link_to_the_board_is_the_board(board: Path, locks: Path) -> None:
    board.touch()
    link = board.with_name("link.storyboard")
    link.symlink_to(board)
    lock = locked(board, locks)
    assert isinstance(lock_board(link, folder=locks), Busy)
    lock.release()


def test_a_killed_process_of_this_machine_holds_nothing(board: Path, locks: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", HOLD, board, locks], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as child:
        assert child.stdout
        assert child.stdout.readline() == b"held\n"
        busy = lock_board(board, folder=locks)
        assert isinstance(busy, Busy)
        assert busy.owner
        assert busy.owner.pid == child.pid
        child.kill()
    assert note_of(board).exists()
    lock = locked(board, locks)
    assert msgspec.json.decode(note_of(board).read_bytes(), type=Owner).pid == os.getpid()
    lock.release()


def test_another_machine_is_asked_about_and_may_be_taken_over(board: Path, locks: Path) -> None:
    other = Owner("another-machine", 4711, "ana")
    note_of(board).write_bytes(msgspec.json.encode(other))
    assert lock_board(board, folder=locks) == Busy(other, certain=False)
    lock = locked(board, locks, take_over=True)
    note_of(board).write_bytes(msgspec.json.encode(other))
    lock.release()
    assert note_of(board).exists()  # it is the other's again


@pytest.mark.parametrize("left", [b"", b"[" * 50_000, b'{"host": 5}', b"\xff"])
def test_a_broken_note_is_nobody(board: Path, locks: Path, left: bytes) -> None:
    note_of(board).write_bytes(left)
    locked(board, locks).release()


def test_where_nothing_can_be_written_nothing_is_locked(tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.touch()
    lock = lock_board(blocked / "story.storyboard", folder=blocked / "locks")
    assert isinstance(lock, BoardLock)
    lock.release()
    other = Owner("another-machine", 1)
    note = tmp_path / ".b.storyboard.lock"
    note.write_bytes(msgspec.json.encode(other))
    assert lock_board(tmp_path / "b.storyboard", folder=blocked) == Busy(other, certain=False)


def test_a_user_without_a_name() -> None:
    def unknown() -> str:
        raise KeyError("getpwuid(): uid not found: 4711")

    assert Owner.this_process(unknown) == Owner(socket.gethostname(), os.getpid(), "")
