"""Every edit, under one name: one function for each thing a person means to do. Pure.

A function makes a ``Command``; ``apply`` carries it out on a board, all or nothing.
"""

from __future__ import annotations

from storyboard_studio.edit.board_commands import (
    add_cut,
    add_marker,
    choose_take,
    lock_gap,
    remove_cut,
    remove_marker,
    set_background,
    set_canvas,
    set_gap,
    set_in_out,
    set_length,
    set_rate,
    unlock_gap,
)
from storyboard_studio.edit.card_commands import (
    add_card,
    delete_card,
    move_card,
    set_card_fade,
    set_card_negative,
    set_card_range,
    set_card_text,
)
from storyboard_studio.edit.command import (
    Command,
    apply,
    new_id,
    together,
)
from storyboard_studio.edit.item_commands import (
    close_gap,
    lift_items,
    move_item,
    place_clip,
    place_image,
    place_media,
    ripple_delete,
    set_caption,
    set_fit,
    set_muted,
    split_item,
    trim_end,
    trim_start,
)
from storyboard_studio.edit.media_commands import (
    add_media,
    relink_media,
    remove_media,
)

__all__ = [
    "Command",
    "add_card",
    "add_cut",
    "add_marker",
    "add_media",
    "apply",
    "choose_take",
    "close_gap",
    "delete_card",
    "lift_items",
    "lock_gap",
    "move_card",
    "move_item",
    "new_id",
    "place_clip",
    "place_image",
    "place_media",
    "relink_media",
    "remove_cut",
    "remove_marker",
    "remove_media",
    "ripple_delete",
    "set_background",
    "set_canvas",
    "set_caption",
    "set_card_fade",
    "set_card_negative",
    "set_card_range",
    "set_card_text",
    "set_fit",
    "set_gap",
    "set_in_out",
    "set_length",
    "set_muted",
    "set_rate",
    "split_item",
    "together",
    "trim_end",
    "trim_start",
    "unlock_gap",
]
