"""The sound thread and its device, without a window."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from fractions import Fraction

import numpy as np
import pytest
from preview_fakes import SAMPLE_RATE, FakeDevice, Films, board

from storyboard_studio.document.gaps import gaps
from storyboard_studio.render.program import Program
from storyboard_studio.timebase import FrameRange
from storyboard_studio.ui.preview.playback import Run
from storyboard_studio.ui.preview.sound_player import CHUNK_SAMPLES, RING_SAMPLES, SoundPlayer


class Stage:
    """A sound player on fakes; what it posts is called at once."""

    def __init__(self, patience_s: float = 5.0) -> None:
        self.films, self.device = Films(), FakeDevice()
        self.lost: list[str] = []
        self.player = SoundPlayer(
            self.films.open,
            self.device,
            lambda call: call(),
            self.lost.append,
            patience_s=patience_s,
        )
        document = board()
        self.player.set_program(Program(document, gaps(document), {}))

    def start(self, run: Run) -> None:
        self.player.start(run)
        until(lambda: self.device.pull is not None)

    def listen(self, seconds: float) -> None:
        """Hear so much, as slowly as the sound thread can fill its ring."""
        for _ in range(round(seconds / 0.1)):
            until(lambda: self.player.buffered > RING_SAMPLES - CHUNK_SAMPLES)
            self.device.advance(0.1)

    @property
    def heard(self) -> np.ndarray[tuple[int], np.dtype[np.float32]]:
        return np.concatenate(self.device.heard)[:, 0]


def until(holds: Callable[[], bool], timeout_s: float = 5.0) -> None:
    ends = time.monotonic() + timeout_s
    while not holds():
        assert time.monotonic() < ends
        time.sleep(0.001)


def ramp(first: int, count: int) -> np.ndarray[tuple[int], np.dtype[np.float32]]:
    return ((np.arange(first, first + count) % SAMPLE_RATE) / SAMPLE_RATE).astype(np.float32)


@pytest.fixture
def stage() -> Iterator[Stage]:
    one = Stage()
    yield one
    one.player.close()
    assert one.films.open_readers == 0
    assert one.device.pull is None


def run(start: int, bounds: FrameRange, loops: bool) -> Run:
    return Run(start, 1, bounds, loops, Fraction(24))


def test_a_loop_is_heard_without_a_seam(stage: Stage) -> None:
    stage.start(run(4, FrameRange(2, 8), True))
    stage.listen(1.0)
    lap = ramp(2 * 2000, 6 * 2000)
    expected = np.concatenate([ramp(4 * 2000, 4 * 2000), lap, lap, lap, lap])
    assert np.allclose(stage.heard, expected[: len(stage.heard)], atol=1e-5)


def test_after_the_end_it_is_silent_and_the_clock_goes_on(stage: Stage) -> None:
    stage.start(run(10, FrameRange(0, 12), False))
    stage.listen(0.5)
    assert np.allclose(stage.heard[:4000], ramp(20_000, 4000), atol=1e-5)
    assert not stage.heard[4000:].any()
    assert stage.player.elapsed() == pytest.approx(0.4 * SAMPLE_RATE, abs=480)


def test_the_clock_says_what_is_heard_not_what_was_given(stage: Stage) -> None:
    stage.start(run(0, FrameRange(0, 100), False))
    assert stage.player.elapsed() == 0
    stage.device.advance(0.05)
    assert stage.player.elapsed() == 0  # still on its way to the ear
    stage.device.advance(0.15)
    assert stage.player.elapsed() == pytest.approx(0.1 * SAMPLE_RATE, abs=480)
    stage.device.now += 0.05  # between two blocks
    assert stage.player.elapsed() == pytest.approx(0.15 * SAMPLE_RATE, abs=480)


def test_a_dry_ring_is_silence_and_the_clock_waits(stage: Stage) -> None:
    stage.start(run(0, FrameRange(0, 100), False))
    until(lambda: stage.player.buffered == RING_SAMPLES)
    stage.device.advance(0.6, block=28_800)  # more at once than was read ahead
    stage.device.now += 10
    assert stage.player.elapsed() == RING_SAMPLES


def test_starting_again_begins_with_the_new_place(stage: Stage) -> None:
    stage.start(run(0, FrameRange(0, 100), False))
    stage.device.advance(0.2)
    stage.player.start(run(50, FrameRange(0, 100), False))
    assert stage.player.elapsed() == 0
    until(lambda: stage.player.buffered > RING_SAMPLES - CHUNK_SAMPLES)
    stage.device.heard.clear()
    stage.device.advance(0.1)
    assert np.allclose(stage.heard, ramp(100_000, len(stage.heard)), atol=1e-5)
    assert stage.device.starts == 1


def test_another_program_is_heard_from_the_next_samples_on(stage: Stage) -> None:
    stage.start(run(0, FrameRange(0, 100), False))
    document = board(length=130)
    other = Program(document, gaps(document), {})
    stage.player.set_program(other)
    stage.listen(0.8)
    assert np.allclose(stage.heard, ramp(0, len(stage.heard)), atol=1e-5)
    assert stage.films.shown == 2


def test_a_device_that_falls_silent_is_given_up() -> None:
    stage = Stage(patience_s=0.05)
    stage.start(run(0, FrameRange(0, 100), False))
    until(lambda: stage.lost != [])
    assert stage.lost == ["The sound device no longer answers."]
    assert stage.device.pull is None
    stage.player.close()


def test_a_device_that_refuses_is_told_once_a_start() -> None:
    stage = Stage()
    stage.device.refuses = True
    stage.player.start(run(0, FrameRange(0, 100), False))
    until(lambda: stage.lost != [])
    assert stage.lost == ["No device. Plug one in."]
    assert stage.player.elapsed() == 0
    stage.player.close()


def test_sound_that_cannot_be_read_is_silence_and_said_once_in_the_log(
    stage: Stage, caplog: pytest.LogCaptureFixture
) -> None:
    stage.films.sound_breaks = OSError("gone")
    stage.start(run(0, FrameRange(0, 100), False))
    stage.listen(0.3)
    assert not stage.heard.any()
    assert [record.getMessage() for record in caplog.records] == ["sound could not be read"]


def test_a_faulty_driver_is_logged_and_the_next_run_is_heard(
    stage: Stage, caplog: pytest.LogCaptureFixture
) -> None:
    stage.device.is_faulty = True
    stage.player.start(run(0, FrameRange(0, 100), False))
    until(lambda: stage.lost != [] and stage.films.open_readers == 0)
    assert [record.getMessage() for record in caplog.records] == ["the sound thread broke"]
    stage.device.is_faulty = False
    until(lambda: not stage.player.is_alive)
    stage.start(run(0, FrameRange(0, 100), False))
    stage.listen(0.1)
    assert np.allclose(stage.heard, ramp(0, len(stage.heard)), atol=1e-5)
