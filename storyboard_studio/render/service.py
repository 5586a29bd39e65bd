"""Rendering as the window sees it: plans, states, the queue, live pictures.

Belongs to the GUI thread. The worker's events come in through ``handle``; whoever wires the two
decides how they cross threads. Knows no Qt.
"""

from __future__ import annotations

import itertools
import os
import time
from collections import OrderedDict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Protocol

from storyboard_engine.api import CancelToken, Picture
from storyboard_studio.document.board import Board
from storyboard_studio.planning.plan import EngineFacts, GapPlan, Plan, make_plan
from storyboard_studio.render import jobs, status
from storyboard_studio.render.fill import FillJob, Progress
from storyboard_studio.render.history import History, PastFill, work_of
from storyboard_studio.render.jobs import Queue
from storyboard_studio.render.program import Program, ShownTake
from storyboard_studio.render.status import GapState
from storyboard_studio.render.takes import Take, TakeStore
from storyboard_studio.render.worker import (
    Budget,
    JobCancelled,
    JobDone,
    JobFailed,
    JobFrames,
    JobProgress,
    WorkerEvent,
)

_LIVE_BYTES = 192 * 2**20


class Worker(Protocol):
    """What fills gaps one after another (``worker.RenderWorker``, or a fake that behaves)."""

    def submit(self, job: FillJob, store: TakeStore, budget: Budget) -> CancelToken: ...

    def close(self) -> None: ...


@dataclass(frozen=True, slots=True)
class Estimate:
    """What filling everything would take, learned from this machine's own past fills."""

    gaps: int
    seconds: float | None


