"""Paints what lies over the lanes and changes often: playhead, guides, what a gesture shows."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPolygonF

from storyboard_studio.timebase import Frame
from storyboard_studio.ui.timeline.geometry import HEADER, RULER, Lanes, View
from storyboard_studio.ui.timeline.gestures import Showing
from storyboard_studio.ui.timeline.hits import PLUS_PX, plus_band
from storyboard_studio.ui.timeline.ink import RADIUS, Ink

PLAYHEAD_PX = 8
"""How far the playhead's handle reaches to each side of its frame."""


def paint_playhead(painter: QPainter, ink: Ink, view: View, lanes: Lanes, frame: Frame) -> None:
    x = ink.grid(view.x(frame)) + 0.5
    if not HEADER - 1 <= x <= view.width + PLAYHEAD_PX:
        return
    painter.setPen(QPen(ink.playhead, 1.5))
    painter.drawLine(QPointF(x, RULER.bottom - 4), QPointF(x, lanes.bottom + 4))
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(ink.playhead)
    top, bottom = RULER.bottom - 16, RULER.bottom - 1
    painter.drawPolygon(
        QPolygonF(
            [
                QPointF(x - 6.5, top),
                QPointF(x + 6.5, top),
                QPointF(x + 6.5, bottom - 6),
                QPointF(x, bottom),
                QPointF(x - 6.5, bottom - 6),
            ]
        )
    )


def paint_showing(painter: QPainter, ink: Ink, view: View, lanes: Lanes, showing: Showing) -> None:
    """A gesture's guide line, rubber band and words."""
    if showing.guide is not None:
        paint_guide(painter, ink, view, lanes, showing.guide)
    if showing.band is not None:
        left, top, right, bottom = showing.band
        tint = QColor(ink.accent)
        tint.setAlphaF(0.15)
        painter.setPen(QPen(ink.accent, 1))
        painter.setBrush(tint)
        painter.drawRect(QRectF(left, top, right - left, bottom - top))
    if showing.note:
        refused = showing.outcome is not None and showing.outcome.problem is not None
        paint_note(painter, ink, view, showing.at, showing.note, refused)


def paint_guide(painter: QPainter, ink: Ink, view: View, lanes: Lanes, frame: Frame) -> None:
    """A line where an edge was caught."""
    x = ink.grid(view.x(frame)) + 0.5
    painter.setPen(QPen(ink.accent, 1))
    painter.drawLine(QPointF(x, RULER.bottom), QPointF(x, lanes.bottom + 4))


def paint_note(
    painter: QPainter, ink: Ink, view: View, at: tuple[float, float], text: str, bad: bool = False
) -> None:
    """Words beside the pointer, never outside the timeline."""
    shown = ink.elided(text, ink.head, view.width - HEADER - 40)
    width = ink.head.metrics.horizontalAdvance(shown) + 16
    left = min(max(HEADER, at[0] + 14), view.width - width - 6)
    rect = QRectF(ink.grid(left), ink.grid(max(2.0, at[1] - 34)), width, 24)
    painter.setPen(QPen(ink.color(ink.tokens.bad), 1) if bad else ink.line)
    painter.setBrush(ink.raised)
    painter.drawRoundedRect(rect.adjusted(0.5, 0.5, -0.5, -0.5), 6, 6)
    ink.write(painter, ink.head, ink.text, rect.left() + 8, rect.top() + 16, shown)


def paint_gap_plus(painter: QPainter, ink: Ink, lanes: Lanes, x: float, hot: bool) -> None:
    """The round "+" that follows the pointer in a gap."""
    top, bottom = plus_band(lanes)
    centre = QPointF(ink.grid(x), ink.grid((top + bottom) / 2))
    painter.setPen(QPen(ink.accent if hot else ink.line.color(), 1.5 if hot else 1))
    painter.setBrush(ink.raised)
    painter.drawEllipse(centre, PLUS_PX / 2 - 1, PLUS_PX / 2 - 1)
    painter.setPen(QPen(ink.accent if hot else ink.mute, 1.5))
    painter.drawLine(centre - QPointF(5, 0), centre + QPointF(5, 0))
    painter.drawLine(centre - QPointF(0, 5), centre + QPointF(0, 5))


def paint_drop(
    painter: QPainter, ink: Ink, view: View, lanes: Lanes, frame: Frame, length: int
) -> None:
    """Where something that is dragged in would go, and how much of the lane it would take."""
    left = ink.grid(view.x(frame))
    if length > 1:
        tint = QColor(ink.accent)
        tint.setAlphaF(0.18)
        painter.setPen(QPen(ink.accent, 1.5))
        painter.setBrush(tint)
        width = max(4.0, length * view.scale)
        band = lanes.picture
        painter.drawRoundedRect(QRectF(left, band.top, width, band.height), RADIUS, RADIUS)
    painter.fillRect(QRectF(left - 1, RULER.bottom, 2, lanes.bottom - RULER.bottom), ink.accent)


def paint_focus(painter: QPainter, ink: Ink, rect: QRectF) -> None:
    """The keyboard is here."""
    painter.setPen(QPen(ink.accent, 2))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRect(rect.adjusted(1, 1, -1, -1))
