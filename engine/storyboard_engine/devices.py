"""Which device a network would run on, told with and without importing torch."""

from __future__ import annotations

import importlib.util
import re
import sys
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import torch

CPU, CUDA = "cpu", "cuda"


@cache
def device_class() -> str:
    """``cuda`` where torch is a CUDA build and an NVIDIA driver is there, else ``cpu``.

    Cheap: reads torch's version file, never imports it. ``torch_device`` has the last word.
    """
    return CUDA if cuda_build() and nvidia_driver() else CPU


def cuda_build() -> bool:
    """Whether the installed torch was built for CUDA; False where there is no torch."""
    spec = importlib.util.find_spec("torch")
    if spec is None or spec.origin is None:
        return False
    try:
        text = Path(spec.origin).with_name("version.py").read_text(encoding="utf-8")
    except OSError:
        return False
    return re.search(r"^cuda\b[^=\n]*=\s*['\"]", text, re.MULTILINE) is not None


def nvidia_driver() -> bool:
    """Whether this machine has a running NVIDIA driver."""
    if sys.platform == "win32":
        return Path(r"C:\Windows\System32\nvcuda.dll").exists()
    return Path("/proc/driver/nvidia/version").exists() or Path("/dev/nvidiactl").exists()


def torch_device() -> torch.device:
    """The device to use: the first CUDA device that works, else the CPU. Imports torch."""
    import torch

    if device_class() == CUDA and torch.cuda.is_available():
        return torch.device("cuda", 0)
    return torch.device("cpu")
