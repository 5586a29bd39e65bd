"""The shipped sample boards: whole, credited, and filled by the real engine without a flaw."""

from __future__ import annotations

import json
import os
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from storyboard_engine import registry
from storyboard_engine.api import CancelToken
from storyboard_studio.document.board import Clip
from storyboard_studio.document.gaps import Gap
from storyboard_studio.edit import commands as do
from storyboard_studio.edit.commands import apply
from storyboard_studio.planning.plan import EngineFacts, make_plan
from storyboard_studio.project.file import read_board
from storyboard_studio.render.fill import FillJob, fill_gap, picture_source
from storyboard_studio.render.film import FilmReader
from storyboard_studio.render.program import Program, ShownTake
from storyboard_studio.render.takes import TakeStore
from storyboard_studio.resources import sample_boards

ROOT = Path(__file__).parents[2]
SAMPLES = {path.stem: path for path in sample_boards()}


def test_three_samples_ship():
    assert set(SAMPLES) == {"photo-clip-photo", "bridge", "two-cards"}


@pytest.mark.parametrize("name", SAMPLES)
def test_a_sample_finds_its_media_and_names_no_other_place(name):
    board = read_board(SAMPLES[name])
    assert all(os.path.isfile(media.path) for media in board.media)
    for media in json.loads(SAMPLES[name].read_text(encoding="utf-8"))["media"]:
        assert "/" not in media["path"]
        assert "\\" not in media["path"]


def test_every_shipped_media_file_is_credited():
    notice = (ROOT / "NOTICE").read_text(encoding="utf-8")
    for path in SAMPLES.values():
        for file in path.parent.iterdir():
            if file.suffix != ".storyboard":
                assert f"{path.parent.name}/{file.name}" in notice


@pytest.mark.parametrize("name", SAMPLES)
def test_a_sample_fills_without_black_repeated_or_torn_frames(name, tmp_path):
    board = apply(read_board(SAMPLES[name]), do.set_canvas((192, 108)))
    backend = registry.create("motion", tmp_path)  # no weights: the same on every machine
    plan = make_plan(board, {"motion": EngineFacts(backend.identity, backend.capabilities)})
    store = TakeStore(tmp_path / "takes")
    shown = {}
    for one in plan.gaps:
        job = FillJob(
            1, one.gap.bound, "Gap", "motion", one.request, one.identity, one.digest, board.media
        )
        pictures = picture_source(job)
        filled = fill_gap(job, backend, pictures, store, CancelToken(), lambda _event: None)
        pictures.close()
        assert filled.take.draft
        assert filled.take.recipe["label"] == "draft motion"
        shown[one.gap.bound] = ShownTake(one.digest, one.request.frames, stale=False, draft=True)
    program = Program(board, tuple(one.gap for one in plan.gaps), shown)
    with FilmReader(program, store.path) as film:
        for one in plan.gaps:
            _check_gap(film, one.gap)


def _check_gap(film: FilmReader, gap: Gap) -> None:
    start, end, length = gap.range.start, gap.range.end, film.program.length
    frames = [
        film.frame(f).astype(np.int16) for f in range(max(0, start - 1), min(end + 1, length))
    ]
    steps = [np.abs(two - one).mean() for one, two in pairwise(frames)]
    assert min(frame.mean() for frame in frames) > 8, "a black frame"
    assert max(steps) < 24, "a jump"
    if isinstance(gap.left, Clip):
        assert min(steps[:3]) > 0.1, "a repeated frame where a clip ends"
    if isinstance(gap.right, Clip):
        assert min(steps[-3:]) > 0.1, "a repeated frame where a clip begins"
