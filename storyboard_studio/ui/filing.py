"""The verbs of files: new, open, save, import, locate, export, recover, close.

What must be asked is asked here; what is done is done by the documents, the import and the
export. GUI thread.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, QStandardPaths
from PySide6.QtWidgets import QFileDialog, QWidget

from storyboard_studio.document.board import MediaKind
from storyboard_studio.project.file import SUFFIX
from storyboard_studio.project.lock import Busy
from storyboard_studio.project.recover import (
    Left,
    Recovery,
    discard_recovery,
    find_recoveries,
)
from storyboard_studio.settings import LAST_FOLDER
from storyboard_studio.timebase import Frame
from storyboard_studio.ui.background import Background
from storyboard_studio.ui.bridge import Bridge
from storyboard_studio.ui.dialogs import questions
from storyboard_studio.ui.dialogs.questions import Unfinished, Unsaved
from storyboard_studio.ui.documents import Documents, as_untitled, recovered
from storyboard_studio.ui.exporting import writer_for
from storyboard_studio.ui.library.importing import MediaImport
from storyboard_studio.ui.preferences import Preferences
from storyboard_studio.ui.studio import Studio
from storyboard_studio.ui.wording import moment_words

_VIDEOS = "*.mp4 *.mov *.m4v *.webm *.mkv *.avi *.mpg *.mpeg *.mts *.m2ts *.ts *.3gp *.ogv *.mxf"
_PHOTOS = "*.jpg *.jpeg *.png *.webp *.tif *.tiff *.bmp *.gif *.avif *.heic"


class Filing(QObject):
    def __init__(
        self,
        window: QWidget,
        studio: Studio,
        documents: Documents,
        media_import: MediaImport,
        preferences: Preferences,
        background: Background,
        bridge: Bridge,
    ) -> None:
        super().__init__(window)
        self._window, self._studio, self._documents = window, studio, documents
        self._import, self._preferences = media_import, preferences
        self._background, self._bridge = background, bridge
        self._export_when_filled = False
        studio.plan_changed.connect(self._go_on_exporting)
        studio.document_opened.connect(self._forget_export)

    # Boards ------------------------------------------------------------------------------------

    def new(self) -> None:
        self.when_safe(self._new)

    def open(self) -> None:
        self.when_safe(self._ask_open)

    def open_file(self, path: Path) -> None:
        self.when_safe(partial(self._open, path))

    def save(self, then: Callable[[], None] = lambda: None) -> None:
        """Write to the board's file; one that has none is asked for."""
        if self._documents.path is None:
            self.save_as(then)
        else:
            self._documents.save(self._documents.path, then)

    def save_as(self, then: Callable[[], None] = lambda: None) -> None:
        suggested = self._folder() / f"{self._documents.name}{SUFFIX}"
        chosen, _ = QFileDialog.getSaveFileName(
            self._window, self.tr("Save the board"), str(suggested), self._board_filter()
        )
        if chosen:
            path = Path(chosen)
            path = path if path.name.endswith(SUFFIX) else path.with_name(path.name + SUFFIX)
            self._remember(path)
            self._documents.save(path, then)

    def when_safe(self, then: Callable[[], None]) -> None:
        """Go on once unsaved changes are saved or given up; or do nothing."""
        if self._documents.is_saved:
            then()
            return
        match questions.unsaved_question(self._window, self._documents.name).ask():
            case Unsaved.SAVE:
                self.save(then)
            case Unsaved.DISCARD:
                self._documents.discard_changes()
                then()
            case _:
                pass

    def _new(self) -> None:
        from storyboard_studio.ui.dialogs.board_shape import ask_new_board

        board = ask_new_board(self._window)
        if board is not None:
            self._documents.show(as_untitled(board))

    def _ask_open(self) -> None:
        chosen, _ = QFileDialog.getOpenFileName(
            self._window, self.tr("Open a board"), str(self._folder()), self._board_filter()
        )
        if chosen:
            self._open(Path(chosen))

    def _open(self, path: Path) -> None:
        self._remember(path)
        self._documents.open(path, take_over=False, busy=partial(self._busy, path))

    def _busy(self, path: Path, busy: Busy) -> None:
        if busy.certain:
            text = self.tr("{name} is open in another window.").format(name=path.name)
            self._studio.notice.emit("error", text)
            return
        who = busy.owner.host if busy.owner else self.tr("another computer")
        answer = questions.take_over_question(self._window, path.name, who).ask()
        if answer is questions.TakeOver.OPEN:
            self._documents.open(path, take_over=True, busy=lambda _busy: None)

    def _board_filter(self) -> str:
        return self.tr("Boards (*{suffix})").format(suffix=SUFFIX)

    # Recovery ----------------------------------------------------------------------------------

    def look_for_unsaved_work(self) -> None:
        """After the start, in the background: offer what a crash left."""
        self._background.run(find_recoveries, self._offer)

    def _offer(self, found: tuple[Left, ...]) -> None:
        newest = next((one for one in found if isinstance(one, Recovery)), None)
        if newest is None:
            return
        when = time.strftime("%Y-%m-%d %H:%M", time.localtime(newest.copy.written_s))
        name = newest.name or self.tr("Untitled")
        match questions.recovery_question(self._window, name, when).ask():
            case questions.Recovery.RECOVER:
                self.when_safe(lambda: self._documents.show(recovered(newest)))
            case questions.Recovery.DISCARD:
                self._background.run(partial(discard_recovery, newest))
            case _:
                pass

    # Media -------------------------------------------------------------------------------------

    def import_media(self, place_at: Frame | None = None) -> None:
        """Ask for files; they come into the library, and to the timeline where a frame is given."""
        both = self.tr("Videos and photos")
        chosen, _ = QFileDialog.getOpenFileNames(
            self._window,
            self.tr("Import media"),
            str(self._folder()),
            f"{both} ({_VIDEOS} {_PHOTOS});;{self.tr('All files')} (*)",
        )
        if chosen:
            self._remember(Path(chosen[0]))
            self._import.add([Path(one) for one in chosen], place_at)

    def locate_media(self, media_id: str) -> None:
        media = self._studio.board.media_by_id(media_id)
        kinds = _VIDEOS if media.kind is MediaKind.VIDEO else _PHOTOS
        name = Path(media.path).name
        chosen, _ = QFileDialog.getOpenFileName(
            self._window,
            self.tr("Where is {name}?").format(name=name),
            str(self._folder() / name),
            f"{name} ({name});;{self.tr('Media')} ({kinds})",
        )
        if chosen:
            self._import.locate(media_id, Path(chosen))

    # Export ------------------------------------------------------------------------------------

    def export(self) -> None:
        """Ask about gaps that are not filled, then where to write."""
        lines = self.unfinished_lines()
        if not lines:
            self._ask_export()
            return
        match questions.unfinished_question(self._window, lines).ask():
            case Unfinished.FILL_FIRST:
                self._export_when_filled = True
                self._studio.render.fill()
                self._go_on_exporting()
            case Unfinished.AS_IT_IS:
                self._ask_export()
            case _:
                pass

    def unfinished_lines(self) -> list[str]:
        """What an export as it is would hold in place of finished gaps, one line each."""
        rate = self._studio.board.rate
        lines = []
        for gap, take in self._studio.render.program().unfinished():
            number = self.tr("Gap {number}").format(number=gap.index + 1)
            when = f"{moment_words(gap.range.start, rate)}–{moment_words(gap.range.end, rate)}"
            what = self.tr("a dissolve") if take is None else self.tr("its old take")
            lines.append(f"{number}  {when}: {what}")
        return lines

    def _go_on_exporting(self) -> None:
        """Filling first came to its end: with everything filled the export goes on."""
        if not self._export_when_filled or self._studio.render.queue.open_jobs:
            return
        self._export_when_filled = False
        if self._studio.render.program().unfinished():
            text = self.tr("Not everything could be filled, so nothing was exported.")
            self._studio.notice.emit("error", text)
        else:
            self._bridge.post(self._ask_export)

    def _forget_export(self) -> None:
        self._export_when_filled = False

    def _ask_export(self) -> None:
        from storyboard_studio.ui.dialogs.export import ExportDialog

        studio = self._studio
        folder = self._documents.path.parent if self._documents.path else self._folder()
        suggested = folder / self._documents.name
        write = writer_for(studio.render.store.path)
        dialog = ExportDialog(self._window, studio.render.program(), suggested, self._bridge, write)
        dialog.exec()
        dialog.deleteLater()

    # Folders -----------------------------------------------------------------------------------

    def _folder(self) -> Path:
        last = self._preferences.get(LAST_FOLDER)
        if last and Path(last).is_dir():
            return Path(last)
        place = QStandardPaths.StandardLocation.MoviesLocation
        return Path(QStandardPaths.writableLocation(place) or Path.home())

    def _remember(self, path: Path) -> None:
        self._preferences.set(LAST_FOLDER, str(path.parent))
