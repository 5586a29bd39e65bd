"""Fakes that behave, and a panel on a real studio: only devices, disks and clocks are replaced."""

from __future__ import annotations

import threading
import time
import zlib
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any, cast

import numpy as np
from PySide6.QtGui import QImage
from pytestqt.qtbot import QtBot

from storyboard_engine import registry
from storyboard_engine.api import CancelToken, Identity, Picture, Sound
from storyboard_studio.document.board import Board, Clip, Cut, Fingerprint, MediaKind, MediaRef
from storyboard_studio.document.board import Image as BoardImage
from storyboard_studio.edit.session import Session
from storyboard_studio.planning.plan import EngineFacts
from storyboard_studio.render.history import History
from storyboard_studio.render.program import Program
from storyboard_studio.render.service import RenderService
from storyboard_studio.render.takes import TakeStore
from storyboard_studio.ui.preview.panel import PreviewPanel
from storyboard_studio.ui.preview.scaling import scaled
from storyboard_studio.ui.preview.sound_player import AudioUnavailableError, Pull
from storyboard_studio.ui.studio import Studio
from storyboard_studio.ui.tokens import DARK

SAMPLE_RATE = 48_000


class Films:
    """The disk: every frame of the film has colours of its own; counts and delays reading."""

    def __init__(self) -> None:
        self.read: list[int] = []
        self.open_readers = 0
        self.shown = 0
        self.may_read = threading.Event()
        self.may_read.set()
        self.reading = threading.Event()
        self.breaks: dict[int, Exception] = {}
        self.read_takes_s = 0.0
        self.sound_breaks: Exception | None = None

    def open(self) -> _Reader:
        self.open_readers += 1
        return _Reader(self)


class _Reader:
    """A reader of ``Films``; it insists on being used by one thread."""

    def __init__(self, films: Films) -> None:
        self._films = films
        self._thread = threading.get_ident()
        self._program: Program | None = None

    def show(self, program: Program) -> None:
        assert threading.get_ident() == self._thread
        self._program = program
        self._films.shown += 1

    def frame(self, frame: int) -> Picture:
        assert threading.get_ident() == self._thread
        assert self._program is not None
        self._films.read.append(frame)
        self._films.reading.set()
        assert self._films.may_read.wait(10)
        time.sleep(self._films.read_takes_s)
        if frame in self._films.breaks:
            raise self._films.breaks[frame]
        return picture_of(self._program, frame)

    def sound(self, start: int, count: int) -> Sound:
        """A ramp: the value of a sample says which it is."""
        if self._films.sound_breaks is not None:
            raise self._films.sound_breaks
        ramp = (np.arange(start, start + count) % SAMPLE_RATE) / SAMPLE_RATE
        return np.repeat(ramp[:, None], 2, axis=1).astype(np.float32)

    def close(self) -> None:
        assert threading.get_ident() == self._thread
        self._films.open_readers -= 1


def picture_of(program: Program, frame: int) -> Picture:
    """The picture that ``Films`` gives for a frame: a gradient whose red names its recipe."""
    width, height = program.board.canvas
    picture = np.zeros((height, width, 3), np.uint8)
    picture[..., 0] = zlib.crc32(repr(program.recipe(frame)).encode()) % 256
    picture[..., 1] = np.linspace(0, 255, width, dtype=np.uint8)[None, :]
    picture[..., 2] = np.linspace(0, 255, height, dtype=np.uint8)[:, None]
    picture.setflags(write=False)
    return picture


class FakeDevice:
    """A sound card whose time is moved by the test; it hears with a latency."""

    latency_s = 0.1

    def __init__(self) -> None:
        self.now = 100.0
        self.heard: list[Sound] = []
        self.pull: Pull | None = None
        self.refuses = False
        self.is_faulty = False
        self.starts = 0

    def start(self, pull: Pull) -> None:
        if self.refuses:
            raise AudioUnavailableError("No device.", remedy="Plug one in.")
        if self.is_faulty:
            raise ZeroDivisionError("a fault of the driver")
        self.starts += 1
        self.pull = pull

    def stop(self) -> None:
        self.pull = None

    def time(self) -> float:
        return self.now

    def advance(self, seconds: float, block: int = 480) -> None:
        """Let time pass: the card asks for a block whenever one has been used up."""
        for _ in range(round(seconds * SAMPLE_RATE / block)):
            self.now += block / SAMPLE_RATE
            if self.pull is not None:
                samples = np.full((block, 2), np.nan, np.float32)
                self.pull(samples, self.now + self.latency_s)
                assert not np.isnan(samples).any(), "a block was not filled"
                self.heard.append(samples)


