"""Pictures by reference: the right frame on its canvas, context without repeats."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from storyboard_engine.api import Conform, ContextRef, Fit, FrameRef
from storyboard_studio.errors import MediaError
from storyboard_studio.media.pictures import PictureSource
from tests.unit.media.clips import SIZE, Recipe, number_of, numbered, numbers, write_clip

_HOW = Conform(SIZE)


@pytest.fixture
def clip(tmp_path: Path) -> Path:
    return write_clip(tmp_path, Recipe(rate=Fraction(8), count=40, options={"g": "12", "bf": "2"}))


def _source(**paths: Path) -> PictureSource:
    def resolve(digest: str) -> str:
        if digest not in paths:
            raise MediaError("This media is missing.")
        return str(paths[digest])

    return PictureSource(resolve)


@pytest.mark.parametrize(
    ("time", "shown"),
    [(Fraction(-1), 0), (Fraction(0), 0), (Fraction(1, 9), 0), (Fraction(1, 8), 1),
     (Fraction(3), 24), (Fraction(99), 39)],
)  # fmt: skip
def test_the_frame_at_a_time(time: Fraction, shown: int, clip: Path) -> None:
    picture = _source(a=clip).frame(FrameRef("a", time, _HOW))
    assert number_of(picture) == shown
    assert not picture.flags.writeable


def test_a_still_is_the_same_at_any_time(tmp_path: Path) -> None:
    path = tmp_path / "still.png"
    Image.fromarray(numbered(77)).save(path)
    source = _source(a=path)
    for time in (Fraction(0), Fraction(5)):
        assert np.array_equal(source.frame(FrameRef("a", time, _HOW)), numbered(77))


def test_pictures_are_conformed(clip: Path) -> None:
    how = Conform((200, 40), Fit.LETTERBOX, background=(1, 2, 3))
    picture = _source(a=clip).frame(FrameRef("a", Fraction(1), how))
    assert picture.shape == (40, 200, 3)
    assert picture[0, 0].tolist() == [1, 2, 3]


def test_context_holds_each_source_frame_once_with_its_time(clip: Path) -> None:
    """An 8 fps clip asked for over board frames at 24 fps: no frame comes twice."""
    ref = ContextRef("a", Fraction(1), Fraction(71, 24), Fraction(-3), True, _HOW)
    context = _source(a=clip).context(ref)
    assert numbers(context.frames) == list(range(8, 24))
    assert context.times == tuple(Fraction(index, 8) - 3 for index in range(8, 24))
    assert context.frames.shape == (16, SIZE[1], SIZE[0], 3)
    assert not context.frames.flags.writeable


@pytest.mark.parametrize(("nearest_end", "shown"), [(True, [17, 18, 19]), (False, [8, 9, 10])])
def test_context_is_limited_to_what_is_nearest(
    nearest_end: bool, shown: list[int], clip: Path
) -> None:
    ref = ContextRef("a", Fraction(1), Fraction(5, 2) - Fraction(1, 24), Fraction(0), nearest_end,
                     _HOW, limit=3)  # fmt: skip
    assert numbers(_source(a=clip).context(ref).frames) == shown


def test_a_still_as_context_is_one_frame(tmp_path: Path) -> None:
    path = tmp_path / "still.png"
    Image.fromarray(numbered(5)).save(path)
    context = _source(a=path).context(
        ContextRef("a", Fraction(1), Fraction(2), Fraction(-2), True, _HOW)
    )
    assert numbers(context.frames) == [5]
    assert context.times == (Fraction(-1),)


def test_missing_media_is_said(clip: Path) -> None:
    with pytest.raises(MediaError, match="missing"):
        _source(a=clip).frame(FrameRef("b", Fraction(0), _HOW))


def test_many_clips_are_read_through_few_open_files(clip: Path, tmp_path: Path) -> None:
    paths = {}
    for name in "abcdefgh":
        paths[name] = tmp_path / f"{name}.mp4"
        paths[name].write_bytes(clip.read_bytes())
    source = _source(**paths)
    for index in range(16):
        ref = FrameRef("abcdefgh"[index % 8], Fraction(index, 8), _HOW)
        assert number_of(source.frame(ref)) == index
        assert source.open_clips <= 4
    source.close()
    assert source.open_clips == 0
    assert number_of(source.frame(FrameRef("a", Fraction(1), _HOW))) == 8
    source.close()
