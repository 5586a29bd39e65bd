"""Forty files that must be refused, as functions that make them in a folder.

Several name a canary beside them, or an address on this machine; opening either is the failure.
"""

from __future__ import annotations

import os
import struct
import zlib
from collections.abc import Callable
from pathlib import Path

import av
import numpy as np
from PIL import Image

CANARY = "canary.ts"
PORT = 59_173
_URL = f"http://127.0.0.1:{PORT}/x.ts"

_M3U8 = f"#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXTINF:1,\n{CANARY}\n#EXT-X-ENDLIST\n"
_M3U8_URL = f"#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXTINF:1,\n{_URL}\n#EXT-X-ENDLIST\n"
_MASTER = f"#EXTM3U\n#EXT-X-STREAM-INF:BANDWIDTH=1\n{CANARY}\n"
_CONCAT = f"ffconcat version 1.0\nfile '{CANARY}'\nduration 1\n"
_SDP = (
    "v=0\no=- 0 0 IN IP4 127.0.0.1\ns=x\nc=IN IP4 127.0.0.1\nt=0 0\n"
    f"m=video {PORT + 1} RTP/AVP 96\na=rtpmap:96 H264/90000\n"
)
_DASH = (
    '<?xml version="1.0"?><MPD xmlns="urn:mpeg:dash:schema:mpd:2011" type="static" '
    'mediaPresentationDuration="PT1S"><Period><AdaptationSet><Representation id="1" '
    f'bandwidth="1" mimeType="video/mp4"><BaseURL>{_URL}</BaseURL></Representation>'
    "</AdaptationSet></Period></MPD>"
)
_PLS = f"[playlist]\nFile1={_URL}\nNumberOfEntries=1\nVersion=2\n"
_ASX = f'<asx version="3.0"><entry><ref href="{_URL}"/></entry></asx>'
_XSPF = f"<playlist><trackList><track><location>{_URL}</location></track></trackList></playlist>"
_SMIL = f'<smil><body><video src="{_URL}"/></body></smil>'
_AVS = f'FFVideoSource("{CANARY}")\n'
_VPY = f'import vapoursynth\nopen("{CANARY}")\n'
_SVG = f'<svg xmlns="http://www.w3.org/2000/svg"><image href="{CANARY}"/></svg>'
_IDX = "# VobSub index file, v7 (do not modify this line!)\nid: en, index: 0\n"


def _text(name: str, content: str) -> Callable[[Path], Path]:
    return _bytes(name, content.encode())


def _bytes(name: str, content: bytes) -> Callable[[Path], Path]:
    def make(folder: Path) -> Path:
        path = folder / name
        path.write_bytes(content)
        return path

    return make


def _named(name: str) -> Callable[[Path], Path]:
    """A name that no file has, which a careless opener would read as an address."""
    return lambda folder: Path(name.format(folder=folder))


