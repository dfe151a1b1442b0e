"""Ten seconds before signing, at every job with a battery: what one PIN signs waits, comes back and is kept as one."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QImage
from PySide6.QtTest import QTest

from core.actions.create_network import create_network
from core.vault.drafts import DraftState
from core.vault.views import find_subject, history
from desktop.domains.battery.pages.places import Task
from tests.gui.domains.battery.conftest import Hand
from tests.gui.domains.battery.test_story import LEAF, at_the_centre, entry_of, fill_intake, measure, take_in, types
from tests.support.laptops import YARD, Laptop
from tests.support.sample_program import YARD as THE_YARD
from tests.support.sample_program import opened_copy, shown

__all__ = ["at_the_centre"]
CTRL = Qt.KeyboardModifier.ControlModifier


def drafts(hand, network=None):
    return hand.laptop.vault.drafts.of_network(network or hand.laptop.network)


def wait(hand, seconds):
    """So many seconds pass on the bar."""
    for _ in range(seconds):
        hand.laptop.window.undo_bar._holding.tick()


@pytest.fixture
def at_work(qtbot, desk):
    """The yard's laptop under the whole program, on a copy of the sample vault."""
    window = opened_copy(qtbot, desk, THE_YARD)
    session = window.program_kept.session
    return Hand(Laptop(desk, session._vault, session, window))


def test_an_intake_waits_as_one_line_and_is_recorded_whole(yard):
    fill_intake(yard)
    before = yard.laptop.entries()
    yard.hold()
    (line,) = yard.lines()
    assert "10초 뒤 서명합니다" in shown(line) and "LEAF-1" in shown(line) and "A-01" in shown(line)
    assert [one.state for one in drafts(yard)] == [DraftState.SIGNING]
    wait(yard, 9)
    assert yard.laptop.entries() == before
    page = yard.laptop.window.current_page()
    assert page.outcome.said() == () and not yard.shows("battery.record.next")
    wait(yard, 1)
    assert yard.laptop.entries() == before + 2
    assert types(yard) == ["battery.pack.register", "battery.pack.receive"]
    assert drafts(yard) == [] and yard.lines() == []
    assert page.outcome.said() and yard.shows("battery.record.next")


def test_an_intake_that_is_taken_back_fills_both_forms_again(yard):
    fill_intake(yard)
    yard.press("battery.more.battery.pack.receive")
    yard.type("mass_g", "12")
    before = yard.laptop.entries()
    yard.hold()
    page = yard.laptop.window.current_page()
    assert not page.forms().forms[0].typed().get("number"), "ready for the next battery"
    QTest.keyClick(yard.laptop.window, Qt.Key.Key_Z, CTRL)
    assert yard.lines() == [] and yard.laptop.entries() == before
    (draft,) = drafts(yard)
    assert draft.state is DraftState.OPEN
    yard.laptop.open("battery.record", Task("visual"))
    page = yard.laptop.open("battery.record", draft)
    register, receive = (form.typed() for form in page.forms().forms)
    assert (register["number"], register["rated_mah"], receive["shelf"], receive["mass_g"]) == (
        "LEAF-1", "33.1", "A-01", "12"
    )  # fmt: skip
    assert yard.find("field.mass_g").isVisible(), "what was typed is not folded away"
    yard.sign()
    assert types(yard) == ["battery.pack.register", "battery.pack.receive"]
    assert drafts(yard) == []


def test_two_jobs_count_each_for_itself_and_the_last_one_is_taken_back(yard):
    for number in ("A-1", "B-2"):
        fill_intake(yard, number)
        yard.hold()
        wait(yard, 4)
    first, second = yard.lines()
    assert "2초" in shown(first) and "A-1" in shown(first) and "6초" in shown(second)
    QTest.keyClick(yard.laptop.window, Qt.Key.Key_Z, CTRL)
    wait(yard, 2)
    assert types(yard, "A-1") == ["battery.pack.register", "battery.pack.receive"]
    assert [one.entry.typed["battery.pack.register"]["number"] for one in drafts(yard)] == ["B-2"]


