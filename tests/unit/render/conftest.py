"""Small real media on disk, and the values that rendering works on."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from storyboard_engine.api import CancelToken, Picture
from storyboard_engine.testing import FakeBackend, drawn_picture
from storyboard_studio.document.board import Board, MediaRef
from storyboard_studio.edit import commands as do
from storyboard_studio.edit.commands import apply
from storyboard_studio.media.encode import film_writer
from storyboard_studio.media.probe import import_media
from storyboard_studio.planning.plan import EngineFacts, Plan, make_plan
from storyboard_studio.render.fill import Filled, FillJob, fill_gap, picture_source
from storyboard_studio.render.takes import TakeStore

SIZE = (64, 48)


@dataclass
class Footage:
    """A lossless moving clip with a click in its sound, and a still, with their own pictures."""

    clip: MediaRef
    still: MediaRef
    frames: list[Picture]
    picture: Picture


@pytest.fixture
def footage(tmp_path: Path) -> Footage:
    rate = Fraction(24)
    frames = [drawn_picture(SIZE, n / 24) for n in range(24)]
    clip = tmp_path / "clip.mkv"
    with film_writer(clip, SIZE, rate, sound=True) as writer:
        for number, frame in enumerate(frames):
            writer.write(frame)
            sound = np.zeros((2000, 2), np.float32)
            sound[:] = 0.25 if number != 12 else 0.75
            writer.write_sound(sound)
    picture = drawn_picture(SIZE, 0.3, scene=5)
    Image.fromarray(picture).save(tmp_path / "still.png")
    return Footage(
        import_media(clip, "c"), import_media(tmp_path / "still.png", "s"), frames, picture
    )


@pytest.fixture
def one_gap(footage: Footage) -> Board:
    """Clip, a gap of 16 frames with a keyframe in it, still, and a prompt."""
    board = Board(canvas=SIZE, rate=Fraction(24), length=1)
    for command in (
        do.set_length(48),
        do.place_clip(footage.clip, 0),
        do.place_image(footage.still, 40, 8),
        do.place_image(footage.still, 30),
        do.add_card(20, "slowly"),
    ):
        board = apply(board, command)
    return board


@pytest.fixture
def store(tmp_path: Path) -> TakeStore:
    return TakeStore(tmp_path / "film.takes")


class Counting(FakeBackend):
    """A fake engine that counts how often it was asked, and how many frames it made."""

    calls = 0
    made = 0

    def fill(self, request, inputs, cancel):
        self.calls += 1
        self.made += request.frames - len(inputs.done)
        return super().fill(request, inputs, cancel)


@pytest.fixture
def backend() -> Counting:
    return Counting()


def plan_of(board: Board, backend: FakeBackend) -> Plan:
    return make_plan(board, {"fake": EngineFacts(backend.identity, backend.capabilities)})


def job_of(board: Board, backend: FakeBackend, index: int = 0) -> FillJob:
    plan = plan_of(board, backend).gaps[index]
    return FillJob(
        id=index + 1,
        bound=plan.gap.bound,
        label=f"Gap {index + 1}",
        engine="fake",
        request=plan.request,
        identity=plan.identity,
        digest=plan.digest,
        media=board.media,
    )


Report = Callable[[object], None]


def fill(
    job: FillJob, backend: FakeBackend, store: TakeStore, report: Report | None = None
) -> Filled:
    pictures = picture_source(job)
    try:
        return fill_gap(job, backend, pictures, store, CancelToken(), report or (lambda _e: None))
    finally:
        pictures.close()
