"""What cannot be taken is said where it was typed, and the ledger stays as it was."""

import pytest
from PySide6.QtWidgets import QLabel

from core.vault.views import find_subject
from desktop.domains.battery.pages.places import Task
from tests.gui.domains.battery.test_story import LEAF, accept, at_the_centre, inspect, measure, state, take_in, types
from tests.support.cycler_files import biologic_file
from tests.support.laptops import carry

__all__ = ["at_the_centre"]


def problem(hand, field):
    """What stands under a field of the record page."""
    page = hand.laptop.window.current_page()
    form = next(form for form in page.forms().forms if field in form._rows)
    return form.problem(field)


@pytest.fixture
def intake(yard):
    yard.laptop.open("battery.record", Task("intake"))
    return yard


def test_an_empty_intake_says_what_is_missing_and_stores_nothing(intake):
    before = intake.laptop.entries()
    intake.sign()
    assert problem(intake, "number")
    assert problem(intake, "site")
    assert intake.find("field.number").hasFocus()
    assert intake.laptop.entries() == before


@pytest.mark.parametrize(
    ("field", "text"),
    [
        ("rated_mah", "abc"),
        ("rated_mah", "1,5"),
        ("rated_mah", "0.1"),
        ("rated_mah", "99999999"),
        ("nominal_mv", "3.75001"),
        ("arrived_on", "2026-02-30"),
        ("arrived_on", "2026-12-24"),
        ("number", "가" * 70),
        ("number", "KNADM4A39F6123456"),
    ],
)
def test_each_wrong_value_is_said_under_its_field(intake, field, text):
    before = intake.laptop.entries()
    take_in_until_signature(intake)
    intake.type(field, text)
    intake.sign()
    assert problem(intake, field)
    assert intake.find(f"field.{field}").hasFocus()
    assert intake.laptop.entries() == before


def take_in_until_signature(hand):
    hand.type("number", "X-1")
    hand.type("maker", "AESC")
    hand.type("model", "Leaf")
    hand.choose("chemistry", "NMC")
    hand.type("rated_mah", "33.1")
    hand.type("nominal_mv", "3.75")
    hand.choose("accident", "none")
    hand.type("site", "1")
    hand.choose("transport_class", "SP377")


def test_rated_energy_that_does_not_fit_is_refused_by_the_door(intake):
    before = intake.laptop.entries()
    take_in_until_signature(intake)
    intake.press("battery.more.battery.pack.register")
    intake.type("rated_wh", "77")
    intake.enter("field.transport_class")
    assert "15" in problem(intake, "rated_wh")
    intake.sign()
    assert intake.laptop.entries() == before


def test_a_wrong_pin_stores_nothing_and_is_typed_again(intake):
    before = intake.laptop.entries()
    take_in_until_signature(intake)
    intake.sign("999999")
    page = intake.laptop.window.current_page()
    assert page.sign_panel.problem()
    assert intake.find("field.pin").text() == ""
    assert intake.laptop.entries() == before
    intake.sign()
    assert intake.laptop.entries() == before + 2


def test_a_short_pin_is_said_before_anything_is_asked(intake):
    take_in_until_signature(intake)
    before = intake.laptop.entries()
    intake.sign("12")
    assert intake.laptop.window.current_page().sign_panel.problem()
    assert intake.laptop.entries() == before


def test_a_number_that_is_there_already_is_warned_of_once(yard):
    take_in(yard, "LEAF-1")
    before = yard.laptop.entries()
    take_in(yard, "leaf-1")
    page = yard.laptop.window.current_page()
    assert page.remarks.said()
    assert yard.laptop.entries() == before
    yard.enter("field.pin")
    yard.sign_now()
    assert yard.laptop.entries() == before + 2


def test_who_holds_no_role_may_not_sign(yard, centre, tmp_path):
    take_in(yard)
    carry(yard.laptop.vault, centre.laptop.vault, tmp_path)
    assert list(yard.laptop.window._specs) == ["battery.batteries", "battery.record", "battery.history"]
    assert "battery.grading" in centre.laptop.window._specs


def test_a_hand_over_to_nobody_of_the_network_is_refused(yard):
    take_in(yard)
    yard.laptop.open("battery.record", Task("transfer"))
    yard.battery("LEAF-1")
    yard.type("to_member", "Nobody Ltd")
    yard.choose("transport_class", "SP377")
    before = yard.laptop.entries()
    yard.sign()
    assert "제주 배터리센터" in problem(yard, "to_member")
    assert yard.laptop.entries() == before


def test_nothing_to_accept_is_said(yard):
    take_in(yard)
    accept(yard)
    assert problem(yard, "member")
    assert "battery.custody.accept" not in types(yard)


def test_an_unknown_battery_is_said_and_the_form_stays_shut(yard):
    page = yard.laptop.open("battery.record", Task("visual"))
    yard.battery("NO-SUCH")
    assert page.picker.battery() is None
    assert not page.forms().isEnabled()


# -- measurements -----------------------------------------------------------------------------------------------------


def said(hand):
    return hand.laptop.window.current_page().problems.said()


