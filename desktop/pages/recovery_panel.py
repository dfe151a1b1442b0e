"""Make a recovery kit: the words are shown once, three are asked back, and only then they open the vault."""

from __future__ import annotations

from functools import partial

from PySide6.QtPrintSupport import QPrintDialog, QPrinter
from PySide6.QtWidgets import QDialog, QGridLayout, QLineEdit, QWidget

from core.identity.recovery import WORD_COUNT
from core.vault import slots
from core.vault.access import RecoveryKit, draw_kit, keep_kit, kinds_of
from core.vault.vault import Vault
from desktop.desk import Desk
from desktop.page_context import PageContext
from desktop.pages.vault_panel import VaultPanel
from desktop.printing.recovery_page import print_recovery, recovery_page
from desktop.theme import Tone
from desktop.widgets.buttons import button
from desktop.widgets.flag_card import FlagCard
from desktop.widgets.form import Form
from desktop.widgets.labels import label

_COLUMNS = 3


class RecoveryPanel(VaultPanel):
    """First what a kit is for and whether there is one; then its words; nothing of them stays when the panel goes."""

    def __init__(self, desk: Desk, context: PageContext) -> None:
        super().__init__(desk, context)
        self.kit: RecoveryKit | None = None
        self.answers: list[QLineEdit] = []
        words = desk.words
        card = FlagCard(desk, Tone.WARN, words.text("recovery.what"), do=words.text("recovery.keep"))
        self.form.column.addWidget(card)
        self._standing = label("strong")
        self.form.column.addWidget(self._standing)
        for language in ("ko", "en"):
            made = button(desk, f"recovery.make.{language}", partial(self._on_make, language), icon="key")
            self.form.column.addWidget(made)
            if self.form.focusProxy() is None:
                self.form.setFocusProxy(made)
        self.form.column.addStretch(1)
        self.do(lambda vault: kinds_of(vault.folder), self._on_looked)

    def _on_looked(self, kinds: object) -> None:
        there = isinstance(kinds, list) and slots.RECOVERY in kinds
        self._standing.setText(self.desk.words.text("recovery.there" if there else "recovery.missing"))

    def _on_make(self, language: str) -> None:
        self.do(lambda vault: draw_kit(language, vault.randomness), self._on_drawn)

    def _on_drawn(self, kit: object) -> None:
        assert isinstance(kit, RecoveryKit)
        self.kit = kit
        old, self.form = self.form, Form(self.desk)
        self._fill(kit)
        layout = self.layout()
        assert layout is not None
        layout.replaceWidget(old, self.form)
        old.hide()
        old.deleteLater()
        self.setFocusProxy(self.form)
        self.form.setFocus()

    def _fill(self, kit: RecoveryKit) -> None:
        self.form.add_text("recovery.write", "strong")
        self.form.column.addWidget(_listed(kit))
        self.form.column.addWidget(button(self.desk, "recovery.print", self._on_print, icon="printer"))
        self.form.add_text("recovery.ask")
        self.answers = [QLineEdit() for _ in kit.asked]
        for place, field in zip(kit.asked, self.answers, strict=True):
            self.form.add(f"word{place}", "recovery.word", field, facts={"place": place})
        self.form.add_submit("recovery.go", "check")
        self.form.submitted.connect(self._on_answered)

    def _on_answered(self) -> None:
        kit, answers = self.kit, tuple(field.text() for field in self.answers)
        assert kit is not None, "the fields are shown with a kit only"

        def work(vault: Vault) -> None:
            keep_kit(vault.folder, vault.database_key, kit, answers, vault.randomness)

        self.do(work, self._on_kept)

    def _on_kept(self, answer: object) -> None:
        self.kit = None
        self.form.hide()
        self.tell(self.desk.words.text("recovery.done"))

    def _on_print(self) -> None:
        assert self.kit is not None, "the button is shown with a kit only"
        page = recovery_page(self.kit.words, self.desk.clock.now(), self.desk.words)
        printer = QPrinter(QPrinter.PrinterMode.HighResolution)
        dialog = QPrintDialog(printer, self)
        dialog.accepted.connect(lambda: print_recovery(page, printer))
        dialog.finished.connect(dialog.deleteLater)
        QDialog.open(dialog)


def _listed(kit: RecoveryKit) -> QWidget:
    shown = QWidget()
    grid = QGridLayout(shown)
    grid.setContentsMargins(0, 0, 0, 0)
    rows = -(-WORD_COUNT // _COLUMNS)
    for place, word in enumerate(kit.words):
        grid.addWidget(label("strong", f"{place + 1}. {word}", wrap=False), place % rows, place // rows)
    return shown
