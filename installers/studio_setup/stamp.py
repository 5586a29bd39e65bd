"""The note a finished set-up leaves in `.venv`, so that the next start need not look again.

It holds a hash of everything the set-up depends on. Knows no step of the set-up.
"""

from __future__ import annotations

import hashlib
import json
import os
import tomllib
from dataclasses import asdict, dataclass
from pathlib import Path

SETUP_VERSION = "1"
"""Raise it when the set-up's own steps change what they leave behind."""


@dataclass(frozen=True)
class Stamp:
    """What was set up: for which inputs, with which PyTorch, and what was still missing."""

    fingerprint: str
    asked: str
    """`cpu` or `cuda` where the person chose; kept when the lock changes."""
    torch: str
    libraries: bool
    weights: bool


def fingerprint(lock: Path, project: Path) -> str:
    """A hash of the lock and of what pyproject.toml says of packages (not of linters)."""
    tables = tomllib.loads(project.read_text(encoding="utf-8"))
    told = {
        "setup": SETUP_VERSION,
        "lock": hashlib.sha256(lock.read_bytes()).hexdigest(),
        "project": tables.get("project"),
        "build": [tables.get("build-system"), tables.get("tool", {}).get("hatch")],
    }
    return hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()


def read_stamp(path: Path) -> Stamp | None:
    """The stamp, or None where there is none or it cannot be read."""
    try:
        return Stamp(**json.loads(path.read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        return None


def write_stamp(path: Path, stamp: Stamp) -> None:
    partial = path.with_suffix(".part")
    partial.write_text(json.dumps(asdict(stamp), indent=2) + "\n", encoding="utf-8")
    os.replace(partial, path)
