"""``render`` and ``contact-sheet``: fill a board's gaps, then write what was asked for."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from storyboard_studio.cli.filling import BoardRun, Outcome, opened_run
from storyboard_studio.errors import UsageError
from storyboard_studio.planning.plan import GapPlan
from storyboard_studio.render.contact_sheet import write_contact_sheet
from storyboard_studio.render.export import Exported, check_place, export_film
from storyboard_studio.timebase import format_rate


def render(given: argparse.Namespace) -> int:
    """Render as the options say; ends with the summary. Returns the exit code."""
    if not given.output and not given.only:
        raise UsageError("Nothing to write.", remedy="Name the film with -o, or gaps with --only.")
    with opened_run(given) as run:
        plans = run.chosen(given.only)
        if given.output:
            check_place(run.board, given.output)
        if not given.only:
            run.check_media()
        run.fill(plans)
        only = plans if given.only else None
        exported = _export(run, given.output, only) if given.output else None
    if given.json or not sys.stdout.isatty():
        sys.stdout.write(json.dumps(_summary(run, exported), ensure_ascii=False) + "\n")
    return 0


def contact_sheet(given: argparse.Namespace) -> int:
    """Fill the board and write one picture that shows the whole film. Returns the exit code."""
    with opened_run(given) as run:
        run.check_media()
        run.fill(run.chosen(()))
        with run.film() as film:
            write_contact_sheet(film, Path(given.output), run.cancel)
    run.line.done(f"Wrote {given.output}")
    return 0


def _export(run: BoardRun, output: str, only: Sequence[GapPlan] | None) -> Exported:
    ranges = None if only is None else [plan.gap.range for plan in only]
    with run.film() as film:
        exported = export_film(
            film,
            output,
            ranges=ranges,
            cancel=run.cancel,
            report=lambda done, total: run.line.show("Writing the film", done / total),
        )
    run.line.done(f"Wrote {exported.path}: {exported.frames} frames")
    for note in exported.notes:
        run.line.say(note)
    return exported


def _summary(run: BoardRun, exported: Exported | None) -> dict[str, Any]:
    return {
        "output": None if exported is None else exported.path,
        "frames": 0 if exported is None else exported.frames,
        "size": list(run.board.canvas),
        "rate": format_rate(run.board.rate),
        "engine_calls": run.engine_calls,
        "gaps": [_row(outcome) for outcome in run.outcomes],
    }


def _row(outcome: Outcome) -> dict[str, Any]:
    plan, filled = outcome.plan, outcome.filled
    return {
        "start": plan.gap.range.start,
        "end": plan.gap.range.end,
        "engine": plan.identity.backend,
        "digest": plan.digest,
        "rendered": filled is not None and filled.called,
        "seconds": 0.0 if filled is None else round(filled.seconds, 3),
    }
