"""The program monitor: what plays at the playhead, and the hands on it.

Meets the rest of the window in the studio: it follows the playhead and moves it, reads the render
service's program, and shows live pictures of a gap that is being filled. GUI thread; frames and
sound are made on threads of its own, which ``release`` ends.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable

from PySide6.QtCore import QRect, Qt, QTimer, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QWidget

from storyboard_engine.api import Picture
from storyboard_studio.document.board import Board
from storyboard_studio.edit.commands import set_in_out
from storyboard_studio.render.program import Program
from storyboard_studio.render.worker import JobFrames
from storyboard_studio.timebase import Frame, FrameRange
from storyboard_studio.ui.bridge import Bridge
from storyboard_studio.ui.preview.audio_output import SystemAudioDevice
from storyboard_studio.ui.preview.badges import badge, live_badge
from storyboard_studio.ui.preview.film_frames import FilmFrames
from storyboard_studio.ui.preview.frame_service import Arrival, FrameService, OpenReader
from storyboard_studio.ui.preview.full_screen import FullScreen
from storyboard_studio.ui.preview.picture_view import PictureView
from storyboard_studio.ui.preview.player import Player
from storyboard_studio.ui.preview.scaling import scaled
from storyboard_studio.ui.preview.sound_player import AudioDevice, SoundPlayer
from storyboard_studio.ui.preview.transport import HEIGHT, MIN_WIDTH, TransportBar
from storyboard_studio.ui.studio import Studio

log = logging.getLogger(__name__)
_MARGIN, _TOP, _BOTTOM = 18, 16, 10
_RESIZE_REST_MS = 60


class PreviewPanel(QWidget):
    """The public methods are what the table of actions binds."""

    loop_changed = Signal(bool)
    full_screen_changed = Signal(bool)

    def __init__(
        self,
        studio: Studio,
        *,
        open_reader: OpenReader | None = None,
        device: AudioDevice | None = None,
        now: Callable[[], float] = time.monotonic,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._studio = studio
        self._program = studio.render.program()
        self._is_moving = False
        self._shown_ticket = 0
        self._has_told_of_sound = False
        self._full: FullScreen | None = None
        self.setProperty("surface", "bg")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setAccessibleName(self.tr("Preview"))
        self._view = PictureView(studio.tokens)
        self._view.setParent(self)
        self._transport = TransportBar(studio)
        self._transport.setParent(self)
        self._bridge = Bridge(self)
        opens = open_reader or (lambda: FilmFrames(lambda digest: studio.render.store.path(digest)))
        self._frames = FrameService(opens, self._bridge.post, self._arrived)
        sound = device or SystemAudioDevice()
        self._sound = SoundPlayer(opens, sound, self._bridge.post, self._sound_lost)
        self._player = Player(self._frames, self._sound, self._show, now=now, parent=self)
        self._resized = QTimer(self)
        self._resized.setSingleShot(True)
        self._resized.setInterval(_RESIZE_REST_MS)
        self._connect()
        self._show_program()
        self._take_size()

    # What the actions bind ----------------------------------------------------------------------

    @property
    def player(self) -> Player:
        return self._player

    @property
    def program(self) -> Program:
        """What is shown."""
        return self._program

    @property
    def view(self) -> PictureView:
        """The picture that is seen now: the panel's, or that of the full screen."""
        return self._view if self._full is None else self._full.view

    @property
    def dry_samples(self) -> int:
        """Samples that were not there when the sound device asked for them."""
        return self._sound.dry_samples

    @property
    def transport(self) -> TransportBar:
        return self._transport

    def toggle_play(self) -> None:
        if self._player.is_playing:
            self.pause()
        else:
            self.play()

    def play(self) -> None:
        self._player.play(1, self._studio.playhead)

    def pause(self) -> None:
        self._player.pause()

    def shuttle(self, direction: int) -> None:
        """J (-1), L (+1)."""
        self._player.shuttle(direction, self._studio.playhead)

    def step(self, frames: int) -> None:
        """So many frames on, or back."""
        self.go_to(self._studio.playhead + frames)

    def step_seconds(self, seconds: int) -> None:
        self.step(round(seconds * self._studio.board.rate))

    def go_to(self, frame: Frame) -> None:
        """Rest at a frame of the film."""
        self.pause()
        self._studio.set_playhead(frame)

    def go_start(self) -> None:
        self.go_to(0)

    def go_end(self) -> None:
        self.go_to(self._studio.board.length - 1)

    def go_edit(self, direction: int) -> None:
        """To the nearest edge of an item or cut before (-1) or after (+1) the playhead."""
        here, points = self._studio.playhead, edit_points(self._studio.board)
        if direction < 0:
            self.go_to(max((point for point in points if point < here), default=0))
        else:
            last = self._studio.board.length - 1
            self.go_to(min((point for point in points if point > here), default=last))

    def go_in(self) -> None:
        self.go_to(self._in_out().start)

    def go_out(self) -> None:
        self.go_to(self._in_out().end - 1)

    def set_in(self) -> None:
        here, old = self._studio.playhead, self._in_out()
        end = old.end if old.end > here else self._studio.board.length
        self._set_in_out(FrameRange(here, end))

    def set_out(self) -> None:
        """The frame at the playhead is the last one that plays."""
        here, old = self._studio.playhead, self._in_out()
        self._set_in_out(FrameRange(old.start if old.start <= here else 0, here + 1))

    def clear_in(self) -> None:
        self._set_in_out(FrameRange(0, self._in_out().end))

    def clear_out(self) -> None:
        self._set_in_out(FrameRange(self._in_out().start, self._studio.board.length))

    def clear_in_out(self) -> None:
        self._set_in_out(FrameRange(0, self._studio.board.length))

    def toggle_loop(self) -> None:
        self.set_loop(not self._player.loops)

    def set_loop(self, on: bool) -> None:
        if on != self._player.loops:
            self._player.set_loops(on, self._studio.playhead)
            self.loop_changed.emit(on)

    def toggle_full_screen(self) -> None:
        if self._full is not None:
            self._full.close()
            return
        self._full = FullScreen(self._studio.tokens, self.window().actions())
        self._full.left.connect(self._left_full_screen)
        self._follow_view(self._full.view)
        self._copy_picture(self._view, self._full.view)
        self._full.showFullScreen()
        self.full_screen_changed.emit(True)

    def release(self) -> None:
        """Stop playing and end the threads; the panel shows nothing new after it."""
        if self._full is not None:
            self._full.close()
        self._player.close()
        self._resized.stop()
        self._bridge.close()
        self._sound.close()
        self._frames.close()

    # What the studio says -----------------------------------------------------------------------

    def _connect(self) -> None:
        studio, bar = self._studio, self._transport
        studio.playhead_changed.connect(self._playhead_changed)
        studio.board_changed.connect(lambda _changes: self._take_program())
        studio.plan_changed.connect(self._take_program)
        studio.frames_arrived.connect(self._live_arrived)
        studio.document_opened.connect(self.pause)
        studio.theme_changed.connect(lambda: self.view.set_tokens(studio.tokens))
        self._player.moved.connect(self._moved)
        self._player.changed.connect(self._playing_changed)
        self._resized.timeout.connect(self._take_size)
        self._follow_view(self._view)
        bar.first.connect(self.go_start)
        bar.back.connect(lambda: self.step(-1))
        bar.play.connect(self.toggle_play)
        bar.forward.connect(lambda: self.step(1))
        bar.last.connect(self.go_end)
        bar.loop.connect(self.set_loop)

    def _follow_view(self, view: PictureView) -> None:
        view.clicked.connect(self.toggle_play)
        view.painted.connect(self._player.painted)
        view.wanted_size_changed.connect(self._resized.start)

    def _take_program(self) -> None:
        self.set_program(self._studio.render.program())

    def set_program(self, program: Program) -> None:
        """Show what plays now. Pictures that stay the same stay on the screen."""
        if program != self._program:
            self._program = program
            self._show_program()

    def _show_program(self) -> None:
        program = self._program
        self._show_time()
        self._frames.set_program(program)
        for view in {self._view, self.view}:
            view.set_canvas(program.board.canvas)
        self._lay_out()
        self._player.set_program(program, self._studio.playhead)
        self._look()

    def _playhead_changed(self, frame: Frame) -> None:
        self._show_time()
        if self._is_moving:
            return
        if self._player.is_playing and frame < self._studio.board.length - 1:
            self._player.play(self._player.speed, frame)
        else:
            self._player.pause()
            self._look()

    def _live_arrived(self, frames: JobFrames) -> None:
        """Show a new picture of the very frame that is looked at."""
        here = self._studio.playhead
        gap = self._program.gap_at(here)
        if gap is None or gap.bound != frames.bound:
            return
        if here - gap.range.start in frames.pictures:
            self._show(here)

    # Showing ------------------------------------------------------------------------------------

    def _look(self) -> None:
        """Show the frame at the playhead: at once where it is at hand, else when it arrives."""
        board, here = self._studio.board, self._studio.playhead
        if not board.items and not board.cards:
            self.view.set_badge(None)
            self.view.set_message(
                self.tr("Drop a photo or a clip on the timeline, or write a card; then press Fill.")
            )
        elif not self._show(here):
            self._frames.request(here)
        else:
            self._shown_ticket = self._frames.ticket

    def _show(self, frame: Frame) -> bool:
        """Put a frame on the screen; whether its picture was at hand."""
        live = self._live(frame)
        picture = self._frames.picture(frame) if live is None else live
        problem = "" if picture is not None else self._frames.problem(frame)
        if picture is None and not problem:
            return False
        self.view.set_message(problem)
        if picture is not None:
            self.view.set_picture(picture)
        tokens = self._studio.tokens
        self.view.set_badge(
            badge(self._program.recipe(frame), tokens)
            if live is None
            else live_badge(self._program, frame, tokens)
        )
        return True

    def _live(self, frame: Frame) -> Picture | None:
        """The newest picture of a frame that is being made, in the size of the view."""
        gap = self._program.gap_at(frame)
        if gap is None or any(keyframe.start == frame for keyframe in gap.keyframes):
            return None
        picture = self._studio.render.live_frame(gap.bound, frame - gap.range.start)
        return None if picture is None else scaled(picture, self.view.wanted_size)

    def _arrived(self, arrival: Arrival) -> None:
        """While resting, also show a frame that was passed by: the newest that could be read."""
        if self._player.is_playing:
            self._player.tick()
        elif arrival.frame == self._studio.playhead or arrival.ticket > self._shown_ticket:
            self._shown_ticket = max(self._shown_ticket, arrival.ticket)
            self._show(arrival.frame)

    def _moved(self, frame: Frame) -> None:
        self._is_moving = True
        try:
            self._studio.set_playhead(frame)
        finally:
            self._is_moving = False
        if not self._player.is_playing:
            self._look()

    def _playing_changed(self) -> None:
        self._transport.show_playing(self._player.speed, self._player.loops)
        if not self._player.is_playing:
            self._look()

    def _sound_lost(self, reason: str) -> None:
        log.info("playing without sound: %s", reason)
        if not self._has_told_of_sound:
            self._has_told_of_sound = True
            self._studio.notice.emit("info", reason)
        self._player.sound_lost()

    def _show_time(self) -> None:
        board = self._studio.board
        self._transport.show_time(self._studio.playhead, board.length, board.rate)

    # Room ---------------------------------------------------------------------------------------

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._lay_out()

    def _lay_out(self) -> None:
        """The picture as large as it goes; the transport as wide as the picture."""
        width, height = self.width(), self.height()
        room = max(1, width - 2 * _MARGIN)
        self._view.setGeometry(_MARGIN, _TOP, room, max(1, height - _TOP - HEIGHT - _BOTTOM))
        picture = self._view.picture_rect().translated(self._view.pos())
        wide = max(picture.width(), min(MIN_WIDTH, room))
        left = picture.center().x() - wide // 2
        top = self._view.geometry().bottom() + 1
        self._transport.setGeometry(QRect(max(_MARGIN, left), top, wide, HEIGHT))

    def _take_size(self) -> None:
        """Pictures in the view's size from now on; meanwhile the old ones are stretched."""
        self._frames.set_size(self.view.wanted_size)
        self._transport.show_scale(self.view.scale)
        self._player.read_ahead()
        if not self._player.is_playing:
            self._look()

    def _copy_picture(self, source: PictureView, target: PictureView) -> None:
        target.set_canvas(self._program.board.canvas)
        if source.picture is not None:
            target.set_picture(source.picture)
        target.set_message(source.message)
        target.set_badge(source.badge)

    def _left_full_screen(self) -> None:
        full, self._full = self._full, None
        if full is not None:
            self._copy_picture(full.view, self._view)
            full.deleteLater()
            self._take_size()
            self.full_screen_changed.emit(False)

    # In and out ---------------------------------------------------------------------------------

    def _in_out(self) -> FrameRange:
        board = self._studio.board
        return board.in_out or FrameRange(0, board.length)

    def _set_in_out(self, in_out: FrameRange) -> None:
        whole = FrameRange(0, self._studio.board.length)
        self._studio.run(set_in_out(None if in_out == whole else in_out))


def edit_points(board: Board) -> list[Frame]:
    """Where items and cuts begin and end, in order; a keyframe is one point."""
    points = {0, board.length - 1} | {cut.frame for cut in board.cuts}
    for item in board.items:
        points.add(item.start)
        if item.end - item.start > 1:
            points.add(item.end)
    return sorted(point for point in points if point < board.length)
