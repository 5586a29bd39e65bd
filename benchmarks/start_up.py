"""From starting a process to its painted window, the same way for every editor.

Each runs alone on an X server of its own (Xvfb) whose picture lies in a file. That picture is
looked at every 10 ms. *Painted* is when the screen stops being empty and from then on changes by
less than one pixel in a hundred for half a second: what a person would begin to use. Editors run
once before they are timed, with a home folder of their own, so that files are warm and questions
of the first start are answered by being left alone.
"""

from __future__ import annotations

import os
import shutil
import signal
import struct
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from benchmarks.measuring import ROOT, alternated, spread
from benchmarks.table import NotReachedError, Row

SCREEN = (1680, 1050)
CALM_S, LIMIT_S, LOOK_S = 0.5, 60.0, 0.01
CHANGED, FILLED = 0.01, 0.2
PEERS: Mapping[str, Sequence[str]] = {
    "Shotcut": ("shotcut",),
    "OpenShot": ("openshot-qt",),
}

Pixels = npt.NDArray[np.uint32]


@dataclass(frozen=True, slots=True)
class Start:
    """Seconds from the process's start; whether torch's library was loaded by then."""

    first_paint_s: float
    usable_s: float
    has_torch: bool


def start_rows(folder: Path, rounds: int) -> list[Row]:
    """Ours on a board with media, the others empty; all take turns."""
    if shutil.which("Xvfb") is None:
        raise NotReachedError("Xvfb is not installed")
    with tempfile.TemporaryDirectory() as scratch, _screen(Path(scratch)) as screen:
        board = _board(folder, Path(scratch))
        ours = [sys.executable, "-m", "storyboard_studio", "gui", str(board)]
        editors: dict[str, Sequence[str]] = {"ours": ours}
        editors |= {name: words for name, words in PEERS.items() if shutil.which(words[0])}
        for words in editors.values():
            _started(words, screen, Path(scratch))
        calls = [lambda words=words: _started(words, screen, Path(scratch))  # type: ignore[misc]
                 for words in editors.values()]  # fmt: skip
        times = dict(zip(editors, alternated(calls, rounds), strict=True))
    missing = [name for name in PEERS if name not in editors]
    return _rows(times, missing)


def _rows(times: Mapping[str, Sequence[Start]], missing: Sequence[str]) -> list[Row]:
    torch = "torch loaded" if any(start.has_torch for start in times["ours"]) else "no torch"
    remark = f"warm, {len(times['ours'])} runs each, {torch}"
    if missing:
        remark += f"; not installed: {', '.join(missing)}"
    rows = []
    for what, field, target in (
        ("start to a painted usable window", "usable_s", "≤ 1.0 s, no torch"),
        ("start to the first paint", "first_paint_s", ""),
    ):
        said = {
            name: spread([getattr(start, field) for start in runs], "s", 2)
            for name, runs in times.items()
        }
        others = "; ".join(f"{name} {text}" for name, text in said.items() if name != "ours")
        rows.append(Row("start", what, said["ours"], others, target, remark))
    return rows


def _board(folder: Path, scratch: Path) -> Path:
    """A board of the folder's first two pictures and its first clip, as ``new`` makes it."""
    from storyboard_studio.cli.main import run

    by_kind: dict[str, list[Path]] = {"image": [], "clip": []}
    for path in sorted(folder.iterdir()):
        if path.suffix.lower() in (".jpg", ".png"):
            by_kind["image"].append(path)
        elif path.suffix.lower() in (".mp4", ".mov", ".webm"):
            by_kind["clip"].append(path)
    if len(by_kind["image"]) < 2 or not by_kind["clip"]:
        raise NotReachedError("two pictures and a clip are needed")
    one, two, *_ = by_kind["image"]
    board = scratch / "start.storyboard"
    code = run(["new", str(board), "--size", "1280x720", "--fps", "24",
                "--image", f"{one}@0:24", "--clip", f"{by_kind['clip'][0]}@72:0-24",
                "--image", f"{two}@144:24", "--prompt", "a quiet morning@0"])  # fmt: skip
    if code:
        raise NotReachedError("the board for it could not be made")
    return board


