"""Export: where to and as what; then its progress; then where it is."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QCloseEvent, QDesktopServices
from PySide6.QtWidgets import (
    QDialog,
    QFileDialog,
    QHBoxLayout,
    QLineEdit,
    QProgressBar,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from storyboard_studio.errors import Cancelled, StudioError
from storyboard_studio.ui.bridge import Bridge
from storyboard_studio.ui.controls import ComboBox, button, label
from storyboard_studio.ui.exporting import CONTAINERS, Container, ExportRun, Write
from storyboard_studio.ui.wording import duration_words

if TYPE_CHECKING:
    from storyboard_studio.render.export import Exported
    from storyboard_studio.render.program import Program

Reveal = Callable[[Path], None]


def reveal(folder: Path) -> None:
    """Show a folder in the desktop's file manager."""
    QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder)))


class ExportDialog(QDialog):
    """Three faces: asking, running, done. Closing it while it runs cancels the export."""

    def __init__(
        self,
        parent: QWidget | None,
        program: Program,
        suggested: Path,
        bridge: Bridge,
        write: Write,
        show_folder: Reveal = reveal,
    ) -> None:
        super().__init__(parent)
        self._program, self._bridge, self._write = program, bridge, write
        self._show_folder = show_folder
        self._run: ExportRun | None = None
        self._began = 0.0
        self._written = Path()
        self.setWindowTitle(self.tr("Export"))
        self.setMinimumWidth(520)
        self._faces = QStackedWidget()
        self.container = ComboBox()
        self.path = QLineEdit()
        self.reason = label(role="error", wrap=True)
        self.start = button(self.tr("Export"), primary=True)
        self.bar = QProgressBar()
        self._progress = label(role="mute")
        self.stop = button(self.tr("Cancel"))
        self._result = label(wrap=True)
        self.folder = button(self.tr("Show in folder"))
        for face in (self._asking(suggested), self._running(), self._done()):
            self._faces.addWidget(face)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(24, 20, 24, 20)
        outer.setSpacing(12)
        outer.addWidget(label(self.tr("Export the film"), "title"))
        outer.addWidget(self._faces)

    # Asking ------------------------------------------------------------------------------------

    def _asking(self, suggested: Path) -> QWidget:
        face = QWidget()
        column = _column(face)
        for one in CONTAINERS:
            self.container.addItem(self._container_words(one))
        self.container.setAccessibleName(self.tr("Format"))
        self.path.setText(str(suggested.with_suffix(CONTAINERS[0].suffix)))
        self.path.setAccessibleName(self.tr("File"))
        browse = button(self.tr("Browse…"))
        row = QHBoxLayout()
        row.addWidget(self.path, 1)
        row.addWidget(browse)
        column.addWidget(label(self.tr("Format"), "heading"))
        column.addWidget(self.container)
        column.addWidget(label(self.tr("File"), "heading"))
        column.addLayout(row)
        column.addWidget(self.reason)
        cancel = button(self.tr("Cancel"))
        column.addLayout(_buttons(cancel, self.start))
        self.start.setDefault(True)
        self.container.activated.connect(self._follow_container)
        browse.clicked.connect(self._browse)
        cancel.clicked.connect(self.reject)
        self.start.clicked.connect(self.begin)
        return face

    def _container_words(self, container: Container) -> str:
        words = {
            "MP4": self.tr("MP4 · H.264, AAC"),
            "MOV": self.tr("MOV · H.264, AAC"),
            "WebM": self.tr("WebM · VP9, Opus"),
            "MKV": self.tr("MKV · FFV1, FLAC · lossless"),
            "GIF": self.tr("GIF · no sound"),
            "PNG": self.tr("PNG · a folder of numbered pictures, no sound"),
        }
        return words[container.id]

    def _follow_container(self, index: int) -> None:
        container, path = CONTAINERS[index], Path(self.path.text())
        stem = path.with_suffix("") if path.suffix else path
        self.path.setText(str(stem.with_suffix(container.suffix) if container.suffix else stem))

    def _browse(self) -> None:
        container = CONTAINERS[self.container.currentIndex()]
        title = self.tr("Export to")
        if container.suffix:
            chosen, _ = QFileDialog.getSaveFileName(self, title, self.path.text())
        else:
            chosen = QFileDialog.getExistingDirectory(self, title, self.path.text())
        if chosen:
            path = Path(chosen)
            right = path.suffix.lower() == container.suffix or not container.suffix
            self.path.setText(str(path if right else path.with_suffix(container.suffix)))

    def _target(self) -> str:
        container = CONTAINERS[self.container.currentIndex()]
        text = self.path.text().strip()
        return text if container.suffix else text.rstrip("/\\") + "/"

    def begin(self) -> None:
        """Check the path and start writing."""
        target = self._target()
        folder = Path(target).absolute().parent
        if not self.path.text().strip():
            self.reason.setText(self.tr("Choose a file first."))
            return
        if not folder.is_dir():
            text = self.tr("There is no folder {folder}.")
            self.reason.setText(text.format(folder=folder))
            return
        self.reason.setText("")
        self._began = time.monotonic()
        self._faces.setCurrentIndex(1)
        self._run = ExportRun(
            self._write, self._program, target, self._bridge, self._progressed, self._ended
        )

    # Running -----------------------------------------------------------------------------------

    def _running(self) -> QWidget:
        face = QWidget()
        column = _column(face)
        self.bar.setTextVisible(False)
        self.bar.setAccessibleName(self.tr("Export progress"))
        column.addWidget(self._progress)
        column.addWidget(self.bar)
        column.addStretch(1)
        column.addLayout(_buttons(self.stop))
        self.stop.clicked.connect(self.reject)
        return face

    def _progressed(self, done: int, total: int) -> None:
        self.bar.setRange(0, total)
        self.bar.setValue(done)
        spent = time.monotonic() - self._began
        words = self.tr("{done} of {total} frames").format(done=done, total=total)
        if spent > 1 and 0 < done < total:
            left = duration_words(spent * (total - done) / done)
            words = self.tr("{frames} · {time} left").format(frames=words, time=left)
        self._progress.setText(words)

    def _ended(self, outcome: Exported | StudioError) -> None:
        self._run = None
        if isinstance(outcome, Cancelled):
            self.done(QDialog.DialogCode.Rejected)
        elif isinstance(outcome, StudioError):
            self._faces.setCurrentIndex(0)
            self.reason.setText(str(outcome))
        else:
            self._show_result(outcome)

    # Done --------------------------------------------------------------------------------------

    def _done(self) -> QWidget:
        face = QWidget()
        column = _column(face)
        self._result.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        column.addWidget(self._result)
        column.addStretch(1)
        close = button(self.tr("Close"), primary=True)
        column.addLayout(_buttons(self.folder, close))
        self.folder.clicked.connect(lambda: self._show_folder(self._written))
        close.clicked.connect(self.accept)
        return face

    def _show_result(self, exported: Exported) -> None:
        path = Path(exported.path)
        self._written = path if exported.path.endswith("/") else path.parent
        lines = [
            exported.path,
            self.tr("{frames} frames, {width}×{height}, in {time}").format(
                frames=exported.frames,
                width=exported.size[0],
                height=exported.size[1],
                time=duration_words(time.monotonic() - self._began),
            ),
            *exported.notes,
        ]
        self._result.setText("\n".join(lines))
        self._faces.setCurrentIndex(2)

    @property
    def face(self) -> int:
        """0 asking, 1 running, 2 done."""
        return self._faces.currentIndex()

    def reject(self) -> None:
        if self._run is not None:
            self._run.cancel()  # it ends through ``_ended``
        else:
            super().reject()

    def closeEvent(self, event: QCloseEvent) -> None:
        if self._run is not None:
            self._run.cancel()
            event.ignore()
        else:
            super().closeEvent(event)


def _column(face: QWidget) -> QVBoxLayout:
    column = QVBoxLayout(face)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(8)
    return column


def _buttons(*buttons: QWidget) -> QHBoxLayout:
    row = QHBoxLayout()
    row.setSpacing(8)
    row.addStretch(1)
    for one in buttons:
        one.setMinimumWidth(96)
        row.addWidget(one)
    return row
