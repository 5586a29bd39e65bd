"""The only way a video or sound file is opened for reading.

A file from anywhere may be hostile: a playlist that names other files or hosts, a script, a
pipe. So: a plain, non-empty local file; its name never read as a URL or a pattern; only the
``file`` protocol; only demuxers and decoders on a list; bounded probing. Stills never come
here (see ``stills``). Must not know what the pictures are for.
"""

from __future__ import annotations

import os
import stat
from os import PathLike
from typing import TypeAlias

from av.audio.stream import AudioStream
from av.codec.context import CodecContext
from av.container import InputContainer
from av.error import FFmpegError
from av.stream import Disposition
from av.video.stream import VideoStream

from storyboard_studio.errors import MediaError
from storyboard_studio.media.pyav import open_input

MediaPath: TypeAlias = str | PathLike[str]

# No hls, concat, image2, sdp, rtsp, lavfi, tty, vobsub, flic: they open other files, the network,
# or have a history of memory errors. A demuxer matches by any of its aliases.
DEMUXERS = (
    "mov", "mp4", "matroska", "webm", "avi", "mpegts", "mpeg", "mpegvideo", "m4v", "mxf", "gif",
    "wav", "mp3", "flac", "ogg", "aac",
)  # fmt: skip
VIDEO_DECODERS = (
    "h264", "hevc", "av1", "libdav1d", "vp8", "vp9", "libvpx-vp9", "mpeg4", "msmpeg4v2", "msmpeg4",
    "h263", "mpeg1video", "mpeg2video", "prores", "dnxhd", "cfhd", "dvvideo", "ffv1", "ffvhuff",
    "huffyuv", "utvideo", "mjpeg", "png", "qtrle", "rawvideo", "v210", "theora", "gif",
)  # fmt: skip
SOUND_DECODERS = (
    "aac", "aac_latm", "mp3", "mp3float", "mp2", "mp2float", "ac3", "eac3", "opus", "libopus",
    "vorbis", "flac", "alac", "pcm_s16le", "pcm_s16be", "pcm_s24le", "pcm_s24be", "pcm_s32le",
    "pcm_s32be", "pcm_f32le", "pcm_f32be", "pcm_f64le", "pcm_u8", "pcm_s8", "pcm_alaw",
    "pcm_mulaw", "pcm_dvd", "pcm_bluray", "adpcm_ms", "adpcm_ima_wav", "adpcm_ima_qt",
)  # fmt: skip
DECODERS = VIDEO_DECODERS + SOUND_DECODERS
MAX_PIXELS = 64_000_000
MAX_STREAMS = 64
CODEC_OPTIONS = {"codec_whitelist": ",".join(DECODERS), "max_pixels": str(MAX_PIXELS)}
_LIMITS = {
    "protocol_whitelist": "file",
    "format_whitelist": ",".join(DEMUXERS),
    "max_streams": str(MAX_STREAMS),
    "probesize": "5000000",
    "analyzeduration": "5000000",
}
_OTHER_FORMAT = "Choose a video such as mp4, mov, mkv, webm, avi or mpg."


def media_file(path: MediaPath) -> str:
    """The real, absolute path of a plain, non-empty, readable local file.

    Raises ``MediaError`` for everything else: missing, a folder, a pipe, a device, a loop of
    links, a name that cannot be one.
    """
    try:
        real = os.path.realpath(path)
        info = os.stat(real)
    except FileNotFoundError:
        raise MediaError("This file does not exist.", path=path, remedy="Locate it.") from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise MediaError(f"This file cannot be read: {reason}.", path=path) from None
    if not stat.S_ISREG(info.st_mode):
        kind = "a folder" if stat.S_ISDIR(info.st_mode) else "not a plain file"
        raise MediaError(f"This is {kind}, not a media file.", path=path)
    if info.st_size == 0:
        raise MediaError("This file is empty.", path=path, remedy="Copy it again.")
    if not os.access(real, os.R_OK):
        raise MediaError("This file may not be read.", path=path, remedy="Change its permissions.")
    return real


def open_media(path: MediaPath) -> InputContainer:
    """Open a media file safely; the caller closes the container (it is a context manager).

    Raises ``MediaError``; touches no other file and no network, whatever the file says.
    """
    real = media_file(path)
    try:
        return open_input("file:" + real, CODEC_OPTIONS, _LIMITS)
    except (FFmpegError, OSError, ValueError) as error:
        raise MediaError(
            f"This is not a video or sound file that can be opened ({_reason(error)}).",
            path=path,
            remedy=_OTHER_FORMAT,
        ) from None


def video_stream(container: InputContainer, path: MediaPath) -> VideoStream:
    """The file's first moving picture (cover art does not count). Raises ``MediaError``."""
    for stream in container.streams.video:
        if not stream.disposition & Disposition.attached_pic:
            return stream
    raise MediaError("There is no video in this file.", path=path, remedy=_OTHER_FORMAT)


def sound_stream(container: InputContainer) -> AudioStream | None:
    """The file's first sound whose decoder is allowed, or None."""
    for stream in container.streams.audio:
        if allowed(stream.codec_context):
            return stream
    return None


def allowed(context: CodecContext | None) -> bool:
    """Whether a stream has a decoder and it is on the list."""
    return context is not None and context.name in DECODERS


def _reason(error: Exception) -> str:
    text = getattr(error, "strerror", None) or str(error)
    return text[:120].rstrip(".") or type(error).__name__
