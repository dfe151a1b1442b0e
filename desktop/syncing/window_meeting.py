"""A meeting with a peer from the window: the line on one lane, the vault on another, and the window waits for neither.

1. Each question is sent on the line's lane and its answer taken in on the vault's, page by page, so that other work
   with the vault comes in between, and stopping takes effect after the page under way. The blocks of a page are taken
   in while the next one is on its way.
2. A meeting is about one network, whichever the person looks at meanwhile. One that is new here begins with a first
   page, charter and all.
3. What a meeting brought stays, however it ends.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QObject, Signal

from core.actions.erase import report_erasures
from core.errors import SyncError
from core.ports.limits import PREVIEW_BYTES_MAX
from core.vault.replica import Replica
from core.vault.vault import Vault
from desktop.jobs import Job, Jobs, Lane, Progress
from desktop.meeting import beginning, has_begun, remember, require_begun, require_sound
from desktop.patience import patient_peer
from desktop.session import VaultSession
from desktop.syncing.address import Asker
from desktop.syncing.holdings import last_block
from sync.outcome import Outcome
from sync.session import Session
from sync.transports.http_client import HttpPeer
from sync.vault_store import VaultStore

WAIT_MAX_S = 8


@dataclass(frozen=True, slots=True)
class Target:
    """Where to meet whom about which network."""

    network: bytes
    url: str
    device: bytes | None = None
    """Who must answer there; None: whoever does."""
    certified: bool = True
    """The device's own key is in its TLS certificate (see Peer)."""


@dataclass(frozen=True, slots=True)
class Met:
    """What a meeting came to; `mark` is the last block that was here when both held the same."""

    device: bytes
    outcome: Outcome
    mark: bytes | None


