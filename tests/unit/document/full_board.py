"""The board that tests/data/boards/schema-1.storyboard holds: every field of schema 1, set."""

from __future__ import annotations

from fractions import Fraction

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
    Marker,
    MediaKind,
    MediaRef,
    Placement,
)
from storyboard_studio.timebase import FrameRange

FULL_BOARD = Board(
    canvas=(1920, 1080),
    rate=Fraction(24000, 1001),
    length=240,
    background=(18, 52, 86),
    in_out=FrameRange(12, 230),
    media=(
        MediaRef(
            id="m1",
            kind=MediaKind.IMAGE,
            path="/home/ana/Bilder/heron 鹤.jpg",
            relative="media/heron 鹤.jpg",
            fingerprint=Fingerprint(123456, 1_700_000_000_000_000_001, "ab" * 32),
            size=(4000, 3000),
            extra={"rating": 5},
        ),
        MediaRef(
            id="m2",
            kind=MediaKind.VIDEO,
            path="/home/ana/Bilder/stream.mp4",
            relative="media/stream.mp4",
            fingerprint=Fingerprint(9_876_543_210, -1, "cd" * 32),
            size=(1280, 720),
            duration=Fraction(1001, 100),
            rate=Fraction(30000, 1001),
            frames=300,
            has_sound=True,
        ),
    ),
    items=(
        Image("i1", "m1", 0, 24, "the heron stands", Placement(Fit.LETTERBOX, (0.25, 1.0))),
        Clip(
            "i2",
            "m2",
            60,
            40,
            Fraction(1001, 24000),
            "the stream",
            Placement(Fit.STRETCH),
            True,
            {"speed": "1/1", "effects": [{"name": "grain", "amount": 0.125}]},
        ),
        Clip("i3", "m2", 90, 50),
        Image("i4", "m1", 200, extra={"pinned": True}),
    ),
    cards=(
        Card(
            "c1", 24, "一只白鹤站在溪水中\n— dawn light", 60, "text, watermark", 12, {"style": None}
        ),
        Card("c2", 140, "it dips its head and catches a fish"),
    ),
    cuts=(Cut("u1", 180, {"colour": "red"}),),
    markers=(Marker("k1", 100, "music starts", {"colour": "blue"}),),
    gaps=(
        GapSettings("i1", "motion", Quality.FINAL, 2**31 - 1, "0123abcd", True, {"cfg": 3.5}),
        GapSettings(START),
        GapSettings("u1", quality=Quality.DRAFT, seed=7),
    ),
    extra={"project": {"name": "Heron", "tags": ["鹤", "fish"]}},
)
