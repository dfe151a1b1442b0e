"""The pages over real lanes of work: the window stays alive, a long reading can be stopped, and nothing is lost."""

import pytest

from core.vault.views import find_subject
from desktop.domains.battery.pages.certificate_panel import CertificatePanel
from desktop.domains.battery.pages.places import Task
from desktop.jobs import JobRunner, Lane
from desktop.printing.issued import check_issued_pdf
from desktop.session import VaultSession
from tests.gui.domains.battery.conftest import Hand
from tests.gui.domains.battery.test_story import fill_intake
from tests.support.cycler_files import CYCLE, biologic_file, biologic_rows
from tests.support.desks import make_desk
from tests.support.laptops import laptop, open_vault, sample_vaults, two_vaults

WAIT_MS = 30_000


@pytest.fixture
def runner(qapp):
    made = JobRunner()
    yield made
    made.close()


def over_lanes(qtbot, runner, folder, path) -> Hand:
    """A window whose vault lives on the vault lane alone."""
    found = []
    runner.run(lambda: open_vault(path), owner=runner, on_done=found.append)
    qtbot.waitUntil(lambda: bool(found), timeout=WAIT_MS)
    vault = found[0]
    asked = VaultSession(runner, vault)
    known = []
    asked.on_vault(asked.standing, owner=runner, on_done=known.append)
    qtbot.waitUntil(lambda: bool(known), timeout=WAIT_MS)
    made = laptop(make_desk(folder, jobs=runner), vault, known[0])
    qtbot.addWidget(made.window)
    made.window.show()
    return Hand(made)


def ask(qtbot, runner, work):
    """What a piece of work on the vault lane gives."""
    found = []
    runner.run(work, owner=runner, on_done=found.append, lane=Lane.VAULT)
    qtbot.waitUntil(lambda: bool(found), timeout=WAIT_MS)
    return found[0]


@pytest.fixture
def centre(qtbot, runner, tmp_path):
    for vault in two_vaults(tmp_path):
        vault.close()
    hand = over_lanes(qtbot, runner, tmp_path, tmp_path / "centre.jangbu")
    yield hand
    runner.run(hand.laptop.vault.close, owner=runner)


@pytest.fixture
def with_battery(qtbot, runner, centre):
    page = centre.laptop.open("battery.record", Task("intake"))
    qtbot.waitUntil(lambda: page.forms() is not None, timeout=WAIT_MS)
    fill_intake(centre)
    centre.hold()
    qtbot.waitUntil(lambda: bool(centre.lines()), timeout=WAIT_MS)
    with qtbot.waitSignal(centre.laptop.session.changed, timeout=WAIT_MS):
        centre.sign_now()
    qtbot.waitUntil(lambda: bool(page.outcome.said()), timeout=WAIT_MS)
    return centre


def test_recording_over_lanes_ends_with_an_outcome(qtbot, runner, with_battery):
    vault = with_battery.laptop.vault
    found = ask(qtbot, runner, lambda: find_subject(vault.replica(vault.networks()[0]), "LEAF-1").state)
    assert found["status"] == "received"


def test_a_long_reading_shows_how_far_it_is_and_can_be_stopped(qtbot, runner, with_battery, tmp_path):
    file = tmp_path / "long.csv"
    rows = biologic_rows(CYCLE * 40, every_s=1)
    file.write_bytes(biologic_file(rows))
    hand = with_battery
    page = hand.laptop.open("battery.import")
    hand.battery("LEAF-1")
    qtbot.waitUntil(lambda: page.picker.battery() is not None, timeout=WAIT_MS)
    hand.type("file", str(file))
    for name, text in (
        ("tester", "T"), ("tested_on", "2026-11-20"), ("calibrated_on", "2026-09-01"),
        ("lower_mv", "2.7"), ("upper_mv", "4.2"),
    ):  # fmt: skip
        hand.type(name, text)
    seen = []
    advance = page.progress.advance
    page.progress.advance = lambda done, total: (seen.append((done, total)), advance(done, total), stop())

    def stop():
        page.progress.cancelled.emit()

    hand.press("battery.import.go")
    qtbot.waitUntil(lambda: bool(page.problems.said()), timeout=WAIT_MS)
    assert seen
    assert all(0 < done <= total for done, total in seen)
    assert not page.progress.isVisibleTo(page)
    assert not page.view.isVisibleTo(page)
    assert hand.find("battery.import.go").isEnabled()
    vault = hand.laptop.vault
    assert ask(qtbot, runner, vault.attachments.all) == []


def test_the_certificate_is_painted_off_the_gui_thread(qtbot, runner, tmp_path):
    centre_path = sample_vaults(tmp_path, "ko")[1]
    hand = over_lanes(qtbot, runner, tmp_path, centre_path)
    vault = hand.laptop.vault
    battery = ask(qtbot, runner, lambda: find_subject(vault.replica(vault.networks()[0]), "LEAF-2013-0417").id)
    page = hand.laptop.open("battery.history", Task("certificate", battery))
    qtbot.waitUntil(lambda: hand.shows("field.pin"), timeout=WAIT_MS)
    panel = page.findChild(CertificatePanel)
    with qtbot.waitSignal(panel.issued, timeout=WAIT_MS):
        hand.sign()
    assert check_issued_pdf(panel.pdf()).problems == ()
    assert panel.preview.isVisibleTo(page)
    runner.run(vault.close, owner=runner)
