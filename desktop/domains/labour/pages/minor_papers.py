"""A minor's papers: which are kept, which are missing, and keeping one more; the guardian signs here with a PIN."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from core.domains.labour.rules.v1.papers import CONSENT, OWN_SIGNATURE, SCAN
from core.domains.labour.rules.v1.papers import KEEP as KEEP_TYPE
from core.domains.labour.rules.v1.person import missing_papers
from core.vault.drafts import KeptDraft
from core.vault.views import SubjectRow
from desktop.desk import Desk
from desktop.domains.labour.minors import KEEP, keep_paper
from desktop.domains.labour.pages.slots import EMPLOYER, GUARDIAN
from desktop.domains.labour.pages.waiting import Step, Waiting
from desktop.domains.labour.today import CONTRACTS
from desktop.entries.pictures import kept_reader
from desktop.entries.sign_panel import SignPanel
from desktop.page_context import PageContext
from desktop.theme import Tone
from desktop.widgets.entry_form import EntryForm
from desktop.widgets.file_list import FileList
from desktop.widgets.keyed import name_fields
from desktop.widgets.labels import label
from desktop.widgets.remarks import Remark, Remarks


class MinorPapers(QWidget):
    """Emits `kept` when a paper was recorded; hidden for adults."""

    kept = Signal()

    def __init__(self, desk: Desk, context: PageContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk, self._context = desk, context
        self._waits = Waiting(context, CONTRACTS, self)
        self._waits.changed.connect(self._propose)
        self._draft: KeptDraft | None = None
        self._row: SubjectRow | None = None
        self._heading, self._held = label("section"), label("")
        self.form = EntryForm(desk, KEEP_TYPE.fields, KEEP)
        name_fields(self.form, KEEP_TYPE.fields)
        self.form.changed.connect(self._on_changed)
        self.scans = FileList(desk, "labour.papers.scan", kept_reader(context.session))
        self.sign_panel = SignPanel(desk, "labour.papers.keep")
        self.sign_panel.signed.connect(self._on_signed)
        self.remarks = Remarks(desk)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        for part in (self._heading, self._held, self.remarks, self.form, self.scans, self.sign_panel):
            column.addWidget(part)
        self.hide()
        desk.follow(self, self._show)

    def show_employment(self, row: SubjectRow | None) -> None:
        """Show whose papers these are."""
        if row is None or self._row is None or row.id != self._row.id:
            self.remarks.clear()
            self.form.clear()
        self._row = row
        self.setVisible(row is not None and row.state["person"]["age_band"] != "adult")
        self._propose()
        self._show()

    def open_draft(self, draft: KeptDraft) -> None:
        """Show the paper as it was typed, with its scans, as soon as its person is shown."""
        self._draft = draft

    def missing(self) -> Sequence[str]:
        """Papers that are not kept yet."""
        person = self._row.state["person"] if self._row else {}
        return missing_papers(person.get("age_band", "adult"), person.get("papers") or ())

    def _propose(self) -> None:
        """The next missing paper: consent by signature, others as scan."""
        missing, row = self.missing(), self._row
        waits = row is not None and self._waits.waits(row.id)
        parts = (self.form, self.scans, self.sign_panel)
        for part in parts:
            part.setVisible(bool(missing) and not waits)
        if self._draft is not None and row is not None and self._draft.entry.subject == row.id:
            draft, self._draft = self._draft, None
            self.form.set_typed(self._waits.go_on(draft))
            self.scans.keep(draft.entry.attachments)
            self._on_changed()
        elif missing and not waits:
            way = OWN_SIGNATURE if missing[0] == CONSENT else SCAN
            self.form.set_values({"paper": missing[0], "kept_as": way})
            self._on_changed()

    def _on_changed(self) -> None:
        body = self.form.peek()
        self.scans.setVisible(body.get("kept_as") == SCAN)
        self.form.set_field_visible("relation", body.get("paper") == CONSENT)
        slot = GUARDIAN if body.get("kept_as") == OWN_SIGNATURE else EMPLOYER
        self.sign_panel.ask([slot], self._context.standing())

    def _on_signed(self) -> None:
        values, row = self.form.values(), self._row
        if row is None or values.findings:
            return
        scanned = values.body["kept_as"] == SCAN
        if scanned and not self.scans.decided():
            return
        body, words = dict(values.body), self._desk.words
        paper = words.text(f"choice.papers.{body['paper']}")
        self._waits.hold(
            Step(
                KEEP,
                [row.id],
                self.form.typed(),
                words.text("labour.papers.waits", number=row.title, paper=paper),
                lambda vault, replica, signing, attached: keep_paper(
                    vault, replica.network_id, row.id, body, attached, signing
                ),
                files=self.scans.files() if scanned else (),
                attached=self.scans.kept() if scanned else (),
            ),
            self.sign_panel,
            on_held=self._on_held,
            on_signed=lambda recorded: self._on_kept(),
            on_error=self._on_refused,
        )

    def _on_held(self) -> None:
        self.remarks.clear()
        self.form.clear()
        self.scans.clear()

    def _on_kept(self) -> None:
        self.remarks.say([Remark(self._desk.words.text("labour.papers.done"), tone=Tone.GOOD)])
        self.kept.emit()

    def _on_refused(self, error: BaseException) -> None:
        if findings := self.sign_panel.tell_unless_found(error):
            self.sign_panel.clear()
            self.remarks.say_findings(findings, KEEP)

    def _show(self) -> None:
        words = self._desk.words
        self._heading.setText(words.text("labour.papers.title"))
        held = self._row.state["person"].get("papers") or () if self._row else ()
        lines = [f"✓ {words.text(f'choice.papers.{one}')}" for one in held]
        lines += [f"✗ {words.text(f'choice.papers.{one}')}" for one in self.missing()]
        self._held.setText("\n".join(lines))
