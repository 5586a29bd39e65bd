"""Places in a JSON text are found on the line where they are."""

from __future__ import annotations

import json
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from strategies import json_values

from storyboard_studio.document.fields import Location
from storyboard_studio.document.lines import line_of, malformed

MARK = "\N{BLACK STAR} here"


@st.composite
def marked(draw: st.DrawFn) -> tuple[Any, Location]:
    """A document with one marked value somewhere, and where that is."""
    value: Any = MARK
    location: Location = ()
    for _ in range(draw(st.integers(0, 4))):
        others = draw(st.lists(json_values, max_size=3))
        at = draw(st.integers(0, len(others)))
        if draw(st.booleans()):
            value, location = [*others[:at], value, *others[at:]], (at, *location)
        else:
            keys = draw(st.lists(st.text(max_size=3), min_size=4, max_size=4, unique=True))
            values = [*others[:at], value, *others[at:]]
            value, location = dict(zip(keys, values, strict=False)), (keys[at], *location)
    return value, location


@given(marked(), st.sampled_from([None, 0, 1]), st.booleans())
def test_every_value_is_found(
    document: tuple[Any, Location], indent: int | None, ascii_only: bool
) -> None:
    value, location = document
    text = "\n" + json.dumps(value, indent=indent, ensure_ascii=ascii_only)
    mark = json.dumps(MARK, ensure_ascii=ascii_only)
    assert line_of(text, location) == text[: text.index(mark)].count("\n") + 1


def test_of_a_repeated_key_the_last_counts() -> None:
    assert line_of('{"a": 1,\n"b": 2,\n"a": 3}', ("a",)) == 3


def test_where_the_document_ends_early_the_last_place_there_is_counts() -> None:
    text = '{\n"a": [\n1,\n"text"],\n"b": {}}'
    assert line_of(text, ("a", 1, "deeper")) == 4
    assert line_of(text, ("a", 7)) == 2
    assert line_of(text, ("b", "c")) == 5


def test_numbers_of_any_length_are_passed_over() -> None:
    assert line_of('{"a": %s,\n"b": 1}' % ("9" * 5000), ("b",)) == 2


def test_behind_a_nesting_too_deep_to_pass_the_outer_place_counts() -> None:
    deep = "[" * 100_000 + "]" * 100_000
    text = '{"a":\n{"deep": ' + deep + ',\n"b": 1}}'
    assert line_of(text, ("a", "b")) == 2


def test_a_number_out_of_range_is_found_among_others() -> None:
    text = '{"a": ["1e999", 12, {"b": -1.5e3}],\n"c": -1e999}'
    assert malformed(text, "Number out of range") == (
        "line 2: a number is too large, or lists nest too deep"
    )
