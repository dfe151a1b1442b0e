"""What the panels of the vault's page share: a short form, work on the vault lane, and what it came to."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QVBoxLayout, QWidget

from core.vault.vault import Vault
from desktop.desk import Desk
from desktop.page_context import PageContext
from desktop.widgets.form import Form
from desktop.widgets.labels import label


class VaultPanel(QWidget):
    """A form; `do` works on the vault and says `done_key` when it is over."""

    def __init__(self, desk: Desk, context: PageContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.desk, self.context = desk, context
        self.form = Form(desk)
        self._told = label("strong")
        self._told.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        column.addWidget(self._told)
        column.addWidget(self.form)
        self.setFocusProxy(self.form)

    def told(self) -> str:
        """What the last work came to; empty before."""
        return "" if self._told.isHidden() else self._told.text()

    def tell(self, text: str) -> None:
        self._told.setText(text)
        self._told.setVisible(bool(text))

    def do(self, work: Callable[[Vault], object], on_done: Callable[[object], None]) -> None:
        """Work on the vault lane; meanwhile nothing can be pressed twice."""
        self.form.setEnabled(False)
        self.form.show_error(None)
        self.tell("")

        def done(answer: object) -> None:
            self.form.setEnabled(True)
            on_done(answer)

        def failed(error: BaseException) -> None:
            self.form.setEnabled(True)
            self.form.show_error(error)

        self.context.session.on_vault(work, owner=self, on_done=done, on_error=failed)
