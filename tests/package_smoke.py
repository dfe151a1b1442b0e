"""The built program under a real X server, by keys only: `python3 -m tests.package_smoke DIST_FOLDER`.

Starts Xvfb and the program of `make package` with nothing of the source tree in reach, makes a vault, registers a
person, founds a network and exports the table of entries, as somebody at the keyboard does it; then reads the file
that was written. Counts keys and seconds. Needs Xvfb and xdotool. It uses no hook of the program: it sees titles of
windows and files, and nothing else.
"""

from __future__ import annotations

import argparse
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from python_calamine import CalamineWorkbook

SCREEN = "1280x900x24"
WAIT_S = 120
_LOOK_S, _QUIET_S, _READING_S = 0.1, 1.5, 3.0


class Typist:
    """Somebody with a keyboard, who counts what is pressed."""

    def __init__(self, display: str) -> None:
        self._environment = {**os.environ, "DISPLAY": display}
        self.keys = 0

    def type(self, *lines: str) -> None:
        """Each line, and Enter after it."""
        for line in lines:
            self.keys += len(line)
            self._do("type", "--delay", "25", line)
            self.press("Return")

    def press(self, *names: str) -> None:
        self.keys += len(names)
        self._do("key", "--delay", "80", *names)

    def look(self) -> None:
        """Nobody types before they have seen the next page."""
        time.sleep(_READING_S)

    def wait_for_window(self, name: str) -> None:
        """A window whose title has this in it is there, and has the keyboard."""
        found: list[str] = []

        def look() -> bool:
            done = self._do("search", "--onlyvisible", "--name", name, check=False)
            found[:] = done.split()
            return bool(found)

        wait_until(look, f"no window is named {name!r}")
        self._do("windowfocus", "--sync", found[0])

    def _do(self, *command: str, check: bool = True) -> str:
        done = subprocess.run(
            ["xdotool", *command], env=self._environment, capture_output=True, text=True, check=check, timeout=WAIT_S
        )
        return done.stdout.strip()


@contextmanager
def screen() -> Iterator[str]:
    """A display of its own."""
    read, write = os.pipe()
    server = subprocess.Popen(
        ["Xvfb", "-displayfd", str(write), "-screen", "0", SCREEN, "-nolisten", "tcp"],
        pass_fds=(write,), stderr=subprocess.DEVNULL,
    )  # fmt: skip
    os.close(write)
    with os.fdopen(read) as told:
        number = told.readline().strip()
    try:
        yield f":{number}"
    finally:
        server.terminate()
        server.wait()


@contextmanager
def running(program: Path, home: Path, display: str) -> Iterator[subprocess.Popen[bytes]]:
    """The program, with a home of its own and no way to the source tree."""
    environment = {
        "DISPLAY": display, "HOME": str(home), "PATH": "/usr/bin:/bin", "QT_QPA_PLATFORM": "xcb", "LANG": "C.UTF-8",
        "XDG_CONFIG_HOME": str(home / "config"), "XDG_DOCUMENTS_DIR": str(home / "Documents"),
    }  # fmt: skip
    started = subprocess.Popen([str(program), "--lang", "en"], env=environment, cwd=home)
    try:
        yield started
    finally:
        if started.poll() is None:
            started.send_signal(signal.SIGTERM)
        started.wait(timeout=WAIT_S)


def wait_until(over: Callable[[], object], otherwise: str) -> None:
    """Look again and again until it is so."""
    end = time.monotonic() + WAIT_S
    while not over():
        if time.monotonic() > end:
            raise AssertionError(otherwise)
        time.sleep(_LOOK_S)


def changed(folder: Path) -> int:
    """When something in the folder was last written."""
    return max((one.stat().st_mtime_ns for one in folder.rglob("*") if one.is_file()), default=0)


def after_writing(folder: Path, do: Callable[[], object]) -> None:
    """Do something that ends with the vault being written, and wait for that; then for a moment of quiet."""
    before = changed(folder)
    do()
    wait_until(lambda: changed(folder) > before, f"nothing was written in {folder}")
    quiet = [changed(folder), time.monotonic()]

    def still() -> bool:
        now = changed(folder)
        if now != quiet[0]:
            quiet[:] = [now, time.monotonic()]
        return time.monotonic() - quiet[1] > _QUIET_S

    wait_until(still, f"{folder} is written without end")


def drive(typist: Typist, documents: Path) -> Path:
    """From the start to an exported table; gives the file."""
    typist.wait_for_window("Jangbu")
    typist.look()
    typist.press("Return")  # make a new vault
    typist.look()
    typist.type("yard")  # where to keep it stays as proposed
    after_writing(documents, lambda: typist.type("correct horse battery", "correct horse battery"))
    typist.look()
    typist.type("Halla Yard")
    typist.look()
    typist.type("Intake 1")
    typist.press("Right", "space", "Return")  # the second role
    after_writing(documents, lambda: typist.type("123456", "123456"))
    typist.look()
    typist.press("Tab", "Return")  # found a network
    typist.look()
    after_writing(documents, lambda: typist.type("Jeju batteries"))
    typist.look()
    typist.press("Return")  # begin
    typist.wait_for_window("Today")
    typist.press("alt+2")
    typist.wait_for_window("Entries")
    typist.press("ctrl+e")
    typist.look()
    typist.look()  # until the rows are collected
    written = documents / "entries.xlsx"
    typist.press("Tab", "ctrl+a")
    typist.type(str(written))
    wait_until(lambda: written.is_file() and written.stat().st_size, "no file was written")
    return written


def main(argv: list[str]) -> int:
    """Drive the program and tell what it took."""
    parser = argparse.ArgumentParser(prog="python3 -m tests.package_smoke", description=__doc__)
    parser.add_argument("dist", type=Path, help="the folder that `make package` made: dist/jangbu")
    dist = parser.parse_args(argv).dist
    missing = [one for one in ("Xvfb", "xdotool") if shutil.which(one) is None]
    if missing:
        sys.exit(f"needs {' and '.join(missing)}")
    with tempfile.TemporaryDirectory(prefix="jangbu-smoke-") as name, screen() as display:
        home = Path(name)
        documents = home / "Documents"
        documents.mkdir()
        program = Path(shutil.copytree(dist, home / "jangbu"))
        typist, started = Typist(display), time.monotonic()
        with running(program / "jangbu", home, display):
            written = drive(typist, documents)
        took = time.monotonic() - started
        rows = CalamineWorkbook.from_path(str(written)).get_sheet_by_index(0).to_python()
    told = " ".join(str(cell) for row in rows for cell in row)
    assert "Jeju batteries" in told and "Intake 1" in told, told
    print(f"vault, person, network and {len(rows) - 1} exported entries: {took:.1f} s, {typist.keys} keys")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
