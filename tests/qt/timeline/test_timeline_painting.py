"""What is painted: every state of a gap in its colour and words, and only when it changed."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QSize
from PySide6.QtGui import QColor, QImage
from timeline_desk import Hands

from storyboard_studio.document.board import Clip, Image
from storyboard_studio.edit.commands import lock_gap, set_card_text
from storyboard_studio.render.service import missing_media
from storyboard_studio.render.status import (
    Blocked,
    Empty,
    Failed,
    Filled,
    Filling,
    Locked,
    Stale,
    Waiting,
)
from storyboard_studio.render.worker import JobFrames
from storyboard_studio.ui.studio import Selection
from storyboard_studio.ui.thumbnails import image_of
from storyboard_studio.ui.timeline.geometry import LANE_HEAD
from storyboard_studio.ui.timeline.ink import Ink, wrap
from storyboard_studio.ui.timeline.pictures import covering
from storyboard_studio.ui.timeline.words import delta_words, gap_words
from storyboard_studio.ui.tokens import DARK, LIGHT, contrast, mix

RATE = Fraction(24)


@pytest.mark.parametrize(
    ("state", "said"),
    [
        (None, "2.6 s"),
        (Empty(), "2.6 s"),
        (Stale("t", draft=True), "stale · 2.6 s"),
        (Waiting(1), "queued"),
        (Filling(1, 0.625, "", 3, 26.2), "filling · 62 % · 26 s left"),
        (Filling(1, 0.0, "", 0, None), "filling · 0 %"),
        (Filled("t", draft=True), "draft motion"),
        (Filled("t", draft=False), "filled"),
        (Locked("t", draft=False, differs=False), "locked"),
        (Locked("t", draft=True, differs=True), "locked, differs"),
        (Failed("No memory.", "Close something."), "failed · No memory."),
        (Blocked(("m1",)), "media missing"),
    ],
    ids=str,
)
def test_the_words_of_every_state(state: object, said: str) -> None:
    assert gap_words(state, None, 62, RATE) == said  # type: ignore[arg-type]


def test_an_empty_gap_says_what_it_would_become(hands: Hands) -> None:
    plan = hands.studio.render.plan.by_bound("s")
    assert gap_words(Empty(), plan, 20, RATE) == "0.8 s · comfortable"


def test_shifts_are_timecode_with_a_sign() -> None:
    assert delta_words(29, RATE) == "+00:00:01:05"
    assert delta_words(-1, RATE) == "-00:00:00:01"


def colors(image: QImage, left: float, right: float, y: float) -> set[str]:
    """The colours in a row of pixels."""
    return {image.pixelColor(x, round(y)).name() for x in range(round(left), round(right))}


def outline_of(hands: Hands, first: int, end: int) -> set[str]:
    """The colours under the bottom edge of what lies on some frames."""
    bottom = hands.timeline.lanes.picture.bottom - 1
    return colors(hands.picture_of_it(), hands.x(first) + 10, hands.x(end) - 12, bottom)


def test_each_state_has_its_colour_and_states_differ_without_it(hands: Hands) -> None:
    render, worker, tokens = hands.studio.render, hands.desk.worker, DARK
    assert tokens.accent.lower() in outline_of(hands, 20, 40)
    assert len(outline_of(hands, 20, 40)) > 1  # dashed
    render.fill(["s", "b"])
    worker.progress(0.5, 5)
    assert outline_of(hands, 20, 40) == {tokens.gen.lower()}
    assert tokens.accent.lower() in outline_of(hands, 125, 150)  # queued
    worker.finish()
    assert outline_of(hands, 20, 40) == {tokens.draft.lower()}
    worker.fail("No memory.", "")
    assert outline_of(hands, 125, 150) == {tokens.bad.lower()}
    hands.studio.run(set_card_text("one", "Another bird."))
    stale = mix(tokens.panel, tokens.draft, 0.6).lower()
    assert stale in outline_of(hands, 20, 40)
    assert tokens.draft.lower() not in outline_of(hands, 20, 40)


def test_a_locked_gap_has_a_double_line(hands: Hands) -> None:
    render = hands.studio.render
    render.fill(["s"])
    hands.desk.worker.finish()
    before = hands.picture_of_it()
    state = render.state("s")
    assert isinstance(state, Filled)
    hands.studio.run(lock_gap("s", state.take))
    row = hands.timeline.lanes.picture.bottom - 4
    left, right = hands.x(20) + 12, hands.x(40) - 14
    draft = DARK.draft.lower()
    assert draft not in colors(before, left, right, row)
    assert draft in colors(hands.picture_of_it(), left, right, row)


def test_missing_media_are_said_to_be_missing(hands_on: Callable[..., Hands]) -> None:
    hands = hands_on(items=(Clip("a", "cat", 40, 40),))
    Path(hands.board.media[1].path).unlink()
    hands.studio.render.missing = missing_media(hands.board)
    hands.studio.plan_arrived()
    assert outline_of(hands, 40, 80) == {DARK.bad.lower()}
    assert outline_of(hands, 0, 40) == {DARK.bad.lower()}  # the gap needs it


def test_media_that_are_found_again_get_their_pictures(hands_on: Callable[..., Hands]) -> None:
    hands = hands_on(items=(Clip("a", "cat", 40, 40),))
    clip = hands.board.media[1]
    Path(clip.path).unlink()
    hands.studio.render.missing = missing_media(hands.board)
    hands.studio.plan_arrived()
    hands.picture_of_it()
    hands.desk.qtbot.waitUntil(lambda: hands.studio.thumbnails.is_refused(clip))
    Path(clip.path).touch()
    hands.studio.render.missing = missing_media(hands.board)
    hands.studio.plan_arrived()
    hands.picture_of_it()
    thumbnails = hands.studio.thumbnails
    hands.desk.qtbot.waitUntil(lambda: thumbnails.request(clip, Fraction(0), 96) is not None)


def test_live_frames_land_where_they_belong(hands: Hands) -> None:
    render = hands.studio.render
    render.fill(["x"])
    job = hands.desk.worker.job
    red = np.zeros((36, 64, 3), np.uint8)
    red[..., 0] = 250
    body = hands.timeline.lanes.picture.top + LANE_HEAD + 20
    right_half = (hands.x(180), hands.x(195))
    assert "#fa0000" not in colors(hands.picture_of_it(), *right_half, body)
    render.handle(JobFrames(job.id, "x", dict.fromkeys(range(30, 50), red), final=True))
    hands.studio.frames_arrived.emit(None)
    assert "#fa0000" in colors(hands.picture_of_it(), *right_half, body)
    assert "#fa0000" not in colors(hands.picture_of_it(), hands.x(151), hands.x(160), body)


def test_pictures_arrive_in_the_background(hands: Hands) -> None:
    body = hands.timeline.lanes.picture.top + LANE_HEAD + 30
    orange = QColor(255, 128, 0).name()
    hands.picture_of_it()

    def shown(first: int, end: int) -> bool:
        return orange in colors(hands.picture_of_it(), hands.x(first), hands.x(end), body)

    hands.desk.qtbot.waitUntil(lambda: shown(2, 18))
    hands.desk.qtbot.waitUntil(lambda: shown(42, 60))


def test_a_drag_shows_the_board_as_it_would_be(hands: Hands) -> None:
    row = hands.timeline.lanes.picture.top + 4
    own = mix(DARK.panel, DARK.own, 0.9).lower()
    assert own not in colors(hands.picture_of_it(), hands.x(25), hands.x(29), row)
    hands.press(10, hands.picture)
    hands.move(22, hands.picture)
    assert own in colors(hands.picture_of_it(), hands.x(25), hands.x(29), row)
    assert hands.board.items[0].start == 0
    hands.timeline.interrupt()
    assert own not in colors(hands.picture_of_it(), hands.x(25), hands.x(29), row)


def test_a_playhead_that_moves_does_not_paint_the_lanes_anew(hands: Hands) -> None:
    hands.picture_of_it()
    layer = hands.timeline._layer
    before = layer._pixmap.cacheKey()
    hands.studio.set_playhead(100)
    image = hands.picture_of_it()
    assert layer._pixmap.cacheKey() == before
    y = hands.timeline.lanes.sound.top + 5
    around = colors(image, hands.x(100) - 1, hands.x(100) + 3, y)
    assert DARK.playhead.lower() in around
    hands.studio.select(Selection(gap="s"))
    hands.picture_of_it()
    assert layer._pixmap.cacheKey() != before


def test_a_theme_changes_every_colour(hands: Hands) -> None:
    hands.studio.set_tokens(LIGHT)
    image = hands.picture_of_it()
    assert image.pixelColor(5, 200).name() == LIGHT.panel.lower()


@pytest.mark.parametrize("tokens", [DARK, LIGHT], ids=lambda one: one.name)
def test_words_on_every_ground_can_be_read(tokens: object) -> None:
    ink = Ink(tokens, 1.0)  # type: ignore[arg-type]
    one = ink.tokens
    for color in (one.accent, one.gen, one.draft, one.bad):
        assert contrast(one.text, one.header(color)) >= 4.5
        assert contrast(one.text, one.header(mix(one.panel, color, 0.6))) >= 4.5
    assert contrast(one.text, mix(one.panel, one.own, 0.9)) >= 4.5
    assert contrast(one.text, mix(one.raised, one.accent, 0.12)) >= 4.5
    for ground in (one.panel, one.raised):
        assert contrast(one.mute, ground) >= 4.5


def test_a_card_wraps_any_script_and_ends_in_an_ellipsis(hands: Hands) -> None:
    face = hands.timeline._layer.ink.body.font
    lines = wrap("A white crane with a yellow tail stands in a clear stream", face, 120, 2)
    assert len(lines) == 2
    assert lines[0].startswith("A white crane")
    assert lines[1].endswith("…")
    chinese = wrap("镜头缓缓推进，种子在阳光里飘浮，远处的山慢慢亮起来", face, 90, 5)
    assert len(chinese) >= 3
    assert "".join(chinese).startswith("镜头缓缓推进，种子在阳光里飘浮")
    assert wrap("two\n\nlines", face, 500, 3) == ("two lines",)
    assert wrap("words", face, 10, 3) == ()


def test_a_cell_is_covered_and_cut_evenly() -> None:
    wide = np.zeros((20, 60, 3), np.uint8)
    wide[:, 20:40] = 255
    cell = covering(image_of(wide), QSize(20, 20), 1.0).toImage()
    assert cell.size() == QSize(20, 20)
    assert cell.pixelColor(10, 10).name() == "#ffffff"
    assert covering(image_of(wide), QSize(20, 20), 2.0).size() == QSize(40, 40)


def test_a_crowded_board_paints_at_any_zoom(hands_on: Callable[..., Hands]) -> None:
    row = tuple(Image(f"i{i}", "dawn", i * 3, 1 + i % 2) for i in range(900))
    hands = hands_on(items=row, length=2700)
    blank = hands.picture_of_it()
    body = hands.timeline.lanes.picture.top + 60
    painted = colors(blank, hands.x(1), hands.x(2600), body)
    assert DARK.own.lower() in painted
    for _ in range(12):
        hands.timeline.zoom_in()
        assert not hands.picture_of_it().isNull()


def test_an_empty_board_says_what_to_do_first(hands_on: Callable[..., Hands]) -> None:
    def words_in(hands: Hands, y: float, color: str) -> bool:
        found = colors(hands.picture_of_it(), hands.x(60), hands.x(140), y)
        return color.lower() in found

    empty = hands_on(items=(), cards=(), cuts=())
    lanes = empty.timeline.lanes
    middle = lanes.picture.top + (LANE_HEAD + lanes.picture.height) / 2
    assert words_in(empty, middle, DARK.text)
    assert words_in(empty, lanes.story.top + lanes.story.height / 2, DARK.mute)
    filled = hands_on(items=(Image("i", "dawn", 0, 2),), cards=(), cuts=())
    assert not words_in(filled, middle, DARK.text)
