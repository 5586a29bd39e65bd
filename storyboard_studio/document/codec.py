"""A board as plain data and as JSON text, versioned. Pure.

Times are integer frames, exact numbers are texts (``24000/1001``), and fields this version does
not know are kept at every level and written back. Reading never trusts: whatever is wrong comes
back as ``BoardFileError`` with the place, and from text with the line.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from enum import StrEnum
from fractions import Fraction
from typing import Any, TypeVar

import msgspec

from storyboard_engine.api import Fit, Quality
from storyboard_studio import __version__
from storyboard_studio.document.board import (
    Board,
    Card,
    Clip,
    Cut,
    Fingerprint,
    GapSettings,
    Image,
    Item,
    Marker,
    MediaKind,
    MediaRef,
    Placement,
)
from storyboard_studio.document.culprit import culprit
from storyboard_studio.document.fields import MAX_TEXT, Fields, Location, Misfit
from storyboard_studio.document.lines import line_of, malformed
from storyboard_studio.document.upgrades import FORMAT, MIN_READER, SCHEMA, Plain, upgraded
from storyboard_studio.document.validate import MAX_SIDE, MIN_SIDE, validate
from storyboard_studio.errors import BoardFileError, Problem
from storyboard_studio.timebase import MAX_RATE, MIN_RATE, FrameRange, format_rate

MAX_BYTES = 64 * 1024 * 1024
"""The largest board file that is read or written."""
_MAX_VALUES = 10_000_000
_MAX_FRAME = 2**31 - 1
_Value = TypeVar("_Value")


class _ItemKind(StrEnum):
    IMAGE = "image"
    CLIP = "clip"


# Text ------------------------------------------------------------------------------------------


def encode(board: Board) -> bytes:
    """The board as readable UTF-8 JSON in a stable order.

    Raises ``BoardFileError`` where the text could not be read again: it is too long, or holds
    characters that UTF-8 cannot.
    """
    _check_texts(board)
    try:
        data = msgspec.json.format(msgspec.json.encode(to_plain(board)), indent=1) + b"\n"
    except UnicodeEncodeError as error:
        raise BoardFileError(
            f"The board holds a name or text that cannot be saved: {ascii(error.object)[:200]}.",
            remedy="Rename the file or remove the text.",
        ) from None
    if len(data) > MAX_BYTES:
        raise BoardFileError(
            f"The board would be {len(data) >> 20} MB long; at most {MAX_BYTES >> 20} are possible."
        )
    return data


def decode(data: bytes) -> Board:
    """The board in a JSON text. Raises ``BoardFileError`` with line and reason."""
    data = data.removeprefix(b"\xef\xbb\xbf")
    if len(data) > MAX_BYTES:
        raise BoardFileError(f"A board file may have at most {MAX_BYTES >> 20} MB.")
    if sum(data.count(mark) for mark in (b",", b"[", b"{")) > _MAX_VALUES:
        raise BoardFileError(f"A board file may have at most {_MAX_VALUES} values.")
    try:
        text = data.decode()
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise BoardFileError(f"line {line}: the text is not UTF-8") from None
    try:
        return from_plain(msgspec.json.decode(data))
    except (msgspec.DecodeError, RecursionError) as error:
        raise BoardFileError(malformed(text, str(error))) from None
    except Misfit as error:
        line = line_of(text, error.location)
        raise BoardFileError(f"line {line}: {error.what}") from error


# Plain data ------------------------------------------------------------------------------------


def to_plain(board: Board) -> Plain:
    """The board as JSON's own types. Values in ``extra`` are shared with it, not copied."""
    return _with_extra(
        {
            "format": FORMAT,
            "schema": SCHEMA,
            "min_reader": MIN_READER,
            "generator": f"Storyboard Studio {__version__}",
            "canvas": list(board.canvas),
            "rate": format_rate(board.rate),
            "length": board.length,
            "background": list(board.background),
            "in_out": board.in_out and [board.in_out.start, board.in_out.end],
            "media": [_media_to_plain(media) for media in board.media],
            "items": [_item_to_plain(item) for item in board.items],
            "cards": [_card_to_plain(card) for card in board.cards],
            "cuts": [_cut_to_plain(cut) for cut in board.cuts],
            "markers": [_marker_to_plain(marker) for marker in board.markers],
            "gaps": [_gap_to_plain(settings) for settings in board.gaps],
        },
        board.extra,
    )


