"""What prompts say about the camera, in both languages; and what only sounds like it."""

from __future__ import annotations

import re

import pytest

from storyboard_engine.backends.motion import camera_words
from storyboard_engine.backends.motion.camera_script import STATIC, camera_script

SAYS = [
    ("push in", ["push in"]),
    ("Slow push in on the lighthouse", ["push in"]),
    ("camera slowly dollies in toward her face", ["push in"]),
    ("A lighthouse at dusk, tracking shot", ["push in"]),
    ("pull back to reveal the valley", ["pull out"]),
    ("dolly out", ["pull out"]),
    ("quick zoom out", ["zoom out"]),
    ("crash zoom", ["zoom in"]),
    ("The camera zooms in on the door", ["zoom in"]),
    ("pan left", ["pan left"]),
    ("the camera pans slowly to the right", ["pan right"]),
    ("a slow, gentle tilt down", ["tilt down"]),
    ("tilt up", ["tilt up"]),
    ("roll clockwise", ["roll clockwise"]),
    ("camera rolls counter-clockwise", ["roll counterclockwise"]),
    ("slow crane up over the rooftops", ["crane up"]),
    ("a slow truck left", ["truck left"]),
    ("camera drifts gently left", ["truck left"]),
    ("orbit left", ["orbit left"]),
    ("push in while panning left", ["push in", "pan left"]),
    ("The horse runs fast. Pan left", ["pan left"]),
    ("镜头缓慢推近", ["push in"]),
    ("推进", ["push in"]),
    ("推镜", ["push in"]),
    ("拉近镜头", ["push in"]),
    ("拉远", ["pull out"]),
    ("快速拉镜", ["pull out"]),
    ("左摇", ["pan left"]),
    ("镜头向左平移", ["pan left"]),
    ("镜头从左向右缓慢平移", ["pan right"]),
    ("右摇", ["pan right"]),
    ("上摇", ["tilt up"]),
    ("缓缓下摇", ["tilt down"]),
    ("俯仰", ["tilt up"]),
    ("变焦", ["zoom in"]),
    ("变焦拉远", ["zoom out"]),
    ("旋转", ["roll clockwise"]),
    ("镜头逆时针旋转", ["roll counterclockwise"]),
    ("镜头慢慢上升", ["crane up"]),
    ("猫快速奔跑，镜头左摇", ["pan left"]),
    ("鏡頭緩慢推進", ["push in"]),
    ("向左搖", ["pan left"]),
]


@pytest.mark.parametrize(("text", "names"), SAYS)
def test_moves_are_read(text: str, names: list[str]) -> None:
    assert [list(move.names) for move in camera_script(text)] == [names]


@pytest.mark.parametrize(
    "text",
    [
        "Pandas pan for gold",
        "a frying pan left on the stove",
        "A white crane with a yellow tail stands in a stream",
        "the truck left the garage",
        "They pull back the curtain",
        "She pushes in the drawer",
        "Her chin tilts up",
        "cars zoom past",
        "waves roll left",
        "TV static fills the room",
        "still water",
        "the camera shows the sun as it rises",
        "Company expands in the west; a stroller rolls",
        "Wide shot of a panorama",
        "旋转木马在夜色中",
        "她旋转着跳舞",
        "湖面静止",
        "熊猫吃竹子",
        "太阳升起",
        "放大镜下的蚂蚁",
        "项目推进顺利",
        "",
    ],
)
def test_a_story_is_not_a_camera_order(text: str) -> None:
    assert camera_script(text) == ()


@pytest.mark.parametrize(
    "text",
    [
        "static shot",
        "locked-off camera",
        "The dancer spins, camera static",
        "no camera movement",
        "without any camera motion",
        "The camera doesn’t move",
        "don't push in",
        "no zoom, no pan",
        "固定镜头",
        "静止",
        "画面静止",
        "镜头固定不动",
        "没有镜头运动",
        "不要推进",
    ],
)
def test_a_still_camera_and_denied_moves_are_static(text: str) -> None:
    assert camera_script(text) == (STATIC,)


def test_a_denied_move_leaves_the_others() -> None:
    (move,) = camera_script("Don't zoom. Pan left")
    assert move.names == ("pan left",)


@pytest.mark.parametrize(
    ("slower", "faster"),
    [
        ("slow push in", "push in"),
        ("push in very slowly", "push in slowly"),
        ("push in, slowly", "push in"),
        ("pan left", "fast pan left"),
        ("缓慢推近", "推近"),
        ("非常缓慢地推近", "缓慢推近"),
        ("推近", "快速推近"),
    ],
)
def test_adverbs_set_the_speed(slower: str, faster: str) -> None:
    assert camera_script(slower)[0].speeds < camera_script(faster)[0].speeds


def test_an_adverb_of_the_story_is_not_the_cameras() -> None:
    assert camera_script("push in as she quickly turns")[0].speeds == (1.0,)


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("push in, then pan left", [("push in",), ("pan left",)]),
        ("推近，然后向右摇", [("push in",), ("pan right",)]),
    ],
)
def test_moves_told_in_turn_come_in_turn(text: str, names: list[tuple[str, ...]]) -> None:
    assert [move.names for move in camera_script(text)] == names


def test_every_phrase_names_a_known_move_and_compiles() -> None:
    for phrase in (*camera_words.ENGLISH, *camera_words.CHINESE):
        assert phrase.move in camera_words.RATES
        re.compile(phrase.pattern)
