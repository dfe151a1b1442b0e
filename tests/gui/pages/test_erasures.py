"""The erasure log in the window."""

import shutil
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QPushButton

from core.actions.erase import erase
from core.vault.replica import Replica
from core.vault.vault import Vault
from core.vault.views import find_subject
from desktop.entries.erase_panel import ErasePanel
from tests.support.sample_program import CENTRE, YARD, sample_vaults, sample_window


@pytest.fixture
def yard(desk, qtbot, tmp_path: Path):
    """The window of a copy of the yard's vault: what is erased in it is gone for no other test."""
    path = shutil.copytree(sample_vaults()[YARD], tmp_path / "yard.jangbu")
    window = sample_window(desk, YARD, path)
    qtbot.addWidget(window)
    window.show()
    return window


def texts(root) -> str:
    return "\n".join(one.text() for one in root.findChildren(QLabel) if one.isVisibleTo(root))


def test_the_log_is_reached_from_the_members_and_tells_an_order_whole(qtbot, yard):
    window = yard
    page = window.open("members")
    next(one for one in page.findChildren(QPushButton) if "삭제 기록" in one.text()).click()
    log = window.current_page()
    assert log.table.model.rowCount() == 0

    def work(vault: Vault, replica: Replica) -> bytes:
        (entry,) = vault.connection.execute(
            "SELECT e.id FROM entries e JOIN types t USING (type) WHERE t.name = 'battery.pack.register' LIMIT 1"
        ).fetchone()
        erase(vault, replica.network_id, entry, "consent_withdrawn", note="문서 2026-3", whole=True)
        return bytes(entry)

    told = []
    window.program_kept.session.act(work, owner=log, on_done=told.append)
    assert told, "the yard founded the network and may erase"
    assert log.table.model.rowCount() == 1
    log.table.view.selectRow(0)
    qtbot.keyClick(log.table.view, Qt.Key.Key_Return)
    said = texts(window)
    assert "문서 2026-3" in said
    assert "동의 철회" in said
    assert "기록 1" in said


def test_an_erasure_is_ordered_where_the_entry_is_shown(yard):
    window = yard
    found = []
    window.program_kept.session.read(
        lambda vault, replica: find_subject(replica, "IONIQ-2016-1102").id, owner=window, on_done=found.append
    )
    page = window.open("entry", found[0])
    page.detail.findChild(QPushButton, "erase.order").click()
    panel = page.findChild(ErasePanel)
    assert panel.whole.isChecked(), "there is neither a sealed part nor a file in it"
    panel.basis.setCurrentIndex(panel.basis.findData("other"))
    panel.sign_panel.button.click()
    assert "법 조항" in panel.problem()
    panel.note.setText("개인정보 보호법 제36조")
    panel.sign_panel.button.click()
    holding = window.program_kept.work.holding
    window.banner.clear()
    holding.stop(holding.waiting[0])
    assert window.open("erasures").table.model.rowCount() == 0
    window.banner._action.click()
    panel = window.current_page().findChildren(ErasePanel)[-1]
    assert (panel.basis.currentData(), panel.note.text()) == ("other", "개인정보 보호법 제36조")
    panel.sign_panel.button.click()
    holding.sign_now(holding.waiting[0])
    log = window.open("erasures")
    assert log.table.model.rowCount() == 1


def test_who_may_not_erase_is_not_asked_to(desk, qtbot):
    window = sample_window(desk, CENTRE)
    qtbot.addWidget(window)
    window.show()
    found = []
    window.program_kept.session.read(
        lambda vault, replica: find_subject(replica, "IONIQ-2016-1102").id, owner=window, on_done=found.append
    )
    page = window.open("entry", found[0])
    assert page.detail.findChild(QPushButton, "entry.proof") is not None
    assert page.detail.findChild(QPushButton, "erase.order") is None
