"""Every benchmark by one command, into one table.

    python benchmarks/run.py [--media FOLDER] [--quick] [ROW …]

Rows: start plan edit motion export memory timeline playback; default: all. The table is printed
and written to benchmarks/RESULTS.md, where the rows of benchmarks that did not run now stay as
they were. Other programs are timed in the same run where they are installed. ``--quick`` measures
fewer rounds and shorter films, and writes nothing.
"""

from __future__ import annotations

import argparse
import os
import platform
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
if __name__ == "__main__":
    sys.path[0] = str(ROOT)  # Python puts this folder there, whose modules are benchmarks.*

from benchmarks.table import NotReachedError, Row, markdown, merged, parsed  # noqa: E402

RESULTS = ROOT / "benchmarks" / "RESULTS.md"


@dataclass(frozen=True, slots=True)
class Given:
    """What the command line says. ``media`` is None where no folder was named.

    ``pairs``: the most pairs of each clip and gap that the motion rows take, None for all.
    """

    media: Path | None
    quick: bool
    pairs: int | None = None

    def folder(self) -> Path:
        if self.media is None:
            raise NotReachedError("no folder of clips was given (--media)")
        return self.media

    def rounds(self, full: int) -> int:
        return min(3, full) if self.quick else full


def _start(given: Given) -> list[Row]:
    from benchmarks.start_up import start_rows

    return start_rows(given.folder(), given.rounds(7))


def _plan(given: Given) -> list[Row]:
    from benchmarks.planning import plan_rows

    return plan_rows(given.rounds(15))


def _edit(given: Given) -> list[Row]:
    from benchmarks.planning import edit_rows

    return edit_rows(given.rounds(15))


def _motion(given: Given) -> list[Row]:
    from benchmarks.motion_rows import motion_rows

    return motion_rows(given.folder(), most=2 if given.quick else given.pairs)


def _export(given: Given) -> list[Row]:
    from benchmarks.exporting import export_rows

    return export_rows(given.folder(), given.rounds(5), 50 if given.quick else 300)


def _memory(given: Given) -> list[Row]:
    from benchmarks.memory import memory_rows

    return memory_rows(given.folder(), 2 if given.quick else 20)


def _timeline(given: Given) -> list[Row]:
    from benchmarks.window_rows import timeline_rows

    return timeline_rows()


def _playback(given: Given) -> list[Row]:
    from benchmarks.window_rows import playback_rows

    return playback_rows(5 if given.quick else 60, 10 if given.quick else 40)


BENCHMARKS: Mapping[str, Callable[[Given], list[Row]]] = {
    "start": _start,
    "plan": _plan,
    "edit": _edit,
    "motion": _motion,
    "export": _export,
    "memory": _memory,
    "timeline": _timeline,
    "playback": _playback,
}


def measured(names: Sequence[str], given: Given) -> list[Row]:
    """The rows of some benchmarks; one that cannot run says why in a row of its own."""
    today = datetime.now(UTC).date().isoformat()
    rows: list[Row] = []
    for name in names:
        print(f"{name} …", file=sys.stderr, flush=True)
        try:
            found = BENCHMARKS[name](given)
        except NotReachedError as reason:
            found = [Row(name, "not reached", "", remark=str(reason))]
        rows += [replace(row, date=today) for row in found]
    return rows


def machine() -> str:
    """Processor, cores and memory of the machine that measures."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    busy = os.getloadavg()[0]
    return (
        f"{_processor()}, {cores} logical cores, {memory:.0f} GiB, {platform.system()}; "
        f"load before the run {busy:.1f}"
    )


def _processor() -> str:
    info = Path("/proc/cpuinfo")
    lines = info.read_text().splitlines() if info.exists() else []
    names = [line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.processor() or platform.machine()


def versions() -> str:
    """Python, the libraries that decide speed, and the programs compared with."""
    ours = [f"Python {platform.python_version()}"]
    for name in ("PySide6-Essentials", "av", "numpy", "opencv-python-headless", "torch"):
        ours.append(f"{name} {version(name)}")
    for words in (("ffmpeg", "-version"), ("shotcut", "--version")):
        if shutil.which(words[0]):
            ours.append(_first_line(words))
    if shutil.which("openshot-qt") and shutil.which("dpkg-query"):
        ours.append(_first_line(("dpkg-query", "-W", "openshot-qt")))
    return ", ".join(ours)


def _first_line(words: Sequence[str]) -> str:
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    done = subprocess.run(words, capture_output=True, text=True, env=environment, check=False)
    lines = (done.stdout or done.stderr).splitlines()
    return " ".join(lines[0].split()[:3]) if lines else words[0]


def report(rows: Sequence[Row], machine_line: str, version_line: str) -> str:
    """The text of RESULTS.md."""
    commands = "\n".join(
        f"    python benchmarks/run.py --media FOLDER {name}" for name in BENCHMARKS
    )
    missing = [name for name in BENCHMARKS if name not in {row.benchmark for row in rows}]
    unmeasured = f"\nNot run yet on this machine: {', '.join(missing)}.\n" if missing else ""
    return f"""# Benchmark results

Medians, with the least and the most in brackets; written by `benchmarks/run.py`.

- machine: {machine_line}
- versions: {version_line}
- start: Xvfb 1680x1050, every 10 ms; the window counts as usable when 99 % of it keep still for half a second
- export, the other side: `ffmpeg -v error -y -i CLIP -frames:v N -vf scale=1920:1080:flags=bicubic -c:v libx264 -preset medium -crf 18 -pix_fmt yuv420p -c:a aac -b:a 192k -movflags +faststart OUT`
- plan, edit: CPU time of one thread

{markdown(rows)}
{unmeasured}
Each row again:

{commands}
"""  # noqa: E501


def main() -> None:
    parser = argparse.ArgumentParser(description="Measure, print one table, write RESULTS.md.")
    parser.add_argument("--media", type=Path, help="a folder of clips and photos")
    parser.add_argument("--quick", action="store_true", help="a short look; writes nothing")
    parser.add_argument("--pairs", type=int, help="motion: at most so many pairs a clip and gap")
    parser.add_argument("rows", nargs="*", metavar="ROW", help=" ".join(BENCHMARKS))
    words = parser.parse_args()
    unknown = [name for name in words.rows if name not in BENCHMARKS]
    if unknown:
        parser.error(f"no such row: {', '.join(unknown)}")
    media = None if words.media is None else words.media.resolve()
    given = Given(media, words.quick, words.pairs)
    machine_line, version_line = machine(), versions()
    rows = measured(words.rows or list(BENCHMARKS), given)
    print(f"{machine_line}\n{version_line}\n\n{markdown(rows)}")
    if not given.quick:
        old = parsed(RESULTS.read_text("utf-8")) if RESULTS.exists() else []
        everything = merged(old, rows, list(BENCHMARKS))
        RESULTS.write_text(report(everything, machine_line, version_line), "utf-8")


if __name__ == "__main__":
    main()
