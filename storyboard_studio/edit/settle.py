"""What every edit ends with: order restored, gap settings stored, locked gaps protected. Pure."""

from __future__ import annotations

import hashlib
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from storyboard_studio.document.board import START, Board, GapSettings, Item
from storyboard_studio.document.gaps import Gap, gaps
from storyboard_studio.document.validate import validate
from storyboard_studio.errors import Problem


def settle(before: Board, after: Board) -> Board:
    """The legal board that an edit's result stands for.

    Lanes are sorted, the board lengthened to its last item, settings chosen for new gaps (the
    parent's engine and quality, a new seed) and dropped with what bounded them. Raises
    ``Problem`` where a rule is broken or a locked gap would change its length.
    """
    after = _in_order(before, after)
    validate(after, before)
    if _gaps_may_differ(before, after):
        old, new = gaps(before), gaps(after, before)
        after = _with_settings(after, old, new, {s.bound: s for s in before.gaps})
        _protect_locked(before, old, new)
    return after


def derived_seed(parent: int, bound: str) -> int:
    """A new gap's seed, from its parent's and its own bound: stable, and different from both."""
    return int.from_bytes(hashlib.sha256(f"{parent}/{bound}".encode()).digest()[:4]) >> 1


def _in_order(before: Board, after: Board) -> Board:
    if after.items is not before.items:
        items = _sorted_items(after.items)
        last = max((item.end for item in items), default=0)
        grown = max(after.length, last) if after.length == before.length else after.length
        after = replace(after, items=items, length=grown)
    if after.cards is not before.cards:
        after = replace(after, cards=tuple(sorted(after.cards, key=lambda card: card.start)))
    if after.cuts is not before.cuts:
        after = replace(after, cuts=tuple(sorted(after.cuts, key=lambda cut: cut.frame)))
    if after.markers is not before.markers:
        after = replace(after, markers=tuple(sorted(after.markers, key=lambda m: m.frame)))
    return after


def _sorted_items(items: tuple[Item, ...]) -> tuple[Item, ...]:
    if all(one.start < two.start for one, two in pairwise(items)):
        return items
    return tuple(sorted(items, key=lambda item: (item.start, item.end)))


def _gaps_may_differ(before: Board, after: Board) -> bool:
    return (
        after.items is not before.items
        or after.cuts is not before.cuts
        or after.length != before.length
        or not after.gaps
    )


def _with_settings(
    board: Board, old: Sequence[Gap], new: Sequence[Gap], parents: dict[str, GapSettings]
) -> Board:
    alive = {START, *(item.id for item in board.items), *(cut.id for cut in board.cuts)}
    kept = {s.bound: s for s in board.gaps if s.bound in alive}
    starts = [gap.range.start for gap in old]
    added = []
    for gap in new:
        if gap.bound not in kept:
            at = bisect_right(starts, gap.range.start) - 1
            held = at >= 0 and gap.range.start in old[at].range
            parent = parents.get(old[at].bound) if held else None
            base = parent or GapSettings(gap.bound)
            seed = derived_seed(base.seed, gap.bound)
            added.append(
                GapSettings(gap.bound, engine=base.engine, quality=base.quality, seed=seed)
            )
    if not added and len(kept) == len(board.gaps):
        return board
    return replace(board, gaps=(*kept.values(), *added))


def _protect_locked(before: Board, old: Sequence[Gap], new: Sequence[Gap]) -> None:
    locked = {settings.bound for settings in before.gaps if settings.locked}
    if not locked:
        return
    now = {gap.bound: len(gap.range) for gap in new}
    for gap in old:
        if gap.bound in locked and now.get(gap.bound) != len(gap.range):
            raise Problem(
                f"Gap {gap.index + 1} is locked, and this would change its length.",
                remedy="Unlock the gap first.",
            )
