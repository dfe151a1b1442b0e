"""The battery's places on sample data, for pictures: filled in, gone wrong, read, graded, opened."""

from collections.abc import Callable, Iterator

from PySide6.QtWidgets import QLineEdit, QWidget

from desktop.desk import Desk
from desktop.domains.battery.pages.certificate_panel import CertificatePanel
from desktop.domains.battery.pages.places import Task
from desktop.entries.entry_detail import EntryDetail
from desktop.resources import resource
from desktop.shell import MainWindow
from desktop.shell.page import Page
from tests.support.sample_program import CENTRE, YARD, copied_vault, sample_window

PIN = "123456"
LEAF, IONIQ = "LEAF-2013-0417", "IONIQ-2016-1102"
FILE = resource("samples/battery/nissan-leaf-1c-bitrode.csv")


def battery_screens() -> Iterator[tuple[str, Callable[[Desk], QWidget]]]:
    """A name and a builder for each picture."""
    yield "battery-list", lambda desk: _open(desk, "battery.batteries")[0]
    yield "battery-intake", lambda desk: _open(desk, "battery.record", Task("intake"), whose=YARD)[0]
    yield "battery-intake-wrong", _intake_wrong
    yield "battery-waiting", _waiting
    yield "battery-taken-back", _taken_back
    yield "battery-electric", _electric
    yield "battery-import", lambda desk: _open(desk, "battery.import")[0]
    yield "battery-import-read", _import_read
    yield "battery-grading", lambda desk: _chosen(desk, "battery.grading", LEAF)[0]
    yield "battery-grading-missing", lambda desk: _chosen(desk, "battery.grading", IONIQ)[0]
    yield "battery-history", lambda desk: _history(desk)[0]
    yield "battery-entry", lambda desk: _entry(desk)[0]
    yield "battery-amend", _amend
    yield "battery-certificate", _certificate
    yield "battery-qr", _qr


def _open(desk: Desk, place: str, target: object = None, whose: int = CENTRE) -> tuple[MainWindow, Page]:
    window = sample_window(desk, whose)
    return window, window.open(place, target)


def _type(page: Page, name: str, text: str) -> None:
    page.findChild(QLineEdit, f"field.{name}").setText(text)


def _chosen(desk: Desk, place: str, number: str, target: object = None) -> tuple[MainWindow, Page]:
    window, page = _open(desk, place, target)
    return window, _choose(page, number)


def _showing(window: MainWindow, place: str, number: str) -> Page:
    return _choose(window.open(place), number)


def _choose(page: Page, number: str) -> Page:
    page.picker.edit.setText(number)
    page.picker.edit.returnPressed.emit()
    return page


def _intake_wrong(desk: Desk) -> MainWindow:
    window, page = _open(desk, "battery.record", Task("intake"), whose=YARD)
    _type(page, "number", "IONIQ-2017-0031")
    _type(page, "maker", "Hyundai")
    _type(page, "rated_mah", "1,5")
    page.sign_panel.button.click()
    page.forms().submitted.emit()
    return window


def _waiting(desk: Desk) -> MainWindow:
    """An intake waits as one line, in a copy; its seconds do not run."""
    window = sample_window(desk, path=copied_vault(YARD, desk.words.language))
    page = window.open("battery.record", Task("intake"))
    register, receive = page.forms().forms
    register.set_typed(
        {
            "number": "KONA-0042", "maker": "Hyundai", "model": "Kona 64", "chemistry": "NMC", "rated_mah": "180",
            "nominal_mv": "356", "accident": "none",
        }
    )  # fmt: skip
    receive.set_typed({"site": "J-1", "shelf": "A-01", "transport_class": "SP377"})
    page.sign_panel.findChild(QLineEdit, "field.pin").setText(PIN)
    page.sign_panel.button.click()
    window.program_kept.work.holding._timer.stop()
    return window


def _taken_back(desk: Desk) -> MainWindow:
    """And what is told once it is taken back."""
    window = _waiting(desk)
    holding = window.program_kept.work.holding
    holding.stop(holding.waiting[0])
    return window


def _electric(desk: Desk) -> MainWindow:
    window, page = _chosen(desk, "battery.record", LEAF, Task("electric"))
    _type(page, "isolation_ohm", "500")
    _type(page, "pack_mv", "3.842")
    page.forms().forms[0].set_value("self_discharge_mv_per_day", 2)
    page.forms().submitted.emit()
    return window


def _import_read(desk: Desk) -> MainWindow:
    window, page = _chosen(desk, "battery.import", LEAF)
    page.file.set_path(FILE)
    for name, text in (
        ("tester", "Bitrode MCV 2-200-5"), ("tested_on", "2026-11-20"), ("calibrated_on", "2026-09-01"),
        ("temp_dc", "25"), ("lower_mv", "3.0"), ("upper_mv", "4.2"),
    ):  # fmt: skip
        _type(page, name, text)
    page.read_button.click()
    return window


def _history(desk: Desk) -> tuple[MainWindow, Page]:
    return _chosen(desk, "battery.history", LEAF)


def _entry(desk: Desk) -> tuple[MainWindow, Page]:
    window, page = _history(desk)
    rows = page.story().rows
    page.history.opened.emit(next(row.entry.id for row in rows if row.entry.content.type == "battery.test.capacity"))
    return window, page


def _amend(desk: Desk) -> MainWindow:
    window, page = _entry(desk)
    page.findChild(EntryDetail).correction_asked.emit("core.entry.amend")
    return window


def _certificate(desk: Desk) -> MainWindow:
    """Issued in a copy: in the shared vault each picture would add one more certificate to other pages."""
    window = sample_window(desk, path=copied_vault(CENTRE, desk.words.language))
    page = _showing(window, "battery.history", LEAF)
    window.resize(1280, 800)
    window.show()  # how wide the paper is depends on it
    page.ask_certificate()
    panel = page.findChild(CertificatePanel)
    panel.findChild(QLineEdit, "field.pin").setText(PIN)
    panel.sign_panel.button.click()
    return window


def _qr(desk: Desk) -> MainWindow:
    window, page = _history(desk)
    page._by_key["proof.show"].click()
    return window
