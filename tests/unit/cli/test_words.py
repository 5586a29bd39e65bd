"""The shell's small languages."""

from __future__ import annotations

from fractions import Fraction

import pytest

from storyboard_studio.cli.words import (
    ClipWords,
    ImageWords,
    PromptWords,
    clip_words,
    frame_words,
    image_words,
    prompt_words,
    size_words,
)
from storyboard_studio.errors import UsageError

NTSC = Fraction(30000, 1001)


@pytest.mark.parametrize(
    ("text", "want"),
    [
        ("a.png@10", ImageWords("a.png", "10", 1)),
        ("a.png@10:24", ImageWords("a.png", "10", 24)),
        ("a@b@c.png@2.5s:24", ImageWords("a@b@c.png", "2.5s", 24)),
        ("a.png@00:00:01:12", ImageWords("a.png", "00:00:01:12", 1)),
        ("a.png@00:00:01:12:6", ImageWords("a.png", "00:00:01:12", 6)),
        ("C:\\x\\a.png@1:02:03", ImageWords("C:\\x\\a.png", "1:02:03", 1)),
    ],
)
def test_images(text, want):
    assert image_words(text) == want


@pytest.mark.parametrize(
    ("text", "want"),
    [
        ("a.mp4@10", ClipWords("a.mp4", "10", None)),
        ("a.mp4@10:5-20", ClipWords("a.mp4", "10", (5, 20))),
        ("a.mp4@0:05:5-20", ClipWords("a.mp4", "0:05", (5, 20))),
        ("a.mp4@0:05", ClipWords("a.mp4", "0:05", None)),
    ],
)
def test_clips(text, want):
    assert clip_words(text) == want


@pytest.mark.parametrize(
    ("text", "want"),
    [
        ("mail me@home@5s", PromptWords("mail me@home", "5s", None)),
        ("白鹤 @0-48", PromptWords("白鹤 ", "0", "48")),
    ],
)
def test_prompts(text, want):
    assert prompt_words(text) == want


@pytest.mark.parametrize(
    "bad",
    ["a.png", "@5", "a.png@", "a.png@5:0", "a.png@5:x"],
)
def test_bad_images_are_refused(bad):
    with pytest.raises(UsageError):
        image_words(bad)


@pytest.mark.parametrize("bad", ["a.mp4@5:20-5", "a.mp4@5-20", "a.mp4@5:5-5"])
def test_bad_clips_are_refused(bad):
    with pytest.raises(UsageError):
        clip_words(bad)


@pytest.mark.parametrize(
    ("text", "rate", "frame"),
    [
        ("48", Fraction(24), 48),
        ("2s", Fraction(24), 48),
        ("2.5s", Fraction(24), 60),
        ("0:02", Fraction(24), 48),
        ("1:02:03.5", Fraction(24), 3723 * 24 + 12),
        ("00:00:02:12", Fraction(24), 60),
        ("1s", NTSC, 30),
        ("00:01:00;02", NTSC, 1800),
    ],
)
def test_times(text, rate, frame):
    assert frame_words(text, rate) == frame


@pytest.mark.parametrize("bad", ["", "-5", "five", "1:2:3:4:5", "2m"])
def test_bad_times_are_refused(bad):
    with pytest.raises(UsageError, match="not a time"):
        frame_words(bad, Fraction(24))


def test_sizes():
    assert size_words("1280x720") == (1280, 720)
    with pytest.raises(UsageError, match="1280x720"):
        size_words("720p")
