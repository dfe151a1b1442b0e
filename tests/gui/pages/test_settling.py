"""Settling flags from the inbox and from an entry's page, over a real ledger of jars."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QLineEdit, QPlainTextEdit, QPushButton

from core.ledger.settling import OUTCOMES
from core.ledger.shared import AMEND, VOID
from core.vault.inbox import count_flags
from core.vault.views import subject
from desktop.entries.settle_panel import SettlePanel
from desktop.holding import Holding
from desktop.page_context import PageContext
from desktop.pages.entry_page import EntryPage
from desktop.pages.inbox_page import InboxPage
from desktop.pages.inbox_rows import Section
from desktop.session import VaultSession
from desktop.widgets.conflict_card import ConflictCard
from tests.support.replicas import PIN, add_signer, admit, fill_jar, make_vault, open_jar, send
from tests.support.shelf import shelf  # noqa: F401 - a fixture
from tests.support.toy import INSPECTOR


@pytest.fixture
def bench(desk, qtbot, shelf, tmp_path):  # noqa: F811
    """The shelf's laptop, a chief who may settle on it, and two jars of one label that a mill opened."""
    add_signer(shelf.vault, shelf.replica.network_id, "chief", INSPECTOR)
    with make_vault(tmp_path, "mill") as mill:
        there = admit(shelf.vault, mill, shelf.replica.network_id)
        shelf.twins = [open_jar(mill, there, "pear") for _ in range(2)]
        fill_jar(mill, there, shelf.twins[0], 5)
        send(there, shelf.replica)
    shelf.session = VaultSession(desk.jobs, shelf.vault)
    shelf.holding = Holding(shelf.session.act, shelf.session.on_vault, shelf.session)
    shelf.context = PageContext(shelf.session, lambda: shelf.session.standing(shelf.vault), shelf.holding)
    return shelf


@pytest.fixture
def inbox(desk, qtbot, bench):
    page = InboxPage(desk, bench.context, frozenset({"entry"}))
    qtbot.addWidget(page)
    page.resize(1100, 700)
    page.show()
    page.opened(Section.CONFLICTS)
    return page


def shown(root) -> list[str]:
    return [one.text() for one in root.findChildren(QLabel) if one.isVisibleTo(root)]


def open_first(page) -> None:
    page.table.opened.emit(page.table.model.row(0).id)


def fill_in(qtbot, panel: SettlePanel, outcome: str, text: str) -> QLineEdit:
    """The PIN field, once the rest is filled in."""
    first = outcome == OUTCOMES[0]  # what takes the focus bears the name of the field
    panel.findChild(QPushButton, "field.outcome" if first else f"field.outcome.{outcome}").click()
    said = panel.findChild(QLineEdit, "field.text") or panel.findChild(QPlainTextEdit, "field.text")
    qtbot.keyClicks(said, text)
    return panel.findChild(QLineEdit, "field.pin")


def sign(qtbot, page, bench, outcome: str = "right", text: str = "two trees") -> SettlePanel:
    panel = page.findChild(SettlePanel)
    pin = fill_in(qtbot, panel, outcome, text)
    qtbot.keyClicks(pin, PIN)
    qtbot.keyClick(pin, Qt.Key.Key_Return)
    return panel


def test_a_conflict_is_settled_from_the_inbox_after_the_seconds_to_undo(qtbot, inbox, bench):
    open_first(inbox)
    settle = inbox.findChild(QPushButton, "settle.open")
    assert settle.accessibleName().startswith("정리하기…: ") and "pear" in settle.accessibleName()
    settle.click()
    sign(qtbot, inbox, bench)
    assert len(bench.holding.waiting) == 1
    assert count_flags(bench.replica, conflicts=True) == 2, "nothing is signed while it can be undone"
    with qtbot.waitSignal(inbox.notice) as told:
        bench.holding.sign_now(bench.holding.waiting[0])
    assert told.args[0].what == "표시를 정리했습니다."
    assert inbox.rows.counts[Section.CONFLICTS] == 0
    assert inbox.rows.counts[Section.SETTLED] == 2, "both jars share the label"
    inbox.opened()
    assert inbox.rows.section is Section.SIGN, "what is settled waits for nobody"
    inbox.opened(Section.SETTLED)
    assert inbox.table.model.index(0, 0).data().startswith("모두 맞음: ")
    assert inbox.table.model.index(0, 2).data() == inbox.desk.words.minute(bench.vault.clock.now())
    open_first(inbox)
    said = "\n".join(shown(inbox))
    assert "정리되었습니다." in said and "모두 맞음 — chief (Yard)" in said and "two trees" in said
    assert not [one for one in inbox.findChildren(QPushButton, "settle.open") if one.isVisibleTo(inbox)]


def test_undone_in_time_it_is_a_draft_that_goes_on_at_the_entry(desk, qtbot, inbox, bench):
    open_first(inbox)
    inbox.findChild(QPushButton, "settle.open").click()
    sign(qtbot, inbox, bench, "misuse", "one was relabelled")
    bench.holding.stop(bench.holding.waiting[0])
    assert count_flags(bench.replica, conflicts=True) == 2
    inbox.opened(Section.DRAFTS)
    assert inbox.table.model.index(0, 0).data() == "표시를 정리했습니다: 부정 사용. 까닭: one was relabelled"
    with qtbot.waitSignal(inbox.go) as gone:
        open_first(inbox)
    page, draft = gone.args
    assert page == "entry"
    entry = EntryPage(desk, bench.context)
    qtbot.addWidget(entry)
    entry.show()
    entry.opened(draft)
    panel = entry.findChild(SettlePanel)
    pin = panel.findChild(QLineEdit, "field.pin")
    qtbot.keyClicks(pin, PIN)
    qtbot.keyClick(pin, Qt.Key.Key_Return)
    bench.holding.sign_now(bench.holding.waiting[0])
    (flag,) = subject(bench.replica, bench.twins[0]).all_flags
    assert (flag.status, flag.answers[0].outcome) == ("settled", "misuse")


