"""The first run by keyboard, from nothing to a network."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QLabel, QPushButton

from core.errors import SyncError, VaultError
from desktop import paths
from desktop.onboarding import Flow, Step, VaultStanding, Wizard
from tests.support.sample_pages import PretendActions


@pytest.fixture
def actions():
    return PretendActions()


@pytest.fixture
def wizard(desk, qtbot, actions, tmp_path, monkeypatch):
    monkeypatch.setattr(paths, "vaults_folder", lambda: tmp_path / "vaults")
    made = Wizard(desk, actions)
    qtbot.addWidget(made)
    made.resize(1280, 800)
    made.show()
    made.activateWindow()
    return made


def _press(qtbot, wizard, text):
    (found,) = [one for one in wizard.page.findChildren(QPushButton) if one.text() == text]
    qtbot.keyClick(found, Qt.Key.Key_Space)


def _enter(qtbot, field, text):
    qtbot.keyClicks(field, text)
    qtbot.keyClick(field, Qt.Key.Key_Return)


def test_founding_a_network_from_nothing(qtbot, desk, wizard, actions, tmp_path):
    _press(qtbot, wizard, "한국어")
    _press(qtbot, wizard, "새 금고 만들기")
    page = wizard.page
    page.place.setText(str(tmp_path))
    _enter(qtbot, page.name, "yard")
    _enter(qtbot, page.passphrase._edit, "correct horse battery")
    assert page.strength_text() == "튼튼합니다."
    _enter(qtbot, page.again._edit, "correct horse battery")
    assert wizard.flow.step is Step.MEMBER
    _enter(qtbot, wizard.page.member, "yard")
    page = wizard.page
    _enter(qtbot, page.title, "inspector")
    _press(qtbot, wizard, "폐차장")
    _enter(qtbot, page.pin, "123456")
    _enter(qtbot, page.again, "123456")
    _press(qtbot, wizard, "새 장부망 만들기")
    _enter(qtbot, wizard.page.network, "jeju")
    assert wizard.flow.step is Step.DONE
    with qtbot.waitSignal(wizard.finished):
        _press(qtbot, wizard, "시작하기")
    assert actions.done == [
        ("create_vault", tmp_path / "yard.jangbu", "correct horse battery"),
        ("add_person", "yard", "inspector", ("yard",), "123456"),
        ("found_network", "jeju"),
    ]


def test_joining_shows_the_key_and_waits_for_the_grant(qtbot, wizard, actions, tmp_path):
    wizard.show_step(Flow(Step.NETWORK))
    _press(qtbot, wizard, "있는 장부망에 들어가기")
    assert wizard.flow.step is Step.JOIN
    request = wizard.page.request
    assert request.qr.text().startswith("JANGBUJOIN:")
    request.save.edit.setText(str(tmp_path / "yard"))
    with qtbot.waitSignal(request.saved):
        qtbot.keyClick(request.save.edit, Qt.Key.Key_Return)
    assert (tmp_path / "yard.jangbu-join").read_bytes() == b"request"
    bundle = tmp_path / "grant.jangbu-bundle"
    bundle.write_bytes(b"x")
    wizard.page.grant.set_path(bundle)
    assert wizard.flow.step is Step.DONE
    assert actions.done[-1] == ("take_grant", bundle)
    shown = [one.text() for one in wizard.page.findChildren(QLabel)]
    assert {"제주 배터리 장부망", "salad-review-coach-truck-clarify-imitate"} <= set(shown)
    assert any("들여 준 쪽과 이 낱말을" in one for one in shown)
    _, words = wizard.page.findChildren(QPushButton, "copy")
    qtbot.keyClick(words, Qt.Key.Key_Space)
    assert QGuiApplication.clipboard().text() == "salad-review-coach-truck-clarify-imitate"
    QGuiApplication.clipboard().clear()


def test_joining_takes_the_network_from_a_laptop_that_is_near(qtbot, wizard, actions):
    wizard.show_step(Flow(Step.NETWORK))
    _press(qtbot, wizard, "있는 장부망에 들어가기")
    actions.errors["connect"] = SyncError("peer_unreachable", url="https://10.0.0.2:8751")
    wizard.page.pairing.give("JANGBU-PAIR1:x")
    assert "10.0.0.2" in wizard.page.problem()
    wizard.page.pairing.give("JANGBU-PAIR1:x")
    assert wizard.flow.step is Step.DONE
    assert actions.done[-1] == ("connect", "JANGBU-PAIR1:x")


def test_a_request_that_cannot_be_written_is_said_so(qtbot, wizard, tmp_path):
    wizard.show_step(Flow(Step.NETWORK))
    _press(qtbot, wizard, "있는 장부망에 들어가기")
    request = wizard.page.request
    request.save.edit.setText(str(tmp_path / "none" / "x"))
    qtbot.keyClick(request.save.edit, Qt.Key.Key_Return)
    assert "쓰지 못했습니다" in request.told()


@pytest.mark.parametrize(
    ("title", "roles", "pin", "again", "focus"),
    [
        ("", True, "123456", "123456", "field.title"),
        ("inspector", False, "123456", "123456", "battery.role.resident"),
        ("inspector", True, "123", "123", "field.pin"),
        ("inspector", True, "123456", "123457", "field.again"),
    ],
)
def test_a_person_needs_a_post_a_role_and_a_pin(qtbot, wizard, actions, title, roles, pin, again, focus):
    wizard.show_step(Flow(Step.PERSON, member="yard"))
    page = wizard.page
    page.title.setText(title)
    page.roles.set_value(["battery.role.yard"] if roles else None)
    page.pin.setText(pin)
    page.again.setText(again)
    page.go_on()
    assert page.problem() and wizard.focusWidget().objectName() == focus
    assert actions.done == []


def test_what_is_wrong_stops_here_and_gets_the_focus(qtbot, wizard, actions, tmp_path):
    wizard.show_step(Flow(Step.CREATE))
    page = wizard.page
    page.place.setText(str(tmp_path))
    page.go_on()
    assert "이름이 비어" in page.problem() and wizard.focusWidget() is page.name
    qtbot.keyClicks(page.name, "yard")
    qtbot.keyClicks(page.passphrase._edit, "short")
    page.go_on()
    assert "짧습니다" in page.problem()
    qtbot.keyClicks(page.passphrase._edit, " but longer now")
    qtbot.keyClicks(page.again._edit, "different")
    page.go_on()
    assert "다릅니다" in page.problem() and wizard.focusWidget() is page.again._edit
    assert actions.done == []
    assert wizard.flow.step is Step.CREATE


def test_a_refusal_of_the_vault_is_shown_and_can_be_tried_again(qtbot, wizard, actions, tmp_path):
    folder = tmp_path / "a.jangbu"
    folder.mkdir()
    actions.errors["open_vault"] = VaultError("wrong_passphrase")
    actions.standing = VaultStanding(has_person=True, has_network=False)
    wizard.show_step(Flow(Step.OPEN))
    wizard.page.folder.set_path(folder)
    _enter(qtbot, wizard.page.passphrase._edit, "passphrase")
    assert "암호문이 맞지 않습니다" in wizard.page.problem()
    wizard.page.go_on()
    assert wizard.flow.step is Step.NETWORK


def test_there_is_a_way_back_until_something_is_made(qtbot, wizard):
    wizard.show_step(Flow(Step.START).to(Step.CREATE))
    qtbot.keyClick(wizard._back, Qt.Key.Key_Space)
    assert wizard.flow.step is Step.START
    wizard.show_step(Flow(Step.PERSON))
    assert not wizard._back.isVisible()


def test_sample_data_is_one_press_away(qtbot, wizard, actions):
    wizard.show_step(Flow(Step.START))
    _press(qtbot, wizard, "예시 자료로 둘러보기")
    _press(qtbot, wizard, "제주 배터리센터")
    assert actions.done == [("make_samples",), ("open_vault", Path("centre.jangbu"), "sample data only")]
    assert any(one.text() == "123456" for one in wizard.page.findChildren(QLabel))
    with qtbot.waitSignal(wizard.finished):
        wizard.page.go_on()


def test_the_language_is_in_force_at_once(qtbot, desk, wizard):
    _press(qtbot, wizard, "English")
    assert desk.words.language == desk.settings.language == "en"
    assert wizard.page.findChildren(QPushButton)[0].text() == "Make a new vault"
