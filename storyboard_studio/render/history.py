"""How long fills took on this machine, and what that says of the next one.

A small JSON file of past fills. Estimates come from the same engine variant only: seconds per
frame and megapixel, the median of the latest fills. No past, no number.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from storyboard_engine.api import FillRequest
from storyboard_studio.durable import write_whole

_KEPT = 200


@dataclass(frozen=True, slots=True)
class PastFill:
    """One fill: the engine's variant, frames times megapixels, and the seconds it took."""

    variant: str
    work: float
    seconds: float


def work_of(request: FillRequest, done: int = 0) -> float:
    """Frames still to be made, times megapixels."""
    width, height = request.size
    return (request.frames - done) * width * height / 1e6


class History:
    """Past fills, kept in ``path``. GUI thread; a broken file counts as empty."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._fills = _read(path)

    def add(self, fill: PastFill) -> None:
        """Remember a fill; losing the file loses only the estimates."""
        if fill.work <= 0:
            return
        self._fills = [*self._fills, fill][-_KEPT:]
        rows = [[one.variant, one.work, one.seconds] for one in self._fills]
        with suppress(OSError):
            self._path.parent.mkdir(parents=True, exist_ok=True)
            write_whole(self._path, json.dumps(rows).encode())

    def estimate_s(self, fills: Iterable[tuple[str, float]]) -> float | None:
        """Seconds for (variant, work) pairs; None where a variant has no past here."""
        total = 0.0
        for variant, work in fills:
            pace = [f.seconds / f.work for f in self._fills if f.variant == variant][-20:]
            if not pace:
                return None
            total += work * median(pace)
        return total


def _read(path: Path) -> list[PastFill]:
    try:
        rows = json.loads(path.read_text(encoding="utf-8"))
        return [PastFill(str(row[0]), float(row[1]), float(row[2])) for row in rows]
    except (OSError, ValueError, TypeError, LookupError):
        return []
