"""The places that every workspace shares, for pictures: entries, inbox, recording, sheets in and out, the palette."""

import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

from PySide6.QtWidgets import QWidget

from core.vault.drafts import DraftState, KeptDraft
from desktop.desk import Desk
from desktop.holding import Held, Intent
from desktop.pages.record_page import RecordTask
from desktop.shell import MainWindow
from desktop.shell.command_palette import CommandPalette
from desktop.shell.help_card import HelpCard
from tests.support.sample_program import CENTRE, YARD, conflicted_vault, sample_window

SHEET = """2026년 11월 입고 목록,,,,,,,,,
배터리 번호,번호 종류,단위,제조사,모델,양극재 종류,정격 용량 (Ah),공칭 전압 (V),사고 이력,보유 기관
KONA-0042,serial,pack,Hyundai,Kona 64,NMC,180,356,none,한라폐차장
KONA-0043,serial,pack,Hyundai,Kona 64,지르코늄,180,356,none,한라폐차장
,serial,pack,Hyundai,Kona 64,NMC,180,356,none,한라폐차장
"""


def shared_screens() -> Iterator[tuple[str, Callable[[Desk], QWidget]]]:
    """A name and a builder for each picture."""
    yield "entries", lambda desk: _open(desk, "entries")
    yield "entries-export", _export
    yield "entry", _entry
    yield "inbox", _inbox
    yield "palette", _palette
    yield "record", _record
    yield "import", _import
    yield "settings", lambda desk: _open(desk, "settings")
    yield "help", _help


def _open(desk: Desk, place: str, target: object = None, whose: int = CENTRE) -> MainWindow:
    window = sample_window(desk, whose)
    window.open(place, target)
    return window


def _export(desk: Desk) -> MainWindow:
    window = _open(desk, "entries")
    window.resize(1280, 800)
    window.current_page().save_table()
    return window


def _import(desk: Desk) -> MainWindow:
    """A sheet with a title, a good row and two that must be mended."""
    window = _open(desk, "import", "battery.pack.register", YARD)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "batteries.csv"
        path.write_text(SHEET, encoding="utf-8")
        window.current_page().file.set_path(path)
    return window


def _entry(desk: Desk) -> MainWindow:
    """One entry of the table."""
    window = _open(desk, "entries")
    window.current_page().table.opened.emit(window.current_page().table.current_id())
    return window


def _inbox(desk: Desk) -> MainWindow:
    """A conflict, opened."""
    window = sample_window(desk, path=conflicted_vault(desk.words.language))
    page = window.open("inbox")
    page.table.opened.emit(page.table.model.row(0).id)
    return window


def _record(desk: Desk) -> MainWindow:
    """A form of any type, half filled in, while another entry waits to be signed."""
    window = sample_window(desk, CENTRE)
    page = window.open("record", RecordTask("battery.custody.transfer"))
    page.sheet.form.set_typed({"from_member": "제주 배터리센터", "to_member": "서귀포 ESS"})
    sheet = page.sheet
    entry = sheet.typed(page.sign_panel.signers()[0], sheet.sentence(desk.words))
    draft = KeptDraft(b"", entry, desk.clock.now(), DraftState.SIGNING)
    holding = window.program_kept.work.holding
    holding.waiting.append(Held(draft, Intent(entry, (), print), page, print))  # the timer does not run
    holding.changed.emit()
    return window


def _help(desk: Desk) -> HelpCard:
    window = _open(desk, "inbox")
    dialog = HelpCard(desk, "inbox", desk.words.text("inbox.title"), window.current_page().key_map(), window)
    dialog.finished.connect(window.close)
    return dialog


def _palette(desk: Desk) -> CommandPalette:
    window = _open(desk, "today")
    dialog = CommandPalette(desk, window.commands(), window)
    dialog.finished.connect(window.close)  # which closes the vault
    return dialog
