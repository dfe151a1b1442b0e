"""The places that every workspace shares, for pictures: entries, inbox, recording, sheets in and out, the palette."""

import atexit
import shutil
import tempfile
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

from PySide6.QtWidgets import QPushButton, QWidget

from core.actions.record import Signing, record
from core.actions.settle import marked_flags
from core.domains.registry import installed
from core.ports.randomness import SystemRandomness
from core.vault.drafts import DraftState, KeptDraft
from core.vault.vault import Vault
from core.vault.views import find_subject, granted_keys
from desktop.cli.samples import PASSPHRASE, PIN
from desktop.desk import Desk
from desktop.entries.settle_panel import SettlePanel
from desktop.holding import Held, Intent
from desktop.pages.inbox_rows import Section
from desktop.pages.record_page import RecordTask
from desktop.shell import MainWindow
from desktop.shell.command_palette import CommandPalette
from desktop.shell.help_card import HelpCard
from tests.support.fixed_clock import FixedClock
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
    yield "settle", _settle
    yield "settled", _settled
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


def _settle(desk: Desk) -> MainWindow:
    """The same conflict at the centre, where somebody may settle it, half filled in."""
    window = sample_window(desk, path=conflicted_vault(desk.words.language, CENTRE))
    page = window.open("inbox", Section.CONFLICTS)
    page.table.opened.emit(page.table.model.row(0).id)
    page.findChild(QPushButton, "settle.open").click()
    page.findChild(SettlePanel).form.set_typed({"outcome": "explained", "text": _REASON[desk.words.language]})
    return window


def _settled(desk: Desk) -> MainWindow:
    """And settled: the flag stays, with its answer."""
    path = _settled_vault(desk.words.language)
    window = sample_window(desk, path=path)
    page = window.open("inbox", Section.SETTLED)
    page.table.opened.emit(page.table.model.row(0).id)
    return window


@cache
def _settled_vault(language: str) -> Path:
    folder = tempfile.TemporaryDirectory(prefix="jangbu-test-settled-")
    atexit.register(folder.cleanup)
    path = Path(shutil.copytree(conflicted_vault(language, CENTRE), Path(folder.name) / "centre.jangbu"))
    with Vault.open(path, PASSPHRASE, installed(), FixedClock(), SystemRandomness()) as vault:
        replica = vault.replica(vault.networks()[0])
        battery = find_subject(replica, "IONIQ-2016-1102").id
        grader = next(one for one in granted_keys(replica) if one.kind == "person" and "jtp_grade" in one.roles)
        flag = next(one for one in marked_flags(replica, battery) if one.view.finding.code == "concurrent_entries")
        signing = Signing(grader.key, "jtp_grade", PIN)
        record(vault, replica.network_id, [flag.draft("explained", _REASON[language], (signing,))])
    return path


_REASON = {
    "ko": "야드에서 볼 때는 없던 금이 옮기는 길에 생겼습니다. 운송 사진으로 확인했습니다.",
    "en": "The crack was not there at the yard; it came on the way. The photos of the carrier show it.",
}


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
