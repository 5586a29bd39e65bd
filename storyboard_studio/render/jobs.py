"""The queue as values: jobs, their states, and pure steps between queues. No threads, no I/O."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import TypeAlias

from storyboard_studio.render.fill import FillJob


@dataclass(frozen=True, slots=True)
class Waiting:
    """Not begun yet."""


@dataclass(frozen=True, slots=True)
class Running:
    """Being filled. ``eta_s`` is None until there is something to judge by."""

    fraction: float = 0.0
    note: str = ""
    frames: int = 0
    began_at: float = 0.0
    eta_s: float | None = None


@dataclass(frozen=True, slots=True)
class Done:
    seconds: float


@dataclass(frozen=True, slots=True)
class Failed:
    what: str
    remedy: str


@dataclass(frozen=True, slots=True)
class Stopped:
    """Cancelled by the person; finished frames are kept."""


JobState: TypeAlias = Waiting | Running | Done | Failed | Stopped


@dataclass(frozen=True, slots=True)
class Job:
    """A fill in the queue."""

    fill: FillJob
    state: JobState = Waiting()

    @property
    def id(self) -> int:
        return self.fill.id

    @property
    def is_open(self) -> bool:
        """Whether it waits or runs."""
        return isinstance(self.state, Waiting | Running)


@dataclass(frozen=True, slots=True)
class Queue:
    """Jobs in the order they run, the ended ones kept until they are cleared."""

    jobs: tuple[Job, ...] = ()

    @property
    def running(self) -> Job | None:
        return next((job for job in self.jobs if isinstance(job.state, Running)), None)

    @property
    def next_waiting(self) -> Job | None:
        return next((job for job in self.jobs if isinstance(job.state, Waiting)), None)

    @property
    def open_jobs(self) -> tuple[Job, ...]:
        return tuple(job for job in self.jobs if job.is_open)

    def job(self, job_id: int) -> Job | None:
        return next((job for job in self.jobs if job.id == job_id), None)

    def for_bound(self, bound: str) -> Job | None:
        """The newest job of a gap."""
        return next((job for job in reversed(self.jobs) if job.fill.bound == bound), None)

    def with_fills(self, fills: Iterable[FillJob]) -> Queue:
        """New jobs at the end. A gap's waiting job is replaced, its ended ones are dropped."""
        new = tuple(Job(fill) for fill in fills)
        bounds = {job.fill.bound for job in new}
        kept = tuple(
            job
            for job in self.jobs
            if job.fill.bound not in bounds or isinstance(job.state, Running)
        )
        return Queue((*kept, *new))

    def with_state(self, job_id: int, state: JobState) -> Queue:
        """The queue with one job in another state."""
        return Queue(
            tuple(replace(job, state=state) if job.id == job_id else job for job in self.jobs)
        )

    def without_ended(self) -> Queue:
        """Only what waits or runs."""
        return Queue(self.open_jobs)
