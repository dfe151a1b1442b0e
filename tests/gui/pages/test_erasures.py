"""The erasure log in the window."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QPushButton

from core.actions.erase import erase
from core.vault.replica import Replica
from core.vault.vault import Vault
from tests.support.sample_program import YARD, sample_window


def texts(root) -> str:
    return "\n".join(one.text() for one in root.findChildren(QLabel) if one.isVisibleTo(root))


def test_the_log_is_reached_from_the_members_and_tells_an_order_whole(desk, qtbot):
    window = sample_window(desk, YARD)
    qtbot.addWidget(window)
    window.show()
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
