"""Every pair of colours that lies on one another on screen can be read."""

from __future__ import annotations

import pytest

from storyboard_studio.ui.tokens import DARK, LIGHT, Tokens, contrast, mix

READ, SEEN = 4.5, 3.0


@pytest.mark.parametrize("tokens", [DARK, LIGHT], ids=lambda tokens: tokens.name)
class TestContrast:
    def test_words_on_surfaces(self, tokens: Tokens) -> None:
        for ground in (tokens.bg, tokens.panel, tokens.raised, tokens.hover):
            assert contrast(tokens.text, ground) >= READ
        for ground in (tokens.bg, tokens.panel, tokens.raised):
            assert contrast(tokens.mute, ground) >= READ
            assert contrast(tokens.bad, ground) >= READ

    def test_words_on_the_primary_button(self, tokens: Tokens) -> None:
        assert contrast(tokens.on_accent, tokens.accent) >= READ
        assert contrast(tokens.on_accent, tokens.accent_hover) >= READ

    def test_words_on_headers(self, tokens: Tokens) -> None:
        for color in (tokens.own, tokens.gen, tokens.draft, tokens.accent, tokens.bad):
            assert contrast(tokens.text, tokens.header(color)) >= READ

    def test_lines_that_carry_meaning(self, tokens: Tokens) -> None:
        for color in (tokens.accent, tokens.gen, tokens.draft, tokens.ok, tokens.playhead):
            assert contrast(color, tokens.panel) >= SEEN


def test_contrast_is_that_of_the_standard() -> None:
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21)
    assert contrast("#FFFFFF", "#000000") == pytest.approx(21)
    assert contrast("#777777", "#FFFFFF") == pytest.approx(4.48, abs=0.01)


def test_mixing_goes_from_one_colour_to_the_other() -> None:
    assert mix("#000000", "#FFFFFF", 0) == "#000000"
    assert mix("#000000", "#FFFFFF", 1) == "#FFFFFF"
    assert mix("#102030", "#304050", 0.5) == "#203040"
