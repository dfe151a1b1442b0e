"""A card is made among the members and signs in a panel on another laptop."""

from pathlib import Path

import pytest
from nacl.pwhash import argon2id
from PySide6.QtWidgets import QPushButton

from core.identity import card as card_module
from core.identity.card import card_text, make_card, read_card
from core.identity.keys import SigningKey
from core.identity.pin import open_key
from core.vault.views import Granted, NetworkView
from desktop.entries.sign_panel import SignPanel
from desktop.entries.signers import Slot
from desktop.pages.card_panel import CardPanel
from desktop.printing.qr import read_qr_pages
from desktop.standing import Standing
from tests.support.sample_program import PIN, YARD, sample_window
from tests.support.seeded_randomness import SeededRandomness

CARD_PIN = "24681012"
KEY = SigningKey(b"k" * 32)


@pytest.fixture(autouse=True)
def cheap_cards(monkeypatch):
    monkeypatch.setattr(card_module, "CARD_OPERATIONS", argon2id.OPSLIMIT_MIN)
    monkeypatch.setattr(card_module, "CARD_MEMORY_BYTES", argon2id.MEMLIMIT_MIN)


def card(title: str = "시험 담당 7"):
    return make_card(KEY, "제주", title, CARD_PIN, SeededRandomness("card"))


def standing(*roles: str) -> Standing:
    granted = (Granted(KEY.public, "person", "제주", "시험 담당 7", roles, (), False),)
    network = NetworkView(
        id=bytes(32),
        name="망",
        words="",
        hex="",
        workspaces=("battery",),
        missing_rules=(),
        granted=granted,
        shut_out=(),
        blocks=0,
        entries=0,
        waiting=0,
        locked=0,
        flags=(),
    )
    return Standing(Path("x"), b"d" * 32, (), network)


def test_a_shown_card_signs_in_its_owners_role(desk, qtbot):
    panel = SignPanel(desk)
    qtbot.addWidget(panel)
    panel.show()
    panel.ask([Slot(frozenset({"jtp_test"}))], standing("jtp_test"))
    assert not panel.button.isEnabled(), "nobody of this laptop may sign"
    panel.reader.read.emit(card_text(card()))
    assert panel.button.isEnabled()
    (signer,) = panel.signers()
    signing = signer.signing(CARD_PIN)
    assert (signing.person, signing.role) == (KEY.public, "jtp_test")
    assert open_key(signing.card, CARD_PIN).public == KEY.public
    assert "카드" in panel._rows[0].person.currentText()


def test_a_card_without_the_role_and_what_is_no_card_are_told(desk, qtbot):
    panel = SignPanel(desk)
    qtbot.addWidget(panel)
    panel.ask([Slot(frozenset({"jtp_grade"}))], standing("jtp_test"))
    panel.reader.read.emit(card_text(card()))
    assert panel.signers() == []
    assert "시험 담당 7" in panel.problem()
    panel.reader.read.emit("JANGBU-CARD1:AAAA")
    assert "카드가 아닙니다" in panel.problem()


def test_a_card_is_made_among_the_members(desk, qtbot, tmp_path: Path):
    window = sample_window(desk, YARD)
    qtbot.addWidget(window)
    window.show()
    page = window.open("members")
    person = page._context.standing().persons[0]
    page._on_opened(person.key.hex())
    next(one for one in page.findChildren(QPushButton) if "카드 만들기" in one.text()).click()
    panel = page.findChild(CardPanel)
    panel.pin.setText(PIN)
    panel.card_pin.setText("111111")
    panel.again.setText("111111")
    panel.form.submit()
    assert "8~12" in panel.form.problem("pin")
    panel.card_pin.setText(CARD_PIN)
    panel.again.setText(CARD_PIN + "1")
    panel.form.submit()
    assert panel.form.problem("again")
    panel.again.setText(CARD_PIN)
    panel.form.submit()
    assert panel.card is not None
    path = tmp_path / "card.pdf"
    panel.save.edit.setText(str(path))
    panel.save.go.click()
    (text,) = read_qr_pages(path.read_bytes())
    assert open_key(read_card(text).sealed, CARD_PIN).public == person.key
    panel.save.edit.setText(str(tmp_path / "nowhere" / "card.pdf"))
    panel.save.go.click()
    assert "쓰지 못했습니다" in panel._told.text() or "쓸 수" in panel._told.text()
