"""The render service with a real worker and store: states, the queue, cancelling, resuming."""

from __future__ import annotations

import os
import queue
import time
from dataclasses import replace

import pytest

from storyboard_engine.api import Identity
from storyboard_studio.edit import commands as do
from storyboard_studio.edit.commands import apply
from storyboard_studio.planning.plan import EngineFacts
from storyboard_studio.render.history import History
from storyboard_studio.render.service import RenderService
from storyboard_studio.render.status import (
    Blocked,
    Empty,
    Failed,
    Filled,
    Filling,
    Locked,
    Own,
    Stale,
    Waiting,
)
from storyboard_studio.render.takes import TakeStore
from storyboard_studio.render.worker import RenderWorker
from tests.unit.render.conftest import Counting


class Stage:
    """A service whose worker's events wait in a queue until the test takes them in."""

    def __init__(self, board, store, backend, tmp_path, budget=10**9):
        self.events = queue.SimpleQueue()
        self.backend = backend
        self.notes = []
        worker = RenderWorker(lambda _engine: backend, self.events.put)
        engines = {"motion": EngineFacts(backend.identity, backend.capabilities)}
        self.history = History(tmp_path / "fills.json")
        self.service = RenderService(
            board,
            store,
            worker,
            engines,
            self.history,
            budget_bytes=budget,
            on_note=self.notes.append,
        )

    def until(self, state, bound="i1"):
        """Take in events until a gap stands like that."""
        deadline = time.monotonic() + 20
        while not isinstance(self.service.state(bound), state):
            assert time.monotonic() < deadline
            self.service.handle(self.events.get(timeout=20))
        return self.service.state(bound)


@pytest.fixture
def stage(one_gap, store, tmp_path):
    made = []

    def make(board=None, backend=None, **more):
        made.append(Stage(board or one_gap, store, backend or Counting(), tmp_path, **more))
        return made[-1]

    yield make
    for one in made:
        one.service.close()


def test_a_gap_goes_from_empty_to_filled_and_stays_so(stage, store):
    one = stage()
    assert one.service.state("i1") == Empty()
    assert one.service.fill() == 1
    assert isinstance(one.service.state("i1"), Filling)
    filled = one.until(Filled)
    assert filled.draft
    assert one.service.fill() == 0
    again = stage()
    assert again.service.state("i1") == filled
    assert again.backend.fills == 0


def test_an_edit_makes_it_stale_and_undoing_fills_it_again(stage, one_gap):
    one = stage()
    one.service.fill()
    filled = one.until(Filled)
    edited = apply(one_gap, do.set_card_text("p1", "quickly"))
    one.service.set_board(edited)
    assert one.service.state("i1") == Stale(filled.take, draft=True)
    recipe = one.service.program().recipe(25)
    assert (recipe.digest, recipe.stale) == (filled.take, True)
    one.service.set_board(one_gap)
    assert one.service.state("i1") == filled


def test_live_pictures_arrive_while_filling(stage):
    one = stage(backend=Counting(pause_s=0.01))
    one.service.fill()
    while len(one.service.live_indices("i1")) < 4:
        one.service.handle(one.events.get(timeout=20))
    assert isinstance(one.service.state("i1"), Filling)
    index = next(iter(one.service.live_indices("i1")))
    assert one.service.live_frame("i1", index).shape == (48, 64, 3)
    one.until(Filled)
    assert one.service.live_indices("i1") == frozenset()


def test_cancelling_keeps_frames_and_filling_again_goes_on(stage, store):
    one = stage(backend=Counting(pause_s=0.02))
    one.service.fill()
    while len(one.service.live_indices("i1")) < 3:
        one.service.handle(one.events.get(timeout=20))
    one.service.cancel(one.service.queue.running.id)
    one.until(Empty)
    (digest,) = store.open_digests()
    with store.open(digest) as opened:
        kept = len(opened.done())
    assert 3 <= kept < 16
    one.service.fill()
    one.until(Filled)
    assert one.backend.made == 16 + 16 - kept


def test_a_waiting_job_can_be_cancelled_and_runs_in_order(stage, one_gap):
    board = apply(one_gap, do.add_cut(28))
    one = stage(board, Counting(pause_s=0.01))
    assert one.service.fill() == 2
    assert isinstance(one.service.state("x1"), Waiting)
    one.service.cancel(one.service.queue.next_waiting.id)
    assert one.service.state("x1") == Empty()
    one.until(Filled)
    assert one.service.queue.running is None
    one.service.clear_ended()
    assert one.service.queue.jobs == ()


