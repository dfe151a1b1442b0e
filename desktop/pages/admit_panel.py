"""Let somebody in: read their request, show who would get which roles, grant."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from core.actions.join import JoinRequest
from core.vault.replica import Replica
from core.vault.vault import Vault
from desktop.desk import Desk
from desktop.jobs import Lane
from desktop.members import Newcomer, let_in, look_at, may_grant
from desktop.page_context import PageContext
from desktop.pages.reading import read_join_request
from desktop.roles import roles_text
from desktop.shell.page import card
from desktop.theme import Tone
from desktop.widgets.buttons import button
from desktop.widgets.flag_card import FlagCard
from desktop.widgets.form import told_error
from desktop.widgets.key_values import KeyValues
from desktop.widgets.labels import label
from desktop.widgets.source_field import SourceField


class AdmitPanel(QWidget):
    """Three states below each other: what to read, what it asks for, what was done."""

    carry_asked = Signal()
    previewed = Signal(object)
    """A Newcomer is shown."""
    admitted = Signal(str)
    """The member who is now let in."""

    def __init__(self, desk: Desk, context: PageContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk, self._context = desk, context
        self.source = SourceField(desk, "members.admit.source", "members.admit.look")
        self.source.given.connect(self._on_given)
        self._shown = QVBoxLayout()
        self._shown.setSpacing(12)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        column.addWidget(self.source)
        column.addLayout(self._shown)
        column.addStretch(1)
        self._go = button(desk, "members.admit.go", self._on_go, icon="check", kind="primary")
        self._go.hide()
        self._request: JoinRequest | None = None
        self.setFocusProxy(self.source)

    def _on_given(self, source: str) -> None:
        self._clear()
        self._desk.jobs.run(
            lambda: read_join_request(source), owner=self, on_done=self._on_read, on_error=self._on_failed, lane=Lane.IO
        )

    def _on_read(self, request: JoinRequest) -> None:
        def work(vault: Vault, replica: Replica) -> tuple[Newcomer, bool]:
            return look_at(replica, request), may_grant(replica)

        self._context.session.read(work, owner=self, on_done=self._on_looked, on_error=self._on_failed)

    def _on_looked(self, answer: tuple[Newcomer, bool]) -> None:
        newcomer, allowed = answer
        words = self._desk.words
        self._request = newcomer.request
        facts = KeyValues(self._desk)
        name = words.text("onboarding.join.fingerprint")
        rows = [
            (words.text("members.column.member"), newcomer.request.member),
            (words.text("members.admit.device"), newcomer.request.title),
            (name, newcomer.fingerprint),
        ]
        rows += [(one.title, roles_text(one.roles, words) or "–") for one in newcomer.persons]
        facts.show_pairs(rows)
        self._shown.addWidget(card(facts))
        self._shown.addWidget(label("quiet", words.text("members.admit.compare")))
        nobody = newcomer.known_device and not newcomer.persons
        if nobody or not allowed:
            key = "members.admit.nobody" if nobody else "members.admit.not_allowed"
            self._shown.addWidget(FlagCard(self._desk, Tone.WARN, words.text(key, member=newcomer.request.member)))
        else:
            self._shown.addWidget(self._go, 0, Qt.AlignmentFlag.AlignLeft)
            self._go.setEnabled(True)
            self._go.show()
            self._go.setFocus(Qt.FocusReason.TabFocusReason)
        self.previewed.emit(newcomer)

    def _on_go(self) -> None:
        request = self._request
        if request is None:
            return

        def work(vault: Vault, replica: Replica) -> None:
            let_in(vault, replica, request)

        self._go.setEnabled(False)
        self._context.session.act(
            work, owner=self, on_done=lambda nothing: self._on_admitted(request.member), on_error=self._on_failed
        )

    def _on_admitted(self, member: str) -> None:
        self._clear()
        self.source.clear()
        self._shown.addWidget(label("strong", self._desk.words.text("members.admit.done", member=member)))
        carry = button(self._desk, "members.bundle", self.carry_asked.emit, icon="usb", kind="primary")
        self._shown.addWidget(carry, 0, Qt.AlignmentFlag.AlignLeft)
        carry.setFocus(Qt.FocusReason.TabFocusReason)
        self.admitted.emit(member)

    def _on_failed(self, error: BaseException) -> None:
        self._clear()
        self.source.tell(told_error(error, self._desk))
        self.source.setFocus(Qt.FocusReason.OtherFocusReason)

    def _clear(self) -> None:
        self._request = None
        while (item := self._shown.takeAt(0)) is not None:
            old = item.widget()
            if old is not None and old is not self._go:
                old.hide()
                old.deleteLater()
        self._go.hide()
