"""Any frame of any clip, exactly: random access gives what reading through gives."""

from __future__ import annotations

import random
import struct
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest

from storyboard_studio.errors import MediaError
from storyboard_studio.media.decode import ClipReader
from storyboard_studio.media.timing import frame_times
from tests.unit.media.clips import SIZE, Recipe, number_of, numbered, write_clip

_NTSC = Fraction(30000, 1001)
_OPEN_GOP = {"g": "12", "bf": "3", "x264-params": "open-gop=1:b-pyramid=normal:scenecut=0"}
_HEVC = {"x265-params": "log-level=none:open-gop=1:keyint=12:bframes=4:scenecut=0"}
_VP9 = {"g": "12", "deadline": "realtime", "cpu-used": "8", "auto-alt-ref": "1"}
_VP9_CLEAR = _VP9 | {"auto-alt-ref": "0"}
_UNEVEN = [0, 1000, 1500, 4000, 4100, 9000, 9100, 12000] + [13000 + 997 * i for i in range(32)]

MATRIX = {
    "h264 open gop mp4": Recipe(options=_OPEN_GOP),
    "h264 open gop mov": Recipe(suffix=".mov", options=_OPEN_GOP),
    "h264 open gop mkv": Recipe(suffix=".mkv", options=_OPEN_GOP),
    "h264 open gop ts": Recipe(suffix=".ts", options=_OPEN_GOP),
    "h264 b-frames avi": Recipe(suffix=".avi", options={"g": "12", "bf": "2"}),
    "h264 intra refresh ts": Recipe(
        suffix=".ts", options={"bf": "0", "x264-params": "intra-refresh=1:keyint=12"}
    ),
    "h264 odd 4:4:4": Recipe(pixels="yuv444p", size=(97, 65), options={"g": "9"}),
    "h264 4:2:2 10 bit": Recipe(pixels="yuv422p10le", options={"g": "9"}),
    "h264 ntsc mkv": Recipe(suffix=".mkv", rate=_NTSC, options={"g": "10", "bf": "2"}),
    "h264 uneven times mp4": Recipe(
        ticks=_UNEVEN, time_base=Fraction(1, 24000), options={"g": "7", "bf": "2"}
    ),
    "hevc open gop mp4": Recipe(codec="libx265", options=_HEVC),
    "hevc open gop mkv": Recipe(suffix=".mkv", codec="libx265", options=_HEVC),
    "vp8 hidden frames webm": Recipe(
        suffix=".webm", codec="libvpx", options={"g": "12", "auto-alt-ref": "1",
        "lag-in-frames": "10", "deadline": "good", "cpu-used": "5", "b": "400000"},
    ),
    "vp9 webm": Recipe(suffix=".webm", codec="libvpx-vp9", options=_VP9),
    "av1 mp4": Recipe(codec="libsvtav1", options={"g": "12", "preset": "12",
                      "svtav1-params": "lp=1"}, count=24),
    "mpeg4 b-frames avi": Recipe(suffix=".avi", codec="mpeg4", options={"g": "12", "bf": "2"}),
    "mpeg4 mp4": Recipe(codec="mpeg4", options={"g": "12", "bf": "2"}),
    "mpeg2 program stream": Recipe(
        suffix=".mpg", codec="mpeg2video", rate=Fraction(25), options={"g": "12", "bf": "2"}
    ),
    "mpeg2 transport stream": Recipe(
        suffix=".ts", codec="mpeg2video", rate=Fraction(25), options={"g": "12", "bf": "2"}
    ),
    "mpeg2 elementary": Recipe(
        suffix=".m2v", codec="mpeg2video", container="mpeg2video", rate=Fraction(25),
        options={"g": "12", "bf": "2"},
    ),
    "mpeg1 program stream": Recipe(suffix=".mpg", codec="mpeg1video", rate=Fraction(25)),
    "prores mov": Recipe(suffix=".mov", codec="prores_ks", pixels="yuv422p10le"),
    "mjpeg mov": Recipe(suffix=".mov", codec="mjpeg", pixels="yuvj420p"),
    "png mov": Recipe(suffix=".mov", codec="png", pixels="rgb24"),
    "ffv1 mkv": Recipe(suffix=".mkv", codec="ffv1", pixels="yuv420p"),
}  # fmt: skip


@pytest.mark.parametrize("kind", MATRIX)
def test_every_frame_is_found_in_any_order(kind: str, tmp_path: Path) -> None:
    recipe = MATRIX[kind]
    path = write_clip(tmp_path, recipe)
    with ClipReader(path) as reader:
        assert len(reader.times) == recipe.count
        assert reader.size == recipe.size
        through = [reader.picture(index).copy() for index in range(recipe.count)]
    assert [number_of(picture) for picture in through] == list(range(recipe.count))
    order = [*range(recipe.count)]
    random.Random(7).shuffle(order)
    with ClipReader(path) as reader:
        for index in [*order, *range(recipe.count - 1, recipe.count - 9, -1)]:
            assert np.array_equal(reader.picture(index), through[index]), index


