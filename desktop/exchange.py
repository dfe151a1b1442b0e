"""What this vault remembers of its exchanges: when the last was, what has not gone out yet, what is under way.

A local mark in the vault, not part of the ledger: nobody else sees it, and losing it loses nothing.
"""

from __future__ import annotations

import json
from dataclasses import dataclass

from core.vault.replica import Replica
from core.vault.vault import Vault
from core.vault.views import NetworkView
from desktop.syncing.holdings import Holdings
from desktop.syncing.peers import Peer, known_peers

IN_REACH_S = 600
"""A peer that was heard of so lately is in reach."""
SERIOUS = frozenset({
    "peer_other", "peer_other_certificate", "peer_misbehaved", "peer_refuses_blocks", "clocks_differ", "views_differ",
    "quota_reached", "peer_older", "version_unknown", "frame_newer", "disk_full", "disk_short",
})  # fmt: skip
"""What keeps a peer away until somebody looks into it; that a laptop is switched off does not."""


@dataclass(frozen=True, slots=True)
class Exchange:
    """Own entries: `waiting` ones no peer is known to hold and no bundle carries, `under_way` ones lie in a bundle.

    `seconds_ago` is None when nothing was ever exchanged.
    """

    waiting: int
    seconds_ago: int | None
    peers: int
    """Those in reach."""
    trouble: bool
    """Something that came in waits for what came before it, or a peer needs a look."""
    under_way: int = 0


def own_entries(vault: Vault, replica: Replica) -> int:
    """How many entries this device has written: as many as a bundle of everything that is begun now carries."""
    return Holdings(vault, replica).own()


def note_exchange(vault: Vault, replica: Replica, *, sent: int | None) -> None:
    """A bundle was written or taken in, or a peer was met, just now.

    `sent`: so many of this device's entries are out with it; None where nothing went out.
    """
    if sent is None:
        _, sent = _marks(vault, replica)
    value = json.dumps([vault.clock.now().seconds, sent])
    vault.settings.put(_name(replica), value.encode())


def exchange_facts(vault: Vault, replica: Replica, view: NetworkView) -> Exchange:
    """What is known of exchanges, for the bar on top."""
    at, sent = _marks(vault, replica)
    now = vault.clock.now().seconds
    peers = [one for one in known_peers(vault, replica.network_id).values() if not one.paused]
    holdings = Holdings(vault, replica)
    not_held = holdings.own_not_held(holdings.of_any_other(peers))
    waiting = min(max(0, holdings.own() - sent), not_held)
    trouble = bool(view.waiting) or any(one.error in SERIOUS for one in peers)
    ago = None if at is None else max(0, now - at)
    in_reach = sum(is_in_reach(one, now) for one in peers)
    return Exchange(waiting, ago, in_reach, trouble, not_held - waiting)


def is_in_reach(peer: Peer, now_s: int) -> bool:
    """Whether a peer was heard of lately, and nothing went wrong since."""
    return not peer.error and peer.seen_s is not None and now_s - peer.seen_s <= IN_REACH_S


def _name(replica: Replica) -> str:
    return f"exchange.{replica.network_id.hex()}"


def _marks(vault: Vault, replica: Replica) -> tuple[int | None, int]:
    known = vault.settings.get(_name(replica))
    if known is None:
        return None, 0
    at, sent = json.loads(known)
    return int(at), int(sent)
