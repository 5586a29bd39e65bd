"""Decoders of allowed streams, and the loop from packets to pictures.

Must not know about seeking, times or colour.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator

from av.audio.stream import AudioStream
from av.error import FFmpegError
from av.packet import Packet
from av.video.codeccontext import VideoCodecContext
from av.video.frame import VideoFrame
from av.video.stream import VideoStream

from storyboard_studio.errors import MediaError
from storyboard_studio.media.open import CODEC_OPTIONS, MediaPath, allowed


def video_decoder(stream: VideoStream, path: MediaPath) -> VideoCodecContext:
    """A decoder for the stream, not yet open, that uses all cores. Raises ``MediaError``.

    FFmpeg's own VP9 decoder drops transparency; libvpx keeps it.
    """
    context: VideoCodecContext | None = stream.codec_context
    if not allowed(context) or context is None:
        name = context.name if context is not None else "unknown"
        raise MediaError(
            f"Its video is coded as {name!r}, which is not decoded here.",
            path=path,
            remedy="Convert it to H.264, HEVC, AV1, VP9 or ProRes.",
        )
    if context.name == "vp9" and stream.metadata.get("alpha_mode") == "1":
        context = _with_alpha(context)
    context.options = {**context.options, **CODEC_OPTIONS}
    context.thread_type = "AUTO"
    context.thread_count = min(os.cpu_count() or 1, 8)
    return context


def sound_decoder(stream: AudioStream) -> None:
    """Bind the stream's decoder to the list of allowed ones before it opens."""
    stream.codec_context.options = {**stream.codec_context.options, **CODEC_OPTIONS}


def decoded(
    packets: Iterable[Packet[VideoStream]], decoder: VideoCodecContext
) -> Iterator[VideoFrame]:
    """The pictures of packets in presentation order, drained at the end.

    A broken packet costs its own picture and no other.
    """
    for packet in packets:
        if not packet.size:
            break
        try:
            frames = decoder.decode(packet)
        except FFmpegError:
            continue
        yield from frames
    try:
        yield from decoder.decode(None)
    except FFmpegError:
        return


def _with_alpha(context: VideoCodecContext) -> VideoCodecContext:
    alpha = VideoCodecContext.create("libvpx-vp9", "r")
    alpha.extradata = context.extradata
    return alpha
