"""Puts the set-up's own package on the path: it runs before anything is installed."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).resolve().parents[3]
sys.path.insert(0, str(CHECKOUT / "installers"))

from fake_machine import FakeMachine  # noqa: E402
from studio_setup.environment import Paths  # noqa: E402


@pytest.fixture
def paths(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Paths:
    """A checkout with this project's own lock and pyproject.toml, and nothing set up."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    (tmp_path / "installers").mkdir()
    for name in ("pyproject.toml", "installers/requirements.lock"):
        (tmp_path / name).write_bytes((CHECKOUT / name).read_bytes())
    return Paths(tmp_path, windows=False)


@pytest.fixture
def machine(paths: Paths) -> FakeMachine:
    """A Debian machine with everything but `.venv`, its person an ordinary user."""
    return FakeMachine(paths)
