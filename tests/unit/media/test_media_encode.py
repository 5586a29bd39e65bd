"""Films: what is written is what comes back; nothing is ever there by half."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest
from PIL import Image

from storyboard_studio.errors import RenderError, UsageError
from storyboard_studio.media.audio import SoundReader
from storyboard_studio.media.decode import ClipReader
from storyboard_studio.media.encode import film_writer
from storyboard_studio.media.probe import probe
from storyboard_studio.media.target import Target
from tests.unit.media.clips import clap, number_of, numbered

_ROOT = Path(__file__).parents[3]
_RATE = Fraction(24000, 1001)


def _write(path: Path | str, size: tuple[int, int] = (96, 64), count: int = 48) -> None:
    """Numbered frames with a clap after exactly one second."""
    sound = clap(float(count / _RATE), 1.0)
    with film_writer(path, size, _RATE, True, preset="veryfast") as writer:
        for index in range(count):
            writer.write(numbered(index, size))
            edges = [int(i * 48_000 / _RATE) for i in (index, index + 1)]
            writer.write_sound(sound[slice(*edges)])


@pytest.mark.parametrize("suffix", ["mp4", "mov", "webm", "mkv"])
def test_pictures_and_sound_come_back_in_place(suffix: str, tmp_path: Path) -> None:
    path = tmp_path / f"film.{suffix}"
    _write(path)
    info = probe(path)
    assert (info.frames, info.rate, info.has_sound) == (48, _RATE, True)
    assert info.duration == 48 / _RATE
    with ClipReader(path) as reader:
        assert [number_of(reader.picture(index)) for index in range(48)] == list(range(48))
        error = np.abs(reader.picture(20)[34:].astype(int) - numbered(20)[34:])
        assert error.mean() < 3
    with SoundReader(path) as reader:
        sound = reader.whole()
    assert abs(int(np.abs(sound).max(axis=1).argmax()) - 48_000) < 48  # 1 ms
    assert abs(len(sound) - 48 * 48_000 / _RATE) < 2048
    assert os.listdir(tmp_path) == [path.name]


@pytest.mark.parametrize("size", [(96, 64), (97, 65), (33, 17)])
def test_matroska_is_exact_to_the_bit(size: tuple[int, int], tmp_path: Path) -> None:
    path = tmp_path / "film.mkv"
    rng = np.random.default_rng(6)
    pictures = [rng.integers(0, 256, (*size[::-1], 3), dtype=np.uint8) for _ in range(7)]
    sound = (rng.integers(-(1 << 23), 1 << 23, (14_000, 2)) / (1 << 23)).astype(np.float32)
    with film_writer(path, size, Fraction(24), True) as writer:
        for index, picture in enumerate(pictures):
            writer.write(picture)
            writer.write_sound(sound[index * 2000 : (index + 1) * 2000])
    with ClipReader(path) as reader:
        for index in (3, 0, 6, 1, 5, 2, 4):
            assert np.array_equal(reader.picture(index), pictures[index])
    with SoundReader(path) as reader:
        assert np.array_equal(reader.whole(), sound)


@pytest.mark.parametrize("suffix", ["mp4", "mov", "webm"])
def test_films_say_their_colours(suffix: str, tmp_path: Path) -> None:
    path = tmp_path / f"film.{suffix}"
    _write(path, count=6)
    with av.open(str(path)) as container:
        frame = next(container.decode(video=0))
        assert frame.format.name == "yuv420p"
        assert (int(frame.colorspace), int(frame.color_range)) == (1, 1)
        if suffix != "webm":  # VP9's own header has no transfer or primaries
            assert (int(frame.color_trc), int(frame.color_primaries)) == (1, 1)


def test_mp4_starts_with_its_index(tmp_path: Path) -> None:
    path = tmp_path / "film.mp4"
    _write(path, count=6)
    content = path.read_bytes()
    assert content.index(b"moov") < content.index(b"mdat")


@pytest.mark.parametrize(
    ("suffix", "size"),
    [("mp4", (98, 66)), ("mov", (98, 66)), ("webm", (97, 65)), ("mkv", (97, 65))],
)
def test_odd_sizes(suffix: str, size: tuple[int, int], tmp_path: Path) -> None:
    path = tmp_path / f"film.{suffix}"
    with film_writer(path, (97, 65), Fraction(24), False) as writer:
        assert writer.size == size
        for index in range(4):
            writer.write(numbered(index, (97, 65)))
    with ClipReader(path) as reader:
        assert reader.size == size
        assert number_of(reader.picture(3)[:65, :97]) == 3
        assert not probe(path).has_sound


def test_flat_colours_survive_h264(tmp_path: Path) -> None:
    """Matrix and range agree on both ways: no tint, no lifted black."""
    path = tmp_path / "film.mp4"
    colours = [(0, 0, 0), (255, 255, 255), (200, 30, 40), (30, 180, 60), (40, 60, 210)]
    with film_writer(path, (64, 64), Fraction(24), False, crf=4) as writer:
        for colour in colours:
            writer.write(np.full((64, 64, 3), colour, np.uint8))
    with ClipReader(path) as reader:
        for index, colour in enumerate(colours):
            assert np.abs(reader.picture(index).astype(int) - colour).max() <= 4


def test_gif_has_the_frames_and_says_it_has_no_sound(tmp_path: Path) -> None:
    path = tmp_path / "film.gif"
    with film_writer(path, (96, 64), Fraction(25), True) as writer:
        assert not writer.has_sound
        for index in range(10):
            writer.write(numbered(index))
            writer.write_sound(np.zeros((1920, 2), np.float32))
    with Image.open(path) as image:
        assert getattr(image, "n_frames", 1) == 10
        assert image.info["duration"] == 40
    with ClipReader(path) as reader:
        assert [number_of(reader.picture(index)) for index in range(10)] == list(range(10))


def test_gif_drops_frames_it_has_no_clock_for(tmp_path: Path) -> None:
    path = tmp_path / "film.gif"
    with film_writer(path, (96, 64), Fraction(100), False) as writer:
        for index in range(20):
            writer.write(numbered(index))
    with ClipReader(path) as reader:
        assert [number_of(reader.picture(i)) for i in range(len(reader.times))] == [
            *range(0, 20, 2)
        ]


def test_numbered_pictures(tmp_path: Path) -> None:
    folder = tmp_path / "shots"
    folder.mkdir()
    (folder / "notes.txt").write_text("mine")
    (folder / "000007.png").write_bytes(b"an earlier, longer film")
    with film_writer(f"{folder}/", (96, 64), Fraction(24), True) as writer:
        assert not writer.has_sound
        for index in range(3):
            writer.write(numbered(index))
    assert sorted(os.listdir(folder)) == ["000000.png", "000001.png", "000002.png", "notes.txt"]
    with Image.open(folder / "000002.png") as image:
        assert np.array_equal(np.asarray(image), numbered(2))
    assert os.listdir(tmp_path) == ["shots"]


@pytest.mark.parametrize("name", ["film.mp4", "film.mkv", "film.webm", "film.gif", "film/"])
def test_an_aborted_film_leaves_what_was_there(name: str, tmp_path: Path) -> None:
    target = tmp_path / name.rstrip("/")
    if not name.endswith("/"):
        target.write_bytes(b"the old film")

    def interrupted() -> None:
        with film_writer(f"{tmp_path}/{name}", (96, 64), Fraction(24), False) as writer:
            writer.write(numbered(0))
            raise KeyError

    with pytest.raises(KeyError):
        interrupted()
    if name.endswith("/"):
        assert os.listdir(tmp_path) == []
    else:
        assert os.listdir(tmp_path) == [name]
        assert target.read_bytes() == b"the old film"


def test_a_finished_film_replaces_the_old_one(tmp_path: Path) -> None:
    path = tmp_path / "film.mp4"
    path.write_bytes(b"the old film")
    _write(path, count=3)
    assert probe(path).frames == 3


def test_closing_twice_or_aborting_after_closing_changes_nothing(tmp_path: Path) -> None:
    path = tmp_path / "film.mkv"
    writer = film_writer(path, (96, 64), Fraction(24), False)
    writer.write(numbered(1))
    writer.close()
    writer.close()
    writer.abort()
    assert probe(path).frames == 1


def test_an_unknown_ending_is_a_usage_error(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="mp4, mov, webm, mkv, gif"):
        film_writer(tmp_path / "film.xyz", (96, 64), Fraction(24), False)


def test_a_picture_of_another_size_is_a_mistake(tmp_path: Path) -> None:
    writer = film_writer(tmp_path / "film.mkv", (96, 64), Fraction(24), False)
    with pytest.raises(ValueError, match="shape"), writer:
        writer.write(numbered(0, (64, 64)))
    assert os.listdir(tmp_path) == []


def test_a_folder_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(RenderError, match="could not be written"):
        film_writer(tmp_path / "file" / "film.mp4", (96, 64), Fraction(24), False)


_CHILD = """
import sys
sys.path[:0] = [sys.argv[1], sys.argv[1] + "/engine"]
from fractions import Fraction
import numpy as np
from storyboard_studio.errors import RenderError
from storyboard_studio.media.encode import film_writer
limit = int(sys.argv[3])
if limit:
    import resource, signal
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
rng = np.random.default_rng(0)
try:
    with film_writer(sys.argv[2], (160, 120), Fraction(24), False) as writer:
        for index in range(int(sys.argv[4])):
            writer.write(rng.integers(0, 256, (120, 160, 3), dtype=np.uint8))
            print(index, flush=True)
