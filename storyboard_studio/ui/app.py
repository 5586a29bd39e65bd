"""The application: from a command line to a window and back to an exit code.

What is heavy (PyAV, OpenCV, the sound card, torch) is loaded by who needs it, after the window
is there. Knows every panel's services; decides nothing about boards.
"""

from __future__ import annotations

import gc
import logging
import signal
import socket
import time
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, QSocketNotifier
from PySide6.QtWidgets import QApplication

from storyboard_studio import settings
from storyboard_studio.bootstrap import go_offline
from storyboard_studio.document.board import Board
from storyboard_studio.edit.session import Session
from storyboard_studio.errors import StudioError
from storyboard_studio.project.file import read_board
from storyboard_studio.project.lock import Busy
from storyboard_studio.render.service import RenderService
from storyboard_studio.resources import sample_boards
from storyboard_studio.settings import TAKES_BUDGET_GB, THEME
from storyboard_studio.ui.actions import KeyGuard
from storyboard_studio.ui.background import Background
from storyboard_studio.ui.bridge import Bridge
from storyboard_studio.ui.documents import Documents, Opened, as_untitled, read_document
from storyboard_studio.ui.faults import install_hooks, log_to_file
from storyboard_studio.ui.preferences import Preferences
from storyboard_studio.ui.services import render_maker
from storyboard_studio.ui.studio import Studio
from storyboard_studio.ui.theme import apply_theme, load_fonts, system_tokens
from storyboard_studio.ui.thumbnails import ThumbnailService
from storyboard_studio.ui.tokens import DARK, LIGHT, Tokens
from storyboard_studio.ui.window import Services, StudioWindow

logger = logging.getLogger(__name__)


def run_gui(board_path: Path | None, sample: bool) -> int:
    """Open the editor on a board, on an untitled copy of the sample, or empty; the exit code.

    Garbage is collected from the first paint on; what was made until then lasts, and is left
    out of every later collection.
    """
    began = time.perf_counter()
    go_offline()
    log = log_to_file()
    app = make_application()
    running = Running(app, board_path, sample)
    remove_hooks = install_hooks(running.tell_fault)
    running.window.painted.connect(
        lambda: logger.info("painted after %.3f s", time.perf_counter() - began)
    )
    running.window.painted.connect(_collect_garbage)
    running.window.show()
    try:
        return app.exec()
    finally:
        gc.enable()
        running.close()
        remove_hooks()
        logging.getLogger().removeHandler(log)
        log.close()


def _collect_garbage() -> None:
    gc.freeze()
    gc.enable()


def make_application() -> QApplication:
    """The one application object, with its name and its faces."""
    app = QApplication.instance()
    if not isinstance(app, QApplication):
        app = QApplication(["storyboard-studio"])
    app.setApplicationName("storyboard-studio")
    app.setApplicationDisplayName("Storyboard Studio")
    app.setDesktopFileName("storyboard-studio")
    app.setStyle("Fusion")
    load_fonts()
    return app


class Running:
    """Everything that lives as long as the window. ``close`` ends every thread."""

    def __init__(self, app: QApplication, board_path: Path | None, sample: bool) -> None:
        self._app = app
        self.bridge = Bridge()
        self.background = Background(self.bridge, "files")
        self.imports = Background(self.bridge, "import")
        loaded = settings.load()
        self.preferences = Preferences(loaded.settings, self.background)
        self.thumbnails = ThumbnailService()
        maker = render_maker(
            self.bridge,
            lambda: self.studio,
            lambda: self.preferences.get(TAKES_BUDGET_GB) * 10**9,
        )
        self.documents = Documents(self.bridge, self.background, maker)
        opened, problem = _first_document(board_path, sample)
        self.documents.begin(opened, self._make_studio)
        apply_theme(app, self.studio.tokens)
        self.window = StudioWindow(self.studio, self._services())
        self._guard = KeyGuard(app)
        self._interrupt = Interrupt(self.window.close)
        self._connect(problem or loaded.note)

    @property
    def studio(self) -> Studio:
        return self.documents.studio

    def tell_fault(self, text: str) -> None:
        """Any thread."""
        self.bridge.post(lambda: self.studio.notice.emit("error", text))

    def close(self) -> None:
        self._interrupt.close()
        self.window.release()
        self.thumbnails.close()
        self.documents.close()
        self.imports.close()
        self.background.close()
        self.bridge.close()
        self.window.deleteLater()

    def _make_studio(self, session: Session, render: RenderService) -> Studio:
        return Studio(session, render, self.thumbnails, self._tokens())

    def _services(self) -> Services:
        return Services(
            self.documents, self.preferences, self.background, self.imports, self.bridge
        )

    def _connect(self, problem: str) -> None:
        self.preferences.changed.connect(self._preference_changed)
        self._app.styleHints().colorSchemeChanged.connect(self._follow_theme)
        self.window.painted.connect(self.window.filing.look_for_unsaved_work)
        if problem:
            self.bridge.post(lambda: self.studio.notice.emit("error", problem))

    def _preference_changed(self, key: str) -> None:
        if key == THEME.key:
            self._follow_theme()

    def _follow_theme(self) -> None:
        tokens = self._tokens()
        if tokens != self.studio.tokens:
            apply_theme(self._app, tokens)
            self.studio.set_tokens(tokens)

    def _tokens(self) -> Tokens:
        chosen = self.preferences.get(THEME)
        return {"dark": DARK, "light": LIGHT}.get(chosen) or system_tokens()


class Interrupt(QObject):
    """Ctrl+C in the terminal closes the window as its button does.

    Python's handler runs only when Python runs; the wake-up socket makes Qt's loop come by.
    """

    def __init__(self, call: Callable[[], object]) -> None:
        super().__init__()
        self._read, self._write = socket.socketpair()
        for end in (self._read, self._write):
            end.setblocking(False)
        self._notifier = QSocketNotifier(self._read.fileno(), QSocketNotifier.Type.Read, self)
        self._notifier.activated.connect(lambda: self._read.recv(1))
        self._old_fd = signal.set_wakeup_fd(self._write.fileno(), warn_on_full_buffer=False)
        self._old = signal.signal(signal.SIGINT, lambda _number, _frame: call())

    def close(self) -> None:
        self._notifier.setEnabled(False)
        signal.signal(signal.SIGINT, self._old)
        signal.set_wakeup_fd(self._old_fd)
        for end in (self._read, self._write):
            end.close()


DEFAULT_SAMPLE = "photo-clip-photo"


def _sample() -> Path:
    """The sample that a first start shows. Raises ``StudioError``."""
    boards = {path.stem: path for path in sample_boards()}
    found = boards.get(DEFAULT_SAMPLE) or next(iter(boards.values()), None)
    if found is None:
        raise StudioError("The sample boards are not there.", remedy="Install the program again.")
    return found


def _first_document(board_path: Path | None, sample: bool) -> tuple[Opened, str]:
    """What the window begins with, and a sentence where that is not what was asked for."""
    try:
        if sample and board_path is None:
            return as_untitled(read_board(_sample())), ""
        if board_path is None:
            return as_untitled(Board()), ""
        opened = read_document(board_path)
    except StudioError as error:
        return as_untitled(Board()), str(error)
    if isinstance(opened, Busy):
        return as_untitled(Board()), f"{board_path.name} is open in another window."
    return opened, ""
