"""Thumbnails and waveforms: never waited for, the newest first, failures remembered."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from pytestqt.qtbot import QtBot

from storyboard_engine.api import Picture
from storyboard_studio.document.board import Fingerprint, MediaKind, MediaRef
from storyboard_studio.errors import MediaError
from storyboard_studio.media.probe import import_media
from storyboard_studio.media.takes import write_take
from storyboard_studio.ui.thumbnails import (
    HEIGHTS,
    QUEUE,
    DiskReader,
    Peaks,
    PictureReader,
    ThumbnailService,
    stepped,
)


class SlowDisk:
    """Reads when the test lets it; remembers what was read, and refuses some files."""

    def __init__(self) -> None:
        self.read: list[tuple[str, list[Fraction]]] = []
        self.may_read = threading.Event()
        self.may_read.set()
        self.began = threading.Event()
        self.refuses: dict[str, Exception] = {}

    def filmstrip(self, path: str, times: Sequence[Fraction], height: int) -> list[Picture]:
        self.began.set()
        assert self.may_read.wait(10)
        self.read.append((path, list(times)))
        if path in self.refuses:
            raise self.refuses[path]
        return [np.full((height, height, 3), int(time) % 256, np.uint8) for time in times]

    def take(self, path: str, indices: Sequence[int], height: int) -> list[Picture]:
        self.read.append((path, [Fraction(index) for index in indices]))
        return [np.full((height, height, 3), 200 + index, np.uint8) for index in indices]

    def peaks(self, path: str) -> Peaks:
        self.read.append((path, []))
        if path in self.refuses:
            raise self.refuses[path]
        return np.ones((5, 2), np.float32)


def media(name: str) -> MediaRef:
    return MediaRef(name, MediaKind.VIDEO, f"/{name}", "", Fingerprint(1, 1, name), (64, 36))


Open = Callable[[PictureReader], ThumbnailService]


@pytest.fixture
def open_service(qtbot: QtBot) -> Iterator[Open]:
    before = threading.active_count()
    opened: list[tuple[ThumbnailService, PictureReader]] = []

    def open_one(reader: PictureReader) -> ThumbnailService:
        opened.append((ThumbnailService(reader), reader))
        return opened[-1][0]

    yield open_one
    for service, reader in opened:
        if isinstance(reader, SlowDisk):
            reader.may_read.set()
        service.close()
    assert threading.active_count() == before


def test_the_first_answer_is_nothing_and_the_next_is_the_picture(
    qtbot: QtBot, open_service: Open
) -> None:
    service = open_service(SlowDisk())
    with qtbot.waitSignal(service.ready) as arrived:
        assert service.request(media("a"), Fraction(7), 48) is None
    assert arrived.args == ["/a"]
    image = service.request(media("a"), Fraction(7), 48)
    assert image is not None
    assert (image.height(), image.pixelColor(0, 0).red()) == (48, 7)


def test_what_was_asked_for_last_comes_first_and_one_file_is_read_at_once(
    qtbot: QtBot, open_service: Open
) -> None:
    disk = SlowDisk()
    service = open_service(disk)
    disk.may_read.clear()
    service.request(media("first"), Fraction(0), 48)
    assert disk.began.wait(5)
    for name, time in (("b", 3), ("c", 9), ("b", 1), ("c", 2), ("b", 2)):
        service.request(media(name), Fraction(time), 48)
    disk.may_read.set()
    qtbot.waitUntil(lambda: len(disk.read) == 3)
    assert disk.read == [("/first", [0]), ("/b", [1, 2, 3]), ("/c", [2, 9])]


def test_the_queue_is_short_and_drops_what_was_scrolled_past(
    qtbot: QtBot, open_service: Open
) -> None:
    disk = SlowDisk()
    service = open_service(disk)
    disk.may_read.clear()
    service.request(media("first"), Fraction(0), 48)
    assert disk.began.wait(5)
    for index in range(QUEUE + 10):
        service.request(media(f"n{index}"), Fraction(0), 48)
    disk.may_read.set()
    qtbot.waitUntil(lambda: len(disk.read) == QUEUE + 1)
    read = {path for path, _ in disk.read}
    assert "/n9" not in read
    assert {f"/n{index}" for index in range(10, QUEUE + 10)} <= read


@pytest.mark.parametrize("fault", [MediaError("Broken.", path="/a"), ValueError("a bug")])
def test_a_file_that_cannot_be_read_is_not_asked_again_until_it_is_back(
    qtbot: QtBot, open_service: Open, fault: Exception
) -> None:
    disk = SlowDisk()
    disk.refuses["/a"] = fault
    service = open_service(disk)
    with qtbot.waitSignal(service.ready):
        service.request(media("a"), Fraction(0), 48)
    assert service.is_refused(media("a"))
    assert service.request(media("a"), Fraction(1), 48) is None
    with qtbot.waitSignal(service.ready):
        service.request(media("b"), Fraction(0), 48)
    assert [path for path, _ in disk.read] == ["/a", "/b"]
    disk.refuses.clear()
    service.retry("/a")
    with qtbot.waitSignal(service.ready):
        service.request(media("a"), Fraction(1), 48)
    assert service.request(media("a"), Fraction(1), 48) is not None


def test_waveforms_have_a_queue_of_their_own(qtbot: QtBot, open_service: Open) -> None:
    disk = SlowDisk()
    service = open_service(disk)
    disk.may_read.clear()
    service.request(media("film"), Fraction(0), 48)
    assert disk.began.wait(5)
    with qtbot.waitSignal(service.ready):  # although pictures are held up
        assert service.waveform(media("a")) is None
    peaks = service.waveform(media("a"))
    assert peaks is not None
    assert peaks.shape == (5, 2)


def test_takes_are_read_by_index(qtbot: QtBot, open_service: Open) -> None:
    service = open_service(SlowDisk())
    with qtbot.waitSignal(service.ready):
        assert service.take(Path("/t.mkv"), 3, 96) is None
    image = service.take(Path("/t.mkv"), 3, 96)
    assert image is not None
    assert image.pixelColor(0, 0).red() == 203


def test_heights_are_steps_so_that_zooming_reuses_pictures() -> None:
    assert [stepped(height) for height in (1, 48, 49, 1000)] == [48, 48, 96, HEIGHTS[-1]]


def test_nothing_arrives_after_closing(qtbot: QtBot) -> None:
    disk = SlowDisk()
    service = ThumbnailService(disk)
    arrived: list[str] = []
    service.ready.connect(arrived.append)
    disk.may_read.clear()
    service.request(media("a"), Fraction(0), 48)
    assert disk.began.wait(5)
    disk.may_read.set()
    service.close()
    service.request(media("b"), Fraction(0), 48)
    qtbot.wait(20)
    assert arrived == []


def test_real_files_give_real_pictures_and_sound(
    qtbot: QtBot, open_service: Open, tmp_path: Path
) -> None:
    photo, film = tmp_path / "photo.png", tmp_path / "film.mkv"
    Image.new("RGB", (640, 360), (200, 40, 10)).save(photo)
    frames = [np.full((72, 128, 3), 20 * i, np.uint8) for i in range(12)]
    sound = np.full((24_000, 2), 0.5, np.float32)
    write_take(film, frames, (128, 72), Fraction(24), sound)
    service = open_service(DiskReader(tmp_path / "cache"))
    still, clip = import_media(photo, "m1"), import_media(film, "m2")
    qtbot.waitUntil(lambda: service.request(still, Fraction(0), 90) is not None)
    qtbot.waitUntil(lambda: service.request(clip, Fraction(5, 24), 70) is not None)
    qtbot.waitUntil(lambda: service.take(film, 11, 48) is not None)
    qtbot.waitUntil(lambda: service.waveform(clip) is not None)
    image = service.request(still, Fraction(0), 90)
    assert image is not None
    assert (image.width(), image.height()) == (171, 96)
    assert abs(image.pixelColor(50, 50).red() - 200) <= 3
    frame = service.request(clip, Fraction(5, 24), 70)
    assert frame is not None
    assert abs(frame.pixelColor(9, 9).green() - 100) <= 3
    last = service.take(film, 11, 48)
    assert last is not None
    assert (last.height(), last.pixelColor(5, 5).blue()) == (48, 220)
    peaks = service.waveform(clip)
    assert peaks is not None
    assert peaks[10].tolist() == pytest.approx([0.5, 0.5], abs=0.01)
