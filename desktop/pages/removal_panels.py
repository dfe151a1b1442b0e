"""Leave a network, destroy the vault: what would be lost first, then a word to type."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit

from core.errors import InputError
from core.vault.removal import Loss, leave_network, loss_of, losses
from core.vault.vault import Vault
from desktop.desk import Desk
from desktop.losses import loss_lines, means_yes
from desktop.page_context import PageContext
from desktop.pages.vault_panel import VaultPanel
from desktop.widgets.labels import label


class _ConfirmPanel(VaultPanel):
    """Shows losses and asks for a typed yes."""

    confirmed = Signal()
    """They were read, and yes was typed."""

    def __init__(self, desk: Desk, context: PageContext, go_key: str) -> None:
        super().__init__(desk, context)
        self.losses = label("strong")
        self.yes = QLineEdit()
        self.form.column.addWidget(self.losses)
        self.form.add("yes", "removal.yes", self.yes)
        self._go = self.form.add_submit(go_key, "trash-2")
        self._go.setEnabled(False)  # what would be lost is read first
        self.form.submitted.connect(self._on_submitted)

    def show_losses(self, lines: Sequence[str]) -> None:
        self.losses.setText("\n".join(lines))
        self._go.setEnabled(True)

    def _on_submitted(self) -> None:
        if means_yes(self.yes.text()):
            self.confirmed.emit()
        else:
            self.form.show_error(InputError("yes_missing", field="yes"))


class LeavePanel(_ConfirmPanel):
    """The network that is looked at; afterwards the vault is locked, for everything shown was of it."""

    def __init__(self, desk: Desk, context: PageContext) -> None:
        super().__init__(desk, context, "vault.leave.go")
        self.confirmed.connect(self._leave)
        network = context.standing().network
        assert network is not None, "pages about a network are shown only where there is one"
        self._network = network.id
        self.do(lambda vault: loss_of(vault, vault.replica(network.id)), self._on_looked)

    def _on_looked(self, loss: object) -> None:
        assert isinstance(loss, Loss)
        words = self.desk.words
        self.show_losses([*loss_lines([loss], words), words.text("removal.member_still")])

    def _leave(self) -> None:
        network = self._network
        self.do(lambda vault: leave_network(vault, network), lambda answer: self.context.session.left.emit())


class DeletePanel(_ConfirmPanel):
    """Everything of this vault, on this computer."""

    def __init__(self, desk: Desk, context: PageContext) -> None:
        super().__init__(desk, context, "vault.delete.go")
        self.confirmed.connect(context.session.destroy_asked)
        self.do(_everything, self._on_looked)

    def _on_looked(self, answer: object) -> None:
        assert isinstance(answer, tuple)
        lost, persons = answer
        words = self.desk.words
        self.show_losses([*loss_lines(lost, words), words.text("removal.keys", persons=persons)])


def _everything(vault: Vault) -> tuple[tuple[Loss, ...], int]:
    return losses(vault), len(vault.persons())
