"""Filling a board from the shell: its gaps one after another, on the calling thread.

Never writes the board: overrides live in the requests.
"""

from __future__ import annotations

import argparse
import signal
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from storyboard_engine.api import Backend, CancelToken
from storyboard_engine.errors import UnknownBackend
from storyboard_studio import bootstrap
from storyboard_studio.cli.progress import ProgressLine
from storyboard_studio.document.board import Board, GapSettings
from storyboard_studio.document.gaps import gaps, settings_of
from storyboard_studio.errors import Cancelled, MediaError, UsageError
from storyboard_studio.planning.plan import GapPlan, Plan, make_plan
from storyboard_studio.project.file import read_board
from storyboard_studio.render.fill import (
    Arrived,
    Filled,
    FillJob,
    Progress,
    Report,
    fill_gap,
    picture_source,
)
from storyboard_studio.render.film import FilmReader
from storyboard_studio.render.program import Program
from storyboard_studio.render.status import shown_take
from storyboard_studio.render.takes import TakeBusy, TakeStore

if TYPE_CHECKING:
    from storyboard_studio.media.pictures import PictureSource

_BUSY_PAUSE_S = 0.25


@dataclass(frozen=True, slots=True)
class Outcome:
    """A gap, the engine that its request names, and its fill; None where its take was there."""

    plan: GapPlan
    filled: Filled | None


class BoardRun:
    """One board being rendered by the shell; finished frames are kept when it is cancelled."""

    def __init__(
        self, board: Board, store: TakeStore, line: ProgressLine, cancel: CancelToken
    ) -> None:
        self.board = board
        self.line = line
        self.cancel = cancel
        self.outcomes: list[Outcome] = []
        self._store = store
        self._plan: Plan = make_plan(board, bootstrap.engine_facts())
        self._backends: dict[str, Backend] = {}

    @property
    def engine_calls(self) -> int:
        return sum(one.filled is not None and one.filled.called for one in self.outcomes)

    def chosen(self, only: Sequence[int]) -> tuple[GapPlan, ...]:
        """The gaps that ``--only`` names, else all. Raises ``UsageError``."""
        count = len(self._plan.gaps)
        for index in only:
            if not 0 <= index < count:
                there = f"The board has gaps 0 to {count - 1}." if count else "The board has none."
                raise UsageError(f"There is no gap {index}.", remedy=there)
        return tuple(p for p in self._plan.gaps if not only or p.gap.index in only)

    def fill(self, plans: Sequence[GapPlan]) -> None:
        """Fill what is not filled yet. Raises ``Cancelled``, ``MediaError``, ``RenderError``."""
        latest = self._store.latest()
        for plan in plans:
            shown = shown_take(plan, self._store.find, latest)
            current = not plan.gap.needs_take or (shown is not None and not shown.stale)
            self.outcomes.append(Outcome(plan, None if current else self._filled(plan)))

    def film(self) -> FilmReader:
        """The film as it is now."""
        latest = self._store.latest()
        shown = {
            plan.gap.bound: take
            for plan in self._plan.gaps
            if (take := shown_take(plan, self._store.find, latest)) is not None
        }
        gaps = tuple(plan.gap for plan in self._plan.gaps)
        return FilmReader(Program(self.board, gaps, shown), self._store.path)

    def check_media(self) -> None:
        """Raises ``MediaError`` where a file on the timeline is not the one the board means.

        Filling checks those it reads; a whole film shows all of them.
        """
        from storyboard_studio.media.fingerprint import still_matches

        used = {item.media for item in self.board.items}
        for media in self.board.media:
            if media.id not in used or still_matches(media.path, media.fingerprint):
                continue
            there = Path(media.path).is_file()
            raise MediaError(
                "The file has changed since it was added." if there else "The file is missing.",
                path=media.path,
                remedy="Put it back, or open the board in the window and locate it.",
            )

    def _filled(self, plan: GapPlan) -> Filled:
        engine = plan.identity.backend
        if engine not in self._backends:
            self._backends[engine] = bootstrap.make_backend(engine)
        job = FillJob(
            id=plan.gap.index,
            bound=plan.gap.bound,
            label=f"Gap {plan.gap.index}",
            engine=engine,
            request=plan.request,
            identity=plan.identity,
            digest=plan.digest,
            media=self.board.media,
        )
        pictures = picture_source(job)
        try:
            filled = self._fill_or_wait(job, pictures)
        finally:
            pictures.close()
        self.line.done(f"{job.label}: filled in {filled.seconds:.1f} s")
        return filled

    def _fill_or_wait(self, job: FillJob, pictures: PictureSource) -> Filled:
        """Fill a gap; where another process is at it, its take is waited for."""
        backend, report = self._backends[job.engine], self._reporter(job)
        said = False
        while True:
            try:
                return fill_gap(job, backend, pictures, self._store, self.cancel, report)
            except TakeBusy:
                if not said:
                    self.line.say(f"{job.label}: being filled by another window or shell; waiting")
                    said = True
            time.sleep(_BUSY_PAUSE_S)
            if self.cancel.cancelled:
                raise Cancelled(f"Waiting for {job.label} was cancelled.")

    def _reporter(self, job: FillJob) -> Report:
        def report(event: Progress | Arrived) -> None:
            if isinstance(event, Progress):
                self.line.show(f"{job.label}", event.fraction, event.note)

        return report


@contextmanager
def opened_run(given: argparse.Namespace) -> Iterator[BoardRun]:
    """The board that the options name, with their overrides.

    Ctrl-C cancels the run; pressed again it ends the program where it is.
    """
    path = Path(given.board)
    board = _overridden(read_board(path), given.engine, given.seed)
    store, note = bootstrap.take_store(path, "")
    line = ProgressLine()
    if note:
        line.say(note)
    cancel = CancelToken()

    def stop(_signal: int, _frame: object) -> None:
        cancel.cancel()
        signal.signal(signal.SIGINT, signal.default_int_handler)

    before = signal.signal(signal.SIGINT, stop)
    try:
        yield BoardRun(board, store, line, cancel)
    finally:
        signal.signal(signal.SIGINT, before)


def _overridden(board: Board, engine: str | None, seed: int | None) -> Board:
    if engine is not None:
        try:
            bootstrap.make_backend(engine)
        except UnknownBackend as error:
            raise UsageError(error.what, remedy=error.remedy) from None
    every = (settings_of(board, gap.bound) for gap in gaps(board))
    return replace(board, gaps=tuple(_with(one, engine, seed) for one in every))


def _with(settings: GapSettings, engine: str | None, seed: int | None) -> GapSettings:
    if settings.locked or (engine is None and seed is None):
        return settings
    return replace(
        settings,
        engine=engine or settings.engine,
        seed=settings.seed if seed is None else seed,
        take="",
    )
