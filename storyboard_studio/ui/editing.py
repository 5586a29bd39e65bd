"""The editing verbs that act at the playhead or on the selection.

They decide which command is meant; panels, keys and menus all come here. Knows the studio; no
widget.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QCoreApplication

from storyboard_studio.document.gaps import covers
from storyboard_studio.edit.commands import (
    Command,
    add_cut,
    add_marker,
    close_gap,
    delete_card,
    lift_items,
    lock_gap,
    remove_cut,
    ripple_delete,
    split_item,
    together,
    unlock_gap,
)
from storyboard_studio.render.status import Filled, Locked, Stale
from storyboard_studio.timebase import Frame
from storyboard_studio.ui.studio import Selection, Studio


class Editing:
    """``new_card`` opens a card at a frame for writing, ``edit_card`` one that is there."""

    def __init__(
        self,
        studio: Studio,
        new_card: Callable[[Frame], None],
        edit_card: Callable[[str], None],
    ) -> None:
        self._studio, self._new_card, self._edit_card = studio, new_card, edit_card

    def split(self) -> None:
        """Cut the item under the playhead in two; a selected one comes first."""
        studio, here = self._studio, self._studio.playhead
        under = [
            item for item in studio.board.items if covers(item) and item.start < here < item.end
        ]
        chosen = [item for item in under if item.id in studio.selection.items] or under[-1:]
        if not chosen:
            studio.notice.emit("info", _words("The playhead is not inside a clip or photo."))
        for item in chosen[:1]:
            studio.run(split_item(item.id, here))

    def lift(self) -> None:
        """Take what is selected away; its frames become a gap."""
        self._delete(lift_items, "Delete")

    def ripple_delete(self) -> None:
        """Take what is selected away and move up what follows; a selected gap is closed."""
        bound = self._studio.selection.gap
        if bound is not None:
            self._studio.run(close_gap(bound))
        else:
            self._delete(ripple_delete, "Ripple delete")

    def add_card(self) -> None:
        """Write a card from the playhead on, or the one that begins there."""
        here = self._studio.playhead
        there = [card.id for card in self._studio.board.cards if card.start == here]
        if there:
            self._studio.select(Selection(cards=frozenset(there)))
            self._edit_card(there[0])
        else:
            self._new_card(here)

    def add_cut(self) -> None:
        self._studio.run(add_cut(self._studio.playhead))

    def add_marker(self) -> None:
        self._studio.run(add_marker(self._studio.playhead))

    def fill_selected(self) -> None:
        """Fill the selected gap, or the one under the playhead."""
        plan = self._studio.render.plan
        here = plan.at(self._studio.playhead)
        bound = self._studio.selection.gap or (here.gap.bound if here else None)
        if bound is None or not self._studio.render.fill([bound]):
            self._studio.notice.emit("info", _words("There is nothing to fill here."))

    def toggle_lock(self) -> None:
        """Lock the selected gap's take, or let it go."""
        bound = self._studio.selection.gap
        state = None if bound is None else self._studio.render.state(bound)
        if bound is not None and isinstance(state, Locked):
            self._studio.run(unlock_gap(bound))
        elif bound is not None and isinstance(state, Filled | Stale):
            self._studio.run(lock_gap(bound, state.take))
        else:
            self._studio.notice.emit("info", _words("Select a gap that has a take."))

    def _delete(self, items: Callable[[frozenset[str]], Command], label: str) -> None:
        chosen = self._studio.selection
        steps = [delete_card(card) for card in sorted(chosen.cards)]
        if chosen.items:
            steps.append(items(chosen.items))
        if chosen.cut is not None:
            steps.append(remove_cut(chosen.cut))
        if steps:
            self._studio.run(steps[0] if len(steps) == 1 else together(label, steps))


def _words(text: str) -> str:
    return QCoreApplication.translate("editing", text)
