"""Every screen in every language, look and text size: nothing is cut off, and everything that takes keys has a name."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QWidget

from tests.screens import SCREENS, cut_off, show, variants
from tests.support.screen_checks import same_names, untranslated

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


def unnamed(root: QWidget) -> list[str]:
    """Widgets that take the focus by Tab and tell a screen reader nothing."""
    found = []
    for widget in root.findChildren(QWidget):
        if not widget.isVisible() or not widget.focusPolicy() & Qt.FocusPolicy.TabFocus:
            continue
        told = QAccessible.queryAccessibleInterface(widget)
        if told is not None and not told.text(QAccessible.Text.Name):
            found.append(f"{type(widget).__name__} in {type(widget.parent()).__name__}")
    return found
