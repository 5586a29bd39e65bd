"""What the pointer is doing, one small state for each thing it can do.

A gesture sees the pointer move, shows what would happen, and at its end carries out one command
or nothing. It knows the ``Stage`` it acts on, not how that is painted.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Protocol

from storyboard_studio.edit.commands import Command
from storyboard_studio.timebase import Frame
from storyboard_studio.ui.studio import Selection, Studio
from storyboard_studio.ui.timeline import drags
from storyboard_studio.ui.timeline.geometry import HEADER, Lane, Lanes, View
from storyboard_studio.ui.timeline.hits import OnCard, OnItem, Part
from storyboard_studio.ui.timeline.scene import Scene
from storyboard_studio.ui.timeline.snapping import snapped, without
from storyboard_studio.ui.timeline.words import delta_words

THRESHOLD_PX = 4.0


@dataclass(frozen=True, slots=True)
class Pointer:
    """Where the pointer is; ``inverts``: snapping is turned round while a key is held;
    ``adds``: what is chosen is kept.
    """

    x: float
    y: float
    inverts: bool = False
    adds: bool = False


@dataclass(frozen=True, slots=True)
class Showing:
    """What a gesture shows: the board as it would be, a guide line, words, a rubber band."""

    outcome: drags.Outcome | None = None
    guide: Frame | None = None
    note: str = ""
    at: tuple[float, float] = (0.0, 0.0)
    band: tuple[float, float, float, float] | None = None


class Stage(Protocol):
    """What gestures act on."""

    studio: Studio
    snapping: bool

    @property
    def view(self) -> View: ...
    @property
    def lanes(self) -> Lanes: ...
    @property
    def scene(self) -> Scene: ...
    def show_gesture(self, showing: Showing) -> None: ...
    def scroll_to(self, view: View) -> None: ...


class Gesture(Protocol):
    def move(self, pointer: Pointer) -> None: ...
    def release(self, pointer: Pointer) -> None: ...
    def cancel(self) -> None: ...


class Scrub:
    """The playhead follows the pointer."""

    def __init__(self, stage: Stage) -> None:
        self._stage = stage

    def move(self, pointer: Pointer) -> None:
        self._stage.studio.set_playhead(self._stage.view.edge_at(pointer.x))

    def release(self, pointer: Pointer) -> None:
        self.move(pointer)

    def cancel(self) -> None:
        """Where the playhead is, it stays."""


class Pan:
    """The timeline follows the pointer."""

    def __init__(self, stage: Stage, pointer: Pointer) -> None:
        self._stage = stage
        self._from, self._view = pointer.x, stage.view

    def move(self, pointer: Pointer) -> None:
        length = self._stage.scene.board.length
        self._stage.scroll_to(self._view.scrolled(self._from - pointer.x, length))

    def release(self, pointer: Pointer) -> None:
        self.move(pointer)

    def cancel(self) -> None:
        self._stage.scroll_to(self._view)


class Press:
    """The button is down, and not yet clear whether it will be a click or a drag."""

    def __init__(
        self, pointer: Pointer, click: Callable[[], None], drag: Callable[[], Gesture | None]
    ) -> None:
        self._from, self._click, self._drag = pointer, click, drag
        self._gesture: Gesture | None = None

    def move(self, pointer: Pointer) -> None:
        far = max(abs(pointer.x - self._from.x), abs(pointer.y - self._from.y)) >= THRESHOLD_PX
        if self._gesture is None and far:
            self._gesture = self._drag()
        if self._gesture is not None:
            self._gesture.move(pointer)

    def release(self, pointer: Pointer) -> None:
        if self._gesture is not None:
            self._gesture.release(pointer)
        else:
            self._click()

    def cancel(self) -> None:
        if self._gesture is not None:
            self._gesture.cancel()


class Shift:
    """Something is dragged along time; it is tried while it moves and done when it is let go."""

    def __init__(
        self,
        stage: Stage,
        pointer: Pointer,
        command: Callable[[int], Command | None],
        edges: Collection[Frame],
        own: Collection[Frame],
    ) -> None:
        self._stage, self._make, self._edges = stage, command, edges
        self._from = _time(stage.view, pointer.x)
        self._targets = without(stage.scene.edges, own)
        self._command: Command | None = None

    def move(self, pointer: Pointer) -> None:
        stage = self._stage
        raw = round(_time(stage.view, pointer.x) - self._from)
        targets = sorted((*self._targets, stage.studio.playhead))
        on = stage.snapping != pointer.inverts
        snap = snapped(raw, self._edges, targets, stage.view.scale, on)
        self._command = self._make(snap.delta)
        outcome = drags.tried(stage.scene.board, self._command)
        note = delta_words(snap.delta, stage.scene.board.rate)
        if outcome.problem is not None:
            note = f"{note}  {outcome.problem.what}"
        stage.show_gesture(Showing(outcome, snap.guide, note, (pointer.x, pointer.y)))

    def release(self, pointer: Pointer) -> None:
        self.move(pointer)
        command = self._command
        self._stage.show_gesture(Showing())
        if command is not None:
            self._stage.studio.run(command)

    def cancel(self) -> None:
        self._stage.show_gesture(Showing())


class RubberBand:
    """Everything the rectangle touches is chosen."""

    def __init__(self, stage: Stage, pointer: Pointer) -> None:
        self._stage = stage
        self._time, self._y = _time(stage.view, pointer.x), pointer.y
        self._board = stage.studio.board
        self._before = stage.studio.selection
        self._kept = self._before if pointer.adds else Selection()

    def move(self, pointer: Pointer) -> None:
        stage = self._stage
        x = HEADER + (self._time - stage.view.left) * stage.view.scale
        left, right = sorted((x, pointer.x))
        top, bottom = sorted((self._y, pointer.y))
        found = touched(stage.scene, stage.view, stage.lanes, (left, top, right, bottom))
        stage.studio.select(
            Selection(found.items | self._kept.items, found.cards | self._kept.cards)
        )
        stage.show_gesture(Showing(band=(left, top, right, bottom)))

    def release(self, pointer: Pointer) -> None:
        self.move(pointer)
        self._stage.show_gesture(Showing())

    def cancel(self) -> None:
        if self._stage.studio.board is self._board:
            self._stage.studio.select(self._before)
        self._stage.show_gesture(Showing())


def moving(stage: Stage, pointer: Pointer) -> Shift:
    """Dragging everything that is chosen."""
    board, chosen = stage.scene.board, stage.studio.selection
    edges = drags.moving_edges(board, chosen.items, chosen.cards)
    return Shift(
        stage,
        pointer,
        lambda delta: drags.move(board, chosen.items, chosen.cards, delta),
        edges,
        edges,
    )


def trimming(stage: Stage, pointer: Pointer, on: OnItem | OnCard) -> Shift:
    """Dragging one edge of an item or a card."""
    board = stage.scene.board
    if isinstance(on, OnItem):
        frames = board.item_by_id(on.id).range
        edge = frames.start if on.part is Part.START else frames.end
        return Shift(
            stage, pointer, lambda delta: drags.trim(board, on.id, on.part, delta), (edge,), (edge,)
        )
    frames = drags.acting(board, on.id)
    edge = frames.start if on.part is Part.START else frames.end
    return Shift(
        stage,
        pointer,
        lambda delta: drags.trim_card(board, on.id, on.part, delta),
        (edge,),
        (edge,),
    )


def touched(
    scene: Scene, view: View, lanes: Lanes, box: tuple[float, float, float, float]
) -> Selection:
    """The cards and items that a rectangle (left, top, right, bottom) touches."""
    left, top, right, bottom = box
    first, end = _time(view, left), _time(view, right)

    def meets(lane: Lane) -> bool:
        band = lanes.band(lane)
        return top < band.bottom and bottom > band.top

    cards = items = frozenset[str]()
    if meets(Lane.STORY):
        cards = frozenset(scene.cards.objects[i].card.id for i in scene.cards.within(first, end))
    if meets(Lane.PICTURE):
        items = frozenset(scene.items.objects[i].id for i in scene.items.within(first, end))
        items |= {scene.flags.objects[i].image.id for i in scene.flags.within(first, end)}
    return Selection(items, cards)


def _time(view: View, x: float) -> float:
    """The time at a pixel, in fractional frames."""
    return view.left + (x - HEADER) / view.scale


def near_frame(stage: Stage, x: float) -> Frame:
    """The frame at a pixel, or what it is near to: an edge, the playhead, a mark."""
    frame = stage.view.edge_at(x)
    targets = sorted((*stage.scene.edges, stage.studio.playhead))
    near = snapped(0, (frame,), targets, stage.view.scale, stage.snapping).delta
    return min(max(0, frame + near), stage.scene.board.length - 1)
