"""Boards for export and fills, and the child processes that make them; also their entry point.

    python -m benchmarks.film export CLIP FRAMES OUT
    python -m benchmarks.film fill CLIP SECONDS

prints one line of JSON: seconds inside the work itself, the peak of memory, frames.
"""

from __future__ import annotations

import json
import resource
import sys
import tempfile
import time
from fractions import Fraction
from pathlib import Path

from storyboard_studio.document.board import Board
from storyboard_studio.document.gaps import gaps
from storyboard_studio.edit import commands as do
from storyboard_studio.edit.commands import apply
from storyboard_studio.media.probe import import_media
from storyboard_studio.project.file import write_board
from storyboard_studio.render.export import export_film
from storyboard_studio.render.film import FilmReader
from storyboard_studio.render.program import Program
from storyboard_studio.timebase import snapped_rate

CANVAS = (1920, 1080)


def one_clip(clip: str, frames: int) -> Board:
    """One clip's first frames on a 1080p canvas at the clip's own rate."""
    media = import_media(clip, "m1")
    rate = snapped_rate(media.rate)
    empty = Board(canvas=CANVAS, rate=rate, length=1)
    return apply(empty, do.place_clip(media, 0, Fraction(0), Fraction(frames) / rate))


def clip_gap_clip(clip: str, seconds: int) -> Board:
    """The first half second of a clip, a gap, and its next half second."""
    media = import_media(clip, "m1")
    rate, half = Fraction(24), Fraction(1, 2)
    board = Board(canvas=CANVAS, rate=rate, length=1)
    board = apply(board, do.place_clip(media, 0, Fraction(0), half))
    return apply(board, do.place_clip(media, 12 + seconds * 24, half, 2 * half))


def export(clip: str, frames: str, out: str) -> dict[str, float]:
    board = one_clip(clip, int(frames))
    program = Program(board, gaps(board), {})
    began, busy = time.perf_counter(), time.process_time()
    with FilmReader(program, Path) as film:
        export_film(film, out)
    cpu = time.process_time() - busy
    return {"seconds": time.perf_counter() - began, "cpu_s": cpu, "frames": board.length}


def fill(clip: str, seconds: str) -> dict[str, float]:
    """Through the shell, as a person would; the take is thrown away."""
    from storyboard_studio.cli.main import run

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "gap.storyboard"
        write_board(path, clip_gap_clip(clip, int(seconds)))
        began = time.perf_counter()
        code = run(["render", str(path), "--only", "0"])
        if code:
            raise SystemExit(code)
        return {"seconds": time.perf_counter() - began, "frames": int(seconds) * 24}


def main(words: list[str]) -> None:
    work = {"export": export, "fill": fill}[words[0]]
    result = work(*words[1:])
    result["peak_bytes"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    print(json.dumps(result))


if __name__ == "__main__":
    main(sys.argv[1:])
