"""The font files that ship with the engine, by face. Paths only: whoever draws loads them.

Inter sets Latin, Greek and Cyrillic; Noto Sans CJK (its Simplified Chinese face, full coverage)
sets Chinese, Japanese and Korean. Both are under the SIL Open Font License 1.1, whose texts lie
beside the files.
"""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path


class Face(StrEnum):
    """A shipped face; the value is its file's name."""

    INTER = "Inter-Regular.otf"
    INTER_MEDIUM = "Inter-Medium.otf"
    INTER_SEMIBOLD = "Inter-SemiBold.otf"
    NOTO_SANS_CJK = "NotoSansCJKsc-Regular.otf"


def font_path(face: Face) -> Path:
    """Where the file of a face lies."""
    return Path(__file__).parent / face.value
