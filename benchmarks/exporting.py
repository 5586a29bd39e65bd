"""Exporting a clip on a 1080p canvas against the ffmpeg command that does the same."""

from __future__ import annotations

import json
import os
import shlex
import shutil
import statistics
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from benchmarks.film import CANVAS, one_clip
from benchmarks.measuring import ChildRun, alternated, megabytes, run_child, spread
from benchmarks.table import NotReachedError, Row
from storyboard_studio.document.board import MediaKind
from storyboard_studio.errors import StudioError
from storyboard_studio.media.probe import import_media


@dataclass(frozen=True, slots=True)
class Export:
    """One finished export: seconds and CPU of the work itself, peak of the whole process."""

    seconds: float
    cpu_s: float
    peak_bytes: int


def export_rows(folder: Path, rounds: int, most_frames: int) -> list[Row]:
    """Medians of alternating runs on the same cores; ours without Python's own start."""
    if shutil.which("ffmpeg") is None:
        raise NotReachedError("ffmpeg is not installed")
    clip = chosen_clip(folder)
    cores = sorted(os.sched_getaffinity(0))[:4]
    with tempfile.TemporaryDirectory() as scratch:
        board = one_clip(str(clip), most_frames)
        ours = [sys.executable, "-m", "benchmarks.film", "export",
                str(clip), str(board.length), f"{scratch}/ours.mp4"]  # fmt: skip
        theirs = ffmpeg_command(str(clip), board.length, f"{scratch}/ffmpeg.mp4")
        pair = alternated(
            [lambda: _ours(run_child(ours, cores)), lambda: _theirs(run_child(theirs, cores))],
            rounds,
        )
        sizes = [(Path(scratch) / name).stat().st_size for name in ("ours.mp4", "ffmpeg.mp4")]
    return _rows(pair, board.length, sizes, f"{clip.name}, {board.length} frames, cores {cores}")


def chosen_clip(folder: Path) -> Path:
    """The clip of constant rate and with sound whose picture is the largest, then the longest."""
    found = []
    for path in sorted(folder.iterdir()):
        try:
            media = import_media(path, "m1")
        except StudioError:
            continue
        steady = media.frames and abs(media.duration * media.rate - media.frames) < 1
        if media.kind is MediaKind.VIDEO and steady and media.has_sound and media.duration > 3:
            found.append((media.size[0] * media.size[1], media.duration, path))
    if not found:
        raise NotReachedError("no clip with sound, of constant rate, longer than 3 s was given")
    return max(found)[2]


def ffmpeg_command(clip: str, frames: int, out: str) -> list[str]:
    """The same scale, x264 settings and sound as ours."""
    width, height = CANVAS
    words = (
        f"ffmpeg -v error -y -i {shlex.quote(clip)} -frames:v {frames} "
        f"-vf scale={width}:{height}:flags=bicubic -c:v libx264 -preset medium -crf 18 "
        f"-pix_fmt yuv420p -c:a aac -b:a 192k -movflags +faststart {shlex.quote(out)}"
    )
    return shlex.split(words)


def _ours(run: ChildRun) -> Export:
    said = json.loads(run.output.splitlines()[-1])
    return Export(said["seconds"], said["cpu_s"], run.peak_bytes)


def _theirs(run: ChildRun) -> Export:
    return Export(run.wall_s, run.cpu_s, run.peak_bytes)


def _rows(
    pair: tuple[tuple[Export, ...], ...], frames: int, sizes: list[int], remark: str
) -> list[Row]:
    ours, theirs = pair
    speed = [statistics.median(frames / run.seconds for run in runs) for runs in pair]
    cpu = [[run.cpu_s for run in runs] for runs in pair]
    peak = [megabytes(max(run.peak_bytes for run in runs)) for runs in pair]
    ratio = f"{speed[0] / speed[1]:.2f} of ffmpeg's speed"
    work = statistics.median(cpu[1]) / statistics.median(cpu[0])
    return [
        Row("export", "1080p, x264 medium crf 18, AAC", f"{speed[0]:.1f} frames/s; {ratio}",
            f"ffmpeg {speed[1]:.1f} frames/s", "≥ 0.9 of ffmpeg",
            f"{remark}; {len(ours)} alternating runs"),
        Row("export", "seconds", spread([run.seconds for run in ours], "s"),
            f"ffmpeg {spread([run.seconds for run in theirs], 's')}"),
        Row("export", "CPU of all threads", spread(cpu[0], "s"),
            f"ffmpeg {spread(cpu[1], 's')}", remark=f"ffmpeg's over ours: {work:.2f}"),
        Row("export", "peak memory", peak[0], f"ffmpeg {peak[1]}"),
        Row("export", "file", megabytes(sizes[0]), f"ffmpeg {megabytes(sizes[1])}"),
    ]  # fmt: skip
