"""Two laptops face to face: show where this one is found, read where the other one is, compare words, connect."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QVBoxLayout, QWidget

from core.encoding.words import fingerprint_words
from core.errors import SyncError
from core.vault.vault import Vault
from core.vault.views import network_view
from desktop.desk import Desk
from desktop.jobs import Job, Lane
from desktop.page_context import PageContext
from desktop.pages.reading import read_pairing_source
from desktop.syncing.address import Answering, Asker, first_answering
from desktop.syncing.background import BackgroundSync, Place
from desktop.syncing.peers import Peer, PeerKind
from desktop.syncing.window_meeting import Target, WindowMeeting, asker_of
from desktop.theme import Tone
from desktop.widgets.buttons import button
from desktop.widgets.flag_card import FlagCard
from desktop.widgets.form import told_error
from desktop.widgets.key_values import KeyValues
from desktop.widgets.labels import label
from desktop.widgets.progress_row import ProgressRow
from desktop.widgets.qr_view import QrView
from desktop.widgets.source_field import SourceField
from sync.pairing import Pairing, pairing_text


class PairPanel(QWidget):
    """Shown above, read below. `connected` when the other one answered; `elsewhere` where another network is meant."""

    read = Signal(object)
    """A Pairing is shown."""
    connected = Signal()
    elsewhere = Signal(str)
    """The name of the other network that is in this vault; empty where it is new here."""

    def __init__(self, desk: Desk, context: PageContext, syncing: BackgroundSync, own: Place) -> None:
        """`own` is the network that is looked at and this device."""
        super().__init__()
        self._desk, self._context, self._syncing = desk, context, syncing
        self._own = own
        self._pairing: Pairing | None = None
        self._name = ""
        self._meeting: WindowMeeting | None = None
        self._job: Job | None = None
        self._titles = (label("section"), label("section"))
        self._texts = (label("quiet"), label("quiet"))
        self.qr = QrView(desk, "sync.pair.qr")
        self._facts = KeyValues(desk)
        self.on = button(desk, "sync.pair.on", lambda: syncing.be_found(True), icon="wifi", kind="primary")
        self.copy = button(desk, "sync.pair.copy", self._on_copy, icon="copy")
        self.source = SourceField(desk, "sync.pair.source", "sync.pair.look")
        self.source.given.connect(self._on_given)
        self._shown = QVBoxLayout()
        self._shown.setSpacing(12)
        self.go = button(desk, "sync.pair.go", self._on_go, icon="check", kind="primary")
        self.go.hide()
        self.progress = ProgressRow(desk)
        self.progress.cancelled.connect(self._on_stopped)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        left = Qt.AlignmentFlag.AlignLeft
        column.addWidget(self._titles[0])
        column.addWidget(self._texts[0])
        column.addWidget(self.qr, 0, left)
        column.addWidget(self._facts)
        column.addWidget(self.on, 0, left)
        column.addWidget(self.copy, 0, left)
        column.addWidget(self._titles[1])
        column.addWidget(self._texts[1])
        column.addWidget(self.source)
        column.addLayout(self._shown)
        column.addWidget(self.go, 0, left)
        column.addWidget(self.progress)
        column.addStretch(1)
        self.setFocusProxy(self.source)
        syncing.changed.connect(self._show)
        desk.follow(self, self._show)

    # -- reading -------------------------------------------------------------------------------------------------

    def _on_given(self, source: str) -> None:
        self._clear()
        self._desk.jobs.run(
            lambda: read_pairing_source(source),
            owner=self,
            on_done=self._on_read,
            on_error=self._on_failed,
            lane=Lane.IO,
        )

    def _on_read(self, pairing: Pairing) -> None:
        self._context.session.on_vault(
            lambda vault: _network_name(vault, pairing.network),
            owner=self,
            on_done=lambda name: self._on_looked(pairing, name),
            on_error=self._on_failed,
        )

    def _on_looked(self, pairing: Pairing, name: str) -> None:
        words = self._desk.words
        self._pairing, self._name = pairing, name
        facts = KeyValues(self._desk)
        network = words.text("sync.pair.network")
        rows = [(network, name)] if name else [(network, fingerprint_words(pairing.network))]
        rows.append((words.text("sync.pair.words"), fingerprint_words(pairing.device)))
        rows.append((words.text("sync.address"), _places(pairing.urls)))
        facts.show_pairs(rows)
        self._shown.addWidget(facts)
        if not name:
            self._shown.addWidget(
                FlagCard(self._desk, Tone.INFO, words.text("sync.pair.new"), do=words.text("sync.pair.new.do"))
            )
        self._shown.addWidget(label("", words.text("sync.pair.compare")))
        self.go.setEnabled(True)
        self.go.show()
        self.go.setFocus(Qt.FocusReason.TabFocusReason)
        self.read.emit(pairing)

    def _on_go(self) -> None:
        pairing = self._pairing
        if pairing is None:
            return
        self.go.setEnabled(False)
        self.progress.begin(self._desk.words.text("sync.pair.running"))
        self._job = self._context.session.on_vault(
            asker_of, owner=self, on_done=lambda asker: self._ask(pairing, asker), on_error=self._on_failed
        )

    def _ask(self, pairing: Pairing, asker: Asker) -> None:
        self._job = self._desk.jobs.run(
            lambda: first_answering(pairing.urls, pairing.device, asker),
            owner=self,
            on_done=lambda found: self._on_answering(pairing, found),
            on_error=self._on_failed,
            lane=Lane.LINE,
        )

    def _on_answering(self, pairing: Pairing, found: Answering) -> None:
        meeting = WindowMeeting(
            self._desk.jobs, self._context.session, Target(pairing.network, found.url, found.device), self
        )
        meeting.finished.connect(lambda met: self._on_met(pairing, found))
        meeting.failed.connect(self._on_failed)
        self._meeting = meeting
        meeting.start()

    def _on_met(self, pairing: Pairing, found: Answering) -> None:
        self._clear()
        self.source.clear()
        self._syncing.remember(pairing.network, Peer(found.device, PeerKind.LAPTOP, found.url))
        if pairing.network != self._own[0]:
            self.elsewhere.emit(self._name)
        self._shown.addWidget(FlagCard(self._desk, Tone.GOOD, self._desk.words.text("sync.pair.done")))
        self.connected.emit()

    def _on_stopped(self) -> None:
        if self._meeting is not None:
            self._meeting.stop()
        elif self._job is not None:  # whoever is asked may answer later: nobody waits for it any more
            self._job.cancel()
            self._on_failed(SyncError("meeting_stopped"))

    def _on_failed(self, error: BaseException) -> None:
        self._clear()
        self.source.tell(told_error(error, self._desk))
        self.source.setFocus(Qt.FocusReason.OtherFocusReason)

    def _clear(self) -> None:
        self._pairing = self._meeting = None
        self.progress.end()
        self.go.hide()
        while (item := self._shown.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.hide()
                old.deleteLater()

    # -- showing -------------------------------------------------------------------------------------------------

    def _on_copy(self) -> None:
        QGuiApplication.clipboard().setText(self.qr.text())

    def _show(self) -> None:
        words, urls = self._desk.words, self._syncing.presence.urls
        for shown, key in zip(self._titles, ("sync.pair.show", "sync.pair.read"), strict=True):
            shown.setText(words.text(key))
        self._texts[0].setText(words.text("sync.pair.show.text" if urls else "sync.pair.off"))
        self._texts[1].setText(words.text("sync.pair.read.text"))
        for part in (self.qr, self._facts, self.copy):
            part.setVisible(bool(urls))
        self.on.setVisible(not urls)
        if urls:
            network, device = self._own
            self.qr.show_text(pairing_text(Pairing(network, device, urls[:8])))
            name = words.text("sync.pair.words")
            rows = [(name, fingerprint_words(device)), (words.text("sync.address"), _places(urls))]
            self._facts.show_pairs(rows)


def _places(urls: Sequence[str]) -> str:
    """Addresses as people compare them."""
    return ", ".join(url.removeprefix("https://") for url in urls)


def _network_name(vault: Vault, network: bytes) -> str:
    """The network as it calls itself; empty where it is not known here."""
    return network_view(vault.replica(network)).name if network in vault.networks() else ""
