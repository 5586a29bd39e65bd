"""Sound of a run: a thread reads the program ahead of the device, and the device is the clock.

The device pulls samples from a ring and says when each block will be heard; from that follows
the sample heard now, which the picture goes by. Where the ring runs dry the device gets silence
that does not count, so the picture waits with the sound. Knows no Qt.
"""

from __future__ import annotations

import logging
import math
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from storyboard_engine.api import Sound
from storyboard_studio.errors import StudioError
from storyboard_studio.render.program import Program
from storyboard_studio.ui.preview.frame_service import FrameReader, OpenReader, Post
from storyboard_studio.ui.preview.playback import SAMPLE_RATE, Run

log = logging.getLogger(__name__)
RING_SAMPLES = SAMPLE_RATE // 2
CHUNK_SAMPLES = SAMPLE_RATE // 20
_IDLE_S = 0.02
SILENT_DEVICE_S = 2.0
"""After so long without asking for samples a device is given up."""


class AudioUnavailableError(StudioError):
    """There is no device to play sound on, or it refuses."""


class AudioDevice(Protocol):
    """A stereo output at 48 kHz. ``start`` and ``stop`` belong to the sound thread."""

    def start(self, pull: Pull) -> None:
        """Begin to call ``pull`` from the device's own thread. Raises ``AudioUnavailableError``."""

    def stop(self) -> None:
        """Fall silent at once; ``pull`` is not called any more when this returns."""

    def time(self) -> float:
        """The device's clock now, in seconds; any thread."""


Pull = Callable[[Sound, float], None]
"""Fill this ``(n, 2)`` block, whose first sample is heard at this time of the device's clock."""


class SampleRing:
    """Sound between one writer and one reader, bounded."""

    def __init__(self, capacity: int) -> None:
        self._samples = np.zeros((capacity, 2), np.float32)
        self._written = 0
        self._read = 0
        self._gate = threading.Lock()

    def __len__(self) -> int:
        with self._gate:
            return self._written - self._read

    @property
    def free(self) -> int:
        return len(self._samples) - len(self)

    def write(self, samples: Sound) -> None:
        """Append. Raises ``ValueError`` where they do not fit."""
        with self._gate:
            if self._written - self._read + len(samples) > len(self._samples):
                raise ValueError(f"{len(samples)} samples do not fit into the ring")
            at = (self._written + np.arange(len(samples))) % len(self._samples)
            self._samples[at] = samples
            self._written += len(samples)

    def read_into(self, block: Sound) -> int:
        """Fill a block's beginning; how many samples there were."""
        with self._gate:
            count = min(len(block), self._written - self._read)
            at = (self._read + np.arange(count)) % len(self._samples)
            block[:count] = self._samples[at]
            self._read += count
            return count

    def clear(self) -> None:
        with self._gate:
            self._read = self._written = 0


@dataclass(slots=True)
class _Playing:
    """A run on its way through the device. ``heard`` anchors samples to the device's clock."""

    run: Run
    ring: SampleRing
    written: int = 0
    delivered: int = 0
    anchor: tuple[int, float] | None = None
    told: int = 0