class Clock:
    """Seconds that the test moves, or the real ones."""

    def __init__(self) -> None:
        self.now = 5.0
        self.is_real = False

    def __call__(self) -> float:
        return time.monotonic() if self.is_real else self.now


class IdleWorker:
    """A worker that takes jobs and never begins."""

    def submit(self, *order: object) -> CancelToken:
        return CancelToken()

    def close(self) -> None:
        """Nothing runs."""


ENGINE = EngineFacts(
    Identity("motion", "1", "dis"), registry.create("motion", Path("no weights")).capabilities
)


def media(media_id: str, path: str = __file__) -> MediaRef:
    """A video of a minute, or a photo (``p…``), that is there."""
    return MediaRef(
        id=media_id,
        kind=MediaKind.IMAGE if media_id.startswith("p") else MediaKind.VIDEO,
        path=path,
        relative="",
        fingerprint=Fingerprint(1, 1, media_id * 8),
        size=(64, 36),
        duration=Fraction(60),
        rate=Fraction(24),
        frames=1440,
        has_sound=True,
    )


def board(**changes: Any) -> Board:
    """clip [0, 30), gap [30, 50) with a keyframe at 40, clip [50, 80), clip [70, 120) over it."""
    values: dict[str, Any] = {
        "canvas": (64, 36),
        "rate": Fraction(24),
        "length": 120,
        "media": (media("m1"), media("m2"), media("p1")),
        "items": (
            Clip("a", "m1", 0, 30),
            BoardImage("k", "p1", 40),
            Clip("b", "m2", 50, 30),
            Clip("c", "m1", 70, 50),
        ),
        "cuts": (Cut("cut1", 35),),
    }
    return Board(**values | changes)


def make_studio(document: Board, folder: Path) -> Studio:
    session = Session(document)
    # Each names the other; the window is put together in the same order.
    studio = Studio(session, cast(Any, None), cast(Any, None), DARK)
    studio.render = RenderService(
        document,
        TakeStore(folder / "takes"),
        cast(Any, IdleWorker()),
        {"motion": ENGINE},
        History(folder / "history.json"),
        budget_bytes=1 << 30,
        on_change=studio.plan_arrived,
        on_frames=studio.frames_arrived.emit,
    )
    return studio


@dataclass
class Monitor:
    """A panel with everything around it that a test looks at or moves."""

    panel: PreviewPanel
    studio: Studio
    films: Films
    device: FakeDevice
    clock: Clock
    bot: QtBot

    def shown(self) -> Picture:
        """The picture on the screen now, as RGB pixels of the screen."""
        view = self.panel.view
        image = view.grab().toImage().convertToFormat(QImage.Format.Format_RGB888)
        rows = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), -1)
        place = view.picture_rect()
        pixels = rows[:, : image.width() * 3].reshape(image.height(), -1, 3)
        # A copy: the image that owns these bytes goes when this returns.
        return pixels[place.top() : place.bottom() + 1, place.left() : place.right() + 1].copy()

    def wait_for(self, frame: int) -> None:
        """Until the panel holds the very pixels of a frame."""
        self.bot.waitUntil(lambda: self.has(frame), timeout=5000)

    def has(self, frame: int) -> bool:
        picture = self.panel.view.picture
        return picture is not None and np.array_equal(picture, self.expected(frame))

    def expected(self, frame: int) -> Picture:
        """The pixels that a frame of the program has on this screen."""
        return scaled(picture_of(self.panel.program, frame), self.panel.view.wanted_size)

    def preroll(self) -> None:
        """Until the first pictures of a run are read and its clock runs."""
        self.bot.waitUntil(lambda: not self.panel.player.is_waiting, timeout=5000)
