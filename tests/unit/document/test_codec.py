"""Boards as text: nothing is lost, nothing unknown is dropped, nothing broken gets in."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from full_board import FULL_BOARD
from hypothesis import given, settings
from hypothesis import strategies as st
from strategies import boards, json_values

from storyboard_studio.document import codec
from storyboard_studio.document.board import Board, Card, Clip, Cut, Image, Marker
from storyboard_studio.document.codec import decode, encode, from_plain, to_plain
from storyboard_studio.document.culprit import culprit
from storyboard_studio.document.fields import MAX_ELEMENTS, MAX_TEXT, Misfit
from storyboard_studio.document.upgrades import SCHEMA
from storyboard_studio.document.validate import validate
from storyboard_studio.errors import BoardFileError

LONG = "x" * (MAX_TEXT + 1)
GOLDEN = Path(__file__).parents[2] / "data" / "boards"


def full() -> dict[str, Any]:
    """A fresh plain document that may be broken."""
    plain: dict[str, Any] = json.loads(encode(FULL_BOARD))
    return plain


def text_of(plain: object) -> bytes:
    return json.dumps(plain, indent=1, ensure_ascii=False).encode()


def nested(depth: int) -> list[Any]:
    value: list[Any] = []
    for _ in range(depth - 1):
        value = [value]
    return value


def refusal(plain: object) -> str:
    with pytest.raises(BoardFileError) as caught:
        decode(text_of(plain))
    return caught.value.what


# Round trips


@given(boards())
def test_round_trips(board: Board) -> None:
    """One test, since drawing boards is what takes the time."""
    validate(board)  # what is drawn is legal
    assert from_plain(to_plain(board)) == board
    text = encode(board)
    assert decode(text) == board
    assert encode(decode(text)) == text


def objects_in(plain: Any) -> Iterator[dict[str, Any]]:
    """Every object that stands for a value of the document."""
    yield plain
    for lane in ("media", "items", "cards", "cuts", "markers", "gaps"):
        yield from plain[lane]


@settings(max_examples=50)
@given(boards(), st.data())
def test_unknown_fields_survive_at_every_level(board: Board, data: st.DataObject) -> None:
    plain = json.loads(encode(board))
    for one in objects_in(plain):
        one["from the future"] = data.draw(json_values)
    again = json.loads(encode(decode(text_of(plain))))
    assert again == plain


def test_an_extra_field_never_hides_a_known_one() -> None:
    board = Board(extra={"length": 5, "other": 6})
    plain = to_plain(board)
    assert (plain["length"], plain["other"]) == (120, 6)


def test_text_is_readable() -> None:
    lines = encode(FULL_BOARD).decode().splitlines()
    assert lines[:5] == [
        "{",
        ' "format": "storyboard",',
        f' "schema": {SCHEMA},',
        ' "min_reader": 1,',
        ' "generator": "Storyboard Studio 0.1.0",',
    ]
    assert '   "text": "一只白鹤站在溪水中\\n— dawn light",' in lines
    assert ' "rate": "24000/1001",' in lines


# Released schemas


def test_schema_1_opens_for_ever() -> None:
    assert decode((GOLDEN / "schema-1.storyboard").read_bytes()) == FULL_BOARD


def test_what_is_written_is_the_golden_file_of_the_present_schema() -> None:
    golden = (GOLDEN / f"schema-{SCHEMA}.storyboard").read_text(encoding="utf-8")
    ours = encode(FULL_BOARD).decode()
    pattern = r'"generator": "[^"]*"'
    assert re.sub(pattern, "", ours) == re.sub(pattern, "", golden)


def test_fields_that_have_a_default_may_be_absent() -> None:
    plain = {"format": "storyboard", "schema": 1, "min_reader": 1}
    media = {"size_bytes": 1, "mtime_ns": 2, "digest": "d", "size": [2, 2], "path": "/x"}
    board = from_plain(
        {
            **plain,
            "canvas": [16, 16],
            "rate": "24",
            "length": 9,
            "media": [
                {"id": "m1", "kind": "image", **media},
                {"id": "m2", "kind": "video", **media},
            ],
            "items": [
                {"kind": "image", "id": "a", "media": "m1", "start": 0},
                {"kind": "clip", "id": "b", "media": "m2", "start": 2, "length": 3},
            ],
            "cards": [{"id": "c", "start": 1, "text": "t"}],
            "cuts": [{"id": "u", "frame": 3}],
            "markers": [{"id": "k", "frame": 4}],
            "gaps": [{"bound": "start"}],
        }
    )
    assert board.items == (Image("a", "m1", 0), Clip("b", "m2", 2, 3))
    assert board.cards == (Card("c", 1, "t"),)
    assert (board.cuts, board.markers) == ((Cut("u", 3),), (Marker("k", 4),))
    assert (board.in_out, board.background, board.extra) == (None, (0, 0, 0), {})
    assert board.gaps[0].engine == "motion"
    assert board.media[0].frames is None


def test_a_byte_order_mark_is_no_fault() -> None:
    assert decode(b"\xef\xbb\xbf" + encode(FULL_BOARD)) == FULL_BOARD


# What is wrong is said with line and place


def put(plain: Any, *path: Any) -> dict[str, Any]:
    """The document with the last of ``path`` put at the place before it."""
    *way, last, value = path
    place = plain
    for step in way:
        place = place[step]
    place[last] = value
    return dict(plain)


@pytest.mark.parametrize(
    ("path", "reason"),
    [
        (("items", 3, "start", "12"), "items[3].start: expected a whole number, got '12'"),
        (("items", 3, "start", 1.5), "items[3].start: expected a whole number, got 1.5"),
        (("items", 3, "start", True), "items[3].start: expected a whole number, got true"),
        (("items", 3, "start", None), "items[3].start: expected a whole number, got null"),
        (("items", 0, "kind", "title"), "items[0].kind: expected one of 'image', 'clip', got "),
        (("items", 0, "focus", [0.5]), "items[0].focus: expected a list of 2 numbers, got a list"),
        (("items", 0, "focus", "mid"), "items[0].focus: expected a list of 2 numbers, got 'mid'"),
        (("items", 0, "focus", 1, 2), "items[0].focus[1]: expected a number from 0 to 1, got 2"),
        (
            ("items", 0, "focus", 0, True),
            "items[0].focus[0]: expected a number from 0 to 1, got true",
        ),
        (
            ("items", 0, "focus", 0, []),
            "items[0].focus[0]: expected a number from 0 to 1, got a list",
        ),
        (("items", 1, "muted", 0), "items[1].muted: expected true or false, got 0"),
        (
            ("items", 1, "source_in", 0.5),
            "items[1].source_in: expected an exact number such as '24000/1001', got 0.5",
        ),
        (
            ("items", 1, "source_in", "1/0"),
            "items[1].source_in: expected an exact number such as '24000/1001', got '1/0'",
        ),
        (
            ("items", 1, "source_in", "1e999999999"),
            "items[1].source_in: expected an exact number such as '24000/1001', got '1e999999999'",
        ),
        (("items", 1, "source_in", "2000000000"), "items[1].source_in: '2000000000' is too large"),
        (("cards", 0, "text", 5), "cards[0].text: expected a text, got 5"),
        (("cards", 0, "text", LONG), "cards[0].text: a text may have at most 65536 characters"),
        (("cards", 0, []), "cards[0]: expected an object, got a list"),
        (("cards", {}), "cards: expected a list, got an object"),
        (("cards", 0, "fade", 10**400), "9223372036854775807, got a very large number"),
        (("canvas", [8, 1080]), "canvas[0]: expected 16 to 16384, got 8"),
        (("canvas", [1920, 99999]), "canvas[1]: expected 16 to 16384, got 99999"),
        (("rate", "1/2"), "rate: a board has 1 to 240 frames a second"),
        (("length", 10**9), "length: A board of 1000000000 frames is not possible."),
        (("in_out", [9, 9]), "in_out: the out point must come after the in point"),
        (("in_out", [9, 900]), "in_out: The in and out points must lie on the board"),
        (("media", 0, "size", 0, 0), "media[0].size[0]: expected 1 to 2147483647, got 0"),
        (("gaps", 0, "engine", LONG), "gaps[0].engine: a text may have at most 65536 characters"),
        (("strange", nested(70)), "strange: values may nest at most 64 deep"),
        (("items", 2, "id", "i1"), "items[2]: The board has item 'i1' twice, or without an id."),
        (("items", 2, "media", "m9"), "items[2]: Item 'i3' names media 'm9', which is None."),
        (("items", 3, "length", 100), " ends after the board does."),
        (("items", 1, "start", 0), "items[1]: "),
        (("cards", 1, "start", 30), " would overlap."),
        (("cuts", 0, "frame", 999), "cuts[0]: Cuts must lie on the board."),
        (("markers", 0, "frame", -1), "markers[0]: Markers must lie on the board."),
        (("gaps", 1, "bound", "i1"), "gaps[1]: "),
        (("media", 1, "id", "m1"), "media[1]: "),
        (("format", "edl"), "the document: this is not a storyboard: its 'format' is not "),
        (("schema", 0), "schema: expected 1 to 9223372036854775807, got 0"),
    ],
)  # fmt: skip
def test_wrong_values(path: tuple[Any, ...], reason: str) -> None:
    plain = put(full(), *path)
    message = refusal(plain)
    assert re.fullmatch(r"line \d+: .*", message)
    assert reason in message
    line = int(message.split(":")[0].removeprefix("line "))
    steps = re.findall(r"\w+|\d+", message.split(": ")[1]) if "the document" not in message else []
    assert line == line_of_place(plain, steps)


def line_of_place(plain: Any, steps: list[str]) -> int:
    """Found another way than the codec does: a mark put at the place, searched in the text."""
    mark = "<<here>>"
    if not steps:
        return 1
    place = plain
    for step in steps[:-1]:
        place = place[int(step) if step.isdigit() else step]
    last: Any = int(steps[-1]) if steps[-1].isdigit() else steps[-1]
    place[last] = mark
    text = text_of(plain).decode()
    return text[: text.index(mark)].count("\n") + 1


def test_a_missing_field_is_told_at_what_should_hold_it() -> None:
    plain = full()
    del plain["cards"][1]["text"]
    assert refusal(plain).endswith("cards[1]: 'text' is missing")
    assert text_of(plain).decode().splitlines()[int(refusal(plain).split(":")[0][5:]) - 1] == "  {"


def test_a_newer_document_is_refused_plainly() -> None:
    plain = {**full(), "schema": 9, "min_reader": 9, "generator": "Storyboard Studio 7.1"}
    assert "made by a newer Storyboard Studio (Storyboard Studio 7.1)" in refusal(plain)
    del plain["generator"]
    assert "made by a newer Storyboard Studio; update to open it" in refusal(plain)


def test_a_newer_document_that_old_readers_understand_opens() -> None:
    plain = {**full(), "schema": 9, "min_reader": 1}
    assert decode(text_of(plain)) == FULL_BOARD


@pytest.mark.parametrize(
    ("text", "line", "reason"),
    [
        (b"", 1, "ends too early"),
        (b'{\n"a": [1,\n', 2, "ends too early"),
        (b'{\n"a": tru}', 2, "not valid JSON: invalid character"),
        ('{\n"鹤": 1,\n"b" 2}'.encode(), 3, "not valid JSON: expected ':'"),
        (b'{\n\n"a": NaN}', 3, "not valid JSON"),
        (b'{\n"a": 1e400}', 2, "a number is too large"),
        (b'{"b": "1e400",\n"a": ' + b"9" * 5000 + b"}", 2, "a number is too large"),
        (b"[\n" * 5000 + b"]" * 5000, 901, "lists nest too deep"),
        (b'{\n"a": "\xff"}', 2, "not UTF-8"),
        (b'{}\n{}', 2, "trailing characters"),
        (b"[]", 1, "expected an object, got a list"),
        (b"7", 1, "expected an object, got 7"),
        (b'"%s"' % (b"x" * 99), 1, "expected an object, got 'xxx"),
    ],
)  # fmt: skip
def test_broken_text(text: bytes, line: int, reason: str) -> None:
    with pytest.raises(BoardFileError) as caught:
        decode(text)
    assert caught.value.what.startswith(f"line {line}: ")
    assert reason in caught.value.what


# Limits


def test_too_many_bytes() -> None:
    with pytest.raises(BoardFileError, match="at most 64 MB"):
        decode(b" " * (codec.MAX_BYTES + 1))


def test_too_many_values() -> None:
    with pytest.raises(BoardFileError, match="at most 10000000 values"):
        decode(b"[" + b"1," * 10_000_001 + b"1]")


def test_too_many_elements() -> None:
    plain = {**to_plain(FULL_BOARD), "cuts": [0] * (MAX_ELEMENTS + 1)}
    with pytest.raises(Misfit, match=r"^cuts: 1000001 entries are more than the 1000000"):
        from_plain(plain)


def test_what_could_not_be_read_again_is_not_written() -> None:
    for board, what in (
        (Board(cards=(Card("c1", 0, LONG),)), "card 'c1'"),
        (Board(cards=(Card("c1", 0, "", negative=LONG),)), "card 'c1'"),
        (Board(items=(Image("i1", "m1", 0, caption=LONG),)), "item 'i1'"),
        (Board(markers=(Marker("k1", 0, LONG),)), "marker 'k1'"),
    ):
        with pytest.raises(BoardFileError, match=f"The text of {what} has 65537 characters"):
            encode(board)


def test_a_file_name_that_is_no_text_is_not_written() -> None:
    media = replace(FULL_BOARD.media[0], path="/home/ana/caf\udce9.jpg")
    with pytest.raises(BoardFileError, match=r"cannot be saved: '/home/ana/caf\\udce9.jpg'"):
        encode(replace(FULL_BOARD, media=(media,), items=()))


def test_too_long_to_write() -> None:
    cards = tuple(Card(f"c{index}", index, "x" * MAX_TEXT) for index in range(1030))
    with pytest.raises(BoardFileError, match="would be 64 MB long; at most 64"):
        encode(Board(length=2000, cards=cards))


def test_a_very_long_lane_is_named_but_not_searched() -> None:
    cuts = tuple(Cut(f"u{index}", 0) for index in range(20_001))
    assert culprit(Board(cuts=cuts)) == ("cuts",)
    assert culprit(Board(cuts=cuts[:20_000])) == ("cuts", 1)


# Anything at all


def assert_read_or_refused(text: bytes) -> None:
    """A legal board, or one typed error with a line: nothing else may come out."""
    refused = ""
    try:
        validate(decode(text))
    except BoardFileError as error:
        refused = error.what
    assert not refused or re.match(r"line \d+: .", refused)


@settings(max_examples=400)
@given(st.data())
def test_one_changed_byte_is_read_or_refused(data: st.DataObject) -> None:
    text = bytearray(encode(FULL_BOARD))
    at = data.draw(st.integers(0, len(text) - 1))
    text[at] = data.draw(st.integers(0, 255))
    assert_read_or_refused(bytes(text))


@settings(max_examples=400)
@given(st.data())
def test_any_value_anywhere_is_read_or_refused(data: st.DataObject) -> None:
    plain = full()
    place: Any = plain
    while True:
        keys = list(place) if isinstance(place, dict) else list(range(len(place)))
        key = data.draw(st.sampled_from(keys))
        inner = place[key]
        if not isinstance(inner, dict | list) or not inner or data.draw(st.booleans()):
            break
        place = inner
    if data.draw(st.booleans()):
        place[key] = data.draw(json_values)
    else:
        del place[key]
    assert_read_or_refused(text_of(plain))


@settings(max_examples=300)
@given(st.binary(max_size=60) | st.text(max_size=60).map(str.encode))
def test_any_bytes_are_refused(data: bytes) -> None:
    with pytest.raises(BoardFileError, match=r"^line \d+: ."):
        decode(data)
