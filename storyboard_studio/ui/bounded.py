"""A cache that never outgrows its limit: what was used longest ago gives way. Knows no Qt."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Hashable
from typing import Generic, TypeVar

_Key = TypeVar("_Key", bound=Hashable)
_Value = TypeVar("_Value")


class BoundedCache(Generic[_Key, _Value]):
    """Values with what each of them costs; one thread at a time. What alone exceeds the limit is
    not kept.
    """

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._used = 0
        self._values: OrderedDict[_Key, tuple[_Value, int]] = OrderedDict()

    def __len__(self) -> int:
        return len(self._values)

    @property
    def used(self) -> int:
        return self._used

    def get(self, key: _Key) -> _Value | None:
        """The value, which now counts as used last."""
        found = self._values.get(key)
        if found is None:
            return None
        self._values.move_to_end(key)
        return found[0]

    def put(self, key: _Key, value: _Value, cost: int) -> None:
        self.drop(key)
        self._values[key] = (value, cost)
        self._used += cost
        while self._used > self._limit:
            self._used -= self._values.popitem(last=False)[1][1]

    def drop(self, key: _Key) -> None:
        found = self._values.pop(key, None)
        if found is not None:
            self._used -= found[1]

    def clear(self) -> None:
        self._values.clear()
        self._used = 0
