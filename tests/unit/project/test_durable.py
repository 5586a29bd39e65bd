"""Writes are whole or not at all, whichever step fails."""

from __future__ import annotations

import errno
import os
import stat
from itertools import count
from pathlib import Path

import pytest
from faulty_disk import FaultyDisk

from storyboard_studio.durable import ORPHAN_AGE_S, LocalDisk, patiently, sweep, write_whole

OLD, NEW = b"the old content", b"the new content, which is longer"
posix = pytest.mark.skipif(os.name == "nt", reason="POSIX file modes and kinds")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "story.storyboard"
    path.write_bytes(OLD)
    return path


def test_the_content_is_there_and_nothing_else(file: Path) -> None:
    write_whole(file, NEW)
    write_whole(file.with_name("other"), b"")
    assert file.read_bytes() == NEW
    assert sorted(os.listdir(file.parent)) == ["other", "story.storyboard"]


def test_the_steps_are_in_the_order_that_makes_them_safe(file: Path) -> None:
    disk = FaultyDisk(chunk=20)
    write_whole(file, NEW, disk)
    assert disk.steps == [
        "create", "write", "write", "sync", "close", "set_mode", "replace", "sync_folder",
    ]  # fmt: skip
    assert file.read_bytes() == NEW


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EIO, errno.EDQUOT, errno.EINTR])
@pytest.mark.parametrize("exists", [True, False])
def test_whichever_step_fails_the_file_is_old_or_new(
    tmp_path: Path, number: int, exists: bool
) -> None:
    path = tmp_path / "story.storyboard"
    for step in count():
        path.unlink(missing_ok=True)
        if exists:
            path.write_bytes(OLD)
        disk = FaultyDisk(step, number, chunk=7)
        try:
            write_whole(path, NEW, disk)
        except OSError as error:
            caught = error.errno
        else:
            break
        there = path.read_bytes() if path.exists() else None
        replaced = disk.steps[step] == "sync_folder"
        assert there == (NEW if replaced else OLD if exists else None)
        assert caught == number
        assert not disk.open_files
        assert os.listdir(tmp_path) == ([path.name] if there is not None else [])
    assert step == len(disk.steps)
    assert step > 8


def test_the_first_error_is_told_even_where_tidying_up_fails(file: Path) -> None:
    class Gone(FaultyDisk):
        def remove(self, path: Path) -> None:
            raise OSError(errno.EROFS, "read-only")

    with pytest.raises(OSError, match="No space left") as caught:
        write_whole(file, NEW, Gone(fails_at=1))
    assert caught.value.errno == errno.ENOSPC
    assert file.read_bytes() == OLD


def test_a_disk_that_takes_nothing_is_an_error_and_no_endless_loop(file: Path) -> None:
    with pytest.raises(OSError, match="took no more data"):
        write_whole(file, NEW, FaultyDisk(chunk=0))
    assert file.read_bytes() == OLD


def test_an_interrupted_write_leaves_nothing(file: Path) -> None:
    class Interrupted(FaultyDisk):
        def sync(self, file: int) -> None:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        write_whole(file, NEW, Interrupted())
    assert file.read_bytes() == OLD
    assert os.listdir(file.parent) == [file.name]


@posix
def test_the_mode_is_kept_and_a_new_file_follows_the_umask(file: Path) -> None:
    file.chmod(0o640)
    write_whole(file, NEW)
    assert stat.S_IMODE(file.stat().st_mode) == 0o640
    before = os.umask(0o027)
    try:
        write_whole(file.with_name("new"), NEW)
    finally:
        os.umask(before)
    assert stat.S_IMODE(file.with_name("new").stat().st_mode) == 0o640


@posix
def test_a_link_stays_a_link(file: Path, tmp_path: Path) -> None:
    link = tmp_path / "elsewhere" / "link"
    link.parent.mkdir()
    link.symlink_to(file)
    write_whole(link, NEW)
    assert link.is_symlink()
    assert file.read_bytes() == NEW
    assert os.listdir(link.parent) == ["link"]


@posix
def test_what_is_no_ordinary_file_is_not_replaced(tmp_path: Path, file: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    with pytest.raises(OSError, match="not an ordinary file"):
        write_whole(pipe, NEW)
    with pytest.raises(IsADirectoryError):
        write_whole(tmp_path, NEW)
    file.chmod(0o444)
    with pytest.raises(PermissionError, match="write-protected"):
        write_whole(file, NEW)
    assert stat.S_ISFIFO(pipe.stat().st_mode)
    assert file.read_bytes() == OLD


def test_a_folder_that_cannot_be_synced_is_no_error_but_a_broken_one_is(tmp_path: Path) -> None:
    LocalDisk().sync_folder(tmp_path)
    with pytest.raises(FileNotFoundError):
        LocalDisk().sync_folder(tmp_path / "missing")


@posix
def test_systems_that_cannot_sync_folders_are_borne() -> None:
    LocalDisk().sync_folder(Path("/proc/self"))  # fsync is EINVAL there


def test_leftovers_of_killed_writers_are_swept(tmp_path: Path) -> None:
    old = tmp_path / ".storyboard-0123456789abcdef.tmp"
    young = tmp_path / ".storyboard-fedcba9876543210.tmp"
    other = tmp_path / ".storyboard-notes.tmp"
    for path in (old, young, other):
        path.write_bytes(b"half")
    for path in (old, other):
        os.utime(path, (1000, 1000))
    os.utime(young, (1001 + ORPHAN_AGE_S, 1001 + ORPHAN_AGE_S))
    assert sweep(tmp_path, now_s=1001 + ORPHAN_AGE_S) == 1
    assert sorted(tmp_path.iterdir()) == sorted([young, other])
    assert sweep(tmp_path / "missing", now_s=0) == 0


class BusyFile:
    """A file that a virus scanner holds for a number of attempts."""

    def __init__(self, attempts: int) -> None:
        self.left = attempts
        self.slept_s = 0.0

    def step(self) -> None:
        self.left -= 1
        if self.left >= 0:
            raise PermissionError

    def sleep(self, seconds: float) -> None:
        self.slept_s += seconds


def test_windows_waits_for_a_busy_file_about_a_second() -> None:
    scanned = BusyFile(4)
    patiently(scanned.step, windows=True, sleep=scanned.sleep)
    assert 0 < scanned.slept_s < 0.5
    held = BusyFile(1000)
    with pytest.raises(PermissionError):
        patiently(held.step, windows=True, sleep=held.sleep)
    assert 1 <= held.slept_s < 3


def test_elsewhere_a_refusal_is_final() -> None:
    refused = BusyFile(1)
    with pytest.raises(PermissionError):
        patiently(refused.step, windows=False, sleep=refused.sleep)
    assert refused.slept_s == 0
