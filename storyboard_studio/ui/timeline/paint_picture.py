"""Paints the picture lane: clips, stills, dissolves and keyframes. Gaps are ``paint_gap``'s."""

from __future__ import annotations

from fractions import Fraction

from PySide6.QtCore import QLineF, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPen

from storyboard_studio.document.board import Clip, Image, Item, MediaRef
from storyboard_studio.timebase import FrameRange
from storyboard_studio.ui.timeline.filmstrip import cell_size, cells, grid_step, paint_strip
from storyboard_studio.ui.timeline.geometry import LANE_HEAD, Band
from storyboard_studio.ui.timeline.hits import FLAG_PX, flag_span
from storyboard_studio.ui.timeline.ink import RADIUS
from storyboard_studio.ui.timeline.paint_gap import paint_gap
from storyboard_studio.ui.timeline.painting import BLOCK_PX, Pass
from storyboard_studio.ui.timeline.scene import Flag
from storyboard_studio.ui.timeline.words import media_name, words
from storyboard_studio.ui.tokens import Color

_TEXT_INSET = 9.0


def paint_picture(one: Pass) -> None:
    tokens = one.ink.tokens
    one.dust(one.scene.gaps, one.lanes.picture, tokens.line)
    one.dust(one.scene.items, one.lanes.picture, tokens.own)
    for gap, _ in one.seen(one.scene.gaps):
        paint_gap(one, gap)
    for item, frames in one.seen(one.scene.items):
        _paint_item(one, item, frames)
    one.paint_blocks()
    for frames, _ in one.seen(one.scene.overlaps):
        _paint_dissolve(one, frames)
    for flag in one.points(one.scene.flags, FLAG_PX):
        _paint_flag(one, flag)
    one.paint_blocks()


def _paint_item(one: Pass, item: Item, frames: FrameRange) -> None:
    painter, ink = one.painter, one.ink
    rect = one.rect(frames, one.lanes.picture)
    chosen = item.id in one.selection.items
    media = one.scene.media[item.media]
    missing = media.id in one.render.missing
    color = ink.tokens.bad if missing else ink.tokens.own
    if rect.width() < BLOCK_PX:
        one.block(rect, ink.tokens.accent if chosen else color)
        return
    _paint_body(one, rect, item, media)
    ground = ink.head_of(color) if missing else ink.color(ink.mixed(ink.tokens.panel, color, 0.9))
    painter.fillRect(QRectF(rect.left(), rect.top(), rect.width(), LANE_HEAD), ground)
    text = media_name(media)
    paint_head(one, rect, f"{words('missing')} · {text}" if missing else text, missing)
    ink.round_off(painter, rect, ink.band)
    if missing:
        outline(one, rect, color, 1.5)
    if chosen:
        outline(one, rect, ink.tokens.accent, 2)


def _paint_body(one: Pass, rect: QRectF, item: Item, media: MediaRef) -> None:
    body = rect.adjusted(0, LANE_HEAD, 0, 0)
    one.painter.fillRect(body, one.ink.color(one.ink.tokens.own))
    size = cell_size(body.height(), media.size)
    step = grid_step(size.width() / one.view.scale)
    strip = cells(one, item.range, body, size.width())
    paint_strip(
        one.painter,
        body,
        strip,
        size,
        lambda frame: one.pictures.media(media, _shown_at(one, item, frame, step), size),
    )


def _shown_at(one: Pass, item: Item, frame: int, step: int) -> Fraction:
    """The source time of a cell, on the zoom's grid, never before the item's own first frame."""
    if not isinstance(item, Clip):
        return Fraction(0)
    rate = one.scene.board.rate
    source = int(item.source_in * rate) + frame
    return max(item.source_in, Fraction(source - source % step) / rate)


def paint_head(one: Pass, rect: QRectF, text: str, warn: bool = False) -> None:
    """A header's words, kept in sight while the object begins left of what is seen."""
    ink = one.ink
    seen = one.view.x(one.view.left)
    left = max(rect.left(), min(seen, rect.right() - 90)) + _TEXT_INSET
    if warn and rect.right() - left > 20:
        icon = ink.icon("warning", ink.tokens.text, 14)
        one.painter.drawPixmap(QPointF(left, rect.top() + 4), icon)
        left += 18
    shown = ink.elided(text, ink.head, rect.right() - left - 4)
    if shown:
        ink.write(one.painter, ink.head, ink.text, left, rect.top() + 15.5, shown)


