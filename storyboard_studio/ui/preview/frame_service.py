"""Frames of the program, made on one thread that owns a reader.

The newest request wins: one that has been overtaken before the thread came to it is never read.
Between requests the thread reads ahead in the order it was given. Pictures are kept by what they
show (the program's recipe) and the size they are shown in, so that an edit elsewhere, or undoing
it, finds them again. Knows no Qt; what arrives is posted to the caller's thread.
"""

from __future__ import annotations

import logging
import threading
import time
from collections import deque
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Protocol

from storyboard_engine.api import Picture, Sound
from storyboard_studio.errors import StudioError
from storyboard_studio.render.program import Program
from storyboard_studio.timebase import Frame
from storyboard_studio.ui.preview.frame_cache import FrameCache
from storyboard_studio.ui.preview.scaling import Size, scaled

log = logging.getLogger(__name__)
BUDGET_BYTES = 256 * 1024 * 1024
_PACE_READS = 5


class FrameReader(Protocol):
    """What reads programs. Opened, used and closed on one thread; ``show`` comes first."""

    def show(self, program: Program) -> None:
        """Read this program from now on; what is open and still needed stays open."""

    def frame(self, frame: Frame) -> Picture:
        """The picture at the canvas size. Raises ``StudioError`` where a file cannot be read."""

    def sound(self, start: int, count: int) -> Sound:
        """``float32 (count, 2)`` at 48 kHz from the film's sample ``start`` on."""

    def close(self) -> None: ...


OpenReader = Callable[[], FrameReader]
Post = Callable[[Callable[[], None]], None]


@dataclass(frozen=True, slots=True)
class Arrival:
    """A frame that can be shown now, or whose reading failed with ``problem``.

    ``ticket`` is that of its request, 0 where it was read ahead: of two arrivals, the one with the
    greater ticket is nearer to what the person asked for last.
    """

    frame: Frame
    ticket: int
    problem: str = ""


class FrameService:
    """Use from one thread; it never blocks for longer than a look into the cache.

    ``arrived`` is called through ``post`` for every picture that was read. ``close`` waits for
    the frame that is being read.
    """

    def __init__(
        self,
        open_reader: OpenReader,
        post: Post,
        arrived: Callable[[Arrival], None],
        budget_bytes: int = BUDGET_BYTES,
    ) -> None:
        self._open_reader = open_reader
        self._post = post
        self._arrived = arrived
        self._cache = FrameCache(budget_bytes)
        self._news = threading.Condition()
        self._program: Program | None = None
        self._size: Size | None = None
        self._keys: dict[Frame, Hashable] = {}
        self._problems: dict[Hashable, str] = {}
        self._wanted: tuple[Frame, int] | None = None
        self._ticket = 0
        self._ahead: Sequence[Frame] = ()
        self._read_s: deque[float] = deque(maxlen=_PACE_READS)
        self._closing = False
        self._thread = threading.Thread(target=self._work, name="preview frames", daemon=True)
        self._thread.start()

    def set_program(self, program: Program) -> None:
        """Show another program. Pictures whose recipes it shares stay."""
        with self._news:
            self._program = program
            self._keys, self._problems = {}, {}
            self._ahead = ()
            self._news.notify()

    def set_size(self, size: Size) -> None:
        """The size (w, h), in pixels of the screen, in which pictures are wanted from now on."""
        with self._news:
            if size != self._size:
                self._size, self._keys = size, {}
                self._news.notify()

    @property
    def ticket(self) -> int:
        """That of the newest request; tickets only grow."""
        return self._ticket

    def request(self, frame: Frame) -> int:
        """Read this frame next, instead of any requested before; its ticket."""
        with self._news:
            self._ticket += 1
            self._wanted = (frame, self._ticket)
            self._news.notify()
            return self._ticket

    def read_ahead(self, frames: Sequence[Frame]) -> None:
        """Read these, in this order, when nothing is requested; replaces what was given before."""
        with self._news:
            self._ahead = frames
            self._news.notify()

    def picture(self, frame: Frame) -> Picture | None:
        """The frame at the wanted size, where it is at hand."""
        with self._news:
            key = self._key(frame)
            return None if key is None else self._cache.get(key)

    def problem(self, frame: Frame) -> str:
        """Why the frame cannot be read; empty where nothing is known to be wrong."""
        with self._news:
            return self._problems.get(self._key(frame), "")

    def is_settled(self, frame: Frame) -> bool:
        """Whether asking for the frame again would bring nothing new."""
        with self._news:
            return self._is_settled(frame)

    def read_s(self) -> float:
        """How long a picture takes now: the median of the last reads; 0 before the first."""
        return median(tuple(self._read_s) or (0.0,))

    def frames_that_fit(self) -> int:
        """How many pictures of the wanted size the cache holds."""
        with self._news:
            width, height = self._size or (1, 1)
            return max(1, self._cache.budget_bytes // (width * height * 3))

    def close(self) -> None:
        """End the thread; it closes its reader."""
        with self._news:
            self._closing = True
            self._news.notify()
        self._thread.join()

    # The thread ---------------------------------------------------------------------------------

    def _work(self) -> None:
        reader: FrameReader | None = None
        reads: Program | None = None
        while (task := self._next()) is not None:
            try:
                if reader is None:
                    reader = self._open_reader()
                if reads is not task.program:
                    reader.show(task.program)
                    reads = task.program
                began = time.monotonic()
                picture = scaled(reader.frame(task.frame), task.size)
                self._read_s.append(time.monotonic() - began)
                self._keep(task, picture)
            except StudioError as error:
                self._fail(task, str(error))
            except Exception:
                log.exception("frame %d could not be read", task.frame)
                self._fail(task, "This frame could not be read; the log says why.")
        if reader is not None:
            reader.close()

    def _next(self) -> _Task | None:
        """Wait for something to read; None when the service closes."""
        with self._news:
            while not self._closing:
                task = self._choose()
                if task is not None:
                    return task
                self._news.wait()
            return None

    def _choose(self) -> _Task | None:
        if self._program is None or self._size is None:
            return None
        wanted, self._wanted = self._wanted, None
        if wanted is not None and not self._is_settled(wanted[0]):
            frame, ticket = wanted
            return _Task(frame, self._key(frame), self._program, self._size, ticket)
        for frame in self._ahead:
            if not self._is_settled(frame):
                return _Task(frame, self._key(frame), self._program, self._size, 0)
        return None

    def _is_settled(self, frame: Frame) -> bool:
        key = self._key(frame)
        return key in self._cache or key in self._problems

    def _key(self, frame: Frame) -> Hashable:
        """What the frame's picture is kept under; None before there is a program and a size."""
        if self._program is None or self._size is None:
            return None
        key = self._keys.get(frame)
        if key is None:
            board = self._program.board  # canvas and background decide blank pictures
            key = (self._program.recipe(frame), board.canvas, board.background, self._size)
            self._keys[frame] = key
        return key

    def _keep(self, task: _Task, picture: Picture) -> None:
        with self._news:
            self._cache.put(task.key, picture)
        self._tell(Arrival(task.frame, task.ticket))

    def _fail(self, task: _Task, problem: str) -> None:
        with self._news:
            if task.program is self._program:
                self._problems[task.key] = problem
        self._tell(Arrival(task.frame, task.ticket, problem))

    def _tell(self, arrival: Arrival) -> None:
        self._post(lambda: self._arrived(arrival))


@dataclass(frozen=True, slots=True)
class _Task:
    frame: Frame
    key: Hashable
    program: Program
    size: Size
    ticket: int
