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
from desktop.widgets.conflict_card import ConflictCard, Side
from tests.support.replicas import PIN, add_signer, admit, fill_jar, make_vault, open_jar, put, send
from tests.support.shelf import shelf  # noqa: F401 - a fixture
from tests.support.toy import FILL, KEEPER, NOTE, TAKE


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


def test_what_differs_stands_first(desk, qtbot):
    """The two sides may stand below each other: nobody should have to scroll past what is the same."""
    same = [(f"part {number}", "none") for number in range(5)]
    crack = (("crack", "none"), ("crack", "minor"))
    card = ConflictCard(desk, [Side(b"id", True, "", "", [*same, one]) for one in crack])
    qtbot.addWidget(card)
    names = [one.text() for one in card.findChildren(QLabel) if one.property("role") == "label"]
    assert [names[place + 1] for place, one in enumerate(names) if one.startswith(("1.", "2."))] == ["crack", "crack"]


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


def test_a_copied_device_is_named_and_its_user_is_to_be_told(qtbot, inbox, shelf):  # noqa: F811
    pen, common = shelf.hand, shelf.opening()
    fills = [pen.content(FILL, {"grams": grams}, shelf.jar, after=(shelf.filled,)) for grams in (10, 20)]
    copies = [pen.block([pen.encrypted(one)], previous=common) for one in fills]
    assert not shelf.take(common, *copies).rejected
    inbox.opened(Section.CONFLICTS)
    rows = [inbox.rows.found(inbox.table.model.row(n).id) for n in range(inbox.table.model.rowCount())]
    place = next(n for n, one in enumerate(rows) if one.flag.code == "fork")
    inbox.table.opened.emit(inbox.table.model.row(place).id)
    said = shown(inbox)
    assert any("pen" in one and "한 자리에 서로 다른 기록" in one for one in said), said
    assert any("그 기기를 쓰는 분께 알려" in one for one in said)
