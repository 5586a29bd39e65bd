"""What a person may set, each declared once, and the folders where the studio keeps things.

The table below is all there is: the preferences, the file and the defaults follow from it.
Knows no Qt, no board and no panel.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Generic, TypeVar, cast

import msgspec
from platformdirs import PlatformDirs

from storyboard_studio.durable import LOCAL_DISK, Disk, write_whole
from storyboard_studio.errors import StudioError

BASE_VARIABLE = "STORYBOARD_STUDIO_DATA"
"""Where this variable names a folder, everything the studio keeps lies in it."""
MAX_RECENT = 20
_MAX_BYTES = 1 << 20
_DIRS = PlatformDirs("storyboard-studio", appauthor=False)

_Kind = TypeVar("_Kind", bool, int, str, tuple[str, ...])


# Folders ---------------------------------------------------------------------------------------


def data_dir() -> Path:
    """What is worth keeping: weights."""
    return _base() or _DIRS.user_data_path


def state_dir() -> Path:
    """What one machine remembers: autosaved boards, locks, how long fills took."""
    base = _base()
    return base / "state" if base else _DIRS.user_state_path


def cache_dir() -> Path:
    """What can be made again: thumbnails, takes of boards that are not saved yet."""
    base = _base()
    return base / "cache" if base else _DIRS.user_cache_path


def config_dir() -> Path:
    """The settings."""
    base = _base()
    return base / "config" if base else _DIRS.user_config_path


def _base() -> Path | None:
    chosen = os.environ.get(BASE_VARIABLE)
    return Path(chosen).absolute() if chosen else None


# The table -------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Setting(Generic[_Kind]):
    """One thing to set: its key in the file, what it is unless set, and its words.

    ``title`` and ``help`` are English and empty for what the program remembers by itself.
    ``choices`` are all values there are; ``least`` and ``most`` bound a number; a text or list
    has at most ``longest`` characters or entries.
    """

    key: str
    default: _Kind
    title: str = ""
    help: str = ""
    choices: tuple[str, ...] = ()
    least: int = 0
    most: int = 0
    longest: int = 4096

    def accepts(self, value: object) -> bool:
        """Whether a value may be stored under this key."""
        if isinstance(self.default, bool):
            return isinstance(value, bool)
        if isinstance(self.default, int):
            is_number = isinstance(value, int) and not isinstance(value, bool)
            return is_number and self.least <= cast(int, value) <= self.most
        if isinstance(self.default, str):
            return _is_text(value, self.longest) and (not self.choices or value in self.choices)
        return (
            isinstance(value, tuple)
            and len(value) <= self.longest
            and all(_is_text(one, 4096) for one in value)
        )


THEME = Setting(
    "theme",
    "system",
    "Theme",
    "Light or dark colours, or whatever the desktop uses.",
    choices=("system", "light", "dark"),
)
SNAP = Setting(
    "snap",
    True,
    "Snap while dragging",
    "Edges catch on other edges, cards, markers and the playhead. Ctrl turns it round.",
)
RIPPLE_CARDS = Setting(
    "ripple_cards",
    True,
    "Ripple affects cards",
    "When a ripple edit moves pictures and clips, prompt cards, cuts and markers move with them.",
)
LOOP = Setting(
    "loop",
    False,
    "Play in a loop",
    "Playback starts again at the in point, or at the start, when it reaches the out point.",
)
TAKES_BUDGET_GB = Setting(
    "takes_budget_gb",
    50,
    "Space for takes (GB)",
    "Older takes are removed beyond this. Chosen, locked and unfinished ones always stay.",
    least=1,
    most=100_000,
)
LAST_FOLDER = Setting("last_folder", "")
RECENT_FILES: Setting[tuple[str, ...]] = Setting("recent_files", (), longest=MAX_RECENT)
WINDOW_GEOMETRY = Setting("window_geometry", "", longest=65_536)
WINDOW_STATE = Setting("window_state", "", longest=65_536)

TABLE: tuple[Setting[Any], ...] = (
    THEME,
    SNAP,
    RIPPLE_CARDS,
    LOOP,
    TAKES_BUDGET_GB,
    LAST_FOLDER,
    RECENT_FILES,
    WINDOW_GEOMETRY,
    WINDOW_STATE,
)


# Values ----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Settings:
    """The settings as they are; an immutable value. ``unknown`` are keys of other versions."""

    _chosen: Mapping[str, Any] = field(default_factory=dict)
    unknown: Mapping[str, Any] = field(default_factory=dict)

    def __getitem__(self, setting: Setting[_Kind]) -> _Kind:
        return cast(_Kind, self._chosen.get(setting.key, setting.default))

    def with_value(self, setting: Setting[_Kind], value: _Kind) -> Settings:
        """The settings with one of them changed. Raises ``ValueError`` for what cannot be."""
        if not setting.accepts(value):
            raise ValueError(f"{setting.key} cannot be {value!r}")
        return Settings({**self._chosen, setting.key: value}, self.unknown)

    def with_recent_file(self, path: str) -> Settings:
        """The settings after a board was opened or saved: newest first, each once."""
        older = tuple(one for one in self[RECENT_FILES] if one != path)
        return self.with_value(RECENT_FILES, (path, *older)[:MAX_RECENT])


@dataclass(frozen=True, slots=True)
class Loaded:
    """Settings from disk, and a sentence for the person where the file was no good."""

    settings: Settings
    note: str = ""


def settings_path() -> Path:
    return config_dir() / "settings.json"


def load(path: Path | None = None) -> Loaded:
    """The settings on disk; what is missing or not acceptable is as if never set.

    A file that cannot be understood is kept beside, as ``….broken``, and said so.
    """
    path = path or settings_path()
    try:
        plain = _read(path)
    except FileNotFoundError:
        return Loaded(Settings())
    except (OSError, ValueError, RecursionError) as error:
        reason = getattr(error, "strerror", None) or error
        return Loaded(Settings(), f"The settings could not be read ({reason}). {_set_aside(path)}")
    known = {setting.key: setting for setting in TABLE}
    chosen, unknown = {}, {}
    for key, value in plain.items():
        value = tuple(value) if isinstance(value, list) and key in known else value
        if key not in known:
            unknown[key] = value
        elif known[key].accepts(value):
            chosen[key] = value
    return Loaded(Settings(chosen, unknown))


def save(settings: Settings, path: Path | None = None, disk: Disk = LOCAL_DISK) -> None:
    """Write the settings, whole or not at all. Raises ``StudioError``."""
    path = path or settings_path()
    chosen = {one.key: settings[one] for one in TABLE if settings[one] != one.default}
    text = msgspec.json.encode({**settings.unknown, **_encodable(chosen)})
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        write_whole(path, msgspec.json.format(text, indent=1) + b"\n", disk)
    except OSError as error:
        raise StudioError(
            f"The settings could not be saved: {error.strerror or error}.", path=path
        ) from error


def _read(path: Path) -> dict[str, Any]:
    with path.open("rb") as file:
        data = file.read(_MAX_BYTES + 1)
    if len(data) > _MAX_BYTES:
        raise ValueError("it is too large")
    return msgspec.json.decode(data, type=dict[str, Any])


def _encodable(value: Any) -> Any:
    """File names that are no text lose what UTF-8 cannot hold: they are only remembered here."""
    match value:
        case str():
            return value.encode(errors="replace").decode()
        case tuple():
            return [_encodable(one) for one in value]
        case dict():
            return {key: _encodable(one) for key, one in value.items()}
    return value


def _set_aside(path: Path) -> str:
    aside = path.with_name(f"{path.name}.broken")
    try:
        os.replace(path, aside)
    except OSError:
        return "The defaults are used."
    return f"The defaults are used; the old file is now {aside.name}."


def _is_text(value: object, longest: int) -> bool:
    return isinstance(value, str) and len(value) <= longest
