"""Fixtures of the battery pages: two vaults in one network, each under a window, driven by keys."""

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from tests.support.cheap_argon2 import cheap_argon2  # noqa: F401 - holds for every test below
from tests.support.desks import make_desk
from tests.support.laptops import Laptop, laptop, two_vaults


class Hand:
    """A person at the keyboard of one laptop: finds things by the names that keyboard scripts use."""

    def __init__(self, laptop: Laptop) -> None:
        self.laptop = laptop

    def settle(self) -> None:
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        QApplication.processEvents()

    def find(self, name: str) -> QWidget:
        """The one visible widget of that name on the open page."""
        self.settle()
        page = self.laptop.window.current_page()
        found = [one for one in page.findChildren(QWidget, name) if one.isVisibleTo(page)]
        assert len(found) == 1, f"{name}: {len(found)} on the page"
        return found[0]

    def shows(self, name: str) -> bool:
        self.settle()
        page = self.laptop.window.current_page()
        return any(one.isVisibleTo(page) for one in page.findChildren(QWidget, name))

    def type(self, name: str, text: str) -> None:
        """Type into a field, over what was there."""
        field = self.find(f"field.{name}")
        field.setFocus()
        field.selectAll()
        for sign in text:  # QTest types Latin letters only
            for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
                QApplication.sendEvent(field, QKeyEvent(kind, 0, Qt.KeyboardModifier.NoModifier, sign))

    def choose(self, name: str, choice: str) -> None:
        """Press space on a choice; the first one carries the field's own name."""
        exact = f"field.{name}.{choice}"
        button = self.find(exact if self.shows(exact) else f"field.{name}")
        QTest.keyClick(button, Qt.Key.Key_Space)

    def enter(self, name: str) -> None:
        QTest.keyClick(self.find(name), Qt.Key.Key_Return)

    def press(self, name: str) -> None:
        """Space on a button."""
        QTest.keyClick(self.find(name), Qt.Key.Key_Space)

    def battery(self, number: str) -> None:
        """Choose a battery by its number."""
        self.type("battery", number)
        self.enter("field.battery")

    def sign(self, pin: str = "123456", name: str = "pin") -> None:
        """Type the PIN, and do not wait for the seconds to be over."""
        self.hold(pin, name)
        self.sign_now()

    def hold(self, pin: str = "123456", name: str = "pin") -> None:
        """Type the PIN; the seconds run."""
        self.type(name, pin)
        self.enter(f"field.{name}")

    def sign_now(self) -> None:
        """Enter on every line of the bar that counts."""
        for line in self.lines():
            QTest.keyClick(line, Qt.Key.Key_Return)

    def lines(self) -> list[QWidget]:
        """What waits to be signed at the bottom of the window, the last one below."""
        self.settle()
        bar = self.laptop.window.undo_bar
        return [one for one in bar.findChildren(QWidget, "undo.line") if one.isVisibleTo(bar)]


@pytest.fixture
def vaults(tmp_path):
    yard, centre = two_vaults(tmp_path)
    yield yard, centre
    yard.close()
    centre.close()


@pytest.fixture
def yard(qtbot, tmp_path, vaults):
    return _at(qtbot, tmp_path, vaults[0])


@pytest.fixture
def centre(qtbot, tmp_path, vaults):
    return _at(qtbot, tmp_path, vaults[1])


def _at(qtbot, folder, vault) -> Hand:
    made = laptop(make_desk(folder), vault)
    qtbot.addWidget(made.window)
    made.window.show()
    return Hand(made)
