"""What the window's own benchmarks measure, as rows of the table."""

from __future__ import annotations

import json
import os
import sys

from benchmarks.measuring import run_child
from benchmarks.table import Row


def timeline_rows() -> list[Row]:
    """Painting the timeline of 2,000 items at several zooms."""
    found = _child("timeline")
    return [
        Row("timeline", f"paint at {one['pixels_per_frame']:.3g} pixels a frame",
            f"{one['median_ms']:.1f} ms (best {one['best_ms']:.1f} ms)",
            remark=f"{one['seen']} objects seen; playhead alone {one['playhead_ms']:.2f} ms")
        for one in found
    ]  # fmt: skip


def playback_rows(seconds: float, seeks: int) -> list[Row]:
    """Playing and seeking a 1080p30 film in the preview."""
    (one,) = _child("playback", str(seconds), str(seeks))
    stalls = f"{one['stall_p99_ms']:.0f} ms (99 %), {one['stall_max_ms']:.0f} ms at most"
    return [
        Row("playback", f"1080p30 for {seconds:g} s",
            f"{one['shown']} shown, {one['dropped']} dropped",
            remark=f"sound dry {one['dry_ms']:.0f} ms; event loop late by {stalls}"),
        Row("playback", "seek to a frame not decoded yet", f"{one['cold_seek_p50_ms']:.0f} ms",
            remark=f"95 %: {one['cold_seek_p95_ms']:.0f} ms"),
        Row("playback", "seek to a frame seen before", f"{one['cached_seek_p50_ms']:.0f} ms",
            remark=f"95 %: {one['cached_seek_p95_ms']:.0f} ms"),
    ]  # fmt: skip


def _child(*words: str) -> list[dict[str, float]]:
    """Each in a process of its own: one application object, and nobody else's threads."""
    run = run_child([sys.executable, "-m", "benchmarks.window_rows", *words])
    found: list[dict[str, float]] = json.loads(run.output.splitlines()[-1])
    return found


def main(words: list[str]) -> None:
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from dataclasses import asdict

    if words[0] == "timeline":
        from benchmarks import timeline_paint

        print(json.dumps([asdict(one) for one in timeline_paint.measure()]))
    else:
        from benchmarks import playback

        print(json.dumps([asdict(playback.measure(float(words[1]), int(words[2])))]))


if __name__ == "__main__":
    main(sys.argv[1:])
