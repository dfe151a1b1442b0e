"""Write a bundle: a path, progress with a way out, and what was written."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QVBoxLayout, QWidget

from core.ledger.governance.grant import DEVICE
from core.vault.views import Granted
from desktop.desk import Desk
from desktop.jobs import Job
from desktop.pages.carrying import required, write_out
from desktop.session import PageContext, Standing
from desktop.widgets.form import told_error
from desktop.widgets.labels import label
from desktop.widgets.progress_row import ProgressRow
from desktop.widgets.save_field import SaveField
from sync.bundle_writing import Written
from sync.carry import SUFFIX


class ExportPanel(QWidget):
    """`written(list)` with the files when it is done."""

    written = Signal(list)

    def __init__(self, desk: Desk, context: PageContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk, self._context = desk, context
        self._job: Job | None = None
        self._title, self._text = label("section"), label("quiet")
        self.field = SaveField(desk, "bundle.out", "bundle.out.go", SUFFIX, icon="upload", primary=True)
        self.field.asked.connect(self._on_asked)
        network = context.standing().network
        self.field.propose(network.name if network else "")
        self.others = QCheckBox()
        self.others.setObjectName("field.bundle.others")
        self.others.setChecked(True)
        self.others.toggled.connect(lambda on: self._show())
        self._for, self.whom = label("label"), QComboBox()
        self.whom.setObjectName("field.bundle.whom")
        self._members = _devices(context.standing())
        for one in self._members:
            self.whom.addItem(f"{one.member} · {one.title}", one.key)
        self.progress = ProgressRow(desk)
        self.progress.cancelled.connect(self._on_stopped)
        self._told = label("")
        self._told.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        for part in (self._title, self._text, self.field, self.others, self._for, self.whom, self.progress, self._told):
            column.addWidget(part)
        self.setFocusProxy(self.field)
        desk.follow(self, self._show)

    def told(self) -> str:
        """What it came to."""
        return "" if self._told.isHidden() else self._told.text()

    def _on_asked(self, path: Path) -> None:
        audience = () if self.others.isChecked() else (bytes(self.whom.currentData()),)
        self.field.setEnabled(False)
        self._told.hide()
        self.progress.begin(self._desk.words.text("bundle.out.running"))
        self._job = self._context.session.act_long(
            lambda vault, replica, progress: write_out(vault, required(replica), progress, path, audience),
            owner=self,
            on_done=self._on_written,
            on_error=lambda error: self._end("error", told_error(error, self._desk)),
            on_progress=self.progress.advance,
            on_cancelled=lambda: self._end("quiet", self._desk.words.text("bundle.out.stopped")),
        )

    def _on_stopped(self) -> None:
        if self._job is not None:
            self._job.cancel()

    def _on_written(self, answer: tuple[Written, list[Path]]) -> None:
        written, files = answer
        words = self._desk.words
        told = words.text("bundle.out.done", size=words.size(written.bytes), path=", ".join(map(str, files)))
        self._end("strong", told)
        self.written.emit(files)

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

    def _show(self) -> None:
        words, chosen = self._desk.words, not self.others.isChecked()
        self._title.setText(words.text("bundle.out.title"))
        self._text.setText(words.text("bundle.out.text"))
        self.others.setText(words.text("bundle.others"))
        self.others.setAccessibleName(words.text("bundle.others"))
        self.others.setVisible(bool(self._members))
        self._for.setText(words.text("bundle.whom"))
        self.whom.setAccessibleName(words.text("bundle.whom"))
        for part in (self._for, self.whom):
            part.setVisible(chosen)


def _devices(standing: Standing) -> list[Granted]:
    """The network's other devices, for one of which alone a bundle may be meant."""
    granted = standing.network.granted if standing.network else ()
    return [one for one in granted if one.kind == DEVICE and one.key != standing.device]
