"""All entries as a table, and one entry whole with its history."""

from functools import partial

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QLabel
from shiboken6 import isValid

from core.actions.record import Draft, record
from core.actions.signing import Signing
from core.encoding import cbor
from core.errors import RefusedError
from core.ledger.shared import AMEND
from core.vault.entry_list import EntryFilter, count_entries
from desktop.entries.correction_panel import CorrectionPanel
from desktop.widgets.differences import Differences


def cells(page, column: str) -> list[str]:
    model = page.table.model
    place = next(n for n, one in enumerate(model.columns) if one.name == column)
    return [model.index(row, place).data() for row in range(model.rowCount())]


def type_into(field, text: str) -> None:
    field.setFocus()
    for sign in text:
        QApplication.sendEvent(field, QKeyEvent(QEvent.Type.KeyPress, 0, Qt.KeyboardModifier.NoModifier, sign))


def texts(root) -> list[str]:
    return [one.text() for one in root.findChildren(QLabel) if one.isVisibleTo(root)]


def test_the_table_holds_every_entry_and_says_each_in_a_sentence(window):
    page = window.open("entries")
    counted = []
    window.program_kept.session.read(
        lambda vault, replica: count_entries(replica, EntryFilter()), owner=page, on_done=counted.append
    )
    assert page.table.model.rowCount() == counted[0] > 15
    said = cells(page, "said")
    assert not [one for one in said if one.startswith("type.") or "⟨" in one]
    assert "장부망" in " ".join(said), "governance is told in words too"


def test_a_type_is_chosen_and_stays_chosen_when_the_ledger_changes(window):
    page = window.open("entries")
    page.types.setCurrentIndex(page.types.findData("battery.grade.assign"))
    assert set(cells(page, "type")) == {"등급판정"}
    window.program_kept.session.changed.emit()
    assert set(cells(page, "type")) == {"등급판정"}
    assert page.types.currentData() == "battery.grade.assign"


def test_words_of_a_type_find_its_entries_and_a_number_finds_its_battery(window):
    page = window.open("entries")
    type_into(page.table._filter, "등급판정")
    assert set(cells(page, "type")) == {"등급판정"}
    page.table._filter.clear()
    type_into(page.table._filter, "LEAF-2013")
    assert set(cells(page, "subject")) == {"LEAF-2013-0417"}


def test_a_table_can_be_opened_at_one_type(window):
    page = window.open("entries", "battery.test.capacity")
    assert page.types.currentData() == "battery.test.capacity"
    assert len(set(cells(page, "type"))) == 1


def test_enter_opens_the_entry_and_alt_left_leads_back(qtbot, window):
    page = window.open("entries", "battery.test.capacity")
    qtbot.keyClick(page.table.view, Qt.Key.Key_Return)
    shown = window.current_page()
    assert type(shown).__name__ == "EntryPage"
    assert shown.detail is not None
    assert shown.story().subject.title in " ".join(texts(shown))
    qtbot.keyClick(shown.detail, Qt.Key.Key_Left, Qt.KeyboardModifier.AltModifier)
    assert window.current_page() is page


def test_governance_is_shown_as_any_entry(window):
    page = window.open("entries", "core.grant.give")
    shown = window.open("entry", page.table.current_id())
    assert "허가" in " ".join(texts(shown))
    assert not [one for one in texts(shown) if one.startswith(("field.", "choice.", "core."))]


def test_the_history_leads_to_the_other_entries(window):
    page = window.open("entries", "battery.test.capacity")
    shown = window.open("entry", page.table.current_id())
    first = shown.story().rows[0].entry.id
    shown.history.opened.emit(first)
    assert "등록" in shown._title.text()


def test_what_an_amendment_changed_is_told_field_by_field(window):
    page = window.open("entries", "battery.test.capacity")
    shown = window.open("entry", page.table.current_id())
    assert shown.detail.findChildren(Differences) == []
    row = shown.story().row(page.table.current_id())
    body = {**row.entry.content.body, "tester": "Bitrode 2"}

    def work(vault, replica):
        tester = next(one for one in vault.persons() if "시험" in one.title)
        signing = Signing(tester.key, "jtp_test", "123456")
        amend = {"target": row.entry.id, "reason": "장비 이름", "body": cbor.encode(body)}
        record(vault, replica.network_id, [Draft(AMEND, amend, row.entry.content.subject, signings=(signing,))])

    window.program_kept.session.act(work, owner=page)
    told = " ".join(texts(shown.detail))
    assert "장비 이름" in told and "→ Bitrode 2" in told and row.entry.content.body["tester"] in told
    assert len(shown.detail.findChildren(Differences)) == 1


def test_a_correction_that_is_refused_after_its_panel_was_closed_is_told_by_the_window(window):
    page = window.open("entries", "battery.test.capacity")
    shown = window.open("entry", page.table.current_id())
    actions = shown._actions_of_entry
    actions._on_correction_asked(page.table.current_id(), AMEND)
    (panel,) = shown.findChildren(CorrectionPanel)
    refused = partial(actions._tell_refused, panel)
    refused(RefusedError("wrong_pin"))
    assert any("개인 번호가 맞지 않습니다" in one for one in texts(panel)) and window.banner.current is None
    shown.hide_detail()
    for _ in ("hidden", "deleted"):
        refused(RefusedError("wrong_pin"))
        assert "개인 번호가 맞지 않습니다" in window.banner.current.what
        window.banner.clear()
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        assert not isValid(panel)