class WindowMeeting(QObject):
    """Ends with `finished(Met)` or `failed(error)`; `moved(Outcome)` tells how far it is."""

    finished = Signal(object)
    failed = Signal(object)
    moved = Signal(object)

    def __init__(self, jobs: Jobs, session: VaultSession, target: Target, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._jobs, self._session, self.target = jobs, session, target
        self._stopping = threading.Event()
        self._peer: HttpPeer | None = None
        self._device = b""
        self._talk: Session | None = None
        self._store: VaultStore | None = None
        self._mark: bytes | None = None
        self._line: Job | None = None
        self._taking_in = False
        self._broken: BaseException | None = None
        """Why the line broke while a page was being taken in."""
        self._over = False
        self._shown = False

    @property
    def outcome(self) -> Outcome | None:
        """How far it is, or came."""
        return self._talk.outcome if self._talk else None

    def start(self) -> None:
        """Begin; everything else follows by itself."""
        self._session.on_vault(asker_of, owner=self, on_done=self._on_asker, on_error=self._fail)

    def stop(self) -> None:
        """Nobody wants more: what was taken in stays. Returns at once; the line is cut."""
        self._stopping.set()
        if self._line is not None:
            self._line.cancel()
        if self._peer is not None:
            self._peer.cut()
        self._fail(SyncError("meeting_stopped"))

    # -- the line ------------------------------------------------------------------------------------------------

    def _on_asker(self, asker: Asker) -> None:
        if self._over:
            return
        target = self.target
        pinned = target.device if target.certified else None
        self._peer = patient_peer(target.url, asker.key, asker.clock, asker.randomness, self._wait, pinned=pinned)
        self._on_line(HttpPeer.device, self._on_device)

    def _wait(self, seconds: int) -> None:
        """Short waits are sat out; whoever is busy for longer is met again when the gossip node says so."""
        if seconds > WAIT_MAX_S:
            raise SyncError("peer_busy", url=self.target.url)
        if self._stopping.wait(seconds):
            raise SyncError("meeting_stopped")

    def _on_line(self, ask: Callable[[HttpPeer], Any], then: Callable[[Any], None]) -> None:
        peer = self._peer
        assert peer is not None

        def asked(progress: Progress) -> object:
            progress.check()
            return ask(peer)

        self._line = self._jobs.run_long(asked, owner=self, on_done=then, on_error=self._on_broken, lane=Lane.LINE)

    def _on_broken(self, error: BaseException) -> None:
        """What came before is taken in first: a peer that breaks off is none the better for it if that was forged."""
        if self._taking_in:
            self._broken = error
        else:
            self._fail(error)

    def _on_device(self, device: bytes) -> None:
        expected = self.target.device
        if expected is not None and device != expected:
            self._fail(SyncError("peer_other", url=self.target.url, expected=expected.hex(), found=device.hex()))
            return
        self._device = device
        self._session.on_vault(self._open_talk, owner=self, on_done=lambda _: self._next(), on_error=self._fail)

    def _next(self) -> None:
        talk = self._talk
        if self._over or talk is None:
            return
        self.moved.emit(talk.outcome)
        self._show_what_came(talk.outcome)
        request = talk.request
        if request is None:
            self._settle()
        else:
            self._on_line(lambda peer: peer.ask(self._device, self.target.network, request), self._on_reply)
            if talk.is_behind:
                self._taking_in = True
                self._session.on_vault(
                    self._take_in, owner=self, on_done=lambda _: self._on_taken_in(talk), on_error=self._fail
                )

    def _show_what_came(self, outcome: Outcome) -> None:
        """Once, when a file begins that may take long: entries and previews are here by then, and worth a look."""
        if not self._shown and outcome.file_size > PREVIEW_BYTES_MAX:
            self._shown = True
            if outcome.brought:
                self._session.changed.emit()

    def _on_taken_in(self, talk: Session) -> None:
        self._taking_in = False
        if self._over:  # it was stopped meanwhile
            self._session.changed.emit()
        elif self._broken is not None:
            self._fail(self._broken)
        else:
            self.moved.emit(talk.outcome)

    def _on_reply(self, frame: bytes) -> None:
        self._session.on_vault(
            lambda vault: self._take(vault, frame), owner=self, on_done=lambda _: self._next(), on_error=self._fail
        )

    # -- the vault -----------------------------------------------------------------------------------------------

    def _open_talk(self, vault: Vault) -> None:
        network = self.target.network
        if network not in vault.networks():
            self._talk = beginning(vault, network, self._device)
            return
        self._store = VaultStore(vault, vault.replica(network))
        self._talk = Session(self._store, vault.device.public, peer=self._device)

    def _take(self, vault: Vault, frame: bytes) -> None:
        talk = self._talk
        assert talk is not None
        if self._stopping.is_set():
            return
        if self._store is None:
            talk.receive(frame)
            if has_begun(talk):
                require_begun(vault, self.target.network, talk.outcome)
                self._open_talk(vault)
            return
        replica = self._require_same(vault)
        talk.receive_ahead(frame)
        if not talk.outcome.equal:
            self._mark = None
        elif self._mark is None:
            self._mark = last_block(replica)

    def _take_in(self, vault: Vault) -> None:
        talk = self._talk
        assert talk is not None
        if not self._stopping.is_set():
            self._require_same(vault)
            talk.take_in()

    def _require_same(self, vault: Vault) -> Replica:
        """The replica of this meeting; once a preview was undone, what was read for it must not be believed."""
        replica = vault.replica(self.target.network)
        if self._store is None or replica is not self._store.replica:
            raise SyncError("meeting_stopped")
        return replica

    def _settle(self) -> None:
        talk = self._talk
        assert talk is not None

        def keep(vault: Vault) -> bool:
            remember(vault, self.target.network, talk.outcome)
            require_sound(talk.outcome)
            return report_erasures(vault, self.target.network) is not None

        self._session.on_vault(keep, owner=self, on_done=self._end, on_error=self._fail)

    def _end(self, reported: bool) -> None:
        talk = self._talk
        if self._over or talk is None:
            return
        self._over = True
        self._close()
        if talk.outcome.brought or reported:
            self._session.changed.emit()
        self.finished.emit(Met(self._device, talk.outcome, self._mark))

    def _fail(self, error: BaseException) -> None:
        if self._over:
            return
        self._over = True
        self._close()
        if self._talk is not None and self._talk.outcome.brought:
            self._session.changed.emit()
        self.failed.emit(error)

    def _close(self) -> None:
        if self._peer is not None:
            self._jobs.run(self._peer.close, owner=self, lane=Lane.LINE)


def asker_of(vault: Vault) -> Asker:
    """Who asks on behalf of a vault; on its lane."""
    return Asker(vault.device, vault.clock, vault.randomness)
