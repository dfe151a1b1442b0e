"""Give a fact a signature that it lacks: what is signed in a sentence, who signs, the PIN."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from core.actions.cosign_entry import cosign_entry
from core.actions.signing import Signing
from core.vault.replica import Replica
from core.vault.vault import Vault
from desktop.desk import Desk
from desktop.entries.sign_panel import SignPanel
from desktop.entries.signers import Slot
from desktop.page_context import PageContext
from desktop.widgets.buttons import button
from desktop.widgets.key_values import KeyValues
from desktop.widgets.labels import label
from desktop.widgets.remarks import Remarks


class CosignPanel(QWidget):
    """`done` comes when the signature is in the ledger; `look_asked` where somebody wants to see the whole entry."""

    done = Signal()
    look_asked = Signal()

    def __init__(
        self,
        desk: Desk,
        context: PageContext,
        entry: bytes,
        roles: frozenset[str],
        sentence: str,
        values: list[tuple[str, str]],
    ) -> None:
        super().__init__()
        self._context, self._entry = context, entry
        facts = KeyValues(desk)
        facts.show_pairs(values)
        self.remarks = Remarks(desk)
        self.sign_panel = SignPanel(desk, "cosign.go")
        self.sign_panel.ask([Slot(roles)], context.standing())
        self.sign_panel.signed.connect(self._on_signed)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        for part in (label("quiet", desk.words.text("cosign.why")), label("strong", sentence), facts, self.remarks):
            column.addWidget(part)
        column.addWidget(self.sign_panel)
        look = button(desk, "cosign.look", self.look_asked.emit, icon="file-text")
        column.addWidget(look, 0, Qt.AlignmentFlag.AlignLeft)
        column.addStretch(1)
        self.setFocusProxy(self.sign_panel)

    def _on_signed(self) -> None:
        signing = self.sign_panel.signers()[0].signing(self.sign_panel.pins()[0])
        self.sign_panel.setEnabled(False)
        # Nothing is typed, and what is signed lies here to be read: at once (docs/adr/0021-ten-seconds.md).
        self._context.session.act(
            partial(_sign, self._entry, signing),
            owner=self,
            on_done=lambda nothing: self.done.emit(),
            on_error=self.sign_panel.tell,
        )


def _sign(entry: bytes, signing: Signing, vault: Vault, replica: Replica) -> None:
    cosign_entry(vault, replica.network_id, entry, signing)
