"""The one way from a worker thread to the window.

A worker posts a call; the window's event loop makes it. Nothing else in the application crosses
from another thread into Qt. Knows nothing of what is posted.
"""

from __future__ import annotations

import threading
from collections.abc import Callable

from PySide6.QtCore import QObject, Qt, Signal, Slot


class Bridge(QObject):
    """Lives on the GUI thread; ``post`` may be called from any thread.

    Calls are made in the order in which one thread posted them. After ``close`` they are
    dropped, also those already on their way.
    """

    _posted = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._open = True
        self._gate = threading.Lock()
        self._posted.connect(self._make, Qt.ConnectionType.QueuedConnection)

    def post(self, call: Callable[[], None]) -> None:
        """Have ``call`` made on the GUI thread, soon."""
        with self._gate:  # so that close() cannot fall between the question and the signal
            if self._open:
                self._posted.emit(call)

    def close(self) -> None:
        with self._gate:
            self._open = False

    @Slot(object)
    def _make(self, call: Callable[[], None]) -> None:
        if self._open:
            call()
