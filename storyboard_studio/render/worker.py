"""The one thread that owns the engine.

It receives jobs as values and posts events as values; it never touches the window or the
session. Back-ends, decoders and their memory live and die on this thread.
"""

from __future__ import annotations

import logging
import queue
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np

from storyboard_engine.api import Backend, CancelToken, Picture
from storyboard_studio.errors import Cancelled, StudioError
from storyboard_studio.render.fill import (
    Arrived,
    Filled,
    FillJob,
    Progress,
    fill_gap,
    picture_source,
)
from storyboard_studio.render.takes import TakeStore

LIVE_WIDTH = 480
"""The width (px) to which live pictures are reduced before they leave the worker."""

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class JobProgress:
    job: int
    progress: Progress


@dataclass(frozen=True, slots=True)
class JobFrames:
    """Small pictures of gap frames that have just been made; ``final`` ones stay."""

    job: int
    bound: str
    pictures: Mapping[int, Picture]
    final: bool


@dataclass(frozen=True, slots=True)
class JobDone:
    """``note`` is a sentence for the person where the takes outgrow their budget."""

    job: int
    filled: Filled
    note: str = ""


@dataclass(frozen=True, slots=True)
class JobFailed:
    job: int
    what: str
    remedy: str


@dataclass(frozen=True, slots=True)
class JobCancelled:
    job: int


WorkerEvent: TypeAlias = JobProgress | JobFrames | JobDone | JobFailed | JobCancelled


@dataclass(frozen=True, slots=True)
class Budget:
    """How many bytes the takes may use, and which of them must stay."""

    limit_bytes: int
    keep: frozenset[str]


@dataclass(frozen=True, slots=True)
class _Order:
    job: FillJob
    store: TakeStore
    budget: Budget
    cancel: CancelToken


class RenderWorker:
    """Runs fills one after another. ``post`` is called on the worker's thread.

    ``backend`` makes a back-end by id (once per id, on the worker's thread). ``close`` cancels
    what runs and joins the thread.
    """

    def __init__(
        self, backend: Callable[[str], Backend], post: Callable[[WorkerEvent], None]
    ) -> None:
        self._make = backend
        self._post = post
        self._backends: dict[str, Backend] = {}
        self._orders: queue.SimpleQueue[_Order | None] = queue.SimpleQueue()
        self._current: CancelToken | None = None
        self._thread = threading.Thread(target=self._run, name="render-worker", daemon=True)
        self._thread.start()

    def submit(self, job: FillJob, store: TakeStore, budget: Budget) -> CancelToken:
        """Queue a fill; the token stops it. Any thread."""
        cancel = CancelToken()
        self._orders.put(_Order(job, store, budget, cancel))
        self._current = cancel
        return cancel

    def close(self) -> None:
        """Stop: cancel the running fill, release the engine, end the thread."""
        if self._current is not None:
            self._current.cancel()
        self._orders.put(None)
        self._thread.join()

    def _run(self) -> None:
        while (order := self._orders.get()) is not None:
            self._post(self._outcome(order))
        for backend in self._backends.values():
            backend.release()

    def _outcome(self, order: _Order) -> WorkerEvent:
        job = order.job
        try:
            if order.cancel.cancelled:
                return JobCancelled(job.id)
            filled = self._fill(order)
            keep = order.budget.keep | {filled.take.digest}
            note = order.store.keep_within(order.budget.limit_bytes, keep)
            return JobDone(job.id, filled, note)
        except Cancelled:
            return JobCancelled(job.id)
        except StudioError as error:
            return JobFailed(job.id, error.what, error.remedy)
        except Exception:  # the thread's border: logged once, shown, and the worker lives on
            logger.exception("the fill of %s failed", job.label)
            return JobFailed(
                job.id,
                f"{job.label} could not be filled because of a fault in the program.",
                "The log file has the details; finished frames are kept.",
            )

    def _fill(self, order: _Order) -> Filled:
        job = order.job
        if job.engine not in self._backends:
            self._backends[job.engine] = self._make(job.engine)
        pictures = picture_source(job)
        try:
            report = self._reporter(job)
            backend = self._backends[job.engine]
            return fill_gap(job, backend, pictures, order.store, order.cancel, report)
        finally:
            pictures.close()

    def _reporter(self, job: FillJob) -> Callable[[Progress | Arrived], None]:
        def report(event: Progress | Arrived) -> None:
            if isinstance(event, Progress):
                self._post(JobProgress(job.id, event))
            else:
                small = {index: reduced(picture) for index, picture in event.pictures.items()}
                self._post(JobFrames(job.id, job.bound, small, event.final))

        return report


def reduced(picture: Picture) -> Picture:
    """A copy no wider than ``LIVE_WIDTH``, area-averaged."""
    import cv2

    height, width = picture.shape[:2]
    if width <= LIVE_WIDTH:
        return picture
    size = (LIVE_WIDTH, max(1, round(height * LIVE_WIDTH / width)))
    return np.asarray(cv2.resize(picture, size, interpolation=cv2.INTER_AREA), np.uint8)
