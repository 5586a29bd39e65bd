"""Paints the story lane: prompt cards, and where one may be added."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainter, QPen

from storyboard_studio.document.cards import ActiveCard
from storyboard_studio.timebase import FrameRange
from storyboard_studio.ui.timeline.ink import RADIUS, Ink
from storyboard_studio.ui.timeline.painting import BLOCK_PX, Pass
from storyboard_studio.ui.timeline.words import words

PAD, LINE = 12.0, 16.0
_GHOST_PX = 30.0


def paint_story(one: Pass) -> None:
    one.dust(one.scene.cards, one.lanes.story, one.ink.tokens.own)
    for _, frames in one.seen(one.scene.free):
        _paint_ghost(one, frames)
    for active, frames in one.seen(one.scene.cards):
        _paint_card(one, active, frames)
    one.paint_blocks()


def _paint_card(one: Pass, active: ActiveCard, frames: FrameRange) -> None:
    painter, ink = one.painter, one.ink
    rect = one.rect(frames, one.lanes.story)
    chosen = active.card.id in one.selection.cards
    tokens = ink.tokens
    if rect.width() < BLOCK_PX:
        one.block(rect, tokens.accent if chosen else tokens.own)
        return
    ground = ink.mixed(tokens.raised, tokens.accent, 0.12) if chosen else tokens.raised
    painter.setPen(QPen(ink.accent, 1.5) if chosen else ink.line)
    painter.setBrush(ink.color(ground))
    painter.drawRoundedRect(rect.adjusted(0.5, 0.5, -0.5, -0.5), RADIUS, RADIUS)
    bar = QRectF(rect.left() + 1, rect.top() + 8, 3, rect.height() - 16)
    painter.fillRect(bar, ink.accent if chosen else ink.faint)
    _paint_words(one, active, rect)


def _paint_words(one: Pass, active: ActiveCard, rect: QRectF) -> None:
    """The prompt, its first words kept in sight while the card begins left of what is seen."""
    painter, ink = one.painter, one.ink
    left = max(rect.left() + PAD, min(one.view.x(one.view.left) + PAD, rect.right() - 120))
    width = rect.right() - PAD / 2 - left
    most = int((rect.height() - 10) // LINE)
    text = active.card.text.strip()
    lines = ink.wrapped(text or words("Empty card: double-click to write"), width, most)
    top = rect.center().y() - len(lines) * LINE / 2 + 12
    for index, line in enumerate(lines):
        color = ink.text if text else ink.mute
        ink.write(painter, ink.body, color, left, top + index * LINE, line)


def _paint_ghost(one: Pass, frames: FrameRange) -> None:
    rect = one.rect(frames, one.lanes.story)
    if rect.width() < _GHOST_PX:
        return
    inner, ink = rect.adjusted(2, 12, -2, -12), one.ink
    centre = seen_centre(one, inner)
    if one.scene.board.cards:
        paint_plus_box(one.painter, ink, inner, centre)
        return
    hint = ink.elided(words("Click to write what happens"), ink.body, inner.width() - 60)
    left = centre - (ink.body.metrics.horizontalAdvance(hint) + 24) / 2
    paint_plus_box(one.painter, ink, inner, left + 6)
    ink.write(one.painter, ink.body, ink.mute, left + 24, inner.center().y() + 4, hint)


def paint_plus_box(painter: QPainter, ink: Ink, rect: QRectF, at: float, hot: bool = False) -> None:
    """An outline with a plus: here something can be added."""
    painter.setPen(QPen(ink.accent, 1.5) if hot else ink.line)
    painter.setBrush(ink.band)
    painter.drawRoundedRect(rect.adjusted(0.5, 0.5, -0.5, -0.5), RADIUS, RADIUS)
    painter.setPen(QPen(ink.accent if hot else ink.mute, 1.5))
    centre = QPointF(ink.grid(at), ink.grid(rect.center().y()))
    painter.drawLine(centre - QPointF(5, 0), centre + QPointF(5, 0))
    painter.drawLine(centre - QPointF(0, 5), centre + QPointF(0, 5))


def seen_centre(one: Pass, rect: QRectF) -> float:
    """The middle of the part of a rectangle that is seen."""
    return (max(rect.left(), one.view.x(one.view.left)) + min(rect.right(), one.view.width)) / 2
