"""What opens the vault, from the window: PIN, recovery words, another passphrase; and parting from it."""

import keyring
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QPlainTextEdit

from core.vault.access import kinds_of
from tests.support.file_keyring import FileKeyring

CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def system_keyring(tmp_path, monkeypatch):
    monkeypatch.setenv("JANGBU_TEST_KEYRING", str(tmp_path / "keyring.json"))
    before = keyring.get_keyring()
    keyring.set_keyring(FileKeyring())
    yield
    keyring.set_keyring(before)


@pytest.fixture
def yard(hands, system_keyring):
    made = hands("yard")
    made.found("yard", "한라폐차장", "입고 담당", "battery.role.yard", "제주 배터리망")
    return made


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "yard" / "yard.jangbu"


def panel(hands, key):
    """Open a panel of the vault's page."""
    page = hands.open("vault")
    made = page.open_panel(key)
    hands.wait(made.form.isEnabled)
    return made


def lock(hands):
    hands.keys(Qt.Key.Key_L, CTRL)
    hands.wait(hands.window.is_locked)


def test_a_changed_passphrase_opens_after_the_lock(yard):
    made = panel(yard, "vault.passphrase")
    yard.type("field.current", "not this one")
    yard.type("field.passphrase", "another horse")
    yard.type("field.again", "another horse")
    yard.wait(lambda: "암호문이 맞지 않습니다" in made.form.problem())
    yard.type("field.current", "correct horse")
    yard.type("field.again", "another horse")
    yard.wait(lambda: "바꾸었습니다" in made.told())
    lock(yard)
    yard.unlock("another horse")
    yard.wait(lambda: not yard.window.is_locked())


def test_a_pin_opens_and_five_wrong_ones_leave_the_passphrase(yard, folder):
    made = panel(yard, "vault.pin")
    yard.type("field.pin", "135790")
    yard.type("field.again", "135790")
    yard.wait(lambda: "PIN을 정했습니다" in made.told())
    lock(yard)
    yard.type("field.pin", "135790")
    yard.wait(lambda: not yard.window.is_locked())
    lock(yard)
    for left in range(4, -1, -1):
        yard.type("field.pin", "000000")
        told = f"{left}번 더" if left else "없앴습니다"
        yard.wait(lambda told=told: told in yard.window.lock_screen.problem())
    assert kinds_of(folder) == ["passphrase"]
    yard.unlock()
    yard.wait(lambda: not yard.window.is_locked())


def test_the_passphrase_is_one_button_away_from_the_pin(yard):
    made = panel(yard, "vault.pin")
    yard.type("field.pin", "135790")
    yard.type("field.again", "135790")
    yard.wait(lambda: made.told() != "")
    lock(yard)
    yard.press("lock.other_way")
    yard.unlock()
    yard.wait(lambda: not yard.window.is_locked())


def test_words_that_were_typed_back_open_a_vault_whose_passphrase_is_forgotten(yard, folder):
    made = panel(yard, "vault.recovery")
    yard.press("recovery.make.ko")
    yard.wait(lambda: made.kit is not None)
    kit = made.kit
    yard.wait_for(f"field.word{kit.asked[0]}")
    shown = {one.text() for one in made.findChildren(QLabel) if one.isVisible()}
    assert {f"{place}. {word}" for place, word in enumerate(kit.words, 1)} <= shown
    for place in kit.asked[:2]:
        yard.type(f"field.word{place}", kit.words[place - 1])
    yard.type(f"field.word{kit.asked[2]}", "zoo")
    yard.wait(lambda: made.form.problem(f"word{kit.asked[2]}") != "")
    assert kinds_of(folder) == ["passphrase"]
    yard.type(f"field.word{kit.asked[2]}", kit.words[kit.asked[2] - 1])
    yard.wait(lambda: made.told() != "")
    assert made.kit is None
    assert kinds_of(folder) == ["passphrase", "recovery"]
    lock(yard)
    yard.press("lock.forgotten")
    yard.wait_for("field.words")
    yard.find("field.words", QPlainTextEdit).setPlainText("\n".join(kit.words))
    yard.type("field.passphrase", "another horse")
    yard.type("field.again", "another horse")
    yard.begin()
    lock(yard)
    yard.unlock("another horse")
    yard.wait(lambda: not yard.window.is_locked())


def test_a_persons_number_is_changed(yard):
    made = panel(yard, "vault.person_pin")
    yard.type("field.current", "123456")
    yard.type("field.pin", "654321")
    yard.type("field.again", "654321")
    yard.wait(lambda: "입고 담당" in made.told())


def test_leaving_says_what_is_lost_and_ends_at_the_question_for_a_network(yard):
    made = panel(yard, "vault.leave")
    yard.wait(lambda: made.losses.text() != "")
    assert "제주 배터리망" in made.losses.text()
    assert "건" in made.losses.text()
    yard.type("field.yes", "no")
    assert made.form.problem("yes") != ""
    yard.type("field.yes", "예")
    yard.wait(yard.window.is_locked)
    assert "나와" in yard.window.lock_screen._reason.text()
    yard.unlock()
    yard.wait_for("onboarding.network.found")


def test_a_destroyed_vault_leads_back_to_the_start(yard, folder):
    made = panel(yard, "vault.delete")
    yard.wait(lambda: made.losses.text() != "")
    yard.type("field.yes", "예")
    yard.wait_for("onboarding.start.create")
    assert not folder.exists()
