"""A clock that stands still until the test moves it."""

from __future__ import annotations

import threading
import time


class FakeClock:
    """``advance`` moves time and wakes who waits; nothing wakes by itself."""

    def __init__(self) -> None:
        self._now_s = 100.0
        self._waits = 0
        self._waiting: threading.Condition | None = None

    def now_s(self) -> float:
        return self._now_s

    def wall_s(self) -> float:
        return 1_700_000_000 + self._now_s

    def wait(self, condition: threading.Condition, timeout_s: float | None) -> None:
        """With the condition held, as it is everywhere it is used."""
        self._waiting = condition
        self._waits += 1
        if timeout_s is None or timeout_s > 0:
            condition.wait()

    def move(self, seconds: float) -> None:
        """Move time; what it sets off happens meanwhile."""
        self._await_waits(1)
        assert self._waiting
        with self._waiting:
            self._now_s += seconds
            self._waiting.notify_all()

    def advance(self, seconds: float) -> None:
        """Move time and return when all that it sets off has happened."""
        self._await_waits(1)
        before = self._waits
        self.move(seconds)
        self._await_waits(before + 1)

    def _await_waits(self, count: int) -> None:
        gives_up = time.monotonic() + 10
        while self._waits < count:
            assert time.monotonic() < gives_up, "nobody waits on this clock"
            time.sleep(0.001)
