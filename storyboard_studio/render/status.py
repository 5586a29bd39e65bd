"""How a gap stands: what it shows and what is being done about it. Pure."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from storyboard_studio.planning.plan import GapPlan
from storyboard_studio.render import jobs
from storyboard_studio.render.program import ShownTake
from storyboard_studio.render.takes import Take


@dataclass(frozen=True, slots=True)
class Empty:
    """Nothing has been made for it yet."""


@dataclass(frozen=True, slots=True)
class Own:
    """Keyframes are all of it: there is nothing to make."""


@dataclass(frozen=True, slots=True)
class Stale:
    """It shows an old take; its request has changed since."""

    take: str
    draft: bool


@dataclass(frozen=True, slots=True)
class Waiting:
    """In the queue."""

    job: int


@dataclass(frozen=True, slots=True)
class Filling:
    """Being filled now."""

    job: int
    fraction: float
    note: str
    frames: int
    eta_s: float | None


@dataclass(frozen=True, slots=True)
class Filled:
    """It shows what its request names (or a take chosen by hand)."""

    take: str
    draft: bool


@dataclass(frozen=True, slots=True)
class Locked:
    """It shows its locked take; ``differs``: the request would make another one now."""

    take: str
    draft: bool
    differs: bool


@dataclass(frozen=True, slots=True)
class Failed:
    """The last fill failed."""

    what: str
    remedy: str


@dataclass(frozen=True, slots=True)
class Blocked:
    """Pictures that it needs are missing; ``media`` are their ids."""

    media: tuple[str, ...]


GapState: TypeAlias = Empty | Own | Stale | Waiting | Filling | Filled | Locked | Failed | Blocked

FindTake: TypeAlias = Callable[[str], Take | None]


def shown_take(plan: GapPlan, find: FindTake, latest: Mapping[str, Take]) -> ShownTake | None:
    """The take a gap shows: locked, chosen by hand, the request's own, else its newest old one.

    ``latest`` maps a gap's bound to the newest take made for it.
    """
    settings = plan.settings
    chosen = find(settings.take) if settings.take else None
    if chosen is not None:
        return _shown(chosen, stale=not settings.locked and not _fits(chosen, plan))
    own = find(plan.digest)
    if own is not None:
        return _shown(own, stale=False)
    old = latest.get(plan.gap.bound)
    return None if old is None else _shown(old, stale=True)


def gap_state(
    plan: GapPlan, shown: ShownTake | None, job: jobs.Job | None, missing: frozenset[str]
) -> GapState:
    """The one state that decides how a gap is drawn and what can be done with it."""
    match job.state if job is not None else None:
        case jobs.Waiting() if job is not None:
            return Waiting(job.id)
        case jobs.Running() as running if job is not None:
            return Filling(job.id, running.fraction, running.note, running.frames, running.eta_s)
        case _:
            pass
    settings = plan.settings
    if settings.locked and shown is not None and shown.digest == settings.take:
        return Locked(shown.digest, shown.draft, differs=shown.digest != plan.digest)
    if not plan.gap.needs_take:
        return Own()
    if shown is not None and not shown.stale:
        return Filled(shown.digest, shown.draft)
    blocked = _missing(plan, missing)
    if blocked:
        return Blocked(blocked)
    if job is not None and isinstance(job.state, jobs.Failed) and job.fill.digest == plan.digest:
        return Failed(job.state.what, job.state.remedy)
    return Empty() if shown is None else Stale(shown.digest, shown.draft)


def needs_fill(state: GapState) -> bool:
    """Whether *Fill* would do something for a gap in this state."""
    return isinstance(state, Empty | Stale | Failed)


def _shown(take: Take, *, stale: bool) -> ShownTake:
    return ShownTake(take.digest, take.frames, stale, take.draft, take.has_sound)


def _fits(take: Take, plan: GapPlan) -> bool:
    request = plan.request
    return (take.frames, take.size, take.rate) == (request.frames, request.size, request.rate)


def _missing(plan: GapPlan, missing: frozenset[str]) -> tuple[str, ...]:
    items = (plan.gap.left, plan.gap.right, *plan.gap.keyframes)
    return tuple(item.media for item in items if item is not None and item.media in missing)
