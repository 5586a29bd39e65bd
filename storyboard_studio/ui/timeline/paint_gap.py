"""Paints gaps: what engines fill, as objects with a header that says their state in words.

Line style, hatching, icons and words say what colour says: dashed and hatched is not filled, half
strength and hatched is stale, a double line with a lock is locked.
"""

from __future__ import annotations

from bisect import bisect_left

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPen, QPixmap

from storyboard_studio.document.gaps import Gap
from storyboard_studio.render.status import (
    Blocked,
    Empty,
    Failed,
    Filled,
    Filling,
    Locked,
    Stale,
    Waiting,
)
from storyboard_studio.render.takes import Take
from storyboard_studio.ui.timeline.filmstrip import cell_size, cells, grid_step, paint_strip
from storyboard_studio.ui.timeline.geometry import LANE_HEAD
from storyboard_studio.ui.timeline.ink import RADIUS, Ink
from storyboard_studio.ui.timeline.painting import BLOCK_PX, GapLook, Pass
from storyboard_studio.ui.timeline.words import gap_words, words
from storyboard_studio.ui.tokens import Color
from storyboard_studio.ui.wording import state_color

_INSET = 9.0
_BAR = 4.0


def paint_gap(one: Pass, gap: Gap) -> None:
    ink = one.ink
    rect = one.rect(gap.range, one.lanes.picture)
    chosen = one.selection.gap == gap.bound
    look = one.look(gap.bound, gap.range)
    color = _color(look, ink)
    if rect.width() < BLOCK_PX:
        ground = ink.mixed(ink.tokens.panel, color, 0.3)
        one.block(rect, ink.tokens.accent if chosen else ground)
        return
    _paint_ground(one, rect, look, color)
    _paint_pictures(one, gap, rect, look)
    _paint_head(one, gap, rect, look, color)
    if not one.scene.board.items:
        _paint_hint(one, rect)
    ink.round_off(one.painter, rect, ink.band)
    _paint_outline(one, rect, look, color)
    if isinstance(look.state, Filling):
        _paint_bar(one, rect, look.state.fraction)
    if chosen:
        _outline(one, rect, ink.tokens.accent, 2, Qt.PenStyle.SolidLine)


def _color(look: GapLook, ink: Ink) -> Color:
    tokens = ink.tokens
    match look.state:
        case None:
            return tokens.accent
        case Stale():
            return ink.mixed(tokens.panel, state_color(look.state, tokens), 0.6)
        case _:
            return state_color(look.state, tokens)


def _paint_ground(one: Pass, rect: QRectF, look: GapLook, color: Color) -> None:
    ink = one.ink
    ground = ink.band if isinstance(look.state, Empty | None) else ink.raised
    one.painter.fillRect(rect, ground)
    if isinstance(look.state, Empty | Waiting | Failed | Blocked | None):
        lines = ink.mixed(ink.tokens.panel, color, 0.26)
        ink.paint_hatch(one.painter, rect, lines)


def _paint_pictures(one: Pass, gap: Gap, rect: QRectF, look: GapLook) -> None:
    body = rect.adjusted(0, LANE_HEAD, 0, 0)
    match look.state:
        case Filling():
            _paint_live(one, gap, body)
        case Stale():
            one.painter.setOpacity(0.5)
            _paint_take(one, gap, body, look.take)
            one.painter.setOpacity(1.0)
            one.painter.setOpacity(0.6)
            lines = one.ink.mixed(one.ink.tokens.panel, one.ink.tokens.text, 0.5)
            one.ink.paint_hatch(one.painter, body, lines)
            one.painter.setOpacity(1.0)
        case Filled() | Locked():
            _paint_take(one, gap, body, look.take)
        case _:
            pass


def _paint_take(one: Pass, gap: Gap, body: QRectF, take: Take | None) -> None:
    if take is None:
        return
    path = one.render.store.path(take.digest)
    size = cell_size(body.height(), take.size)
    step = grid_step(size.width() / one.view.scale)

    def cell(frame: int) -> QPixmap | None:
        # An old take of another length is stretched over the gap, as the film does.
        index = frame * take.frames // max(1, len(gap.range))
        return one.pictures.take(path, min(index - index % step, take.frames - 1), size, take.size)

    paint_strip(one.painter, body, cells(one, gap.range, body, size.width()), size, cell)