def test_a_file_needs_a_battery(at_the_centre):
    at_the_centre.laptop.open("battery.import")
    at_the_centre.type("file", str(LEAF))
    at_the_centre.press("battery.import.go")
    assert said(at_the_centre)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("empty.csv", b""),
        ("letter.csv", "안녕하십니까".encode("cp949")),
        ("columns.csv", b"time/s,Ecell/V\n0,3.1\n1,3.2\n"),
        ("value.csv", biologic_file().replace(b"3.2,", b"#VALUE!,", 1)),
        ("picture.png", b"\x89PNG\r\n\x1a\n" + bytes(64)),
        ("archive.xlsx", b"PK\x03\x04" + bytes(64)),
    ],
)
def test_each_unreadable_file_is_named_and_nothing_is_stored(at_the_centre, tmp_path, name, content):
    before = at_the_centre.laptop.entries()
    file = tmp_path / name
    file.write_bytes(content)
    measure(at_the_centre, file=file)
    page = at_the_centre.laptop.window.current_page()
    assert said(at_the_centre)
    assert not page.view.isVisibleTo(page)
    assert at_the_centre.laptop.entries() == before
    assert at_the_centre.laptop.vault.attachments.all() == []


def test_missing_circumstances_are_said_under_their_fields(at_the_centre):
    page = at_the_centre.laptop.open("battery.import")
    at_the_centre.battery("LEAF-1")
    at_the_centre.type("file", str(LEAF))
    at_the_centre.press("battery.import.go")
    assert page.form.problem("tester")
    assert page.form.problem("tested_on")
    assert page.form.problem("lower_mv")


def test_a_test_before_its_calibration_cannot_be_signed(at_the_centre):
    measure(at_the_centre)
    page = at_the_centre.laptop.window.current_page()
    at_the_centre.type("calibrated_on", "2026-11-21")
    assert not at_the_centre.shows("field.pin"), "what was read before is not signed with other words"
    at_the_centre.press("battery.import.go")
    assert page.remarks.said()
    assert not page.sign_panel.button.isEnabled()
    at_the_centre.sign()
    assert "battery.test.capacity" not in types(at_the_centre)


def test_a_test_that_did_not_reach_its_cutoff_is_kept_and_gives_no_health(at_the_centre):
    measure(at_the_centre, lower="2.5")
    page = at_the_centre.laptop.window.current_page()
    at_the_centre.sign()
    assert types(at_the_centre)[-1] == "battery.test.capacity"
    assert state(at_the_centre)["soh"] is None
    assert len(page.outcome.said()) == 2
    assert not at_the_centre.shows("battery.import.grade")


def test_a_file_that_changed_after_it_was_read_is_not_signed(at_the_centre, tmp_path):
    file = tmp_path / "leaf.csv"
    file.write_bytes(LEAF.read_bytes())
    measure(at_the_centre, file=file)
    file.write_bytes(LEAF.read_bytes() + b"\n")
    at_the_centre.sign()
    assert at_the_centre.laptop.window.current_page().sign_panel.problem()
    assert "battery.test.capacity" not in types(at_the_centre)
    assert at_the_centre.laptop.vault.attachments.all() == []


# -- grading ----------------------------------------------------------------------------------------------------------


def test_what_is_missing_for_a_grade_has_a_button_that_goes_there(yard, centre, tmp_path):
    take_in(yard)
    carry(yard.laptop.vault, centre.laptop.vault, tmp_path)
    page = centre.laptop.open("battery.grading")
    centre.battery("LEAF-1")
    assert not page._signing.isVisibleTo(page)
    centre.press("battery.missing.0")
    opened = centre.laptop.window.current_page()
    assert opened is not page
    assert opened.picker.battery().title == "LEAF-1"
    assert opened.jobs.value() == "visual"


def test_a_wrong_pin_of_either_signer_grades_nothing(at_the_centre):
    measure(at_the_centre)
    at_the_centre.sign()
    at_the_centre.press("battery.import.grade")
    at_the_centre.type("pin.jtp_test", "123456")
    at_the_centre.sign("111111", "pin.jtp_grade")
    assert at_the_centre.laptop.window.current_page().sign_panel.problem()
    assert not state(at_the_centre)["grade"]
    assert at_the_centre.find("field.pin.jtp_test").text() == ""


def test_an_exclusion_grades_d_without_a_test(yard, centre, tmp_path):
    take_in(yard)
    inspect(yard)
    yard.laptop.open("battery.record", Task("visual"))
    yard.battery("LEAF-1")
    yard.choose("leak", "major")
    yard.press("battery.visual.clean")
    yard.sign()
    carry(yard.laptop.vault, centre.laptop.vault, tmp_path)
    replica = centre.laptop.vault.replica(centre.laptop.network)
    page = centre.laptop.open("battery.grading", find_subject(replica, "LEAF-1").id)
    assert page.case().proposal.letter == "D"
    told = [one.text() for one in page.facts.findChildren(QLabel)]
    assert "누액" in told
    assert not any("88.5" in text for text in told)
