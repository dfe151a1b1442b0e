"""A program on an X screen of its own: looked at through the accessibility bus, worked with keys and mouse.

`XScreen` starts Xvfb, a session bus and the program; `hands` are xdotool and count what they do; `eyes` are eyes.py in
a process of its own. The program is any command: it is told nothing but to answer screen readers.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

WAIT_S = 60.0
_LOOK_S, _KEY_MS = 0.05, 12
_SYLLABLE_MS = 60
"""A syllable that no key has is put on a spare one first, and the program must have heard of it."""
_SCREEN = "1280x900x24"
_WHEEL_UP, _WHEEL_DOWN, _TURNS = "4", "5", 40
_EYES = Path(__file__).with_name("eyes.py")


def missing() -> list[str]:
    """What this machine lacks for it."""
    lacking = [one for one in ("Xvfb", "xdotool", "dbus-daemon") if shutil.which(one) is None]
    return lacking if _with_bindings() else [*lacking, "the AT-SPI bindings (gir1.2-atspi-2.0)"]


def _with_bindings() -> str | None:
    """A Python that can speak to the accessibility bus."""
    test = "import gi; gi.require_version('Atspi', '2.0'); from gi.repository import Atspi"
    for python in (sys.executable, "/usr/bin/python3"):
        done = subprocess.run([python, "-c", test], capture_output=True, check=False)
        if done.returncode == 0:
            return python
    return None


class Stuck(AssertionError):
    """What was waited for did not come."""


@dataclass(slots=True)
class Counts:
    """What a person's hands did."""

    keys: int = 0
    clicks: int = 0
    turns: int = 0
    """Of the mouse wheel."""


