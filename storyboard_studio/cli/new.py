"""``new``: a board file from files and words."""

from __future__ import annotations

import argparse
import os
import re
from fractions import Fraction
from pathlib import Path

from storyboard_studio.cli.words import (
    ClipWords,
    ImageWords,
    clip_words,
    frame_words,
    image_words,
    prompt_words,
    size_words,
)
from storyboard_studio.document.board import Board, MediaKind, MediaRef
from storyboard_studio.edit import commands
from storyboard_studio.edit.commands import Command, apply
from storyboard_studio.errors import MediaError, UsageError
from storyboard_studio.media.decode import ClipReader
from storyboard_studio.media.probe import import_media
from storyboard_studio.project.file import write_board
from storyboard_studio.timebase import Rate, nearest_frame, parse_rate, snapped_rate

DEFAULT_SECONDS = Fraction(5)


def new(given: argparse.Namespace) -> int:
    """Write the board that the options describe. Returns the exit code."""
    out = Path(given.out)
    if out.exists() and not given.force:
        raise UsageError("The file exists.", path=out, remedy="Use --force to replace it.")
    write_board(out, new_board(given))
    return 0


def new_board(given: argparse.Namespace) -> Board:
    """The board itself. Raises ``UsageError``, ``MediaError`` and ``Problem``."""
    images = [image_words(text) for text in given.image]
    clips = [clip_words(text) for text in given.clip]
    media = _imported([*clips, *images])
    first = media[os.path.realpath(clips[0].file)] if clips else None
    canvas = size_words(given.size) if given.size else (first.size if first else (1280, 720))
    rate = _rate(given.fps, first)
    board = apply(
        Board(canvas=(16, 16), length=1),
        commands.together(
            "New", [commands.set_canvas(canvas), commands.set_rate(rate), commands.set_length(1)]
        ),
    )
    board = _run(board, [_place_clip(words, media, rate) for words in clips])
    board = _run(board, [_place_image(words, media, rate) for words in images])
    board = apply(board, commands.set_length(_length(given.duration, board, rate)))
    board = _run(board, [commands.add_cut(frame_words(text, rate)) for text in given.cut])
    return _run(board, [_prompt(text, rate) for text in given.prompt])


def _run(board: Board, steps: list[Command]) -> Board:
    for step in steps:
        board = apply(board, step)
    return board


def _imported(words: list[ClipWords | ImageWords]) -> dict[str, MediaRef]:
    found: dict[str, MediaRef] = {}
    for one in words:
        path = os.path.realpath(one.file)
        if path not in found:
            found[path] = import_media(path, f"m{len(found) + 1}")
        wanted = MediaKind.VIDEO if isinstance(one, ClipWords) else MediaKind.IMAGE
        if found[path].kind is not wanted:
            option = "--clip" if found[path].kind is MediaKind.VIDEO else "--image"
            raise MediaError("This is no such file.", path=one.file, remedy=f"Use {option} for it.")
    return found


def _rate(text: str | None, first: MediaRef | None) -> Rate:
    if text is not None:
        try:
            return parse_rate(text)
        except ValueError as error:
            raise UsageError(f"--fps: {error}.") from None
    return snapped_rate(first.rate) if first else Fraction(24)


def _place_clip(words: ClipWords, media: dict[str, MediaRef], rate: Rate) -> Command:
    ref = media[os.path.realpath(words.file)]
    start = frame_words(words.at, rate)
    if words.source is None:
        return commands.place_clip(ref, start)
    source_in, source_out = words.source
    with ClipReader(ref.path) as reader:
        times = reader.times
        if source_out > len(times):
            raise UsageError(
                f"The clip has {len(times)} frames; {source_in}-{source_out} is beyond its end.",
                path=words.file,
            )
        begin = times[source_in]
        end = times[source_out] if source_out < len(times) else ref.duration
    return commands.place_clip(ref, start, begin, end)


def _place_image(words: ImageWords, media: dict[str, MediaRef], rate: Rate) -> Command:
    ref = media[os.path.realpath(words.file)]
    return commands.place_image(ref, frame_words(words.at, rate), words.hold)


def _prompt(text: str, rate: Rate) -> Command:
    words = prompt_words(text)
    end = None if words.end is None else frame_words(words.end, rate)
    return commands.add_card(frame_words(words.start, rate), words.text, end)


def _length(seconds: str | None, board: Board, rate: Rate) -> int:
    if seconds is not None:
        if not re.fullmatch(r"\d{1,9}(\.\d{1,9})?", seconds):
            raise UsageError(f"--duration: {seconds!r} is not a number of seconds.")
        return max(1, nearest_frame(Fraction(seconds), rate))
    last = max((item.end for item in board.items), default=0)
    return last or nearest_frame(DEFAULT_SECONDS, rate)