def from_plain(plain: object) -> Board:
    """The legal board that plain data stands for, upgraded from whatever schema it has.

    Raises ``Misfit`` (a ``BoardFileError``) with the place and the reason.
    """
    board = _board_from_plain(upgraded(plain))
    try:
        validate(board)
    except Problem as problem:
        raise Misfit(culprit(board), problem.what) from problem
    return board


def _board_from_plain(plain: Plain) -> Board:
    fields = Fields(plain)
    width, height = fields.wholes("canvas", 2, least=MIN_SIDE, most=MAX_SIDE)
    rate = fields.rational("rate")
    if not MIN_RATE <= rate <= MAX_RATE:
        raise fields.misfit("rate", f"a board has {MIN_RATE} to {MAX_RATE} frames a second")
    red, green, blue = fields.wholes("background", 3, default=(0, 0, 0), most=255)
    return Board(
        canvas=(width, height),
        rate=rate,
        length=fields.whole("length"),
        background=(red, green, blue),
        in_out=_in_out_from_plain(fields),
        media=_read(fields.values("media"), _media_from_plain),
        items=_read(fields.values("items"), _item_from_plain),
        cards=_read(fields.values("cards"), _card_from_plain),
        cuts=_read(fields.values("cuts"), _cut_from_plain),
        markers=_read(fields.values("markers"), _marker_from_plain),
        gaps=_read(fields.values("gaps"), _gap_from_plain),
        extra=fields.rest(),
    )


def _read(
    values: Iterator[tuple[Any, Location]], read: Callable[[Fields], _Value]
) -> tuple[_Value, ...]:
    return tuple(read(Fields(value, at)) for value, at in values)


def _with_extra(plain: Plain, extra: Mapping[str, Any]) -> Plain:
    """Known fields first and as they are; unknown ones behind them."""
    for name, value in extra.items():
        plain.setdefault(name, value)
    return plain


def _in_out_from_plain(fields: Fields) -> FrameRange | None:
    if not fields.optional("in_out"):
        return None
    start, end = fields.wholes("in_out", 2, most=_MAX_FRAME)
    if end <= start:
        raise fields.misfit("in_out", "the out point must come after the in point")
    return FrameRange(start, end)


def _media_to_plain(media: MediaRef) -> Plain:
    return _with_extra(
        {
            "id": media.id,
            "kind": media.kind.value,
            "path": media.path,
            "relative": media.relative,
            "size_bytes": media.fingerprint.size_bytes,
            "mtime_ns": media.fingerprint.mtime_ns,
            "digest": media.fingerprint.digest,
            "size": list(media.size),
            "duration": _rational(media.duration),
            "rate": _rational(media.rate),
            "frames": media.frames,
            "has_sound": media.has_sound,
        },
        media.extra,
    )


def _media_from_plain(fields: Fields) -> MediaRef:
    width, height = fields.wholes("size", 2, least=1, most=_MAX_FRAME)
    return MediaRef(
        id=fields.text("id"),
        kind=fields.choice("kind", MediaKind),
        path=fields.text("path"),
        relative=fields.text("relative", ""),
        fingerprint=Fingerprint(
            size_bytes=fields.whole("size_bytes", least=0),
            mtime_ns=fields.whole("mtime_ns"),
            digest=fields.text("digest"),
        ),
        size=(width, height),
        duration=fields.rational("duration", "0"),
        rate=fields.rational("rate", "0"),
        frames=fields.whole_or_none("frames"),
        has_sound=fields.flag("has_sound", False),
        extra=fields.rest(),
    )


