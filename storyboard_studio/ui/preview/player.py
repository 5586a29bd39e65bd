"""Playing: the clock says which frame is due, the screen shows it if it is at hand.

A frame that is not there in time is dropped and counted; sound is never held up for a picture.
GUI thread. Knows neither widgets nor files.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable

from PySide6.QtCore import QObject, Qt, QTimer, Signal

from storyboard_studio.render.program import Program
from storyboard_studio.timebase import Frame
from storyboard_studio.ui.preview.frame_service import FrameService
from storyboard_studio.ui.preview.playback import (
    SAMPLE_RATE,
    DropCount,
    MonotonicClock,
    Pace,
    PlaybackClock,
    Run,
    next_speed,
    playing_bounds,
    run_from,
)
from storyboard_studio.ui.preview.sound_player import SoundPlayer

AHEAD_S = 2
PREROLL_STEPS = 8
PREROLL_S = 0.5
"""Playing begins when so many pictures are at hand, or after this time without them."""
_PREROLL_TICK_MS = 5
_SOUND_RETRY_S = 30.0
"""How long playing stays silent before a device is looked for again."""


class Player(QObject):
    """Plays one program. ``show`` puts a frame on the screen and says whether it was at hand.

    ``moved`` carries the frame that is due now; ``changed`` says that playing, its speed or the
    loop is another one.
    """

    moved = Signal(int)
    changed = Signal()

    def __init__(
        self,
        frames: FrameService,
        sound: SoundPlayer,
        show: Callable[[Frame], bool],
        *,
        now: Callable[[], float] = time.monotonic,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self.drops = DropCount()
        self.loops = False
        self._frames = frames
        self._sound = sound
        self._show = show
        self._now = now
        self._silent = MonotonicClock(now)
        self._clock: PlaybackClock = self._silent
        self._sound_returns_at = 0.0
        self._program: Program | None = None
        self._run: Run | None = None
        self._preroll_until: float | None = None
        self._step = -1
        self._handed = -1
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self.tick)

    @property
    def is_playing(self) -> bool:
        return self._run is not None

    @property
    def is_waiting(self) -> bool:
        """Whether a run waits for its first pictures."""
        return self._preroll_until is not None

    @property
    def speed(self) -> int:
        """1, 2, 4, 8, negative backwards; 0 while paused."""
        return 0 if self._run is None else self._run.speed

    def set_program(self, program: Program, frame: Frame) -> None:
        """Play another program; a run goes on from ``frame`` where its length or rate changed."""
        before, self._program = self._program, program
        self._sound.set_program(program)
        if self._run is not None and before is not None and _shape(before) != _shape(program):
            self.play(self._run.speed, frame)
        elif self._run is not None:
            self.read_ahead()

    def play(self, speed: int, frame: Frame) -> None:
        """Play from a frame; 1 is as filmed, with sound."""
        if self._program is None:
            return
        self._stop_clock()
        board = self._program.board
        bounds = playing_bounds(board.length, board.in_out, self.loops)
        self._run = run_from(frame, speed, bounds, self.loops, board.rate)
        self._step = self._handed = -1
        self.drops.begin()
        self._preroll_until = self._now() + PREROLL_S
        self.read_ahead()
        self.changed.emit()
        self.tick()

    def shuttle(self, direction: int, frame: Frame) -> None:
        """J and L: play that way; again is faster, up to eight times."""
        self.play(next_speed(self.speed, direction), frame)

    def pause(self) -> None:
        """Rest on the frame that is shown."""
        if self._run is None:
            return
        self._stop_clock()
        self._run = None
        self._frames.read_ahead(())
        self.changed.emit()

    def set_loops(self, loops: bool, frame: Frame) -> None:
        """Whether playing stays between in and out (or the film's ends), again and again."""
        if loops == self.loops:
            return
        self.loops = loops
        if self._run is not None:
            self.play(self._run.speed, frame)
        else:
            self.changed.emit()

    def sound_lost(self) -> None:
        """There is no device: the monotonic clock takes over from the frame that is due."""
        self._sound_returns_at = self._now() + _SOUND_RETRY_S
        run = self._run
        if run is not None and self._clock is self._sound:
            frame = run.frame(max(0, self._step))
            self.play(run.speed, run.last_frame() if frame is None else frame)

    def painted(self) -> None:
        """The picture that was shown last is on the screen now."""
        if self._run is not None and self._handed >= 0:
            self.drops.shown(self._handed)

    def close(self) -> None:
        self.pause()

    def tick(self) -> None:
        """Show what is due. Called by the timer, and when a picture arrives."""
        run = self._run
        if run is None or self._waits_for_pictures(run):
            return
        elapsed = self._clock.elapsed()
        step = run.step_at(elapsed)
        frame = run.frame(step)
        if frame is None:
            self._end(run)
            return
        if step != self._step:
            self._step = step
            self.drops.due(step)
            self.read_ahead()
            self.moved.emit(frame)
        if self._run is run:  # nobody stopped it on hearing that it moved
            self._hand_over(step, frame)
            self._wake_in(run.samples_until(step + 1) - elapsed)

    def _hand_over(self, step: int, frame: Frame) -> None:
        if self._handed != step:
            before, self._handed = self._handed, step
            if not self._show(frame):
                self._handed = before

    def _waits_for_pictures(self, run: Run) -> bool:
        """Whether the run has not begun yet; begins it when enough pictures are at hand."""
        if self._preroll_until is None:
            return False
        self.read_ahead()
        first = run.decode_order(0, PREROLL_STEPS, self._pace(run).stride)
        ready = all(self._frames.is_settled(frame) for frame in first)
        if not ready and self._now() < self._preroll_until:
            self._timer.start(_PREROLL_TICK_MS)
            return True
        self._preroll_until = None
        has_sound = run.speed == 1 and self._now() >= self._sound_returns_at
        self._clock = self._sound if has_sound else self._silent
        self._clock.start(run)
        return False

    def _end(self, run: Run) -> None:
        self.pause()
        self.moved.emit(run.last_frame())

    def read_ahead(self) -> None:
        """Say again what comes next (pictures are wanted in another size, say)."""
        run = self._run
        if run is None:
            return
        # Half of the cache is for what comes, the other half for what was just shown.
        count = min(math.ceil(run.rate * AHEAD_S), max(4, self._frames.frames_that_fit() // 2))
        pace = self._pace(run)
        step = max(0, self._step)
        ready = [self._frames.is_settled(frame) for frame in run.frames_from(step, PREROLL_STEPS)]
        if not self.is_waiting and not all(ready[:1]):
            step += pace.lead  # what is due now would come too late
        # A slow moment is no reason to leave pictures out while there are some in hand.
        stride = 1 if all(ready) else pace.stride
        self._frames.read_ahead(run.decode_order(step, count, stride))

    def _pace(self, run: Run) -> Pace:
        return Pace.of(self._frames.read_s(), run.rate)

    def _wake_in(self, samples: int) -> None:
        self._timer.start(max(1, math.ceil(samples * 1000 / SAMPLE_RATE)))

    def _stop_clock(self) -> None:
        self._timer.stop()
        self._clock.stop()
        self._clock = self._silent
        self._preroll_until = None


def _shape(program: Program) -> tuple[object, ...]:
    board = program.board
    return board.length, board.rate, board.in_out