def outline(one: Pass, rect: QRectF, color: Color, width: float) -> None:
    half = width / 2
    one.painter.setPen(QPen(one.ink.color(color), width))
    one.painter.setBrush(Qt.BrushStyle.NoBrush)
    one.painter.drawRoundedRect(rect.adjusted(half, half, -half, -half), RADIUS - 1, RADIUS - 1)


def _paint_dissolve(one: Pass, frames: FrameRange) -> None:
    """Where two items overlap: one crosses into the other."""
    painter, ink = one.painter, one.ink
    band = one.lanes.picture
    left, right = ink.grid(one.view.x(frames.start)), ink.grid(one.view.x(frames.end))
    body = QRectF(left, band.top + LANE_HEAD, right - left, band.height - LANE_HEAD)
    veil = QColor(ink.panel)
    veil.setAlphaF(0.55)
    painter.fillRect(body, veil)
    painter.setPen(QPen(ink.text, 1))
    painter.drawLines(
        [
            QLineF(body.bottomLeft(), body.topRight()),
            QLineF(body.topLeft(), body.bottomRight()),
            QLineF(body.topLeft(), body.bottomLeft()),
            QLineF(body.topRight(), body.bottomRight()),
        ]
    )
    word = words("dissolve")
    width = ink.head.metrics.horizontalAdvance(word)
    if body.width() > width + 12:
        ground = QRectF(body.center().x() - width / 2 - 4, body.bottom() - 20, width + 8, 16)
        painter.fillRect(ground, ink.panel)
        ink.write(painter, ink.head, ink.text, ground.left() + 4, ground.bottom() - 4, word)


def _paint_flag(one: Pass, flag: Flag) -> None:
    """A keyframe: a pole at its frame and a flag that is wide enough to take hold of."""
    painter, ink = one.painter, one.ink
    image: Image = flag.image
    media = one.scene.media[image.media]
    missing = media.id in one.render.missing
    chosen = image.id in one.selection.items
    left, right = (ink.grid(x) for x in flag_span(one.view, flag))
    band = one.lanes.picture
    rect = QRectF(left, band.top, right - left, band.height).adjusted(1, 0, -1, 0)
    color = ink.tokens.accent if chosen else ink.tokens.bad if missing else ink.tokens.text
    if len(flag.gap.range) * one.view.scale < FLAG_PX:  # no room for more than a sign
        one.block(QRectF(left, band.top - 4, 2, band.height + 8), color)
        one.block(QRectF(left, band.top - 4, 12, 8), color)
        return
    head = ink.tokens.bad if missing else ink.tokens.own
    body = rect.adjusted(0, LANE_HEAD, 0, 0)
    painter.fillRect(body, ink.color(ink.tokens.own))
    picture = one.pictures.media(media, Fraction(0), _flag_size(body))
    if picture is not None:
        painter.drawPixmap(body, picture, QRectF(picture.rect()))
    painter.fillRect(QRectF(rect.left(), rect.top(), rect.width(), LANE_HEAD), ink.head_of(head))
    name = "warning" if missing else "image"
    if rect.width() < 60:
        icon = ink.icon(name, ink.tokens.text, 14)
        painter.drawPixmap(QPointF(rect.center().x() - 7, rect.top() + 4), icon)
    else:
        paint_head(one, rect, media_name(media), missing)
    ink.round_off(painter, rect, ink.band)
    outline(one, rect, color, 2 if chosen else 1)
    _paint_pole(one, image, band, color)


def _flag_size(body: QRectF) -> QSize:
    return QSize(max(8, round(body.width())), max(8, round(body.height())))


def _paint_pole(one: Pass, image: Image, band: Band, color: Color) -> None:
    x = one.ink.grid(one.view.x(image.start))
    one.painter.fillRect(QRectF(x, band.top - 4, 1.5, band.height + 8), one.ink.color(color))
