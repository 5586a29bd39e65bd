"""Run as a program with ``QT_SCALE_FACTOR`` set: exits 0 where the screen shows exact pixels.

Qt reads the factor once, before the application exists, so this cannot be a test's own process.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path

import numpy as np
from preview_fakes import FakeDevice, Films, board, make_studio, picture_of
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QImage
from PySide6.QtWidgets import QApplication

from storyboard_studio.ui.preview.panel import PreviewPanel
from storyboard_studio.ui.preview.scaling import scaled

FRAME, MARGIN = 75, 80


def main(factor: float, folder: Path) -> bool:
    QGuiApplication.setHighDpiScaleFactorRoundingPolicy(
        Qt.HighDpiScaleFactorRoundingPolicy.PassThrough
    )
    app = QApplication([])
    panel = PreviewPanel(
        make_studio(board(canvas=(640, 360)), folder), open_reader=Films().open, device=FakeDevice()
    )
    panel.resize(761, 483)
    panel.show()
    panel.go_to(FRAME)
    view = panel.view
    ends = time.monotonic() + 10
    while time.monotonic() < ends:
        app.processEvents()
        expected = scaled(picture_of(panel.program, FRAME), view.wanted_size)
        if view.picture is not None and np.array_equal(view.picture, expected):
            break
    panel.release()
    is_exact = view.devicePixelRatioF() == factor and shows(view.grab().toImage(), expected)
    return is_exact and abs(view.wanted_size[0] - 640 * view.scale) <= 1


def shows(image: QImage, expected: np.ndarray[tuple[int, ...], np.dtype[np.uint8]]) -> bool:
    """Whether the picture, inside its corners and below its words, is there pixel for pixel."""
    image = image.convertToFormat(QImage.Format.Format_RGB888)
    rows = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), -1)
    screen = rows[:, : image.width() * 3].reshape(image.height(), -1, 3)
    height, width = expected.shape[:2]
    left, top = (image.width() - width) // 2, (image.height() - height) // 2
    inside = np.s_[MARGIN:-MARGIN, MARGIN:-MARGIN]
    return np.array_equal(screen[top : top + height, left : left + width][inside], expected[inside])


if __name__ == "__main__":
    sys.exit(0 if main(float(sys.argv[1]), Path(sys.argv[2])) else 1)
