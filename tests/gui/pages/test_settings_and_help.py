"""Settings that apply at once, help for each place, and sizes that are remembered."""

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QDialog, QLabel, QPushButton, QWidget

from desktop.settings import Appearance, Density, Settings
from desktop.shell.help_card import HelpCard
from desktop.words.catalog import LANGUAGES, load
from tests.support.sample_program import CENTRE, sample_window


def press(qtbot, page, key: str, text: str) -> None:
    editor = page.choices[key]
    (made,) = [one for one in editor.findChildren(QPushButton) if one.text() == text]
    qtbot.mouseClick(made, Qt.MouseButton.LeftButton)


def chosen(page, key: str) -> str:
    return page.choices[key].value()


def test_each_choice_applies_at_once_and_is_remembered(qtbot, desk, window, tmp_path):
    page = window.open("settings")
    QApplication.processEvents()
    press(qtbot, page, "menu.colours", "어둡게")
    assert window.palette().window().color().name().upper() == "#16181B"
    press(qtbot, page, "menu.text", "150 %")
    press(qtbot, page, "menu.targets", "현장 (장갑)")
    press(qtbot, page, "menu.language", "English")
    assert page._title.text() == "Look and language"
    assert (desk.settings.appearance, desk.settings.text_percent) == (Appearance.DARK, 150)
    assert (desk.settings.density, desk.settings.language) == (Density.FIELD, "en")
    assert [chosen(page, key) for key in page.choices] == ["en", "dark", "150", "field"]


def test_what_is_in_force_cannot_be_taken_away(qtbot, desk, window):
    page = window.open("settings")
    QApplication.processEvents()
    press(qtbot, page, "menu.language", "한국어")
    assert chosen(page, "menu.language") == "ko" == desk.words.language


def test_the_menu_and_the_page_tell_the_same(qtbot, desk, window):
    page = window.open("settings")
    desk.theme.choose_text_percent(125)
    assert chosen(page, "menu.text") == "125"


def test_f1_tells_what_the_open_page_is_for_and_its_keys(qtbot, window):
    window.open("entries")
    qtbot.keyClick(window, Qt.Key.Key_F1)
    (card,) = [one for one in window.findChildren(QDialog) if one.isVisible()]
    told = " ".join(one.text() for one in card.findChildren(QLabel))
    assert isinstance(card, HelpCard)
    assert "장부망의 모든 기록입니다." in told and "Ctrl+E" in told
    assert card.windowTitle() == "도움말: 기록"


def test_every_shared_place_has_help_in_both_languages(window):
    shared = {name for name, spec in window._specs.items() if not spec.group or spec.group == "shared"}
    for language in LANGUAGES:
        assert {name for name in shared if f"help.page.{name}" not in load(language)} == set()


def test_a_detail_that_was_widened_opens_as_wide_again(desk, window, tmp_path):
    page = window.open("entries")
    page.show_detail("하나", QWidget())
    page._split.setSizes([400, 600])
    left, right = page._split.sizes()
    page._split.splitterMoved.emit(left, 1)
    assert Settings(tmp_path).detail_share("entries.title") == pytest.approx(right / (left + right), abs=0.002)
    page.show_detail("둘", QWidget())
    first, second = page._split.sizes()
    assert second / (first + second) == pytest.approx(right / (left + right), abs=0.05), "margins take a little"


@pytest.mark.parametrize("written", ["", "abc", "-5", "99999"])
def test_an_unreadable_size_counts_as_none(tmp_path, written):
    settings = Settings(tmp_path)
    settings._store.setValue("pages/entries.title/detail_permille", written)
    assert settings.detail_share("entries.title") == 0.0


def test_the_vaults_time_zone_is_said_where_the_computers_differs(desk, qtbot):
    elsewhere = replace(desk, machine_offset=lambda moment: -300)
    window = sample_window(elsewhere, CENTRE)
    qtbot.addWidget(window)
    for place in ("today", "settings"):
        page = window.open(place)
        told = [one.text() for one in page.findChildren(QLabel) if one.isVisibleTo(page)]
        assert [one for one in told if "UTC+9" in one and "00:32 (UTC-5)" in one], place
