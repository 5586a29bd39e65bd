"""Paints the sound lane: the waveform of every clip that can be heard."""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QPointF, QRectF, Qt

from storyboard_studio.document.board import Clip
from storyboard_studio.timebase import FrameRange
from storyboard_studio.ui.timeline.geometry import HEADER
from storyboard_studio.ui.timeline.ink import RADIUS
from storyboard_studio.ui.timeline.painting import BLOCK_PX, Pass
from storyboard_studio.ui.timeline.pictures import Loudness
from storyboard_studio.ui.timeline.words import words

PEAKS_PER_SECOND = 100
_BAR, _PITCH = 2.0, 4.0
_FLOOR_DB = -48.0


def paint_sound(one: Pass) -> None:
    one.dust(one.scene.sounds, one.lanes.sound, one.ink.tokens.own)
    for clip, frames in one.seen(one.scene.sounds):
        _paint_clip(one, clip, frames)
    one.paint_blocks()


def _paint_clip(one: Pass, clip: Clip, frames: FrameRange) -> None:
    painter, ink = one.painter, one.ink
    rect = one.rect(frames, one.lanes.sound)
    tokens = ink.tokens
    chosen = clip.id in one.selection.items
    if rect.width() < BLOCK_PX:
        one.block(rect, tokens.accent if chosen else tokens.own)
        return
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(ink.color(ink.mixed(tokens.panel, tokens.own, 0.45)))
    painter.drawRoundedRect(rect, RADIUS, RADIUS)
    loudness = one.pictures.loudness(one.scene.media[clip.media])
    if loudness is not None and len(loudness):
        _paint_wave(one, clip, rect, loudness)
    if clip.muted:
        _paint_muted(one, rect)


def _paint_wave(one: Pass, clip: Clip, rect: QRectF, loudness: Loudness) -> None:
    """Bars of the loudest sample of their time, mirrored: thin, evenly apart, crisp."""
    view, ink = one.view, one.ink
    inner = rect.adjusted(6, 5, -6, -5)
    first = max(0, math.floor((HEADER - inner.left()) / _PITCH))
    last = math.floor((min(inner.right(), view.width) - inner.left()) / _PITCH)
    if last <= first:
        return
    lefts = inner.left() + np.arange(first, last) * _PITCH
    highs = np.maximum(0.5, _level(_loudest(one, clip, lefts, loudness)) * (inner.height() / 2))
    middle = inner.center().y()
    bars = [
        QRectF(left, middle - high, _BAR, 2 * high)
        for left, high in zip(lefts.tolist(), highs.tolist(), strict=True)
    ]
    one.painter.setBrush(ink.faint if clip.muted else ink.mute)
    one.painter.drawRects(bars)


def _loudest(
    one: Pass, clip: Clip, lefts: npt.NDArray[np.floating], loudness: Loudness
) -> npt.NDArray[np.float32]:
    """The loudest sample under each bar."""
    rate = float(one.scene.board.rate)
    frames = (lefts - one.view.x(clip.start)) / one.view.scale
    at = ((float(clip.source_in) + frames / rate) * PEAKS_PER_SECOND).astype(np.int64)
    width = max(1, round(_PITCH / one.view.scale / rate * PEAKS_PER_SECOND))
    padded = np.append(loudness, np.float32(0))  # sound that ends before its picture is silent
    starts = np.clip(at, 0, len(loudness))
    ends = np.clip(at + width, starts + 1, len(padded))
    spans = np.stack([starts, np.minimum(ends, len(loudness))], axis=1).ravel()
    loudest: npt.NDArray[np.float32] = np.maximum.reduceat(padded, spans)[::2]
    return loudest


def _level(loudness: Loudness) -> Loudness:
    """How high a bar is, 0 to 1: decibels over the quietest that is shown, so that speech and
    music both fill the lane.
    """
    decibels = 20 * np.log10(np.maximum(loudness, 1e-4))
    level: Loudness = np.clip(1 - decibels / _FLOOR_DB, 0, 1).astype(np.float32)
    return level


def _paint_muted(one: Pass, rect: QRectF) -> None:
    ink = one.ink
    ground = QRectF(rect.left() + 6, rect.center().y() - 9, 18, 18)
    one.painter.fillRect(ground, ink.panel)
    one.painter.drawPixmap(ground.topLeft() + QPointF(2, 2), ink.icon("mute", ink.tokens.text, 14))
    if rect.width() > 90:
        left = ground.right() + 4
        word = words("muted")
        width = ink.head.metrics.horizontalAdvance(word)
        one.painter.fillRect(QRectF(left - 4, ground.top(), width + 8, 18), ink.panel)
        ink.write(one.painter, ink.head, ink.mute, left, ground.center().y() + 4, word)
