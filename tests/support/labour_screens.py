"""The labour places on sample data, for pictures: a shop with two part-timers and two weeks at the clock."""

from collections.abc import Callable, Iterator
from datetime import timedelta

from PySide6.QtWidgets import QWidget

from core.actions.record import Draft, Signing, record
from core.domains.registry import installed
from core.ports.randomness import SystemRandomness
from core.vault.vault import Vault
from core.vault.views import find_subject
from desktop.cli.samples import PASSPHRASE
from desktop.desk import Desk
from desktop.domains.labour.keeping import CLOCK_IN
from desktop.shell import MainWindow
from desktop.shell.page import Page
from tests.support.sample_program import PIN, SHOP, copied_vault, sample_window

HANA = "H-01"


def labour_screens() -> Iterator[tuple[str, Callable[[Desk], QWidget]]]:
    """A name and a builder for each picture."""
    yield "labour-board", lambda desk: _open(desk, "labour.board")[0]
    yield "labour-kiosk", lambda desk: _open(desk, "labour.kiosk")[0]
    yield "labour-kiosk-person", _kiosk
    yield "labour-kiosk-pin", _kiosk_pin
    yield "labour-week", _week
    yield "labour-week-hours", _hours
    yield "labour-staff", lambda desk: _open(desk, "labour.staff")[0]
    yield "labour-contracts", lambda desk: _chosen(desk, "labour.contracts")[0]
    yield "labour-contract-foreign", _foreign
    yield "labour-month", _month
    yield "labour-insurance", lambda desk: _chosen(desk, "labour.insurance")[0]
    yield "labour-retention", lambda desk: _chosen(desk, "labour.retention")[0]
    yield "labour-tables", lambda desk: _open(desk, "labour.tables")[0]
    yield "labour-corner", lambda desk: _open(desk, "labour.corner")[0]
    yield "labour-corner-open", _corner
    # These record in a copy, after which the sample's own vault would be told as set back.
    yield "labour-kiosk-told", _told
    yield "labour-kiosk-forgotten", _forgotten
    yield "labour-month-paying", _paying
    yield "labour-insurance-made", _sheet


def _open(desk: Desk, place: str) -> tuple[MainWindow, Page]:
    window = sample_window(desk, SHOP)
    return window, window.open(place)


def _chosen(desk: Desk, place: str) -> tuple[MainWindow, Page]:
    window, page = _open(desk, place)
    page.picker.edit.setText(HANA)
    page.picker.edit.returnPressed.emit()
    return window, page


def _foreign(desk: Desk) -> MainWindow:
    """Below the law's remarks, so that the summary in two languages is seen."""
    window, page = _chosen(desk, "labour.contracts")
    page.form.set_values({"kind": "foreign", "also_in": "zh", "lodging": "기숙사", "meals": "점심"})
    return window


def _kiosk(desk: Desk) -> MainWindow:
    window, page = _open(desk, "labour.kiosk")
    page.tiles.tiles[0].click()
    return window


def _kiosk_pin(desk: Desk) -> MainWindow:
    """The whole window is the kiosk's, and somebody is about to type their PIN."""
    window, page = _open(desk, "labour.kiosk")
    page.tiles.tiles[0].click()
    page.person.buttons["in"].click()
    return window


def _sheet(desk: Desk) -> MainWindow:
    """A sheet was made, and waits to be filed on the agency's site."""
    window = sample_window(desk, SHOP, copied_vault(SHOP, desk.words.language))
    page = window.open("labour.insurance")
    page.picker.edit.setText(HANA)
    page.picker.edit.returnPressed.emit()
    page.sheet.sign_panel._rows[0].pin.setText(PIN)
    page.sheet.sign_panel.button.click()
    return window


def _forgotten(desk: Desk) -> MainWindow:
    """Somebody came yesterday and never clocked out."""
    path = copied_vault(SHOP, desk.words.language)
    with Vault.open(path, PASSPHRASE, installed(), desk.clock, SystemRandomness()) as vault:
        network = vault.networks()[0]
        row = find_subject(vault.replica(network), HANA)
        signing = Signing(bytes.fromhex(row.state["person"]["worker_key"]), "worker", PIN)
        yesterday = desk.clock.now().day() - timedelta(days=1)
        record(vault, network, [Draft(CLOCK_IN, {"at": f"{yesterday}T10:00", "method": "pin"}, row.id, (signing,))])
    window = sample_window(desk, SHOP, path)
    page = window.open("labour.kiosk")
    page.tiles.tiles[0].click()
    page.person.buttons["settle"].click()
    return window


def _told(desk: Desk) -> MainWindow:
    """Somebody came in just now."""
    window = sample_window(desk, SHOP, copied_vault(SHOP, desk.words.language))
    page = window.open("labour.kiosk")
    page.tiles.tiles[0].click()
    page.person.buttons["in"].click()
    page.signing.pad.field.setText(PIN)
    page.signing.pad.enter.click()
    return window


def _week(desk: Desk) -> MainWindow:
    """Next to what was planned for nobody, a plan that asks for too much."""
    window, page = _open(desk, "labour.week")
    for column, text in enumerate(("10-14:30/30", "10-14:30/30", "10-14:30/30", "9-22/60", "14"), 1):
        page.plan.grid.item(0, column).setText(text)
    return window


def _hours(desk: Desk) -> MainWindow:
    """The hours of one person, one shift of them chosen."""
    window, page = _open(desk, "labour.week")
    page.opened(page._people[0].employment)
    return window


def _paying(desk: Desk) -> MainWindow:
    """The first slip is issued and waits for its payment."""
    window = sample_window(desk, SHOP, copied_vault(SHOP, desk.words.language))
    page = window.open("labour.month")
    page.period.set_values({"first": "2026-11-01", "last": "2026-11-21"})
    page.period.changed.emit()
    page.sign_panel._rows[0].pin.setText(PIN)
    page.sign_panel.button.click()
    holding = window.program_kept.work.holding
    for held in list(holding.waiting):
        holding.sign_now(held)
    return window


def _month(desk: Desk) -> MainWindow:
    window, page = _open(desk, "labour.month")
    today = desk.clock.now().day()
    page.period.set_value("first", today.replace(day=1).isoformat())
    page.period.set_value("last", today.replace(day=30).isoformat())
    page.period.changed.emit()
    return window


def _corner(desk: Desk) -> MainWindow:
    window, page = _open(desk, "labour.corner")
    page.names.setCurrentRow(0)
    page.pin.setText(PIN)
    page.opener.click()
    return window