def test_a_refused_pin_lets_nothing_wait_and_leaves_the_forms(yard):
    fill_intake(yard)
    yard.hold("999999")
    assert yard.lines() == [] and drafts(yard) == []
    assert yard.laptop.window.current_page().sign_panel.problem()
    assert yard.find("field.number").text() == "LEAF-1"


def test_the_next_job_of_a_battery_goes_on_while_the_last_one_waits(yard):
    take_in(yard)
    yard.press("battery.record.next")
    yard.press("battery.visual.clean")
    yard.hold()
    yard.press("battery.record.next")
    yard.type("isolation_ohm", "500")
    yard.type("pack_mv", "3.842")
    wait(yard, 10)
    page = yard.laptop.window.current_page()
    assert types(yard)[-1] == "battery.inspect.visual"
    assert page.forms().forms[0].typed()["pack_mv"] == "3.842", "what is being typed stays"
    yard.sign()
    assert types(yard)[-1] == "battery.inspect.electric"


def test_a_photo_lies_in_the_vault_while_it_waits_and_comes_back_with_the_draft(yard, tmp_path):
    take_in(yard)
    picture = tmp_path / "swelling.png"
    image = QImage(40, 20, QImage.Format.Format_RGB32)
    image.fill(QColor("red"))
    assert image.save(str(picture))
    yard.laptop.open("battery.record", Task("visual"))
    yard.battery("LEAF-1")
    yard.press("battery.visual.clean")
    yard.laptop.window.current_page().forms().files._field.set_path(picture)
    yard.hold()
    picture.unlink()  # the camera's card is out of the reader
    QTest.keyClick(yard.laptop.window, Qt.Key.Key_Z, CTRL)
    (draft,) = drafts(yard)
    (photo,) = draft.entry.attachments
    page = yard.laptop.open("battery.record", draft)
    assert "image/png" in shown(page.forms().files)
    yard.sign()
    replica = yard.laptop.vault.replica(yard.laptop.network)
    entry = history(replica, find_subject(replica, "LEAF-1").id)[-1].entry
    assert entry.content.attachments == (photo,)
    again = QImage.fromData(b"".join(yard.laptop.vault.attachments.read(photo)))
    assert (again.width(), again.pixelColor(1, 1).red()) == (40, 255)


def test_a_measurement_waits_with_its_file_and_signs_both_entries(at_the_centre, tmp_path):
    centre, file = at_the_centre, tmp_path / "leaf.csv"
    file.write_bytes(LEAF.read_bytes())
    measure(centre, file=file)
    before = centre.laptop.entries()
    centre.hold()
    assert len(centre.lines()) == 1 and centre.laptop.entries() == before
    file.unlink()  # the stick is pulled
    wait(centre, 10)
    assert types(centre)[-2:] == ["battery.test.capacity", "battery.estimate.soh"]
    entry = entry_of(centre, "battery.test.capacity")
    replica = centre.laptop.vault.replica(centre.laptop.network)
    rows = history(replica, find_subject(replica, "LEAF-1").id)
    (kept,) = next(row.entry.content.attachments for row in rows if row.entry.id == entry)
    assert b"".join(centre.laptop.vault.attachments.read(kept)) == LEAF.read_bytes()
    assert centre.shows("battery.import.grade") and drafts(centre) == []


def test_a_measurement_that_is_taken_back_is_read_again_and_signed(at_the_centre):
    centre = at_the_centre
    measure(centre)
    before = centre.laptop.entries()
    centre.hold()
    QTest.keyClick(centre.laptop.window, Qt.Key.Key_Z, CTRL)
    assert centre.laptop.entries() == before
    (draft,) = drafts(centre)
    centre.laptop.open("battery.record", Task("visual"))
    page = centre.laptop.open("battery.import", draft)
    assert page.form.typed()["tester"] == "Bitrode MCV 2-200-5" and page.view.isVisibleTo(page)
    centre.sign()
    assert types(centre)[-2:] == ["battery.test.capacity", "battery.estimate.soh"] and drafts(centre) == []


