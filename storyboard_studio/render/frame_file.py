"""One finished picture in a file of its own, with a checksum.

A fill keeps every frame like this the moment it is done, so that nothing finished is lost when
the process dies. Layout: magic, height, width (little-endian), BLAKE3 of the rest, then the
RGB bytes as they are: deflating them takes longer than drawing them, and saves a third of a
space that is free again when the take is joined. A torn or foreign file reads as "not there".
"""

from __future__ import annotations

import os
import struct
from pathlib import Path

import numpy as np
from blake3 import blake3

from storyboard_engine.api import Picture

_HEADER = struct.Struct("<8sHH32s")
_MAGIC = b"sbframe1"


def write_frame(path: Path, picture: Picture) -> None:
    """Write ``uint8 (H, W, 3)`` so that the name appears only when the file is whole."""
    height, width, _ = picture.shape
    body = np.ascontiguousarray(picture).data
    header = _HEADER.pack(_MAGIC, height, width, blake3(body).digest())
    half = path.with_suffix(".part")
    with half.open("wb") as file:
        file.write(header)
        file.write(body)
    os.replace(half, path)


def read_frame(path: Path) -> Picture | None:
    """The picture, read-only; None where the file is missing, torn or not of this kind."""
    try:
        data = path.read_bytes()
    except OSError:
        return None
    if len(data) < _HEADER.size:
        return None
    magic, height, width, digest = _HEADER.unpack_from(data)
    body = memoryview(data)[_HEADER.size :]
    if magic != _MAGIC or blake3(body).digest() != digest:
        return None
    if len(body) != height * width * 3:
        return None
    return np.frombuffer(body, np.uint8).reshape(height, width, 3)
