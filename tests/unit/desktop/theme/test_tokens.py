"""Contrast by the formula of WCAG 2.2: text 4.5:1 on paper and card, borders and rings 3:1."""

import dataclasses

import pytest

from desktop.theme.tokens import CONTRAST, DARK, LIGHT
from desktop.tone import Tone


def _luminance(colour: str) -> float:
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def _contrast(one: str, other: str) -> float:
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_the_formula_is_right():
    assert _contrast("#000000", "#FFFFFF") == pytest.approx(21)
    assert _contrast("#777777", "#FFFFFF") == pytest.approx(4.48, abs=0.01)  # the known grey that just fails


@pytest.mark.parametrize("tokens", [LIGHT, DARK, CONTRAST], ids=lambda tokens: tokens.name)
def test_text_can_be_read(tokens):
    least = 7 if tokens is CONTRAST else 4.5
    weak = {
        (tone, ground): round(_contrast(tokens.tone(tone), getattr(tokens, ground)), 2)
        for tone in Tone
        for ground in ("paper", "card")
        if _contrast(tokens.tone(tone), getattr(tokens, ground)) < least
    }
    weak |= {
        name: _contrast(colour, tokens.card)
        for name, colour in tokens.workspaces.items()
        if _contrast(colour, tokens.card) < 4.5
    }
    assert not weak
    assert _contrast(tokens.on_accent, tokens.accent) >= 4.5
    assert _contrast(tokens.ink, tokens.selected) >= 4.5
    assert _contrast(tokens.ink, tokens.hover) >= 4.5


@pytest.mark.parametrize("tokens", [LIGHT, DARK, CONTRAST], ids=lambda tokens: tokens.name)
def test_fields_and_focus_rings_can_be_seen(tokens):
    for ground in (tokens.paper, tokens.card):
        assert _contrast(tokens.control_line, ground) >= 3
        assert _contrast(tokens.accent, ground) >= 3


def test_every_colour_is_a_colour():
    for tokens in (LIGHT, DARK, CONTRAST):
        for field in dataclasses.fields(tokens):
            value = getattr(tokens, field.name)
            if isinstance(value, str) and field.name != "name":
                assert len(value) == 7 and int(value[1:], 16) >= 0
