"""The program from the first run to the lock, by keys, with real vaults."""

import gc
import shutil
import weakref

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtWidgets import QApplication, QDialog, QPushButton

from core.domains.registry import installed
from core.ports.clock import Instant, SystemClock
from core.ports.randomness import SystemRandomness
from core.vault.vault import Vault
from core.vault.views import network_view
from desktop.cli.samples import PASSPHRASE
from desktop.onboarding import Flow, Step

CTRL = Qt.KeyboardModifier.ControlModifier


def open_vault(folder, passphrase="correct horse"):
    return Vault.open(folder, passphrase, installed(), SystemClock(), SystemRandomness())


@pytest.fixture
def yard(hands):
    made = hands("yard")
    made.found("yard", "한라폐차장", "입고 담당", "battery.role.yard", "제주 배터리망")
    return made


def test_the_first_run_ends_at_the_today_page_with_granted_roles(yard, tmp_path):
    assert yard.window.windowTitle().startswith("오늘")
    yard.window.close()
    with open_vault(tmp_path / "yard" / "yard.jangbu") as vault:
        (network,) = vault.networks()
        view = network_view(vault.replica(network))
    assert view.name == "제주 배터리망"
    granted = {(one.kind, one.title): (one.member, one.roles) for one in view.granted}
    assert granted == {
        ("device", "입고 담당 기기"): ("한라폐차장", ("yard",)),
        ("person", "입고 담당"): ("한라폐차장", ("yard",)),
    }


def test_a_lock_leaves_nothing_of_the_vault_behind(yard, qtbot):
    vault = weakref.ref(yard.program.session._vault)
    page = weakref.ref(yard.window.current_page())
    assert gc.get_freeze_count() > 0, "while it is open the collector passes over what stays anyway"
    yard.keys(Qt.Key.Key_L, CTRL)
    assert yard.window.is_locked() and yard.program.session is None
    assert yard.window.lock_screen._sending.text().count("건") == 1  # the founding entries are in no bundle yet

    def gone() -> bool:
        gc.collect()
        return vault() is None and page() is None and gc.get_freeze_count() == 0

    yard.wait(gone)


def test_a_lock_is_told_when_the_file_is_free_and_another_window_goes_on_from_it(yard, hands, qtbot, tmp_path):
    path = tmp_path / "yard" / "yard.jangbu"
    with qtbot.waitSignal(yard.program.locked, timeout=20_000) as told:
        yard.keys(Qt.Key.Key_L, CTRL)
    open_vault(path).close()
    (locked,) = told.args
    assert (locked.path, locked.reason, locked.waiting > 0) == (path, "lock.reason.asked", True)
    again = hands("again")
    again.program.go_on(locked)
    assert again.window.is_locked()
    screens = [one.window.lock_screen for one in (yard, again)]
    assert len({(one._reason.text(), one._sending.text()) for one in screens}) == 1
    again.unlock()
    again.wait(lambda: again.program.session is not None)


def test_a_locked_sample_stays_in_its_process_which_takes_it_away_at_its_end(hands, qtbot):
    made = hands("samples")
    made.press("onboarding.start.sample")
    made.press("sample.0")
    made.begin()
    with qtbot.assertNotEmitted(made.program.locked):
        made.keys(Qt.Key.Key_L, CTRL)
        made.unlock(PASSPHRASE)
        made.wait(lambda: made.program.session is not None)


def test_a_look_at_sample_data_leaves_no_trace(hands, tmp_path):
    made = hands("samples")
    made.press("onboarding.start.sample")
    made.press("sample.0")
    made.begin()
    vault = made.program.session.path
    assert vault.is_dir() and not vault.is_relative_to(tmp_path)
    made.window.close()
    made.wait(lambda: not vault.exists())
    assert not vault.parent.exists() and not vault.parent.parent.exists()
    assert made.program._desk.settings.recent_vaults == []
    assert [one.name for one in (tmp_path / "samples").iterdir() if one.name != "settings"] == []


def test_a_wrong_passphrase_is_said_and_the_right_one_opens_again(yard):
    yard.keys(Qt.Key.Key_L, CTRL)
    yard.unlock("not this one")
    yard.wait(lambda: "암호문이 맞지 않습니다" in yard.window.lock_screen.problem())
    yard.unlock()
    yard.wait(lambda: not yard.window.is_locked())
    assert yard.program.session is not None


def test_a_vault_in_use_elsewhere_is_said_so(yard, tmp_path):
    yard.keys(Qt.Key.Key_L, CTRL)
    path = tmp_path / "yard" / "yard.jangbu"

    def closed() -> bool:
        try:
            open_vault(path).close()
        except Exception:
            return False
        return True

    yard.wait(closed)
    with open_vault(path):
        yard.unlock()
        yard.wait(lambda: "이 금고를 쓰고 있습니다" in yard.window.lock_screen.problem())
    yard.unlock()
    yard.wait(lambda: not yard.window.is_locked())


def test_a_named_vault_begins_at_its_lock(yard, hands, tmp_path):
    path = tmp_path / "yard" / "yard.jangbu"
    yard.window.close()
    again = hands("again", path=path)
    assert again.window.is_locked()
    again.unlock()
    again.wait(lambda: again.program.session is not None and again.window.current_page() is not None)


