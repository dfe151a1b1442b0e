"""Change the passphrase, set a PIN for this computer, change a person's PIN."""

from __future__ import annotations

from PySide6.QtWidgets import QComboBox

from core.errors import InputError
from core.identity.pin import check_pin
from core.vault.access import change_passphrase
from core.vault.pin_slot import pin_slot_of, remove_pin, set_pin
from core.vault.vault import Vault
from desktop.desk import Desk
from desktop.onboarding.flow import check_passphrase
from desktop.page_context import PageContext
from desktop.pages.vault_panel import VaultPanel
from desktop.system_keyring import SystemKeyring
from desktop.widgets.buttons import button
from desktop.widgets.secret_fields import PassphraseField, PinField


class PassphrasePanel(VaultPanel):
    """The present passphrase, then the new one twice."""

    def __init__(self, desk: Desk, context: PageContext) -> None:
        super().__init__(desk, context)
        self.current = PassphraseField(desk, "passphrase.current")
        self.new, self.again = PassphraseField(desk, "passphrase.new"), PassphraseField(desk, "passphrase.again")
        self.form.add_text("vault.passphrase.copies")
        self.form.add("current", "passphrase.current", self.current)
        self.form.add("passphrase", "passphrase.new", self.new)
        self.form.add("again", "passphrase.again", self.again)
        self.form.add_submit("vault.passphrase.go", "key")
        self.form.submitted.connect(self._on_submitted)

    def _on_submitted(self) -> None:
        current, new = self.current.text(), self.new.text()
        try:
            check_passphrase(new, self.again.text())
        except InputError as error:
            self.form.show_error(error)
            return
        self.do(lambda vault: change_passphrase(vault.folder, current, new, vault.randomness), self._on_changed)

    def _on_changed(self, answer: object) -> None:
        for field in (self.current, self.new, self.again):
            field.clear()
        self.tell(self.desk.words.text("vault.passphrase.done"))


class VaultPinPanel(VaultPanel):
    """A PIN twice; where there is one, it may be taken away."""

    def __init__(self, desk: Desk, context: PageContext) -> None:
        super().__init__(desk, context)
        self.pin, self.again = PinField(desk), PinField(desk, "pin.again")
        self.form.add_text("vault.pin.here")
        self.form.add("pin", "pin", self.pin)
        self.form.add("again", "pin.again", self.again)
        self._remove = button(desk, "vault.pin.remove", self._on_remove, icon="trash-2", kind="plain")
        self.form.add_submit("vault.pin.go", "lock", lambda: self._remove)
        self.form.submitted.connect(self._on_submitted)
        self._remove.hide()
        self.do(lambda vault: pin_slot_of(vault.folder) is not None, self._on_looked)

    def _on_looked(self, there: object) -> None:
        self._remove.setVisible(bool(there))

    def _on_submitted(self) -> None:
        pin = self.pin.text()
        try:
            check_pin(pin)
            if pin != self.again.text():
                raise InputError("pin_differs", field="again")
        except InputError as error:
            self.form.show_error(error)
            return

        def work(vault: Vault) -> None:
            set_pin(vault.folder, vault.database_key, pin, SystemKeyring(), vault.randomness)

        self.do(work, self._on_set)

    def _on_set(self, answer: object) -> None:
        self.pin.clear()
        self.again.clear()
        self._remove.show()
        self.tell(self.desk.words.text("vault.pin.done"))

    def _on_remove(self) -> None:
        self.do(lambda vault: remove_pin(vault.folder, SystemKeyring()), self._on_removed)

    def _on_removed(self, answer: object) -> None:
        self._remove.hide()
        self.tell(self.desk.words.text("vault.pin.gone"))


class PersonPinPanel(VaultPanel):
    """Who, the present PIN, the new one twice."""

    def __init__(self, desk: Desk, context: PageContext) -> None:
        super().__init__(desk, context)
        self.person = QComboBox()
        for one in context.standing().persons:
            self.person.addItem(one.title, one.key)
        acting = self.person.findData(context.session.acting)
        self.person.setCurrentIndex(max(acting, 0))
        self.current, self.new, self.again = PinField(desk), PinField(desk), PinField(desk, "pin.again")
        self.form.add("person", "vault.person", self.person)
        self.form.add("current", "pin.current", self.current)
        self.form.add("pin", "pin.new", self.new)
        self.form.add("again", "pin.again", self.again)
        self.form.add_submit("vault.person_pin.go", "user")
        self.form.submitted.connect(self._on_submitted)

    def _on_submitted(self) -> None:
        key, current, new = self.person.currentData(), self.current.text(), self.new.text()
        try:
            check_pin(new)
            if new != self.again.text():
                raise InputError("pin_differs", field="again")
        except InputError as error:
            self.form.show_error(error)
            return
        self.do(lambda vault: vault.change_pin(key, current, new), self._on_changed)

    def _on_changed(self, answer: object) -> None:
        for field in (self.current, self.new, self.again):
            field.clear()
        self.tell(self.desk.words.text("vault.person_pin.done", title=self.person.currentText()))