class RenderService:
    """Plans the board, knows every gap's state, runs the queue through one worker.

    ``on_change`` is called (GUI thread) when plans, states or the queue changed; ``on_frames``
    when live pictures arrived.
    """

    def __init__(
        self,
        board: Board,
        store: TakeStore,
        worker: Worker,
        engines: Mapping[str, EngineFacts],
        history: History,
        *,
        budget_bytes: int,
        on_change: Callable[[], None] = lambda: None,
        on_frames: Callable[[JobFrames], None] = lambda _frames: None,
        on_note: Callable[[str], None] = lambda _note: None,
    ) -> None:
        self.engines = engines
        self.store = store
        self.queue = Queue()
        self.missing: frozenset[str] = missing_media(board)
        self.plan: Plan = make_plan(board, engines)
        self._worker = worker
        self._history = history
        self._budget_bytes = budget_bytes
        self._on_change = on_change
        self._on_frames = on_frames
        self._on_note = on_note
        self._ids = itertools.count(1)
        self._cancel: CancelToken | None = None
        self._live = _LivePictures(_LIVE_BYTES)
        self._latest: dict[str, Take] = {}
        self._shown: dict[str, ShownTake | None] = {}
        self._index_takes()

    # What stands -------------------------------------------------------------------------------

    def set_board(self, board: Board) -> None:
        """The board was edited: plan again, keeping what did not change."""
        if board.media is not self.plan.board.media:
            self.missing = missing_media(board)
        self.plan = make_plan(board, self.engines, self.plan)
        self._shown.clear()
        self._on_change()

    def set_store(self, store: TakeStore) -> None:
        """The takes live elsewhere now (the board was saved for the first time)."""
        self.store = store
        self._index_takes()
        self._on_change()

    def state(self, bound: str) -> GapState:
        """How the gap with that left bound stands. Raises ``KeyError`` where there is none."""
        plan = self.plan.by_bound(bound)
        if plan is None:
            raise KeyError(bound)
        return status.gap_state(plan, self.shown(plan), self.queue.for_bound(bound), self.missing)

    def shown(self, plan: GapPlan) -> ShownTake | None:
        """The take that a gap shows now."""
        bound = plan.gap.bound
        if bound not in self._shown:
            self._shown[bound] = status.shown_take(plan, self.store.find, self._latest)
        return self._shown[bound]

    def takes_for(self, bound: str) -> list[Take]:
        """Every complete take that was made for a gap, the newest first."""
        return [take for take in self.store.all() if take.bound == bound]

    def fillable(self) -> list[GapPlan]:
        """The gaps that *Fill* would fill, in the film's order."""
        return [p for p in self.plan.gaps if status.needs_fill(self.state(p.gap.bound))]

    def program(self) -> Program:
        """What plays now."""
        shown = {plan.gap.bound: self.shown(plan) for plan in self.plan.gaps}
        return Program(
            self.plan.board,
            tuple(plan.gap for plan in self.plan.gaps),
            {bound: take for bound, take in shown.items() if take is not None},
            self.missing,
        )

    def estimate(self) -> Estimate:
        """How many gaps filling all would make, and for how long (None: no past to judge by)."""
        plans = self.fillable()
        work = [(plan.identity.variant, work_of(plan.request)) for plan in plans]
        return Estimate(len(plans), self._history.estimate_s(work) if plans else None)

    def live_frame(self, bound: str, index: int) -> Picture | None:
        """The newest small picture of a frame of a gap that is being filled."""
        return self._live.get(bound, index)

    def live_indices(self, bound: str) -> frozenset[int]:
        """The frames of a gap for which there is a live picture."""
        return self._live.indices(bound)

    # What is done ------------------------------------------------------------------------------

    def fill(self, bounds: Iterable[str] | None = None) -> int:
        """Queue fills: of the given gaps, else of all that are empty or stale. How many."""
        wanted = None if bounds is None else set(bounds)
        plans = [plan for plan in self.fillable() if wanted is None or plan.gap.bound in wanted]
        self.queue = self.queue.with_fills(self._job(plan) for plan in plans)
        self._start_next()
        self._on_change()
        return len(plans)

    def cancel(self, job_id: int) -> None:
        """Stop a job; finished frames are kept."""
        job = self.queue.job(job_id)
        if job is None or not job.is_open:
            return
        if isinstance(job.state, jobs.Running):
            if self._cancel is not None:
                self._cancel.cancel()
        else:
            self.queue = self.queue.with_state(job_id, jobs.Stopped())
        self._on_change()

    def cancel_all(self) -> None:
        """Stop everything that waits or runs."""
        for job in reversed(self.queue.open_jobs):
            self.cancel(job.id)

    def clear_ended(self) -> None:
        """Drop ended jobs from the queue."""
        self.queue = self.queue.without_ended()
        self._on_change()

    def close(self) -> None:
        """Stop the worker. Finished frames are kept."""
        self.cancel_all()
        self._worker.close()

    # What the worker says ----------------------------------------------------------------------

    def handle(self, event: WorkerEvent) -> None:
        """Take in an event of the worker (GUI thread)."""
        match event:
            case JobProgress(job=job_id, progress=progress):
                self._progressed(job_id, progress)
            case JobFrames() as frames:
                self._live.put(frames.bound, frames.pictures)
                self._on_frames(frames)
                return
            case JobDone() as done:
                self._finished(done)
            case JobFailed(job=job_id, what=what, remedy=remedy):
                self._ended(job_id, jobs.Failed(what, remedy))
            case JobCancelled(job=job_id):
                self._ended(job_id, jobs.Stopped())
        self._on_change()

    def _progressed(self, job_id: int, progress: Progress) -> None:
        job = self.queue.job(job_id)
        if job is None or not isinstance(job.state, jobs.Running):
            return
        state = replace(
            job.state,
            fraction=max(job.state.fraction, progress.fraction),
            note=progress.note,
            frames=max(job.state.frames, progress.frames),
            eta_s=_eta_s(job.state, progress.fraction),
        )
        self.queue = self.queue.with_state(job_id, state)

    def _finished(self, done: JobDone) -> None:
        job = self.queue.job(done.job)
        filled = done.filled
        if job is not None and filled.called:
            work = work_of(job.fill.request)
            self._history.add(PastFill(job.fill.identity.variant, work, filled.seconds))
        self._latest[filled.take.bound] = filled.take
        self._live.drop(filled.take.bound)
        self._ended(done.job, jobs.Done(filled.seconds))
        for text in (done.note, *filled.degraded):
            if text:
                self._on_note(text)

    def _ended(self, job_id: int, state: jobs.JobState) -> None:
        self.queue = self.queue.with_state(job_id, state)
        self._shown.clear()
        self._cancel = None
        self._start_next()

    def _start_next(self) -> None:
        job = self.queue.next_waiting
        if self.queue.running is not None or job is None:
            return
        began = time.monotonic()
        self.queue = self.queue.with_state(job.id, jobs.Running(began_at=began))
        budget = Budget(self._budget_bytes, frozenset(self._in_use()))
        self._cancel = self._worker.submit(job.fill, self.store, budget)

    def _job(self, plan: GapPlan) -> FillJob:
        return FillJob(
            id=next(self._ids),
            bound=plan.gap.bound,
            label=f"Gap {plan.gap.index + 1}",
            engine=plan.identity.backend,
            request=plan.request,
            identity=plan.identity,
            digest=plan.digest,
            media=self.plan.board.media,
        )

    def _in_use(self) -> set[str]:
        shown = (self.shown(plan) for plan in self.plan.gaps)
        chosen = {settings.take for settings in self.plan.board.gaps if settings.take}
        return chosen | {take.digest for take in shown if take is not None}

    def _index_takes(self) -> None:
        self._latest = self.store.latest()
        self._shown.clear()


class _LivePictures:
    """Small pictures of gaps being filled, bounded in bytes; the oldest give way."""

    def __init__(self, limit_bytes: int) -> None:
        self._limit = limit_bytes
        self._used = 0
        self._pictures: OrderedDict[tuple[str, int], Picture] = OrderedDict()

    def put(self, bound: str, pictures: Mapping[int, Picture]) -> None:
        for index, picture in pictures.items():
            self._remove((bound, index))
            self._pictures[bound, index] = picture
            self._used += picture.nbytes
        while self._used > self._limit:
            self._remove(next(iter(self._pictures)))

    def get(self, bound: str, index: int) -> Picture | None:
        return self._pictures.get((bound, index))

    def indices(self, bound: str) -> frozenset[int]:
        return frozenset(index for one, index in self._pictures if one == bound)

    def drop(self, bound: str) -> None:
        for key in [key for key in self._pictures if key[0] == bound]:
            self._remove(key)

    def _remove(self, key: tuple[str, int]) -> None:
        picture = self._pictures.pop(key, None)
        if picture is not None:
            self._used -= picture.nbytes


def missing_media(board: Board) -> frozenset[str]:
    """The ids of media whose file is not where it was."""
    return frozenset(media.id for media in board.media if not os.path.isfile(media.path))


def _eta_s(state: jobs.Running, fraction: float) -> float | None:
    spent = time.monotonic() - state.began_at
    if fraction <= 0.02 or spent < 1.0:
        return state.eta_s
    return spent * (1 - fraction) / fraction
