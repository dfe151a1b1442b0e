"""The inbox over a real ledger of jars: signing what waits, conflicts side by side, flags, and what was told."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QLineEdit, QPushButton

from core.vault.views import history, subject
from desktop.holding import Holding
from desktop.page_context import PageContext
from desktop.pages.inbox_page import InboxPage
from desktop.pages.inbox_rows import Section
from desktop.session import ToldNotice, VaultSession
from desktop.theme import Tone
from desktop.widgets.banner import Notice
from desktop.widgets.conflict_card import ConflictCard
from tests.support.replicas import PIN, add_signer, admit, fill_jar, make_vault, open_jar, put, send
from tests.support.shelf import shelf  # noqa: F401 - a fixture
from tests.support.toy import KEEPER, NOTE, TAKE


@pytest.fixture
def inbox(desk, qtbot, shelf):  # noqa: F811
    """The page over the shelf, and the keeper who may sign."""
    add_signer(shelf.vault, shelf.replica.network_id, "keeper 1", KEEPER)
    session = VaultSession(desk.jobs, shelf.vault)
    holding = Holding(session.act, session.on_vault, session)
    page = InboxPage(desk, PageContext(session, lambda: session.standing(shelf.vault), holding))
    qtbot.addWidget(page)
    page.resize(1100, 700)
    page.show()
    page.session_kept = session
    return page


def shown(page) -> list[str]:
    return [one.text() for one in page.findChildren(QLabel) if one.isVisibleTo(page)]


def first(page) -> None:
    page.table.opened.emit(page.table.model.row(0).id)


def test_the_most_urgent_section_that_holds_something_is_shown_first(inbox, shelf):  # noqa: F811
    inbox.opened()
    assert inbox.rows.section is Section.SIGN and inbox.table.model.rowCount() == 0
    open_jar(shelf.vault, shelf.replica, "plum")
    inbox.opened()
    assert inbox.rows.section is Section.CONFLICTS
    assert inbox.table.model.rowCount() == 2
    assert inbox.findChild(QPushButton, "inbox.conflicts").text() == "충돌 2"


def test_a_fact_is_signed_from_the_inbox(qtbot, inbox, shelf):  # noqa: F811
    put(shelf.vault, shelf.replica, NOTE, {"topic": "jam"}, shelf.jar)
    inbox.opened()
    assert inbox.rows.section is Section.SIGN and inbox.table.model.rowCount() == 1
    first(inbox)
    pin = inbox.findChild(QLineEdit, "field.pin")
    qtbot.keyClicks(pin, "111111")
    qtbot.keyClick(pin, Qt.Key.Key_Return)
    assert subject(shelf.replica, shelf.jar).state["agreed"] == 0, "a wrong PIN signs nothing"
    qtbot.keyClicks(pin, PIN)
    with qtbot.waitSignal(inbox.notice) as told:
        qtbot.keyClick(pin, Qt.Key.Key_Return)
    assert told.args[0].what == "서명했습니다."
    assert subject(shelf.replica, shelf.jar).state["agreed"] == 1
    assert inbox.table.model.rowCount() == 0


def test_a_conflict_shows_both_sides_and_marks_what_differs(qtbot, inbox, shelf, tmp_path):  # noqa: F811
    with make_vault(tmp_path, "mill") as mill:
        there = admit(shelf.vault, mill, shelf.replica.network_id)
        fill_jar(shelf.vault, shelf.replica, shelf.jar, 10)
        fill_jar(mill, there, shelf.jar, 20)
        send(there, shelf.replica)
    inbox.opened()
    first(inbox)
    card = inbox.findChild(ConflictCard)
    told = shown(card)
    assert "≠ 10 g" in told and "≠ 20 g" in told
    assert [one for one in told if one.startswith(("1.", "2."))] == ["1. 내 기기", "2. 다른 기기"]
    heads = {row.entry.id for row in history(shelf.replica, shelf.jar)[-2:]}
    with qtbot.waitSignal(inbox.go) as gone:
        inbox.findChild(QPushButton, "conflict.look.2").click()
    assert gone.args[0] == "entry" and gone.args[1] in heads


def test_a_flag_tells_what_and_leads_to_the_history(qtbot, inbox, shelf, tmp_path):  # noqa: F811
    with make_vault(tmp_path, "mill") as mill:
        there = admit(shelf.vault, mill, shelf.replica.network_id)
        put(shelf.vault, shelf.replica, TAKE, {"grams": 80}, shelf.jar)
        put(mill, there, TAKE, {"grams": 80}, shelf.jar)
        send(there, shelf.replica)
    inbox.opened(Section.FLAGS)
    assert inbox.table.model.rowCount() == 1
    first(inbox)
    with qtbot.waitSignal(inbox.go) as gone:
        inbox.findChild(QPushButton, "inbox.history").click()
    assert gone.args[0] == "entry"


def test_what_was_told_is_found_again(desk, inbox):
    notice = Notice("디스크가 가득 찼습니다.", "비우십시오.", Tone.WARN)
    inbox.session_kept.notices.append(ToldNotice(desk.clock.now(), notice))
    inbox.opened(Section.NOTICES)
    assert inbox.table.model.index(0, 0).data() == "디스크가 가득 찼습니다."
    first(inbox)
    assert "비우십시오." in shown(inbox)


def test_the_window_keeps_what_it_told_and_counts_what_waits(window):
    window.tell(Notice("무슨 일", "할 일"))
    page = window.open("inbox", Section.NOTICES)
    assert page.table.model.index(0, 0).data() == "무슨 일"
    waiting = sum(count for section, count in page.rows.counts.items() if section is not Section.NOTICES)
    assert window._counts["inbox"] == waiting
