"""The peak of memory while a long 1080p gap is filled between two pieces of a clip."""

from __future__ import annotations

import json
import sys
from pathlib import Path

from benchmarks.exporting import chosen_clip
from benchmarks.measuring import megabytes, run_child
from benchmarks.table import Row


def memory_rows(folder: Path, seconds: int) -> list[Row]:
    """One fill through the shell, in a process of its own."""
    clip = chosen_clip(folder)
    run = run_child([sys.executable, "-m", "benchmarks.film", "fill", str(clip), str(seconds)])
    said = json.loads(run.output.splitlines()[-1])
    speed = said["frames"] / said["seconds"]
    return [
        Row("memory", f"filling a gap of {seconds} s at 1080p, 24 frames/s",
            f"{megabytes(run.peak_bytes)} at most",
            remark=f"{clip.name} on both sides; {speed:.2f} frames/s, torch included"),
    ]  # fmt: skip
