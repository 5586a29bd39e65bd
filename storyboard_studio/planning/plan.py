"""From a board to one fill request per gap, with its digest. Pure.

A plan says what every gap would be made of; whether a take for it exists is the store's
knowledge. Requests and digests are worked out when they are first asked for, and planning again
after an edit keeps those whose inputs did not change: an edit costs what it touched.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from itertools import pairwise

from storyboard_engine.api import FillRequest, Identity, digest
from storyboard_engine.capabilities import Capabilities, Verdict
from storyboard_studio.document.board import Board, GapSettings
from storyboard_studio.document.cards import ActiveCard, active_ranges
from storyboard_studio.document.gaps import Gap, gaps
from storyboard_studio.planning.conditioning import GapInputs, request_for
from storyboard_studio.timebase import Frame


@dataclass(frozen=True, slots=True)
class EngineFacts:
    """What planning must know of a back-end: which one it is, and what it can do."""

    identity: Identity
    capabilities: Capabilities


@dataclass(frozen=True)
class GapPlan:
    """One gap and what would fill it."""

    inputs: GapInputs
    engine: EngineFacts

    @property
    def gap(self) -> Gap:
        return self.inputs.gap

    @property
    def settings(self) -> GapSettings:
        return self.inputs.settings

    @property
    def identity(self) -> Identity:
        return self.engine.identity

    def renamed(self, gap: Gap, settings: GapSettings) -> GapPlan:
        """The same fill for a gap of another number, take or lock; what is known is kept."""
        inputs = self.inputs
        plan = GapPlan(
            GapInputs(inputs.board, gap, settings, inputs.cards, inputs.media), self.engine
        )
        mine, its = vars(self), vars(plan)
        for known in ("request", "digest"):
            if known in mine:
                its[known] = mine[known]
        return plan

    @cached_property
    def request(self) -> FillRequest:
        """The frozen request that decides this gap's pictures."""
        return request_for(self.inputs)

    @cached_property
    def digest(self) -> str:
        """The name of the take that the request gives."""
        return digest(self.request, self.identity)

    @cached_property
    def distance_s(self) -> Fraction:
        """The hardest run between neighbouring known frames, in seconds."""
        return _hardest_run(self.gap, self.inputs.rate)[0]

    @cached_property
    def known_sides(self) -> int:
        """How many sides of that run are known: 0, 1 or 2."""
        return _hardest_run(self.gap, self.inputs.rate)[1]

    @cached_property
    def verdict(self) -> Verdict:
        """What the gap ruler says of it."""
        return self.engine.capabilities.ruler.verdict(*_hardest_run(self.gap, self.inputs.rate))


@dataclass(frozen=True)
class Plan:
    """Every gap's plan, in the order of the film."""

    board: Board
    gaps: tuple[GapPlan, ...]

    @cached_property
    def _by_bound(self) -> dict[str, GapPlan]:
        return {plan.gap.bound: plan for plan in self.gaps}

    @cached_property
    def _starts(self) -> list[Frame]:
        return [plan.gap.range.start for plan in self.gaps]

    def by_bound(self, bound: str) -> GapPlan | None:
        """The plan of the gap with that left bound, if there is such a gap."""
        return self._by_bound.get(bound)

    def at(self, frame: Frame) -> GapPlan | None:
        """The plan of the gap that holds a frame, if any."""
        index = bisect_right(self._starts, frame) - 1
        return self.gaps[index] if index >= 0 and frame in self.gaps[index].gap.range else None


def make_plan(
    board: Board, engines: Mapping[str, EngineFacts], previous: Plan | None = None
) -> Plan:
    """Plan every gap. ``engines`` by id; a gap whose engine is unknown gets the first one's.

    Plans of ``previous`` whose inputs are the same values are kept, with what they worked out.
    Raises ``ValueError`` where ``engines`` is empty.
    """
    if not engines:
        raise ValueError("planning needs at least one engine")
    settings = {one.bound: one for one in board.gaps}
    fallback = next(iter(engines))
    media = {one.id: one for one in board.media}
    base = None if previous is None else previous.board
    known = (
        {} if previous is None or _pictures_differ(previous.board, board) else previous._by_bound
    )
    planned = []
    for gap, cards in _with_cards(gaps(board, base), active_ranges(board, base)):
        chosen = settings.get(gap.bound) or GapSettings(gap.bound)
        facts = engines.get(chosen.engine) or engines[fallback]
        old = known.get(gap.bound)
        kept = None if old is None else _kept(old, gap, chosen, cards, facts)
        planned.append(kept or GapPlan(GapInputs(board, gap, chosen, cards, media), facts))
    return Plan(board, tuple(planned))


def _kept(
    old: GapPlan,
    gap: Gap,
    settings: GapSettings,
    cards: tuple[ActiveCard, ...],
    facts: EngineFacts,
) -> GapPlan | None:
    """An earlier plan of the gap where nothing that decides its pictures changed."""
    inputs = old.inputs
    if inputs.cards != cards or (old.engine is not facts and old.engine != facts):
        return None
    if inputs.gap is gap and inputs.settings is settings:
        return old
    if not (_same_pictures(inputs.gap, gap) and _same_fill(inputs.settings, settings)):
        return None
    return old.renamed(gap, settings)


def _pictures_differ(one: Board, two: Board) -> bool:
    return (one.canvas, one.rate, one.background) != (two.canvas, two.rate, two.background) or (
        one.media is not two.media and one.media != two.media
    )


def _same_pictures(one: Gap, two: Gap) -> bool:
    return (
        one.range == two.range
        and one.left is two.left
        and one.right is two.right
        and one.left_from == two.left_from
        and one.right_to == two.right_to
        and one.keyframes == two.keyframes
    )


def _same_fill(one: GapSettings, two: GapSettings) -> bool:
    return (one.seed, one.quality) == (two.seed, two.quality)


def _hardest_run(gap: Gap, rate: Fraction) -> tuple[Fraction, int]:
    """The length (s) and the known sides of the run between known frames that is hardest.

    Longer is harder; a one-sided run counts double, as its limits are half as long.
    """
    known: list[Frame | None] = [gap.range.start - 1 if gap.left else None]
    known += [keyframe.start for keyframe in gap.keyframes]
    known += [gap.range.end if gap.right else None]
    runs = []
    for one, two in pairwise(known):
        start = gap.range.start if one is None else one + 1
        end = gap.range.end if two is None else two
        sides = (one is not None) + (two is not None)
        runs.append(((end - start) * (2 if sides == 1 else 1), end - start, sides))
    _, frames, sides = max(runs)
    return Fraction(frames) / rate, sides


def _with_cards(
    all_gaps: tuple[Gap, ...], cards: tuple[ActiveCard, ...]
) -> list[tuple[Gap, tuple[ActiveCard, ...]]]:
    """Each gap with the cards that act in it; both lanes are sorted, so one walk does."""
    paired, first = [], 0
    for gap in all_gaps:
        start, end = gap.range.start, gap.range.end
        while first < len(cards) and cards[first].end <= start:
            first += 1
        last = first
        while last < len(cards) and cards[last].card.start < end:
            last += 1
        paired.append((gap, cards[first:last]))
    return paired
