"""What an edit is: a labelled pure change that happens whole or not at all. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from storyboard_studio.document.board import Board
from storyboard_studio.document.fields import MAX_TEXT
from storyboard_studio.edit.settle import settle
from storyboard_studio.errors import Problem


@dataclass(frozen=True, slots=True)
class Command:
    """An edit: its English label, the pure change, and what it merges with in the history."""

    label: str
    edit: Callable[[Board], Board]
    merge_key: str = ""


def apply(board: Board, command: Command) -> Board:
    """The board after a command; the same object where nothing changed. Raises ``Problem``."""
    after = command.edit(board)
    return board if after is board or after == board else settle(board, after)


def together(label: str, commands: Iterable[Command]) -> Command:
    """Several commands as one undo step; either all happen or none does.

    Only the result must keep the rules: on the way there things may lie over one another.
    """
    steps = tuple(commands)

    def edit(board: Board) -> Board:
        for step in steps:
            board = step.edit(board)
        return board

    return Command(label, edit)


def within_limit(text: str) -> str:
    """The text. Raises ``Problem`` where it is longer than a board file may hold."""
    if len(text) > MAX_TEXT:
        raise Problem(
            f"The text has {len(text)} characters; at most {MAX_TEXT} are possible.",
            remedy="Make it shorter.",
        )
    return text


def new_id(prefix: str, taken: Iterable[str]) -> str:
    """The next free id, ``c1``, ``c2`` …, of a lane."""
    numbers = [int(one[len(prefix) :]) for one in taken if one[len(prefix) :].isdigit()]
    return f"{prefix}{max(numbers, default=0) + 1}"