@pytest.mark.parametrize("kind", ["h264 open gop mp4", "hevc open gop mkv", "mpeg2 program stream"])
def test_reading_through_is_what_ffmpeg_decodes(kind: str, tmp_path: Path) -> None:
    path = write_clip(tmp_path, MATRIX[kind])
    with av.open(str(path)) as container:
        plain = [(frame.pts, frame.to_ndarray()) for frame in container.decode(video=0)]
    times = frame_times(path)
    assert list(times.pts) == [pts for pts, _ in plain]
    with ClipReader(path) as reader:
        for index, (_, luma) in enumerate(plain):
            assert number_of(np.repeat(luma[:64, :, None], 3, 2)) == index
            assert number_of(reader.picture(index)) == index


@pytest.mark.parametrize(
    "recipe", [Recipe(options=_OPEN_GOP), Recipe(suffix=".mkv", options=_OPEN_GOP)]
)
def test_an_edit_list_or_cut_start_hides_frames(recipe: Recipe, tmp_path: Path) -> None:
    """A stream copied from its middle: what is shown first is frame 0."""
    source = write_clip(tmp_path, recipe, name="source")
    path = tmp_path / f"cut{recipe.suffix}"
    with av.open(str(source)) as read, av.open(str(path), "w") as write:
        stream = write.add_stream_from_template(read.streams.video[0])
        for packet in read.demux(read.streams.video[0]):
            if packet.dts is not None and packet.pts is not None and packet.pts > 0:
                packet.stream = stream
                write.mux(packet)
    with ClipReader(path) as reader:
        shown = [number_of(reader.picture(index)) for index in range(len(reader.times))]
    assert shown == sorted(shown)
    assert len(set(shown)) == len(shown)
    with av.open(str(path)) as container:
        assert list(frame_times(path).pts) == [frame.pts for frame in container.decode(video=0)]


def test_a_clip_that_starts_late_begins_at_zero(tmp_path: Path) -> None:
    ticks = [index + 100 for index in range(12)]
    path = write_clip(tmp_path, Recipe(count=12, ticks=ticks, time_base=Fraction(1, 24)))
    with ClipReader(path) as reader:
        assert reader.times[0] == 0
        assert reader.times[11] == Fraction(11, 24)
        assert number_of(reader.picture(5)) == 5


def _with_matrix(path: Path, matrix: tuple[int, ...]) -> Path:
    """Put a display matrix into the track header (ISO/IEC 14496-12, 8.3.2)."""
    content = bytearray(path.read_bytes())
    at = content.index(b"tkhd") + 4 + 40
    assert struct.unpack(">9i", content[at : at + 36])[8] == 1 << 30
    content[at : at + 36] = struct.pack(">9i", *matrix)
    turned = path.with_name("turned.mp4")
    turned.write_bytes(bytes(content))
    return turned


_ONE, _W = 1 << 16, 1 << 30
_TURNS = {
    "90 clockwise": ((0, _ONE, 0, -_ONE, 0, 0, 0, 0, _W), lambda p: np.rot90(p, -1), 90),
    "180": ((-_ONE, 0, 0, 0, -_ONE, 0, 0, 0, _W), lambda p: np.rot90(p, 2), 180),
    "270 clockwise": ((0, -_ONE, 0, _ONE, 0, 0, 0, 0, _W), np.rot90, 270),
    "mirrored": ((-_ONE, 0, 0, 0, _ONE, 0, 0, 0, _W), lambda p: p[:, ::-1], 0),
    "upside down": ((_ONE, 0, 0, 0, -_ONE, 0, 0, 0, _W), lambda p: p[::-1], 180),
    "transposed": ((0, _ONE, 0, _ONE, 0, 0, 0, 0, _W), lambda p: p.swapaxes(0, 1), 90),
}


@pytest.mark.parametrize("turn", _TURNS)
def test_phone_clips_come_upright(turn: str, tmp_path: Path) -> None:
    matrix, turned, degrees = _TURNS[turn]
    path = write_clip(tmp_path, Recipe(count=4))
    with ClipReader(path) as reader:
        stored = reader.picture(3)
    with ClipReader(_with_matrix(path, matrix)) as reader:
        upright = turned(stored)
        assert np.array_equal(reader.picture(3), upright)
        assert reader.size == (upright.shape[1], upright.shape[0])
        assert reader.rotation == degrees


@pytest.mark.parametrize(
    ("aspect", "size"), [(Fraction(4, 3), (128, 64)), (Fraction(8, 9), (96, 72))]
)
def test_pixels_become_square(aspect: Fraction, size: tuple[int, int], tmp_path: Path) -> None:
    path = write_clip(tmp_path, Recipe(count=4, aspect=aspect))
    with ClipReader(path) as reader:
        assert reader.size == size
        assert reader.picture(2).shape == (*size[::-1], 3)
        assert number_of(reader.picture(2)) == 2


