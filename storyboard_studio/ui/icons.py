"""The icon set: one stroke weight, drawn in whatever colour is asked for.

The files are SVG with ``currentColor``; the colour is put in when they are painted, so that both
themes use the same files. Knows the shipped files; no panel.
"""

from __future__ import annotations

from functools import lru_cache

from PySide6.QtCore import QByteArray, QRectF, Qt
from PySide6.QtGui import QColor, QIcon, QImage, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from storyboard_studio.resources import resource
from storyboard_studio.ui.tokens import Color

_SCALES = (1, 2)


@lru_cache(maxsize=64)
def _source(name: str) -> str:
    return resource("icons", f"{name}.svg").read_text(encoding="utf-8")


@lru_cache(maxsize=256)
def renderer(name: str, color: Color) -> QSvgRenderer:
    """The drawing of an icon in a colour, for painters. Raises ``FileNotFoundError``."""
    drawing = _source(name).replace("currentColor", QColor(color).name())
    return QSvgRenderer(QByteArray(drawing.encode()))


def paint_icon(painter: QPainter, name: str, color: Color, where: QRectF) -> None:
    """Draw an icon into a square."""
    renderer(name, color).render(painter, where)


def pixmap(name: str, color: Color, px: int = 18, ratio: float = 1.0) -> QPixmap:
    """An icon as a pixmap of ``px`` logical pixels."""
    side = round(px * ratio)
    image = QImage(side, side, QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    paint_icon(painter, name, color, QRectF(0, 0, side, side))
    painter.end()
    made = QPixmap.fromImage(image)
    made.setDevicePixelRatio(ratio)
    return made


@lru_cache(maxsize=256)
def icon(name: str, color: Color, px: int = 18) -> QIcon:
    """An icon for buttons and menus."""
    made = QIcon()
    for ratio in _SCALES:
        made.addPixmap(pixmap(name, color, px, ratio))
    return made
