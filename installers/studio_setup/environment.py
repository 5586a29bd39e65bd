"""The `.venv` of this checkout: made, repaired, and filled from the lock.

Safe to break off at any point: every step finds out for itself what is already there, and pip keeps
what it has fetched. Knows nothing of PyTorch, weights or what is started afterwards.
"""

from __future__ import annotations

import re
import shutil
import sys
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

from studio_setup.host import Host, SetupStopped
from studio_setup.system_libraries import apt_advice, apt_install

SUPPORTED = ("3.11", "3.12", "3.13")
ASK_ENVIRONMENT = "import pip, sys; print('%d.%d' % sys.version_info[:2], pip.__version__)"
ASK_PACKAGES = (
    "import importlib.metadata as m;"
    "print(*sorted({d.name.lower() for d in m.distributions() if d.name}))"
)
PARTS_OF_A_VENV = {"bin", "lib", "lib64", "include", "share", "scripts", ".gitignore"}


@dataclass(frozen=True)
class Paths:
    """Where things lie in the checkout."""

    checkout: Path
    windows: bool

    @property
    def venv(self) -> Path:
        return self.checkout / ".venv"

    @property
    def python(self) -> Path:
        return self.venv / ("Scripts/python.exe" if self.windows else "bin/python")

    @property
    def site_packages(self) -> list[Path]:
        """The folders that packages go to; one, once the environment is made."""
        if self.windows:
            return [self.venv / "Lib" / "site-packages"]
        return sorted(self.venv.glob("lib/python3.*/site-packages"))

    @property
    def lock(self) -> Path:
        return self.checkout / "installers" / "requirements.lock"

    @property
    def project(self) -> Path:
        return self.checkout / "pyproject.toml"

    @property
    def stamp(self) -> Path:
        return self.venv / "studio-setup.json"


def ensure_venv(host: Host, paths: Paths) -> None:
    """Makes `.venv`, or makes it anew where it is half-made or its Python is gone."""
    if _state(host, paths) is not None:
        return
    if paths.venv.is_dir() and not _may_be_cleared(paths.venv):
        raise SetupStopped(
            f"{paths.venv} exists and is not a Python environment.\n"
            "Move it away, then run this again."
        )
    ensure_venv_module(host)
    host.say(f"Making the Python environment {paths.venv}")
    host.run([sys.executable, "-m", "venv", "--clear", str(paths.venv)])
    if _state(host, paths) is None:
        raise SetupStopped(
            f"Python could not make the environment {paths.venv} (its own words are above)."
        )


def ensure_venv_module(host: Host) -> None:
    """Debian splits `venv` off its Python; apt brings it back."""
    if _can_make_venv(host):
        return
    package = f"python{sys.version_info[0]}.{sys.version_info[1]}-venv"
    of_the_system = sys.base_prefix == "/usr" and host.which("apt-get") is not None
    if of_the_system and host.is_root():
        host.say(f"Installing {package} with apt")
        apt_install(host, [package])
    if _can_make_venv(host):
        return
    what = f"This Python ({sys.executable}) lacks the module venv or ensurepip."
    if of_the_system:
        raise SetupStopped(f"{what}\nInstall it, then run this again:\n{apt_advice([package])}")
    raise SetupStopped(f"{what}\nInstall a complete Python 3.11 to 3.13, then run this again.")


def ensure_pip(host: Host, paths: Paths) -> None:
    """The locked pip, which resumes a download that breaks off; older ones start again."""
    block = pip_block(paths.lock.read_text(encoding="utf-8"))
    state = _state(host, paths)
    if state is not None and block.startswith(f"pip=={state[1]} "):
        return
    host.say("Updating pip inside the environment")
    requirement = paths.venv / "pip.lock"
    requirement.write_text(block, encoding="utf-8")
    pip_install(host, paths, "--require-hashes", "-r", str(requirement))


