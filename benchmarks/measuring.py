"""Times and peak memory of calls and of child processes, and what is said of several of them."""

from __future__ import annotations

import os
import statistics
import subprocess
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

ROOT = Path(__file__).resolve().parent.parent
Value = TypeVar("Value")


@dataclass(frozen=True, slots=True)
class ChildRun:
    """What a finished child process took; ``peak_bytes`` is its largest resident set."""

    wall_s: float
    cpu_s: float
    peak_bytes: int
    output: str


def spread(values: Sequence[float], unit: str, digits: int = 1) -> str:
    """The median with the least and the most: ``12.3 ms (11.9 to 14.0)``."""
    middle, least, most = statistics.median(values), min(values), max(values)
    return f"{middle:.{digits}f} {unit} ({least:.{digits}f} to {most:.{digits}f})"


def megabytes(count: int) -> str:
    return f"{count / 1e6:.0f} MB"


def alternated(calls: Sequence[Callable[[], Value]], rounds: int) -> tuple[tuple[Value, ...], ...]:
    """Each call's results, all calls taking turns, so that a busy minute strikes them alike."""
    results: list[tuple[Value, ...]] = [() for _ in calls]
    for _ in range(rounds):
        for index, call in enumerate(calls):
            results[index] = (*results[index], call())
    return tuple(results)


def cpu_ms(call: Callable[[], object]) -> float:
    """Milliseconds of this process's CPU."""
    began = time.process_time()
    call()
    return (time.process_time() - began) * 1000


def run_child(command: Sequence[str], cores: Sequence[int] = ()) -> ChildRun:
    """Run a command to its end, on ``cores`` where given. Raises ``ChildProcessError``."""
    with tempfile.TemporaryFile() as output, tempfile.TemporaryFile() as errors:
        began = time.perf_counter()
        process = subprocess.Popen(_pinned(command, cores), stdout=output, stderr=errors, cwd=ROOT)
        _, status, used = os.wait4(process.pid, 0)
        wall = time.perf_counter() - began
        process.returncode = os.waitstatus_to_exitcode(status)
        output.seek(0)
        errors.seek(0)
        if process.returncode:
            said = errors.read().decode(errors="replace")[-400:].strip()
            raise ChildProcessError(f"{command[0]} ended with {process.returncode}: {said}")
        text = output.read().decode(errors="replace")
        return ChildRun(wall, used.ru_utime + used.ru_stime, used.ru_maxrss * 1024, text)


def _pinned(command: Sequence[str], cores: Sequence[int]) -> list[str]:
    if not cores:
        return list(command)
    return ["taskset", "-c", ",".join(map(str, cores)), *command]