def _half_clear(number: int) -> np.ndarray:
    picture = np.dstack([numbered(number), np.full(SIZE[::-1], 255, np.uint8)])
    picture[:, : SIZE[0] // 2, 3] = 64
    return picture


@pytest.mark.parametrize(
    "recipe",
    [
        Recipe(suffix=".webm", codec="libvpx-vp9", pixels="yuva420p", options=_VP9_CLEAR),
        Recipe(suffix=".mov", codec="prores_ks", pixels="yuva444p10le", options={"profile": "4"}),
        Recipe(suffix=".mov", codec="png", pixels="rgba"),
        Recipe(suffix=".mkv", codec="ffv1", pixels="bgra"),
    ],
    ids=lambda recipe: recipe.codec,
)  # fmt: skip
def test_transparency_is_kept(recipe: Recipe, tmp_path: Path) -> None:
    recipe = Recipe(**{**vars(recipe), "picture": _half_clear, "count": 15})
    with ClipReader(write_clip(tmp_path, recipe)) as reader:
        for index in (0, 9, 3, 14):
            picture = reader.picture(index)
            assert picture.shape == (*SIZE[::-1], 4)
            assert abs(int(picture[40, 20, 3]) - 64) <= 3
            assert picture[40, 80, 3] >= 252


def test_pictures_are_read_only(tmp_path: Path) -> None:
    with ClipReader(write_clip(tmp_path, Recipe(count=2))) as reader:
        picture = reader.picture(0)
        with pytest.raises(ValueError, match="read-only"):
            picture[0, 0, 0] = 1


def test_frames_outside_the_clip_are_an_error(tmp_path: Path) -> None:
    with ClipReader(write_clip(tmp_path, Recipe(count=2))) as reader:
        for index in (-1, 2):
            with pytest.raises(IndexError):
                reader.picture(index)


def test_a_truncated_film_gives_what_is_there(tmp_path: Path) -> None:
    whole = write_clip(tmp_path, Recipe(suffix=".mkv", options={"g": "8", "bf": "0"}))
    path = tmp_path / "cut.mkv"
    path.write_bytes(whole.read_bytes()[: whole.stat().st_size * 2 // 3])
    with ClipReader(path) as reader:
        count = len(reader.times)
        assert 8 < count < 40
        assert [number_of(reader.picture(i)) for i in range(count - 1)] == list(range(count - 1))
        reader.picture(count - 1)


def test_a_damaged_frame_shows_the_one_before(tmp_path: Path) -> None:
    path = write_clip(tmp_path, Recipe(suffix=".mov", codec="png", pixels="rgb24", count=6))
    content = bytearray(path.read_bytes())
    at = [i for i in range(len(content)) if content[i : i + 4] == b"IHDR"][3]
    content[at : at + 4] = b"XXXX"
    path.write_bytes(bytes(content))
    for order in (range(6), (3, 0, 5, 4, 3, 2)):
        with ClipReader(path) as reader:
            shown = {index: number_of(reader.picture(index)) for index in order}
        assert shown == {index: 2 if index == 3 else index for index in order}


def test_a_recording_cut_in_starts_at_its_first_whole_picture(tmp_path: Path) -> None:
    options = {"g": "12", "bf": "2", "x264-params": "open-gop=0:scenecut=0"}
    whole = write_clip(tmp_path, Recipe(suffix=".ts", options=options))
    content = whole.read_bytes()
    path = tmp_path / "cut.ts"
    path.write_bytes(content[188 * 6 :])
    with ClipReader(path) as reader:
        first = number_of(reader.picture(0))
        count = len(reader.times)
        assert [number_of(reader.picture(i)) for i in range(count)] == list(range(first, 40))
        assert first % 12 == 0


def test_a_file_that_holds_no_picture_is_refused(tmp_path: Path) -> None:
    path = write_clip(tmp_path, Recipe(suffix=".mov", codec="png", pixels="rgb24", count=3))
    content = path.read_bytes().replace(b"IHDR", b"XXXX")
    path.write_bytes(content)
    with pytest.raises(MediaError, match="decoded"):
        ClipReader(path)


def test_memory_stays_bounded(tmp_path: Path) -> None:
    """Decoded pictures kept for stepping back stay within their budget, whatever is read."""
    size = (1024, 768)
    path = write_clip(tmp_path, Recipe(count=80, size=size, options={"preset": "ultrafast"}))
    with ClipReader(path) as reader:
        for index in range(80):
            reader.picture(index)
            assert reader.kept_bytes <= 64 << 20
        assert reader.kept_bytes > 32 << 20
