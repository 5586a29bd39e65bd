"""What the timeline is painted with: colours of the theme, fonts, fitted words, hatching.

Everything that costs is made once per theme and device-pixel ratio and kept. Knows no board.
"""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontMetricsF,
    QPainter,
    QPainterPath,
    QPen,
    QPixmap,
    QStaticText,
    QTextLayout,
    QTextOption,
)

from storyboard_studio.ui.bounded import BoundedCache
from storyboard_studio.ui.icons import pixmap
from storyboard_studio.ui.theme import MEDIUM, SEMIBOLD, font
from storyboard_studio.ui.tokens import Color, Tokens, mix

RADIUS = 7.0
_HATCH = 7
_TILE = (420.0, 280.0)
_FITTED = 4096


@dataclass(frozen=True, slots=True, eq=False)
class Face:
    """A font and its measures."""

    font: QFont
    metrics: QFontMetricsF
    ascent: float

    @classmethod
    def of(cls, made: QFont) -> Face:
        metrics = QFontMetricsF(made)
        return cls(made, metrics, metrics.ascent())


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
        self.title = Face.of(font(13, SEMIBOLD))
        self.name = Face.of(font(12, MEDIUM))
        self.body = Face.of(font(12))
        self.head = Face.of(font(11, SEMIBOLD, tabular=True))
        self.time = Face.of(font(11, tabular=True))
        self._elided: BoundedCache[tuple[str, Face, int], str] = BoundedCache(_FITTED)
        self._laid: BoundedCache[tuple[str, Face], QStaticText] = BoundedCache(_FITTED)
        self._wrapped: BoundedCache[tuple[str, int, int], tuple[str, ...]] = BoundedCache(_FITTED)
        self._colors: dict[Color, QColor] = {}
        self._mixed: dict[tuple[Color, Color, float], Color] = {}
        self._hatches: dict[Color, QPixmap] = {}
        self._corners: dict[str, QPixmap] = {}
        self._icons: dict[tuple[str, Color, int], QPixmap] = {}

    def color(self, color: Color) -> QColor:
        found = self._colors.get(color)
        if found is None:
            found = self._colors[color] = QColor(color)
        return found

    def head_of(self, color: Color) -> QColor:
        """The ground of a header whose meaning has this colour."""
        return self.color(self.mixed(self.tokens.panel, color, self.tokens.tint))

    def mixed(self, one: Color, two: Color, share: float) -> Color:
        """The colour so far from one to the other, worked out once."""
        key = (one, two, share)
        found = self._mixed.get(key)
        if found is None:
            found = self._mixed[key] = mix(one, two, share)
        return found

    def grid(self, value: float) -> float:
        """A place on whole device pixels, so that edges are crisp."""
        return round(value * self.ratio) / self.ratio

    def elided(self, text: str, face: Face, width: float) -> str:
        """The words, ending in … where there is no room; nothing where not even a few fit."""
        if width < 12:
            return ""
        key = (text, face, int(width))
        found = self._elided.get(key)
        if found is None:
            found = face.metrics.elidedText(text, Qt.TextElideMode.ElideRight, int(width))
            self._elided.put(key, found, 1)
        return found

    def write(
        self, painter: QPainter, face: Face, color: QColor, x: float, y: float, text: str
    ) -> None:
        """Words whose baseline is ``y``; laid out once and kept."""
        key = (text, face)
        laid = self._laid.get(key)
        if laid is None:
            laid = QStaticText(text)
            laid.setTextFormat(Qt.TextFormat.PlainText)
            laid.setPerformanceHint(QStaticText.PerformanceHint.AggressiveCaching)
            self._laid.put(key, laid, 1)
        painter.setFont(face.font)
        painter.setPen(color)
        painter.drawStaticText(QPointF(self.grid(x), self.grid(y - face.ascent)), laid)

    def wrapped(self, text: str, width: float, lines: int) -> tuple[str, ...]:
        """The words of a card in at most so many lines of body type."""
        key = (text, int(width), lines)
        found = self._wrapped.get(key)
        if found is None:
            found = wrap(text, self.body.font, int(width), lines)
            self._wrapped.put(key, found, 1)
        return found

    def paint_hatch(self, painter: QPainter, rect: QRectF, color: Color) -> None:
        """Fill with diagonal lines that move with the rectangle they lie in."""
        tile = self._hatches.get(color)
        if tile is None:
            tile = self._hatches[color] = _hatch(color, self.ratio)
        # Copied piece by piece: filling with a texture costs fifteen times as much.
        top = rect.top()
        while top < rect.bottom():
            height = min(_TILE[1], rect.bottom() - top)
            left = rect.left()
            while left < rect.right():
                width = min(_TILE[0], rect.right() - left)
                source = QRectF(0, 0, width * self.ratio, height * self.ratio)
                painter.drawPixmap(QRectF(left, top, width, height), tile, source)
                left += width
            top += height

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


def _hatch(color: Color, ratio: float) -> QPixmap:
    width, height = _TILE
    tile = QPixmap(round(width * ratio), round(height * ratio))
    tile.fill(Qt.GlobalColor.transparent)
    tile.setDevicePixelRatio(ratio)
    painter = QPainter(tile)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(QColor(color), 1))
    for shift in range(0, round(width + height), _HATCH):
        painter.drawLine(QPointF(shift + 1, -1), QPointF(shift - height - 1, height + 1))
    painter.end()
    return tile


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
