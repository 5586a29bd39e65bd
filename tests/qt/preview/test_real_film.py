"""The whole path on a real film: what the preview shows is what the film's reader gives."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from preview_fakes import FakeDevice, make_studio
from pytestqt.qtbot import QtBot

from storyboard_engine.api import Picture
from storyboard_studio.document.board import Board, Clip
from storyboard_studio.media.encode import film_writer
from storyboard_studio.media.probe import import_media
from storyboard_studio.render.film import FilmReader
from storyboard_studio.ui.preview.panel import PreviewPanel
from storyboard_studio.ui.preview.scaling import scaled

SIZE, RATE = (160, 90), Fraction(24)


def picture(frame: int) -> Picture:
    made = np.zeros((SIZE[1], SIZE[0], 3), np.uint8)
    made[:, (frame * 5) % 150 : (frame * 5) % 150 + 10] = (255, 200 - frame, 40)
    return made


@pytest.fixture
def film(tmp_path: Path) -> Path:
    """A bar that moves, with a click at one second; lossless."""
    path = tmp_path / "bar.mkv"
    sound = np.zeros((96_000, 2), np.float32)
    sound[48_000:48_020] = 0.9
    with film_writer(path, SIZE, RATE, True) as writer:
        for frame in range(48):
            writer.write(picture(frame))
        writer.write_sound(sound)
    return path


@pytest.fixture
def document(film: Path) -> Board:
    ref = import_media(film, "m1")
    return Board(SIZE, RATE, 80, media=(ref,), items=(Clip("a", "m1", 4, 48),))


def test_the_preview_shows_and_plays_the_film(
    qtbot: QtBot, tmp_path: Path, document: Board
) -> None:
    studio, device = make_studio(document, tmp_path), FakeDevice()
    panel = PreviewPanel(studio, device=device)
    qtbot.addWidget(panel)
    panel.resize(700, 460)
    panel.show()
    try:
        with FilmReader(studio.render.program(), studio.render.store.path) as reader:
            for frame in (4, 30, 51, 12, 60, 0):
                studio.set_playhead(frame)
                expected = scaled(reader.frame(frame), panel.view.wanted_size)
                qtbot.waitUntil(lambda e=expected: shows(panel, e))
            sound = reader.sound(0, 72_000)[:, 0]
        panel.play()
        qtbot.waitUntil(lambda: device.pull is not None)
        for _ in range(14):
            device.advance(0.1)
            qtbot.wait(20)
        heard = np.concatenate(device.heard)[:, 0]
        assert np.argmax(heard > 0.5) == np.argmax(sound > 0.5) == 48_000 + 4 * 2000
    finally:
        panel.release()


def shows(panel: PreviewPanel, expected: Picture) -> bool:
    held = panel.view.picture
    return held is not None and np.array_equal(held, expected)
