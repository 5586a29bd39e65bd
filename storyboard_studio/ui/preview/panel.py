"""The program monitor: what plays at the playhead, and the hands on it.

Meets the rest of the window in the studio: it follows the playhead and moves it, and shows the
render service's program. GUI thread; frames and sound are made on threads of its own, which
``release`` ends.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable

from PySide6.QtCore import QRect, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QWidget

from storyboard_studio.edit.commands import set_in_out
from storyboard_studio.render.program import Program
from storyboard_studio.timebase import Frame, FrameRange
from storyboard_studio.ui.bridge import Bridge
from storyboard_studio.ui.preview.audio_output import SystemAudioDevice
from storyboard_studio.ui.preview.frame_service import Arrival, FrameReader, OpenReader
from storyboard_studio.ui.preview.full_screen import FullScreen
from storyboard_studio.ui.preview.marks import in_out_of, next_edit, with_in, with_out
from storyboard_studio.ui.preview.picture_view import PictureView
from storyboard_studio.ui.preview.player import Player
from storyboard_studio.ui.preview.screen import Screen
from storyboard_studio.ui.preview.sound_player import AudioDevice, SoundPlayer
from storyboard_studio.ui.preview.transport import HEIGHT, MIN_WIDTH, TransportBar
from storyboard_studio.ui.studio import Studio

log = logging.getLogger(__name__)
_MARGIN, _TOP, _BOTTOM = 18, 16, 10


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
        self._is_moving = False
        self._has_told_of_sound = False
        self._full: FullScreen | None = None
        self.setProperty("surface", "bg")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setAccessibleName(self.tr("Preview"))
        self.setMinimumSize(460, 240)
        self._view = PictureView(studio.tokens)
        self._view.setParent(self)
        self.transport = TransportBar(studio)
        self.transport.setParent(self)
        self._bridge = Bridge(self)
        opens = open_reader or self._open_film
        post = self._bridge.post
        self._sound = SoundPlayer(opens, device or SystemAudioDevice(), post, self._sound_lost)
        self._screen = Screen(studio, self._view, opens, post)
        frames, show = self._screen.frames, self._screen.show
        self.player = Player(frames, self._sound, show, now=now, parent=self)
        self._connect()
        # Nothing is read before the view has a size: decoders load after the window is painted.
        self.player.set_program(self.program, studio.playhead)
        self._screen.look()
        self._show_time()

    @property
    def view(self) -> PictureView:
        """The picture that is seen now: the panel's, or that of the full screen."""
        return self._screen.view

    @property
    def program(self) -> Program:
        """What is shown."""
        return self._screen.program

    @property
    def dry_samples(self) -> int:
        """Samples that were not there when the sound device asked for them."""
        return self._sound.dry_samples

    # What the actions bind ----------------------------------------------------------------------

    def toggle_play(self) -> None:
        if self.player.is_playing:
            self.pause()
        else:
            self.play()

    def play(self) -> None:
        self.player.play(1, self._studio.playhead)

    def pause(self) -> None:
        self.player.pause()

    def shuttle(self, direction: int) -> None:
        """J (-1), L (+1)."""
        self.player.shuttle(direction, self._studio.playhead)

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
        self.go_to(next_edit(self._studio.board, self._studio.playhead, direction))

    def go_in(self) -> None:
        self.go_to(in_out_of(self._studio.board).start)

    def go_out(self) -> None:
        self.go_to(in_out_of(self._studio.board).end - 1)

    def set_in(self) -> None:
        self._set_in_out(with_in(self._studio.board, self._studio.playhead))

    def set_out(self) -> None:
        """The frame at the playhead is the last one that plays."""
        self._set_in_out(with_out(self._studio.board, self._studio.playhead))

    def clear_in(self) -> None:
        self._set_in_out(with_in(self._studio.board, None))

    def clear_out(self) -> None:
        self._set_in_out(with_out(self._studio.board, None))

    def clear_in_out(self) -> None:
        self._set_in_out(None)

    def toggle_loop(self) -> None:
        self.set_loop(not self.player.loops)

    def set_loop(self, on: bool) -> None:
        if on != self.player.loops:
            self.player.set_loops(on, self._studio.playhead)
            self.loop_changed.emit(on)

    def toggle_full_screen(self) -> None:
        if self._full is not None:
            self._full.close()
            return
        self._full = FullScreen(self._studio.tokens, self.window().actions())
        self._full.left.connect(self._left_full_screen)
        self._follow(self._full.view)
        self._screen.set_view(self._full.view)
        self._full.showFullScreen()
        self.full_screen_changed.emit(True)

    def set_program(self, program: Program) -> None:
        """Show what plays now. Pictures that stay the same stay on the screen."""
        if self._screen.set_program(program):
            self._view.set_canvas(program.board.canvas)
            self._lay_out()
            self.player.set_program(program, self._studio.playhead)
            if not self.player.is_playing:
                self._screen.look()

    def release(self) -> None:
        """Stop playing and end the threads; the panel shows nothing new after it."""
        if self._full is not None:
            self._full.close()
        self.player.close()
        self._bridge.close()
        self._sound.close()
        self._screen.close()

    def _open_film(self) -> FrameReader:
        """On the thread that will read; decoders are loaded there, not before the window."""
        from storyboard_studio.ui.preview.film_frames import FilmFrames

        return FilmFrames(lambda digest: self._studio.render.store.path(digest))

    # What the others say ------------------------------------------------------------------------

    def _connect(self) -> None:
        studio, bar = self._studio, self.transport
        studio.playhead_changed.connect(self._playhead_changed)
        studio.board_changed.connect(self._show_time)
        studio.plan_changed.connect(lambda: self.set_program(studio.render.program()))
        studio.frames_arrived.connect(self._screen.show_live)
        studio.document_opened.connect(self.pause)
        studio.theme_changed.connect(lambda: self._view.set_tokens(studio.tokens))
        self._screen.arrived.connect(self._arrived)
        self._screen.resized.connect(self._resized)
        self.player.moved.connect(self._moved)
        self.player.changed.connect(self._playing_changed)
        self._follow(self._view)
        bar.first.connect(self.go_start)
        bar.back.connect(lambda: self.step(-1))
        bar.play.connect(self.toggle_play)
        bar.forward.connect(lambda: self.step(1))
        bar.last.connect(self.go_end)
        bar.loop.connect(self.set_loop)

    def _follow(self, view: PictureView) -> None:
        view.clicked.connect(self.toggle_play)
        view.painted.connect(self.player.painted)

    def _playhead_changed(self, frame: Frame) -> None:
        self._show_time()
        if self._is_moving:
            return
        if self.player.is_playing and frame < self._studio.board.length - 1:
            self.player.play(self.player.speed, frame)
        else:
            self.player.pause()
            self._screen.look()

    def _arrived(self, arrival: Arrival) -> None:
        if self.player.is_playing:
            self.player.tick()
        else:
            self._screen.show_arrival(arrival)

    def _moved(self, frame: Frame) -> None:
        self._is_moving = True
        try:
            self._studio.set_playhead(frame)
        finally:
            self._is_moving = False
        if not self.player.is_playing:
            self._screen.look()

    def _playing_changed(self) -> None:
        self.transport.show_playing(self.player.speed, self.player.loops)
        if self.player.is_playing:
            self._screen.stop_looking()
        else:
            self._screen.look()

    def _resized(self) -> None:
        self.transport.show_scale(self.view.scale)
        self.player.read_ahead()
        if not self.player.is_playing:
            self._screen.look()

    def _left_full_screen(self) -> None:
        full, self._full = self._full, None
        if full is not None:
            self._screen.set_view(self._view)
            full.deleteLater()
            self.full_screen_changed.emit(False)

    def _sound_lost(self, reason: str) -> None:
        log.info("playing without sound: %s", reason)
        if not self._has_told_of_sound:
            self._has_told_of_sound = True
            self._studio.notice.emit("info", reason)
        self.player.sound_lost()

    def _show_time(self) -> None:
        board = self._studio.board
        self.transport.show_time(self._studio.playhead, board.length, board.rate)

    def _set_in_out(self, in_out: FrameRange | None) -> None:
        self._studio.run(set_in_out(in_out))

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
        self.transport.setGeometry(QRect(max(_MARGIN, left), top, wide, HEIGHT))
