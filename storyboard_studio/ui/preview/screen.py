"""What is on the screen: frames of the program, live pictures of gaps being filled, words.

Follows one frame at a time. GUI thread; frames are read by the ``FrameService``. Knows neither
the transport nor how playing goes.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QCoreApplication, QObject, QTimer, Signal

from storyboard_engine.api import Picture
from storyboard_studio.render.program import Program
from storyboard_studio.render.worker import JobFrames
from storyboard_studio.timebase import Frame
from storyboard_studio.ui.preview.badges import badge, live_badge
from storyboard_studio.ui.preview.frame_service import Arrival, FrameService, OpenReader, Post
from storyboard_studio.ui.preview.marks import near
from storyboard_studio.ui.preview.picture_view import PictureView
from storyboard_studio.ui.preview.scaling import scaled
from storyboard_studio.ui.studio import Studio

_RESIZE_REST_MS = 60
_LOOK_REST_MS = 150
"""Only when the playhead rests so long are the frames beside it made ready."""


class Screen(QObject):
    """Shows the studio's program in one view at a time.

    ``arrived`` says that a picture was read; ``resized`` that pictures are wanted in another size.
    """

    arrived = Signal(object)  # Arrival
    resized = Signal()

    def __init__(
        self, studio: Studio, view: PictureView, open_reader: OpenReader, post: Post
    ) -> None:
        super().__init__(view)
        self.program = studio.render.program()
        self.view = view
        self.frames = FrameService(open_reader, post, self.arrived.emit)
        self._studio = studio
        self._shown_ticket = 0
        self._looked_at = self._came_from = studio.playhead
        self._resize_rest = self._timer(_RESIZE_REST_MS, self.take_size)
        self._look_rest = self._timer(_LOOK_REST_MS, self._make_ready)
        self.frames.set_program(self.program)
        view.set_canvas(self.program.board.canvas)
        view.wanted_size_changed.connect(self._resize_rest.start)

    def set_program(self, program: Program) -> bool:
        """Show what plays now; whether it is another program. Equal pictures stay."""
        if program == self.program:
            return False
        self.program = program
        self.frames.set_program(program)
        self.view.set_canvas(program.board.canvas)
        return True

    def set_view(self, view: PictureView) -> None:
        """Show everything in another view from now on, beginning with what is shown now."""
        old, self.view = self.view, view
        old.wanted_size_changed.disconnect(self._resize_rest.start)
        view.wanted_size_changed.connect(self._resize_rest.start)
        view.set_tokens(self._studio.tokens)
        view.set_canvas(self.program.board.canvas)
        if old.picture is not None:
            view.set_picture(old.picture)
        view.set_message(old.message)
        view.set_badge(old.badge)
        self.take_size()

    def take_size(self) -> None:
        """Pictures in the view's size from now on; meanwhile the old ones are stretched."""
        self.frames.set_size(self.view.wanted_size)
        self.resized.emit()

    def look(self) -> None:
        """Show the frame at the playhead: at once where it is at hand, else when it arrives."""
        board, here = self._studio.board, self._studio.playhead
        if here != self._looked_at:
            self._looked_at, self._came_from = here, self._looked_at
        self._look_rest.start()
        if not board.items and not board.cards:
            self.view.set_badge(None)
            self.view.set_message(
                QCoreApplication.translate(
                    "preview",
                    "Drop a photo or a clip on the timeline, or write a card; then press Fill.",
                )
            )
        elif self.show(here):
            self._shown_ticket = self.frames.ticket
        else:
            self.frames.request(here)

    def stop_looking(self) -> None:
        """Playing begins: what is read ahead is the player's matter now."""
        self._look_rest.stop()

    def show(self, frame: Frame) -> bool:
        """Put a frame on the screen; whether its picture was at hand (or is known to be broken)."""
        live = self._live(frame)
        picture = self.frames.picture(frame) if live is None else live
        problem = "" if picture is not None else self.frames.problem(frame)
        if picture is None and not problem:
            return False
        self.view.set_message(problem)
        if picture is not None:
            self.view.set_picture(picture)
        tokens = self._studio.tokens
        self.view.set_badge(
            badge(self.program.recipe(frame), tokens) if live is None else live_badge(tokens)
        )
        return True

    def show_arrival(self, arrival: Arrival) -> None:
        """While resting, also show a frame that was passed by: the newest that could be read."""
        if arrival.frame == self._studio.playhead or arrival.ticket > self._shown_ticket:
            self._shown_ticket = max(self._shown_ticket, arrival.ticket)
            self.show(arrival.frame)

    def show_live(self, frames: JobFrames) -> None:
        """Show a new picture of the very frame that is looked at."""
        here = self._studio.playhead
        gap = self.program.gap_at(here)
        if gap is None or gap.bound != frames.bound:
            return
        if here - gap.range.start in frames.pictures:
            self.show(here)

    def close(self) -> None:
        """End the thread that reads."""
        self._resize_rest.stop()
        self._look_rest.stop()
        self.frames.close()

    def _make_ready(self) -> None:
        board = self._studio.board
        if board.items or board.cards:
            self.frames.read_ahead(near(board, self._looked_at, self._came_from))

    def _timer(self, rest_ms: int, call: Callable[[], None]) -> QTimer:
        timer = QTimer(self)
        timer.setSingleShot(True)
        timer.setInterval(rest_ms)
        timer.timeout.connect(call)
        return timer

    def _live(self, frame: Frame) -> Picture | None:
        """The newest picture of a frame that is being made, in the size of the view."""
        gap = self.program.gap_at(frame)
        if gap is None or any(keyframe.start == frame for keyframe in gap.keyframes):
            return None
        picture = self._studio.render.live_frame(gap.bound, frame - gap.range.start)
        return None if picture is None else scaled(picture, self.view.wanted_size)
