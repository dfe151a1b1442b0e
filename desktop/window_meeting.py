"""A meeting with a peer from the window: the line on one lane, the vault on another, and the window waits for neither.

Each question is sent on the file lane and its answer taken in on the vault lane, page by page, so that other work with
the vault comes in between, and stopping takes effect after the page under way.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QObject, Signal

from core.actions.erase import report_erasures
from core.errors import SyncError
from core.identity.keys import SigningKey
from core.ports.clock import Clock
from core.ports.randomness import Randomness
from core.vault.replica import Replica
from core.vault.vault import Vault
from desktop.jobs import Job, Jobs, Lane, Progress
from desktop.meeting import remember, require_sound
from desktop.session import VaultSession
from sync.session import Session
from sync.transports.http_client import HttpPeer
from sync.vault_store import VaultStore


@dataclass(frozen=True, slots=True)
class _Asker:
    """Who asks: read once on the vault lane."""

    key: SigningKey
    network: bytes
    clock: Clock
    randomness: Randomness


class WindowMeeting(QObject):
    """Ends with `finished(Outcome)` or `failed(error)`; `moved(received, given)` tells how far it is."""

    finished = Signal(object)
    failed = Signal(object)
    moved = Signal(int, int)

    def __init__(self, jobs: Jobs, session: VaultSession, url: str, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._jobs, self._vault, self._url = jobs, session, url
        self._asker: _Asker | None = None
        self._peer: HttpPeer | None = None
        self._device = b""
        self._talk: Session | None = None
        self._line: Job | None = None
        self._over = False

    def start(self) -> None:
        """Begin; everything else follows by itself."""
        self._vault.read(_asker, owner=self, on_done=self._on_asker, on_error=self._fail)

    def stop(self) -> None:
        """Nobody wants more: what was taken in stays."""
        if self._line is not None:
            self._line.cancel()
        self._fail(SyncError("meeting_stopped"))

    def _on_asker(self, asker: _Asker) -> None:
        self._asker = asker
        self._peer = HttpPeer(self._url, asker.key, asker.clock, asker.randomness, time.sleep)
        self._on_line(lambda peer: peer.device(), self._on_device)

    def _on_line(self, ask: Callable[[HttpPeer], Any], then: Callable[[Any], None]) -> None:
        peer = self._peer
        assert peer is not None

        def asked(progress: Progress) -> object:
            progress.check()
            return ask(peer)

        self._line = self._jobs.run_long(asked, owner=self, on_done=then, on_error=self._fail, lane=Lane.IO)

    def _on_device(self, device: bytes) -> None:
        self._device = device
        self._vault.read(
            lambda vault, replica: Session(VaultStore(vault, replica), vault.device.public, peer=device),
            owner=self,
            on_done=self._on_talk,
            on_error=self._fail,
        )

    def _on_talk(self, talk: Session) -> None:
        self._talk = talk
        self._next()

    def _next(self) -> None:
        talk, asker = self._talk, self._asker
        if self._over or talk is None or asker is None:
            return
        self.moved.emit(talk.outcome.accepted, talk.outcome.given)
        request = talk.request
        if request is None:
            self._settle(talk)
        else:
            self._on_line(lambda peer: peer.ask(self._device, asker.network, request), self._on_reply)

    def _on_reply(self, frame: bytes) -> None:
        talk = self._talk
        assert talk is not None
        self._vault.read(
            lambda vault, replica: talk.receive(frame), owner=self, on_done=lambda _: self._next(), on_error=self._fail
        )

    def _settle(self, talk: Session) -> None:
        def keep(vault: Vault, replica: Replica) -> None:
            remember(vault, replica.network_id, talk.outcome)
            require_sound(talk.outcome)
            report_erasures(vault, replica.network_id)

        self._vault.act(keep, owner=self, on_done=lambda _: self._end(talk), on_error=self._fail)

    def _end(self, talk: Session) -> None:
        if not self._over:
            self._over = True
            self._close()
            self.finished.emit(talk.outcome)

    def _fail(self, error: BaseException) -> None:
        if self._over:
            return
        self._over = True
        self._close()
        if self._talk is not None and self._talk.outcome.accepted:
            self._vault.changed.emit()
        self.failed.emit(error)

    def _close(self) -> None:
        peer = self._peer
        if peer is not None:
            self._jobs.run(peer.close, owner=self, lane=Lane.IO)


def _asker(vault: Vault, replica: Replica) -> _Asker:
    return _Asker(vault.device, replica.network_id, vault.clock, vault.randomness)
