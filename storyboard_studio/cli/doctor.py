"""``doctor``: what this machine has, and what is missing."""

from __future__ import annotations

import argparse
import json
import platform
import sys
from importlib import metadata
from typing import Any

from storyboard_studio import __version__, bootstrap
from storyboard_studio.settings import data_dir, state_dir
from storyboard_studio.weights import store
from storyboard_studio.weights.catalogue import CATALOGUE

_PACKAGES = ("torch", "PySide6-Essentials", "av", "opencv-python-headless", "numpy", "pillow")


def doctor(given: argparse.Namespace) -> int:
    """Say what is here; 3 where something needed is missing."""
    report = _report()
    missing = [name for name, version in report["packages"].items() if version is None]
    if given.json:
        sys.stdout.write(json.dumps(report, ensure_ascii=False) + "\n")
    else:
        sys.stderr.write("\n".join(_lines(report, missing)) + "\n")
    return 3 if missing else 0


def _report() -> dict[str, Any]:
    facts = bootstrap.engine_facts()
    return {
        "studio": __version__,
        "python": platform.python_version(),
        "system": platform.platform(),
        "packages": {name: _version(name) for name in _PACKAGES},
        "engines": {
            name: {"variant": one.identity.variant, "device": one.identity.device}
            for name, one in facts.items()
        },
        "weights": {
            one.name: None if (path := store.find(one.name)) is None else str(path)
            for one in CATALOGUE
        },
        "data": str(data_dir()),
        "state": str(state_dir()),
    }


def _version(name: str) -> str | None:
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return None


def _lines(report: dict[str, Any], missing: list[str]) -> list[str]:
    lines = [f"Storyboard Studio {report['studio']}, Python {report['python']}, {report['system']}"]
    lines += [f"  {name} {version or 'MISSING'}" for name, version in report["packages"].items()]
    for name, engine in report["engines"].items():
        where = f" on {engine['device']}" if engine["device"] else ""
        lines.append(f"  engine {name}: {engine['variant']}{where}")
    for name, path in report["weights"].items():
        lines.append(f"  weights {name}: {path or 'not fetched (weights fetch)'}")
    lines.append(f"  data in {report['data']}, state in {report['state']}")
    if missing:
        lines.append(f"Missing: {', '.join(missing)}. Run the set-up again.")
    return lines