except RenderError as error:
    print("REFUSED", error)
"""


def _child(path: Path | str, limit: int, frames: int) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", _CHILD, str(_ROOT), str(path), str(limit), str(frames)],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip


@pytest.mark.skipif(os.name == "nt", reason="file size limits are POSIX")
@pytest.mark.parametrize("name", ["film.mp4", "film.mkv", "film.webm", "film.gif", "film/"])
def test_a_write_that_fails_is_said_and_leaves_nothing(name: str, tmp_path: Path) -> None:
    with _child(f"{tmp_path}/{name}", 20_000, 40) as child:
        out, err = child.communicate(timeout=60)
    assert child.returncode == 0, err
    assert "REFUSED" in out
    assert err == ""
    assert os.listdir(tmp_path) == []


def test_a_full_disk_is_called_so(tmp_path: Path) -> None:
    error = Target(tmp_path / "film.mp4").failure(OSError(28, "No space left on device"))
    assert isinstance(error, RenderError)
    assert "disk is full" in error.what
    assert error.remedy


@pytest.mark.skipif(os.name == "nt", reason="SIGKILL is POSIX")
def test_a_killed_writer_leaves_the_old_film_and_its_orphan_is_swept(tmp_path: Path) -> None:
    path = tmp_path / "film.mkv"
    path.write_bytes(b"the old film")
    with _child(path, 0, 100_000) as child:
        assert child.stdout is not None
        for _ in range(20):
            child.stdout.readline()
        child.send_signal(signal.SIGKILL)
        child.wait(10)
    assert path.read_bytes() == b"the old film"
    assert len(os.listdir(tmp_path)) == 2
    _write(path, count=2)
    assert os.listdir(tmp_path) == ["film.mkv"]


def test_another_living_writer_is_left_alone(tmp_path: Path) -> None:
    other = tmp_path / f".film.mkv.{os.getppid()}.part"
    other.write_bytes(b"its film so far")
    _write(tmp_path / "film.mkv", count=2)
    assert other.read_bytes() == b"its film so far"


def test_throwing_away_what_cannot_be_removed_hides_no_other_error(tmp_path):
    folder = tmp_path / "disk"
    target = Target(folder / "film.mp4")
    folder.rmdir()
    folder.write_text("the disk is gone, and its place is taken")
    target.discard()
