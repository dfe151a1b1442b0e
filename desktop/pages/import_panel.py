"""Take a bundle in: a path, what it would bring, and only then the button that takes it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.desk import Desk
from desktop.jobs import Job
from desktop.page_context import PageContext
from desktop.pages.carrying import (
    Brought,
    brought_notices,
    brought_pairs,
    brought_troubles,
    look_into,
    take_in,
)
from desktop.pages.reading import read_small
from desktop.returned import Confirmed, take_receipt, write_receipt
from desktop.session import Errand
from desktop.widgets.banner import Notice
from desktop.widgets.buttons import button
from desktop.widgets.file_field import FileField
from desktop.widgets.flag_card import FlagCard
from desktop.widgets.form import told_error
from desktop.widgets.key_values import KeyValues
from desktop.widgets.labels import label
from desktop.widgets.progress_row import ProgressRow
from sync.carry import SUFFIX
from sync.return_receipt import SUFFIX as RECEIPT


class ImportPanel(QWidget):
    """`previewed(Brought)` and `taken(Brought)` tell the two answers, `failed` that there is none."""

    previewed = Signal(object)
    taken = Signal(object)
    failed = Signal(object)
    confirmed = Signal(object)
    """A Confirmed: a receipt came back."""
    receipt_written = Signal(object)
    """The path of a receipt that goes back."""

    def __init__(self, desk: Desk, context: PageContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk, self._context = desk, context
        self._job: Job | None = None
        self._path: Path | None = None
        self._title, self._text = label("section"), label("quiet")
        self.file = FileField(desk, "bundle.in", (f"*{SUFFIX}", f"*{RECEIPT}"))
        self.file.chosen.connect(self._on_chosen)
        self.progress = ProgressRow(desk)
        self.progress.cancelled.connect(self._on_stopped)
        self._told = label("")
        self._told.hide()
        self.facts = KeyValues(desk, "bundle.go_in")
        self._troubles = QVBoxLayout()
        self._troubles.setSpacing(8)
        self.go = button(desk, "bundle.in.go", self._on_go, icon="check", kind="primary")
        self.receipt = button(desk, "bundle.receipt.go", self._on_receipt, icon="send")
        for made in (self.go, self.receipt):
            made.hide()
        self._network = b""
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        for part in (self._title, self._text, self.file, self.progress, self._told, self.facts):
            column.addWidget(part)
        column.addLayout(self._troubles)
        column.addWidget(self.go, 0, Qt.AlignmentFlag.AlignLeft)
        column.addWidget(self.receipt, 0, Qt.AlignmentFlag.AlignLeft)
        self.setFocusProxy(self.file)
        desk.follow(self, self._show)

    def told(self) -> str:
        """The sentence above the figures."""
        return "" if self._told.isHidden() else self._told.text()

    def _on_chosen(self, path: Path) -> None:
        """A bundle is looked into first; a receipt that came back changes no entry and is taken at once."""
        self._path = path
        if path.suffix == RECEIPT:
            self._clear()
            self._context.session.on_vault(
                lambda vault: take_receipt(vault, read_small(path)),
                owner=self,
                on_done=self._on_confirmed,
                on_error=self._on_failed,
            )
            return
        self._run("bundle.in.looking", look_into, self._on_previewed)

    def _on_go(self) -> None:
        self._run("bundle.in.running", take_in, self._on_taken, lambda one: brought_notices(one, self._desk.words))

    def _run(
        self,
        key: str,
        work: Callable[[Errand, Path], Brought],
        on_done: Callable[[Brought], None],
        notices: Callable[[Brought], Sequence[Notice]] = lambda brought: (),
    ) -> None:
        path = self._path
        assert path is not None, "the button is shown after a preview"
        self._clear()
        self.file.setEnabled(False)
        self.progress.begin(self._desk.words.text(key))
        self._job = self._context.session.act_long(
            lambda errand: work(errand, path),
            owner=self,
            on_done=on_done,
            on_error=self._on_failed,
            on_progress=self.progress.advance,
            on_cancelled=self._on_cancelled,
            notices=notices,
        )

    def _on_previewed(self, brought: Brought) -> None:
        carried = brought.carried
        nothing = not (carried.blocks.accepted or carried.attachments or carried.previews)
        self._end("strong", self._desk.words.text("bundle.in.nothing" if nothing else "bundle.in.would"), brought)
        self._network = brought.carried.network
        if not nothing:
            self.go.show()
            self.go.setFocus(Qt.FocusReason.TabFocusReason)
        elif brought.name:  # it came before: whoever sent it may still wait for the receipt
            self.receipt.show()
        self.previewed.emit(brought)

    def _on_taken(self, brought: Brought) -> None:
        count = len(brought.carried.blocks.entries)
        self._end("strong", self._desk.words.text("bundle.in.done", count=count), brought)
        self.file.clear()
        self._network = brought.carried.network
        self.receipt.show()
        self.taken.emit(brought)

    def _on_confirmed(self, confirmed: Confirmed) -> None:
        words = self._desk.words
        told = words.text("bundle.receipt.came", who=confirmed.who, held=confirmed.held, own=confirmed.own)
        self._end("strong", told)
        self.file.clear()
        self._context.session.changed.emit()
        self.confirmed.emit(confirmed)

    def _on_receipt(self) -> None:
        path, network = self._path, self._network
        if path is not None:
            self._context.session.on_vault(
                lambda vault: write_receipt(vault, network, path),
                owner=self,
                on_done=self._on_receipt_written,
                on_error=self._on_failed,
            )

    def _on_receipt_written(self, path: Path) -> None:
        self.receipt.hide()
        self._end("strong", self._desk.words.text("bundle.receipt.written", path=str(path)))
        self.receipt_written.emit(path)

    def _on_failed(self, error: BaseException) -> None:
        self._end("error", told_error(error, self._desk))
        self._context.session.changed.emit()  # of a stick that was pulled, what came before stays
        self.failed.emit(error)

    def _on_stopped(self) -> None:
        if self._job is not None:
            self._job.cancel()

    def _on_cancelled(self) -> None:
        self._end("quiet", self._desk.words.text("bundle.in.stopped"))
        self._context.session.changed.emit()  # blocks may have come in

    def _end(self, role: str, told: str, brought: Brought | None = None) -> None:
        self._job = None
        self.progress.end()
        self.file.setEnabled(True)
        self._told.setProperty("role", role)
        self._told.style().unpolish(self._told)
        self._told.style().polish(self._told)
        self._told.setText(told)
        self._told.show()
        self.file.setFocus(Qt.FocusReason.OtherFocusReason)
        if brought is None:
            return
        words = self._desk.words
        pairs = brought_pairs(brought, words)
        self.facts.show_pairs(pairs, frozenset({words.text("bundle.words"), words.text("bundle.digest")}))
        self.facts.show()
        for tone, what, do in brought_troubles(brought, words):
            self._troubles.addWidget(FlagCard(self._desk, tone, what, do=do))

    def _clear(self) -> None:
        self._told.hide()
        self.facts.hide()
        self.go.hide()
        self.receipt.hide()
        while (item := self._troubles.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.hide()
                old.deleteLater()

    def _show(self) -> None:
        self._title.setText(self._desk.words.text("bundle.in.title"))
        self._text.setText(self._desk.words.text("bundle.in.text"))
