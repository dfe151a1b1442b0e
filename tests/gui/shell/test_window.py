"""The window: places by key, the lock that forgets, looks that change at once."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QDialog, QLabel, QPushButton

from core.errors import VaultError
from desktop.settings import Appearance
from desktop.shell import MainWindow
from desktop.shell.sync_strip import SyncFacts
from desktop.shell.top_bar import Choice
from tests.support.sample_pages import PLACES


@pytest.fixture
def window(desk, qtbot):
    made = MainWindow(desk, PLACES)
    qtbot.addWidget(made)
    made.resize(1280, 800)
    made.show()
    made.activateWindow()
    return made


def test_alt_and_a_digit_open_a_place(qtbot, window):
    assert window.windowTitle() == "이력 — 장부"
    qtbot.keyClick(window, Qt.Key.Key_2, Qt.KeyboardModifier.AltModifier)
    assert type(window.current_page()).__name__ == "FormPage"


def test_pages_are_made_once_and_kept(window):
    first = window.open("form")
    window.open("table")
    assert window.open("form") is first


def test_a_page_can_send_to_another(window):
    window.current_page().go.emit("chart", None)
    assert type(window.current_page()).__name__ == "ChartPage"


def test_ctrl_l_asks_for_the_lock(qtbot, window):
    with qtbot.waitSignal(window.lock_asked):
        qtbot.keyClick(window, Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier)


def test_the_lock_says_why_and_forgets_every_page(qtbot, desk, window):
    page = window.open("form")
    page.form.set_value("title", "아무도 보지 말 것")
    window.lock("lock.reason.asked", desk.clock.now(), 3)
    QApplication.sendPostedEvents(None, 52)  # DeferredDelete
    assert window.is_locked()
    assert window.current_page() is None
    assert "2026-11-22 (일) 14:32" in window.lock_screen._reason.text()
    assert "3건" in window.lock_screen._sending.text()
    window.unlock()
    assert window.open("form").form.values().body == {}


def test_a_wrong_passphrase_is_told_and_can_be_tried_again(qtbot, desk, window):
    window.lock("lock.reason.idle", desk.clock.now(), 0)
    screen = window.lock_screen
    qtbot.keyClicks(screen.field._edit, "wrong one")
    with qtbot.waitSignal(screen.unlock_asked) as asked:
        qtbot.keyClick(screen.field._edit, Qt.Key.Key_Return)
    assert asked.args == ["wrong one"]
    screen.show_busy()
    with qtbot.assertNotEmitted(screen.unlock_asked):
        qtbot.keyClick(screen.field._edit, Qt.Key.Key_Return)
    screen.show_error(VaultError("wrong_passphrase"))
    assert "암호문이 맞지 않습니다" in screen.problem()
    assert screen.field.text() == ""
    qtbot.keyClicks(screen.field._edit, "r")
    assert screen.problem() == ""


def test_nothing_locks_while_locked(qtbot, desk, window):
    window.lock("lock.reason.asked", desk.clock.now(), 0)
    with qtbot.assertNotEmitted(window.lock_asked):
        qtbot.keyClick(window, Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier)


def test_the_sync_strip_tells_at_most_three_facts(window):
    window.top_bar.sync.show_facts(SyncFacts(3, 720, 2))
    assert window.top_bar.sync.text() == "대기 3 · 12분 전 · 상대 2"
    window.top_bar.sync.show_facts(SyncFacts(0, None, 0))
    assert window.top_bar.sync.text() == "대기 0 · 아직 주고받지 않음 · 상대 0"


def test_a_narrow_window_folds_to_icons_that_keep_their_names(window):
    window.resize(1000, 700)
    places = window.navigation.findChildren(QPushButton)
    assert [made.text() for made in places] == ["", "", ""]
    assert all(made.accessibleName() and made.toolTip() for made in places)


def test_the_language_changes_without_a_restart(desk, window):
    desk.language.choose("en")
    assert window.windowTitle() == "History — Jangbu"
    assert window.navigation.findChildren(QPushButton)[0].text() == "History"


def test_the_text_grows_by_key(qtbot, desk, window):
    before = QApplication.font().pointSizeF()
    qtbot.keyClick(window, Qt.Key.Key_Plus, Qt.KeyboardModifier.ControlModifier)
    assert QApplication.font().pointSizeF() == pytest.approx(before * 1.1)
    assert desk.settings.text_percent == 110


def test_colours_change_at_once_and_are_remembered(desk, window):
    desk.theme.choose_appearance(Appearance.DARK)
    assert window.palette().window().color().name().upper() == "#16181B"
    assert desk.settings.appearance is Appearance.DARK


def test_a_network_is_chosen_from_the_top(qtbot, window):
    window.top_bar.show_networks("제주", [Choice(b"2", "부산")])
    assert window.top_bar._network.text() == "제주 ▾"
    with qtbot.waitSignal(window.top_bar.network_chosen) as chosen:
        window.top_bar.network_chosen.emit(b"2")
    assert chosen.args == [b"2"]


def test_ctrl_k_goes_to_the_search(qtbot, window):
    qtbot.keyClick(window, Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)
    assert window.focusWidget() is window.top_bar.search
    with qtbot.waitSignal(window.top_bar.search_asked) as asked:
        window.top_bar.search.insert("담요")  # QTest types Latin-1 only
        qtbot.keyClick(window.top_bar.search, Qt.Key.Key_Return)
    assert asked.args == ["담요"]


def test_without_a_search_nothing_of_it_is_shown(qtbot, window):
    def keys() -> set[str]:
        window.show_keys()
        (dialog,) = [one for one in window.findChildren(QDialog) if one.isVisible()]
        told = {one.text() for one in dialog.findChildren(QLabel)}
        dialog.accept()
        return told

    assert "Ctrl+K" in keys()
    window.top_bar.set_search_available(False)
    assert not window.top_bar.search.isVisible()
    QApplication.sendPostedEvents(None, 52)  # DeferredDelete
    told = keys()
    assert "Ctrl+F" in told and "Ctrl+K" not in told


def test_f6_goes_round_the_regions(qtbot, window):
    window.current_page().setFocus()
    found = set()
    for _ in range(3):
        qtbot.keyClick(window, Qt.Key.Key_F6)
        focused = window.focusWidget()
        regions = {"bar": window.top_bar, "places": window.navigation, "page": window._stack}
        found |= {name for name, region in regions.items() if region.isAncestorOf(focused)}
    assert found == {"bar", "places", "page"}


def test_detail_opens_at_the_right_and_esc_closes_it(qtbot, window):
    page = window.current_page()
    assert page._split.count() == 2
    page.hide_detail()
    assert page._split.count() == 1


def test_no_vault_name_reaches_the_settings(desk, window, tmp_path):
    window.top_bar.show_networks("비밀 장부망", [])
    window.top_bar.show_person("비밀 담당", [])
    window.close()
    desk.settings._store.sync()
    written = (tmp_path / "settings.ini").read_text(encoding="utf-8")
    assert "window_geometry" in written
    assert "비밀" not in written


@pytest.mark.parametrize("place", [(5000, 300), (-4000, -3000)])
def test_a_window_left_on_a_screen_that_is_gone_comes_back_in_sight(qtbot, desk, window, place):
    window.show()
    window.move(*place)
    window.close()
    again = MainWindow(desk, PLACES)
    qtbot.addWidget(again)
    again.show()
    assert again.screen().availableGeometry().contains(again.geometry())