def test_a_flag_is_settled_from_the_page_of_an_entry(desk, qtbot, bench):
    page = EntryPage(desk, bench.context)
    qtbot.addWidget(page)
    page.resize(1100, 900)
    page.show()
    page.opened(bench.twins[0])
    assert "이 대상에 붙은 표시" in shown(page)
    page.findChild(QPushButton, "settle.open").click()
    sign(qtbot, page, bench, "error", "one jar, two entries")
    with qtbot.waitSignal(page.notice):
        bench.holding.sign_now(bench.holding.waiting[0])
    qtbot.waitUntil(lambda: any("잘못 적음 — chief (Yard)" in one for one in shown(page)))
    assert subject(bench.replica, bench.twins[1]).flags == ()


def test_the_door_says_why_an_author_may_not(desk, qtbot, bench):
    """What nobody signed is its device's: nobody settles it there."""
    open_jar(bench.vault, bench.replica, "quince")
    jar = open_jar(bench.vault, bench.replica, "quince")
    page = EntryPage(desk, bench.context)
    qtbot.addWidget(page)
    page.resize(1100, 900)
    page.show()
    page.opened(jar)
    page.findChild(QPushButton, "settle.open").click()
    sign(qtbot, page, bench)
    assert bench.holding.waiting == []
    said = shown(page.findChild(SettlePanel))
    assert any("스스로 정리할 수 없습니다" in one for one in said), said


def test_a_draft_whose_flag_has_changed_is_not_signed_for_another(desk, qtbot, inbox, bench):
    open_first(inbox)
    inbox.findChild(QPushButton, "settle.open").click()
    sign(qtbot, inbox, bench)
    bench.holding.stop(bench.holding.waiting[0])
    open_jar(bench.vault, bench.replica, "pear")
    inbox.opened(Section.DRAFTS)
    with qtbot.waitSignal(inbox.go) as gone:
        open_first(inbox)
    entry = EntryPage(desk, bench.context)
    qtbot.addWidget(entry)
    entry.show()
    with qtbot.waitSignal(entry.notice) as told:
        entry.opened(gone.args[1])
    assert "그사이 바뀌었거나" in told.args[0].what
    assert entry.findChild(SettlePanel) is None


def test_sides_of_a_settled_conflict_are_still_shown(qtbot, inbox, bench, tmp_path):
    with make_vault(tmp_path, "barn") as barn, make_vault(tmp_path, "loft") as loft:
        here = [admit(bench.vault, one, bench.replica.network_id) for one in (barn, loft)]
        for vault, replica in zip((barn, loft), here, strict=True):
            fill_jar(vault, replica, bench.jar, 7)
            send(replica, bench.replica)
    bench.session.changed.emit()
    inbox.opened(Section.CONFLICTS)
    row = next(
        inbox.table.model.row(n).id
        for n in range(inbox.table.model.rowCount())
        if inbox.rows.found(inbox.table.model.row(n).id).flag.code == "concurrent_entries"
    )
    inbox.table.opened.emit(row)
    inbox.findChild(QPushButton, "settle.open").click()
    sign(qtbot, inbox, bench, "explained", "two shifts")
    bench.holding.sign_now(bench.holding.waiting[0])
    inbox.opened(Section.SETTLED)
    open_first(inbox)
    assert len([one for one in shown(inbox.findChild(ConflictCard)) if one.startswith(("1.", "2."))]) == 2


def test_an_answer_is_withdrawn_like_any_entry_and_not_amended(desk, qtbot, inbox, bench):
    open_first(inbox)
    inbox.findChild(QPushButton, "settle.open").click()
    sign(qtbot, inbox, bench)
    bench.holding.sign_now(bench.holding.waiting[0])
    page = EntryPage(desk, bench.context)
    qtbot.addWidget(page)
    page.show()
    (flag,) = subject(bench.replica, bench.twins[0]).all_flags
    page.opened(flag.answers[0].entry)
    offered = {one.objectName() for one in page.detail.findChildren(QPushButton)}
    assert any(VOID in one for one in offered) and not any(AMEND in one for one in offered), offered


def test_who_thinks_otherwise_answers_what_is_settled(desk, qtbot, inbox, bench):
    add_signer(bench.vault, bench.replica.network_id, "second chief", INSPECTOR)
    open_first(inbox)
    inbox.findChild(QPushButton, "settle.open").click()
    sign(qtbot, inbox, bench, "right")
    bench.holding.sign_now(bench.holding.waiting[0])
    inbox.opened(Section.SETTLED)
    open_first(inbox)
    inbox.findChild(QPushButton, "settle.other").click()
    sign(qtbot, inbox, bench, "misuse")
    bench.holding.sign_now(bench.holding.waiting[0])
    inbox.opened(Section.CONFLICTS)
    assert inbox.table.model.index(0, 0).data().startswith("판단이 서로 다름(모두 맞음, 부정 사용): ")
    open_first(inbox)
    said = "\n".join(shown(inbox))
    assert "판단이 서로 다릅니다." in said and "모두 맞음 — " in said and "부정 사용 — " in said
