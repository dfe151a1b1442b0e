"""What the sync page shows: each peer with what it lacks, what is lacking here and why; and who holds own entries."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlsplit

from core.encoding.words import fingerprint_words
from core.ledger.governance.grant import DEVICE
from core.vault.replica import Replica
from core.vault.vault import Vault
from core.vault.views import Granted, network_view
from desktop.exchange import exchange_facts, is_in_reach
from desktop.standing import is_shut_out
from desktop.syncing.holdings import Holdings
from desktop.syncing.peers import Peer, PeerKind, known_peers
from desktop.widgets.buttons import apart

NEVER_MET_SHOWN_MAX = 30
"""Members that were never met; a large network has too many to list."""


@dataclass(frozen=True, slots=True)
class PeerRow:
    """One peer."""

    peer: Peer
    name: str
    """Organisation and post of a member's device, or where a hub is."""
    words: str
    """Of its key, to be compared."""
    cut: bool
    """Its rights were taken back."""
    in_reach: bool
    seen_s_ago: int | None
    they_lack: int | None
    """Entries that lie here and that it is not known to hold; None for one that was never met."""
    own_held: int
    """Entries of this device that it is known to hold."""

    @property
    def device(self) -> bytes:
        return self.peer.device


@dataclass(frozen=True, slots=True)
class SyncState:
    """The whole page, as the vault knows it."""

    network: bytes
    rows: tuple[PeerRow, ...]
    more: int
    """Members that were never met and are not in `rows`."""
    own: int
    waiting: int
    under_way: int
    seconds_ago: int | None
    forked: tuple[str, ...]
    """Other devices that wrote in several copies, by name."""
    doubts: tuple[str, ...] = ()
    """Why this device may have signed more than is here (core.vault.last_head.Reason)."""
    split: bool = False
    """What this device writes now exists in several copies."""
    once_split: bool = False
    """What it wrote before it went on in a new chain does."""
    cut: bool = False
    """This device's own rights were taken back."""

    @property
    def held(self) -> int:
        """How many own entries some other device is known to hold."""
        return self.own - self.waiting - self.under_way


def look_round(vault: Vault, replica: Replica) -> SyncState:
    """Read it; on the vault's lane."""
    view, now = network_view(replica), vault.clock.now().seconds
    own_key, known = vault.device.public, known_peers(vault, replica.network_id)
    members = {one.key: one for one in view.granted if one.kind == DEVICE and one.key != own_key}
    gone = {one.key: one for one in view.shut_out if one.kind == DEVICE and one.key not in members}
    never = [key for key in members if key not in known]
    holdings = Holdings(vault, replica)
    own = holdings.own()
    listed = [*known.values(), *(Peer(key, PeerKind.LAPTOP) for key in never[:NEVER_MET_SHOWN_MAX])]
    rows = []
    for peer in listed:
        held = holdings.of(peer.device, peer.mark)
        met = bool(held.upto or held.number)
        row = PeerRow(
            peer,
            _name(peer, {**gone, **members}),
            fingerprint_words(peer.device),
            peer.device in gone,
            is_in_reach(peer, now),
            None if peer.seen_s is None else max(0, now - peer.seen_s),
            holdings.others_lack(peer.device, held) if met else None,
            own - holdings.own_not_held(held) if met else 0,
        )
        rows.append(row)
    rows = [replace(row, name=name) for row, name in zip(rows, apart([row.name for row in rows]), strict=True)]
    facts, forked = exchange_facts(vault, replica, view), replica.chart.forked()
    known_as = {one.key: f"{one.member} · {one.title}" for one in (*view.shut_out, *view.granted)}
    others = sorted({known_as.get(key, key.hex()[:12]) for key, _ in forked if key != own_key})
    return SyncState(
        replica.network_id,
        tuple(sorted(rows, key=_order)),
        max(0, len(never) - NEVER_MET_SHOWN_MAX),
        own,
        facts.waiting,
        facts.under_way,
        facts.seconds_ago,
        tuple(others),
        tuple(dict.fromkeys(one.reason.value for one in vault.doubts() if one.network == replica.network_id)),
        (own_key, replica.incarnation) in forked,
        any(key == own_key and number != replica.incarnation for key, number in forked),
        is_shut_out(view, own_key),
    )


def _name(peer: Peer, members: Mapping[bytes, Granted]) -> str:
    found = members.get(peer.device)
    if found is not None:
        return f"{found.member} · {found.title}"
    return urlsplit(peer.url).netloc or peer.device.hex()[:12]


def _order(row: PeerRow) -> tuple[Any, ...]:
    """Those in reach first, then those met lately; never met ones last."""
    return (not row.in_reach, row.seen_s_ago is None, row.seen_s_ago or 0, row.name, row.device)
