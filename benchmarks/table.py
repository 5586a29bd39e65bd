"""The one table of results: rows as values, their Markdown, and putting new rows beside old ones.

Pure; knows nothing of what is measured.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import astuple, dataclass, fields

HEADINGS = ("benchmark", "what", "ours", "others", "target", "remark", "date")


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table; every cell is text that a person reads."""

    benchmark: str
    what: str
    ours: str
    others: str = ""
    target: str = ""
    remark: str = ""
    date: str = ""


class NotReachedError(Exception):
    """A benchmark could not be run; the text says why."""


def markdown(rows: Sequence[Row]) -> str:
    """The rows as a table whose columns line up."""
    cells = [HEADINGS, *(tuple(_plain(cell) for cell in astuple(row)) for row in rows)]
    widths = [max(len(line[column]) for line in cells) for column in range(len(HEADINGS))]
    lines = [
        "| "
        + " | ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True))
        + " |"
        for line in cells
    ]
    lines.insert(1, "|" + "|".join("-" * (width + 2) for width in widths) + "|")
    return "\n".join(lines)


def parsed(text: str) -> list[Row]:
    """The rows of a text that ``markdown`` made, wherever in it the table is."""
    found = []
    for line in text.splitlines():
        cells = [cell.strip() for cell in line.strip().strip("|").split(" | ")]
        is_row = line.startswith("| ") and len(cells) == len(fields(Row))
        if is_row and tuple(cells) != HEADINGS:
            found.append(Row(*cells))
    return found


def merged(old: Iterable[Row], new: Iterable[Row], order: Sequence[str]) -> list[Row]:
    """Old rows, those of a benchmark that ran again replaced; in the order of the benchmarks."""
    fresh = list(new)
    again = {row.benchmark for row in fresh}
    rows = [row for row in old if row.benchmark in order and row.benchmark not in again]
    return sorted([*rows, *fresh], key=lambda row: order.index(row.benchmark))


def _plain(cell: str) -> str:
    return " ".join(cell.replace("|", "/").split())
