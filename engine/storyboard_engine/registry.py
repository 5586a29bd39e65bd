"""Back-ends by id. Adding one is one line here and one folder in ``backends``.

A back-end's module is imported when it is first asked for, so that listing them costs nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from importlib import import_module
from pathlib import Path

from storyboard_engine.api import Backend
from storyboard_engine.errors import UnknownBackend

_FACTORIES: Mapping[str, str] = {
    "motion": "storyboard_engine.backends.motion:create",
}


def backend_ids() -> tuple[str, ...]:
    """Every known id, the default first."""
    return tuple(_FACTORIES)


def create(backend_id: str, weights_dir: Path) -> Backend:
    """A new back-end that finds its weights below ``weights_dir``.

    Raises ``UnknownBackend``. Cheap: no weights are read and no torch is imported.
    """
    try:
        module_name, _, function = _FACTORIES[backend_id].partition(":")
    except KeyError:
        known = ", ".join(_FACTORIES)
        raise UnknownBackend(f"There is no engine {backend_id!r}.", f"Known: {known}.") from None
    factory: Callable[[Path], Backend] = getattr(import_module(module_name), function)
    return factory(weights_dir)
