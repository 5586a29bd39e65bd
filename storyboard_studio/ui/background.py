"""Work that must not hold the window up: one thread, answers on the GUI thread.

Knows neither files nor media: what is done is given as a call.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from storyboard_studio.errors import StudioError
from storyboard_studio.ui.bridge import Bridge

_Result = TypeVar("_Result")

logger = logging.getLogger(__name__)


def ignore(_value: object) -> None:
    """For work whose answer nobody waits for."""


class Background:
    """Calls are made one after another. ``close`` drops what has not begun and waits for the
    rest."""

    def __init__(self, bridge: Bridge, name: str) -> None:
        self._bridge = bridge
        self._threads = ThreadPoolExecutor(max_workers=1, thread_name_prefix=name)

    def run(
        self,
        work: Callable[[], _Result],
        done: Callable[[_Result], None] = ignore,
        failed: Callable[[StudioError], None] = ignore,
    ) -> None:
        """Do ``work`` soon; then ``done`` or ``failed`` on the GUI thread."""
        self._threads.submit(self._carry_out, work, done, failed)

    def close(self) -> None:
        self._threads.shutdown(wait=True, cancel_futures=True)

    def _carry_out(
        self,
        work: Callable[[], _Result],
        done: Callable[[_Result], None],
        failed: Callable[[StudioError], None],
    ) -> None:
        try:
            result = work()
        except StudioError as error:
            refused = error
        except Exception as error:  # the thread's border: logged once, shown, and it lives on
            logger.exception("work in the background failed")
            refused = StudioError(
                f"A fault in the program: {error}.", remedy="The log file has the details."
            )
        else:
            self._bridge.post(lambda: done(result))
            return
        self._bridge.post(lambda: failed(refused))
