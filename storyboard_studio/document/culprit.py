"""Which value of an illegal board is refused. Pure; used only to say where a file is wrong.

Knows nothing of the rules: it asks ``validate``.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from storyboard_studio.document.board import Board
from storyboard_studio.document.fields import Location
from storyboard_studio.document.validate import validate
from storyboard_studio.errors import Problem

_LANES = ("media", "items", "cards", "cuts", "markers", "gaps")
_MOST_SEARCHED = 20_000


def culprit(board: Board) -> Location:
    """Where an illegal board breaks a rule.

    Lanes are added to an empty board until one is refused; of that lane, the first value that
    is refused together with those before it. Lanes of very many values are not searched.
    """
    legal = replace(board, in_out=None)
    for lane in _LANES:
        legal = _with_lane(legal, lane, ())
    if not _is_legal(legal):
        return ("length",)
    for lane in _LANES:
        values = getattr(board, lane)
        whole = _with_lane(legal, lane, values)
        if not _is_legal(whole):
            return (lane, *_first_refused(legal, lane, values))
        legal = whole
    return ("in_out",)


def _first_refused(legal: Board, lane: str, values: tuple[Any, ...]) -> Location:
    if len(values) > _MOST_SEARCHED:
        return ()
    fitting, refused = 0, len(values)
    while refused - fitting > 1:
        middle = (fitting + refused) // 2
        if _is_legal(_with_lane(legal, lane, values[:middle])):
            fitting = middle
        else:
            refused = middle
    return (refused - 1,)


def _with_lane(board: Board, lane: str, values: tuple[Any, ...]) -> Board:
    changes: dict[str, Any] = {lane: values}
    return replace(board, **changes)


def _is_legal(board: Board) -> bool:
    try:
        validate(board)
    except Problem:
        return False
    return True
