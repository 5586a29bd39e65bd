"""Puts the chosen build of PyTorch into the environment. The choice itself: `torch_build`.

PyTorch's own needs are in the lock; only CUDA builds bring more, NVIDIA's packages, from their
index. Not in the hashed lock, because which file is right depends on the machine.
"""

from __future__ import annotations

import json
import tomllib

from studio_setup.environment import Paths, installed_packages, pip_command, pip_install
from studio_setup.host import Host, SetupStopped
from studio_setup.torch_build import (
    GPU_QUERY,
    Asked,
    TorchBuild,
    choose_build,
    is_installed,
    plain_is_cpu,
    read_gpus,
    wanted_version,
)

# Reads torch/version.py without importing torch, which takes seconds. pip writes the list of files
# last: without it the installation was broken off.
ASK_TORCH = """
import importlib.metadata, json, runpy
files = importlib.metadata.distribution("torch").files
version = next(file for file in files if file.as_posix() == "torch/version.py")
found = runpy.run_path(str(version.locate()))
print(json.dumps([found["__version__"], found.get("cuda")]))
"""
OF_CUDA = ("nvidia-", "cuda-", "triton")


def ensure_torch(host: Host, paths: Paths, asked: Asked) -> TorchBuild:
    """The build this machine should have, installed if it is not there yet."""
    build = choose_build(read_gpus(host.read(GPU_QUERY) or ""), host.system, asked)
    version = pinned_torch(paths.project.read_text(encoding="utf-8"))
    if _has(host, paths, version, build):
        return build
    host.say(f"Installing PyTorch {version}, {build.tag} build ({build.why})")
    if build.tag == "cpu":
        _remove_cuda(host, paths)
        _install_cpu(host, paths, version, build)
    else:
        exact = f"torch=={wanted_version(version, build, host.system)}"
        _install_from_index(host, paths, build, exact)
    if not _has(host, paths, version, build):
        raise SetupStopped(
            f"pip reported success, but PyTorch {version} ({build.tag}) is not there."
        )
    return build


def pinned_torch(project: str) -> str:
    """The version pyproject.toml pins torch to."""
    for line in tomllib.loads(project)["project"]["dependencies"]:
        name, _, version = line.partition("==")
        if name.strip() == "torch":
            return str(version.strip())
    raise SetupStopped("pyproject.toml does not pin torch to one version.")


def _install_cpu(host: Host, paths: Paths, version: str, build: TorchBuild) -> None:
    """The plain requirement where it gives a CPU build, else PyTorch's own CPU index."""
    plain = _plain_version(host, paths, version)
    if plain is not None:
        pip_install(host, paths, "--no-deps", "--only-binary=:all:", f"torch=={plain}")
        return
    if host.system == "Darwin":
        raise SetupStopped(
            f"There is no PyTorch {version} for this Mac and this Python, or no connection.\n"
            "PyTorch needs an Apple processor; check the connection, then run this again."
        )
    host.say(f"The plain package is the CUDA build or not to be had; asking {build.index}")
    exact = f"torch=={wanted_version(version, build, host.system)}"
    _install_from_index(host, paths, build, "--no-deps", exact)


def _plain_version(host: Host, paths: Paths, version: str) -> str | None:
    """The exact version that the plain requirement would bring, if that is a CPU build."""
    words = ["--dry-run", "--ignore-installed", "--no-deps", "--only-binary=:all:", "--quiet"]
    command = pip_command(host, paths, "install", *words, "--report", "-", f"torch=={version}")
    answer = host.read(command)
    if answer is None:
        return None
    metadata = json.loads(answer)["install"][0]["metadata"]
    return str(metadata["version"]) if plain_is_cpu(metadata, host.system) else None


def _install_from_index(host: Host, paths: Paths, build: TorchBuild, *words: str) -> None:
    index = ["--index-url", build.index, "--only-binary=:all:"]
    code = host.run(pip_command(host, paths, "install", *index, *words))
    if code != 0:
        raise SetupStopped(
            f"PyTorch could not be fetched from {build.index} (pip's own words are above).\n"
            "Either the index cannot be reached from here, or it has no build for this Python.\n"
            "What was done so far is kept: run the same command again once it can be reached."
        )


def _remove_cuda(host: Host, paths: Paths) -> None:
    """Takes back what a CUDA build brought, gigabytes of it, before the CPU build comes."""
    packages = [
        name for name in sorted(installed_packages(host, paths)) if name.startswith(OF_CUDA)
    ]
    if packages:
        host.say("Removing the CUDA packages of the build before")
        host.run(pip_command(host, paths, "uninstall", "--yes", *packages))


def _has(host: Host, paths: Paths, version: str, build: TorchBuild) -> bool:
    answer = host.read([str(paths.python), "-c", ASK_TORCH])
    if not answer:
        return False
    installed, cuda = json.loads(answer)
    return is_installed(installed, cuda, wanted=version, build=build)
