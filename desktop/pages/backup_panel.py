"""Back up to a stick: a path, progress, and word that it may be pulled out; and which daily backups there are."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

from PySide6.QtWidgets import QVBoxLayout, QWidget

from core.vault.backup import SUFFIX, Backup, Stopped
from core.vault.backup_days import days
from desktop.backups import back_up_to
from desktop.desk import Desk
from desktop.jobs import Cancelled
from desktop.page_context import PageContext
from desktop.pages.long_save import LongSave
from desktop.session import Errand
from desktop.widgets.labels import label
from desktop.widgets.save_field import SaveField


class BackupPanel(QWidget):
    """Everything of the vault in one file, as encrypted as the vault."""

    def __init__(self, desk: Desk, context: PageContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk, self._context = desk, context
        self._text, self._daily = label("quiet"), label("quiet")
        field = SaveField(desk, "backup.file", "backup.go", SUFFIX, icon="usb", primary=True)
        field.propose(f"{context.session.path.stem}-{desk.clock.now().day().isoformat()}")
        field.asked.connect(self._on_asked)
        self.save = LongSave(desk, context.session, field)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        for part in (self._text, self.save, self._daily):
            column.addWidget(part)
        column.addStretch(1)
        self.setFocusProxy(self.save)
        self._text.setText(desk.words.text("backup.text"))
        context.session.on_vault(lambda vault: days(vault.folder), owner=self, on_done=self._on_days)

    def _on_days(self, found: Sequence[tuple[date, Path]]) -> None:
        words = self._desk.words
        told = words.text("backup.days", count=len(found), day=found[0][0]) if found else words.text("backup.no_days")
        self._daily.setText(told)

    def _on_asked(self, path: Path) -> None:
        def work(errand: Errand) -> Backup:
            try:
                return back_up_to(errand.vault, path, errand.go_on, errand.turn)
            except Stopped as stopped:
                raise Cancelled from stopped

        self.save.run("backup", work, self._written)

    def _written(self, backup: Backup) -> str:
        return self._desk.words.text("backup.done", path=str(backup.path), bytes=backup.bytes)
