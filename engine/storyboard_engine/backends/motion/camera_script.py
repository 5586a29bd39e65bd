"""Reads the camera's moves out of a prompt, in English and Chinese. Pure: words in, values out.

Knows neither pictures nor frames. The words are data in ``camera_words``.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from storyboard_engine.backends.motion import camera_words as words
from storyboard_engine.backends.motion.camera_words import Need, Phrase, Rates


@dataclass(frozen=True, slots=True)
class CameraMove:
    """Moves made at the same time: ``names`` with the ``speeds`` asked for (1 = normal)."""

    names: tuple[str, ...]
    speeds: tuple[float, ...]

    @property
    def rates(self) -> Rates:
        """The sum of what the moves ask for."""
        parts = [(words.RATES[n], s) for n, s in zip(self.names, self.speeds, strict=True)]
        return Rates(
            zoom=sum(r.zoom * s for r, s in parts),
            pan=sum(r.pan * s for r, s in parts),
            tilt=sum(r.tilt * s for r, s in parts),
            roll=sum(r.roll * s for r, s in parts),
        )


STATIC: Final = CameraMove((words.STATIC,), (1.0,))
DEFAULT: Final = CameraMove((words.SLOW_PUSH_IN,), (1.0,))


def camera_script(text: str) -> tuple[CameraMove, ...]:
    """The camera moves of a prompt, one after another ("push in, then pan left" gives two).

    Empty where the prompt does not speak of the camera. Moves named together act together; a
    locked-off camera is ``STATIC``, and so is a prompt that only says what not to do ("don't
    zoom"). A static word beside a real move loses.
    """
    text = text.lower().replace("’", "'").translate(words.SIMPLIFIED)
    parts = re.split(f"{words.ENGLISH_THEN}|{words.CHINESE_THEN}", text)
    moves = [move for part in parts if (move := _part_move(part)) is not None]
    real = [move for move in moves if move is not STATIC]
    return tuple(real) or tuple(moves[:1])


@dataclass(frozen=True, slots=True)
class _Found:
    phrase: Phrase
    start: int
    end: int


def _part_move(text: str) -> CameraMove | None:
    speeds: dict[str, float] = {}
    still = False
    for language in (_English(), _Chinese()):
        for clause, following in language.clauses(text):
            for found in _matches(language.phrases, clause):
                if not language.counts(clause, found):
                    continue
                if found.phrase.move == words.STATIC or language.negated(clause, found):
                    still = True
                else:
                    speed = language.speed(clause, found, following)
                    speeds.setdefault(found.phrase.move, speed)
    if speeds:
        return CameraMove(tuple(speeds), tuple(speeds.values()))
    return STATIC if still else None


def _matches(phrases: tuple[Phrase, ...], clause: str) -> list[_Found]:
    """Every phrase of a clause, none inside another; the table's order decides overlaps."""
    taken: list[_Found] = []
    for phrase in phrases:
        for match in re.finditer(phrase.pattern, clause):
            start, end = match.span()
            if all(end <= other.start or start >= other.end for other in taken):
                taken.append(_Found(phrase, start, end))
    return sorted(taken, key=lambda found: found.start)


class _English:
    phrases = words.ENGLISH

    def clauses(self, text: str) -> list[tuple[str, str]]:
        """Each clause with the one after it in the same sentence ("" for the last)."""
        pairs = []
        for sentence in re.split(r"[.;!?\n。；！？]", text):
            parts = [*re.split(r"[,，、:—()]", sentence), ""]
            pairs += list(pairwise(parts))
        return pairs

    def counts(self, clause: str, found: _Found) -> bool:
        before, after = _tokens(clause[: found.start]), _tokens(clause[found.end :])
        if found.phrase.need is Need.NONE or _camera_speaks(before):
            return True
        if found.phrase.need is Need.ALONE:
            return all(map(_is_filler, before + after))
        return _at_head(before)

    def negated(self, clause: str, found: _Found) -> bool:
        for token in reversed(_tokens(clause[: found.start])):
            if token in words.ENGLISH_NOT:
                return True
            if not _is_filler(token) and token != "or":
                return False
        return False

    def speed(self, clause: str, found: _Found, following: str) -> float:
        before = _tokens(clause[: found.start])
        near: list[str] = []
        while before and _is_filler(before[-1]) and before[-1] not in words.ENGLISH_STOP:
            near.insert(0, before.pop())
        after = _tokens(clause[found.end :])
        stop = next((i for i, t in enumerate(after) if t in words.ENGLISH_STOP), len(after))
        adverbs = [t for i, t in enumerate(after[:stop]) if t.endswith("ly") or i in (0, stop - 1)]
        alone = _tokens(following)
        tail = alone if alone and all(map(_is_filler, alone)) else []
        inside = _tokens(clause[found.start : found.end])
        return _english_speed([*near, *inside, *_with_very(after, adverbs), *tail])


def _with_very(tokens: list[str], kept: list[str]) -> list[str]:
    return [token for token in tokens if token in kept or token in words.ENGLISH_VERY]


def _english_speed(tokens: list[str]) -> float:
    for i, token in enumerate(tokens):
        if token in words.ENGLISH_SPEEDS:
            speed = words.ENGLISH_SPEEDS[token]
            very = i > 0 and tokens[i - 1] in words.ENGLISH_VERY
            return round(math.pow(speed, 1.5 if very else 1.0), 2)
    return 1.0


def _tokens(text: str) -> list[str]:
    return re.findall(r"[a-z]+(?:'[a-z]+)?|[^\W_a-z]+", text)


def _is_filler(token: str) -> bool:
    return (
        token in words.ENGLISH_FILLER
        or token in words.ENGLISH_SPEEDS
        or token in words.ENGLISH_VERY
        or token in words.ENGLISH_NOT
    )


def _camera_speaks(before: list[str]) -> bool:
    for token in reversed(before):
        if token in words.ENGLISH_SUBJECT_ENDS:
            return False
        if token in words.ENGLISH_CAMERA:
            return True
    return False


def _at_head(before: list[str]) -> bool:
    """Whether a phrase stands like an order: only small words between the clause and it.

    "A truck left" is a story, "a slow truck left" a camera: an article alone makes a noun.
    """
    trimmed = list(before)
    while trimmed and _is_filler(trimmed[-1]) and trimmed[-1] not in words.ENGLISH_STOP:
        trimmed.pop()
    near = before[len(trimmed) :]
    if trimmed and trimmed[-1] not in words.ENGLISH_STOP:
        return False
    noun = bool(near) and near[-1] in ("a", "an", "the")
    return not noun


class _Chinese:
    phrases = words.CHINESE

    def clauses(self, text: str) -> list[tuple[str, str]]:
        parts = [*re.split(r"[，。；！？、：,.;!?:\n（）()]", text), ""]
        return list(pairwise(parts))

    def counts(self, clause: str, found: _Found) -> bool:
        before, after = clause[: found.start], clause[found.end :]
        if found.phrase.need is Need.NONE or any(noun in before for noun in words.CHINESE_CAMERA):
            return True
        if found.phrase.need is Need.ALONE:
            return _chinese_filler(before) and _chinese_filler(after)
        return _chinese_filler(before)

    def negated(self, clause: str, found: _Found) -> bool:
        before = clause[: found.start]
        at = max(
            (before.rfind(no) + len(no) for no in words.CHINESE_NOT if no in before), default=-1
        )
        return at >= 0 and _chinese_filler(before[at:])

    def speed(self, clause: str, found: _Found, following: str) -> float:
        tail = following if _chinese_filler(following) else ""
        near = clause[max(0, found.start - 6) : found.end + 6] + tail
        found_words = [word for word in words.CHINESE_SPEEDS if word in near]
        if not found_words:
            return 1.0
        word = max(found_words, key=len)
        very = near[: near.index(word)].endswith(words.CHINESE_VERY)
        return round(math.pow(words.CHINESE_SPEEDS[word], 1.5 if very else 1.0), 2)


def _chinese_filler(text: str) -> bool:
    """Whether a stretch holds nothing but small words, speeds and negations."""
    small = (*words.CHINESE_SPEEDS, *words.CHINESE_VERY, *words.CHINESE_NOT, *words.CHINESE_CAMERA)
    for word in sorted(small, key=len, reverse=True):
        text = text.replace(word, "")
    return all(char in words.CHINESE_FILLER or char.isspace() or char == "而" for char in text)
