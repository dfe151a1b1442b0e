"""The whole program on real lanes, with folders of its own and Argon2id at its lowest cost."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtWidgets import QApplication, QLineEdit, QPushButton, QWidget

from desktop import paths
from desktop.app import compose
from desktop.onboarding import Flow, Step
from desktop.settings import Settings
from tests.support.cheap_argon2 import cheap_argon2  # noqa: F401 - holds for every test below
from tests.support.fixed_clock import FixedClock

WAIT_MS = 20_000


class Hands:
    """Somebody at the keyboard of one program: finds controls by name, types, presses, and waits for what follows."""

    def __init__(self, qtbot, program, clock) -> None:
        self.qtbot, self.program, self.clock = qtbot, program, clock
        self.window = program.window

    def find(self, name: str, kind: type = QWidget) -> QWidget:
        shown = [one for one in self.window.findChildren(kind, name) if one.isVisible()]
        assert len(shown) == 1, f"{len(shown)} visible widgets are named {name!r}"
        return shown[0]

    def wait_for(self, name: str) -> None:
        def there() -> bool:
            return any(one.isVisible() and one.isEnabled() for one in self.window.findChildren(QWidget, name))

        self.qtbot.waitUntil(there, timeout=WAIT_MS)

    def wait(self, condition) -> None:
        self.qtbot.waitUntil(condition, timeout=WAIT_MS)

    def type(self, name: str, text: str, enter: bool = True) -> None:
        self.wait_for(name)
        field = self.find(name, QLineEdit)
        field.clear()
        if text.isascii():
            self.qtbot.keyClicks(field, text)
        else:  # as an input method does it; QTest aborts on Hangul
            committed = QInputMethodEvent()
            committed.setCommitString(text)
            QApplication.sendEvent(field, committed)
        if enter:
            self.qtbot.keyClick(field, Qt.Key.Key_Return)

    def press(self, name: str) -> None:
        self.wait_for(name)
        self.qtbot.keyClick(self.find(name, QPushButton), Qt.Key.Key_Space)

    def keys(self, key: Qt.Key, modifier: Qt.KeyboardModifier) -> None:
        self.qtbot.keyClick(self.window, key, modifier)

    def open(self, name: str) -> QWidget:
        self.window.open(name)
        return self.window.current_page()

    # -- whole steps -------------------------------------------------------------------------------------------

    def make_vault(self, name: str, passphrase: str = "correct horse") -> None:
        self.press("onboarding.start.create")
        self.type("field.name", name)
        self.type("field.passphrase", passphrase)
        self.type("field.again", passphrase)

    def add_person(self, title: str, role: str, pin: str = "123456") -> None:
        self.type("field.title", title)
        self.press(role)
        self.type("field.pin", pin)
        self.type("field.again", pin)

    def begin(self) -> None:
        self.press("onboarding.done.go")
        self.wait(lambda: self.window.current_page() is not None)

    def found(self, name: str, member: str, title: str, role: str, network: str) -> None:
        self.make_vault(name)
        self.type("field.member", member)
        self.add_person(title, role)
        self.press("onboarding.network.found")
        self.type("field.network", network)
        self.begin()

    def unlock(self, passphrase: str = "correct horse") -> None:
        self.type("field.passphrase", passphrase)

    def export(self, path) -> None:
        page = self.open("bundle")
        with self.qtbot.waitSignal(page.out.written, timeout=WAIT_MS):
            self.type("field.bundle.out", str(path))


@pytest.fixture
def hands(qapp, qtbot, tmp_path, monkeypatch):
    """Makes programs; each has settings and a vaults folder of its own."""
    made = []

    def make(name: str = "yard", flow: Flow | None = None, path=None) -> Hands:
        folder = tmp_path / name
        folder.mkdir(exist_ok=True)
        monkeypatch.setattr(paths, "vaults_folder", lambda: folder)
        clock = FixedClock()
        program = compose(qapp, Settings(folder / "settings"), "ko", clock)
        made.append(program)
        program.start(path, flow or Flow(Step.START))
        program.window.show()
        program.window.activateWindow()
        return Hands(qtbot, program, clock)

    yield make
    for program in made:
        program.window.close()
        program.window.deleteLater()
        program.deleteLater()
    QApplication.sendPostedEvents(None, 0)
