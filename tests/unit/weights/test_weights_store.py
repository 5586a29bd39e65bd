"""Where weights lie, when they count as present, and what a check finds."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from weights_fakes import SMALL

from storyboard_studio.errors import RequirementError
from storyboard_studio.weights import store


def test_the_folder_follows_the_environment(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv(store.DATA_VARIABLE, str(tmp_path))
    assert store.weights_dir() == tmp_path / "weights"
    monkeypatch.delenv(store.DATA_VARIABLE)
    assert store.weights_dir().parts[-2:] == ("storyboard-studio", "weights")


def test_what_was_kept_is_found_and_whole(tmp_path: Path) -> None:
    path = store.keep(SMALL, b"tensors", tmp_path / "new")
    assert store.find(SMALL.name, tmp_path / "new") == path
    assert path.read_bytes() == b"tensors"
    state = store.check(SMALL, tmp_path / "new")
    assert isinstance(state, store.Whole)
    assert state.record.licence == "MIT"
    assert state.record.source == "small-carrier==1.0"


def test_the_record_is_readable_json(tmp_path: Path) -> None:
    store.keep(SMALL, b"tensors", tmp_path)
    record = json.loads(store.record_path(SMALL.name, tmp_path).read_text("utf-8"))
    assert record["member_sha256"] == SMALL.member_sha256
    assert record["bytes"] == 7


def test_nothing_is_left_beside_the_two_files(tmp_path: Path) -> None:
    store.keep(SMALL, b"tensors", tmp_path)
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "small-1.json",
        "small-1.safetensors",
    ]


def test_a_file_without_a_record_is_missing(tmp_path: Path) -> None:
    store.keep(SMALL, b"tensors", tmp_path)
    store.record_path(SMALL.name, tmp_path).unlink()
    assert store.find(SMALL.name, tmp_path) is None
    assert isinstance(store.check(SMALL, tmp_path), store.Missing)


@pytest.mark.parametrize("text", ["", "{", "[]", '{"name": "small-1"}'])
def test_a_broken_record_is_no_record(tmp_path: Path, text: str) -> None:
    store.keep(SMALL, b"tensors", tmp_path)
    store.record_path(SMALL.name, tmp_path).write_text(text)
    assert store.find(SMALL.name, tmp_path) is None


def test_a_record_without_a_file_is_missing(tmp_path: Path) -> None:
    store.keep(SMALL, b"tensors", tmp_path).unlink()
    assert store.find(SMALL.name, tmp_path) is None
    assert isinstance(store.check(SMALL, tmp_path), store.Missing)


def test_a_shortened_file_is_not_found(tmp_path: Path) -> None:
    store.keep(SMALL, b"tensors", tmp_path).write_bytes(b"ten")
    assert store.find(SMALL.name, tmp_path) is None
    assert isinstance(store.check(SMALL, tmp_path), store.Damaged)


def test_a_changed_byte_is_damage(tmp_path: Path) -> None:
    store.keep(SMALL, b"tensors", tmp_path).write_bytes(b"tensorz")
    state = store.check(SMALL, tmp_path)
    assert isinstance(state, store.Damaged)
    assert "hash" in state.reason


def test_weights_of_another_source_are_damage(tmp_path: Path) -> None:
    store.keep(SMALL, b"tensors", tmp_path)
    record = store.record_path(SMALL.name, tmp_path)
    record.write_text(record.read_text("utf-8").replace(SMALL.member_sha256, "0" * 64))
    assert isinstance(store.check(SMALL, tmp_path), store.Damaged)


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(RequirementError, match=store.DATA_VARIABLE):
        store.keep(SMALL, b"tensors", tmp_path / "file")
