"""Paints the ruler, the lanes' ground and names, cuts, markers and the in-out range."""

from __future__ import annotations

from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPolygonF

from storyboard_studio.ui.timeline.geometry import HEADER, RULER, Lane
from storyboard_studio.ui.timeline.hits import CUT_PX, cut_band
from storyboard_studio.ui.timeline.ink import RADIUS
from storyboard_studio.ui.timeline.painting import Pass
from storyboard_studio.ui.timeline.ticks import Level, seen_ticks
from storyboard_studio.ui.timeline.words import words

_TICK = {Level.MAJOR: 9.0, Level.MEDIUM: 7.0, Level.MINOR: 4.0}


def paint_ground(one: Pass) -> None:
    """The panel and a band under each lane, as long as the board."""
    painter, ink, view = one.painter, one.ink, one.view
    painter.fillRect(QRectF(0, 0, view.width, 1e4), ink.panel)
    left = max(HEADER, view.x(0))
    right = min(view.width + RADIUS, view.x(one.scene.board.length))
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(ink.band)
    for lane in Lane:
        band = one.lanes.band(lane)
        rect = QRectF(left, band.top - 4, max(0.0, right - left), band.height + 8)
        painter.drawRoundedRect(rect, RADIUS, RADIUS)


def paint_names(one: Pass) -> None:
    """The column at the left."""
    painter, ink = one.painter, one.ink
    painter.fillRect(QRectF(0, 0, HEADER - 4, 1e4), ink.panel)
    ink.write(painter, ink.title, ink.text, 18, RULER.height / 2 + 5, words("Timeline"))
    for lane, name in (
        (Lane.STORY, words("Story")),
        (Lane.PICTURE, words("Picture")),
        (Lane.SOUND, words("Sound")),
    ):
        band = one.lanes.band(lane)
        shown = ink.elided(name, ink.name, HEADER - 26)
        ink.write(painter, ink.name, ink.mute, 18, band.top + band.height / 2 + 4, shown)


def paint_ruler(one: Pass) -> None:
    painter, ink, view = one.painter, one.ink, one.view
    _paint_in_out(one)
    lines: list[QLineF] = []
    strong: list[QLineF] = []
    board = one.scene.board
    # A label reaches right of its mark, so marks a little left of the edge are looked at too.
    first = max(0, int(view.left - 100 / view.scale))
    for tick in seen_ticks(board.rate, view.scale, first, view.end + 1):
        x = ink.grid(view.x(tick.frame)) + 0.5
        line = QLineF(x, RULER.bottom - _TICK[tick.level], x, RULER.bottom - 1)
        (lines if tick.level is Level.MINOR else strong).append(line)
        if tick.label:
            ink.write(painter, ink.time, ink.mute, x + 3, 16, tick.label)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
    painter.setPen(ink.line)
    painter.drawLines(lines)
    painter.setPen(QPen(ink.faint, 1))
    painter.drawLines(strong)
    painter.setPen(ink.line)
    painter.drawLine(QPointF(0, RULER.bottom - 0.5), QPointF(view.width, RULER.bottom - 0.5))
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    _paint_markers(one)


def paint_cuts(one: Pass) -> None:
    """A dashed line through all lanes and a tag that can be taken hold of."""
    painter, ink, view = one.painter, one.ink, one.view
    top, bottom = cut_band(one.lanes)
    for cut in one.points(one.scene.cuts, CUT_PX):
        chosen = cut.id == one.selection.cut
        color = ink.tokens.accent if chosen else ink.tokens.text
        x = ink.grid(view.x(cut.frame))
        painter.setPen(QPen(ink.color(color), 1, Qt.PenStyle.DashLine))
        painter.drawLine(QPointF(x, one.lanes.story.top - 4), QPointF(x, one.lanes.bottom + 4))
        tag = QRectF(x - 11, top, 22, bottom - top)
        painter.setPen(QPen(ink.color(color if chosen else ink.tokens.line), 1))
        painter.setBrush(ink.raised)
        painter.drawRoundedRect(tag.adjusted(0.5, 0.5, -0.5, -0.5), 6, 6)
        painter.drawPixmap(QPointF(x - 7, top + 3), ink.icon("cut", color, 14))


def _paint_markers(one: Pass) -> None:
    painter, ink, view = one.painter, one.ink, one.view
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(ink.text)
    for marker in one.points(one.scene.markers, 4):
        painter.drawPolygon(_pennant(view.x(marker.frame)))


def _pennant(x: float) -> QPolygonF:
    top, bottom = RULER.bottom - 13, RULER.bottom - 1
    return QPolygonF(
        [
            QPointF(x - 4.5, top),
            QPointF(x + 4.5, top),
            QPointF(x + 4.5, bottom - 5),
            QPointF(x, bottom),
            QPointF(x - 4.5, bottom - 5),
        ]
    )


def _paint_in_out(one: Pass) -> None:
    """The part that loops: a tinted ruler with a bar at each end."""
    frames = one.scene.board.in_out
    if frames is None:
        return
    painter, ink, view = one.painter, one.ink, one.view
    left, right = ink.grid(view.x(frames.start)), ink.grid(view.x(frames.end))
    tint = QColor(ink.accent)
    tint.setAlphaF(0.16)
    painter.fillRect(QRectF(left, 0, right - left, RULER.height - 1), tint)
    for x, toward in ((left, 1), (right - 2, -1)):
        painter.fillRect(QRectF(x, 0, 2, RULER.height - 1), ink.accent)
        foot = x if toward > 0 else x - 4
        painter.fillRect(QRectF(foot, 0, 6, 2), ink.accent)
        painter.fillRect(QRectF(foot, RULER.height - 3, 6, 2), ink.accent)
