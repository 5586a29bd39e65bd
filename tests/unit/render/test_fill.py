"""Filling a gap: every finished frame kept, nothing made twice."""

from __future__ import annotations

import os
from dataclasses import replace

import numpy as np
import pytest

from storyboard_engine.api import CancelToken
from storyboard_engine.errors import OutOfMemory
from storyboard_studio.errors import Cancelled, MediaError, RenderError
from storyboard_studio.media.takes import TakeReader
from storyboard_studio.render.fill import Arrived, Progress, fill_gap, picture_source
from storyboard_studio.render.takes import TakeStore
from tests.unit.render.conftest import Counting, fill, job_of


def test_a_fill_leaves_a_complete_lossless_take(one_gap, backend, store):
    job = job_of(one_gap, backend)
    arrived = {}

    def report(event):
        if isinstance(event, Arrived) and event.final:
            arrived.update(event.pictures)

    filled = fill(job, backend, store, report)
    assert filled.called
    assert (filled.take.frames, filled.take.size) == (16, (64, 48))
    assert filled.take.draft
    with TakeReader(store.path(job.digest)) as reader:
        assert len(reader) == 16
        for index in range(16):
            assert np.array_equal(reader.picture(index), arrived[index])
    assert store.open_digests() == []


def test_the_second_time_the_engine_is_not_asked(one_gap, backend, store):
    job = job_of(one_gap, backend)
    fill(job, backend, store)
    again = fill(job, backend, TakeStore(store.root))
    assert not again.called
    assert backend.calls == 1


def test_cancelling_keeps_finished_frames_and_the_next_run_makes_only_the_rest(
    one_gap, backend, store
):
    job = job_of(one_gap, backend)
    cancel, kept = CancelToken(), []

    def stop_after_five(event):
        if isinstance(event, Arrived) and event.final:
            kept.extend(event.pictures)
            if len(kept) >= 5:
                cancel.cancel()

    pictures = picture_source(job)
    with pytest.raises(Cancelled, match="Gap 1"):
        fill_gap(job, backend, pictures, store, cancel, stop_after_five)
    pictures.close()
    assert cancel.heard
    assert store.open_digests() == [job.digest]
    fresh = Counting()
    fill(job, fresh, store)
    assert fresh.made == 16 - len(kept)
    undisturbed = TakeStore(store.root.with_name("other.takes"))
    fill(job, Counting(), undisturbed)
    with TakeReader(store.path(job.digest)) as one, TakeReader(undisturbed.path(job.digest)) as two:
        for index in range(16):
            assert np.array_equal(one.picture(index), two.picture(index))


def test_a_torn_frame_is_made_again(one_gap, backend, store):
    job = job_of(one_gap, backend)
    pictures = picture_source(job)
    cancel = CancelToken()
    with pytest.raises(Cancelled):
        fill_gap(
            job,
            backend,
            pictures,
            store,
            cancel,
            lambda event: cancel.cancel() if isinstance(event, Arrived) and event.final else None,
        )
    pictures.close()
    kept = sorted((store.root / "open" / job.digest).glob("*.frame"))
    kept[0].write_bytes(kept[0].read_bytes()[:-1])
    fresh = Counting()
    fill(job, fresh, store)
    assert fresh.made == 16 - len(kept) + 1


def test_progress_never_falls_and_ends_at_one(one_gap, backend, store):
    seen = []
    fill(
        job_of(one_gap, backend),
        backend,
        store,
        lambda event: seen.append(event.fraction) if isinstance(event, Progress) else None,
    )
    assert seen == sorted(seen)
    assert seen[-1] == 1.0


def test_two_processes_do_not_fill_one_take_at_once(one_gap, backend, store):
    job = job_of(one_gap, backend)
    with store.open(job.digest), pytest.raises(RenderError, match="another window"):
        fill(job, backend, TakeStore(store.root))


def test_missing_and_changed_media_are_named(one_gap, backend, store, footage):
    job = job_of(one_gap, backend)
    os.utime(footage.clip.path, ns=(1, 1))
    fill(job, backend, store)  # same content, other time: still the same file
    other = replace(one_gap, gaps=tuple(replace(s, seed=s.seed + 1) for s in one_gap.gaps))
    job = job_of(other, backend)
    with open(footage.clip.path, "ab") as file:
        file.write(b"\0" * 100)
    with pytest.raises(MediaError, match=r"clip\.mkv.*changed"):
        fill(job, backend, store)
    os.unlink(footage.clip.path)
    with pytest.raises(MediaError, match=r"clip\.mkv.*missing"):
        fill(job, backend, store)


class Exhausted(Counting):
    def fill(self, request, inputs, cancel):
        raise OutOfMemory("The graphics card's memory is full.", "Choose a smaller canvas.")
        yield


class Endless(Counting):
    def fill(self, request, inputs, cancel):
        return iter(())


def test_what_the_engine_says_reaches_the_person(one_gap, store):
    with pytest.raises(RenderError, match=r"Gap 1: The graphics card.*smaller canvas"):
        fill(job_of(one_gap, Exhausted()), Exhausted(), store)


def test_an_engine_without_a_result_is_a_fault(one_gap, store):
    with pytest.raises(RenderError, match="ended without a result"):
        fill(job_of(one_gap, Endless()), Endless(), store)
