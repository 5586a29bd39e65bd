"""What the timeline shows under a pointer that only rests there: a "+" where something can be
added, and a cursor that says what a drag would do.
"""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter

from storyboard_studio.timebase import timecode
from storyboard_studio.ui.timeline.gestures import Pointer, Stage
from storyboard_studio.ui.timeline.hits import (
    Hit,
    OnCard,
    OnCut,
    OnFree,
    OnGap,
    OnItem,
    OnMarker,
    Part,
    plus_fits,
)
from storyboard_studio.ui.timeline.ink import Ink
from storyboard_studio.ui.timeline.paint_overlay import paint_gap_plus, paint_guide, paint_note
from storyboard_studio.ui.timeline.paint_story import paint_plus_box
from storyboard_studio.ui.timeline.pointing import free_frame


def cursor_for(found: Hit) -> Qt.CursorShape:
    match found:
        case OnItem(part=Part.START | Part.END) | OnCard(part=Part.START | Part.END):
            return Qt.CursorShape.SizeHorCursor
        case OnGap(plus=True) | OnFree() | OnCut() | OnMarker():
            return Qt.CursorShape.PointingHandCursor
        case _:
            return Qt.CursorShape.ArrowCursor


def paint_hover(painter: QPainter, ink: Ink, stage: Stage, found: Hit, pointer: Pointer) -> None:
    match found:
        case OnFree():
            _paint_free(painter, ink, stage, found, pointer)
        case OnGap(bound=bound, plus=hot):
            gap = next((one for one in stage.scene.gaps.objects if one.bound == bound), None)
            if gap is not None and plus_fits(stage.view, gap):
                paint_gap_plus(painter, ink, stage.lanes, pointer.x, hot)
        case _:
            pass


def _paint_free(painter: QPainter, ink: Ink, stage: Stage, found: OnFree, pointer: Pointer) -> None:
    """Where a card would begin."""
    view, story = stage.view, stage.lanes.story
    frame = free_frame(stage, found, pointer)
    left, right = view.x(frame), view.x(found.range.end)
    rect = QRectF(ink.grid(left) + 1.5, story.top, max(4.0, right - left - 3), story.height)
    paint_plus_box(painter, ink, rect, min(rect.center().x(), rect.left() + 40), hot=True)
    paint_guide(painter, ink, view, stage.lanes, frame)
    words = timecode(frame, stage.scene.board.rate)
    paint_note(painter, ink, view, (left, story.top), words)
