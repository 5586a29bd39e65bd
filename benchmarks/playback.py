"""Playing and seeking a 1080p30 film in the preview, offscreen, through the whole real path.

Its own film is made first (H.264, GOP 250, with sound). A sound card of the benchmark asks for
blocks in real time, so that sound is the clock as on a machine that has one.
"""

from __future__ import annotations

import os
import random
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any, cast

import numpy as np

from storyboard_engine.api import CancelToken, Picture
from storyboard_studio.bootstrap import engine_facts
from storyboard_studio.document.board import Board, Clip
from storyboard_studio.edit.session import Session
from storyboard_studio.media.encode import film_writer
from storyboard_studio.media.probe import import_media
from storyboard_studio.render.history import History
from storyboard_studio.render.service import RenderService
from storyboard_studio.render.takes import TakeStore

SIZE, RATE, SAMPLE_RATE = (1920, 1080), Fraction(30), 48_000
PANEL = (1070, 605)


@dataclass(frozen=True, slots=True)
class PlaybackResult:
    """Seconds and milliseconds of the wall clock; ``stall`` is a gap in the GUI's event loop."""

    seconds: float
    shown: int
    dropped: int
    dry_ms: float
    stall_p99_ms: float
    stall_max_ms: float
    cold_seek_p50_ms: float
    cold_seek_p95_ms: float
    cached_seek_p50_ms: float
    cached_seek_p95_ms: float


class RealTimeCard:
    """Asks for 10 ms of sound every 10 ms, to be heard 50 ms later; plays it to nobody."""

    _BLOCK, _LATENCY_S = 480, 0.05

    def __init__(self) -> None:
        self._stop = threading.Event()
        self._thread: threading.Thread | None = None

    def start(self, pull: Callable[[Any, float], None]) -> None:
        self._stop.clear()
        self._thread = threading.Thread(target=self._ask, args=(pull,), daemon=True)
        self._thread.start()

    def stop(self) -> None:
        self._stop.set()
        if self._thread is not None:
            self._thread.join()

    def time(self) -> float:
        return time.monotonic()

    def _ask(self, pull: Callable[[Any, float], None]) -> None:
        block = np.zeros((self._BLOCK, 2), np.float32)
        due = time.monotonic()
        while not self._stop.is_set():
            pull(block, due + self._LATENCY_S)
            due += self._BLOCK / SAMPLE_RATE
            time.sleep(max(0.0, due - time.monotonic()))


class IdleWorker:
    """The benchmark fills nothing."""

    def submit(self, *order: object) -> CancelToken:
        return CancelToken()

    def close(self) -> None:
        """Nothing runs."""


def measure(seconds: float = 60, seeks: int = 40) -> PlaybackResult:
    """Make the film, play it for ``seconds``, then seek at random, cold and cached."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from PySide6.QtWidgets import QApplication

    app = QApplication.instance() or QApplication([])
    with tempfile.TemporaryDirectory() as folder:
        film = Path(folder) / "film.mp4"
        make_film(film, frames=round((seconds + 1) * RATE))
        return _measure(cast(QApplication, app), film, seconds, seeks)


def make_film(path: Path, frames: int) -> None:
    """A moving texture that costs a decoder about what a camera's film does."""
    noise = np.random.default_rng(0).integers(0, 256, (68, 120, 3), np.uint8)
    texture = np.kron(noise, np.ones((32, 32, 1), np.uint8))
    second = np.sin(np.arange(SAMPLE_RATE) * 2 * np.pi * 440 / SAMPLE_RATE).astype(np.float32)
    sound = np.repeat(second[:, None], 2, axis=1)
    with film_writer(path, SIZE, RATE, True, preset="veryfast") as writer:
        for frame in range(frames):
            writer.write(_moved(texture, frame))
            if frame % RATE.numerator == 0:
                writer.write_sound(sound)


def _moved(texture: Picture, frame: int) -> Picture:
    x, y = frame * 7 % 1900, frame * 3 % 1090
    return np.ascontiguousarray(texture[y : y + SIZE[1], x : x + SIZE[0]])


def _measure(app: Any, film: Path, seconds: float, seeks: int) -> PlaybackResult:
    from storyboard_studio.ui.studio import Studio
    from storyboard_studio.ui.tokens import DARK

    ref = import_media(film, "m1")
    length = int(ref.duration * RATE)
    board = Board(SIZE, RATE, length, media=(ref,), items=(Clip("a", "m1", 0, length),))
    render = RenderService(
        board,
        TakeStore(film.parent / "takes"),
        cast(Any, IdleWorker()),
        engine_facts(),
        History(film.parent / "history.json"),
        budget_bytes=1 << 30,
    )
    studio = Studio(Session(board), render, cast(Any, None), DARK)
    frames = random.Random(0).sample(range(length), min(seeks, length))
    with _panel(studio) as panel:
        cold = [_seek(app, panel, studio, frame) for frame in frames]
        cached = [_seek(app, panel, studio, frame) for frame in frames]
    studio.set_playhead(0)
    with _panel(studio) as panel:
        gaps = _play(app, panel, seconds)
        drops, dry = panel.player.drops, panel.dry_samples
    return PlaybackResult(
        seconds,
        drops.shown_steps,
        drops.dropped,
        dry * 1000 / SAMPLE_RATE,
        *_points(gaps, 99, 100),
        *_points(cold, 50, 95),
        *_points(cached, 50, 95),
    )


@contextmanager
def _panel(studio: Any) -> Iterator[Any]:
    from storyboard_studio.ui.preview.panel import PreviewPanel

    panel = PreviewPanel(studio, device=RealTimeCard())
    panel.resize(*PANEL)
    panel.show()
    try:
        yield panel
    finally:
        panel.release()
        panel.close()


def _play(app: Any, panel: Any, seconds: float) -> list[float]:
    """Play once the first picture is there; how long (ms) each look at the event loop took."""
    from PySide6.QtCore import QEventLoop

    first = time.monotonic() + 10
    while panel.view.picture is None and time.monotonic() < first:
        app.processEvents()
        time.sleep(0.001)
    gaps = []
    panel.play()
    ends = time.monotonic() + seconds
    while (before := time.monotonic()) < ends:
        app.processEvents(QEventLoop.ProcessEventsFlag.AllEvents)
        gaps.append((time.monotonic() - before) * 1000)
        time.sleep(0.001)
    panel.pause()
    return gaps


def _seek(app: Any, panel: Any, studio: Any, frame: int) -> float:
    """Milliseconds from moving the playhead to the exact frame's pixels being painted."""
    painted: list[float] = []
    connection = panel.view.painted.connect(lambda: painted.append(time.monotonic()))
    began = time.monotonic()
    studio.set_playhead(frame)
    while not painted and time.monotonic() < began + 10:
        app.processEvents()
        time.sleep(0.0005)
    panel.view.painted.disconnect(connection)
    return (painted[-1] - began) * 1000 if painted else float("inf")


def _points(values: list[float], *percents: int) -> tuple[float, ...]:
    return tuple(float(np.percentile(values, percent)) for percent in percents)


if __name__ == "__main__":
    print(measure())
