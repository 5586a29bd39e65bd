"""A studio to test panels on: the real session, plans, queue and takes; a worker that does what
the test says, a disk that shows plain colours."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import numpy as np
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from storyboard_engine import registry
from storyboard_engine.api import CancelToken, Identity, Picture
from storyboard_engine.capabilities import RulerLimits
from storyboard_studio.document.board import Board, Fingerprint, MediaKind, MediaRef
from storyboard_studio.edit.session import Session
from storyboard_studio.edit.settle import settle
from storyboard_studio.errors import MediaError
from storyboard_studio.planning.plan import EngineFacts
from storyboard_studio.render.fill import Filled, FillJob, Progress
from storyboard_studio.render.history import History
from storyboard_studio.render.service import RenderService
from storyboard_studio.render.takes import Take, TakeStore
from storyboard_studio.render.worker import (
    Budget,
    JobCancelled,
    JobDone,
    JobFailed,
    JobProgress,
)
from storyboard_studio.ui.actions import Actions
from storyboard_studio.ui.background import Background
from storyboard_studio.ui.bridge import Bridge
from storyboard_studio.ui.studio import Studio
from storyboard_studio.ui.thumbnails import Peaks, ThumbnailService
from storyboard_studio.ui.tokens import DARK

ENGINE = EngineFacts(
    Identity("motion", "1", "dis"), registry.create("motion", Path("no weights")).capabilities
)
STRIDE_ENGINE = EngineFacts(
    Identity("stride", "1", "weights"),
    replace(
        ENGINE.capabilities,
        generative=True,
        needs_weights=True,
        frame_stride=8,
        size_multiple=32,
        ruler=RulerLimits(Fraction(3, 10), Fraction(27, 10), Fraction(8)),
    ),
)


class FakeWorker:
    """Takes orders and waits for the test to say how they go. Takes it writes are real."""

    def __init__(self) -> None:
        self.orders: list[tuple[FillJob, TakeStore, CancelToken]] = []
        self.service: RenderService | None = None
        self.is_closed = False

    def submit(self, job: FillJob, store: TakeStore, budget: Budget) -> CancelToken:
        token = CancelToken()
        self.orders.append((job, store, token))
        return token

    def close(self) -> None:
        self.is_closed = True

    @property
    def job(self) -> FillJob:
        return self.orders[-1][0]

    @property
    def token(self) -> CancelToken:
        return self.orders[-1][2]

    def progress(self, fraction: float, frames: int = 0, note: str = "") -> None:
        self._service.handle(JobProgress(self.job.id, Progress(fraction, note, frames)))

    def fail(self, what: str, remedy: str) -> None:
        self._service.handle(JobFailed(self.job.id, what, remedy))

    def stop(self) -> None:
        self._service.handle(JobCancelled(self.job.id))

    def finish(self) -> None:
        """The gap is filled with grey; the queue goes on."""
        job, store, _ = self.orders[-1]
        request = job.request
        take = Take(
            digest=job.digest,
            bound=job.bound,
            frames=request.frames,
            size=request.size,
            rate=request.rate,
            variant=job.identity.variant,
            draft=True,
            made_at=1.0,
            recipe={},
        )
        width, height = request.size
        with store.open(job.digest) as opened:
            for index in range(request.frames):
                opened.put(index, np.full((height, width, 3), 128, np.uint8))
            take = opened.complete(take)
        self._service.handle(JobDone(job.id, Filled(take, called=True, seconds=1.0)))

    @property
    def _service(self) -> RenderService:
        assert self.service is not None
        return self.service


class PlainDisk:
    """Every picture is orange; nothing sounds."""

    def filmstrip(self, path: str, times: Sequence[Fraction], height: int) -> list[Picture]:
        if not Path(path).is_file():
            raise MediaError("The file is not there.", path=path)
        return [np.full((height, height * 16 // 9, 3), (255, 128, 0), np.uint8) for _ in times]

    def take(self, path: str, indices: Sequence[int], height: int) -> list[Picture]:
        return [np.full((height, height * 16 // 9, 3), 128, np.uint8) for _ in indices]

    def peaks(self, path: str) -> Peaks:
        return np.zeros((100, 2), np.float32)


class Desk:
    """A studio with everything that panels need, and what became of it."""

    def __init__(self, board: Board, folder: Path, qtbot: QtBot) -> None:
        self.qtbot = qtbot
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True)
        self.worker = FakeWorker()
        self.session = Session(board)
        self.bridge = Bridge()
        self.background = Background(self.bridge, "test-background")
        self.thumbnails = ThumbnailService(PlainDisk())
        self.service = RenderService(
            board,
            TakeStore(folder / "takes"),
            self.worker,
            {"motion": ENGINE, "stride": STRIDE_ENGINE},
            History(folder / "history.json"),
            budget_bytes=1 << 30,
            on_change=self._changed,
        )
        self.worker.service = self.service
        self.studio = Studio(self.session, self.service, self.thumbnails, DARK)
        self.home = QWidget()
        self.qtbot.addWidget(self.home)
        self.actions = Actions(self.home)
        self._shown: list[QWidget] = []
        self.notices: list[tuple[str, str]] = []
        self.studio.notice.connect(lambda kind, text: self.notices.append((kind, text)))

    @property
    def board(self) -> Board:
        return self.studio.board

    def show(self, widget: QWidget, width: int = 320, height: int = 640) -> None:
        """Put a panel on the screen, and keep it until the test ends."""
        self._shown.append(widget)
        self.qtbot.addWidget(widget)
        widget.resize(width, height)
        with self.qtbot.waitExposed(widget):
            widget.show()

    def close(self) -> None:
        self.thumbnails.close()
        self.background.close()
        self.bridge.close()
        self.service.close()

    def _changed(self) -> None:
        self.studio.plan_arrived()


def media_file(folder: Path, name: str, kind: MediaKind = MediaKind.VIDEO) -> MediaRef:
    """A medium whose file is there (and holds nothing): 4 s, 24 fps, with sound if a video."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / name
    path.write_bytes(b"")
    is_video = kind is MediaKind.VIDEO
    return MediaRef(
        id=Path(name).stem,
        kind=kind,
        path=str(path),
        relative="",
        fingerprint=Fingerprint(0, 1, Path(name).stem.ljust(8, "-")),
        size=(1920, 1080),
        duration=Fraction(4 if is_video else 0),
        rate=Fraction(24 if is_video else 0),
        frames=96 if is_video else None,
        has_sound=is_video,
    )


def legal(board: Board) -> Board:
    """A board with its gap settings chosen, as every opened one has them."""
    return settle(Board(length=1), board)
