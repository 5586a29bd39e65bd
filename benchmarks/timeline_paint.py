"""How long the timeline takes to paint: a board of 2,000 items, at every zoom, both themes.

``measure`` paints the real widget on a real studio, off screen; the media are a photo and a clip
made for the purpose, so that cells hold pictures. Times are of one whole painting of the lanes
and of moving the playhead over lanes that did not change.
"""

from __future__ import annotations

import os
import statistics
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import numpy as np
from PIL import Image as PillowImage
from PySide6.QtCore import QSize
from PySide6.QtWidgets import QApplication

from storyboard_engine.api import CancelToken
from storyboard_studio.bootstrap import engine_facts
from storyboard_studio.document.board import Board, Card, Clip, Cut, Image, Item, MediaRef
from storyboard_studio.edit.session import Session
from storyboard_studio.media.probe import import_media
from storyboard_studio.media.takes import write_take
from storyboard_studio.render.fill import FillJob
from storyboard_studio.render.history import History
from storyboard_studio.render.service import RenderService
from storyboard_studio.render.takes import TakeStore
from storyboard_studio.render.worker import Budget
from storyboard_studio.ui.studio import Studio
from storyboard_studio.ui.theme import load_fonts
from storyboard_studio.ui.thumbnails import DiskReader, ThumbnailService
from storyboard_studio.ui.timeline.widget import TimelineWidget
from storyboard_studio.ui.tokens import DARK

ITEMS = 2000
SIZE = QSize(1680, 330)
_RATE = Fraction(24)
_ROUNDS = 15


@dataclass(frozen=True, slots=True)
class PaintTime:
    """Milliseconds at one zoom, of several paintings. ``seen``: how many objects were on screen."""

    pixels_per_frame: float
    seen: int
    best_ms: float
    median_ms: float
    playhead_ms: float


class _IdleWorker:
    """Nothing is filled while painting is measured."""

    def submit(self, job: FillJob, store: TakeStore, budget: Budget) -> CancelToken:
        return CancelToken()

    def close(self) -> None:
        """There is nothing to stop."""


def measure(items: int = ITEMS, clock: Callable[[], float] = time.perf_counter) -> list[PaintTime]:
    """Paint at zooms from the whole board to single frames. Needs no display."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    application = QApplication.instance() or QApplication([])
    load_fonts()
    with tempfile.TemporaryDirectory() as folder:
        assert application is not None
        studio = _studio(Path(folder), items)
        timeline = TimelineWidget(studio)
        timeline.resize(SIZE)
        timeline.show()
        found = []
        for _ in range(14):
            _settle()
            found.append(_paint_time(timeline, clock))
            timeline.zoom_in()
            timeline.zoom_in()
        timeline.close()
        studio.thumbnails.close()
        return found


def big_board(items: int, photo: MediaRef, clip: MediaRef) -> Board:
    """Pictures, clips and keyframes with gaps between them, a card for each third, some cuts."""
    placed: list[Item] = []
    for index in range(items):
        start, name = index * 24, f"i{index}"
        if index % 4 == 0:
            placed.append(Clip(name, clip.id, start, 14))
        else:
            placed.append(Image(name, photo.id, start, 1 if index % 4 == 1 else 10))
    text = "A white crane stands in a clear forest stream, first light on the water"
    cards = tuple(Card(f"p{i}", i * 72, text) for i in range(items // 3))
    cuts = tuple(Cut(f"x{i}", i * 480 + 18) for i in range(items // 20))
    return Board(
        length=items * 24,
        media=(photo, clip),
        items=tuple(placed),
        cards=cards,
        cuts=cuts,
    )


def _studio(folder: Path, items: int) -> Studio:
    board = big_board(items, *_media(folder))
    render = RenderService(
        board,
        TakeStore(folder / "takes"),
        _IdleWorker(),
        engine_facts(),
        History(folder / "fills.json"),
        budget_bytes=1 << 30,
    )
    thumbnails = ThumbnailService(DiskReader(folder / "thumbnails"))
    return Studio(Session(board), render, thumbnails, DARK)


def _media(folder: Path) -> tuple[MediaRef, MediaRef]:
    """A photo of 320x180 and a clip of 14 frames with a tone."""
    rows = np.linspace(0, 255, 180, dtype=np.uint8)[:, None, None]
    picture = np.ascontiguousarray(np.broadcast_to(rows, (180, 320, 3)))
    PillowImage.fromarray(picture).save(folder / "photo.png")
    tone = np.sin(np.arange(28_000) / 20).astype(np.float32)
    frames = (np.roll(picture, 9 * i, axis=0) for i in range(14))
    sound = np.stack([tone, tone], axis=1)
    write_take(folder / "clip.mkv", frames, (320, 180), _RATE, sound)
    return import_media(folder / "photo.png", "m0"), import_media(folder / "clip.mkv", "m1")


def _settle() -> None:
    """Let thumbnails and waveforms arrive."""
    end = time.monotonic() + 0.7
    while time.monotonic() < end:
        QApplication.processEvents()
        time.sleep(0.02)


def _paint_time(timeline: TimelineWidget, clock: Callable[[], float]) -> PaintTime:
    paints, moves = [], []
    for _ in range(_ROUNDS):
        timeline.repaint_lanes()
        paints.append(_timed(timeline.repaint, clock))
        moves.append(_timed(timeline.repaint, clock))
    view, scene = timeline.view, timeline.scene
    rows = (scene.cards, scene.items, scene.gaps, scene.flags, scene.sounds)
    return PaintTime(
        view.scale,
        sum(len(row.within(view.left, view.left + view.span)) for row in rows),
        min(paints),
        statistics.median(paints),
        statistics.median(moves),
    )


def _timed(call: Callable[[], None], clock: Callable[[], float]) -> float:
    began = clock()
    call()
    return (clock() - began) * 1000


def main() -> None:
    print("px/frame  objects seen  best ms  median ms  playhead only ms")
    for one in measure():
        print(
            f"{one.pixels_per_frame:8.3f}  {one.seen:12d}  {one.best_ms:7.2f}  "
            f"{one.median_ms:9.2f}  {one.playhead_ms:16.2f}"
        )


if __name__ == "__main__":
    main()
