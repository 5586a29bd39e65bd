"""The open document's life: new, open, save, recover, close; its autosave, its lock, its takes.

GUI thread; files are read and written in the background. It makes the session and the render
service of every document and hands them to the studio. Knows no widget: what must be asked is
asked by the window.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from PySide6.QtCore import QObject, Signal

from storyboard_studio.document.board import Board
from storyboard_studio.edit.changes import Changes
from storyboard_studio.edit.session import Session
from storyboard_studio.errors import BoardFileError, StudioError
from storyboard_studio.project.autosave import Autosave, Event, NotKept
from storyboard_studio.project.file import SUFFIX, read_board, write_board
from storyboard_studio.project.lock import BoardLock, Busy, lock_board
from storyboard_studio.project.recover import Recovery
from storyboard_studio.project.takes_dir import copy_takes, move_takes, takes_dir
from storyboard_studio.ui.background import Background
from storyboard_studio.ui.bridge import Bridge
from storyboard_studio.ui.studio import Studio

if TYPE_CHECKING:
    from storyboard_studio.render.service import RenderService


class RenderMaker(Protocol):
    """Makes what renders a document: the service, and what ends its worker (any thread)."""

    def __call__(self, board: Board, takes: Path) -> tuple[RenderService, Callable[[], None]]: ...


@dataclass(frozen=True, slots=True)
class Opened:
    """A document as it comes from its file, a copy or nothing. ``lock`` is None where there is no
    file."""

    board: Board
    path: Path | None = None
    document_id: str = ""
    lock: BoardLock | None = None
    is_saved: bool = True


class Documents(QObject):
    """``changed``: the name, the file, or whether it is saved."""

    changed = Signal()
    opened = Signal(str)  # the path of a file that was opened or saved

    def __init__(self, bridge: Bridge, background: Background, render: RenderMaker) -> None:
        super().__init__()
        self._bridge, self._background, self._make_render = bridge, background, render
        self._studio: Studio | None = None
        self._path: Path | None = None
        self._lock: BoardLock | None = None
        self._autosave: Autosave | None = None
        self._end_worker: Callable[[], None] = lambda: None
        self._leave: Callable[[], None] = lambda: None
        self._was_dirty = False
        self._takes = Path()

    # What stands -------------------------------------------------------------------------------

    @property
    def path(self) -> Path | None:
        return self._path

    @property
    def name(self) -> str:
        """What the window is called after."""
        if self._path is None:
            return self.tr("Untitled")
        return self._path.name.removesuffix(SUFFIX)

    @property
    def is_saved(self) -> bool:
        return not self.studio.session.is_dirty

    @property
    def studio(self) -> Studio:
        assert self._studio is not None, "begin() comes first"
        return self._studio

    # Opening -----------------------------------------------------------------------------------

    def begin(
        self, opened: Opened, make_studio: Callable[[Session, RenderService], Studio]
    ) -> None:
        """The window's first document; blocks for what little there is to read."""
        session, service = self._prepare(opened)
        self._studio = make_studio(session, service)
        self._settle(opened, session)

    def show(self, opened: Opened) -> None:
        """Another document takes the window; the old one's worker ends in the background."""
        self._let_go()
        session, service = self._prepare(opened)
        self.studio.open(session, service)
        self._settle(opened, session)

    def open(self, path: Path, *, take_over: bool, busy: Callable[[Busy], None]) -> None:
        """Read a board and show it. ``busy`` is called where somebody else has it open.

        The file that is open already is read again.
        """
        if self._path is not None and self._lock is not None and _same_file(path, self._path):
            self._lock.release()
            self._lock = None

        def done(result: Opened | Busy) -> None:
            if isinstance(result, Busy):
                busy(result)
            else:
                self.show(result)
                self.opened.emit(str(path))

        self._background.run(partial(read_document, path, take_over=take_over), done, self._refuse)

    # Saving ------------------------------------------------------------------------------------

    def save(self, path: Path, then: Callable[[], None]) -> None:
        """Write the board to ``path`` and go on from there; ``then`` only if it was written.

        Where the takes have to follow, filling stops for that moment and goes on after it.
        """
        if path != self._path and self.studio.render.queue.open_jobs:
            self._pause_filling(partial(self._write, path), then)
        else:
            self._write(path, then)

    def _pause_filling(
        self, write: Callable[[Callable[[], None]], None], then: Callable[[], None]
    ) -> None:
        render = self.studio.render
        bounds = [job.fill.bound for job in render.queue.open_jobs]

        def resume() -> None:
            render.fill(bounds)
            then()

        def when_stopped() -> None:
            if not render.queue.open_jobs:
                self.studio.plan_changed.disconnect(when_stopped)
                write(resume)

        self.studio.plan_changed.connect(when_stopped)
        render.cancel_all()

    def _write(self, path: Path, then: Callable[[], None]) -> None:
        session, board, old = self.studio.session, self.studio.board, self._path
        moved = path != old
        plan = partial(
            _save, board, path, lock=moved, takes=self._takes if moved else None, copy=bool(old)
        )

        def done(saved: _Saved) -> None:
            if session is not self.studio.session:
                return
            session.mark_saved(board)
            if self._autosave is not None:
                self._autosave.saved(board)
            if moved:
                self._moved_to(path, saved)
            self._tell()
            self.opened.emit(str(path))
            then()

        self._background.run(plan, done, self._refuse)

    def discard_changes(self) -> None:
        """The person does not want what no file holds."""
        if self._autosave is not None:
            self._autosave.discard()

    def close(self) -> None:
        """Let the document go; waits for its worker and its last copy."""
        self._leave()
        if self._autosave is not None:
            self._autosave.close()
        if self._lock is not None:
            self._lock.release()
        self._end_worker()

    # Parts -------------------------------------------------------------------------------------

    def _prepare(self, opened: Opened) -> tuple[Session, RenderService]:
        session = Session(opened.board)
        if opened.document_id:
            session.document_id = opened.document_id
        if not opened.is_saved:
            session.mark_unsaved()
        self._path, self._lock = opened.path, opened.lock
        place = takes_dir(opened.path, session.document_id)
        self._takes = place.path
        service, self._end_worker = self._make_render(opened.board, place.path)
        if place.note and self._studio is not None:
            self._studio.notice.emit("info", place.note)
        return session, service

    def _settle(self, opened: Opened, session: Session) -> None:
        self._autosave = self._make_autosave(session)
        self._leave = session.subscribe(self._edited)
        if not opened.is_saved and self._autosave is not None:
            self._autosave.note_edit(opened.board, opened.path)
        self._tell()

    def _make_autosave(self, session: Session) -> Autosave | None:
        try:
            return Autosave(session.document_id, self._autosave_event)
        except BoardFileError as error:
            self.studio.notice.emit("error", str(error))
            return None

    def _autosave_event(self, event: Event) -> None:
        """On autosave's thread."""
        if isinstance(event, NotKept):
            text = str(event.error)
            self._bridge.post(lambda: self.studio.notice.emit("error", text))

    def _edited(self, changes: Changes) -> None:
        if self._autosave is not None:
            self._autosave.note_edit(changes.after, self._path)
        if self.studio.session.is_dirty != self._was_dirty:
            self._tell()

    def _tell(self) -> None:
        self._was_dirty = self.studio.session.is_dirty
        self.changed.emit()

    def _moved_to(self, path: Path, saved: _Saved) -> None:
        if self._lock is not None:
            self._lock.release()
        self._path, self._lock = path, saved.lock
        if saved.note:
            self.studio.notice.emit("info", saved.note)
        from storyboard_studio.render.takes import TakeStore

        self._takes = saved.takes
        self.studio.render.set_store(TakeStore(saved.takes))

    def _let_go(self) -> None:
        self._leave()
        self.studio.render.cancel_all()
        autosave, lock, end_worker = self._autosave, self._lock, self._end_worker
        if autosave is not None:
            self._background.run(autosave.close)
        if lock is not None:
            self._background.run(lock.release)
        self._background.run(end_worker)

    def _refuse(self, error: StudioError) -> None:
        self.studio.notice.emit("error", str(error))


