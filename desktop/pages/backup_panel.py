"""Back up to a stick: a path, progress, and word that it may be pulled out; and which daily backups there are."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

from PySide6.QtWidgets import QVBoxLayout, QWidget

from core.vault.backup import SUFFIX, Backup, Stopped
from core.vault.backup_days import days
from core.vault.replica import Replica
from core.vault.vault import Vault
from desktop.backups import back_up_to
from desktop.desk import Desk
from desktop.jobs import Cancelled, Job, Progress
from desktop.session import PageContext
from desktop.widgets.form import told_error
from desktop.widgets.labels import label
from desktop.widgets.progress_row import ProgressRow
from desktop.widgets.save_field import SaveField


class BackupPanel(QWidget):
    """Everything of the vault in one file, as encrypted as the vault."""

    def __init__(self, desk: Desk, context: PageContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk, self._context = desk, context
        self._job: Job | None = None
        self._text, self._daily, self._told = label("quiet"), label("quiet"), label("strong")
        self._told.hide()
        self.field = SaveField(desk, "backup.file", "backup.go", SUFFIX, icon="usb", primary=True)
        self.field.propose(f"{context.session.path.stem}-{desk.clock.now().day().isoformat()}")
        self.field.asked.connect(self._on_asked)
        self.progress = ProgressRow(desk)
        self.progress.cancelled.connect(self._on_stopped)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        for part in (self._text, self.field, self.progress, self._told, self._daily):
            column.addWidget(part)
        column.addStretch(1)
        self.setFocusProxy(self.field)
        self._text.setText(desk.words.text("backup.text"))
        context.session.on_vault(lambda vault: days(vault.folder), owner=self, on_done=self._on_days)

    def told(self) -> str:
        """What the last backup came to; empty before."""
        return "" if self._told.isHidden() else self._told.text()

    def _on_days(self, found: Sequence[tuple[date, Path]]) -> None:
        words = self._desk.words
        told = words.text("backup.days", count=len(found), day=found[0][0]) if found else words.text("backup.no_days")
        self._daily.setText(told)

    def _on_asked(self, path: Path) -> None:
        self.field.setEnabled(False)
        self._told.hide()
        self.progress.begin(self._desk.words.text("backup.running"))

        def work(vault: Vault, replica: Replica | None, progress: Progress) -> Backup:
            try:
                return back_up_to(vault, path, lambda done, total: _go_on(progress, done, total))
            except Stopped as stopped:
                raise Cancelled from stopped

        self._job = self._context.session.act_long(
            work,
            owner=self,
            on_done=self._on_written,
            on_error=lambda error: self._end("error", told_error(error, self._desk)),
            on_progress=self.progress.advance,
            on_cancelled=lambda: self._end("quiet", self._desk.words.text("backup.stopped")),
        )

    def _on_stopped(self) -> None:
        if self._job is not None:
            self._job.cancel()

    def _on_written(self, backup: Backup) -> None:
        self._end("strong", self._desk.words.text("backup.done", path=str(backup.path), bytes=backup.bytes))

    def _end(self, role: str, told: str) -> None:
        self._job = None
        self.progress.end()
        self.field.setEnabled(True)
        self._told.setProperty("role", role)
        self._told.style().unpolish(self._told)
        self._told.style().polish(self._told)
        self._told.setText(told)
        self._told.show()
        self.field.go.setFocus()


def _go_on(progress: Progress, done: int, total: int) -> bool:
    if progress.cancelled():
        return False
    progress.report(done, total)
    return True
