"""A machine that only behaves: apt, venv, pip and the GPU tool, as far as the set-up can tell."""

from __future__ import annotations

import json
import shutil
from collections.abc import Sequence
from pathlib import Path

from studio_setup.environment import ASK_ENVIRONMENT, ASK_PACKAGES, Paths
from studio_setup.system_libraries import ALL_LIBRARIES
from studio_setup.torch_step import ASK_TORCH

CUDA_METADATA = {"version": "2.13.0", "requires_dist": ["filelock", "nvidia-cublas==13.1"]}
CPU_METADATA = {"version": "2.13.0+cpu", "requires_dist": ["filelock"]}


class FakeMachine:
    """Implements `studio_setup.host.Host`; what it was told and asked is kept in lists."""

    def __init__(self, paths: Paths) -> None:
        self.paths = paths
        self.system = "Linux"
        self.environment: dict[str, str] = {}
        self.root = False
        self.programs = {"apt-get"}
        self.libraries = set(ALL_LIBRARIES)
        self.modules = {"venv", "ensurepip"}
        self.online = True
        self.fails_at = ""
        self.gpus: str | None = None
        self.plain: dict[str, object] | None = CUDA_METADATA
        self.reachable = {"cpu", "cu126", "cu129", "cu130"}
        self.pip = "23.2"
        self.packages: set[str] = set()
        self.torch: tuple[str, str | None] | None = None
        self.weights_can_come = True
        self.weights = False
        self.said: list[str] = []
        self.reported: list[str] = []
        self.ran: list[list[str]] = []
        self.became: tuple[list[str], dict[str, str]] | None = None

    def say(self, text: str) -> None:
        self.said.append(text)

    def report(self, text: str) -> None:
        self.reported.append(text)

    def which(self, program: str) -> str | None:
        return f"/usr/bin/{program}" if program in self.programs else None

    def can_load(self, library: str) -> bool:
        return library in self.libraries

    def has_module(self, name: str) -> bool:
        return name in self.modules

    def is_root(self) -> bool:
        return self.root

    def is_watched(self) -> bool:
        return False

    def become(self, command: Sequence[str], **variables: str) -> int:
        self.became = (list(command), variables)
        return 0

    def run(self, command: Sequence[str], **variables: str) -> int:
        words = list(command)
        self.ran.append(words)
        if self.fails_at and self.fails_at in " ".join(words):
            return 1
        if words[0] == "apt-get":
            return self._apt(words)
        if words[1:3] == ["-m", "venv"]:
            return self._make_venv(Path(words[-1]))
        if words[1:3] == ["-m", "pip"]:
            return self._pip(words)
        if words[1:3] == ["-m", "storyboard_studio.weights"]:
            self.weights = self.weights or self.weights_can_come
            return 0 if self.weights else 3
        return 0

    def read(self, command: Sequence[str], **variables: str) -> str | None:
        words = list(command)
        if words[0] == "nvidia-smi":
            return self.gpus
        if words[-1] == "check":
            return "" if self.weights else None
        if "--report" in words:
            if self.plain is None:
                return None
            return json.dumps({"install": [{"metadata": self.plain}]})
        return {
            ASK_ENVIRONMENT: f"3.11 {self.pip}\n",
            ASK_PACKAGES: " ".join(self.packages),
            ASK_TORCH: json.dumps(self.torch) if self.torch else None,
        }[words[-1]]

    def count(self, text: str) -> int:
        """How many commands held ``text``."""
        return sum(text in " ".join(words) for words in self.ran)

    def _apt(self, words: Sequence[str]) -> int:
        self.libraries |= {name for name, package in ALL_LIBRARIES.items() if package in words}
        if any(word.endswith("-venv") for word in words):
            self.modules |= {"venv", "ensurepip"}
        return 0

    def _make_venv(self, folder: Path) -> int:
        if not {"venv", "ensurepip"} <= self.modules:
            return 1
        shutil.rmtree(folder, ignore_errors=True)
        python = self.paths.python
        python.parent.mkdir(parents=True, exist_ok=True)
        python.touch()
        (folder / "pyvenv.cfg").touch()
        self.pip, self.packages, self.torch = "23.2", set(), None
        return 0

    def _pip(self, words: Sequence[str]) -> int:
        if "uninstall" in words:
            self.packages -= set(words)
            return 0
        if not self.online:
            return 1
        if words[-1].endswith("pip.lock"):
            self.pip = Path(words[-1]).read_text().split()[0].removeprefix("pip==")
        elif words[-1].endswith("requirements.lock"):
            self.packages |= {"numpy", "opencv-python-headless"}
        elif words[-1].startswith("torch=="):
            return self._install_torch(words)
        return 0

    def _install_torch(self, words: Sequence[str]) -> int:
        version = words[-1].removeprefix("torch==")
        if "--index-url" in words:
            tag = words[words.index("--index-url") + 1].rpartition("/")[2]
            if tag not in self.reachable:
                return 1
            assert version == f"2.13.0+{tag}"
        tag = version.partition("+")[2]
        cuda = f"{tag[2:4]}.{tag[4:]}" if tag.startswith("cu") else None
        if cuda:
            self.packages |= {"nvidia-cublas", "triton"}
        self.torch = (version, cuda)
        return 0
