"""How long the window is kept from its events with many entries: `python3 -m tests.responsiveness [ENTRIES]`.

Makes a ledger of crates on real lanes, then sorts, searches, filters and looks at a sheet of 5,000 rows, while a timer
notes the widest gap between its ticks, and the most that the window itself worked in one. Prints one line for each; 1
when a gap was wider than 100 ms.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QEventLoop, Qt, QTimer
from PySide6.QtWidgets import QApplication

import core.domains
import desktop.domains
from core.actions.create_network import create_network
from core.actions.join import grant_person
from core.actions.record import Draft, Signing, record
from core.domains.registry import installed
from core.ports.clock import SystemClock
from core.ports.randomness import SystemRandomness
from core.vault.vault import Vault
from desktop.app import compose
from desktop.onboarding import Flow
from desktop.program import Program
from desktop.settings import Settings
from tests.support.cheap_argon2 import cheaply
from tests.support.watchdog import Ticks

PASSPHRASE, PIN = "only measured", "123456"
LIMIT_S = 0.1
WAIT_S = 600
_FOLDERS = Path(__file__).parent / "support" / "orchard"
_BLOCK = 250


def make_vault(path: Path, entries: int) -> None:
    """A farm with so many crates."""
    with Vault.create(path, PASSPHRASE, installed(), SystemClock(), SystemRandomness()) as vault:
        network = create_network(vault, "과수원", "농장", "노트북", ["picker"], ["orchard"])
        picker = vault.add_person("농장", "수확 1", PIN)
        grant_person(vault, network, picker.key, ["picker"])
        signing = Signing(picker.key, "picker", PIN)
        for start in range(0, entries, _BLOCK):
            drafts = [Draft("orchard.crate.open", _body(n), None, (signing,)) for n in range(start, start + _BLOCK)]
            record(vault, network, drafts)


def _body(number: int) -> dict[str, object]:
    variety = ("fuji", "hongro")[number % 2]
    grams = 1000 + number * 7919 % 40_000
    return {"label": f"상자 {number:06}", "variety": variety, "picked_on": "2026-11-20", "grams": grams}


class Measure:
    """Runs steps one after another; each is over when its signal has come."""

    def __init__(self, program: Program) -> None:
        self.program = program
        self.worst: dict[str, tuple[float, float]] = {}

    def step(self, name: str, begin: Callable[[], object], over: Callable[[], bool]) -> None:
        """Do a step and wait for its end; how long it took, and the widest gap."""
        with Ticks() as ticks:
            started = time.monotonic()
            begin()
            wait_for(over)
            took = time.monotonic() - started
        self.worst[name] = (ticks.worst_gap_s, took)
        gap_ms, work_ms = ticks.worst_gap_s * 1000, ticks.worst_work_s * 1000
        print(f"{name:<28} widest gap {gap_ms:6.0f} ms, work {work_ms:4.0f} ms   whole {took:6.2f} s", flush=True)


def wait_for(over: Callable[[], bool]) -> None:
    """Let the window live until it is over."""
    loop, timer, end = QEventLoop(), QTimer(interval=5), time.monotonic() + WAIT_S

    def look() -> None:
        try:
            done = over()
        except Exception:
            loop.quit()  # asked once more below, where it ends the program instead of one tick
            raise
        if done or time.monotonic() > end:
            loop.quit()

    timer.timeout.connect(look)
    timer.start()
    loop.exec()
    timer.stop()
    assert over(), "it took too long"


def measure(program: Program, folder: Path) -> dict[str, tuple[float, float]]:
    """All steps at the window of an unlocked vault."""
    window, told = program.window, Measure(program)
    page = window.open("entries")
    counted = list[int]()
    page.table.model.counted.connect(counted.append)
    told.step("open all entries", page.opened, lambda: bool(counted))
    for name, column in (("sort by type", 1), ("sort by subject", 2), ("sort by state", 5)):
        told.step(name, lambda c=column: _asked(counted, page, lambda: page.table.model.sort(c)), lambda: bool(counted))
    for text in ("상자 0009", "무게", "없는 말"):
        told.step(
            f"search {text!r}", lambda t=text: _asked(counted, page, lambda: page.table.model.set_filter("", t)),
            lambda: bool(counted),
        )  # fmt: skip
    _asked(counted, page, lambda: page.table.model.set_filter("", ""))
    wait_for(lambda: bool(counted))
    bar = page.table.view.verticalScrollBar()
    told.step("scroll to the end", lambda: bar.setValue(bar.maximum()), lambda: _shown(page))
    crates = window.open("orchard.title")
    sorted_by = list[int]()
    crates.tables["crate"].model.counted.connect(sorted_by.append)
    told.step("open crates", crates.opened, lambda: bool(sorted_by))
    descending = Qt.SortOrder.DescendingOrder
    told.step(
        "sort crates by weight",
        lambda: _asked(sorted_by, crates, lambda: crates.tables["crate"].model.sort(3, descending)),
        lambda: bool(sorted_by),
    )
    sheet = folder / "sheet.csv"
    rows = "".join(f"새 상자 {n},부사,2026-11-20,12.5\n" for n in range(5000))
    sheet.write_text("상자 이름,품종,수확일,무게 (kg)\n" + rows, encoding="utf-8")
    importing = window.open("import", "orchard.crate.open")
    wait_for(lambda: importing.types.kind() is not None)
    told.step("look at a sheet of 5,000", lambda: importing.file.set_path(sheet), lambda: bool(importing.looked_at))
    return told.worst


def _asked(counted: list[int], page: object, ask: Callable[[], object]) -> None:
    counted.clear()
    ask()


def _shown(page) -> bool:
    """Whether the last rows have arrived."""
    return page.table.model.index(page.table.model.rowCount() - 1, 1).data() != "…"


def main(argv: list[str]) -> int:
    """Make the ledger, measure, tell."""
    parser = argparse.ArgumentParser(prog="python3 -m tests.responsiveness", description=__doc__)
    parser.add_argument("entries", type=int, nargs="?", default=100_000)
    parser.add_argument("--keep", type=Path, help="make the ledger in this folder, or use the one that is there")
    options = parser.parse_args(argv)
    core.domains.__path__.append(str(_FOLDERS / "rules"))
    desktop.domains.__path__.append(str(_FOLDERS / "window"))
    application = QApplication.instance() or QApplication([])
    with tempfile.TemporaryDirectory() as name, cheaply():
        folder, farm = Path(name), (options.keep or Path(name)) / "farm.jangbu"
        if not farm.exists():
            started = time.monotonic()
            make_vault(farm, options.entries)
            print(f"{options.entries:,} entries made in {time.monotonic() - started:.0f} s", flush=True)
        program = compose(application, Settings(folder / "settings"), "ko", SystemClock())
        program.start(farm, Flow())
        program.window.resize(1280, 800)
        program.window.show()
        program.window.lock_screen.unlock_asked.emit(PASSPHRASE)
        wait_for(lambda: program.work is not None and program.window.current_page() is not None)
        worst = measure(program, folder)
        program.window.close()
    return 1 if max(gap for gap, _ in worst.values()) > LIMIT_S else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
