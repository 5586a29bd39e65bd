"""The settings as the window holds them: read once, written in the background when one changes."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from PySide6.QtCore import QObject, Signal

from storyboard_studio import settings
from storyboard_studio.errors import StudioError
from storyboard_studio.settings import Setting, Settings
from storyboard_studio.ui.background import Background

_Kind = TypeVar("_Kind", bool, int, str, tuple[str, ...])


class Preferences(QObject):
    """``changed`` carries the key of the setting. GUI thread."""

    changed = Signal(str)
    failed = Signal(str)

    def __init__(self, values: Settings, background: Background) -> None:
        super().__init__()
        self._values, self._background = values, background

    @property
    def values(self) -> Settings:
        return self._values

    def get(self, setting: Setting[_Kind]) -> _Kind:
        return self._values[setting]

    def set(self, setting: Setting[_Kind], value: _Kind) -> None:
        if value != self._values[setting]:
            self._take(self._values.with_value(setting, value), setting.key)

    def note_recent_file(self, path: str) -> None:
        """A board was opened or saved."""
        self._take(self._values.with_recent_file(path), settings.RECENT_FILES.key)

    def _take(self, values: Settings, key: str) -> None:
        self._values = values
        self._background.run(_write(values), failed=self._tell)
        self.changed.emit(key)

    def _tell(self, error: StudioError) -> None:
        self.failed.emit(str(error))


def _write(values: Settings) -> Callable[[], None]:
    return lambda: settings.save(values)