@dataclass(frozen=True, slots=True)
class _Screen:
    """An X server's name and the file that holds its picture (XWD)."""

    display: str
    picture: Path

    def pixels(self) -> Pixels:
        """The screen now, every fourth pixel each way."""
        data = self.picture.read_bytes()
        header = struct.unpack(">25I", data[:100])
        begin, height, line, colours = header[0], header[5], header[12], header[19]
        rows = np.frombuffer(data, np.uint32, height * line // 4, begin + colours * 12)
        return rows.reshape(height, line // 4)[::4, : SCREEN[0] : 4].copy()


@contextmanager
def _screen(scratch: Path) -> Iterator[_Screen]:
    read, write = os.pipe()
    server = subprocess.Popen(
        ["Xvfb", "-displayfd", str(write), "-screen", "0", f"{SCREEN[0]}x{SCREEN[1]}x24",
         "-fbdir", str(scratch), "-nolisten", "tcp", "+extension", "GLX"],
        pass_fds=[write], stderr=subprocess.DEVNULL,
    )  # fmt: skip
    os.close(write)
    try:
        with os.fdopen(read) as told:
            number = told.readline().strip()
        if not number:
            raise NotReachedError("Xvfb did not start")
        yield _Screen(f":{number}", scratch / "Xvfb_screen0")
    finally:
        server.terminate()
        server.wait()


def _started(words: Sequence[str], screen: _Screen, scratch: Path) -> Start:
    """Start an editor, wait until it is usable, and end it."""
    home = scratch / f"home-{Path(words[-1]).name}"
    home.mkdir(exist_ok=True)
    environment = _environment(screen, home)
    empty = screen.pixels()
    began = time.perf_counter()
    process = subprocess.Popen(
        words, env=environment, cwd=ROOT, start_new_session=True,
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        return _watched(process, screen, empty, began)
    finally:
        _ended(process)
        _wait_until_empty(screen, empty)


def _environment(screen: _Screen, home: Path) -> dict[str, str]:
    """A user's: above all, compiled Python files are kept from one start to the next."""
    environment = {**os.environ, "DISPLAY": screen.display, "HOME": str(home),
                   "QT_QPA_PLATFORM": "xcb", "XDG_RUNTIME_DIR": str(home),
                   "PYTHONPYCACHEPREFIX": str(home / "compiled")}  # fmt: skip
    for name in ("PYTHONDONTWRITEBYTECODE", "WAYLAND_DISPLAY", "XDG_CONFIG_HOME", "XDG_DATA_HOME"):
        environment.pop(name, None)
    return environment


def _watched(
    process: subprocess.Popen[bytes], screen: _Screen, empty: Pixels, began: float
) -> Start:
    first = since = 0.0
    before = empty
    while (now := time.perf_counter() - began) < LIMIT_S:
        if process.poll() is not None:
            raise NotReachedError(f"{process.args!r} ended with {process.returncode}")
        pixels = screen.pixels()
        filled = np.mean(pixels != empty) > FILLED
        if filled and not first:
            first = now
        if np.mean(pixels != before) > CHANGED:
            before, since = pixels, now
        elif filled and now - since > CALM_S:
            return Start(first, since, _has_torch(process.pid))
        time.sleep(LOOK_S)
    raise NotReachedError(f"{process.args!r} painted no window in {LIMIT_S:.0f} s")


def _has_torch(process: int) -> bool:
    return "libtorch" in Path(f"/proc/{process}/maps").read_text()


def _ended(process: subprocess.Popen[bytes]) -> None:
    """It is killed: what editors do when they are closed is not what is measured."""
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def _wait_until_empty(screen: _Screen, empty: Pixels) -> None:
    ends = time.perf_counter() + 5
    while np.any(screen.pixels() != empty) and time.perf_counter() < ends:
        time.sleep(0.05)
