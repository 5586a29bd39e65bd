"""The library: what the board is made of. Files come in here and go to the timeline from here."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPoint, QSize, Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDragMoveEvent, QDropEvent, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHBoxLayout,
    QListView,
    QMenu,
    QProgressBar,
    QStackedWidget,
    QStyle,
    QVBoxLayout,
    QWidget,
)

from storyboard_studio.document.board import MediaRef
from storyboard_studio.edit.commands import place_media, remove_media
from storyboard_studio.ui.actions import Actions
from storyboard_studio.ui.controls import IconButton, button, label
from storyboard_studio.ui.library.delegate import MediaDelegate
from storyboard_studio.ui.library.importing import MediaImport
from storyboard_studio.ui.library.item_model import MediaItemModel
from storyboard_studio.ui.mime import dropped_files
from storyboard_studio.ui.studio import Studio

_MARGIN = 14
_CELL = 124


class LibraryPanel(QWidget):
    """``locate_media`` asks to find a missing file by its media id."""

    locate_media = Signal(str)

    def __init__(self, studio: Studio, actions: Actions, media_import: MediaImport) -> None:
        super().__init__()
        self._studio, self._import = studio, media_import
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setProperty("surface", "panel")
        self.setAccessibleName(self.tr("Library"))
        self.setMinimumWidth(200)
        self.setAcceptDrops(True)
        self.items = MediaItemModel(studio)
        self.view = MediaView(studio, self.items)
        self.add = IconButton(studio, "plus", self.tr("Import media…"))
        self.add.clicked.connect(actions["import"].trigger)
        self._busy = label(role="small")
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self._bar.setAccessibleName(self.tr("Import progress"))
        self.invite = button(self.tr("Import media…"))
        self.invite.clicked.connect(actions["import"].trigger)
        self._faces = QStackedWidget()
        self._lay_out()
        self._connect()
        self.refresh()

    def refresh(self) -> None:
        self.items.refresh()
        self._faces.setCurrentIndex(0 if self.items.rowCount() else 1)

    def _connect(self) -> None:
        studio = self._studio
        studio.board_changed.connect(self.refresh)
        studio.plan_changed.connect(self.refresh)
        studio.theme_changed.connect(self._repaint)
        studio.thumbnails.ready.connect(self._repaint)
        self._import.changed.connect(self._show_import)
        self.view.activated.connect(self._place)
        self.view.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.view.customContextMenuRequested.connect(self._open_menu)
        self._show_import()

    def _repaint(self) -> None:
        self.view.viewport().update()

    def _show_import(self) -> None:
        state = self._import.state
        self._busy.setVisible(state.is_busy)
        self._bar.setVisible(state.is_busy)
        text = self.tr("Looking at file {number} of {total}")
        self._busy.setText(text.format(number=state.done + 1, total=state.total))
        self._bar.setRange(0, max(1, state.total))
        self._bar.setValue(state.done)

    def _place(self, index: QModelIndex) -> None:
        """At the playhead; a missing file is looked for first."""
        media = self.items.media_at(index)
        if media.id in self._studio.render.missing:
            self.locate_media.emit(media.id)
        else:
            self._studio.run(place_media(media, self._studio.playhead))

    def _open_menu(self, at: QPoint) -> None:
        index = self.view.indexAt(at)
        if not index.isValid():
            return
        media = self.items.media_at(index)
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._fill_menu(menu, media, index)
        menu.popup(self.view.viewport().mapToGlobal(at))

    def _fill_menu(self, menu: QMenu, media: MediaRef, index: QModelIndex) -> None:
        if media.id in self._studio.render.missing:
            menu.addAction(self.tr("Locate…"), lambda: self.locate_media.emit(media.id))
        else:
            menu.addAction(self.tr("Place at the playhead"), lambda: self._place(index))
        if not any(item.media == media.id for item in self._studio.board.items):
            menu.addAction(
                self.tr("Remove from library"), lambda: self._studio.run(remove_media(media.id))
            )

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if dropped_files(event.mimeData()):
            event.acceptProposedAction()

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        if dropped_files(event.mimeData()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        files = dropped_files(event.mimeData())
        if files:
            event.acceptProposedAction()
            self._import.add(files)

    def _lay_out(self) -> None:
        top = QHBoxLayout()
        top.setContentsMargins(_MARGIN + 4, 10, _MARGIN - 4, 4)
        top.addWidget(label(self.tr("Library"), "panel"), 1)
        top.addWidget(self.add)
        busy = QVBoxLayout()
        busy.setContentsMargins(_MARGIN + 4, 0, _MARGIN, 6)
        busy.setSpacing(4)
        busy.addWidget(self._busy)
        busy.addWidget(self._bar)
        self._faces.addWidget(self.view)
        self._faces.addWidget(self._empty_face())
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(top)
        column.addLayout(busy)
        column.addWidget(self._faces, 1)

    def _empty_face(self) -> QWidget:
        face = QWidget()
        column = QVBoxLayout(face)
        column.setContentsMargins(24, 0, 24, 0)
        column.setSpacing(14)
        column.addStretch(1)
        words = label(self.tr("Drop videos and photos here."), "mute", wrap=True)
        words.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        column.addWidget(words)
        column.addWidget(self.invite, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addStretch(2)
        return face


class MediaView(QListView):
    """A grid whose cells share the width evenly."""

    def __init__(self, studio: Studio, items: MediaItemModel) -> None:
        super().__init__()
        self._delegate = MediaDelegate(studio, self)
        self.setItemDelegate(self._delegate)
        self.setModel(items)
        self.setAccessibleName(self.tr("Media of the board"))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setViewMode(QListView.ViewMode.IconMode)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setMovement(QListView.Movement.Static)
        self.setUniformItemSizes(True)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setDragEnabled(True)
        self.setDragDropMode(QAbstractItemView.DragDropMode.DragOnly)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setMouseTracking(True)

    def resizeEvent(self, event: QResizeEvent) -> None:
        self.setViewportMargins(_MARGIN, 0, 0, 0)
        bar = self.verticalScrollBar()  # its room is kept free, as the view does itself
        extent = self.style().pixelMetric(QStyle.PixelMetric.PM_ScrollBarExtent, None, bar)
        width = self.width() - _MARGIN - extent - 2
        self._delegate.set_cell(width // max(1, width // _CELL))
        cell = self._delegate.cell
        self.setGridSize(QSize(cell.width(), cell.height() + 4))
        super().resizeEvent(event)
        self.scheduleDelayedItemsLayout()
