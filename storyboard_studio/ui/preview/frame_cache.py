"""Pictures kept for showing again: least recently used goes first, bounded in bytes.

Not safe between threads by itself: ``FrameService`` guards it. Knows neither Qt nor programs.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Hashable

from storyboard_engine.api import Picture


class FrameCache:
    """Pictures by what they show. Holds at most ``budget_bytes``, or one picture."""

    def __init__(self, budget_bytes: int) -> None:
        self.budget_bytes = budget_bytes
        self.held_bytes = 0
        self._pictures: OrderedDict[Hashable, Picture] = OrderedDict()

    def __len__(self) -> int:
        return len(self._pictures)

    def __contains__(self, key: Hashable) -> bool:
        return key in self._pictures

    def get(self, key: Hashable) -> Picture | None:
        """The picture, now the most recently used; None where it is not held."""
        picture = self._pictures.get(key)
        if picture is not None:
            self._pictures.move_to_end(key)
        return picture

    def put(self, key: Hashable, picture: Picture) -> None:
        """Hold a picture, and let go of the oldest ones that no longer fit."""
        old = self._pictures.pop(key, None)
        self.held_bytes += picture.nbytes - (0 if old is None else old.nbytes)
        self._pictures[key] = picture
        while self.held_bytes > self.budget_bytes and len(self._pictures) > 1:
            _, gone = self._pictures.popitem(last=False)
            self.held_bytes -= gone.nbytes

    def clear(self) -> None:
        self._pictures.clear()
        self.held_bytes = 0
