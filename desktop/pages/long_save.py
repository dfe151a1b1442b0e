"""Write a long file: where to, progress with a way out, and what it came to."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.desk import Desk
from desktop.jobs import Job
from desktop.session import Errand, VaultSession
from desktop.theme import Tone
from desktop.widgets.banner import Notice
from desktop.widgets.form import told_error
from desktop.widgets.labels import label
from desktop.widgets.progress_row import ProgressRow
from desktop.widgets.save_field import SaveField

T = TypeVar("T")


class LongSave(QWidget):
    """The field for the path, and below it how far the work is or what came of it."""

    def __init__(self, desk: Desk, session: VaultSession, field: SaveField, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk, self._session, self.field = desk, session, field
        self._job: Job | None = None
        self._told = label("")
        self._told.hide()
        self.progress = ProgressRow(desk)
        self.progress.cancelled.connect(self._on_stopped)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        for part in (self.field, self.progress, self._told):
            column.addWidget(part)
        self.setFocusProxy(self.field)

    def told(self) -> str:
        """What the last one came to; empty before."""
        return "" if self._told.isHidden() else self._told.text()

    def run(
        self,
        key: str,
        work: Callable[[Errand], T],
        told: Callable[[T], str],
        on_done: Callable[[T], None] = lambda answer: None,
    ) -> None:
        """Do the work; `told` says what came of it, also without the page. `key` has `.running` and `.stopped`."""
        words = self._desk.words

        def done(answer: T) -> None:
            self._end("strong", told(answer))
            on_done(answer)

        self.field.setEnabled(False)
        self._told.hide()
        self.progress.begin(words.text(f"{key}.running"))
        self._job = self._session.act_long(
            work,
            owner=self,
            on_done=done,
            on_error=lambda error: self._end("error", told_error(error, self._desk)),
            on_progress=self.progress.advance,
            on_cancelled=lambda: self._end("quiet", words.text(f"{key}.stopped")),
            notices=lambda answer: (Notice(told(answer), tone=Tone.GOOD),),
        )

    def _on_stopped(self) -> None:
        if self._job is not None:
            self._job.cancel()

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
