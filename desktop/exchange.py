"""What this vault remembers of its bundles: when one was last written or taken in, and what has not gone out yet.

A local mark in the vault, not part of the ledger: nobody else sees it, and losing it loses nothing.
"""

from __future__ import annotations

import json
from dataclasses import dataclass

from core.ledger.governance.grant import DEVICE
from core.vault.overview import own_entries_not_seen, own_entry_count
from core.vault.replica import Replica
from core.vault.vault import Vault
from core.vault.views import NetworkView


@dataclass(frozen=True, slots=True)
class Exchange:
    """`waiting` own entries were in no bundle yet, nor does another device's chain show that it has them;
    `seconds_ago` is None when nothing was ever exchanged."""

    waiting: int
    seconds_ago: int | None
    peers: int
    """Other devices of the network."""
    trouble: bool
    """Something that came in waits for what came before it."""


def note_exchange(vault: Vault, replica: Replica, *, wrote: bool) -> None:
    """A bundle was written (everything of this device is in it) or taken in, just now."""
    sent = own_entry_count(replica) if wrote else _marks(vault, replica)[1]
    value = json.dumps([vault.clock.now().seconds, sent])
    vault.set_setting(_name(replica), value.encode())


def exchange_facts(vault: Vault, replica: Replica, view: NetworkView) -> Exchange:
    """What is known of exchanges, for the bar on top."""
    at, sent = _marks(vault, replica)
    peers = sum(1 for one in view.granted if one.kind == DEVICE and one.key != vault.device.public)
    ago = None if at is None else max(0, vault.clock.now().seconds - at)
    waiting = min(max(0, own_entry_count(replica) - sent), own_entries_not_seen(replica))
    return Exchange(waiting, ago, peers, trouble=bool(view.waiting))


def _name(replica: Replica) -> str:
    return f"exchange.{replica.network_id.hex()}"


def _marks(vault: Vault, replica: Replica) -> tuple[int | None, int]:
    known = vault.setting(_name(replica))
    if known is None:
        return None, 0
    at, sent = json.loads(known)
    return int(at), int(sent)
