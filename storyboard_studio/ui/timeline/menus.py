"""The menus of the timeline's objects: what can be done with the thing under the pointer.

Only what would work is listed. Knows the document and the render service.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from typing import TypeAlias

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QMenu, QWidget

from storyboard_studio.document.board import Clip, Image
from storyboard_studio.document.gaps import Gap
from storyboard_studio.edit.commands import (
    Command,
    add_cut,
    add_marker,
    close_gap,
    delete_card,
    lift_items,
    lock_gap,
    remove_cut,
    remove_marker,
    ripple_delete,
    set_card_range,
    set_muted,
    split_item,
    trim_end,
    unlock_gap,
)
from storyboard_studio.render.status import (
    Blocked,
    Empty,
    Failed,
    Filled,
    Filling,
    GapState,
    Locked,
    Own,
    Stale,
    Waiting,
)
from storyboard_studio.timebase import Frame
from storyboard_studio.ui.studio import Studio
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
)
from storyboard_studio.ui.timeline.scene import Scene
from storyboard_studio.ui.timeline.words import words


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of a menu; a ``divides`` line stands above it."""

    text: str
    call: Callable[[], object]
    divides: bool = False


Entries: TypeAlias = list[Entry]


@dataclass(frozen=True, slots=True)
class Verbs:
    """What the timeline itself does for its menus."""

    edit_card: Callable[[str], object]
    add_card: Callable[[Frame], object]
    ask_media: Callable[[Frame], object]


class Menus:
    """Makes the entries for a place of a scene."""

    def __init__(self, studio: Studio, scene: Scene, verbs: Verbs) -> None:
        self._studio, self._scene, self._verbs = studio, scene, verbs

    def entries(self, hit: Hit, frame: Frame) -> Entries:
        """What can be done there; ``frame`` is where the pointer is."""
        match hit:
            case OnCard(id=card):
                return self._of_card(card, frame)
            case OnItem(id=item):
                return self._of_item(item)
            case OnGap(bound=bound, plus=plus):
                return self.add_entries(frame) if plus else self._of_gap(bound, frame)
            case OnCut(id=cut):
                return [self._does(words("Remove the cut"), remove_cut(cut))]
            case OnMarker(id=marker):
                return [self._does(words("Remove the marker"), remove_marker(marker))]
            case OnFree():
                return [Entry(words("Add a card here"), lambda: self._verbs.add_card(frame))]
            case OnRuler():
                return [
                    self._does(words("Add a marker here"), add_marker(frame)),
                    self._does(words("Cut here"), add_cut(frame)),
                ]
            case Nowhere():
                return []

    def add_entries(self, frame: Frame) -> Entries:
        """What the "+" in a gap offers."""
        return [
            Entry(words("Picture or clip…"), lambda: self._verbs.ask_media(frame)),
            self._does(words("Cut here"), add_cut(frame)),
        ]

    def _of_card(self, card_id: str, frame: Frame) -> Entries:
        card = self._scene.board.card_by_id(card_id)
        entries = [Entry(words("Edit the text"), lambda: self._verbs.edit_card(card_id))]
        if frame > card.start:
            entries.append(Entry(words("Add a card here"), lambda: self._verbs.add_card(frame)))
        if card.end is not None:
            entries.append(
                self._does(
                    words("Act until the next card"), set_card_range(card_id, card.start, None)
                )
            )
        return [*entries, self._does(words("Delete the card"), delete_card(card_id), divides=True)]

    def _of_item(self, item_id: str) -> Entries:
        board, playhead = self._scene.board, self._studio.playhead
        item = board.item_by_id(item_id)
        entries: Entries = []
        if item.start < playhead < item.end:
            entries.append(
                self._does(words("Split at the playhead"), split_item(item_id, playhead))
            )
        if isinstance(item, Image):
            second = max(2, round(board.rate))
            if item.is_keyframe:
                hold = trim_end(item_id, item.start + second)
                entries.append(self._does(words("Hold for a second"), hold))
            else:
                keyframe = trim_end(item_id, item.start + 1)
                entries.append(self._does(words("Make it a keyframe"), keyframe))
        elif isinstance(item, Clip) and self._scene.media[item.media].has_sound:
            text = words("Turn the sound on") if item.muted else words("Mute")
            entries.append(self._does(text, set_muted(item_id, not item.muted)))
        chosen = self._studio.selection.items
        ids = chosen if item_id in chosen else frozenset((item_id,))
        return [
            *entries,
            self._does(words("Lift: leave a gap"), lift_items(ids), divides=bool(entries)),
            self._does(words("Delete and close up"), ripple_delete(ids)),
        ]

    def _of_gap(self, bound: str, frame: Frame) -> Entries:
        gap = next(gap for gap in self._scene.gaps.objects if gap.bound == bound)
        state = self._studio.render.state(bound)
        entries = self._fills(gap, state)
        adds = self.add_entries(frame)
        adds[0] = replace(adds[0], divides=bool(entries))
        closes = self._does(words("Close the gap"), close_gap(bound), divides=True)
        can_close = not gap.keyframes and not isinstance(state, Locked)
        return [*entries, *adds, *([closes] if can_close else [])]

    def _fills(self, gap: Gap, state: GapState) -> Entries:
        render, bound = self._studio.render, gap.bound
        match state:
            case Waiting(job=job) | Filling(job=job):
                return [Entry(words("Stop filling"), lambda: render.cancel(job))]
            case Locked():
                return [self._does(words("Unlock"), unlock_gap(bound))]
            case Filled(take=take):
                return [self._does(words("Lock its take"), lock_gap(bound, take))]
            case Stale(take=take):
                return [
                    Entry(words("Fill this gap"), lambda: render.fill([bound])),
                    self._does(words("Lock its take"), lock_gap(bound, take)),
                ]
            case Empty() | Failed():
                return [Entry(words("Fill this gap"), lambda: render.fill([bound]))]
            case Blocked() | Own():
                return []

    def _does(self, text: str, command: Command, divides: bool = False) -> Entry:
        return Entry(text, lambda: self._studio.run(command), divides)


def open_menu(parent: QWidget, entries: Entries, at: QPoint) -> None:
    """Show entries as a menu at a place of the screen; nothing where there are none."""
    if not entries:
        return
    menu = QMenu(parent)
    menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    for entry in entries:
        if entry.divides:
            menu.addSeparator()
        menu.addAction(entry.text).triggered.connect(partial(_carry_out, entry))
    menu.popup(at)


def _carry_out(entry: Entry, _checked: bool = False) -> None:
    entry.call()
