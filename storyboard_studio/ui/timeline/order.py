"""The order in which the keyboard goes from object to object: by time, then from top to bottom.

Pure: knows no Qt.
"""

from __future__ import annotations

from storyboard_studio.timebase import FrameRange
from storyboard_studio.ui.studio import Selection
from storyboard_studio.ui.timeline.scene import Scene

_STORY, _CUT, _PICTURE = range(3)


def stops(scene: Scene) -> list[tuple[FrameRange, Selection]]:
    """Every object that can be chosen, with the frames it takes."""
    found: list[tuple[int, int, FrameRange, Selection]] = []
    for active in scene.cards.objects:
        chosen = Selection(cards=frozenset((active.card.id,)))
        found.append((active.range.start, _STORY, active.range, chosen))
    for cut in scene.board.cuts:
        at = FrameRange(cut.frame, cut.frame)
        found.append((cut.frame, _CUT, at, Selection(cut=cut.id)))
    for item in scene.board.items:
        chosen = Selection(items=frozenset((item.id,)))
        found.append((item.start, _PICTURE, item.range, chosen))
    for gap in scene.gaps.objects:
        found.append((gap.range.start, _PICTURE, gap.range, Selection(gap=gap.bound)))
    found.sort(key=lambda stop: stop[:2])
    return [(frames, chosen) for _, _, frames, chosen in found]


def stop_after(
    scene: Scene, selection: Selection, forward: bool
) -> tuple[FrameRange, Selection] | None:
    """The object that follows what is chosen (nothing chosen: the first); None at the end."""
    row = stops(scene) if forward else stops(scene)[::-1]
    at = next((i for i, (_, chosen) in enumerate(row) if chosen == selection), -1)
    return row[at + 1] if at + 1 < len(row) else None
