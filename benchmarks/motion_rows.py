"""The motion benchmark's scores as rows of the table: every clip, and the mean over clips."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from benchmarks.motion import Score, scores
from benchmarks.table import NotReachedError, Row
from storyboard_studio.weights.store import weights_dir

GAPS = (2, 8, 24)
_TARGETS = {
    2: "≥ minterpolate + 0.5 dB",
    8: "better than minterpolate",
    24: "better than minterpolate",
}
_OTHER = "minterpolate"


def motion_rows(folder: Path, most: int | None) -> list[Row]:
    """``most`` pairs per clip and gap, None for all. Twice the time where RIFE's weights are."""
    weights = weights_dir()
    here = weights if (weights / "rife-4.6.safetensors").exists() else None
    threads = len(os.sched_getaffinity(0))
    done = list(scores(folder, GAPS, most, threads, here))
    if not done:
        raise NotReachedError("no clip of 25 frames or more was given")
    rows = summed(done)
    if here is None:
        rows.append(
            Row("motion", "with RIFE", "not reached", remark="its weights are not installed")
        )
    return rows


def summed(done: Sequence[Score]) -> list[Row]:
    """Means over clips first, the clips after them."""
    other = {(one.clip, one.gap): one for one in done if one.method == _OTHER}
    ours = [one for one in done if one.method != _OTHER]
    groups = dict.fromkeys((one.gap, one.method) for one in ours)
    means = [
        _mean([one for one in ours if (one.gap, one.method) == group], other) for group in groups
    ]
    return means + [_clip(one, other[one.clip, one.gap]) for one in ours]


def _mean(group: Sequence[Score], other: dict[tuple[str, int], Score]) -> Row:
    peers = [other[one.clip, one.gap] for one in group]
    gap, method = group[0].gap, group[0].method
    gains = {one.clip: _db(one) - _db(two) for one, two in zip(group, peers, strict=True)}
    ratios = [_ratio(one, two) for one, two in zip(group, peers, strict=True)]
    worse = ", ".join(f"{clip} {gain:+.2f} dB" for clip, gain in gains.items() if gain < 0)
    return Row(
        "motion",
        f"{method}, gap {gap}, mean of {len(group)} clips",
        f"{np.mean([_db(one) for one in group]):.2f} dB, SSIM {_likeness(group):.4f}",
        f"{_OTHER} {np.mean([_db(two) for two in peers]):.2f} dB, SSIM {_likeness(peers):.4f}",
        _TARGETS.get(gap, ""),
        f"{np.mean(ratios):.2f} times its frames/s (least {min(ratios):.2f})"
        f", {sum(sum(one.choices.values()) for one in group)} pairs"
        + (f"; worse: {worse}" if worse else ""),
    )


def _clip(one: Score, two: Score) -> Row:
    return Row(
        "motion",
        f"{one.method}, gap {one.gap}, {one.clip}",
        _words(one),
        f"{_OTHER} {_words(two)}",
        remark=", ".join(f"{name} {count}" for name, count in sorted(one.choices.items())),
    )


def _words(one: Score) -> str:
    return f"{_db(one):.2f} dB, SSIM {_likeness([one]):.4f}, {one.frames_per_s:.1f} frames/s"


def _db(one: Score) -> float:
    return float(np.mean(one.psnr))


def _likeness(group: Sequence[Score]) -> float:
    return float(np.mean([np.mean(one.ssim) for one in group]))


def _ratio(one: Score, two: Score) -> float:
    return one.frames_per_s / two.frames_per_s if two.frames_per_s else float("inf")
