"""Is it intact, and whose is it? For a file, a PDF, a picture of a QR code, or its text."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from core.ledger.disclosure import ShownEntry
from core.ledger.trust import NetworkTrust
from core.vault.vault import Vault
from desktop.desk import Desk
from desktop.jobs import Lane
from desktop.page_context import PageContext
from desktop.shell import Page
from desktop.shell.page import card
from desktop.theme import Tone
from desktop.verification import Verification, paper_lines, shown_text, shown_values, standing_text, verify
from desktop.verification_bearing import bearing_told
from desktop.widgets.flag_card import FlagCard
from desktop.widgets.form import told_error
from desktop.widgets.key_values import KeyValues
from desktop.widgets.labels import label
from desktop.widgets.source_field import SourceField


class VerifyPage(Page):
    """Nothing of the ledger is changed here; the networks of this vault count as confirmed."""

    answered = Signal(object)
    """A Verification, or the error that stood in the way."""

    def __init__(self, desk: Desk, context: PageContext) -> None:
        super().__init__(desk, "verify.title")
        self._context = context
        self.source = SourceField(desk, "verify.source", "verify.go")
        self.source.given.connect(self._on_given)
        self.fingerprint = QLineEdit()
        self.fingerprint.setObjectName("field.verify.fingerprint")
        self.fingerprint.returnPressed.connect(self._on_again)
        self._name = label("label")
        self._answer = QVBoxLayout()
        self._answer.setSpacing(12)
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        column.addWidget(self.source)
        column.addWidget(self._name)
        column.addWidget(self.fingerprint)
        column.addLayout(self._answer)
        column.addStretch(1)
        self.set_content(inside, scroll=True, narrow=True)
        self.setFocusProxy(self.source)
        desk.follow(self, self._show_words)

    def _on_again(self) -> None:
        if self.source.edit.text().strip():
            self._on_given(self.source.edit.text().strip())

    def _on_given(self, source: str) -> None:
        self._clear()
        typed = self.fingerprint.text().strip() or None

        def ask(vault: Vault) -> list[bytes]:
            return vault.networks()

        def check(confirmed: list[bytes]) -> None:
            self.desk.jobs.run(
                lambda: verify(source, confirmed, typed),
                owner=self,
                on_done=self._on_verified,
                on_error=self._on_failed,
                lane=Lane.IO,
            )

        self._context.session.on_vault(ask, owner=self, on_done=check, on_error=self._on_failed)

    def _on_failed(self, error: BaseException) -> None:
        self._clear()
        self.source.tell(told_error(error, self.desk))
        self.answered.emit(error)

    def _on_verified(self, found: Verification) -> None:
        self._clear()
        words = self.desk.words
        self._answer.addWidget(self._verdict(found))
        trust = {NetworkTrust.CONFIRMED: Tone.GOOD, NetworkTrust.UNCONFIRMED: Tone.WARN, NetworkTrust.ANOTHER: Tone.BAD}
        whose = words.text(f"verify.network.{found.trust.value}", words=found.network_words, hex=found.network_hex)
        name = getattr(found.report, "network_name", None)
        self._answer.addWidget(FlagCard(self.desk, trust[found.trust], whose, name or ""))
        if found.intact and found.trust is NetworkTrust.CONFIRMED:
            key, tone = ("verify.trusted", Tone.GOOD) if found.trusted else ("verify.grants_unseen", Tone.WARN)
            if not found.report.beyond:
                self._answer.addWidget(FlagCard(self.desk, tone, words.text(key), do=words.text(f"{key}.do")))
        for tone, text in bearing_told(found, words):
            self._answer.addWidget(FlagCard(self.desk, tone, text))
        if found.shown:
            parts = [part for one in found.shown for part in self._entry(one)]
            self._answer.addWidget(card(label("section", words.text("verify.entries")), *parts))
        if found.signers:
            signers = [label("", standing_text(one, words)) for one in found.signers]
            self._answer.addWidget(card(label("section", words.text("verify.signers")), *signers))
        facts = KeyValues(self.desk)
        words_name = words.text("bundle.words")
        facts.show_pairs([(words_name, found.network_words), ("", found.network_hex)], frozenset({words_name}))
        self._answer.addWidget(card(facts))
        self.answered.emit(found)

    def _entry(self, shown: ShownEntry) -> list[QWidget]:
        values = KeyValues(self.desk)
        values.show_pairs(shown_values(shown, self.desk.words))
        return [label("strong", shown_text(shown, self.desk.words)), values]

    def _verdict(self, found: Verification) -> FlagCard:
        words = self.desk.words
        if found.intact:
            return FlagCard(self.desk, Tone.GOOD, words.text("verify.intact"))
        reasons = [words.text(f"verify.check.{one.code}") for one in found.broken] + paper_lines(found, words)
        key = "verify.print.broken" if found.sound else "verify.broken"
        return FlagCard(self.desk, Tone.BAD, words.text(key), "\n".join(dict.fromkeys(reasons)))

    def _clear(self) -> None:
        while (item := self._answer.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.hide()
                old.deleteLater()

    def _show_words(self) -> None:
        name = self.desk.words.text("verify.fingerprint")
        self._name.setText(name)
        self.fingerprint.setAccessibleName(name)
