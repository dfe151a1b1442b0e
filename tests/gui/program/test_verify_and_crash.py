"""The verify page on good and bad things, and the window for our own mistakes."""

import pytest
from PySide6.QtWidgets import QLabel

from core.actions.make_evidence import evidence_for, proof_for
from core.errors import VaultError
from core.vault.subjects import NETWORK_SUBJECT
from core.vault.views import history
from desktop.crash import CrashHook, crash_text
from desktop.printing.qr import qr_png


@pytest.fixture
def yard(hands):
    made = hands("yard")
    made.found("yard", "한라폐차장", "입고 담당", "battery.role.yard", "제주 배터리망")
    return made


def from_vault(yard, work):
    """Something of the open vault, on its lane."""
    got = []
    yard.program.session.read(work, owner=yard.program, on_done=got.append)
    yard.wait(lambda: bool(got))
    return got[0]


def grant_of(replica):
    entries = [row.entry for row in history(replica, NETWORK_SUBJECT)]
    return next(one.id for one in entries if one.content.type == "core.grant.give")


def verified(yard, source, fingerprint=""):
    page = yard.open("verify")
    page.fingerprint.setText(fingerprint)
    with yard.qtbot.waitSignal(page.answered, timeout=20_000) as answered:
        yard.type("field.verify.source", str(source))
    return page, answered.args[0]


def says(yard, page, text) -> None:
    yard.wait(lambda: any(text in one.text() for one in page.findChildren(QLabel) if one.isVisible()))


def test_evidence_of_the_own_network_is_intact_and_trusted(yard, tmp_path):
    data = from_vault(yard, lambda vault, replica: evidence_for(vault, replica.network_id, [grant_of(replica)]))
    (tmp_path / "a.jangbu-evidence").write_bytes(data)
    page, found = verified(yard, tmp_path / "a.jangbu-evidence")
    assert found.trusted
    says(yard, page, "고쳐지거나 상한 곳이 없습니다")


def test_one_changed_byte_is_found(yard, tmp_path):
    data = bytearray(
        from_vault(yard, lambda vault, replica: evidence_for(vault, replica.network_id, [grant_of(replica)]))
    )
    place = data.index("입고 담당 기기".encode())
    data[place] ^= 1
    (tmp_path / "a.jangbu-evidence").write_bytes(data)
    _, found = verified(yard, tmp_path / "a.jangbu-evidence")
    assert isinstance(found, Exception) or not found.intact


@pytest.mark.parametrize("as_picture", [False, True])
def test_a_qr_code_is_read_as_text_and_as_a_picture_and_shows_no_grant(yard, tmp_path, as_picture):
    text = from_vault(yard, lambda vault, replica: proof_for(vault, replica.network_id, grant_of(replica)))
    source = text
    if as_picture:
        source = tmp_path / "qr.png"
        source.write_bytes(qr_png(text, 120))
    page, found = verified(yard, source)
    assert found.intact and not found.trusted
    says(yard, page, "허가받았는지 볼 수 없습니다")


def test_words_of_another_network_are_said_to_differ(yard, tmp_path):
    text = from_vault(yard, lambda vault, replica: proof_for(vault, replica.network_id, grant_of(replica)))
    page, found = verified(yard, text, "salad-review-coach-truck-clarify-imitate")
    assert found.trust == "another"
    says(yard, page, "믿지 마십시오")


def test_what_carries_no_proof_is_said_so(yard, tmp_path):
    (tmp_path / "note.txt").write_text("hello")
    page, error = verified(yard, tmp_path / "note.txt")
    assert error.code == "not_evidence" and page.source.problem()


def raised(error: BaseException) -> BaseException:
    try:
        raise error
    except type(error) as caught:
        return caught


def test_the_text_of_a_mistake_names_nobody_and_no_folder(tmp_path):
    secret = f"{tmp_path}/김현장.jangbu"
    text = crash_text(raised(ValueError(secret)))
    assert "ValueError" in text and "test_verify_and_crash.py" in text
    assert "김현장" not in text and str(tmp_path) not in text
    assert "wrong_passphrase" in crash_text(raised(VaultError("wrong_passphrase", path=secret)))


def test_a_mistake_shows_one_window_that_says_entries_are_safe(qtbot, desk):
    hook = CrashHook(desk, lambda: None)
    hook.show_error(raised(ValueError("x")))
    first = hook.window
    qtbot.addWidget(first)
    hook.show_error(raised(KeyError("y")))
    assert hook.window is first and "ValueError" in first.text.toPlainText()
    assert any("안전합니다" in one.text() for one in first.findChildren(QLabel))
    first.accept()
    assert hook.window is None
