"""Photos of a battery, for pictures: chosen for an entry, beside it with one that has not come yet, and large."""

import atexit
import tempfile
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QLinearGradient, QPainter, QRadialGradient
from PySide6.QtWidgets import QApplication, QWidget

from core.actions.record import Draft, record
from core.actions.signing import Signing
from core.domains.registry import installed
from core.ledger.previews import files_of
from core.ports.randomness import SystemRandomness
from core.vault.vault import Vault
from core.vault.views import find_subject, granted_keys
from desktop.attaching import attach_files
from desktop.chosen_file import ChosenFile
from desktop.cli.samples import PASSPHRASE, PIN
from desktop.desk import Desk
from desktop.domains.battery.pages.places import Task
from desktop.entries.entry_detail import EntryDetail
from desktop.shell import MainWindow
from desktop.shell.page import Page
from desktop.widgets.scroll_area import ScrollArea
from tests.support.cheap_argon2 import cheaply
from tests.support.fixed_clock import FixedClock
from tests.support.photos import coded
from tests.support.sample_program import YARD, copied_vault, sample_window

BATTERY, VISUAL = "IONIQ-2016-1102", "battery.inspect.visual"
_LOOKS = ("swelling", "leak", "crack", "corrosion", "water", "connector", "label")


def photo_screens() -> Iterator[tuple[str, Callable[[Desk], QWidget]]]:
    """A name and a builder for each picture."""
    yield "photo-chosen", _chosen
    yield "photo-entry", lambda desk: _entry(desk)[0]
    yield "photo-large", _large


def module(width: int, height: int, soot: float) -> QImage:
    """A battery module seen from above, with soot around the connector at a place given in parts of its width."""
    image = QImage(width, height, QImage.Format.Format_RGB32)
    painter = QPainter(image)
    floor = QLinearGradient(0, 0, width, height)
    floor.setColorAt(0, QColor("#8d8a84"))
    floor.setColorAt(1, QColor("#5c5a57"))
    painter.fillRect(image.rect(), floor)
    painter.fillRect(QRectF(0.08 * width, 0.15 * height, 0.84 * width, 0.7 * height), QColor("#c9ccd1"))
    for place in range(12):
        left = (0.1 + 0.0675 * place) * width
        painter.fillRect(QRectF(left, 0.2 * height, 0.058 * width, 0.6 * height), QColor("#3d5a80"))
        painter.fillRect(QRectF(left, 0.2 * height, 0.058 * width, 0.05 * height), QColor("#e0a030"))
    centre = QPointF(soot * width, 0.22 * height)
    burnt = QRadialGradient(centre, 0.22 * width)
    burnt.setColorAt(0, QColor(10, 8, 6, 250))
    burnt.setColorAt(1, QColor(10, 8, 6, 0))
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(burnt)
    painter.drawEllipse(centre, 0.22 * width, 0.22 * width)
    painter.end()
    return image


@cache
def photos() -> tuple[Path, Path]:
    """A photo held wide and one held high."""
    folder = tempfile.TemporaryDirectory(prefix="jangbu-test-photos-")
    atexit.register(folder.cleanup)
    wide, high = Path(folder.name) / "IMG_4117.jpg", Path(folder.name) / "IMG_4118.jpg"
    wide.write_bytes(coded(module(4000, 3000, 0.3)))
    high.write_bytes(coded(module(3000, 4000, 0.7)))
    return wide, high


@cache
def _photographed_vault(language: str) -> Path:
    """The yard's vault with an inspection of two photos, of which the second one has not come."""
    path, clock = copied_vault(YARD, language), FixedClock()
    with cheaply(), Vault.open(path, PASSPHRASE, installed(), clock, SystemRandomness()) as vault:
        replica = vault.replica(vault.networks()[0])
        granted = granted_keys(replica)
        signing = next(
            Signing(one.key, "yard", PIN) for one in granted if one.kind == "person" and "yard" in one.roles
        )
        attached = attach_files(vault, [ChosenFile(one) for one in photos()])
        body = {**dict.fromkeys(_LOOKS, "none"), "burn": "minor"}
        battery = find_subject(replica, BATTERY).id
        record(vault, replica.network_id, [Draft(VISUAL, body, battery, (signing,), attachments=attached)])
        vault.attachments.path(files_of(attached)[1].original.root).unlink()
    return path


def _chosen(desk: Desk) -> MainWindow:
    window = sample_window(desk, YARD)
    page = window.open("battery.record", Task("visual"))
    page.picker.edit.setText(BATTERY)
    page.picker.edit.returnPressed.emit()
    files = page.forms().files
    for one in photos():
        files._field.set_path(one)
    _bring_into_view(window, files)
    return window


def _bring_into_view(window: MainWindow, shown: QWidget) -> None:
    window.resize(1280, 800)
    window.show()
    QApplication.processEvents()  # where it stands is known once it is laid out
    area = shown.parentWidget()
    while not isinstance(area, ScrollArea):
        assert area is not None
        area = area.parentWidget()
    area.ensureWidgetVisible(shown)


def _entry(desk: Desk) -> tuple[MainWindow, Page]:
    window = sample_window(desk, path=_photographed_vault(desk.words.language))
    page = window.open("battery.history")
    page.picker.edit.setText(BATTERY)
    page.picker.edit.returnPressed.emit()
    rows = [row for row in page.story().rows if row.entry.content.attachments and row.entry.content.type == VISUAL]
    page.history.opened.emit(rows[-1].entry.id)
    _bring_into_view(window, page.findChild(QWidget, "entry.preview.1").parentWidget())
    return window, page


def _large(desk: Desk) -> MainWindow:
    window, page = _entry(desk)
    detail = page.findChild(EntryDetail)
    detail.picture_asked.emit(1, detail.files[0].original)
    return window
