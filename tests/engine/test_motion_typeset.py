"""Prompts in type: they fit, no glyph is missing, no stroke is cut off."""

from __future__ import annotations

import numpy as np
import pytest

from storyboard_engine.backends.motion.typeset import (
    draw_block,
    drawable,
    fit_block,
    margin,
    set_line,
)
from storyboard_engine.fonts import Face, font_path

TEXTS = [
    "A dog",
    "A white crane with a yellow tail stands in a stream; it dips its head and catches a fish.",
    "一只白鹤站在溪流中，黄色的尾巴在晨光里闪动；它低下头，捉住了一条鱼。",
    "Neon夜景：一辆car驶过“东京”街头……慢镜头",
    "Ärger über Ångström, Ελλάδα и Россия, Việt Nam",
    "한국어 문장도 줄을 바꿉니다",
    "第一行\n第二行\nthird line",
    "Supercalifragilisticexpialidocious",
    "long words and short ones " * 60,
    "没有空格的很长很长的一段话，" * 40,
]


@pytest.mark.parametrize("text", TEXTS)
@pytest.mark.parametrize("box", [(1050, 250), (600, 500), (190, 90)])
def test_a_block_fits_its_box(text: str, box: tuple[int, int]) -> None:
    block = fit_block(text, *box, largest=65, smallest=12)
    assert block.lines
    assert block.height <= box[1]
    assert block.width <= box[0] + 0.02 * block.size
    assert 12 <= block.size <= 65


@pytest.mark.parametrize("text", TEXTS)
def test_no_stroke_touches_the_masks_edge(text: str) -> None:
    mask = draw_block(fit_block(text, 600, 400, largest=60, smallest=14))
    assert mask.max() == 255
    edges = [mask[0], mask[-1], mask[:, 0], mask[:, -1]]
    assert max(int(edge.max()) for edge in edges) == 0


def test_short_prompts_are_set_large_and_long_ones_smaller() -> None:
    sizes = [fit_block(text, 800, 300, 60, 12).size for text in (TEXTS[0], TEXTS[8])]
    assert sizes[0] == 60
    assert sizes[1] < 60


def test_what_does_not_fit_ends_in_an_ellipsis() -> None:
    block = fit_block("many words " * 200, 300, 120, 40, 20)
    assert block.shortened
    assert block.lines[-1].text.endswith("…")
    assert block.size == 20


def test_what_fits_is_whole() -> None:
    block = fit_block(TEXTS[1], 800, 400, 60, 12)
    assert not block.shortened
    assert " ".join(line.text for line in block.lines) == TEXTS[1]


def test_no_text_no_lines() -> None:
    block = fit_block(" \n ", 300, 120, 40, 20)
    assert block.lines == ()
    assert (block.width, block.height) == (0, 0)


def test_faces_are_chosen_by_character() -> None:
    line = set_line("去car“东京”it’s", 40, Face.INTER_MEDIUM)
    assert [(run.text, run.face) for run in line.runs] == [
        ("去", Face.NOTO_SANS_CJK),
        ("car", Face.INTER_MEDIUM),
        ("“东京”", Face.NOTO_SANS_CJK),
        ("it’s", Face.INTER_MEDIUM),
    ]


def test_latin_beside_ideographs_gets_air() -> None:
    apart = (
        set_line("去", 40, Face.INTER_MEDIUM).width + set_line("car", 40, Face.INTER_MEDIUM).width
    )
    assert set_line("去car", 40, Face.INTER_MEDIUM).width > apart + 4


def test_an_opening_mark_hangs_at_the_lines_start() -> None:
    assert set_line("“东京”", 40, Face.INTER_MEDIUM).runs[0].x == -20
    assert set_line("“Tokyo”", 40, Face.INTER_MEDIUM).runs[0].x == 0


def test_characters_without_a_glyph_are_left_out() -> None:
    assert drawable("cat 🐈\u200d and 鱼\u0007") == "cat  and 鱼"


def test_traditional_characters_kana_and_hangul_have_glyphs() -> None:
    for text in ("臺灣鏡頭緩慢推進", "ひらがなカタカナ漢字", "한국어", "€£¥ – — … «»"):
        assert drawable(text) == text


def test_the_mask_is_the_same_every_time() -> None:
    block = fit_block(TEXTS[3], 600, 400, 60, 14)
    np.testing.assert_array_equal(draw_block(block), draw_block(block))
    assert draw_block(block).shape[1] == block.width + 2 * margin(block)


@pytest.mark.parametrize("face", Face)
def test_the_font_files_ship_with_their_licence(face: Face) -> None:
    path = font_path(face)
    family = "NotoSansCJK" if face is Face.NOTO_SANS_CJK else "Inter"
    assert path.read_bytes()[:4] == b"OTTO"
    assert "SIL OPEN FONT LICENSE" in (path.parent / f"{family}-LICENSE.txt").read_text()
