"""Every back-end against the one contract suite."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from storyboard_engine import registry
from storyboard_engine.api import Backend
from storyboard_engine.testing import CHECKS, Factory, FakeBackend, check_imports_no_torch

BACKENDS: dict[str, Callable[[Path], Backend]] = {
    "fake": lambda weights_dir: FakeBackend(),
    **{
        backend_id: lambda weights_dir, backend_id=backend_id: registry.create(
            backend_id, weights_dir
        )
        for backend_id in registry.backend_ids()
    },
}


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.__name__)
@pytest.mark.parametrize("name", BACKENDS)
def test_backend_keeps_the_contract(
    name: str, check: Callable[[Factory], None], tmp_path: Path
) -> None:
    check(lambda: BACKENDS[name](tmp_path))


@pytest.mark.parametrize("backend_id", registry.backend_ids())
def test_asking_who_it_is_imports_no_torch(backend_id: str, tmp_path: Path) -> None:
    check_imports_no_torch(backend_id, tmp_path)
