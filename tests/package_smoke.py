"""The built program on an X screen, by keys and mouse: `python3 -m tests.package_smoke DIST_FOLDER`.

Starts the program of `make package` with nothing of the source tree in reach, makes a vault, registers a person, founds
a network, takes a battery in, inspects and measures it, and saves the table of entries as a PDF for paper and as
a spreadsheet; then reads both files. Every step waits for what it needs to see, through the accessibility bus. It uses
no hook of the program. Needs what docs/stopwatch.md names.
"""

from __future__ import annotations

import argparse
import shutil
import sys
import tempfile
import time
from pathlib import Path

from python_calamine import CalamineWorkbook

from desktop.printing.pdfium import page_count
from tests.e2e.main_job import LEAF
from tests.e2e.main_job_window import NETWORK, found, place, register
from tests.e2e.stopwatch import ScreenWindow
from tests.support.x_screen import missing


def drive(window: ScreenWindow) -> tuple[Path, Path]:
    """From the start to the two files; gives them."""
    found(window)
    window.do("wait", name="place.battery.batteries")
    register(window)
    place(window, "entries")
    window.keys("Ctrl+e")
    return _save(window, "pdf"), _save(window, "xlsx")


def _save(window: ScreenWindow, kind: str) -> Path:
    written = window.home / f"entries.{kind}"
    window.press(f"export.{kind}")
    window.do("wait_text", text=f".{kind}")  # the name that is offered, once the file is made
    window.type("export.path", str(written), enter=True)
    window.do("wait_file", path=str(written))
    window.picture(kind)
    return written


def main(argv: list[str]) -> int:
    """Drive the program and tell what it took."""
    parser = argparse.ArgumentParser(prog="python3 -m tests.package_smoke", description=__doc__)
    parser.add_argument("dist", type=Path, help="the folder that `make package` made: dist/jangbu")
    parser.add_argument("--pictures", type=Path, help="keep what the screen showed in this folder")
    options = parser.parse_args(argv)
    if missing():
        sys.exit(f"needs {', '.join(missing())}")
    with tempfile.TemporaryDirectory(prefix="jangbu-smoke-") as name:
        folder, started = Path(name), time.monotonic()
        program = Path(shutil.copytree(options.dist, folder / "jangbu")) / "jangbu"
        window = ScreenWindow(folder, "yard", command=(str(program),))
        try:
            pdf, sheet = drive(window)
        finally:
            if options.pictures:
                shutil.copytree(window.pictures, options.pictures, dirs_exist_ok=True)
            window.kill()
        rows = CalamineWorkbook.from_path(str(sheet)).get_sheet_by_index(0).to_python()
        told, pages = " ".join(str(cell) for row in rows for cell in row), page_count(pdf.read_bytes())
        took, counts = time.monotonic() - started, window.screen.counts
    assert NETWORK in told and str(LEAF["number"]) in told, told
    print(f"{len(rows) - 1} entries exported, {pages} pages for paper: {took:.1f} s", end=", ")
    print(f"{counts.keys} keys, {counts.clicks} clicks")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
