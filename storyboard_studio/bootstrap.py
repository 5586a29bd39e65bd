"""The one composition root: makes services from settings. Heavy imports stay inside functions.

Knows every room below the window and the shell, and no Qt.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from storyboard_engine import registry
from storyboard_engine.api import Backend
from storyboard_studio.planning.plan import EngineFacts
from storyboard_studio.project.takes_dir import takes_dir
from storyboard_studio.settings import state_dir
from storyboard_studio.weights.store import weights_dir

if TYPE_CHECKING:
    from storyboard_studio.render.history import History
    from storyboard_studio.render.takes import TakeStore


def go_offline() -> None:
    """Nothing here may touch a network on its own; say so to every library that might."""
    for name in ("HF_HUB_OFFLINE", "TRANSFORMERS_OFFLINE", "HF_HUB_DISABLE_TELEMETRY"):
        os.environ[name] = "1"
    os.environ["DO_NOT_TRACK"] = "1"


def make_backend(engine: str) -> Backend:
    """A new back-end. Raises ``UnknownBackend``."""
    return registry.create(engine, weights_dir())


def engine_facts() -> Mapping[str, EngineFacts]:
    """Every engine on this machine by id, the default first. Imports no torch."""
    facts = {}
    for engine in registry.backend_ids():
        backend = make_backend(engine)
        facts[engine] = EngineFacts(backend.identity, backend.capabilities)
    return facts


def take_store(board: Path | None, document_id: str) -> tuple[TakeStore, str]:
    """The takes of a board, and a note where they could not lie beside it."""
    from storyboard_studio.render.takes import TakeStore

    place = takes_dir(board, document_id)
    return TakeStore(place.path), place.note


def fill_history() -> History:
    """How long fills took on this machine."""
    from storyboard_studio.render.history import History

    return History(state_dir() / "fills.json")
