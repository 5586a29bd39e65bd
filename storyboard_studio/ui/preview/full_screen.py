"""The picture on the whole screen. Esc and F11 leave; the main window's keys work here too."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QAction, QCloseEvent, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from storyboard_studio.ui.preview.picture_view import PictureView
from storyboard_studio.ui.tokens import Tokens

_POINTER_REST_MS = 2000


class FullScreen(QWidget):
    """A window of its own around a ``PictureView`` on black. ``left`` when it was closed."""

    left = Signal()

    def __init__(
        self, tokens: Tokens, actions: list[QAction], pointer_rest_ms: int = _POINTER_REST_MS
    ) -> None:
        super().__init__(None, Qt.WindowType.Window)
        self.setWindowTitle(self.tr("Storyboard Studio"))
        self.setAccessibleName(self.tr("Full screen"))
        self.view = PictureView(tokens, corner=0, ground="#000000")
        self.view.setMouseTracking(True)
        self.view.installEventFilter(self)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSizeConstraint(QVBoxLayout.SizeConstraint.SetNoConstraint)
        layout.addWidget(self.view)
        self.addActions(actions)
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(pointer_rest_ms)
        self._rest.timeout.connect(lambda: self.setCursor(Qt.CursorShape.BlankCursor))
        self._rest.start()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Escape, Qt.Key.Key_F11):
            self.close()
        else:
            super().keyPressEvent(event)

    def closeEvent(self, event: QCloseEvent) -> None:
        self._rest.stop()
        super().closeEvent(event)
        self.left.emit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QMouseEvent) and event.type() == QEvent.Type.MouseMove:
            self.unsetCursor()
            self._rest.start()
        return False