def _same_file(one: Path, two: Path) -> bool:
    return os.path.realpath(one) == os.path.realpath(two)


@dataclass(frozen=True, slots=True)
class _Saved:
    takes: Path
    lock: BoardLock | None
    note: str


def _save(board: Board, path: Path, *, lock: bool, takes: Path | None, copy: bool) -> _Saved:
    """In the background. The takes follow: copied where another file keeps them, else moved."""
    held = lock_board(path, take_over=True) if lock else None
    if isinstance(held, Busy):
        raise BoardFileError("This board is open in another window.", path=path)
    try:
        write_board(path, board)
    except BoardFileError:
        if held is not None:
            held.release()
        raise
    if takes is None:
        return _Saved(path, None, "")
    place = takes_dir(path, "")
    if takes != place.path:
        (copy_takes if copy else move_takes)(takes, place.path)
    return _Saved(place.path, held, place.note)


def read_document(path: Path, *, take_over: bool = False) -> Opened | Busy:
    """A board from its file, held for this process. Raises ``BoardFileError``."""
    held = lock_board(path, take_over=take_over)
    if isinstance(held, Busy):
        return held
    try:
        board = read_board(path)
    except BoardFileError:
        held.release()
        raise
    return Opened(board, path, lock=held)


def recovered(recovery: Recovery) -> Opened:
    """Unsaved work as a document that no file holds."""
    return Opened(recovery.copy.board, None, recovery.document_id, is_saved=False)


def as_untitled(board: Board) -> Opened:
    """A board that has no file yet, and nothing to lose."""
    return Opened(board)