class XScreen:
    """One program on a screen of its own; close it, or use it in a `with`."""

    def __init__(self, command: Sequence[str], environment: Mapping[str, str], folder: Path) -> None:
        self.counts = Counts()
        self._ends = ExitStack()
        try:
            display = self._start_display()
            self._here = {**os.environ, "DISPLAY": display, "DBUS_SESSION_BUS_ADDRESS": self._start_bus(folder)}
            told = {**environment, "QT_QPA_PLATFORM": "xcb", "QT_LINUX_ACCESSIBILITY_ALWAYS_ON": "1"}
            reached = {name: self._here[name] for name in ("DISPLAY", "DBUS_SESSION_BUS_ADDRESS")}
            self.process = subprocess.Popen(list(command), env={**told, **reached}, cwd=folder)
            self._ends.callback(self._end, self.process)
            python = _with_bindings()
            assert python is not None, missing()
            self._eyes = subprocess.Popen(
                [python, str(_EYES), str(self.process.pid)], env=self._here, stdin=subprocess.PIPE,
                stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, encoding="utf-8",
            )  # fmt: skip
            self._ends.callback(self._end, self._eyes)
        except BaseException:
            self.close()
            raise

    def __enter__(self) -> XScreen:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """End everything that was started."""
        self._ends.close()

    # -- eyes ----------------------------------------------------------------------------------------------------

    def ask(self, **question: Any) -> Any:
        """One question to the accessibility bus."""
        stdin, stdout = self._eyes.stdin, self._eyes.stdout
        assert stdin is not None
        assert stdout is not None
        stdin.write(json.dumps(question, ensure_ascii=False) + "\n")
        stdin.flush()
        return json.loads(stdout.readline())

    def find(self, *names: str, roles: Sequence[str] = ()) -> dict[str, Any] | None:
        """The first usable control that has one of these names or ids, of one of these roles where any are given."""
        for name in names:
            found = self.ask(ask="find", what=name)
            usable = [one for one in found if one["usable"]] if isinstance(found, list) else []
            fitting = [one for one in usable if not roles or one["role"] in roles]
            if fitting:
                return max(fitting, key=lambda one: one["box"][2] * one["box"][3])
        return None

    def wait_for(self, *names: str, roles: Sequence[str] = ()) -> dict[str, Any]:
        """Until such a control can be used."""
        found: list[dict[str, Any]] = []

        def look() -> bool:
            one = self.find(*names, roles=roles)
            found[:] = [one] if one else []
            return bool(found)

        self.wait_until(look, " or ".join(names))
        return found[0]

    def wait_text(self, text: str) -> None:
        """Until a text is shown."""
        self.wait_until(lambda: any(text in one for one in self.ask(ask="texts")), text)

    def wait_until(self, over: Callable[[], bool], what: str) -> None:
        """Look again and again until it is so."""
        end = time.monotonic() + WAIT_S
        while not over():
            if time.monotonic() > end:
                raise Stuck(f"waited in vain for {what}; shown: {self.ask(ask='texts')}")
            if self.process.poll() is not None:
                raise Stuck(f"the program ended with {self.process.returncode} at {what}")
            time.sleep(_LOOK_S)

    # -- hands ---------------------------------------------------------------------------------------------------

    def click(self, *names: str) -> None:
        """The mouse on a control, after turning the wheel until it is seen."""
        x, y = self._bring_into_view(*names)
        self.counts.clicks += 1
        self._hand("mousemove", str(x), str(y), "click", "1")

    def type(self, text: str) -> None:
        """Letters, one after another."""
        self.counts.keys += len(text)
        self._hand("type", "--delay", str(_KEY_MS if text.isascii() else _SYLLABLE_MS), "--", text)

    def press(self, *keys: str) -> None:
        """Keys or chords, by their X names, such as ctrl+a."""
        self.counts.keys += len(keys)
        self._hand("key", "--delay", str(_KEY_MS), *keys)

    def take_keyboard(self) -> None:
        """Without a window manager nobody gives a new window the keyboard."""
        (window, *_) = self._hand("search", "--sync", "--onlyvisible", "--pid", str(self.process.pid)).split()
        self._hand("windowfocus", "--sync", window)

    def picture(self, path: Path) -> None:
        """What the screen shows, where the tool for it is here."""
        if shutil.which("import"):
            subprocess.run(["import", "-window", "root", str(path)], env=self._here, check=True, timeout=WAIT_S)

    def _bring_into_view(self, *names: str) -> tuple[int, int]:
        self.wait_for(*names)
        for turn in range(2 * _TURNS):
            one = self.wait_for(*names)
            x, y, width, height = one["box"]
            if width > 4 and height > 12:
                return x + width // 2, y + height // 2
            self.counts.turns += 1
            self._hand("mousemove", "640", "450", "click", _WHEEL_DOWN if turn < _TURNS else _WHEEL_UP)
        raise Stuck(f"the wheel never brings {names} into view")

    def _hand(self, *command: str) -> str:
        done = subprocess.run(
            ["xdotool", *command], env=self._here, capture_output=True, text=True, check=True, timeout=WAIT_S
        )
        return done.stdout

    # -- what is started -----------------------------------------------------------------------------------------

    def _start_display(self) -> str:
        read, write = os.pipe()
        server = subprocess.Popen(
            ["Xvfb", "-displayfd", str(write), "-screen", "0", _SCREEN, "-nolisten", "tcp"],
            pass_fds=(write,), stderr=subprocess.DEVNULL,
        )  # fmt: skip
        self._ends.callback(self._end, server)
        os.close(write)
        with os.fdopen(read) as told:
            return f":{told.readline().strip()}"

    def _start_bus(self, folder: Path) -> str:
        bus = subprocess.Popen(
            ["dbus-daemon", "--session", "--nofork", "--print-address=1"], cwd=folder,
            stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
            env={**os.environ, "XDG_RUNTIME_DIR": str(folder)},
        )  # fmt: skip
        self._ends.callback(self._end, bus)
        assert bus.stdout is not None
        return bus.stdout.readline().strip()

    @staticmethod
    def _end(process: subprocess.Popen[Any]) -> None:
        if process.poll() is None:
            process.terminate()
        process.wait(timeout=WAIT_S)
        for pipe in (process.stdin, process.stdout):
            if pipe is not None:
                pipe.close()
