"""Edits of the library: files the board knows. Pure."""

from __future__ import annotations

from dataclasses import replace

from storyboard_studio.document.board import Board, MediaRef
from storyboard_studio.edit.command import Command, new_id
from storyboard_studio.errors import Problem


def add_media(media: MediaRef) -> Command:
    """Take a file into the library. A file with the same content is already there: no change."""

    def edit(board: Board) -> Board:
        return board if _known(board, media) else replace(board, media=(*board.media, media))

    return Command("Add to library", edit)


def remove_media(media_id: str) -> Command:
    """Take a file that no item uses out of the library."""

    def edit(board: Board) -> Board:
        if any(item.media == media_id for item in board.items):
            raise Problem("This file is used on the timeline.", remedy="Delete its items first.")
        return replace(board, media=tuple(m for m in board.media if m.id != media_id))

    return Command("Remove from library", edit)


def relink_media(media_id: str, found: MediaRef) -> Command:
    """Point a media reference at the file that was found for it."""

    def edit(board: Board) -> Board:
        old = board.media_by_id(media_id)
        if old.kind is not found.kind:
            raise Problem(
                f"{found.path} is {found.kind}, not {old.kind}.",
                remedy="Choose a file of the same kind.",
            )
        new = replace(found, id=media_id)
        return replace(
            board, media=tuple(new if one.id == media_id else one for one in board.media)
        )

    return Command("Locate media", edit)


def _known(board: Board, media: MediaRef) -> MediaRef | None:
    same = media.fingerprint.digest
    return next((m for m in board.media if m.fingerprint.digest == same), None)


def with_media(board: Board, media: MediaRef) -> tuple[Board, MediaRef]:
    known = _known(board, media)
    if known is not None:
        return board, known
    if any(m.id == media.id for m in board.media):
        media = replace(media, id=new_id("m", (m.id for m in board.media)))
    return replace(board, media=(*board.media, media)), media
