"""Take rights back: why, from when on, and what loses its effect, before anybody signs."""

from __future__ import annotations

from PySide6.QtCore import QDate, Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QDateEdit, QVBoxLayout, QWidget

from core.actions.shut_out import CutPreview, blocks_before, cut_device, cut_person, last_blocks, preview_cut
from core.actions.signing import Signing
from core.ledger.governance import cut
from core.vault.replica import Replica
from core.vault.vault import Person, Vault
from core.vault.views import Granted
from desktop.desk import Desk
from desktop.page_context import PageContext
from desktop.theme import Tone
from desktop.widgets.flag_card import FlagCard
from desktop.widgets.form import Form
from desktop.widgets.labels import label
from desktop.widgets.secret_fields import PinField

SHOWN_MAX = 8
"""So many of the entries that lose their effect are named; the rest is counted."""


class CutPanel(QWidget):
    """One device or person; the preview follows what is chosen."""

    previewed = Signal(object)
    """A CutPreview is shown."""
    done = Signal(str)
    """The title of whoever was shut out."""

    def __init__(self, desk: Desk, context: PageContext, one: Granted, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk, self._context, self._one = desk, context, one
        self.reason, self.whole = QComboBox(), QCheckBox()
        for reason in cut.REASONS:
            self.reason.addItem(desk.words.text(f"choice.reason.{reason}"), reason)
        self.day = QDateEdit()
        self.day.setCalendarPopup(True)
        self.day.setDisplayFormat("yyyy-MM-dd")
        self.day.setDate(QDate.currentDate())
        self.signer, self.pin = QComboBox(), PinField(desk)
        self.signer.addItem(desk.words.text("cut.signer.nobody"), None)
        for person in context.standing().persons:
            self.signer.addItem(person.title, person)
        self.form = Form(desk)
        self.form.add("reason", "cut.reason", self.reason)
        if one.kind == cut.DEVICE:
            self._add_line(desk)
        self._told = QVBoxLayout()
        self._told.setSpacing(8)
        self.form.column.addLayout(self._told)
        self.form.add("signer", "cut.signer", self.signer, "cut.signer.help")
        self.form.add("pin", "pin", self.pin)
        self.signer.currentIndexChanged.connect(lambda: self.pin.setEnabled(self.signer.currentData() is not None))
        self.pin.setEnabled(False)
        self.form.add_submit("cut.go", "x")
        self.form.submitted.connect(self._on_submitted)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.form)
        self.setFocusProxy(self.form)
        self._look()

    def _add_line(self, desk: Desk) -> None:
        desk.follow(self.day, lambda: self.day.lineEdit().setAccessibleName(desk.words.text("cut.day.typed")))
        desk.follow(self.whole, lambda: self.whole.setText(desk.words.text("cut.whole")))
        self.whole.setChecked(True)
        self.whole.toggled.connect(self._on_line_changed)
        self.day.dateChanged.connect(self._on_line_changed)
        self.day.setEnabled(False)
        self.form.add("whole", "cut.line", self.whole)
        self.form.add("day", "cut.day", self.day, "cut.day.help")

    def _on_line_changed(self) -> None:
        self.day.setEnabled(not self.whole.isChecked())
        self._look()

    # -- preview -----------------------------------------------------------------------------------------------------

    def _look(self) -> None:
        one, before_s = self._one, self._before_s()

        def work(vault: Vault, replica: Replica) -> CutPreview | None:
            return preview_cut(replica, one.key, _line(replica, one.key, before_s)) if one.kind == cut.DEVICE else None

        self._context.session.read(work, owner=self, on_done=self._on_looked, on_error=self.form.show_error)

    def _before_s(self) -> int | None:
        if self._one.kind != cut.DEVICE or self.whole.isChecked():
            return None
        return int(self.day.date().startOfDay().toSecsSinceEpoch())

    def _on_looked(self, preview: CutPreview | None) -> None:
        while (item := self._told.takeAt(0)) is not None:
            old = item.widget()
            if old is not None:
                old.hide()
                old.deleteLater()
        words, title = self._desk.words, self._one.title
        if preview is None:
            self._told.addWidget(FlagCard(self._desk, Tone.WARN, words.text("cut.person", title=title)))
        else:
            count, confirmed = len(preview.losing), preview.confirmed_below
            tone = Tone.WARN if count else Tone.INFO
            told = words.text("cut.preview", title=title, count=count, confirmed=confirmed)
            self._told.addWidget(FlagCard(self._desk, tone, told))
            for loss in preview.losing[:SHOWN_MAX]:
                self._told.addWidget(label("quiet", f"{words.text(f'type.{loss.type}')} · {loss.title or '–'}"))
            if count > SHOWN_MAX:
                self._told.addWidget(label("quiet", words.text("cut.more", count=count - SHOWN_MAX)))
        self.previewed.emit(preview)

    # -- doing it ----------------------------------------------------------------------------------------------------

    def _on_submitted(self) -> None:
        one, reason, before_s = self._one, str(self.reason.currentData()), self._before_s()
        person = self.signer.currentData()
        signed = (Signing(person.key, "cut", self.pin.text()),) if isinstance(person, Person) else ()

        def work(vault: Vault, replica: Replica) -> None:
            if one.kind == cut.DEVICE:
                cut_device(vault, replica.network_id, one.key, reason, _line(replica, one.key, before_s), signed)
            else:
                cut_person(vault, replica.network_id, one.key, reason, signed)

        self.form.setEnabled(False)
        self.form.show_error(None)
        self._context.session.act(work, owner=self, on_done=self._on_done, on_error=self._on_failed)

    def _on_done(self, nothing: object) -> None:
        self.pin.clear()
        self.done.emit(self._one.title)

    def _on_failed(self, error: BaseException) -> None:
        self.form.setEnabled(True)
        self.form.show_error(error)


def _line(replica: Replica, device: bytes, before_s: int | None) -> dict[int, bytes]:
    return last_blocks(replica, device) if before_s is None else blocks_before(replica, device, before_s)