def test_a_vault_that_is_not_there_is_said_and_another_can_be_opened(hands, tmp_path):
    lost = hands("lost", path=tmp_path / "gone.jangbu")
    lost.unlock()
    lost.wait(lambda: "금고가 없습니다" in lost.window.lock_screen.problem())
    lost.press("lock.other")
    lost.wait_for("field.onboarding.open.folder")


def test_nobody_for_five_minutes_locks(yard, qtbot):
    watch = yard.program._watch
    start = yard.clock.moment
    for later in range(0, 299, 50):
        yard.clock.moment = Instant(start.seconds + later, start.offset_minutes)
        watch.tick()
    assert not yard.window.is_locked()
    yard.clock.moment = Instant(start.seconds + 300, start.offset_minutes)
    watch.tick()
    assert yard.window.is_locked()


def test_a_key_keeps_the_vault_open(yard, qtbot):
    watch, start = yard.program._watch, yard.clock.moment
    for later in range(50, 700, 50):
        yard.clock.moment = Instant(start.seconds + later, start.offset_minutes)
        qtbot.keyClick(yard.window.windowHandle(), Qt.Key.Key_Shift)
        watch.tick()
    assert not yard.window.is_locked()


def test_composing_hangul_keeps_the_vault_open(yard):
    """An input method may take every key for itself."""
    watch, start = yard.program._watch, yard.clock.moment
    yard.window.top_bar.search.setFocus()
    for later in range(50, 700, 50):
        yard.clock.moment = Instant(start.seconds + later, start.offset_minutes)
        QApplication.sendEvent(QApplication.focusObject(), QInputMethodEvent("배", []))
        watch.tick()
    assert not yard.window.is_locked()


def test_what_widgets_do_among_themselves_is_nobody_being_here(yard):
    watch, start = yard.program._watch, yard.clock.moment
    for later in range(50, 350, 50):
        yard.clock.moment = Instant(start.seconds + later, start.offset_minutes)
        yard.open("entries")
        watch.tick()
    assert yard.window.is_locked()


def test_a_computer_that_slept_is_locked(yard):
    start = yard.clock.moment
    yard.clock.moment = Instant(start.seconds + 61, start.offset_minutes)
    yard.program._watch.tick()
    assert yard.window.is_locked()


def test_dialogs_do_not_stay_above_the_lock(yard):
    yard.window.show_keys()
    yard.program.lock("lock.reason.asked")
    assert not any(one.isVisible() for one in yard.window.findChildren(QDialog))


def test_a_person_is_added_with_a_role_that_holds_at_once(yard, qtbot):
    page = yard.open("members")
    yard.press("members.add")
    panel = page.open_add()
    with qtbot.waitSignal(panel.added, timeout=20_000):
        yard.type("field.title", "입고 담당 2")
        yard.press("battery.role.yard")
        yard.type("field.pin", "123456")
        yard.type("field.again", "123456")
    yard.wait(lambda: len(yard.program.work.standing().persons) == 2)
    granted = {one.title: one.roles for one in yard.program.work.standing().network.granted}
    assert granted["입고 담당 2"] == ("yard",)


@pytest.mark.parametrize(
    ("title", "role", "pin", "again", "field"),
    [
        ("", "battery.role.yard", "123456", "123456", "title"),
        ("입고 담당", "battery.role.yard", "123456", "123456", "title"),
        ("새 사람", None, "123456", "123456", "roles"),
        ("새 사람", "battery.role.yard", "123", "123", "pin"),
        ("새 사람", "battery.role.yard", "123456", "654321", "again"),
    ],
)
def test_what_is_wrong_with_a_person_is_said_under_its_field(yard, title, role, pin, again, field):
    yard.open("members")
    yard.press("members.add")
    yard.type("field.title", title, enter=False)
    if role:
        yard.press(role)
    yard.type("field.pin", pin, enter=False)
    panel = yard.find("field.pin").parent().parent()
    yard.type("field.again", again)
    yard.wait(lambda: bool(panel.form.problem(field)))
    assert len(yard.program.work.standing().persons) == 1


def test_a_vault_that_was_opened_from_elsewhere_is_offered_first_the_next_time(yard, hands, tmp_path, qtbot):
    yard.window.close()
    elsewhere = tmp_path / "stick" / "centre.jangbu"
    shutil.copytree(tmp_path / "yard" / "yard.jangbu", elsewhere)
    once = hands("yard", path=elsewhere)
    once.unlock()
    once.wait(lambda: once.program.session is not None)
    once.window.close()
    again = hands("yard", flow=Flow(Step.OPEN, (Step.START,)))

    def offered() -> list[str]:
        return [one.text() for one in again.window.findChildren(QPushButton, "vault.known") if one.isVisible()]

    again.wait(lambda: offered() == ["centre", "yard"])
    assert "centre" not in "".join(path.read_text() for path in (tmp_path / "yard" / "settings").iterdir())


def test_the_keyboard_stays_with_the_person_who_is_being_added(yard):
    page = yard.open("members")
    yard.wait(lambda: page.table.model.rowCount() > 0)
    yard.keys(Qt.Key.Key_N, CTRL)
    yard.wait(lambda: QApplication.focusWidget() is not None and not yard.program._desk.jobs._jobs)
    assert QApplication.focusWidget().objectName() == "field.title"
    assert yard.window.isActiveWindow()
