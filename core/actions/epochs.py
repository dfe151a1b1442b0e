"""Start a key epoch: a new key for what is written from here on, wrapped to every device that is let in."""

from __future__ import annotations

from core.actions.record import Draft, Recorded, record
from core.identity.sealing import EPOCH_KEY_BYTES
from core.ledger.governance import epoch
from core.ledger.governance.grant import DEVICE
from core.vault.replica import Replica
from core.vault.vault import Vault


def devices_in_force(replica: Replica, without: frozenset[bytes] = frozenset()) -> list[bytes]:
    """The devices that are let in and not shut out, less those that are about to be."""
    now = replica.now
    devices = {one.key for one in replica.chart.grants() if one.kind == DEVICE} - without
    return sorted(key for key in devices if now.grants_in_force(key, None))


def epoch_draft(vault: Vault, replica: Replica, without: frozenset[bytes] = frozenset()) -> Draft:
    """An epoch that follows on all whose keys are held and that no other one names."""
    key = vault.randomness.take(EPOCH_KEY_BYTES)
    return Draft(epoch.TYPE, epoch.epoch_body(key, replica.epoch_heads(), devices_in_force(replica, without)))


def start_epoch(vault: Vault, network_id: bytes) -> Recorded:
    """Start an epoch, for instance where a device was let in and another changed the key at the same time.

    Raises:
        RefusedError: `not_recordable` (neither the power to grant nor to cut), `not_a_member`.
    """
    return record(vault, network_id, [epoch_draft(vault, vault.replica(network_id))])
