"""What is loaded on a device now: loaded on first use, freed on request. One owner, one thread."""

from __future__ import annotations

import gc
import sys
from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

T = TypeVar("T")


class Residency(Generic[T]):
    """Networks by a key that names their weights and device."""

    def __init__(self) -> None:
        self._held: dict[Hashable, T] = {}

    def hold(self, key: Hashable, load: Callable[[], T]) -> T:
        """What is held under ``key``; loaded now if it is not. Errors of ``load`` pass."""
        if key not in self._held:
            self._held[key] = load()
        return self._held[key]

    def release(self) -> None:
        """Let go of everything, and give a device's cached memory back."""
        self._held.clear()
        torch = sys.modules.get("torch")
        if torch is not None and torch.cuda.is_initialized():
            gc.collect()
            torch.cuda.empty_cache()
