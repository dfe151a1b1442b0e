"""Every screen in every language, look and text size: nothing is cut off, and everything that takes keys has a name."""

import pytest

from tests.screens import SCREENS, cut_off, show, variants
from tests.support.screen_checks import same_names, unnamed, untranslated

USUAL = ("ko-light-100", "ko-contrast-100", "en-dark-200")
"""Both languages, all looks and both sizes of text; `--long` adds the other combinations."""


def each_variant() -> list:
    return [
        pytest.param(one, id=str(one), marks=[] if str(one) in USUAL else [pytest.mark.long]) for one in variants()
    ]


def test_the_usual_variants_are_among_all():
    assert set(USUAL) < {str(one) for one in variants()}


@pytest.mark.parametrize("variant", each_variant())
@pytest.mark.parametrize("screen", SCREENS, ids=lambda screen: screen.name)
def test_nothing_is_cut_off_and_everything_has_a_name(qtbot, tmp_path, screen, variant):
    widget = show(screen, variant, tmp_path)
    qtbot.addWidget(widget)
    assert cut_off(widget) == []
    assert unnamed(widget) == []
    assert same_names(widget) == []
    assert untranslated(widget, variant.language) == []
