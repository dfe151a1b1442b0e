"""Make a person's card: their PIN, a new PIN for the card twice, and the page goes to a PDF or a printer."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QSaveFile
from PySide6.QtPrintSupport import QPrintDialog, QPrinter
from PySide6.QtWidgets import QDialog, QVBoxLayout, QWidget

from core.actions.person_card import person_card
from core.errors import InputError
from core.identity.card import Card
from core.vault.replica import Replica
from core.vault.vault import Person, Vault
from desktop.desk import Desk
from desktop.page_context import PageContext
from desktop.printing.card_page import card_pdf, print_card
from desktop.theme import Tone
from desktop.widgets.buttons import button
from desktop.widgets.flag_card import FlagCard
from desktop.widgets.form import Form
from desktop.widgets.labels import label
from desktop.widgets.save_field import SaveField
from desktop.widgets.secret_fields import PinField


class CardPanel(QWidget):
    """The card is in memory until the panel goes; what is saved or printed is sealed."""

    def __init__(self, desk: Desk, context: PageContext, person: Person, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk, self._context, self._person = desk, context, person
        self.card: Card | None = None
        words = desk.words
        self.pin = PinField(desk)
        self.card_pin, self.again = PinField(desk, "card.pin"), PinField(desk, "card.pin.again")
        self.form = Form(desk)
        self.form.column.addWidget(FlagCard(desk, Tone.WARN, words.text("card.what"), do=words.text("card.keep")))
        self.form.add("vault_pin", "card.vault_pin", self.pin)
        self.form.add("pin", "card.pin", self.card_pin, "card.pin.help")
        self.form.add("again", "card.pin.again", self.again)
        self.form.add_submit("card.go", "key")
        self.form.submitted.connect(self._on_submitted)
        self.save = SaveField(desk, "card.file", "card.save", ".pdf", primary=True)
        self.save.propose(f"{words.text('card.title')} {person.title}")
        self.save.asked.connect(self._on_save)
        self._told = label("strong")
        self._print = button(desk, "card.print", self._on_print, icon="printer")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        for part in (self.form, self._told, self.save, self._print):
            column.addWidget(part)
        column.addStretch(1)
        self._show_made(made=False)
        self.setFocusProxy(self.form)

    def _show_made(self, *, made: bool) -> None:
        self.form.setVisible(not made)
        for part in (self._told, self.save, self._print):
            part.setVisible(made)

    def _on_submitted(self) -> None:
        pin, card_pin, key = self.pin.text(), self.card_pin.text(), self._person.key
        if card_pin != self.again.text():
            self.form.show_error(InputError("pin_differs", field="again"))
            return

        def work(vault: Vault, replica: Replica) -> Card:
            return person_card(vault, key, pin, card_pin)

        self.form.setEnabled(False)
        self._context.session.read(work, owner=self, on_done=self._on_made, on_error=self._on_failed)

    def _on_failed(self, error: BaseException) -> None:
        self.form.setEnabled(True)
        self.form.show_error(error)

    def _on_made(self, card: Card) -> None:
        self.card = card
        for field in (self.pin, self.card_pin, self.again):
            field.clear()
        self._told.setText(self._desk.words.text("card.done", title=card.title))
        self._show_made(made=True)
        self.save.setFocus()

    def _on_save(self, path: Path) -> None:
        assert self.card is not None, "the field is shown with a card only"
        data = card_pdf(self.card, self._desk.clock.now(), self._desk.words)
        file = QSaveFile(str(path))
        written = file.open(QSaveFile.OpenModeFlag.WriteOnly) and file.write(data) == len(data) and file.commit()
        key = "card.saved" if written else "error.file_not_written.what"
        self._told.setText(self._desk.words.text(key, path=str(path), reason=file.errorString()))

    def _on_print(self) -> None:
        card = self.card
        assert card is not None, "the button is shown with a card only"
        printer = QPrinter(QPrinter.PrinterMode.HighResolution)
        dialog = QPrintDialog(printer, self)
        dialog.accepted.connect(lambda: print_card(card, self._desk.clock.now(), self._desk.words, printer))
        dialog.finished.connect(dialog.deleteLater)
        QDialog.open(dialog)
