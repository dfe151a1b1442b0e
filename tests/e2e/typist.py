"""A person at the keyboard of the real program: `python -m tests.e2e.typist` shows the window and does what it reads.

One JSON object a line on standard input, one answer a line on standard output. Everything is done by keys: Tab until
the focus is on what was named, then letters, Space or Enter; places by Alt and their number. Nothing of the program is
called but what starts it.
"""

from __future__ import annotations

import json
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtCore import QEventLoop, QObject, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QPlainTextEdit, QWidget

from core.ports.clock import SystemClock
from desktop import paths
from desktop.app import compose, first_step, show
from desktop.fresh_process import taken_lock
from desktop.settings import Settings

WAIT_MS = 60_000
LOOK_MS = 20
TABS_MAX = 400


class Stuck(Exception):
    """What was asked for did not come."""


class Typist(QObject):
    """Does one command after another."""

    asked = Signal(str)

    def __init__(self, window: QWidget) -> None:
        super().__init__()
        self._window = window
        self.asked.connect(self._on_asked, Qt.ConnectionType.QueuedConnection)

    @Slot(str)
    def _on_asked(self, line: str) -> None:
        command: dict[str, Any] = json.loads(line)
        try:
            answer = getattr(self, f"do_{command.pop('do')}")(**command)
        except Stuck as stuck:
            answer = {"stuck": str(stuck), "shown": self._shown()}
        print(json.dumps(answer or {}, ensure_ascii=False), flush=True)

    # -- commands ------------------------------------------------------------------------------------------------

    def do_type(self, field: str, text: str, enter: bool = False) -> None:
        """Type over what stands in a field."""
        self._reach(field)
        focused = self._focused()
        QTest.keyClick(focused, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
        QTest.keyClick(focused, Qt.Key.Key_Delete)
        if text.isascii():
            QTest.keyClicks(focused, text)
        else:  # as an input method commits it
            committed = QInputMethodEvent()
            committed.setCommitString(text)
            QApplication.sendEvent(focused, committed)
        if enter:
            QTest.keyClick(focused, Qt.Key.Key_Return)

    def do_press(self, button: str) -> None:
        """Space on a button."""
        self._reach(button)
        QTest.keyClick(self._focused(), Qt.Key.Key_Space)

    def do_choose(self, field: str, choice: str) -> None:
        """Walk to a choice with the arrows where Tab stops at the group only."""
        self._reach_choice(f"field.{field}", f"field.{field}.{choice}")
        focused = self._focused()
        if not (isinstance(focused, QAbstractButton) and focused.isChecked()):  # else one sees that it is chosen
            QTest.keyClick(focused, Qt.Key.Key_Space)

    def do_tick(self, group: str, name: str) -> None:
        """Tick one of several, walking there with the arrows."""
        self._reach_choice(group, f"{group}.{name}")
        QTest.keyClick(self._focused(), Qt.Key.Key_Space)

    def do_step(self, group: str, steps: int) -> None:
        """So many choices to the right of the first one."""
        self._reach(group)
        for _ in range(steps):
            QTest.keyClick(self._focused(), Qt.Key.Key_Right)
        QTest.keyClick(self._focused(), Qt.Key.Key_Space)

    def do_place(self, name: str) -> None:
        """Alt and the number of a place, counted as the navigation shows them."""
        self._wait(lambda: name in self._places(), name)
        number = self._places().index(name) + 1
        QTest.keyClick(self._focused(), Qt.Key(Qt.Key.Key_0.value + number), Qt.KeyboardModifier.AltModifier)
        self._wait(lambda: self._window._current == name, name)

    def _places(self) -> list[str]:
        return list(self._window._specs)

    def do_keys(self, key: str) -> None:
        """A chord such as Ctrl+L."""
        *modifiers, name = key.split("+")
        held = Qt.KeyboardModifier.NoModifier
        for modifier in modifiers:
            held |= {"Ctrl": Qt.KeyboardModifier.ControlModifier, "Alt": Qt.KeyboardModifier.AltModifier}[modifier]
        QTest.keyClick(self._focused(), getattr(Qt.Key, f"Key_{name}"), held)

    def do_wait(self, name: str) -> None:
        """Until a control is there and can be used."""
        self._wait(lambda: self._usable(name) is not None, name)

    def do_wait_file(self, path: str) -> None:
        """Until a file is there."""
        self._wait(Path(path).is_file, path)

    def do_wait_text(self, text: str) -> None:
        """Until a text is shown."""
        self._wait(lambda: any(text in one for one in self._texts()), text)

    def do_picture(self, path: str) -> None:
        """What the window looks like."""
        loop = QEventLoop()
        QTimer.singleShot(10 * LOOK_MS, loop.quit)  # as long as an eye takes to look
        loop.exec()
        self._window.grab().save(path)

    def do_close(self) -> None:
        """Close the window as Alt+F4 does."""
        QTimer.singleShot(0, self._window.close)

    # -- hands ---------------------------------------------------------------------------------------------------

    def _focused(self) -> QWidget:
        return QApplication.focusWidget() or self._window

    def _usable(self, name: str) -> QWidget | None:
        for top in QApplication.topLevelWidgets():
            for one in top.findChildren(QWidget, name):
                if one.isVisible() and one.isEnabled():
                    return one
        return None

    def _reach(self, name: str) -> None:
        self.do_wait(name)
        passed: dict[str, None] = {}
        for _ in range(TABS_MAX):
            if self._focused().objectName() == name:
                return
            passed[self._focused().objectName() or type(self._focused()).__name__] = None
            QTest.keyClick(self._focused(), Qt.Key.Key_Tab)
        raise Stuck(f"Tab never comes to {name}, only to {' '.join(passed)}")

    def _reach_choice(self, group: str, name: str) -> None:
        """The first choice of a group carries the group's own name."""
        self._wait(lambda: self._usable(name) is not None or self._usable(group) is not None, name)
        wanted = self._usable(name) or self._usable(group)
        for _ in range(TABS_MAX):
            focused = self._focused()
            if focused is wanted:
                return
            inside = focused.objectName() == group or focused.objectName().startswith(group + ".")
            QTest.keyClick(focused, Qt.Key.Key_Right if inside else Qt.Key.Key_Tab)
            if inside and self._focused() is focused:
                QTest.keyClick(focused, Qt.Key.Key_Tab)
        raise Stuck(f"no key comes to {name}")

    def _wait(self, condition: Callable[[], bool], what: str) -> None:
        loop, look, limit = QEventLoop(), QTimer(), QTimer()
        limit.setSingleShot(True)
        limit.timeout.connect(lambda: loop.exit(1))
        look.timeout.connect(lambda: loop.exit(0) if condition() else None)
        look.start(LOOK_MS)
        limit.start(WAIT_MS)
        if loop.exec():
            raise Stuck(f"waited in vain for {what}")

    def _texts(self) -> list[str]:
        found = []
        for top in QApplication.topLevelWidgets():
            for one in top.findChildren(QWidget):
                if one.isVisible() and callable(getattr(one, "text", None)):
                    found.append(str(one.text()))
                elif one.isVisible() and isinstance(one, QPlainTextEdit):
                    found.append(one.toPlainText())
        return found

    def _shown(self) -> list[str]:
        """For whoever has to find out why: what could be reached, and what is said."""
        names = [
            one.objectName()
            for top in QApplication.topLevelWidgets()
            for one in top.findChildren(QWidget)
            if one.isVisible() and one.focusPolicy() & Qt.FocusPolicy.TabFocus
        ]
        return [*names, *(text for text in self._texts() if text.strip())][:200]


def main() -> int:
    """Show the program and listen until the window is closed; a process that a lock started says so by a line."""
    application = QApplication(sys.argv[:1])
    vault = Path(sys.argv[1]) if len(sys.argv) > 1 else None
    before = taken_lock()
    if before is not None:
        print(json.dumps({"locked": before.reason}), flush=True)
    settings = Settings(paths.config_folder())
    program = compose(application, settings, "ko", SystemClock())
    typist = Typist(program.window)

    def listen() -> None:
        for line in sys.stdin:
            typist.asked.emit(line)

    threading.Thread(target=listen, daemon=True).start()
    return show(application, program, vault, first_step("ko", settings), before)


if __name__ == "__main__":
    sys.exit(main())