def test_it_is_signed_in_the_network_that_it_was_typed_for(yard):
    fill_intake(yard)
    network = yard.laptop.network
    other = create_network(yard.laptop.vault, "둘째 장부망", YARD, "입고장 노트북", ["yard"], ["battery"])
    yard.hold()
    yard.laptop.session.network_id = other
    wait(yard, 10)
    assert find_subject(yard.laptop.vault.replica(network), "LEAF-1").state["status"] == "received"


def test_a_lock_signs_nothing_and_the_intake_is_back_as_one_draft(at_work):
    fill_intake(at_work, "LOCKED-1")
    before = at_work.laptop.entries()
    at_work.hold()
    window = at_work.laptop.window
    window.lock_asked.emit()
    window.lock_screen.unlock_asked.emit("sample data only")
    session = window.program_kept.session
    hand = Hand(Laptop(at_work.laptop.desk, session._vault, session, window))
    assert hand.laptop.entries() == before
    assert "서명하지 않은 초안 1건" in shown(window.banner)
    (draft,) = drafts(hand)
    page = hand.laptop.open("battery.record", draft)
    assert [form.typed()[name] for form, name in zip(page.forms().forms, ("number", "shelf"), strict=True)] == [
        "LOCKED-1", "A-01"
    ]  # fmt: skip


def test_what_was_taken_back_is_opened_again_from_the_notice(at_work):
    fill_intake(at_work, "BACK-1")
    at_work.hold()
    window = at_work.laptop.window
    at_work.laptop.open("today")
    QTest.keyClick(window, Qt.Key.Key_Z, CTRL)
    assert "서명하지 않았습니다" in shown(window.banner)
    window.banner._action.click()
    page = window.current_page()
    assert type(page).__name__ == "RecordPage" and page.forms().forms[0].typed()["number"] == "BACK-1"


def test_a_full_disk_at_the_end_of_the_seconds_is_told_and_nothing_is_lost(at_work):
    fill_intake(at_work, "FULL-1")
    at_work.hold()
    vault, window = at_work.laptop.vault, at_work.laptop.window
    (pages,) = vault.connection.execute("PRAGMA page_count").fetchone()
    before = at_work.laptop.entries()
    vault.connection.execute(f"PRAGMA max_page_count = {pages}")
    wait(at_work, 10)
    vault.connection.execute("PRAGMA max_page_count = 1073741823")
    assert at_work.laptop.entries() == before
    assert "서명하지 못했습니다" in shown(window.banner) and "FULL-1" in shown(window.banner)
    window.banner._action.click()
    assert window.current_page().forms().forms[0].typed()["number"] == "FULL-1"
    at_work.sign()
    assert at_work.laptop.entries() == before + 2 and drafts(at_work) == []


def test_a_correction_that_is_taken_back_is_gone_on_with_at_its_entry(at_work):
    take_in(at_work, "WRONG-1")
    replica = at_work.laptop.vault.replica(at_work.laptop.network)
    battery = find_subject(replica, "WRONG-1").id
    page = at_work.laptop.open("battery.history", battery)
    page.history.opened.emit(history(replica, battery)[0].entry.id)
    at_work.press("correct.core.entry.amend")
    at_work.type("model", "Leaf 2014")
    at_work.type("reason", "연식을 잘못 적음")
    at_work.hold()
    assert "연식을 잘못 적음" in shown(at_work.lines()[0])
    window = at_work.laptop.window
    QTest.keyClick(window, Qt.Key.Key_Z, CTRL)
    window.banner._action.click()
    assert at_work.find("field.model").text() == "Leaf 2014"
    assert at_work.find("field.reason").toPlainText() == "연식을 잘못 적음"
    at_work.sign()
    state = find_subject(replica, "WRONG-1").state
    assert state["identity"]["model"] == "Leaf 2014" and drafts(at_work) == []
