"""Fingerprints of media files: what tells that a file is still the one the board was made with.

Must not know what kind of media it is.
"""

from __future__ import annotations

import os

from blake3 import blake3

from storyboard_studio.document.board import Fingerprint
from storyboard_studio.errors import MediaError
from storyboard_studio.media.open import MediaPath, media_file

_END_BYTES = 1 << 20


def fingerprint(path: MediaPath) -> Fingerprint:
    """Size, mtime, and BLAKE3 (hex) of the size (8 bytes, little-endian), first and last MiB.

    Raises ``MediaError``.
    """
    real = media_file(path)
    try:
        with open(real, "rb") as file:
            info = os.fstat(file.fileno())
            content = blake3(info.st_size.to_bytes(8, "little"))
            content.update(file.read(_END_BYTES))
            file.seek(max(0, info.st_size - _END_BYTES))
            content.update(file.read(_END_BYTES))
    except OSError as error:
        raise MediaError(f"This file cannot be read: {error.strerror}.", path=path) from None
    return Fingerprint(info.st_size, info.st_mtime_ns, content.hexdigest())


def still_matches(path: MediaPath, known: Fingerprint) -> bool:
    """Whether the file at ``path`` is still the one: size, then mtime, then content.

    A missing or unreadable file does not match.
    """
    try:
        real = media_file(path)
        info = os.stat(real)
        if info.st_size != known.size_bytes:
            return False
        return info.st_mtime_ns == known.mtime_ns or fingerprint(real).digest == known.digest
    except (MediaError, OSError):
        return False
