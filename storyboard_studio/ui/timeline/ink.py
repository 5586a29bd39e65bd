"""What the timeline is painted with: colours of the theme, fonts, fitted words, hatching.

Everything that costs is made once per theme and device-pixel ratio and kept. Knows no board.
"""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import (
    QBrush,
    QColor,
    QFont,
    QFontMetricsF,
    QPainter,
    QPainterPath,
    QPen,
    QPixmap,
    QTextLayout,
    QTextOption,
    QTransform,
)

from storyboard_studio.ui.bounded import BoundedCache
from storyboard_studio.ui.icons import pixmap
from storyboard_studio.ui.theme import MEDIUM, SEMIBOLD, font
from storyboard_studio.ui.tokens import Color, Tokens, mix

RADIUS = 7.0
_HATCH = 7.0
_FITTED = 4096


class Ink:
    """One theme at one device-pixel ratio."""

    def __init__(self, tokens: Tokens, ratio: float) -> None:
        self.tokens = tokens
        self.ratio = ratio
        self.panel = QColor(tokens.panel)
        self.band = QColor(mix(tokens.panel, tokens.bg, 0.55))
        self.raised = QColor(tokens.raised)
        self.text = QColor(tokens.text)
        self.mute = QColor(tokens.mute)
        self.faint = QColor(tokens.faint)
        self.accent = QColor(tokens.accent)
        self.playhead = QColor(tokens.playhead)
        self.line = QPen(QColor(tokens.line), 1)
        self.title = font(13, SEMIBOLD)
        self.name = font(12, MEDIUM)
        self.body = font(12)
        self.head = font(11, SEMIBOLD, tabular=True)
        self.time = font(11, tabular=True)
        self._metrics: dict[str, QFontMetricsF] = {}
        self._elided: BoundedCache[tuple[str, str, int], str] = BoundedCache(_FITTED)
        self._wrapped: BoundedCache[tuple[str, int, int], tuple[str, ...]] = BoundedCache(_FITTED)
        self._colors: dict[Color, QColor] = {}
        self._hatches: dict[Color, QBrush] = {}
        self._corners: dict[str, QPixmap] = {}
        self._icons: dict[tuple[str, Color, int], QPixmap] = {}

    def color(self, color: Color) -> QColor:
        found = self._colors.get(color)
        if found is None:
            found = self._colors[color] = QColor(color)
        return found

    def head_of(self, color: Color) -> QColor:
        """The ground of a header whose meaning has this colour."""
        return self.color(self.tokens.header(color))

    def grid(self, value: float) -> float:
        """A place on whole device pixels, so that edges are crisp."""
        return round(value * self.ratio) / self.ratio

    def metrics(self, face: QFont) -> QFontMetricsF:
        key = face.key()
        found = self._metrics.get(key)
        if found is None:
            found = self._metrics[key] = QFontMetricsF(face)
        return found

    def elided(self, text: str, face: QFont, width: float) -> str:
        """The words, ending in … where there is no room; nothing where not even a few fit."""
        if width < 12:
            return ""
        key = (text, face.key(), int(width))
        found = self._elided.get(key)
        if found is None:
            found = self.metrics(face).elidedText(text, Qt.TextElideMode.ElideRight, int(width))
            self._elided.put(key, found, 1)
        return found

    def wrapped(self, text: str, width: float, lines: int) -> tuple[str, ...]:
        """The words of a card in at most so many lines of body type."""
        key = (text, int(width), lines)
        found = self._wrapped.get(key)
        if found is None:
            found = wrap(text, self.body, int(width), lines)
            self._wrapped.put(key, found, 1)
        return found

    def hatch(self, color: Color, at: QPointF) -> QBrush:
        """Diagonal lines that move with the object they lie on."""
        brush = self._hatches.get(color)
        if brush is None:
            brush = self._hatches[color] = _hatch(color, self.ratio)
        moved = QBrush(brush)
        moved.setTransform(
            QTransform.fromTranslate(at.x() % _HATCH, at.y() % _HATCH).scale(
                1 / self.ratio, 1 / self.ratio
            )
        )
        return moved

    def icon(self, name: str, color: Color, px: int) -> QPixmap:
        key = (name, color, px)
        found = self._icons.get(key)
        if found is None:
            found = self._icons[key] = pixmap(name, color, px, self.ratio)
        return found

    def round_off(self, painter: QPainter, rect: QRectF, ground: QColor) -> None:
        """Make the corners of a painted rectangle round by covering them with the ground."""
        corners = self._corners.get(ground.name())
        if corners is None:
            corners = self._corners[ground.name()] = _corners(ground, self.ratio)
        size, side = RADIUS, RADIUS * self.ratio
        for right in (0, 1):
            for bottom in (0, 1):
                x = rect.right() - size if right else rect.left()
                y = rect.bottom() - size if bottom else rect.top()
                source = QRectF(right * side, bottom * side, side, side)
                painter.drawPixmap(QRectF(x, y, size, size), corners, source)


def text_at(painter: QPainter, face: QFont, color: QColor, x: float, y: float, text: str) -> None:
    """Words whose baseline is ``y``."""
    painter.setFont(face)
    painter.setPen(color)
    painter.drawText(QPointF(x, y), text)


def wrap(text: str, face: QFont, width: int, most: int) -> tuple[str, ...]:
    """Break words into lines (any script); the last line ends in … where more would follow."""
    if width < 24 or most < 1 or not text:
        return ()
    flat = " ".join(text.split())
    layout = QTextLayout(flat, face)
    option = QTextOption()
    option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    layout.setTextOption(option)
    layout.beginLayout()
    lines: list[str] = []
    while len(lines) < most:
        line = layout.createLine()
        if not line.isValid():
            break
        line.setLineWidth(width)
        start, length = line.textStart(), line.textLength()
        if len(lines) == most - 1 and start + length < len(flat):
            rest = QFontMetricsF(face).elidedText(flat[start:], Qt.TextElideMode.ElideRight, width)
            lines.append(rest)
            break
        lines.append(flat[start : start + length].rstrip())
    layout.endLayout()
    return tuple(lines)


def _hatch(color: Color, ratio: float) -> QBrush:
    side = max(1, round(_HATCH * ratio))
    tile = QPixmap(side, side)
    tile.fill(Qt.GlobalColor.transparent)
    painter = QPainter(tile)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(QColor(color), ratio))
    for shift in (-side, 0, side):
        painter.drawLine(QPointF(shift - 1, side + 1), QPointF(shift + side + 1, -1))
    painter.end()
    return QBrush(tile)


def _corners(ground: QColor, ratio: float) -> QPixmap:
    """The four outer corners of a rounded square of twice the radius, in one picture."""
    side = 2 * RADIUS
    tile = QPixmap(round(side * ratio), round(side * ratio))
    tile.fill(Qt.GlobalColor.transparent)
    painter = QPainter(tile)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.scale(ratio, ratio)
    outside = QPainterPath()
    outside.setFillRule(Qt.FillRule.OddEvenFill)
    outside.addRect(QRectF(0, 0, side, side))
    outside.addRoundedRect(QRectF(0, 0, side, side), RADIUS, RADIUS)
    painter.fillPath(outside, ground)
    painter.end()
    return tile
