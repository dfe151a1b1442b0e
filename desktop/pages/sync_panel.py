"""Sync with a hub or another laptop by its address: what went over, what did not and why, and a way to stop."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from core.vault.replica import Replica
from core.vault.vault import Vault
from desktop.desk import Desk
from desktop.session import PageContext
from desktop.widgets.buttons import button
from desktop.widgets.form import told_error
from desktop.widgets.labels import label
from desktop.widgets.progress_row import ProgressRow
from desktop.window_meeting import WindowMeeting
from sync.session import Outcome

_ADDRESS = "sync.address"
"""Setting of the vault: where it synced last, per network."""


class SyncPanel(QWidget):
    """`met(Outcome)` when an exchange came to its end."""

    met = Signal(object)

    def __init__(self, desk: Desk, context: PageContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk, self._context = desk, context
        self._meeting: WindowMeeting | None = None
        self._title, self._text, self._name = label("section"), label("quiet"), label("label")
        self.edit = QLineEdit(self)
        self.edit.setObjectName("field.sync.address")
        self.edit.returnPressed.connect(self._on_go)
        self.go = button(desk, "sync.go", self._on_go, icon="refresh-cw", kind="primary")
        self.progress = ProgressRow(desk)
        self.progress.cancelled.connect(self._on_stopped)
        self._told = label("")
        self._told.hide()
        row = QHBoxLayout()
        row.addWidget(self.edit, 1)
        row.addWidget(self.go)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        for part in (self._title, self._text, self._name):
            column.addWidget(part)
        column.addLayout(row)
        column.addWidget(self.progress)
        column.addWidget(self._told)
        self.setFocusProxy(self.edit)
        desk.follow(self, self._show)
        context.session.read(_address, owner=self, on_done=self.edit.setText)

    def told(self) -> str:
        """What it came to."""
        return "" if self._told.isHidden() else self._told.text()

    def _on_go(self) -> None:
        url = self.edit.text().strip().rstrip("/")
        if self._meeting is not None or not url:
            return
        if "://" not in url:
            url = f"https://{url}"
            self.edit.setText(url)
        self.go.setEnabled(False)
        self._told.hide()
        self.progress.begin(self._desk.words.text("sync.running"))
        meeting = WindowMeeting(self._desk.jobs, self._context.session, url, self)
        meeting.moved.connect(self._on_moved)
        meeting.finished.connect(lambda outcome: self._on_finished(url, outcome))
        meeting.failed.connect(lambda error: self._end("error", told_error(error, self._desk)))
        self._meeting = meeting
        meeting.start()

    def _on_stopped(self) -> None:
        if self._meeting is not None:
            self._meeting.stop()

    def _on_moved(self, received: int, given: int) -> None:
        if received or given:
            self.progress.begin(self._desk.words.text("sync.moved", received=received, given=given))

    def _on_finished(self, url: str, outcome: Outcome) -> None:
        words = self._desk.words
        told = [words.text("sync.moved", received=outcome.accepted, given=outcome.given)]
        told.append(words.text("sync.equal" if outcome.equal else "sync.not_equal"))
        if outcome.receipt is not None:
            told.append(words.text("sync.held"))
        if outcome.views_agree is False:
            told.append(words.text("sync.views_differ"))
        sound = outcome.equal and outcome.views_agree is not False
        self._end("strong" if sound else "error", " ".join(told))
        self._context.session.read(lambda vault, replica: _keep(vault, replica, url), owner=self, on_done=_nothing)
        self.met.emit(outcome)

    def _end(self, role: str, told: str) -> None:
        self._meeting = None
        self.progress.end()
        self.go.setEnabled(True)
        self._told.setProperty("role", role)
        self._told.style().unpolish(self._told)
        self._told.style().polish(self._told)
        self._told.setText(told)
        self._told.show()

    def _show(self) -> None:
        words = self._desk.words
        self._title.setText(words.text("sync.title"))
        self._text.setText(words.text("sync.text"))
        self._name.setText(words.text("sync.address"))
        self.edit.setAccessibleName(words.text("sync.address"))


def _setting(replica: Replica) -> str:
    return f"{_ADDRESS}.{replica.network_id.hex()}"


def _address(vault: Vault, replica: Replica) -> str:
    return (vault.setting(_setting(replica)) or b"").decode()


def _keep(vault: Vault, replica: Replica, url: str) -> None:
    vault.set_setting(_setting(replica), url.encode())


def _nothing(_: object) -> None:
    """Nobody waits for it."""