class Broken(Counting):
    def fill(self, request, inputs, cancel):
        raise ZeroDivisionError("a bug in a back-end")


def test_a_fault_in_the_engine_is_said_logged_once_and_the_worker_lives(stage, caplog):
    one = stage(backend=Broken())
    one.service.fill()
    failed = one.until(Failed)
    assert "fault in the program" in failed.what
    assert [record.levelname for record in caplog.records] == ["ERROR"]
    caplog.clear()
    assert one.service.fill() == 1
    one.until(Failed)


def test_a_gap_that_is_all_keyframes_needs_no_fill(stage, one_gap, footage):
    board = apply(one_gap, do.place_image(footage.still, 25, 5))
    board = apply(board, do.place_image(footage.still, 24))
    one = stage(board)
    assert one.service.state("i1") == Own()
    assert one.service.fill() == 1
    one.until(Filled, "i4")
    assert one.backend.calls == 1


def test_missing_media_blocks_only_the_gaps_that_need_it(stage, one_gap, footage):
    lost = replace(footage.clip, path=footage.clip.path + ".gone")
    board = apply(one_gap, do.relink_media(footage.clip.id, lost))
    board = apply(board, do.add_cut(28))
    one = stage(board)
    assert one.service.state("i1") == Blocked((footage.clip.id,))
    assert one.service.state("x1") == Empty()
    assert one.service.fill() == 1


def test_a_locked_gap_shows_its_take_whatever_changes(stage, one_gap):
    one = stage()
    one.service.fill()
    filled = one.until(Filled)
    locked = apply(one_gap, do.lock_gap("i1", filled.take))
    one.service.set_board(locked)
    assert one.service.state("i1") == Locked(filled.take, True, differs=False)
    one.service.set_board(apply(locked, do.set_card_text("p1", "other")))
    assert one.service.state("i1") == Locked(filled.take, True, differs=True)
    assert one.service.fill() == 0


def test_a_locked_gap_whose_take_is_lost_can_be_filled_again(stage, one_gap, store):
    one = stage()
    one.service.fill()
    filled = one.until(Filled)
    one.service.set_board(apply(one_gap, do.lock_gap("i1", filled.take)))
    os.truncate(store.path(filled.take), 100)
    one.service.set_store(store)
    assert one.service.state("i1") == Empty()
    one.service.fill()
    assert one.until(Locked) == Locked(filled.take, True, differs=False)


def test_a_better_variant_makes_a_weaker_take_stale(stage, one_gap, store, tmp_path):
    one = stage()
    one.service.fill()
    one.until(Filled)
    better = Counting(identity=Identity("fake", "1", "finer"))
    assert isinstance(stage(backend=better).service.state("i1"), Stale)


def test_a_take_chosen_by_hand_stays_when_the_request_changes_but_fits(stage, one_gap):
    one = stage()
    one.service.fill()
    first = one.until(Filled)
    one.service.set_board(apply(one_gap, do.choose_take("i1", first.take)))
    assert one.service.state("i1") == first
    other = apply(one.service.plan.board, do.set_card_text("p1", "other words"))
    one.service.set_board(other)
    assert one.service.state("i1") == first


def test_estimates_come_from_this_machines_own_past(stage, one_gap):
    one = stage(backend=Counting(pause_s=0.005))
    assert one.service.estimate().seconds is None
    one.service.fill()
    one.until(Filled)
    one.service.set_board(apply(one_gap, do.set_card_text("p1", "again")))
    estimate = one.service.estimate()
    assert estimate.gaps == 1
    assert 0.05 < estimate.seconds < 20


def test_running_out_of_budget_is_said(stage):
    one = stage(budget=1)
    one.service.fill()
    one.until(Filled)
    assert len(one.notes) == 1
    assert "in use" in one.notes[0]


def test_an_unknown_gap_is_a_key_error(stage):
    with pytest.raises(KeyError):
        stage().service.state("nobody")


def test_closing_in_mid_fill_stops_at_once_and_keeps_frames(one_gap, store, tmp_path):
    one = Stage(one_gap, store, Counting(pause_s=0.05), tmp_path)
    one.service.fill()
    one.service.handle(one.events.get(timeout=20))
    began = time.monotonic()
    one.service.close()
    assert time.monotonic() - began < 2


def test_takes_move_with_a_first_save(stage, one_gap, store, tmp_path):
    one = stage()
    one.service.fill()
    filled = one.until(Filled)
    moved = TakeStore(tmp_path / "moved.takes")
    store.root.rename(moved.root)
    one.service.set_store(moved)
    assert one.service.state("i1") == filled