def _item_to_plain(item: Item) -> Plain:
    plain: Plain = {
        "kind": (_ItemKind.CLIP if isinstance(item, Clip) else _ItemKind.IMAGE).value,
        "id": item.id,
        "media": item.media,
        "start": item.start,
        "length": item.length,
    }
    if isinstance(item, Clip):
        plain |= {"source_in": _rational(item.source_in), "muted": item.muted}
    plain |= {
        "caption": item.caption,
        "fit": item.placement.fit.value,
        "focus": list(item.placement.focus),
    }
    return _with_extra(plain, item.extra)


def _item_from_plain(fields: Fields) -> Item:
    kind = fields.choice("kind", _ItemKind)
    item_id, media = fields.text("id"), fields.text("media")
    start, length = fields.whole("start"), fields.whole("length", 1)
    caption = fields.text("caption", "")
    x, y = fields.numbers("focus", 2, default=(0.5, 0.5))
    placement = Placement(fields.choice("fit", Fit, Fit.CROP), (x, y))
    if kind is _ItemKind.IMAGE:
        return Image(item_id, media, start, length, caption, placement, fields.rest())
    return Clip(
        id=item_id,
        media=media,
        start=start,
        length=length,
        source_in=fields.rational("source_in", "0"),
        caption=caption,
        placement=placement,
        muted=fields.flag("muted", False),
        extra=fields.rest(),
    )


def _card_to_plain(card: Card) -> Plain:
    return _with_extra(
        {
            "id": card.id,
            "start": card.start,
            "end": card.end,
            "text": card.text,
            "negative": card.negative,
            "fade": card.fade,
        },
        card.extra,
    )


def _card_from_plain(fields: Fields) -> Card:
    return Card(
        id=fields.text("id"),
        start=fields.whole("start"),
        text=fields.text("text"),
        end=fields.whole_or_none("end"),
        negative=fields.text("negative", ""),
        fade=fields.whole("fade", 8),
        extra=fields.rest(),
    )


def _cut_to_plain(cut: Cut) -> Plain:
    return _with_extra({"id": cut.id, "frame": cut.frame}, cut.extra)


def _cut_from_plain(fields: Fields) -> Cut:
    return Cut(fields.text("id"), fields.whole("frame"), fields.rest())


def _marker_to_plain(marker: Marker) -> Plain:
    return _with_extra({"id": marker.id, "frame": marker.frame, "text": marker.text}, marker.extra)


def _marker_from_plain(fields: Fields) -> Marker:
    return Marker(fields.text("id"), fields.whole("frame"), fields.text("text", ""), fields.rest())


def _gap_to_plain(settings: GapSettings) -> Plain:
    return _with_extra(
        {
            "bound": settings.bound,
            "engine": settings.engine,
            "quality": settings.quality.value,
            "seed": settings.seed,
            "take": settings.take,
            "locked": settings.locked,
        },
        settings.extra,
    )


def _gap_from_plain(fields: Fields) -> GapSettings:
    return GapSettings(
        bound=fields.text("bound"),
        engine=fields.text("engine", "motion"),
        quality=fields.choice("quality", Quality, Quality.NORMAL),
        seed=fields.whole("seed", 0),
        take=fields.text("take", ""),
        locked=fields.flag("locked", False),
        extra=fields.rest(),
    )


def _rational(number: Fraction) -> str:
    return f"{number.numerator}/{number.denominator}"


# Limits ----------------------------------------------------------------------------------------


def _check_texts(board: Board) -> None:
    """What is written must be readable again: refuse texts that reading would refuse."""
    for what, text in _texts(board):
        if len(text) > MAX_TEXT:
            raise BoardFileError(
                f"The text of {what} has {len(text)} characters; at most {MAX_TEXT} are possible.",
                remedy="Make it shorter.",
            )


def _texts(board: Board) -> Iterator[tuple[str, str]]:
    for item in board.items:
        yield f"item {item.id!r}", item.caption
    for card in board.cards:
        yield f"card {card.id!r}", card.text
        yield f"card {card.id!r}", card.negative
    for marker in board.markers:
        yield f"marker {marker.id!r}", marker.text
