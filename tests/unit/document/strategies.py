"""Legal boards for Hypothesis: every kind of value, every rule of ``validate`` kept."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from hypothesis import strategies as st

from storyboard_engine.api import Fit, Quality
from storyboard_studio.document.board import (
    START,
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
from storyboard_studio.timebase import FrameRange

json_values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3)
    ),
    max_leaves=6,
)
_SOME_VALUES = (None, True, 0, -(10**30), 0.1, 5e-324, "", "鹤", [], [[1], {"a": {}}], {"": None})
# No released field begins like this. Most values have none: drawing them takes time.
extras = st.dictionaries(
    st.sampled_from(["x-", "x-a", "x-鹤"]), st.sampled_from(_SOME_VALUES), max_size=2
) | st.just({})
_texts = st.text(max_size=6)
_int64 = st.integers(-(2**63), 2**63 - 1)
_seconds = st.fractions(0, 10_000, max_denominator=90_000)
_unit = st.floats(0, 1)

fingerprints = st.builds(
    Fingerprint, size_bytes=st.integers(0, 2**63 - 1), mtime_ns=_int64, digest=_texts
)
placements = st.builds(Placement, fit=st.sampled_from(Fit), focus=st.tuples(_unit, _unit))


def media_refs(media_id: str, kind: MediaKind) -> st.SearchStrategy[MediaRef]:
    """A file of that kind; the paths are words, not files."""
    return st.builds(
        MediaRef,
        id=st.just(media_id),
        kind=st.just(kind),
        path=_texts,
        relative=_texts,
        fingerprint=fingerprints,
        size=st.tuples(st.integers(1, 20_000), st.integers(1, 20_000)),
        duration=_seconds,
        rate=st.fractions(0, 240, max_denominator=1001),
        frames=st.none() | st.integers(0, 10**9),
        has_sound=st.booleans(),
        extra=extras,
    )


@st.composite
def lanes_of_items(draw: st.DrawFn, media: tuple[MediaRef, ...]) -> tuple[Item, ...]:
    """Items in order that overlap at most in pairs and never nest."""
    items: list[Item] = []
    count = draw(st.integers(0, 5)) if media else 0
    for index in range(count):
        last_start = items[-1].start if items else -1
        last_end = items[-1].end if items else 0
        end_before = items[-2].end if len(items) > 1 else 0
        start = max(last_start + 1, end_before) + draw(st.integers(0, 20))
        length = max(last_end, start) + draw(st.integers(1, 30)) - start
        items.append(draw(_item(f"i{index}", draw(st.sampled_from(media)), start, length)))
    return tuple(items)


def _item(item_id: str, media: MediaRef, start: int, length: int) -> st.SearchStrategy[Item]:
    common: dict[str, Any] = {
        "id": st.just(item_id),
        "media": st.just(media.id),
        "start": st.just(start),
        "length": st.just(length),
        "caption": _texts,
        "placement": placements,
        "extra": extras,
    }
    if media.kind is MediaKind.IMAGE:
        return st.builds(Image, **common)
    return st.builds(Clip, source_in=_seconds, muted=st.booleans(), **common)


@st.composite
def lanes_of_cards(draw: st.DrawFn, length: int) -> tuple[Card, ...]:
    """Cards in order that do not overlap."""
    starts = sorted(draw(st.sets(st.integers(0, length - 1), max_size=4)))
    cards = []
    for index, start in enumerate(starts):
        limit = starts[index + 1] if index + 1 < len(starts) else length
        cards.append(
            Card(
                id=f"c{index}",
                start=start,
                text=draw(_texts),
                end=draw(st.none() | st.integers(start + 1, limit)),
                negative=draw(_texts),
                fade=draw(st.integers(0, 50)),
                extra=draw(extras),
            )
        )
    return tuple(cards)


def _gap_settings(bound: str) -> st.SearchStrategy[GapSettings]:
    return st.builds(
        GapSettings,
        bound=st.just(bound),
        engine=_texts,
        quality=st.sampled_from(Quality),
        seed=_int64,
        take=_texts,
        locked=st.booleans(),
        extra=extras,
    )


@st.composite
def boards(draw: st.DrawFn) -> Board:
    """Any legal board of a few values in each lane."""
    kinds = draw(st.lists(st.sampled_from(MediaKind), max_size=3))
    media = tuple(draw(media_refs(f"m{index}", kind)) for index, kind in enumerate(kinds))
    items = draw(lanes_of_items(media))
    length = max((item.end for item in items), default=1) + draw(st.integers(0, 100))
    frames = st.sets(st.integers(0, length), max_size=3).map(sorted)
    cuts = tuple(Cut(f"u{index}", frame, draw(extras)) for index, frame in enumerate(draw(frames)))
    markers = tuple(
        Marker(f"k{index}", frame, draw(_texts), draw(extras))
        for index, frame in enumerate(draw(frames))
    )
    points = draw(st.none() | st.tuples(st.integers(0, length), st.integers(0, length)))
    bounds = draw(st.sets(st.sampled_from([START, *(i.id for i in items), *(c.id for c in cuts)])))
    return Board(
        canvas=(draw(st.integers(16, 16_384)), draw(st.integers(16, 16_384))),
        rate=draw(
            st.sampled_from([Fraction(24), Fraction(24000, 1001), Fraction(240)])
            | st.fractions(1, 240, max_denominator=1001)
        ),
        length=length,
        background=draw(st.tuples(*(st.integers(0, 255),) * 3)),
        media=media,
        items=items,
        cards=draw(lanes_of_cards(length)),
        cuts=cuts,
        markers=markers,
        in_out=FrameRange(*sorted(points)) if points and points[0] != points[1] else None,
        gaps=tuple(draw(_gap_settings(bound)) for bound in sorted(bounds)),
        extra=draw(st.dictionaries(st.just("x-any"), json_values, max_size=1)),
    )
