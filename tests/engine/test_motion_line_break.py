"""Where lines break: kinsoku, words, mixed scripts, balance."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storyboard_engine.backends.motion.line_break import (
    CLOSING,
    OPENING,
    balance,
    is_ideographic,
    paragraphs,
    pieces,
    wrap,
)


def cells(text: str) -> float:
    """A width: two cells for an ideograph, one for the rest."""
    return float(sum(2 if is_ideographic(char) else 1 for char in text))


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("a fine day", ["a ", "fine ", "day"]),
        ("well-known", ["well-", "known"]),
        ("-5 to 10-12", ["-5 ", "to ", "10-12"]),
        ("一只白鹤。", ["一", "只", "白", "鹤。"]),
        ("他说：“好。”", ["他", "说：", "“好。”"]),
        ("《红楼梦》", ["《红", "楼", "梦》"]),
        ("等……了", ["等……", "了"]),
        ("走——停", ["走——", "停"]),
        ("用car去", ["用", "car", "去"]),
        ("カップ", ["カッ", "プ"]),
        ("ケーキ", ["ケー", "キ"]),
        ("한국어 말", ["한국어 ", "말"]),
        ("it's “so” good", ["it's ", "“so” ", "good"]),
        ("100％の", ["100％", "の"]),
        ("", []),
    ],
)
def test_where_lines_may_break(text: str, parts: list[str]) -> None:
    assert pieces(text) == parts


def test_greedy_lines() -> None:
    assert wrap("a white crane stands", 11, cells) == ["a white", "crane", "stands"]
    assert wrap("一只白鹤站在溪流中，看鱼。", 10, cells) == ["一只白鹤站", "在溪流中，", "看鱼。"]


def test_a_word_wider_than_the_line_is_broken_and_nothing_is_lost() -> None:
    lines = wrap("so incomprehensibilities end", 8, cells)
    assert "".join(lines).replace(" ", "") == "soincomprehensibilitiesend"
    assert max(map(len, lines)) <= 8


def test_balanced_lines_are_about_equally_long() -> None:
    text = "A white crane with a yellow tail stands in a stream"
    lines = balance(text, 40, cells)
    assert len(lines) == len(wrap(text, 40, cells)) == 2
    assert abs(cells(lines[0]) - cells(lines[1])) <= 10


def test_balance_prefers_the_ends_of_clauses() -> None:
    lines = balance(
        "一只白鹤站在溪流中，黄色的尾巴在晨光里闪动；它低下头，捉住了一条鱼。", 26, cells
    )
    assert lines == ["一只白鹤站在溪流中，", "黄色的尾巴在晨光里闪动；", "它低下头，捉住了一条鱼。"]


def test_paragraphs_keep_the_persons_lines_and_drop_loose_spaces() -> None:
    assert paragraphs("  one   two \n\n three\t") == ["one two", "three"]


_TEXT = st.text(alphabet="ab yz-，。、“”《》（）白鹤站溪ーっァ…— ", max_size=60)


@given(_TEXT, st.integers(4, 30))
def test_every_way_of_breaking_keeps_the_rules(text: str, width: int) -> None:
    text = " ".join(text.split())
    for lines in (wrap(text, width, cells), balance(text, width, cells)):
        assert "".join("".join(lines).split()) == "".join(text.split())
        whole = all(cells(part.rstrip()) <= width for part in pieces(text))
        if not whole:
            continue
        assert all(cells(line) <= width for line in lines)
        at = 0
        for line, following in pairwise(lines):
            at = text.index(line, at) + len(line)
            if text[at : at + 1].isspace():
                continue  # the person's own space: a break is allowed whatever stands there
            assert following[0] not in CLOSING
            assert line[-1] not in OPENING


@given(_TEXT, st.integers(4, 30))
def test_balance_takes_no_more_lines_than_it_must(text: str, width: int) -> None:
    text = " ".join(text.split())
    assert len(balance(text, width, cells)) == len(wrap(text, width, cells))
