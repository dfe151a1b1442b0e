"""Flags as a page shows them: each with what became of it, and the form that settles it at the right of the page."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from core.actions.settle import MarkedFlag
from core.ledger.settling import FlagStatus
from core.vault.drafts import KeptDraft
from core.vault.replica import Replica
from core.vault.vault import Vault
from desktop.desk import Desk
from desktop.entries.settle_panel import FLAGGED, MARK, SettlePanel
from desktop.entries.settling import FlagRow, answer_lines, flag_rows, flag_said, flag_tone, marked
from desktop.holding import Intent
from desktop.page_context import PageContext
from desktop.shell.page import Page
from desktop.theme import Tone
from desktop.widgets.banner import Notice
from desktop.widgets.buttons import tell_apart
from desktop.widgets.flag_card import FlagCard
from desktop.widgets.keyed import keyed_button


class FlagActions(QObject):
    """A page makes one of these; `settled` comes when an answer is in the ledger."""

    settled = Signal()

    def __init__(self, page: Page, context: PageContext) -> None:
        super().__init__(page)
        self._page, self._context = page, context

    @property
    def _desk(self) -> Desk:
        return self._page.desk

    def card(self, row: FlagRow) -> QWidget:
        """A flag with its answers, and the button that settles it, or answers otherwise."""
        words = self._desk.words
        what, do = flag_said(row, self._context.standing().device, words)
        shown = QWidget()
        column = QVBoxLayout(shown)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        told = "\n".join(answer_lines(row, words))
        open_still = do if row.status is not FlagStatus.SETTLED else ""
        column.addWidget(FlagCard(self._desk, flag_tone(row.finding, row.status), what, told, open_still))
        key = "settle.open" if row.status is not FlagStatus.SETTLED else "settle.other"
        made = keyed_button(self._desk, key, partial(self.ask, row), icon="circle-check")
        tell_apart(self._desk, made, key, lambda: what)
        column.addWidget(made, 0, Qt.AlignmentFlag.AlignLeft)
        return shown

    def ask(self, row: FlagRow) -> None:
        """Open the form for a flag, once it is known what that is about."""
        self._context.session.read(
            lambda vault, replica: marked(vault, replica, row),
            owner=self,
            on_done=lambda flag: self._open(row, flag, None),
            on_error=self._page.show_error,
        )

    def _open(self, row: FlagRow | None, flag: MarkedFlag | None, draft: KeptDraft | None) -> None:
        words = self._desk.words
        if row is None or flag is None:
            self._page.notice.emit(Notice(words.text("settle.gone"), tone=Tone.WARN))
            return
        what, _ = flag_said(row, self._context.standing().device, words)
        panel = SettlePanel(self._desk, self._context, flag, row.slot, what, draft)
        panel.signed.connect(partial(self._hold, panel))
        self._page.show_detail(words.text("settle.title"), panel)
        panel.setFocus(Qt.FocusReason.OtherFocusReason)

    def go_on(self, draft: KeptDraft) -> None:
        """Show a resolution as it was typed; where its flag has changed since, say so."""
        flagged, mark = draft.entry.typed[FLAGGED], draft.entry.typed[MARK]

        def read(vault: Vault, replica: Replica) -> tuple[FlagRow | None, MarkedFlag | None]:
            for row in flag_rows(vault, replica, flagged):
                flag = marked(vault, replica, row)
                if flag is not None and flag.mark == mark:
                    return row, flag
            return None, None

        self._context.session.read(
            read, owner=self, on_done=lambda both: self._open(*both, draft), on_error=self._page.show_error
        )

    def _hold(self, panel: SettlePanel, intent: Intent) -> None:
        self._context.holding.hold(
            intent,
            owner=self,
            on_held=self._page.hide_detail,
            on_signed=lambda recorded: self._on_settled(),
            on_error=panel.tell_refused,
        )

    def _on_settled(self) -> None:
        self.settled.emit()
        self._page.notice.emit(Notice(self._desk.words.text("settle.done"), tone=Tone.GOOD))
