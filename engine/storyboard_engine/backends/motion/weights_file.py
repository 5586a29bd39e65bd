"""The interpolation weights on disk: are they there, whole, and which ones. Imports no torch."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

FILE_NAME = "rife-4.6.safetensors"
_PREFIX = "module."  # some releases wrap every name
_FIRST_TENSOR = "block0.conv0.0.0.weight"
_MOST_HEADER_BYTES = 1 << 20


@dataclass(frozen=True, slots=True)
class WeightsFile:
    """A whole weights file, and the SHA-256 of its bytes in hex."""

    path: Path
    sha256: str

    @property
    def variant(self) -> str:
        """The name that takes are filed under."""
        return f"rife-4.6@{self.sha256[:12]}"


def find_weights(weights_dir: Path) -> WeightsFile | None:
    """The weights below ``weights_dir``, or None where they are missing, cut short or foreign.

    Read once; read again when the file's size or time changes.
    """
    path = weights_dir / FILE_NAME
    try:
        stat = path.stat()
        return _read(path, stat.st_size, stat.st_mtime_ns)
    except OSError:
        return None


@lru_cache(maxsize=4)
def _read(path: Path, size: int, mtime_ns: int) -> WeightsFile | None:
    data = path.read_bytes()
    if not _whole(data):
        return None
    return WeightsFile(path, hashlib.sha256(data).hexdigest())


def _whole(data: bytes) -> bool:
    """Whether the bytes are a safetensors file of this network, to its last byte.

    Format: header length (8 bytes, little-endian), JSON header, tensors.
    """
    length = int.from_bytes(data[:8], "little")
    if not 2 <= length <= min(_MOST_HEADER_BYTES, len(data) - 8):
        return False
    try:
        header = json.loads(data[8 : 8 + length])
        ends = [entry["data_offsets"][1] for key, entry in header.items() if key != "__metadata__"]
    except (ValueError, KeyError, TypeError, AttributeError, IndexError):
        return False
    names = {str(key).removeprefix(_PREFIX) for key in header}
    return _FIRST_TENSOR in names and max(ends) == len(data) - 8 - length


def plain_name(key: str) -> str:
    """A tensor's name without the wrapper some releases have."""
    return key.removeprefix(_PREFIX)
