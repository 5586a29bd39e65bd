"""Planning a board of 2,000 items: whole, and again after one edit. CPU time, no threads."""

from __future__ import annotations

import gc
import statistics
from collections.abc import Mapping
from dataclasses import replace
from functools import partial

from benchmarks.big_board import EDITS, ITEMS, OTHER_EDITS, big_board
from benchmarks.measuring import cpu_ms, spread
from benchmarks.table import Row
from storyboard_studio.bootstrap import engine_facts
from storyboard_studio.document.board import Board
from storyboard_studio.edit.command import Command
from storyboard_studio.edit.commands import apply
from storyboard_studio.planning.plan import EngineFacts, Plan, make_plan


def plan_rows(rounds: int) -> list[Row]:
    """The plan alone, and with every digest asked for."""
    engines = engine_facts()
    board = big_board()
    alone, asked = [], []
    gc.collect()
    for _ in range(rounds):
        fresh = _unknown(board)
        alone.append(cpu_ms(partial(make_plan, fresh, engines)))
        asked.append(cpu_ms(partial(_ask, make_plan(fresh, engines))))
    count = len(make_plan(board, engines).gaps)
    both = [one + two for one, two in zip(alone, asked, strict=True)]
    remark = f"{count} gaps, {ITEMS} cards"
    return [
        Row("plan", f"plan of {ITEMS} items", spread(alone, "ms"), "", "≤ 20 ms", remark),
        Row("plan", "the same with every digest", spread(both, "ms"), "", "", remark),
    ]


def edit_rows(rounds: int) -> list[Row]:
    """One edit, settled and validated, and the plan after it; the whole board's digests known."""
    engines = engine_facts()
    board = big_board()
    before = make_plan(board, engines)
    _ask(before)
    every = {**EDITS, **OTHER_EDITS}
    places = range(7, 7 + rounds * 12, 12)
    gc.collect()
    times = {
        name: [cpu_ms(partial(_edited, before, engines, edit(n))) for n in places]
        for name, edit in every.items()
    }
    middle = statistics.median([value for name in EDITS for value in times[name]])
    title = f"one edit and its plan, median of {len(EDITS)} kinds"
    rows = [Row("edit", title, f"{middle:.1f} ms", "", "≤ 5 ms", f"{len(places)} places each")]
    for name in every:
        remark = "" if name in EDITS else "renumbers or moves what follows; not of the target"
        rows.append(Row("edit", name, spread(times[name], "ms"), remark=remark))
    return rows


def _edited(before: Plan, engines: Mapping[str, EngineFacts], edit: Command) -> None:
    make_plan(apply(before.board, edit), engines, before)


def _ask(plan: Plan) -> list[str]:
    return [one.digest for one in plan.gaps]


def _unknown(board: Board) -> Board:
    """The same board in other tuples, of which nothing is remembered."""
    return replace(board, items=(*board.items,), cards=(*board.cards,))
