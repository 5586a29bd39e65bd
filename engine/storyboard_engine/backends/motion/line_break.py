"""Where lines of mixed Latin and CJK text may break, and how to wrap and balance them. Pure.

Follows the kinsoku rules of W3C "Requirements for Chinese Text Layout" and JIS X 4051: no closing
mark at a line's start, no opening mark at its end, no break inside a dash or an ellipsis. Latin
words and Korean ones break at spaces and hyphens. Widths come from the caller's ``measure``.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import accumulate
from math import inf
from typing import Final, TypeAlias

Measure: TypeAlias = Callable[[str], float]

CLOSING: Final = frozenset(
    "、。，．：；？！…‥—～〜·・ー）］｝〕〉》」』】〙〗〟’”»›,.:;?!)]}%‰℃°％々〻ゝゞヽヾ"
    "ぁぃぅぇぉっゃゅょゎァィゥェォッャュョヮヵヶ"
)
OPENING: Final = frozenset("（［｛〔〈《「『【〘〖〝‘“«‹([{$£¥￥＄＃")
_CLAUSE_END: Final = frozenset("、。，：；？！,.:;?!…—")
_MID_CLAUSE: Final = 0.02  # the cost of a break in mid-clause: worth 14 % of a line's length
_TOGETHER: Final = frozenset("—…‥─")


def is_ideographic(char: str) -> bool:
    """Whether a line may break beside this character: Han, kana and their punctuation."""
    code = ord(char)
    return (
        0x2E80 <= code <= 0x30FF
        or 0x3100 <= code <= 0x312F
        or 0x31A0 <= code <= 0x4DBF
        or 0x4E00 <= code <= 0x9FFF
        or 0xF900 <= code <= 0xFAFF
        or 0xFE30 <= code <= 0xFE4F
        or 0xFF01 <= code <= 0xFF60
        or 0xFFE0 <= code <= 0xFFE6
        or 0x20000 <= code <= 0x3FFFF
    )


def may_break(before: str, after: str) -> bool:
    """Whether a line may end between two neighbouring characters."""
    if before.isspace():
        return not after.isspace()
    if after.isspace() or after in CLOSING or before in OPENING:
        return False
    if before in _TOGETHER and before == after:
        return False
    if before in "-–/":
        return after.isalpha()
    return is_ideographic(before) or is_ideographic(after)


def pieces(text: str) -> list[str]:
    """``text`` cut at every place where a line may break; joined they give it back."""
    out: list[str] = []
    start = 0
    for i in range(1, len(text)):
        if may_break(text[i - 1], text[i]):
            out.append(text[start:i])
            start = i
    return [*out, text[start:]] if text else []


def wrap(text: str, width: float, measure: Measure) -> list[str]:
    """One paragraph in lines no wider than ``width``, filled greedily.

    A piece wider than a whole line is broken between characters. Lines carry no outer spaces.
    """
    lines: list[str] = []
    line, used = "", 0.0
    for piece in pieces(text):
        inner = measure(piece.rstrip())
        if used + inner > width:
            if line.strip():
                lines.append(line.strip())
            line, used = "", 0.0
            if inner > width:
                *whole, piece = _broken(piece, width, measure)
                lines += whole
        line, used = line + piece, used + measure(piece)
    return [*lines, line.strip()] if line.strip() else lines


def _broken(piece: str, width: float, measure: Measure) -> list[str]:
    """A piece too wide for a line, in parts that fit; at least one character each."""
    parts = [""]
    for char in piece:
        if parts[-1] and not char.isspace() and measure(parts[-1] + char) > width:
            parts.append("")
        parts[-1] += char
    return parts


def balance(text: str, width: float, measure: Measure) -> list[str]:
    """``wrap`` in as few lines, but evenly long, and rather ending where a clause ends.

    The least total cost over all ways to break, after Knuth and Plass (1981).
    """
    greedy = wrap(text, width, measure)
    parts = pieces(text)
    inner = [measure(part.rstrip()) for part in parts]
    if len(greedy) < 2 or max(inner) > width:
        return greedy
    starts = [0.0, *accumulate(measure(part) for part in parts)]
    target = min(starts[-1] / len(greedy) * 1.04, width)

    def cost(first: int, last: int) -> float:
        """Of a line that holds the parts from ``first`` up to, not including, ``last``."""
        long = starts[last - 1] - starts[first] + inner[last - 1]
        if long > width:
            return inf
        ragged = ((long - target) / width) ** 2
        ends = last == len(parts) or parts[last - 1].rstrip()[-1] in _CLAUSE_END
        return ragged + (0.0 if ends else _MID_CLAUSE)

    best = [0.0] + [inf] * len(parts)
    routes: list[list[int]] = []
    for _ in greedy:
        following, route = [inf] * (len(parts) + 1), [0] * (len(parts) + 1)
        for last in range(1, len(parts) + 1):
            for first in range(last - 1, -1, -1):
                price = cost(first, last)
                if price == inf:
                    break
                if best[first] + price < following[last]:
                    following[last], route[last] = best[first] + price, first
        best = following
        routes.append(route)
    if best[-1] == inf:
        return greedy
    lines: list[str] = []
    last = len(parts)
    for route in reversed(routes):
        lines.insert(0, "".join(parts[route[last] : last]).strip())
        last = route[last]
    return lines


def paragraphs(text: str) -> list[str]:
    """The non-empty lines a person typed, their runs of spaces made single."""
    lines = (re.sub(r"\s+", " ", line).strip() for line in text.splitlines())
    return [line for line in lines if line]
