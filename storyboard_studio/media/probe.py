"""What a media file is, and the document's value for it.

Decides by content whether a file is a clip or a still; a name that says the other kind is
refused. Must not know about boards beyond ``MediaRef``.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

from storyboard_studio.document.board import MediaKind, MediaRef
from storyboard_studio.errors import MediaError
from storyboard_studio.media.decode import ClipReader
from storyboard_studio.media.fingerprint import fingerprint
from storyboard_studio.media.open import MediaPath, media_file, open_media, sound_stream
from storyboard_studio.media.stills import load_still, still_info

IMAGE_SUFFIXES = frozenset(
    (".png", ".jpg", ".jpeg", ".jpe", ".webp", ".tif", ".tiff", ".bmp", ".avif", ".heic", ".heif")
)
VIDEO_SUFFIXES = frozenset(
    (".mp4", ".m4v", ".mov", ".qt", ".3gp", ".mkv", ".webm", ".avi", ".mpg", ".mpeg", ".m2v",
     ".vob", ".ts", ".mts", ".m2ts", ".mxf", ".ogv")
)  # fmt: skip
_IMAGE_STARTS = (
    b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"II*\0", b"MM\0*", b"BM", b"GIF87a", b"GIF89a",
)  # fmt: skip
_IMAGE_BRANDS = (b"avif", b"avis", b"heic", b"heix", b"mif1", b"msf1", b"heim", b"heis")


@dataclass(frozen=True, slots=True)
class MediaInfo:
    """What a file holds. ``size`` is (w, h) upright in square pixels; ``rate`` the average.

    ``duration`` (s) runs from the first frame to the end of the last; ``frames`` is counted, and
    None for stills, whose rate and duration are 0. ``rotation`` is clockwise degrees already
    applied to ``size``. ``notes`` are for the person.
    """

    kind: MediaKind
    size: tuple[int, int]
    rate: Fraction = Fraction(0)
    duration: Fraction = Fraction(0)
    frames: int | None = None
    has_sound: bool = False
    rotation: int = 0
    notes: tuple[str, ...] = ()


def media_kind(path: MediaPath) -> MediaKind:
    """Whether a file is a clip or a still, by its first bytes; an animated GIF is a clip.

    Raises ``MediaError`` where the name says the other kind.
    """
    real = media_file(path)
    kind = _kind_by_content(real)
    suffix = Path(path).suffix.lower()
    named = IMAGE_SUFFIXES if kind is MediaKind.VIDEO else VIDEO_SUFFIXES
    if suffix in named:
        what = "a picture" if kind is MediaKind.VIDEO else "a video"
        raise MediaError(
            f"This file is named as {what}, but is not one.",
            path=path,
            remedy="Give it the right ending, or choose another file.",
        )
    return kind


def probe(path: MediaPath) -> MediaInfo:
    """Open, count and decode enough of a file to know that it can be used.

    Stills are decoded whole, clips demuxed whole and their first picture decoded. Raises
    ``MediaError``.
    """
    if media_kind(path) is MediaKind.IMAGE:
        height, width = load_still(path).shape[:2]
        return MediaInfo(MediaKind.IMAGE, (width, height))
    with ClipReader(path) as reader:
        times = reader.times
        return MediaInfo(
            kind=MediaKind.VIDEO,
            size=reader.size,
            rate=times.average_rate,
            duration=times.end,
            frames=len(times),
            has_sound=_has_sound(path),
            rotation=reader.rotation,
            notes=reader.notes,
        )


def import_media(path: MediaPath, media_id: str) -> MediaRef:
    """The document's value for a file. Raises ``MediaError``."""
    info = probe(path)
    return MediaRef(
        id=media_id,
        kind=info.kind,
        path=media_file(path),
        relative="",
        fingerprint=fingerprint(path),
        size=info.size,
        duration=info.duration,
        rate=info.rate,
        frames=info.frames,
        has_sound=info.has_sound,
    )


def _kind_by_content(path: str) -> MediaKind:
    with open(path, "rb") as file:
        head = file.read(32)
    if head.startswith(b"GIF8"):
        return MediaKind.VIDEO if still_info(path).frames > 1 else MediaKind.IMAGE
    is_webp = head[:4] == b"RIFF" and head[8:12] == b"WEBP"
    is_heif = head[4:8] == b"ftyp" and head[8:12] in _IMAGE_BRANDS
    if is_webp or is_heif or head.startswith(_IMAGE_STARTS):
        return MediaKind.IMAGE
    return MediaKind.VIDEO


def _has_sound(path: MediaPath) -> bool:
    with open_media(path) as container:
        return sound_stream(container) is not None
