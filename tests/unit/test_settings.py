"""Settings: declared once, kept whole, and never in the way of starting."""

from __future__ import annotations

import errno
import json
import os
from pathlib import Path
from typing import Any

import pytest

from storyboard_studio import settings
from storyboard_studio.durable import LocalDisk
from storyboard_studio.errors import StudioError
from storyboard_studio.settings import (
    LAST_FOLDER,
    LOOP,
    MAX_RECENT,
    RECENT_FILES,
    SNAP,
    TABLE,
    TAKES_BUDGET_GB,
    THEME,
    WINDOW_GEOMETRY,
    Setting,
    Settings,
    load,
    save,
)

REMEMBERED = {"last_folder", "recent_files", "window_geometry", "window_state"}


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "config" / "settings.json"


# The table


def test_keys_are_unique() -> None:
    assert len({setting.key for setting in TABLE}) == len(TABLE)


@pytest.mark.parametrize("setting", TABLE, ids=lambda setting: setting.key)
def test_every_default_is_acceptable(setting: Setting[Any]) -> None:
    assert setting.accepts(setting.default)


@pytest.mark.parametrize("setting", TABLE, ids=lambda setting: setting.key)
def test_what_a_person_sets_is_explained(setting: Setting[Any]) -> None:
    if setting.key in REMEMBERED:
        assert (setting.title, setting.help) == ("", "")
    else:
        assert setting.title[0].isupper()
        assert setting.help.endswith(".")


@pytest.mark.parametrize(
    ("setting", "value"),
    [
        (THEME, "purple"),
        (THEME, 5),
        (SNAP, 1),
        (TAKES_BUDGET_GB, 0),
        (TAKES_BUDGET_GB, 100_001),
        (TAKES_BUDGET_GB, True),
        (TAKES_BUDGET_GB, 1.5),
        (LAST_FOLDER, "x" * 5000),
        (RECENT_FILES, ["a"]),
        (RECENT_FILES, ("a",) * 21),
        (RECENT_FILES, (5,)),
    ],
)
def test_what_cannot_be_is_refused(setting: Setting[Any], value: Any) -> None:
    with pytest.raises(ValueError, match=setting.key):
        Settings().with_value(setting, value)


def test_a_change_makes_a_new_value() -> None:
    before = Settings()
    after = before.with_value(THEME, "dark").with_value(SNAP, False)
    assert (before[THEME], before[SNAP]) == ("system", True)
    assert (after[THEME], after[SNAP], after[LOOP]) == ("dark", False, False)


def test_recent_files_newest_first_each_once() -> None:
    some = Settings()
    for index in range(MAX_RECENT + 5):
        some = some.with_recent_file(f"/{index}")
    some = some.with_recent_file("/20")
    assert some[RECENT_FILES][:3] == ("/20", "/24", "/23")
    assert len(some[RECENT_FILES]) == MAX_RECENT == len(set(some[RECENT_FILES]))


# The file


def test_round_trip(path: Path) -> None:
    chosen = (
        Settings()
        .with_value(THEME, "light")
        .with_value(TAKES_BUDGET_GB, 7)
        .with_value(LOOP, True)
        .with_value(WINDOW_GEOMETRY, "AdnQywAD==")
        .with_recent_file("/home/ana/鹤.storyboard")
    )
    save(chosen, path)
    loaded = load(path)
    assert loaded.note == ""
    assert all(loaded.settings[setting] == chosen[setting] for setting in TABLE)
    save(loaded.settings, path)
    assert load(path) == loaded


def test_a_first_start_has_defaults(path: Path) -> None:
    loaded = load(path)
    assert (loaded.settings[THEME], loaded.note) == ("system", "")
    save(loaded.settings, path)
    assert json.loads(path.read_bytes()) == {}  # a default may change in a later version


def test_settings_of_other_versions_survive(path: Path) -> None:
    path.parent.mkdir()
    path.write_text('{"from the future": {"a": [1]}, "theme": "dark"}')
    save(load(path).settings.with_value(THEME, "light"), path)
    assert json.loads(path.read_bytes()) == {"from the future": {"a": [1]}, "theme": "light"}


def test_a_value_that_cannot_be_is_as_if_never_set(path: Path) -> None:
    path.parent.mkdir()
    path.write_text('{"theme": "purple", "snap": "yes", "recent_files": 5, "loop": true}')
    loaded = load(path)
    assert loaded.note == ""
    assert loaded.settings[THEME] == "system"
    assert loaded.settings[SNAP] is True
    assert loaded.settings[RECENT_FILES] == ()
    assert loaded.settings[LOOP] is True


@pytest.mark.parametrize(
    "broken", [b"", b"{", b"[]", b"\xff", b"[" * 100_000, b"5", b" " * ((1 << 20) + 1)]
)
def test_a_broken_file_is_set_aside_and_said(path: Path, broken: bytes) -> None:
    path.parent.mkdir()
    path.write_bytes(broken)
    loaded = load(path)
    assert loaded.settings == Settings()
    assert "The settings could not be read" in loaded.note
    assert "settings.json.broken" in loaded.note
    assert (path.parent / "settings.json.broken").read_bytes() == broken
    assert load(path).note == ""


def test_a_file_that_cannot_be_read_or_moved_is_no_obstacle(path: Path) -> None:
    (path.parent / "settings.json").mkdir(parents=True)
    (path.parent / "settings.json.broken").mkdir()
    (path.parent / "settings.json.broken" / "x").touch()
    loaded = load(path)
    assert loaded.settings == Settings()
    assert loaded.note.endswith("The defaults are used.")


def test_a_full_disk_keeps_the_old_file(path: Path) -> None:
    class FullDisk(LocalDisk):
        def sync(self, file: int) -> None:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    save(Settings().with_value(THEME, "dark"), path)
    with pytest.raises(StudioError, match=r"settings.json: The settings could not be saved: No sp"):
        save(Settings().with_value(THEME, "light"), path, FullDisk())
    assert load(path).settings[THEME] == "dark"


def test_names_that_are_no_text_do_no_harm(path: Path) -> None:
    odd = Settings().with_recent_file("/caf\udce9").with_value(LAST_FOLDER, "/caf\udce9")
    save(odd.with_recent_file("/fine"), path)
    assert load(path).settings[RECENT_FILES] == ("/fine", "/caf?")


# The folders


def test_one_folder_for_everything(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STORYBOARD_STUDIO_DATA", str(tmp_path))
    assert settings.data_dir() == tmp_path
    assert settings.state_dir() == tmp_path / "state"
    assert settings.cache_dir() == tmp_path / "cache"
    assert settings.config_dir() == tmp_path / "config"
    save(Settings().with_value(THEME, "dark"))
    assert load().settings[THEME] == "dark"
    assert (tmp_path / "config" / "settings.json").exists()


def test_otherwise_the_system_s_folders(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("STORYBOARD_STUDIO_DATA", raising=False)
    folders = [settings.data_dir(), settings.state_dir(), settings.cache_dir()]
    folders.append(settings.config_dir())
    assert all(folder.is_absolute() and "storyboard-studio" in folder.parts for folder in folders)


def test_weights_lie_in_the_data_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from storyboard_studio.weights.store import weights_dir

    monkeypatch.setenv("STORYBOARD_STUDIO_DATA", str(tmp_path))
    assert weights_dir() == settings.data_dir() / "weights"
    monkeypatch.delenv("STORYBOARD_STUDIO_DATA")
    assert weights_dir() == settings.data_dir() / "weights"
