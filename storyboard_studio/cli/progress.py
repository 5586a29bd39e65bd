"""What the shell says while it works: a bar on a terminal, plain lines otherwise.

Writes to standard error only.
"""

from __future__ import annotations

import sys
import time
from typing import TextIO

_WIDTH = 28
_PLAIN_EVERY_S = 5.0


class ProgressLine:
    """One task after another; ``show`` may be called as often as it likes."""

    def __init__(self, stream: TextIO | None = None) -> None:
        self._stream = stream or sys.stderr
        self._bar = self._stream.isatty()
        self._last = 0.0
        self._open = False

    def say(self, text: str) -> None:
        """A plain line."""
        self._end_bar()
        self._stream.write(f"{text}\n")
        self._stream.flush()

    def show(self, title: str, fraction: float, note: str = "") -> None:
        """How far the current task is."""
        now = time.monotonic()
        if now - self._last < (0.1 if self._bar else _PLAIN_EVERY_S):
            return
        self._last = now
        if not self._bar:
            self.say(f"{title}: {fraction:.0%} {note}".rstrip())
            return
        full = round(fraction * _WIDTH)
        bar = "█" * full + "░" * (_WIDTH - full)
        self._stream.write(f"\r\x1b[K{title} {bar} {fraction:4.0%} {note}")
        self._stream.flush()
        self._open = True

    def done(self, text: str) -> None:
        """The current task has ended."""
        self._last = 0.0
        self.say(text)

    def _end_bar(self) -> None:
        if self._open:
            self._stream.write("\r\x1b[K")
            self._open = False
