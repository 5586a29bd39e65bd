"""Puts the render service of a document together for the window.

Events of its worker come in through the bridge. What is heavy to import is imported here, when
the first document is made.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from storyboard_studio.bootstrap import engine_facts, fill_history, make_backend
from storyboard_studio.document.board import Board
from storyboard_studio.render.service import RenderService
from storyboard_studio.render.takes import TakeStore
from storyboard_studio.render.worker import JobFrames, RenderWorker, WorkerEvent
from storyboard_studio.ui.bridge import Bridge
from storyboard_studio.ui.documents import RenderMaker
from storyboard_studio.ui.studio import Studio


def render_maker(
    bridge: Bridge, studio: Callable[[], Studio], budget_bytes: Callable[[], int]
) -> RenderMaker:
    """What makes the render service of a document, with a worker thread of its own.

    ``studio`` is asked only once there is one. Late words of a document that was closed are
    dropped.
    """
    engines, history = engine_facts(), fill_history()

    def make(board: Board, takes: Path) -> tuple[RenderService, Callable[[], None]]:
        def post(event: WorkerEvent) -> None:
            bridge.post(lambda: service.handle(event))

        def is_shown() -> bool:
            return studio().render is service

        def changed() -> None:
            if is_shown():
                studio().plan_arrived()

        def frames(arrived: JobFrames) -> None:
            if is_shown():
                studio().frames_arrived.emit(arrived)

        def note(text: str) -> None:
            if is_shown():
                studio().notice.emit("info", text)

        worker = RenderWorker(make_backend, post)
        service = RenderService(
            board,
            TakeStore(takes),
            worker,
            engines,
            history,
            budget_bytes=budget_bytes(),
            on_change=changed,
            on_frames=frames,
            on_note=note,
        )
        return service, worker.close

    return make
