"""From a pressed button to a gesture: what a click chooses and what a drag takes hold of."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from storyboard_studio.timebase import Frame
from storyboard_studio.ui.studio import Selection
from storyboard_studio.ui.timeline.gestures import (
    Gesture,
    Pointer,
    Press,
    RubberBand,
    Scrub,
    Stage,
    moving,
    trimming,
)
from storyboard_studio.ui.timeline.hits import (
    Hit,
    Nowhere,
    OnCard,
    OnCut,
    OnFree,
    OnGap,
    OnItem,
    OnMarker,
    OnRuler,
    Part,
)


@dataclass(frozen=True, slots=True)
class Clicks:
    """What the timeline does itself when something is clicked."""

    add_card: Callable[[Frame], object]
    open_plus: Callable[[Pointer], object]


def pressed(stage: Stage, hit: Hit, pointer: Pointer, clicks: Clicks) -> Gesture:
    """What begins where the button goes down."""
    match hit:
        case OnRuler():
            scrub = Scrub(stage)
            scrub.move(pointer)
            return scrub
        case OnMarker(id=marker):
            board = stage.scene.board
            frame = next(one.frame for one in board.markers if one.id == marker)
            stage.studio.set_playhead(frame)
            return Scrub(stage)
        case OnCut(id=cut):
            stage.studio.select(Selection(cut=cut))
            return _press_ground(stage, pointer, lambda: None)
        case OnCard() | OnItem():
            return _press_object(stage, hit, pointer)
        case OnFree():
            frame = free_frame(stage, hit, pointer)
            return _press_ground(stage, pointer, lambda: clicks.add_card(frame))
        case OnGap(plus=True):
            return _press_ground(stage, pointer, lambda: clicks.open_plus(pointer))
        case OnGap(bound=bound):
            return _press_ground(stage, pointer, lambda: stage.studio.select(Selection(gap=bound)))
        case Nowhere():
            return _press_ground(stage, pointer, lambda: stage.studio.select(Selection()))


def free_frame(stage: Stage, free: OnFree, pointer: Pointer) -> Frame:
    """Where a card would be added: under the pointer, or at the free run's start if near."""
    frame = stage.view.edge_at(pointer.x)
    start = free.range.start
    if (frame - start) * stage.view.scale <= 12:
        return start
    return min(max(start, frame), free.range.end - 1)


def _press_ground(stage: Stage, pointer: Pointer, click: Callable[[], object]) -> Press:
    """A click there does something; a drag draws a rubber band."""
    return Press(pointer, lambda: _ignore(click()), lambda: RubberBand(stage, pointer))


def _press_object(stage: Stage, hit: OnCard | OnItem, pointer: Pointer) -> Press:
    before = stage.studio.selection
    chosen = hit.id in (before.items if isinstance(hit, OnItem) else before.cards)
    if pointer.adds:
        stage.studio.select(_toggled(before, hit))
    elif not chosen:
        stage.studio.select(only(hit))

    def click() -> None:
        if chosen and not pointer.adds:
            stage.studio.select(only(hit))

    def drag() -> Gesture:
        if hit.part is Part.BODY:
            return moving(stage, pointer)
        stage.studio.select(only(hit))
        return trimming(stage, pointer, hit)

    return Press(pointer, click, drag)


def only(hit: OnCard | OnItem) -> Selection:
    """That object alone."""
    one = frozenset((hit.id,))
    return Selection(items=one) if isinstance(hit, OnItem) else Selection(cards=one)


def selection_of(hit: Hit) -> Selection | None:
    """What a place stands for as a selection; None where it is nothing that can be chosen."""
    match hit:
        case OnCard() | OnItem():
            return only(hit)
        case OnGap(bound=bound):
            return Selection(gap=bound)
        case OnCut(id=cut):
            return Selection(cut=cut)
        case _:
            return None


def _toggled(before: Selection, hit: OnCard | OnItem) -> Selection:
    one = frozenset((hit.id,))
    kept = replace(before, gap=None, cut=None)
    if isinstance(hit, OnItem):
        return replace(kept, items=kept.items ^ one)
    return replace(kept, cards=kept.cards ^ one)


def _ignore(_done: object) -> None:
    """What a click does may answer something; nobody waits for it."""
