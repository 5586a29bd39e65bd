"""Typed reading of plain documents: what a value must be, and the place where it is not. Pure.

Knows JSON's types and how to say what is wrong with one; not what a board is made of.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from enum import StrEnum
from fractions import Fraction
from typing import Any, Final, TypeAlias, TypeVar

from storyboard_studio.errors import BoardFileError

Location: TypeAlias = tuple[str | int, ...]
"""Keys and indices from the document's root to a value."""
_Choice = TypeVar("_Choice", bound=StrEnum)

MAX_TEXT = 65_536
"""The most characters one text of a document may have."""
MAX_ELEMENTS = 1_000_000
"""The most values one list of a document may have."""
_MAX_DEPTH = 64
_INT64 = 2**63
_MAX_RATIONAL = 10**9
_RATIONAL = re.compile(r"(-?[0-9]{1,40})(?:/([0-9]{1,40}))?")
REQUIRED: Final = object()


class Misfit(BoardFileError):
    """One value of a document is not what it must be; ``location`` says which."""

    def __init__(self, location: Location, reason: str) -> None:
        super().__init__(f"{place(location)}: {reason}")
        self.location = location


def place(location: Location) -> str:
    """A location as a person reads it: ``items[3].start``."""
    text = "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in location)
    return text.removeprefix(".") or "the document"


def described(value: object) -> str:
    """A value as an error message shows it: short, whatever it holds."""
    match value:
        case None | True | False:
            return {None: "null", True: "true", False: "false"}[value]
        case str():
            return repr(value if len(value) <= 40 else value[:39] + "…")
        case int() | float():
            text = repr(value)
            return text if len(text) <= 40 else "a very large number"
        case list():
            return "a list"
        case _:
            return "an object"


def elements(value: object, at: Location) -> Iterator[tuple[Any, Location]]:
    """The values of a list, each with its location. Raises ``Misfit``."""
    if not isinstance(value, list):
        raise Misfit(at, f"expected a list, got {described(value)}")
    if len(value) > MAX_ELEMENTS:
        raise Misfit(at, f"{len(value)} entries are more than the {MAX_ELEMENTS} a board may have")
    return ((one, (*at, index)) for index, one in enumerate(value))


class Fields:
    """Takes the known fields out of one object; what is left then is ``rest``.

    Every method takes a field's name and, where it may be absent, its default, and raises
    ``Misfit`` where the value is of another kind.
    """

    __slots__ = ("_at", "_left")

    def __init__(self, plain: object, at: Location = ()) -> None:
        if not isinstance(plain, dict):
            raise Misfit(at, f"expected an object, got {described(plain)}")
        self._left: dict[str, Any] = dict(plain)
        self._at = at

    def text(self, name: str, default: object = REQUIRED) -> str:
        value = self._take(name, default)
        if not isinstance(value, str):
            raise self.misfit(name, f"expected a text, got {described(value)}")
        if len(value) > MAX_TEXT:
            raise self.misfit(name, f"a text may have at most {MAX_TEXT} characters")
        return value

    def flag(self, name: str, default: object = REQUIRED) -> bool:
        value = self._take(name, default)
        if not isinstance(value, bool):
            raise self.misfit(name, f"expected true or false, got {described(value)}")
        return value

    def whole(
        self,
        name: str,
        default: object = REQUIRED,
        least: int = -_INT64,
        most: int = _INT64 - 1,
    ) -> int:
        return self._whole(self._take(name, default), (*self._at, name), least, most)

    def whole_or_none(self, name: str, default: object = None) -> int | None:
        value = self._take(name, default)
        if value is None:
            return None
        return self._whole(value, (*self._at, name), -_INT64, _INT64 - 1)

    def wholes(
        self, name: str, count: int, default: object = REQUIRED, least: int = 0, most: int = 255
    ) -> tuple[int, ...]:
        """``count`` whole numbers, each within its limits."""
        return tuple(
            self._whole(value, at, least, most) for value, at in self._list(name, count, default)
        )

    def numbers(self, name: str, count: int, default: object = REQUIRED) -> tuple[float, ...]:
        """``count`` numbers between 0 and 1."""
        found = []
        for value, at in self._list(name, count, default):
            if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= 1:
                raise Misfit(at, f"expected a number from 0 to 1, got {described(value)}")
            found.append(float(value))
        return tuple(found)

    def rational(self, name: str, default: object = REQUIRED) -> Fraction:
        """An exact number written ``24000/1001`` or ``24``, within a thousand million."""
        value = self._take(name, default)
        match = _RATIONAL.fullmatch(value) if isinstance(value, str) else None
        if match is None or int(match[2] or 1) == 0:
            raise self.misfit(
                name, f"expected an exact number such as '24000/1001', got {described(value)}"
            )
        number = Fraction(int(match[1]), int(match[2] or 1))
        if abs(number) > _MAX_RATIONAL:
            raise self.misfit(name, f"{described(value)} is too large")
        return number

    def choice(self, name: str, kind: type[_Choice], default: object = REQUIRED) -> _Choice:
        value = self._take(name, default)
        for one in kind:
            if one == value:
                return one
        names = ", ".join(repr(one.value) for one in kind)
        raise self.misfit(name, f"expected one of {names}, got {described(value)}")

    def values(self, name: str) -> Iterator[tuple[Any, Location]]:
        """The values of a list that may be absent, each with its location."""
        return elements(self._take(name, []), (*self._at, name))

    def optional(self, name: str) -> bool:
        """Whether the field is there and not null; a null is taken."""
        if self._left.get(name) is None:
            self._left.pop(name, None)
            return False
        return True

    def left(self) -> dict[str, Any]:
        """The fields that nobody took."""
        return self._left

    def rest(self) -> dict[str, Any]:
        """The same, to be kept. Raises ``Misfit`` where they nest too deep for that."""
        for name, value in self._left.items():
            if _deeper_than(value, _MAX_DEPTH):
                raise self.misfit(name, f"values may nest at most {_MAX_DEPTH} deep")
        return self._left

    def misfit(self, name: str, reason: str) -> Misfit:
        """The error that says what is wrong with a field."""
        return Misfit((*self._at, name), reason)

    def _take(self, name: str, default: object) -> Any:
        value = self._left.pop(name, default)
        if value is REQUIRED:
            raise Misfit(self._at, f"{name!r} is missing")
        return value

    def _list(self, name: str, count: int, default: object) -> tuple[tuple[Any, Location], ...]:
        value = self._take(name, default)
        if not isinstance(value, list | tuple) or len(value) != count:
            raise self.misfit(name, f"expected a list of {count} numbers, got {described(value)}")
        return tuple((one, (*self._at, name, index)) for index, one in enumerate(value))

    def _whole(self, value: object, at: Location, least: int, most: int) -> int:
        if isinstance(value, bool) or not isinstance(value, int):
            raise Misfit(at, f"expected a whole number, got {described(value)}")
        if not least <= value <= most:
            raise Misfit(at, f"expected {least} to {most}, got {described(value)}")
        return value


def _deeper_than(value: object, limit: int) -> bool:
    """Whether lists and objects nest deeper than a limit; without recursion."""
    level = [value]
    for _ in range(limit):
        level = [
            child
            for one in level
            if isinstance(one, dict | list)
            for child in (one.values() if isinstance(one, dict) else one)
        ]
        if not level:
            return False
    return True
