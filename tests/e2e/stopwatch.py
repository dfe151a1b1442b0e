"""The main job on two X screens, with keys and mouse only, and what it took: `python -m tests.e2e.stopwatch [FOLDER]`.

The same story as main_job_window.py, but nothing of the program is called or known: a person looks (through the
accessibility bus), clicks and types (X events). Prints keys, clicks and seconds of each part; pictures go to FOLDER.
With `--reader` the buttons are pressed and the fields written through the bus, as a screen reader does it.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from tests.e2e import main_job_window
from tests.e2e.main_job_window import JOBS, Window
from tests.e2e.parties import environment
from tests.support.x_screen import Counts, XScreen, missing

# Keystroke-level model (Card, Moran, Newell 1980): an average typist's key, pointing with a mouse and its button,
# and making up one's mind before each click.
_KEY_S, _CLICK_S, _THINK_S = 0.28, 1.1 + 0.2, 1.35

_FROM_SOURCE = (sys.executable, "-m", "desktop")
_BARE = {"PATH": "/usr/bin:/bin", "LANG": "C.UTF-8"}
_CHOICES = ("radio button", "push button", "toggle button", "check box")


class ScreenWindow(Window):
    """One laptop: a window on an X screen of its own."""

    def __init__(self, folder: Path, name: str, *, reader: bool = False, command: Sequence[str] = _FROM_SOURCE) -> None:
        """`command` starts the program; what is frozen has no use for what the source tree needs."""
        self.name, self._reader, self._pictures = name, reader, 0
        around = environment() if command is _FROM_SOURCE else _BARE
        self.screen = XScreen([*command, "--lang", "ko"], {**around, **self.make_home(folder)}, folder)
        self.screen.wait_for("onboarding.start.create")
        self.screen.take_keyboard()

    def do(self, what: str, **details: Any) -> None:
        getattr(self, f"_do_{what}")(**details)

    def close(self) -> int:
        self.screen.process.terminate()
        self.screen.process.wait(timeout=60)
        return 0

    def kill(self) -> None:
        self.screen.close()

    def _press(self, *names: str) -> None:
        if self._reader:
            one = self.screen.wait_for(*names)
            pressed = self.screen.ask(ask="press", what=one["id"])
            assert pressed.get("pressed"), f"{names} offers no action: {pressed}"
        else:
            self.screen.click(*names)

    def _do_press(self, button: str) -> None:
        self._press(button)

    def _do_type(self, field: str, text: str, enter: bool = False) -> None:
        if self._reader:
            one = self.screen.wait_for(field)
            assert self.screen.ask(ask="write", what=one["id"], text=text).get("written"), f"{field} cannot be written"
        else:
            self.screen.click(field)
            self.screen.press("ctrl+a")
            self.screen.type(text)
        if enter:
            self.screen.press("Return")

    def _do_choose(self, field: str, choice: str) -> None:
        self._choose(f"field.{field}", choice)

    def _do_tick(self, group: str, name: str) -> None:
        self._choose(group, name)

    def _do_step(self, group: str, steps: int) -> None:
        self._choose(group, JOBS[steps])

    def _choose(self, group: str, choice: str) -> None:
        """The first choice of a group carries the group's own name."""
        one = self.screen.wait_for(f"{group}.{choice}", group, roles=_CHOICES)
        if not one["checked"]:
            self._press(one["id"])

    def _do_place(self, name: str) -> None:
        self._press(f"place.{name}")
        self.screen.wait_until(lambda: bool((self.screen.find(f"place.{name}") or {}).get("checked")), name)

    def _do_keys(self, key: str) -> None:
        self.screen.press(key.replace("Ctrl", "ctrl").replace("+N", "+n").replace("+I", "+i"))

    def _do_wait(self, name: str) -> None:
        self.screen.wait_for(name)

    def _do_wait_text(self, text: str) -> None:
        self.screen.wait_text(text)

    def _do_wait_file(self, path: str) -> None:
        self.screen.wait_until(Path(path).is_file, path)

    def _do_picture(self, path: str) -> None:
        self.screen.picture(Path(path))


class Stopwatch:
    """What each part took."""

    def __init__(self, windows: list[ScreenWindow]) -> None:
        self._windows = windows
        self._before, self._began = Counts(), time.monotonic()

    def lap(self, name: str) -> str:
        """One line for the part that has just ended."""
        now = Counts(
            sum(one.screen.counts.keys for one in self._windows),
            sum(one.screen.counts.clicks for one in self._windows),
            sum(one.screen.counts.turns for one in self._windows),
        )
        keys, clicks = now.keys - self._before.keys, now.clicks - self._before.clicks
        person_s = keys * _KEY_S + clicks * (_CLICK_S + _THINK_S)
        took = time.monotonic() - self._began
        self._before, self._began = now, time.monotonic()
        return f"{name:<44} {keys:5} keys {clicks:4} clicks {took:6.1f} s   a person {person_s:4.0f} s"


def tell(folder: Path, *, reader: bool = False, told: Callable[[str], object] = print) -> tuple[Path, Path, Path]:
    """Run the story; gives the yard's vault, the centre's vault and the certificate."""
    made: list[ScreenWindow] = []

    def window(folder: Path, name: str) -> ScreenWindow:
        made.append(ScreenWindow(folder, name, reader=reader))
        return made[-1]

    watch = Stopwatch(made)
    return main_job_window.tell(folder, window, lambda part: told(watch.lap(part)))


def main(argv: list[str]) -> int:
    """Run it and print the laps."""
    parser = argparse.ArgumentParser(prog="python -m tests.e2e.stopwatch", description=__doc__)
    parser.add_argument("folder", type=Path, nargs="?", help="where the pictures and vaults go")
    parser.add_argument("--reader", action="store_true", help="press and write as a screen reader does")
    options = parser.parse_args(argv)
    if missing():
        sys.exit(f"needs {', '.join(missing())}")
    with tempfile.TemporaryDirectory() as temporary:
        folder = options.folder or Path(temporary)
        folder.mkdir(parents=True, exist_ok=True)
        tell(folder, reader=options.reader)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
