"""Retention and erasure: what is kept of a worker until when by which law, and what may go; what is gone stays told."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtWidgets import QVBoxLayout, QWidget

from core.domains.labour.rules.v1.fields import choice
from core.ledger.governance.erasure import ORDER, POWER, signatures_needed
from core.vault.drafts import KeptDraft, TypedEntry
from core.vault.views import subject
from desktop.desk import Desk
from desktop.domains.labour.pages.picking import EmploymentPicker
from desktop.domains.labour.pages.slots import EMPLOYER
from desktop.domains.labour.retaining import (
    ERASABLE,
    KEPT,
    PERSON_ASKED,
    RETENTION_OVER,
    Document,
    answer_request,
    documents,
    erase_over,
)
from desktop.domains.labour.telling import document_text
from desktop.domains.labour.today import RETENTION
from desktop.entries.erase_panel import may_erase
from desktop.entries.sign_panel import SignPanel
from desktop.entries.signers import Slot
from desktop.holding import Intent
from desktop.page_context import PageContext
from desktop.shell.page import Page, card
from desktop.theme import Tone
from desktop.widgets.entry_form import EntryForm
from desktop.widgets.flag_card import FlagCard, said_by
from desktop.widgets.keyed import name_fields
from desktop.widgets.labels import label
from desktop.widgets.remarks import Remark, Remarks
from desktop.widgets.side_by_side import stacked

_FIELDS = (choice("basis", (RETENTION_OVER, PERSON_ASKED)),)
_FORM_VERSION = 1
_TONES = {ERASABLE: Tone.WARN, KEPT: Tone.INFO}


class RetentionPage(Page):
    """Choose who: each document at the left; at the right what may go is erased, and a request is answered."""

    def __init__(self, desk: Desk, context: PageContext) -> None:
        super().__init__(desk, "labour.retention.title")
        self._context = context
        self._found: list[Document] = []
        self._draft: KeptDraft | None = None
        self.picker = EmploymentPicker(desk, context.session)
        self.picker.chosen.connect(lambda row: self._on_chosen())
        self._heading, self._ask_heading, self._what = label("section"), label("section"), label("")
        self.cards = QWidget(self)
        self._column = QVBoxLayout(self.cards)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(8)
        self.remarks, self.outcome = Remarks(desk), Remarks(desk)
        self.form = EntryForm(desk, _FIELDS, "labour.retention")
        name_fields(self.form, _FIELDS)
        self.form.changed.connect(self._show_what)
        self.sign_panel = SignPanel(desk, "labour.retention.erase")
        self.sign_panel.signed.connect(self._on_signed)
        left = stacked(self.picker, card(self._heading, self.remarks, self.cards))
        right = stacked(self.outcome, card(self._ask_heading, self.form, self._what, self.sign_panel))
        self.set_sides(left, right)
        desk.follow(self, self._show)

    def opened(self, target: object = None) -> None:
        self.outcome.clear()
        self.form.set_values({"basis": RETENTION_OVER})
        self._draft = target if isinstance(target, KeptDraft) else None
        if self._draft is not None:
            self.form.set_typed(self._draft.entry.typed)
            target = self._draft.entry.subject
        standing = self._context.standing()
        holders = [one for one in standing.network.granted if POWER in one.powers] if standing.network else []
        others = [Slot(frozenset(), power=POWER)] * (signatures_needed(len(holders)) - 1)
        self.sign_panel.ask([EMPLOYER, *others], standing)
        if isinstance(target, bytes):
            self.picker.choose(target)
        else:
            self.picker.suggest()
            self._look()

    def said(self) -> list[str]:
        """What the cards say, in their order."""
        return said_by(self.cards)

    def _on_chosen(self) -> None:
        self.outcome.clear()
        self._look()

    def _look(self) -> None:
        row = self.picker.subject()
        if row is None:
            return
        today = self.desk.clock.now().day()

        def work(vault: Any, replica: Any) -> list[Document]:
            return documents(vault, replica.network_id, subject(replica, row.id), today)

        self._context.session.read(work, owner=self, on_done=self._on_found, on_error=self.remarks.say_error)

    def _on_found(self, found: list[Document]) -> None:
        self.remarks.clear()
        self._found = found
        self._show()

    def _on_signed(self) -> None:
        row = self.picker.subject()
        if row is None or self.form.values().findings:
            return
        network, words = self._context.standing().network, self.desk.words
        if network is None:
            return
        signings = tuple(
            one.signing(pin) for one, pin in zip(self.sign_panel.signers(), self.sign_panel.pins(), strict=True)
        )
        asked = self.form.values().body["basis"] == PERSON_ASKED
        today = self.desk.clock.now().day()

        def work(vault: Any, replica: Any, attached: Any) -> int:
            now = subject(replica, row.id)
            if asked:
                found, _ = answer_request(vault, replica.network_id, now, today, signings)
            else:
                found = documents(vault, replica.network_id, now, today)
                erase_over(vault, replica.network_id, found, RETENTION_OVER, signings)
            return sum(one.state == ERASABLE for one in found)

        basis = words.text(f"choice.basis.{self.form.values().body['basis']}")
        entry = TypedEntry(
            network=network.id,
            type=ORDER,
            version=_FORM_VERSION,
            typed=self.form.typed(),
            sentence=words.text("labour.retention.waits", number=row.title, basis=basis),
            subject=row.id,
            form=RETENTION,
        )
        self.sign_panel.setEnabled(False)
        self._context.holding.hold(
            Intent(entry, signings, work, kept=self._draft.id if self._draft is not None else None),
            owner=self,
            on_held=self._on_held,
            on_signed=self._on_erased,
            on_error=self.sign_panel.tell,
        )

    def _on_held(self) -> None:
        self._draft = None
        self.sign_panel.clear()

    def _on_erased(self, count: int) -> None:
        self.outcome.say([Remark(self.desk.words.text("labour.retention.erased", count=count), tone=Tone.GOOD)])
        self._look()

    def _show(self) -> None:
        words = self.desk.words
        self._heading.setText(words.text("labour.retention.documents"))
        self._ask_heading.setText(words.text("labour.retention.ask"))
        while (item := self._column.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.hide()
                old.deleteLater()
        for one in _distinct(self._found):
            why = words.text("labour.retention.from", type=words.text(f"type.{one.type}"), day=one.made_on.isoformat())
            tone = _TONES.get(one.state, Tone.GOOD)
            self._column.addWidget(FlagCard(self.desk, tone, document_text(one, words), why=why))
        self._show_what()

    def _show_what(self) -> None:
        words, standing = self.desk.words, self._context.standing()
        over = sum(one.state == ERASABLE for one in self._found)
        asked = self.form.peek().get("basis") == PERSON_ASKED
        key = "labour.retention.answer" if asked else "labour.retention.over"
        told = words.text(key, count=over, kept=sum(one.state == KEPT for one in self._found))
        powerless = "" if may_erase(standing) else words.text("labour.retention.powerless")
        self._what.setText(" ".join(part for part in (told, powerless) if part))
        self.sign_panel.button.setEnabled(bool(self.sign_panel.signers()) and (asked or over > 0))


def _distinct(found: Sequence[Document]) -> list[Document]:
    """One card for documents that say the same of the same day: a slip of many months is told for each."""
    seen = {(one.keeping.kind, one.made_on, one.state): one for one in found}
    return list(seen.values())
