"""Somebody at the keyboard of a shop's window, which stands in this very process."""

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from core.vault.vault import Vault
from desktop.shell import MainWindow


class Hand:
    """Somebody at the keyboard; finds things by the names that keyboard scripts use."""

    def __init__(self, window: MainWindow, vault: Vault) -> None:
        self.window, self.vault = window, vault

    def open(self, name: str, target: object = None) -> QWidget:
        return self.window.open(name, target)

    def find(self, name: str, inside: QWidget | None = None) -> QWidget:
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        QApplication.processEvents()
        page = inside or self.window.current_page()
        found = [one for one in page.findChildren(QWidget, name) if one.isVisibleTo(page)]
        assert len(found) == 1, f"{name}: {len(found)} on the page"
        return found[0]

    def type(self, name: str, text: str, inside: QWidget | None = None) -> None:
        field = self.find(f"field.{name}", inside)
        field.setFocus()
        field.selectAll()
        QTest.keyClick(field, Qt.Key.Key_Delete)
        for sign in text:
            for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
                QApplication.sendEvent(field, QKeyEvent(kind, 0, Qt.KeyboardModifier.NoModifier, sign))

    def press(self, name: str) -> None:
        QTest.keyClick(self.find(name), Qt.Key.Key_Space)

    def sign(self, name: str) -> None:
        """Press what signs, and do not wait for the seconds to be over."""
        self.press(name)
        self.sign_now()

    def sign_now(self) -> None:
        """Enter on every line of the bar that counts."""
        bar = self.window.undo_bar
        for line in bar.findChildren(QWidget, "undo.line"):
            if line.isVisibleTo(bar):
                QTest.keyClick(line, Qt.Key.Key_Return)

    def go_to(self, name: str, row: int) -> None:
        """Walk down a list or a table to a row, by Home and the arrow."""
        view = self.find(name)
        view.setFocus()
        QTest.keyClick(view, Qt.Key.Key_Home, Qt.KeyboardModifier.ControlModifier)
        for _ in range(row):
            QTest.keyClick(view, Qt.Key.Key_Down)

    def pick(self, name: str, text: str) -> None:
        """Walk down a box of choices to the one that begins like this."""
        box = self.find(f"field.{name}")
        QTest.keyClick(box, Qt.Key.Key_Home)
        while not box.currentText().startswith(text):
            before = box.currentIndex()
            QTest.keyClick(box, Qt.Key.Key_Down)
            assert box.currentIndex() > before, f"{name} has no {text}"

    def choose(self, name: str, *choices: str) -> None:
        """Press the buttons of these choices; the first button of a choice carries the field's own name."""
        page = self.window.current_page()
        shown = {one.objectName() for one in page.findChildren(QWidget) if one.isVisibleTo(page)}
        for choice in choices:
            full = f"field.{name}.{choice}"
            button = self.find(full if full in shown else f"field.{name}")
            if not button.isChecked():
                QTest.keyClick(button, Qt.Key.Key_Space)
