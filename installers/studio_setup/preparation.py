"""The set-up from end to end: system libraries, environment, packages, PyTorch, weights, stamp.

One at a time per checkout. Knows the order of the steps, not what is started afterwards.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from studio_setup import environment
from studio_setup.environment import Paths
from studio_setup.host import Host
from studio_setup.stamp import Stamp, fingerprint, read_stamp, write_stamp
from studio_setup.system_libraries import provide_libraries
from studio_setup.torch_build import Asked, as_asked
from studio_setup.torch_step import ensure_torch

WITHOUT_WEIGHTS = (
    "Going on without the learned interpolation weights: gaps are filled by optical flow.\n"
    "To fetch them later: python3 installers/studio.py shell -- weights fetch"
)


@dataclass(frozen=True)
class Wish:
    """What the command at hand needs of the set-up."""

    asked: Asked = ""
    window: bool = False
    insist_on_weights: bool = False


def prepare(host: Host, paths: Paths, wish: Wish) -> None:
    """Sets up whatever `wish` still lacks; returns at once where nothing is lacking."""
    if (stamp := standing(paths, wish)) is None:
        with one_at_a_time(host, paths.checkout):
            stamp = standing(paths, wish) or _set_up(host, paths, wish)
    _look_after_weights(host, paths, wish, stamp)


def standing(paths: Paths, wish: Wish) -> Stamp | None:
    """The stamp of an earlier set-up, if it satisfies ``wish`` still."""
    stamp = read_stamp(paths.stamp)
    if stamp is None or not paths.python.exists():
        return None
    if stamp.fingerprint != fingerprint(paths.lock, paths.project):
        return None
    right_torch = not wish.asked or (wish.asked == "cpu") == (stamp.torch == "cpu")
    return stamp if right_torch and (stamp.libraries or not wish.window) else None


def _set_up(host: Host, paths: Paths, wish: Wish) -> Stamp:
    host.say("Setting up Storyboard Studio. This may take some minutes; it is done once.")
    before = read_stamp(paths.stamp)
    asked = wish.asked or as_asked(before.asked if before else "")
    libraries = provide_libraries(host, window_wanted=wish.window)
    environment.ensure_venv(host, paths)
    environment.ensure_pip(host, paths)
    environment.ensure_packages(host, paths)
    environment.ensure_project(host, paths)
    build = ensure_torch(host, paths, asked)
    environment.refuse_second_opencv(host, paths)
    weights = fetch_weights(host, paths)
    stamp = Stamp(fingerprint(paths.lock, paths.project), asked, build.tag, libraries, weights)
    write_stamp(paths.stamp, stamp)
    host.say("Set-up is complete.")
    return stamp


def _look_after_weights(host: Host, paths: Paths, wish: Wish, stamp: Stamp) -> None:
    """The weights may come or go after the set-up; only a test run insists on them."""
    if stamp.weights and not wish.insist_on_weights:
        return
    whole = host.read(_weights_command(paths, "check")) is not None
    if not whole and wish.insist_on_weights:
        whole = fetch_weights(host, paths)
    elif not whole:
        host.say(WITHOUT_WEIGHTS)
    if whole != stamp.weights:
        write_stamp(paths.stamp, replace(stamp, weights=whole))


def fetch_weights(host: Host, paths: Paths) -> bool:
    """Whether the weights are there now; says so when they are not."""
    host.say("Looking for the interpolation weights")
    there = host.read(_weights_command(paths, "check")) is not None
    there = there or host.run(_weights_command(paths, "fetch")) == 0
    if not there:
        host.say(WITHOUT_WEIGHTS)
    return there


def _weights_command(paths: Paths, action: str) -> list[str]:
    return [str(paths.python), "-m", "storyboard_studio.weights", action]


@contextlib.contextmanager
def one_at_a_time(host: Host, checkout: Path) -> Iterator[None]:
    """Two set-ups of one checkout at once would break each other: the second waits."""
    key = hashlib.sha256(os.fsencode(checkout)).hexdigest()[:16]
    owner = os.getuid() if hasattr(os, "getuid") else 0
    path = Path(tempfile.gettempdir()) / f"storyboard-studio-setup-{owner}-{key}.lock"
    with path.open("a+b") as file:
        _lock(host, file.fileno())
        yield


def _lock(host: Host, descriptor: int) -> None:
    """Waits for the lock; the system gives it back when the file is closed, after a crash too."""
    if not _locked(descriptor):
        host.say("Another set-up of this checkout is running; waiting for it")
        while not _locked(descriptor):
            time.sleep(0.2)


def _locked(descriptor: int) -> bool:
    try:
        if sys.platform == "win32":
            import msvcrt

            os.lseek(descriptor, 0, os.SEEK_SET)
            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True
