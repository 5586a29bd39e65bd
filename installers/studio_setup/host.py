"""What the set-up does to the outside world: start programs, print, know the machine.

Everything else in this package takes a `Host`, so that tests can hand in one that only behaves.
Knows nothing of what is installed.
"""

from __future__ import annotations

import ctypes
import importlib
import importlib.util
import os
import platform
import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Protocol


class SetupStopped(Exception):
    """The set-up cannot go on; the message says why and what to do, ``code`` is the exit code."""

    def __init__(self, message: str, code: int = 3) -> None:
        super().__init__(message)
        self.code = code


class Host(Protocol):
    """The machine as the set-up sees it."""

    system: str
    """`Linux`, `Windows` or `Darwin`."""
    environment: Mapping[str, str]

    def say(self, text: str) -> None:
        """Tells the person, on standard error: standard output belongs to the application."""

    def report(self, text: str) -> None:
        """A result, on standard output."""

    def run(self, command: Sequence[str], **variables: str) -> int:
        """Runs to its end, its output shown on standard error; the exit code."""

    def read(self, command: Sequence[str], **variables: str) -> str | None:
        """Standard output of a quiet command, or None if it failed or is not there."""

    def become(self, command: Sequence[str], **variables: str) -> int:
        """Goes on as ``command``; returns its exit code only where a process cannot be replaced."""

    def which(self, program: str) -> str | None: ...

    def can_load(self, library: str) -> bool:
        """Whether the system's loader finds this shared library."""

    def has_module(self, name: str) -> bool:
        """Whether this Python has the module, without importing it."""

    def is_root(self) -> bool: ...

    def is_watched(self) -> bool:
        """Whether a person sees the output on a terminal."""


class ThisMachine:
    """The real `Host`."""

    def __init__(self) -> None:
        self.system = platform.system()
        self.environment: Mapping[str, str] = os.environ
        for stream in (sys.stdout, sys.stderr):
            # A Windows console may not know every letter of a path.
            if hasattr(stream, "reconfigure"):
                stream.reconfigure(errors="replace")

    def say(self, text: str) -> None:
        print(text, file=sys.stderr, flush=True)

    def report(self, text: str) -> None:
        print(text, flush=True)

    def run(self, command: Sequence[str], **variables: str) -> int:
        environment = self._child_environment(variables)
        return _wait(subprocess.Popen(command, env=environment, stdout=sys.stderr))

    def read(self, command: Sequence[str], **variables: str) -> str | None:
        try:
            done = subprocess.run(
                command,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env=self._child_environment(variables),
                check=False,
                text=True,
                errors="replace",
            )
        except OSError:
            return None
        return done.stdout if done.returncode == 0 else None

    def become(self, command: Sequence[str], **variables: str) -> int:
        environment = self._child_environment(variables)
        if self.system != "Windows":
            sys.stdout.flush()
            os.execve(command[0], list(command), environment)
        return _wait(subprocess.Popen(command, env=environment))

    def which(self, program: str) -> str | None:
        return shutil.which(program)

    def can_load(self, library: str) -> bool:
        try:
            ctypes.CDLL(library)
        except OSError:
            return False
        return True

    def has_module(self, name: str) -> bool:
        importlib.invalidate_caches()
        return importlib.util.find_spec(name) is not None

    def is_watched(self) -> bool:
        return sys.stderr.isatty()

    def is_root(self) -> bool:
        return hasattr(os, "geteuid") and os.geteuid() == 0

    def _child_environment(self, variables: Mapping[str, str]) -> dict[str, str]:
        return child_environment(self.environment, variables)


def child_environment(inherited: Mapping[str, str], added: Mapping[str, str]) -> dict[str, str]:
    """Our environment, less what would make another Python look for packages elsewhere."""
    dropped = {"PYTHONPATH", "PYTHONHOME", "PYTHONSTARTUP", "PIP_USER", "PIP_TARGET", "PIP_PREFIX"}
    kept = {name: value for name, value in inherited.items() if name not in dropped}
    return {**kept, "PYTHONNOUSERSITE": "1", "PIP_DISABLE_PIP_VERSION_CHECK": "1", **added}


def _wait(process: subprocess.Popen[bytes]) -> int:
    """Waits through Ctrl+C, which the child got too, so that it can end in its own way first."""
    stopped = False
    while True:
        try:
            code = process.wait()
        except KeyboardInterrupt:
            stopped = True
            continue
        if stopped:
            raise KeyboardInterrupt
        return code


def checkout() -> Path:
    """The folder that holds installers/."""
    return Path(__file__).resolve().parents[2]
