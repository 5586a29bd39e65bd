"""The inspector's page of a gap shows what the plan says and does what its buttons say."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QLabel, QPushButton
from studio_fakes import Desk, legal, media_file

from storyboard_engine.api import Quality
from storyboard_engine.capabilities import RulerLimits, Verdict
from storyboard_studio.document.board import Board, Card, Clip, Image, MediaKind
from storyboard_studio.document.gaps import settings_of
from storyboard_studio.edit.commands import lock_gap, remove_cut, set_card_text, set_gap
from storyboard_studio.ui.inspector.gap_page import GapPage
from storyboard_studio.ui.inspector.panel import InspectorPanel
from storyboard_studio.ui.inspector.ruler import marker_at, zones
from storyboard_studio.ui.studio import Selection


@pytest.fixture
def desk(open_desk: Callable[..., Desk], tmp_path: Path) -> Desk:
    """clip [0, 24), gap [24, 60), photo [60, 80), gap [80, 96); a card over the first gap."""
    cat = media_file(tmp_path / "media", "cat.mp4")
    photo = media_file(tmp_path / "media", "photo.jpg", MediaKind.IMAGE)
    return open_desk(
        legal(
            Board(
                canvas=(64, 36),
                length=96,
                media=(cat, photo),
                items=(Clip("c1", "cat", 0, 24), Image("i1", "photo", 60, 20)),
                cards=(Card("p1", 20, "The cat turns its head"),),
            )
        )
    )


@pytest.fixture
def page(desk: Desk) -> GapPage:
    panel = InspectorPanel(desk.studio, desk.actions)
    desk.show(panel)
    desk.studio.select(Selection(gap="c1"))
    return panel.gap_page


def texts(page: GapPage) -> list[str]:
    return [label.text() for label in page.findChildren(QLabel) if label.isVisible()]


def test_it_says_length_verdict_neighbours_and_that_nothing_is_made(page: GapPage) -> None:
    assert page.heading.words == "Gap 1"
    assert page.state.words == "not filled"
    shown = texts(page)
    assert "1.5 s · comfortable" in shown
    assert "36 frames made · 24 fps" in shown
    assert "cat.mp4 → photo.jpg" in shown
    assert "none yet" in shown
    assert "The cat turns its head" in shown


def test_a_click_on_a_prompt_selects_its_card(desk: Desk, page: GapPage) -> None:
    card = next(
        frame for frame in page.findChildren(QFrame) if "turns its head" in frame.accessibleName()
    )
    desk.qtbot.mouseClick(card, Qt.MouseButton.LeftButton)
    assert desk.studio.selection == Selection(cards=frozenset({"p1"}))


def test_prompts_follow_edits(desk: Desk, page: GapPage) -> None:
    desk.studio.run(set_card_text("p1", "猫が振り向く"))
    desk.qtbot.waitUntil(lambda: "猫が振り向く" in texts(page))
    assert "The cat turns its head" not in texts(page)


def test_a_gap_without_prompt_offers_to_add_one(desk: Desk, page: GapPage) -> None:
    desk.studio.run(set_card_text("p1", ""))
    add = next(b for b in page.findChildren(QPushButton) if b.text() == "Add a prompt card")
    desk.qtbot.mouseClick(add, Qt.MouseButton.LeftButton)
    assert any(card.start == 24 for card in desk.board.cards)


def test_filling_shows_progress_and_can_be_cancelled(desk: Desk, page: GapPage) -> None:
    desk.qtbot.mouseClick(page.fill, Qt.MouseButton.LeftButton)
    assert desk.worker.job.bound == "c1"
    assert page.fill.isHidden()
    desk.worker.progress(0.62, frames=22)
    assert page.state.words == "filling 62 %"
    assert "22 of 36 frames" in texts(page)
    desk.qtbot.mouseClick(page.cancel, Qt.MouseButton.LeftButton)
    assert desk.worker.token.cancelled
    desk.worker.stop()
    assert page.state.words == "not filled"
    assert page.fill.isVisible()


def test_a_filled_gap_can_be_locked_and_unlocked(desk: Desk, page: GapPage) -> None:
    desk.studio.render.fill(["c1"])
    assert page.lock.isHidden()
    desk.worker.finish()
    assert page.state.words == "draft motion"
    desk.qtbot.mouseClick(page.lock, Qt.MouseButton.LeftButton)
    assert settings_of(desk.board, "c1").locked
    assert page.state.words == "locked"
    assert not page.quality.isEnabled()
    assert page.close_up.isHidden()
    desk.studio.run(set_card_text("p1", "Something else"))
    assert page.state.words == "locked, differs"
    desk.qtbot.mouseClick(page.lock, Qt.MouseButton.LeftButton)
    assert not settings_of(desk.board, "c1").locked
    assert page.state.words == "stale"
    assert page.fill.text() == "Fill again"


def test_two_takes_stand_side_by_side_and_either_can_be_shown(desk: Desk, page: GapPage) -> None:
    desk.studio.render.fill(["c1"])
    desk.worker.finish()
    assert page.takes.isHidden()
    first = desk.worker.job.digest
    desk.studio.run(set_gap("c1", seed=7))
    desk.studio.render.fill(["c1"])
    desk.worker.finish()
    second = desk.worker.job.digest
    assert not page.takes.isHidden()
    buttons = {button.digest: button for button in page.takes.buttons}
    assert set(buttons) == {first, second}
    assert buttons[second].accessibleDescription() == "shown"
    desk.qtbot.mouseClick(buttons[first], Qt.MouseButton.LeftButton)
    assert settings_of(desk.board, "c1").take == first
    assert buttons[first].accessibleDescription() == "shown"
    desk.qtbot.mouseClick(buttons[second], Qt.MouseButton.LeftButton)
    assert settings_of(desk.board, "c1").take == ""
    assert buttons[second].accessibleDescription() == "shown"


def test_a_failure_says_what_to_do(desk: Desk, page: GapPage) -> None:
    desk.studio.render.fill(["c1"])
    desk.worker.fail("Not enough memory.", "Close other programs.")
    assert page.state.words == "failed"
    assert "Not enough memory. Close other programs." in texts(page)
    assert page.fill.isVisible()


def test_missing_media_is_named_and_can_be_located(
    desk: Desk, page: GapPage, tmp_path: Path
) -> None:
    (tmp_path / "media" / "cat.mp4").unlink()
    desk.service.missing = frozenset({"cat"})
    desk.studio.plan_arrived()
    assert page.state.words == "media missing"
    assert "Not there any more: cat.mp4" in texts(page)
    locate = next(b for b in page.findChildren(QPushButton) if b.text() == "Locate…")
    with desk.qtbot.waitSignal(page.locate_media) as asked:
        desk.qtbot.mouseClick(locate, Qt.MouseButton.LeftButton)
    assert asked.args == ["cat"]


def test_quality_and_seed_are_edits(desk: Desk, page: GapPage) -> None:
    page.quality.menu().actions()[2].trigger()
    assert settings_of(desk.board, "c1").quality is Quality.FINAL
    assert "Final" in page.quality.text()
    page.seed.number.selectAll()
    desk.qtbot.keyClicks(page.seed.number, "12 345")
    desk.qtbot.keyClick(page.seed.number, Qt.Key.Key_Return)
    assert settings_of(desk.board, "c1").seed == 12345
    assert page.seed.number.text() == "12 345"
    desk.qtbot.mouseClick(page.seed.again, Qt.MouseButton.LeftButton)
    assert settings_of(desk.board, "c1").seed != 12345
    desk.studio.undo()
    assert page.seed.number.text() == "12 345"


def test_an_engine_with_a_grid_says_what_it_makes_and_what_is_kept(
    desk: Desk, page: GapPage
) -> None:
    desk.studio.run(set_gap("c1", engine="stride"))
    assert "41 frames made, 36 kept · 8k+1 grid" in texts(page)


def test_closing_the_gap_takes_its_frames_away(desk: Desk, page: GapPage) -> None:
    desk.qtbot.mouseClick(page.close_up, Qt.MouseButton.LeftButton)
    assert desk.board.length == 60
    assert desk.board.item_by_id("i1").start == 24


def test_what_is_gone_is_no_longer_selected(desk: Desk, page: GapPage) -> None:
    desk.studio.select(Selection(cut="x1"))
    assert desk.studio.run(remove_cut("x1"))
    desk.studio.select(Selection(gap="c1"))
    desk.qtbot.mouseClick(page.close_up, Qt.MouseButton.LeftButton)
    assert desk.studio.selection == Selection()


def test_a_lock_without_a_take_is_refused_in_words(desk: Desk, page: GapPage) -> None:
    assert not desk.studio.run(lock_gap("c1", ""))
    assert desk.notices == [("error", "There is no take to lock. Fill the gap first.")]


LIMITS = RulerLimits(Fraction(3, 10), Fraction(27, 10), Fraction(8))


def test_the_ruler_has_the_zones_the_engine_names() -> None:
    two_sided = zones(LIMITS, 2)
    assert [zone.verdict for zone in two_sided] == list(Verdict)
    assert [zone.end_s for zone in two_sided[:3]] == [0.3, 2.7, 8.0]
    assert [zone.end_s for zone in zones(LIMITS, 1)[:3]] == [0.15, 1.35, 4.0]
    prompt_only = zones(LIMITS, 0)
    assert [zone.verdict for zone in prompt_only] == [Verdict.COMFORTABLE, Verdict.DRIFTS]
    assert prompt_only[0].left == 0
    assert prompt_only[-1].right == pytest.approx(1)


@pytest.mark.parametrize("sides", [0, 1, 2])
def test_the_marker_stands_in_the_zone_of_the_verdict(sides: int) -> None:
    found = zones(LIMITS, sides)
    for tenths in range(1, 300, 3):
        distance = Fraction(tenths, 10)
        at = marker_at(found, float(distance))
        zone = next(zone for zone in found if zone.left <= at <= zone.right)
        assert zone.verdict is LIMITS.verdict(distance, sides)