def ensure_packages(host: Host, paths: Paths) -> None:
    """Everything in the lock, by hash, wheels only. Nothing is fetched that is already there."""
    forget_half_installed(paths)
    host.say("Installing the packages of the lock (about 400 MB the first time)")
    options = ["--require-hashes", "--no-deps", "--only-binary=:all:"]
    pip_install(host, paths, *options, "-r", str(paths.lock))


def forget_half_installed(paths: Paths) -> None:
    """pip writes a package's RECORD last: where it is missing, a run was broken off in between.

    Without its dist-info, pip takes the package for absent and puts all its files there again.
    """
    for folder in half_installed(paths, "*"):
        shutil.rmtree(folder)


def half_installed(paths: Paths, name: str) -> list[Path]:
    """The dist-info folders of packages called ``name`` (a pattern) that lack their RECORD."""
    found = (each.glob(f"{name}-*.dist-info") for each in paths.site_packages)
    return [path for path in chain.from_iterable(found) if not (path / "RECORD").is_file()]


def ensure_project(host: Host, paths: Paths) -> None:
    """Storyboard Studio itself, in place: an edit in the checkout is an edit of the program."""
    host.say("Linking Storyboard Studio into the environment")
    pip_install(host, paths, "--no-deps", "--no-build-isolation", "-e", str(paths.checkout))


def refuse_second_opencv(host: Host, paths: Paths) -> None:
    """opencv-python loads Qt 5 beside Qt 6 and overwrites the headless one's files."""
    if "opencv-python" in installed_packages(host, paths):
        raise SetupStopped(
            "opencv-python was installed into .venv beside opencv-python-headless; "
            "they overwrite each other.\nDelete the folder .venv, then run this again."
        )


def installed_packages(host: Host, paths: Paths) -> frozenset[str]:
    """The names of what is installed, in lower case."""
    return frozenset((host.read([str(paths.python), "-c", ASK_PACKAGES]) or "").split())


def pip_install(host: Host, paths: Paths, *words: str) -> None:
    """`pip install` in the environment, or a stop that says how to go on."""
    code = host.run(pip_command(host, paths, "install", *words))
    if code != 0:
        raise SetupStopped(
            f"pip could not do this step (it ended with {code}; its own words are above).\n"
            "Check the connection and the free disk space, then run the same command again: "
            "what was fetched is kept."
        )


def pip_command(host: Host, paths: Paths, action: str, *words: str) -> list[str]:
    quiet = [] if host.is_watched() else ["--quiet", "--quiet", "--progress-bar", "off"]
    return [str(paths.python), "-m", "pip", action, "--no-input", *quiet, *words]


def pip_block(lock: str) -> str:
    """The lines of the lock that name pip and its hashes."""
    found = re.search(r"^pip==\S+ \\\n(?: +--hash=\S+(?: \\)?\n)+", lock, re.MULTILINE)
    if found is None:
        raise SetupStopped("installers/requirements.lock is damaged: it does not name pip.")
    return found.group().rstrip("\\\n ") + "\n"


def _state(host: Host, paths: Paths) -> tuple[str, str] | None:
    """(Python, pip) versions of a working environment of ours, else None."""
    if not (paths.venv / "pyvenv.cfg").is_file() or not paths.python.exists():
        return None
    if half_installed(paths, "pip"):
        return None
    answer = (host.read([str(paths.python), "-c", ASK_ENVIRONMENT]) or "").split()
    return (answer[0], answer[1]) if len(answer) == 2 and answer[0] in SUPPORTED else None


def _may_be_cleared(venv: Path) -> bool:
    """Whether the folder is a venv or the beginning of one, and nobody's own files."""
    names = {entry.name.lower() for entry in venv.iterdir()}
    return "pyvenv.cfg" in names or names <= PARTS_OF_A_VENV


def _can_make_venv(host: Host) -> bool:
    return host.has_module("venv") and host.has_module("ensurepip")
