"""What is dragged inside the window: media of the board, by id.

The library offers it and the timeline takes it; neither knows the other.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from PySide6.QtCore import QMimeData

MEDIA_TYPE = "application/x-storyboard-media"


def media_mime(media_ids: Iterable[str]) -> QMimeData:
    """Media as something that can be dragged."""
    data = QMimeData()
    data.setData(MEDIA_TYPE, "\n".join(media_ids).encode())
    return data


def media_ids(data: QMimeData) -> tuple[str, ...]:
    """The media that are dragged; empty where it is something else."""
    if not data.hasFormat(MEDIA_TYPE):
        return ()
    text = bytes(data.data(MEDIA_TYPE).data()).decode()
    return tuple(line for line in text.split("\n") if line)


def dropped_files(data: QMimeData) -> tuple[Path, ...]:
    """The local files that are dragged in from outside."""
    return tuple(Path(url.toLocalFile()) for url in data.urls() if url.isLocalFile())
