"""Which build of PyTorch this machine gets, and from where. PyTorch's indexes are named only here.

The CPU build unless an NVIDIA GPU is found: nobody gets gigabytes of CUDA unasked. On Linux the
plain package of PyPI *is* the CUDA build, so the plain requirement is looked at before it is taken.
The rules are pure; `studio_setup.torch_step` carries them out.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

PUBLIC_INDEX = "https://download.pytorch.org/whl/"
"""Followed by a build's tag: cpu, cu126, …"""

Asked = Literal["", "cpu", "cuda"]


GPU_QUERY = (
    "nvidia-smi",
    "--query-gpu=name,driver_version,compute_cap",
    "--format=csv,noheader",
)


@dataclass(frozen=True)
class Gpu:
    """One NVIDIA GPU. ``capability`` is unknown where the driver is too old to tell."""

    name: str
    driver: tuple[int, ...]
    capability: tuple[int, int] | None


@dataclass(frozen=True)
class TorchBuild:
    """The tag of an index (``cpu``, ``cu130``) and the reason in a person's words."""

    tag: str
    why: str

    @property
    def index(self) -> str:
        return PUBLIC_INDEX + self.tag


@dataclass(frozen=True)
class CudaRow:
    """One line of the table: what a CUDA build needs of driver and GPU."""

    tag: str
    driver: tuple[int, ...]
    oldest: tuple[int, int]
    newest: tuple[int, int]
    systems: tuple[str, ...] = ("Linux", "Windows")


# Best first. Sources: NVIDIA's CUDA compatibility guide (12.x needs R525, 13.x R580; Blackwell is
# known to drivers from R570) and PyTorch's RELEASE.md (12.6 holds sm_50 to sm_90, 13.0 holds sm_75
# to sm_120; 12.9 is built for Linux).
CUDA_TABLE = (
    CudaRow("cu130", (580, 65), oldest=(7, 5), newest=(12, 1)),
    CudaRow("cu126", (525, 60, 13), oldest=(5, 0), newest=(9, 0)),
    CudaRow("cu129", (570, 26), oldest=(7, 5), newest=(12, 1), systems=("Linux",)),
)
USUAL_CAPABILITY = (7, 5)


def read_gpus(text: str) -> tuple[Gpu, ...]:
    """The GPUs in the answer to `GPU_QUERY`; lines that are not such an answer are left out."""
    gpus = []
    for line in text.splitlines():
        fields = [field.strip() for field in line.split(",")]
        if len(fields) == 3 and (driver := _numbers(fields[1])):
            capability = _numbers(fields[2])
            known = (capability[0], capability[1]) if len(capability) == 2 else None
            gpus.append(Gpu(fields[0], driver, known))
    return tuple(gpus)


def choose_build(gpus: Sequence[Gpu], system: str, asked: Asked) -> TorchBuild:
    """The build for the most capable of ``gpus``; ``asked`` overrides what was found."""
    if asked == "cpu":
        return TorchBuild("cpu", "as asked with --cpu")
    if system == "Darwin":
        return TorchBuild("cpu", "the one build for macOS")
    if not gpus:
        if asked == "cuda":
            return TorchBuild(CUDA_TABLE[0].tag, "as asked with --cuda; no GPU was found")
        return TorchBuild("cpu", "no NVIDIA GPU was found")
    gpu = max(gpus, key=lambda each: each.capability or USUAL_CAPABILITY)
    driver = ".".join(str(part) for part in gpu.driver)
    row = next((row for row in CUDA_TABLE if _fits(row, gpu, system)), None)
    if row is not None:
        return TorchBuild(row.tag, f"{gpu.name}, driver {driver}")
    if asked == "cuda":
        return TorchBuild(CUDA_TABLE[0].tag, f"as asked with --cuda, though driver {driver} is old")
    return TorchBuild("cpu", f"{gpu.name} needs a newer driver than {driver} for CUDA")


def plain_is_cpu(metadata: Mapping[str, Any], system: str) -> bool:
    """Whether the plain requirement would bring a CPU build, judged by the package's metadata."""
    local = str(metadata["version"]).partition("+")[2]
    if local or system != "Linux":
        return local in ("", "cpu")
    needed = [str(line) for line in metadata.get("requires_dist", []) if "extra ==" not in line]
    return not any(re.match(r"(nvidia-|cuda-|triton)", line) for line in needed)


def wanted_version(version: str, build: TorchBuild, system: str) -> str:
    """The exact version on the public index; only macOS wheels carry no tag."""
    return version if system == "Darwin" else f"{version}+{build.tag}"


def is_installed(version: str, cuda: str | None, *, wanted: str, build: TorchBuild) -> bool:
    """Whether the torch that reports ``version`` and ``cuda`` ("13.0") is the build wanted."""
    tag = "cpu" if cuda is None else "cu" + cuda.replace(".", "")
    return version.partition("+")[0] == wanted and tag == build.tag


def as_asked(text: str) -> Asked:
    """A choice read back from a file; anything unknown is no choice."""
    return "cpu" if text == "cpu" else "cuda" if text == "cuda" else ""


def _fits(row: CudaRow, gpu: Gpu, system: str) -> bool:
    capability = gpu.capability or USUAL_CAPABILITY
    inside = row.oldest <= capability <= row.newest
    return system in row.systems and gpu.driver >= row.driver and inside


def _numbers(text: str) -> tuple[int, ...]:
    return tuple(int(part) for part in text.split(".")) if re.fullmatch(r"[\d.]*\d", text) else ()