def _paint_live(one: Pass, gap: Gap, body: QRectF) -> None:
    """The frames that have landed, each where it belongs; cells without one stay bare."""
    landed = sorted(one.render.live_indices(gap.bound))
    size = cell_size(body.height(), one.scene.board.canvas)
    reach = size.width() / one.view.scale

    def cell(frame: int) -> QPixmap | None:
        at = bisect_left(landed, frame)
        if at == len(landed) or landed[at] >= frame + reach:
            return None
        picture = one.render.live_frame(gap.bound, landed[at])
        return None if picture is None else one.pictures.live(gap.bound, landed[at], picture, size)

    paint_strip(one.painter, body, cells(one, gap.range, body, size.width()), size, cell)


def _paint_head(one: Pass, gap: Gap, rect: QRectF, look: GapLook, color: Color) -> None:
    ink = one.ink
    head = QRectF(rect.left(), rect.top(), rect.width(), LANE_HEAD)
    one.painter.fillRect(head, ink.head_of(color))
    left = max(rect.left(), min(one.view.x(one.view.left), rect.right() - 90)) + _INSET
    icon = _icon(look)
    if icon and rect.right() - left > 20:
        one.painter.drawPixmap(
            QPointF(left - 1, rect.top() + 4), ink.icon(icon, ink.tokens.text, 14)
        )
        left += 17
    text = gap_words(look.state, look.plan, len(gap.range), one.scene.board.rate)
    shown = ink.elided(text, ink.head, _free_until(one, gap, rect) - left - 4)
    if shown:
        ink.write(one.painter, ink.head, ink.text, left, rect.top() + 15.5, shown)


def _free_until(one: Pass, gap: Gap, rect: QRectF) -> float:
    """Where a header's words must end: at the first keyframe that is well inside."""
    flag = next((f for f in gap.keyframes if one.view.x(f.start) > rect.left() + 60), None)
    return rect.right() if flag is None else min(rect.right(), one.view.x(flag.start))


def _icon(look: GapLook) -> str:
    match look.state:
        case Locked():
            return "lock"
        case Failed() | Blocked():
            return "warning"
        case _:
            return ""


def _paint_outline(one: Pass, rect: QRectF, look: GapLook, color: Color) -> None:
    style = Qt.PenStyle.SolidLine
    if isinstance(look.state, Empty | Waiting | Stale | None):
        style = Qt.PenStyle.DashLine
    _outline(one, rect, color, 1.5, style)
    if isinstance(look.state, Locked):
        _outline(one, rect.adjusted(3, 3, -3, -3), color, 1.25, style)


def _outline(one: Pass, rect: QRectF, color: Color, width: float, style: Qt.PenStyle) -> None:
    half = width / 2
    one.painter.setPen(QPen(one.ink.color(color), width, style))
    one.painter.setBrush(Qt.BrushStyle.NoBrush)
    one.painter.drawRoundedRect(rect.adjusted(half, half, -half, -half), RADIUS - 1, RADIUS - 1)


def _paint_hint(one: Pass, rect: QRectF) -> None:
    """What an empty board needs first."""
    ink = one.ink
    text = ink.elided(words("Drop photos and clips here"), ink.body, rect.width() - 24)
    width = ink.body.metrics.horizontalAdvance(text)
    middle = rect.top() + (LANE_HEAD + rect.height()) / 2
    ground = QRectF(rect.center().x() - width / 2 - 10, middle - 12, width + 20, 24)
    one.painter.fillRect(ground, ink.band)
    ink.write(one.painter, ink.body, ink.text, ground.left() + 10, middle + 4, text)


def _paint_bar(one: Pass, rect: QRectF, fraction: float) -> None:
    ink = one.ink
    bar = QRectF(rect.left() + 8, rect.bottom() - 10, rect.width() - 16, _BAR)
    if bar.width() <= 2 * _BAR:
        return
    one.painter.setPen(Qt.PenStyle.NoPen)
    one.painter.setBrush(ink.color(ink.mixed(ink.tokens.panel, ink.tokens.faint, 0.5)))
    one.painter.drawRoundedRect(bar, _BAR / 2, _BAR / 2)
    bar.setWidth(max(_BAR, bar.width() * min(1.0, fraction)))
    one.painter.setBrush(ink.color(ink.tokens.gen))
    one.painter.drawRoundedRect(bar, _BAR / 2, _BAR / 2)
