"""``plan``: what every gap of a board would be made of."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import Any

from storyboard_engine.api import Moving, Nothing, Side, Still
from storyboard_studio import bootstrap
from storyboard_studio.planning.plan import GapPlan, make_plan
from storyboard_studio.project.file import read_board
from storyboard_studio.render.status import shown_take
from storyboard_studio.render.takes import Take, TakeStore
from storyboard_studio.timebase import timecode


def plan(given: argparse.Namespace) -> int:
    """Print the plan of a board. Returns the exit code."""
    path = Path(given.board)
    board = read_board(path)
    store, _ = bootstrap.take_store(path, "")
    planned = make_plan(board, bootstrap.engine_facts())
    latest = store.latest()
    rows = [_row(one, store, latest) for one in planned.gaps]
    if given.json:
        sys.stdout.write(json.dumps({"gaps": rows}, ensure_ascii=False) + "\n")
        return 0
    for row, one in zip(rows, planned.gaps, strict=True):
        state = "stale" if row["stale"] else "filled"
        start, end = (timecode(frame, board.rate) for frame in (row["start"], row["end"]))
        sides = f"{row['left']} → {row['right']}"
        sys.stderr.write(
            f"gap {row['index']}  {start} – {end}  {float(one.distance_s):.2f} s · {one.verdict}"
            f"  {sides}  {row['engine']}  {state}\n"
        )
    return 0


def _row(one: GapPlan, store: TakeStore, latest: dict[str, Take]) -> dict[str, Any]:
    shown = shown_take(one, store.find, latest)
    return {
        "index": one.gap.index,
        "start": one.gap.range.start,
        "end": one.gap.range.end,
        "keyframes": [image.start for image in one.gap.keyframes],
        "left": _side(one.request.left),
        "right": _side(one.request.right),
        "digest": one.digest,
        "stale": one.gap.needs_take and (shown is None or shown.stale),
        "engine": one.identity.backend,
    }


def _side(side: Side) -> str:
    match side:
        case Moving():
            return "moving"
        case Still():
            return "still"
        case Nothing():
            return "nothing"