class SoundPlayer:
    """A ``PlaybackClock`` that is heard. Use from one thread.

    ``lost`` is called through ``post`` with the reason when the device cannot be opened or falls
    silent; until ``start`` succeeds again ``elapsed`` stays where it was.
    """

    def __init__(
        self,
        open_reader: OpenReader,
        device: AudioDevice,
        post: Post,
        lost: Callable[[str], None],
        *,
        patience_s: float = SILENT_DEVICE_S,
    ) -> None:
        self._open_reader = open_reader
        self._device = device
        self._post = post
        self._lost = lost
        self._patience_s = patience_s
        self._news = threading.Condition()
        self._program: Program | None = None
        self._playing: _Playing | None = None
        self._closing = False
        self._pulled_at = 0.0
        self._dry_samples = 0
        self._thread: threading.Thread | None = None

    def set_program(self, program: Program) -> None:
        """Read another program from the next samples on."""
        with self._news:
            self._program = program
            self._news.notify()

    def start(self, run: Run) -> None:
        """Play a run of speed 1; returns at once, the sound follows as soon as it is there."""
        with self._news:
            self._playing = _Playing(run, SampleRing(RING_SAMPLES))
            self._news.notify()
        if not self.is_alive:
            self._thread = threading.Thread(target=self._work, name="preview sound", daemon=True)
            self._thread.start()

    def stop(self) -> None:
        with self._news:
            self._playing = None
            self._news.notify()

    def elapsed(self) -> int:
        """The sample of the run that is heard now."""
        playing = self._playing
        if playing is None or playing.anchor is None:
            return 0
        first, heard_at = playing.anchor
        now = first + math.floor((self._device.time() - heard_at) * SAMPLE_RATE)
        playing.told = max(playing.told, min(now, playing.delivered))
        return playing.told

    @property
    def is_alive(self) -> bool:
        """Whether the sound thread runs: from the first ``start`` on, until ``close``."""
        return self._thread is not None and self._thread.is_alive()

    @property
    def dry_samples(self) -> int:
        """How many samples the device asked for in runs so far and did not get in time."""
        return self._dry_samples

    @property
    def buffered(self) -> int:
        """How many samples are ready for the device."""
        playing = self._playing
        return 0 if playing is None else len(playing.ring)

    def close(self) -> None:
        """Fall silent and end the thread."""
        with self._news:
            self._closing, self._playing = True, None
            self._news.notify()
        if self._thread is not None:
            self._thread.join()

    # The sound thread ---------------------------------------------------------------------------

    def _work(self) -> None:
        voice = _Voice(self._open_reader)
        try:
            self._play_runs(voice)
        except Exception:
            log.exception("the sound thread broke")
            self._post(lambda: self._lost("Sound stopped because of a fault; the log says why."))
        finally:
            voice.close()

    def _play_runs(self, voice: _Voice) -> None:
        is_on = False
        try:
            while not self._closing:
                playing = self._playing
                if playing is None:
                    if is_on:
                        self._device.stop()
                        is_on = False
                    self._wait_for_run()
                    continue
                self._fill(playing, voice)
                if not is_on:
                    is_on = self._switch_on(playing)
                elif time.monotonic() - self._pulled_at > self._patience_s:
                    self._device.stop()
                    is_on = False
                    self._give_up(playing, "The sound device no longer answers.")
        finally:
            if is_on:
                self._device.stop()

    def _wait_for_run(self) -> None:
        with self._news:
            self._news.wait_for(lambda: self._closing or self._playing is not None)

    def _fill(self, playing: _Playing, voice: _Voice) -> None:
        """Top the ring up, or wait a little where it is full."""
        if playing.ring.free < CHUNK_SAMPLES or self._program is None:
            with self._news:
                self._news.wait_for(
                    lambda: self._closing or self._playing is not playing, timeout=_IDLE_S
                )
            return
        samples = voice.samples(self._program, playing.run, playing.written)
        playing.ring.write(samples)
        playing.written += len(samples)

    def _switch_on(self, playing: _Playing) -> bool:
        if playing.ring.free >= CHUNK_SAMPLES:
            return False  # the ring is filled before the first sample is asked for
        self._pulled_at = time.monotonic()
        try:
            self._device.start(self._pull)
        except AudioUnavailableError as error:
            self._give_up(playing, str(error))
            return False
        return True

    def _give_up(self, playing: _Playing, reason: str) -> None:
        with self._news:
            if self._playing is playing:
                self._playing = None
        self._post(lambda: self._lost(reason))

    # The device's thread ------------------------------------------------------------------------

    def _pull(self, block: Sound, heard_at: float) -> None:
        self._pulled_at = time.monotonic()
        playing = self._playing
        count = 0
        if playing is not None:
            count = playing.ring.read_into(block)
            if count:
                playing.anchor = (playing.delivered, heard_at)
                playing.delivered += count
            if playing.anchor is not None:  # not while the first samples are on their way
                self._dry_samples += len(block) - count
        block[count:] = 0.0


class _Voice:
    """The sound thread's reader, opened when the first sound is wanted."""

    def __init__(self, open_reader: OpenReader) -> None:
        self._open_reader = open_reader
        self._program: Program | None = None
        self._reader: FrameReader | None = None
        self._is_told = False

    def samples(self, program: Program, run: Run, elapsed: int) -> Sound:
        """The next chunk of a run; silence after its end and where reading fails (logged once)."""
        chunk = np.zeros((CHUNK_SAMPLES, 2), np.float32)
        try:
            at = 0
            for span in run.sound_spans(elapsed, CHUNK_SAMPLES):
                reader = self._reads(program)
                chunk[at : at + span.count] = reader.sound(span.start, span.count)
                at += span.count
        except Exception as error:
            if not self._is_told:
                log.warning("sound could not be read", exc_info=error)
            self._is_told = True
        return chunk

    def close(self) -> None:
        if self._reader is not None:
            self._reader.close()
        self._reader = None

    def _reads(self, program: Program) -> FrameReader:
        if self._reader is None:
            self._reader = self._open_reader()
        if self._program is not program:
            self._reader.show(program)
            self._program, self._is_told = program, False
        return self._reader
