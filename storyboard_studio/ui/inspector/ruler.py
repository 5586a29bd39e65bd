"""The gap ruler: where a gap's length lies between hard cut, smooth, comfortable and drifts.

Every zone has a fixed share of the bar; inside its zone the marker moves with the length. Knows
the engine's limits; no plan and no board.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from storyboard_engine.capabilities import RulerLimits, Verdict
from storyboard_studio.ui.studio import Studio
from storyboard_studio.ui.theme import font
from storyboard_studio.ui.tokens import Color, Tokens, mix
from storyboard_studio.ui.wording import verdict_words, words

_SHARES = {
    Verdict.CUT: 0.13,
    Verdict.SMOOTH: 0.19,
    Verdict.COMFORTABLE: 0.46,
    Verdict.DRIFTS: 0.22,
}


@dataclass(frozen=True, slots=True)
class Zone:
    """One part of the bar: from and to in shares of its width, and in seconds."""

    verdict: Verdict
    left: float
    right: float
    start_s: float
    end_s: float


def zones(limits: RulerLimits, known_sides: int) -> tuple[Zone, ...]:
    """The zones that a gap with 0, 1 or 2 known sides can fall into."""
    scale = Fraction(1, 2) if known_sides == 1 else Fraction(1)
    edges = [limits.cut_s * scale, limits.smooth_s * scale, limits.comfortable_s * scale]
    kinds = list(Verdict)
    if known_sides == 0:
        edges, kinds = edges[2:], kinds[2:]
    starts = [0.0, *(float(edge) for edge in edges)]
    ends = [*starts[1:], starts[-1] * 3]
    total = sum(_SHARES[kind] for kind in kinds)
    found, left = [], 0.0
    for kind, start, end in zip(kinds, starts, ends, strict=True):
        right = left + _SHARES[kind] / total
        found.append(Zone(kind, left, right, start, end))
        left = right
    return tuple(found)


def marker_at(all_zones: tuple[Zone, ...], distance_s: float) -> float:
    """Where the marker stands, as a share of the bar's width."""
    for zone in all_zones:
        if distance_s <= zone.end_s or zone is all_zones[-1]:
            inside = (distance_s - zone.start_s) / (zone.end_s - zone.start_s)
            return zone.left + (zone.right - zone.left) * min(max(inside, 0.04), 0.96)
    return 0.0


class GapRuler(QWidget):
    """The bar, its marker and the words under it."""

    _BAR, _GAP = 8, 2

    def __init__(self, studio: Studio) -> None:
        super().__init__()
        self._studio = studio
        self._zones: tuple[Zone, ...] = ()
        self._marker = 0.0
        self._verdict = Verdict.COMFORTABLE
        self.setFixedHeight(40)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        studio.theme_changed.connect(self.update)

    def show_gap(
        self, limits: RulerLimits, known_sides: int, distance_s: Fraction, verdict: Verdict
    ) -> None:
        self._zones = zones(limits, known_sides)
        self._marker = marker_at(self._zones, float(distance_s))
        self._verdict = verdict
        self.setAccessibleName(words("Gap ruler"))
        self.setAccessibleDescription(verdict_words(verdict))
        self.setToolTip(_limits_words(self._zones, assumed=limits.assumed))
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(280, 40)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        tokens = self._studio.tokens
        painter.setFont(font(11))
        for zone in self._zones:
            self._paint_zone(painter, tokens, zone)
        at = self._marker * self.width()
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(tokens.text))
        painter.drawRoundedRect(QRectF(at - 2, 1, 4, self._BAR + 8), 2, 2)

    def _paint_zone(self, painter: QPainter, tokens: Tokens, zone: Zone) -> None:
        left, right = zone.left * self.width(), zone.right * self.width()
        bar = QRectF(left, 5, right - left - self._GAP, self._BAR)
        here = zone.verdict is self._verdict
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(_zone_color(tokens, zone.verdict, here)))
        painter.drawRoundedRect(bar, 2, 2)
        painter.setPen(QColor(tokens.text if here else tokens.mute))
        below = QRectF(left - 6, 20, right - left + 12 - self._GAP, 18)
        painter.drawText(below, Qt.AlignmentFlag.AlignCenter, _short(zone.verdict))


def _zone_color(tokens: Tokens, verdict: Verdict, here: bool) -> Color:
    color = {
        Verdict.CUT: tokens.bad,
        Verdict.SMOOTH: tokens.draft,
        Verdict.COMFORTABLE: tokens.ok,
        Verdict.DRIFTS: tokens.draft,
    }[verdict]
    return mix(tokens.panel, color, 0.62 if here else 0.34)


def _short(verdict: Verdict) -> str:
    return words("cut") if verdict is Verdict.CUT else verdict_words(verdict)


def _limits_words(all_zones: tuple[Zone, ...], *, assumed: bool) -> str:
    parts = [f"{_short(zone.verdict)} ≤ {zone.end_s:g} s" for zone in all_zones[:-1]]
    text = " · ".join(parts)
    return f"{text}\n{words('These limits are assumed, not measured yet.')}" if assumed else text