def _png(width: int, height: int) -> bytes:
    """A valid PNG of one colour: tiny on disk, huge in memory."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        body = kind + data
        return struct.pack(">I", len(data)) + body + struct.pack(">I", zlib.crc32(body))

    packer = zlib.compressobj(9)
    row = b"\0" + b"\0" * ((width + 7) // 8)
    rows = b"".join(packer.compress(row) for _ in range(height)) + packer.flush()
    header = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    chunks = chunk(b"IHDR", header), chunk(b"IDAT", rows), chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunks)


def _gif_bomb(frames: int) -> bytes:
    """A GIF whose canvas is 65535 x 65535."""
    screen = b"GIF89a" + struct.pack("<HHBBB", 65535, 65535, 0x80, 0, 0) + b"\0\0\0\xff\xff\xff"
    frame = b"," + struct.pack("<HHHHB", 0, 0, 65535, 65535, 0) + b"\x02\x02\x4c\x01\x00"
    return screen + frame * frames + b";"


def _video(path: Path) -> bytes:
    with av.open(str(path), "w") as container:
        stream = container.add_stream("mpeg4", rate=24)
        stream.width, stream.height = 32, 32  # type: ignore[union-attr]
        for _ in range(12):
            frame = av.VideoFrame.from_ndarray(np.zeros((32, 32, 3), np.uint8))
            container.mux(stream.encode(frame.reformat(format="yuv420p")))  # type: ignore[union-attr]
        container.mux(stream.encode(None))  # type: ignore[union-attr]
    return path.read_bytes()


def _cut_video(name: str, keep: float) -> Callable[[Path], Path]:
    def make(folder: Path) -> Path:
        content = _video(folder / f"whole-{name}")
        path = folder / name
        path.write_bytes(content[: int(len(content) * keep)])
        return path

    return make


def _cut_png(folder: Path) -> Path:
    path = folder / "cut.png"
    noise = np.random.default_rng(2).integers(0, 256, (64, 64, 3), dtype=np.uint8)
    Image.fromarray(noise).save(path)
    path.write_bytes(path.read_bytes()[:6000])
    return path


def _renamed_video(folder: Path) -> Path:
    content = _video(folder / "whole.mp4")
    path = folder / "video.png"
    path.write_bytes(content)
    return path


def _sound_only(folder: Path) -> Path:
    path = folder / "sound.wav"
    with av.open(str(path), "w") as container:
        stream = container.add_stream("pcm_s16le", rate=48_000)
        frame = av.AudioFrame.from_ndarray(np.zeros((1, 4800), np.int16), layout="mono")
        frame.sample_rate = 48_000
        container.mux(stream.encode(frame))  # type: ignore[union-attr]
    return path


def _folder(folder: Path) -> Path:
    path = folder / "folder.mp4"
    path.mkdir()
    return path


def _fifo(folder: Path) -> Path:
    path = folder / "pipe.mp4"
    os.mkfifo(path)
    return path


def _loop(folder: Path) -> Path:
    path = folder / "loop.mp4"
    path.symlink_to(folder / "other.mp4")
    (folder / "other.mp4").symlink_to(path)
    return path


def _dangling(folder: Path) -> Path:
    path = folder / "dangling.mp4"
    path.symlink_to(folder / "nowhere.mp4")
    return path


def _drawn_pattern(folder: Path) -> Path:
    for number in range(3):
        (folder / f"shot{number:03}.png").write_bytes(_png(8, 8))
    return folder / "shot%03d.png"


_PNG_8 = _png(8, 8)

HOSTILE: dict[str, Callable[[Path], Path]] = {
    "m3u8": _text("a.m3u8", _M3U8),
    "m3u8 as mp4": _text("a.mp4", _M3U8),
    "m3u8 to a host": _text("b.m3u8", _M3U8_URL),
    "m3u8 to a host as ts": _text("b.ts", _M3U8_URL),
    "master m3u8": _text("master.m3u8", _MASTER),
    "m3u8 as mov": _text("master.mov", _MASTER),
    "ffconcat": _text("a.ffconcat", _CONCAT),
    "ffconcat as mp4": _text("c.mp4", _CONCAT),
    "ffconcat as mkv": _text("c.mkv", _CONCAT),
    "sdp": _text("a.sdp", _SDP),
    "sdp as mp4": _text("d.mp4", _SDP),
    "sdp as mov": _text("d.mov", _SDP),
    "dash": _text("a.mpd", _DASH),
    "dash as mp4": _text("e.mp4", _DASH),
    "pls": _text("a.pls", _PLS),
    "pls as mp4": _text("f.mp4", _PLS),
    "asx": _text("a.asx", _ASX),
    "asx as avi": _text("g.avi", _ASX),
    "xspf": _text("a.xspf", _XSPF),
    "xspf as webm": _text("h.webm", _XSPF),
    "smil as mp4": _text("i.mp4", _SMIL),
    "avisynth script": _text("a.avs", _AVS),
    "avisynth script as avi": _text("j.avi", _AVS),
    "vapoursynth script as mkv": _text("k.mkv", _VPY),
    "vobsub index as mpg": _text("l.mpg", _IDX),
    "svg": _text("a.svg", _SVG),
    "svg as png": _text("a.png", _SVG),
    "percent pattern": _drawn_pattern,
    "http address": _named(_URL),
    "concat address": _named("concat:{folder}/canary.ts|{folder}/canary.ts"),
    "subfile address": _named("subfile,,start,0,end,0,,:{folder}/canary.ts"),
    "pipe address": _named("pipe:0"),
    "no file": _named("{folder}/no.mp4"),
    "name with a zero": _named("{folder}/zero\0.mp4"),
    "0 bytes": _bytes("empty.mp4", b""),
    "0 bytes picture": _bytes("empty.png", b""),
    "1 byte": _bytes("one.mp4", b"\0"),
    "noise": _bytes("noise.mp4", np.random.default_rng(1).bytes(40_000)),
    "truncated mp4": _cut_video("cut.mp4", 0.5),
    "truncated png": _cut_png,
    "truncated avi": _cut_video("cut.avi", 0.02),
    "900 megapixel png": _bytes("bomb.png", _png(30_000, 30_000)),
    "100 megapixel png": _bytes("large.png", _png(10_000, 10_000)),
    "gif bomb": _bytes("bomb.gif", _gif_bomb(1)),
    "animated gif bomb": _bytes("bombs.gif", _gif_bomb(50)),
    "png as mp4": _bytes("picture.mp4", _PNG_8),
    "video as png": _renamed_video,
    "sound only": _sound_only,
    "folder": _folder,
    "dangling link": _dangling,
    "link loop": _loop,
}  # fmt: skip
if hasattr(os, "mkfifo"):
    HOSTILE["named pipe"] = _fifo
    HOSTILE["device"] = _named("/dev/zero")
