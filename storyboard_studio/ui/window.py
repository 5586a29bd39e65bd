"""The window: where the panels are, what the actions do, and how it closes.

The panels meet in the studio; this is the one place that knows all of them.
"""

from __future__ import annotations

import base64
import threading
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QByteArray, QEvent, Qt, QTimer, Signal
from PySide6.QtGui import QActionGroup, QCloseEvent, QResizeEvent
from PySide6.QtWidgets import QMenu, QSplitter, QVBoxLayout, QWidget

from storyboard_studio.document.board import MediaRef
from storyboard_studio.settings import (
    LOOP,
    RECENT_FILES,
    SNAP,
    THEME,
    WINDOW_GEOMETRY,
    WINDOW_STATE,
)
from storyboard_studio.timebase import Frame
from storyboard_studio.ui.actions import Actions, Menu
from storyboard_studio.ui.background import Background
from storyboard_studio.ui.bridge import Bridge
from storyboard_studio.ui.controls import divider
from storyboard_studio.ui.documents import Documents
from storyboard_studio.ui.editing import Editing
from storyboard_studio.ui.filing import Filing
from storyboard_studio.ui.inspector.panel import InspectorPanel
from storyboard_studio.ui.library.importing import MediaImport
from storyboard_studio.ui.library.panel import LibraryPanel
from storyboard_studio.ui.preferences import Preferences
from storyboard_studio.ui.preview.film_frames import FilmFrames
from storyboard_studio.ui.preview.panel import PreviewPanel
from storyboard_studio.ui.queue.panel import QueuePanel
from storyboard_studio.ui.statusbar import StatusBar
from storyboard_studio.ui.studio import Studio
from storyboard_studio.ui.timeline.drops import place_all
from storyboard_studio.ui.timeline.widget import TimelineWidget
from storyboard_studio.ui.topbar import TopBar

_MARGIN = 8


@dataclass(frozen=True, slots=True)
class Services:
    """What the window needs besides the studio, made by ``app``."""

    documents: Documents
    preferences: Preferences
    background: Background
    imports: Background
    bridge: Bridge


