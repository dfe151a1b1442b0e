"""People are told what they sign, what is in the ledger now, and where they are."""

import re

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QScrollArea

from core.domains.battery.rules.v1.fields import LOOKS
from core.vault.views import find_subject
from desktop.domains.battery.pages.places import Task
from desktop.entries.story import entry_state
from desktop.words import LANGUAGES
from desktop.words.catalog import load
from tests.gui.domains.battery.test_story import accept, hand_over, inspect, measure, take_in
from tests.support.laptops import CENTRE, carry


def history_of(hand, number="LEAF-1"):
    replica = hand.laptop.vault.replica(hand.laptop.network)
    return hand.laptop.open("battery.history", find_subject(replica, number).id)


def test_values_that_were_only_proposed_are_told_before_and_after_signing(yard, centre, tmp_path):
    take_in(yard)
    hand_over(yard)
    carry(yard.laptop.vault, centre.laptop.vault, tmp_path)
    page = centre.laptop.open("battery.record", Task("accept"))
    empty = page.desk.words.text("battery.sign.empty")
    assert page._sentence.text() == empty
    centre.battery("LEAF-1")
    told = page._sentence.text()
    assert "LEAF-1" in told
    assert CENTRE in told
    centre.sign()
    assert [one.do for one in page.outcome._said] == [told]


def test_nothing_is_told_while_a_required_field_is_missing(yard):
    take_in(yard)
    page = yard.laptop.open("battery.record", Task("transfer"))
    yard.battery("LEAF-1")
    assert page._sentence.text() == page.desk.words.text("battery.sign.empty")


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_sentence_of_a_visual_inspection_names_every_look(language):
    named = set(re.findall(r"\{(\w+)\}", load(language)["sentence.battery.inspect.visual"]))
    assert named == set(LOOKS)


def test_what_another_device_holds_is_sent_and_no_more(yard, centre, tmp_path):
    take_in(yard)
    page = history_of(yard)
    assert {entry_state(page.story(), row) for row in page.story().rows} == {("waiting", 0)}
    carry(yard.laptop.vault, centre.laptop.vault, tmp_path)
    page = history_of(centre)
    assert {entry_state(page.story(), row) for row in page.story().rows} == {("sent", 1)}


def test_a_certificate_is_offered_only_where_somebody_may_issue_it(yard, centre, tmp_path):
    take_in(yard)
    inspect(yard)
    hand_over(yard)
    carry(yard.laptop.vault, centre.laptop.vault, tmp_path)
    accept(centre)
    measure(centre)
    centre.sign()
    centre.press("battery.import.grade")
    centre.sign(name="pin.jtp_test")
    centre.sign("654321", "pin.jtp_grade")
    carry(centre.laptop.vault, yard.laptop.vault, tmp_path)
    history_of(centre)
    assert centre.shows("battery.certificate.make")
    page = history_of(yard)
    assert page.story().subject.state["grade"]
    assert not yard.shows("battery.certificate.make")
    page.ask_certificate()  # as its key does
    assert page._split.count() == 1


def test_a_history_opens_at_its_top_with_the_keyboard_in_it(yard):
    take_in(yard, "A-1")
    inspect(yard, "A-1")
    take_in(yard, "B-2")
    inspect(yard, "B-2")
    window = yard.laptop.window
    window.resize(900, 420)
    page = history_of(yard, "A-1")
    for _ in range(3):
        yard.settle()
    bar = page._split.widget(0).verticalScrollBar()
    bar.setValue(bar.maximum())
    assert bar.value() > 0
    yard.laptop.open("battery.batteries")
    table = yard.find("battery.table")
    table.selectRow([table.model().index(row, 0).data() for row in range(2)].index("B-2"))
    QTest.keyClick(table, Qt.Key.Key_Return)
    yard.settle()
    assert page.story().subject.title == "B-2"
    assert isinstance(page._split.widget(0), QScrollArea)
    assert bar.value() == 0
    assert page.history.isAncestorOf(QApplication.focusWidget() or window.focusWidget())


@pytest.mark.parametrize("correction", ["core.entry.amend", "core.entry.void"])
def test_a_correction_is_told_when_its_panel_closes(yard, correction):
    take_in(yard)
    page = history_of(yard)
    page.history.opened.emit(page.story().rows[-1].entry.id)
    yard.press(f"correct.{correction}")
    yard.type("reason", "잘못 적음")
    yard.sign()
    yard.settle()
    assert page._split.count() == 1
    assert page.story().rows[-1].entry.content.type == correction
    banner = yard.laptop.window.banner
    assert banner.isVisibleTo(yard.laptop.window)
    assert banner._what.text() == page.desk.words.text(f"correct.{correction}.done")


@pytest.mark.parametrize("count", [1, 2])
def test_counts_read_right_in_english_for_one_and_for_many(count):
    told = [text for key, text in load("en").items() if key.startswith(("battery.today.", "sync.peers", "table.count"))]
    counted = [text.replace("{count}", str(count)) for text in told if "{count}" in text]
    assert counted
    assert [text for text in counted if not text.endswith(f": {count}")] == []
