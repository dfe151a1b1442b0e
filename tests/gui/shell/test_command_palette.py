"""The palette: everything that can be done now is found by typing and done by Enter."""

import pytest
from PySide6.QtCore import Qt

from desktop.settings import Appearance
from desktop.shell import MainWindow
from desktop.shell.command_palette import CommandPalette
from tests.support.sample_pages import PLACES

KEYS = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def window(desk, qtbot):
    made = MainWindow(desk, PLACES)
    qtbot.addWidget(made)
    made.resize(1280, 800)
    made.show()
    made.activateWindow()
    return made


def palette(qtbot, window) -> CommandPalette:
    qtbot.keyClick(window, Qt.Key.Key_K, KEYS)
    (dialog,) = [one for one in window.findChildren(CommandPalette) if one.isVisible()]
    return dialog


def titles(dialog) -> list[str]:
    return [dialog.list.item(row).text() for row in range(dialog.list.count())]


def test_it_lists_places_actions_of_the_page_and_looks(qtbot, window):
    told = titles(palette(qtbot, window))
    assert [one for one in told if one.startswith("가기:")] == [
        f"가기: {window._desk.words.text(spec.title_key)}" for spec in PLACES[1:]
    ]
    assert any("Ctrl+N" in one for one in told), "actions of the open page come with their keys"
    assert any(one.startswith("색") for one in told)
    assert not any(one == "가기: 이력" for one in told), "the open place is not offered"


def test_initial_consonants_find_and_enter_does_it(qtbot, desk, window):
    dialog = palette(qtbot, window)
    dialog.edit.setText("ㅇㄷㄱ")
    assert titles(dialog) == ["색: 어둡게"]
    qtbot.keyClick(dialog.edit, Qt.Key.Key_Return)
    assert desk.settings.appearance is Appearance.DARK
    assert not dialog.isVisible()


def test_arrows_move_while_typing(qtbot, window):
    dialog = palette(qtbot, window)
    dialog.edit.setText("가기")
    qtbot.keyClick(dialog.edit, Qt.Key.Key_Down)
    assert dialog.list.currentRow() == 1
    qtbot.keyClick(dialog.edit, Qt.Key.Key_Return)
    assert type(window.current_page()).__name__ == "ChartPage"


def test_nothing_found_says_so_and_does_nothing(qtbot, window):
    dialog = palette(qtbot, window)
    dialog.edit.setText("없는 일")
    assert dialog.list.isHidden() and dialog._nothing.isVisible()
    qtbot.keyClick(dialog.edit, Qt.Key.Key_Return)
    assert dialog.isVisible()


def test_it_stays_shut_while_locked(qtbot, desk, window):
    window.lock("lock.reason.asked", desk.clock.now(), 0)
    qtbot.keyClick(window, Qt.Key.Key_K, KEYS)
    assert [one for one in window.findChildren(CommandPalette) if one.isVisible()] == []