class StudioWindow(QWidget):
    """``painted`` once, after the first time it was painted."""

    painted = Signal()

    def __init__(self, studio: Studio, services: Services) -> None:
        super().__init__()
        self.studio, self._services = studio, services
        self._was_painted = self._may_close = False
        self.actions_table = Actions(self)
        self.media_import = MediaImport(studio, services.imports)
        self.filing = Filing(
            self,
            studio,
            services.documents,
            self.media_import,
            services.preferences,
            services.background,
            services.bridge,
        )
        actions = self.actions_table
        self.library = LibraryPanel(studio, actions, self.media_import)
        self._may_read = threading.Event()
        self.preview = PreviewPanel(studio, open_reader=self._open_film)
        self.inspector = InspectorPanel(studio, actions)
        self.timeline = TimelineWidget(studio)
        self.editing = Editing(studio, self.timeline.add_card_at, self.timeline.edit_card)
        self._bind(actions)
        self.top_bar = TopBar(studio, actions)
        self.status_bar = StatusBar(studio, actions)
        self._panels, self._rows = QSplitter(Qt.Orientation.Horizontal), QSplitter()
        self._lay_out()
        self.queue = QueuePanel(studio, actions, self)
        self.queue.hide()
        self.top_bar.add_menus(self._add_to_menu)
        self._connect()
        self._restore()
        self._show_document()

    # Where things are --------------------------------------------------------------------------

    def _lay_out(self) -> None:
        for panel in (self.library, self.preview, self.inspector):
            self._panels.addWidget(panel)
        self._rows.setOrientation(Qt.Orientation.Vertical)
        self._rows.addWidget(self._panels)
        self._rows.addWidget(self.timeline)
        for splitter in (self._panels, self._rows):
            splitter.setHandleWidth(1)
            splitter.setChildrenCollapsible(False)
        self._panels.setStretchFactor(1, 1)
        self._rows.setStretchFactor(0, 1)
        self._panels.setSizes([284, 1072, 324])
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.top_bar)
        column.addWidget(divider())
        column.addWidget(self._rows, 1)
        column.addWidget(divider())
        column.addWidget(self.status_bar)
        self.setMinimumSize(1024, 640)
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.setFocus()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place_queue()

    def _place_queue(self) -> None:
        bottom = self.status_bar.geometry().top() - _MARGIN
        room = bottom - self.top_bar.height() - 2 * _MARGIN
        height = min(self.queue.wanted_height(), room)
        self.queue.setGeometry(_MARGIN, bottom - height, self.queue.width(), height)

    def _show_queue(self, on: bool) -> None:
        self._place_queue()
        self.queue.setVisible(on)
        self.queue.raise_()

    # What the actions do -----------------------------------------------------------------------

    def _bind(self, actions: Actions) -> None:
        filing, editing, studio = self.filing, self.editing, self.studio
        for name, call in (
            ("new", filing.new),
            ("open", filing.open),
            ("save", lambda: filing.save()),
            ("save_as", lambda: filing.save_as()),
            ("import", lambda: filing.import_media()),
            ("export", filing.export),
            ("quit", self.close),
            ("undo", studio.undo),
            ("redo", studio.redo),
            ("split", editing.split),
            ("lift", editing.lift),
            ("ripple_delete", editing.ripple_delete),
            ("add_card", editing.add_card),
            ("add_cut", editing.add_cut),
            ("add_marker", editing.add_marker),
            ("fill_all", lambda: studio.render.fill()),
            ("fill_one", editing.fill_selected),
            ("stop", lambda: studio.render.cancel_all()),
            ("lock", editing.toggle_lock),
            ("keys", self._show_keys),
            ("about", self._show_about),
        ):
            actions.bind(name, call)
        actions.bind_toggle("queue", self._show_queue)
        self._bind_preview(actions)
        self._bind_timeline(actions)

    def _bind_preview(self, actions: Actions) -> None:
        preview = self.preview
        for name, call in (
            ("play", preview.toggle_play),
            ("shuttle_back", lambda: preview.shuttle(-1)),
            ("shuttle_stop", preview.pause),
            ("shuttle_forward", lambda: preview.shuttle(1)),
            ("previous_frame", lambda: preview.step(-1)),
            ("next_frame", lambda: preview.step(1)),
            ("second_back", lambda: preview.step_seconds(-1)),
            ("second_on", lambda: preview.step_seconds(1)),
            ("previous_edit", lambda: preview.go_edit(-1)),
            ("next_edit", lambda: preview.go_edit(1)),
            ("go_start", preview.go_start),
            ("go_end", preview.go_end),
            ("set_in", preview.set_in),
            ("set_out", preview.set_out),
            ("go_in", preview.go_in),
            ("go_out", preview.go_out),
            ("clear_in", preview.clear_in),
            ("clear_out", preview.clear_out),
            ("clear_in_out", preview.clear_in_out),
        ):
            actions.bind(name, call)
        preferences = self._services.preferences
        loops = preferences.get(LOOP)
        loop = actions.bind_toggle("loop", preview.set_loop, loops)
        preview.set_loop(loops)
        preview.loop_changed.connect(loop.setChecked)
        preview.loop_changed.connect(lambda on: preferences.set(LOOP, on))
        full = actions.bind_toggle("full_screen", lambda _on: preview.toggle_full_screen())
        preview.full_screen_changed.connect(full.setChecked)

    def _bind_timeline(self, actions: Actions) -> None:
        timeline, preferences = self.timeline, self._services.preferences
        actions.bind("zoom_in", timeline.zoom_in)
        actions.bind("zoom_out", timeline.zoom_out)
        actions.bind("zoom_fit", timeline.fit)
        snaps = preferences.get(SNAP)
        actions.bind_toggle("snap", timeline.set_snapping, snaps)
        timeline.set_snapping(snaps)
        actions["snap"].triggered.connect(lambda on: preferences.set(SNAP, on))

    def _add_to_menu(self, menu: QMenu, which: Menu) -> None:
        if which is Menu.FILE:
            recent = QMenu(self.tr("Open recent"), menu)
            menu.insertMenu(self.actions_table["save"], recent)
            recent.aboutToShow.connect(lambda: self._fill_recent(recent))
        elif which is Menu.VIEW:
            self._add_themes(menu.addMenu(self.tr("Theme")))

    def _fill_recent(self, menu: QMenu) -> None:
        menu.clear()
        for path in self._services.preferences.get(RECENT_FILES):
            action = menu.addAction(Path(path).name)
            action.setToolTip(path)
            action.triggered.connect(lambda _on=False, one=path: self.filing.open_file(Path(one)))
        menu.setToolTipsVisible(True)
        if menu.isEmpty():
            menu.addAction(self.tr("None yet")).setEnabled(False)

    def _add_themes(self, menu: QMenu) -> None:
        group = QActionGroup(menu)
        words = {
            "system": self.tr("As the desktop"),
            "dark": self.tr("Dark"),
            "light": self.tr("Light"),
        }
        for choice, text in words.items():
            action = menu.addAction(text)
            action.setCheckable(True)
            action.setChecked(choice == self._services.preferences.get(THEME))
            group.addAction(action)
            action.triggered.connect(
                lambda _on=False, one=choice: self._services.preferences.set(THEME, one)
            )

    def _show_keys(self) -> None:
        from storyboard_studio.ui.dialogs.keys import KeysDialog

        dialog = KeysDialog(self, self.actions_table)
        dialog.exec()
        dialog.deleteLater()

    def _show_about(self) -> None:
        from storyboard_studio.ui.dialogs.about import AboutDialog

        dialog = AboutDialog(self)
        dialog.exec()
        dialog.deleteLater()

    # What it follows ---------------------------------------------------------------------------

    def _connect(self) -> None:
        documents, preferences = self._services.documents, self._services.preferences
        documents.changed.connect(self._show_document)
        documents.opened.connect(preferences.note_recent_file)
        preferences.failed.connect(lambda text: self.studio.notice.emit("error", text))
        for panel in (self.library, self.inspector):
            panel.locate_media.connect(self.filing.locate_media)
        self.timeline.files_dropped.connect(self.media_import.add)
        self.timeline.media_wanted.connect(self.filing.import_media)
        self.media_import.ended.connect(self._place_imported)
        self.studio.board_changed.connect(self._refresh_undo)
        self.studio.plan_changed.connect(self._refresh_fill)
        self.studio.plan_changed.connect(self._place_queue)
        self._refresh_undo()
        self._refresh_fill()

    def _place_imported(self, media: tuple[MediaRef, ...], frame: Frame | None) -> None:
        if frame is not None and media:
            self.studio.run(place_all(self.studio.board, media, frame))

    def _show_document(self) -> None:
        documents = self._services.documents
        saved = documents.is_saved
        words = self.tr("saved") if documents.path is not None else self.tr("new")
        words = words if saved else self.tr("unsaved changes")
        self.top_bar.show_document(documents.name, words)
        self.setWindowModified(not saved)
        self.setWindowTitle(f"{documents.name}[*] — {words} — Storyboard Studio")
        self.setWindowFilePath(str(documents.path or ""))

    def _refresh_undo(self) -> None:
        session = self.studio.session
        self.actions_table["undo"].setEnabled(bool(session.undo_label))
        self.actions_table["redo"].setEnabled(bool(session.redo_label))

    def _refresh_fill(self) -> None:
        render = self.studio.render
        self.actions_table["fill_all"].setEnabled(bool(render.fillable()))
        self.actions_table["stop"].setEnabled(bool(render.queue.open_jobs))

    # How it begins and ends --------------------------------------------------------------------

    def event(self, event: QEvent) -> bool:
        done = super().event(event)
        if event.type() is QEvent.Type.Paint and not self._was_painted:
            self._was_painted = True
            QTimer.singleShot(0, self._tell_painted)
        return done

    def _tell_painted(self) -> None:
        self._may_read.set()
        self.painted.emit()

    def _open_film(self) -> FilmFrames:
        """On the preview's threads: decoders are loaded only once the window is there."""
        self._may_read.wait()
        return FilmFrames(lambda digest: self.studio.render.store.path(digest))

    def closeEvent(self, event: QCloseEvent) -> None:
        if self._may_close or self._services.documents.is_saved:
            self._remember_places()
            event.accept()
            return
        event.ignore()
        # Once this event is over: Qt does not close a window that is being closed.
        self.filing.when_safe(lambda: QTimer.singleShot(0, self._close_now))

    def _close_now(self) -> None:
        self._may_close = True
        self.close()

    def release(self) -> None:
        """End what the panels keep running. Nothing is shown after it."""
        self._may_read.set()
        self.preview.release()

    def _restore(self) -> None:
        preferences = self._services.preferences
        if not self.restoreGeometry(_bytes(preferences.get(WINDOW_GEOMETRY))):
            available = self.screen().availableGeometry()
            self.resize(min(1680, available.width()), min(1040, available.height()))
        timeline = min(357, max(300, self.height() // 3))
        self._rows.setSizes([self.height() - timeline, timeline])
        states = preferences.get(WINDOW_STATE).split(",")
        for splitter, state in zip((self._panels, self._rows), states, strict=False):
            splitter.restoreState(_bytes(state))

    def _remember_places(self) -> None:
        preferences = self._services.preferences
        preferences.set(WINDOW_GEOMETRY, _text(self.saveGeometry()))
        states = (self._panels.saveState(), self._rows.saveState())
        preferences.set(WINDOW_STATE, ",".join(_text(state) for state in states))


def _text(data: QByteArray) -> str:
    return base64.b64encode(data.data()).decode()


def _bytes(text: str) -> QByteArray:
    return QByteArray(base64.b64decode(text.encode()))
