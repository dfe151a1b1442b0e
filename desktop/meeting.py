"""One meeting of a vault with a peer at an address: the exchange, and what the vault remembers of it."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from concurrent.futures import Future
from dataclasses import dataclass

from core.actions.erase import report_erasures
from core.encoding import cbor
from core.encoding.words import fingerprint_words
from core.errors import RejectedError, SyncError
from core.vault.database import telling, transaction
from core.vault.vault import Vault
from desktop.exchange import note_exchange, own_entries
from desktop.syncing.holdings import receipt_setting
from sync.nothing import Nothing
from sync.outcome import Outcome
from sync.receipts import receipt_value
from sync.session import Session
from sync.store import Taken
from sync.transports.http_client import HttpPeer
from sync.vault_store import VaultStore


@dataclass(frozen=True, slots=True)
class Meeting:
    """What came of it."""

    peer: bytes
    outcome: Outcome
    joined: bool
    """The network is new in this vault."""


def meet(vault: Vault, network: bytes, peer: HttpPeer) -> Meeting:
    """Exchange everything with a peer; afterwards this device reports which orders of erasure it obeyed.

    Raises:
        SyncError: the peer cannot be reached, refuses, stopped early or misbehaved; what was taken in stays.
        VaultError: our disk is in trouble.
    """
    device = peer.device()
    joined = network not in vault.networks()
    first = _begin(vault, network, peer, device) if joined else Outcome()
    replica = vault.replica(network)
    session = Session(VaultStore(vault, replica), vault.device.public, peer=device)
    try:
        while session.request is not None:
            session.receive_ahead(_answer(session, peer, device, network))
    finally:
        remember(vault, network, session.outcome)
    require_sound(session.outcome)
    report_erasures(vault, network)
    return Meeting(device, _with_first(session.outcome, first), joined)


def _answer(session: Session, peer: HttpPeer, device: bytes, network: bytes) -> bytes:
    """The answer to the session's request; blocks of the page before are taken in while it is on its way.

    The line has a thread of its own then; the vault stays on this one.
    """
    request = session.request
    assert request is not None
    if not session.is_behind:
        return peer.ask(device, network, request)
    answer: Future[bytes] = Future()

    def ask() -> None:
        try:
            answer.set_result(peer.ask(device, network, request))
        except BaseException as error:  # whoever waits for the answer is told
            answer.set_exception(error)

    # Nobody waits for it where taking in fails or Ctrl+C is pressed.
    threading.Thread(target=ask, name="line", daemon=True).start()
    try:
        session.take_in()
        return answer.result()
    except BaseException:
        peer.cut()
        raise


def _with_first(outcome: Outcome, first: Outcome) -> Outcome:
    """An outcome that counts the first page of a new network too."""
    outcome.accepted += first.accepted
    outcome.requests += first.requests
    outcome.bytes_sent += first.bytes_sent
    outcome.bytes_received += first.bytes_received
    return outcome


def require_sound(outcome: Outcome) -> None:
    """Raises SyncError where a peer stopped early, misbehaved, or one side lacks what it cannot take."""
    if outcome.offence:
        raise SyncError("peer_misbehaved", reason=outcome.offence)
    if outcome.trouble:
        raise SyncError(outcome.trouble.code, **outcome.trouble.facts)
    if not outcome.equal and any(code == "unknown_format" for _, code in outcome.rejected):
        raise SyncError("unknown_format")
    if outcome.refused and not outcome.equal:
        raise _refusal(outcome.refused[-1][1])


def _refusal(reason: str) -> SyncError:
    """What a peer says of blocks that it does not take, as a person is told it."""
    match reason:
        case "quota_reached":
            return SyncError("quota_reached")
        case "unknown_format":
            return SyncError("peer_older")
        case "not_granted":
            return SyncError("peer_does_not_know_us")
        case _:
            return SyncError("peer_refuses_blocks", reason=reason)


def beginning(vault: Vault, network: bytes, device: bytes) -> Session:
    """The first exchange of a network that this vault does not hold yet; it is over once `has_begun`."""

    def begin(wires: Sequence[bytes]) -> Taken:
        with telling(vault.folder), transaction(vault.connection):
            taken = VaultStore(vault, vault.add_network(network)).take(wires)
            if network not in taken.accepted:
                raise RejectedError("charter_missing", network=fingerprint_words(network))
        return taken

    return Session(Nothing(network, begin), vault.device.public, peer=device, compare_views=False, files=False)


def has_begun(talk: Session) -> bool:
    """Whether the first page was taken, charter and all, or nothing of it."""
    return talk.request is None or bool(talk.outcome.accepted or talk.outcome.rejected)


def require_begun(vault: Vault, network: bytes, outcome: Outcome) -> None:
    """Raises SyncError or RejectedError where the first page did not bring the network, or not only that."""
    vault.forget_networks()
    if outcome.offence:
        raise SyncError("peer_misbehaved", reason=outcome.offence)
    if network not in vault.networks():
        raise _why_not(outcome, network)


def _begin(vault: Vault, network: bytes, peer: HttpPeer, device: bytes) -> Outcome:
    session = beginning(vault, network, device)
    try:
        peer.talk(_UntilTaken(session), device, network)
    finally:
        vault.forget_networks()
    require_begun(vault, network, session.outcome)
    return session.outcome


class _UntilTaken:
    """A session up to its first blocks."""

    def __init__(self, session: Session) -> None:
        self._session = session

    @property
    def request(self) -> bytes | None:
        return None if has_begun(self._session) else self._session.request

    def receive(self, frame: bytes) -> None:
        self._session.receive(frame)


def _why_not(outcome: Outcome, network: bytes) -> Exception:
    if outcome.trouble is not None:
        return SyncError(outcome.trouble.code, **outcome.trouble.facts)
    return RejectedError("charter_missing", network=fingerprint_words(network))


def remember(vault: Vault, network: bytes, outcome: Outcome) -> None:
    """The receipt, and when this was: local marks."""
    replica = vault.replica(network)
    own = replica.store.own_tip(vault.device.public, replica.incarnation)
    receipt = outcome.receipt
    if receipt is not None:
        vault.settings.put(receipt_setting(network, receipt.device), cbor.encode(receipt_value(receipt)))
    has_all = receipt is not None and own is not None and own.id in receipt.held
    note_exchange(vault, replica, sent=own_entries(vault, replica) if has_all else None)
