"""The owner's PIN beside a worker's, where it may also be left empty."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QVBoxLayout, QWidget

from core.actions.record import Signing
from core.errors import InputError
from core.identity.pin import PIN_DIGITS_MAX, PIN_DIGITS_MIN
from desktop.desk import Desk
from desktop.domains.labour.pages.contract import EMPLOYER
from desktop.entries.signers import Signer, signers
from desktop.session import PageContext
from desktop.widgets.labels import label
from desktop.widgets.secret_fields import PinField


class OwnerPin(QWidget):
    """Whoever may sign as employer here, and their PIN; empty means that they are not there."""

    entered = Signal()

    def __init__(self, desk: Desk, context: PageContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk, self._context = desk, context
        self._choices: list[Signer] = []
        self._name = label("label")
        self.person = QComboBox(self)
        self.person.setObjectName("field.owner")
        self.pin = PinField(desk)
        self.pin.setObjectName("field.owner_pin")
        self.pin.returnPressed.connect(self.entered)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        for part in (self._name, self.person, self.pin):
            column.addWidget(part)
        desk.follow(self, self._show)

    def ask(self) -> None:
        """Offer whoever may sign as employer on this laptop."""
        self._choices = signers(self._context.standing(), EMPLOYER.roles)
        titles = [one.title for one in self._choices]
        if titles != [self.person.itemText(place) for place in range(self.person.count())]:
            self.person.clear()
            self.person.addItems(titles)
        self.person.setVisible(len(titles) > 1)

    def signing(self) -> Signing | None:
        """Their signature to be; None where no PIN was typed.

        Raises:
            InputError: `pin_shape`.
        """
        if not self.pin.text():
            return None
        if not self.pin.is_complete():
            raise InputError("pin_shape", minimum=PIN_DIGITS_MIN, maximum=PIN_DIGITS_MAX)
        return self._choices[self.person.currentIndex()].signing(self.pin.text())

    def clear(self) -> None:
        self.pin.clear()

    def _show(self) -> None:
        words = self._desk.words
        self._name.setText(words.text("labour.kiosk.owner"))
        self.pin.setAccessibleName(self._name.text())
        self.person.setAccessibleName(words.text("signer.of", role=words.role("employer")))
