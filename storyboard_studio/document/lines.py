"""On which line of a JSON text a value begins. Pure; used only to say where something is wrong."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterator

from storyboard_studio.document.fields import Location

_SPACE = re.compile(r"[ \t\r\n]*")
# Numbers are not wanted here, and their conversion could fail (4,300 digits) or be slow.
_DECODER = json.JSONDecoder(parse_int=str, parse_float=str, parse_constant=str)


_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|[\[{]|[\]}]|-?[0-9]+(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?')
_MOST_DIGITS = 4300
_MOST_DEPTH = 900


def line_at(text: str, offset: int) -> int:
    """The 1-based line of a character."""
    return text.count("\n", 0, offset) + 1


def malformed(text: str, message: str) -> str:
    """Line and reason for a text that msgspec refused with ``message``.

    It names the byte of a wrong character (``… (byte 12)``), not that of a number or a nesting
    beyond its limits.
    """
    match = re.search(r"\(byte (\d+)\)", message)
    if match:
        offset = len(text.encode()[: int(match[1])].decode(errors="ignore"))
        reason = re.sub(r"^JSON is malformed: | \(byte \d+\)$", "", message)
        return f"line {line_at(text, offset)}: this is not valid JSON: {reason}"
    beyond = _beyond_limits(text)
    if beyond is not None:
        return f"line {line_at(text, beyond)}: a number is too large, or lists nest too deep"
    return f"line {line_at(text, len(text.rstrip()))}: the text ends too early"


def _beyond_limits(text: str) -> int | None:
    """Where the first number out of range or the first nesting too deep is, if any."""
    depth = 0
    for token in _TOKEN.finditer(text):
        match token[0][0]:
            case '"':
                continue
            case "[" | "{":
                depth += 1
            case "]" | "}":
                depth -= 1
            case _ if _is_out_of_range(token[0]):
                return token.start()
        if depth > _MOST_DEPTH:
            return token.start()
    return None


def _is_out_of_range(number: str) -> bool:
    return len(number) > _MOST_DIGITS or math.isinf(float(number))


def line_of(text: str, location: Location) -> int:
    """The 1-based line of the value at a location of a well-formed JSON text.

    Where the document ends earlier than the location (a field is missing), the line of what
    would hold it.
    """
    offset = _skip(text, 0)
    for step in location:
        found = None
        for key, at in _members(text, offset):
            if key == step:
                found = at  # of a repeated key the last counts, as it does for readers
        if found is None:
            break
        offset = found
    return line_at(text, offset)


def _members(text: str, offset: int) -> Iterator[tuple[str | int, int]]:
    """Each key or index of the object or list at an offset, with its value's offset."""
    opening = text[offset]
    if opening not in "[{":
        return
    index = 0
    offset = _skip(text, offset + 1)
    while text[offset] not in "]}":
        key: str | int = index
        if opening == "{":
            key, offset = _DECODER.raw_decode(text, offset)
            offset = _skip(text, _skip(text, offset) + 1)
        yield key, offset
        try:
            _, offset = _DECODER.raw_decode(text, offset)
        except RecursionError:
            return
        offset = _skip(text, offset)
        if text[offset] == ",":
            offset = _skip(text, offset + 1)
        index += 1


def _skip(text: str, offset: int) -> int:
    space = _SPACE.match(text, offset)
    return space.end() if space else offset
