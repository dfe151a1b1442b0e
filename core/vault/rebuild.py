"""Rebuilding: every view can be dropped and comes back from the blocks to the same digest."""

from __future__ import annotations

from core.ledger.place import Waiting, place
from core.vault.database import make_views, telling, transaction
from core.vault.grants import note_grants
from core.vault.past import Leaf
from core.vault.projection import Projection
from core.vault.replica import Replica
from core.vault.vault import Vault


def rebuild(vault: Vault) -> None:
    """Drop the views of all networks and make them again from the blocks, in one transaction."""
    replicas = [vault.replica(network) for network in vault.networks()]
    try:
        with telling(vault.folder), transaction(vault.connection):
            vault.connection.execute("UPDATE blocks SET line = -block")
            make_views(vault.connection)
            for replica in replicas:
                replica.forget()
                _project_all(replica)
    except BaseException:
        for replica in replicas:
            replica.forget()
        raise


def _project_all(replica: Replica) -> None:
    leaves: list[Leaf] = []
    for number in replica.store.numbers():
        block = replica.reader.block(number)
        neighbours = place(block.header, replica.store)
        assert not isinstance(neighbours, Waiting), "a held block's past is held"
        placed = replica.store.place_again(number, block, neighbours)
        note_grants(replica.connection, replica.network, block, placed)
        leaves += [(number, leaf) for leaf in range(block.header.count)]
    projection = Projection(replica.connection, replica.store, replica.reader, replica.device, replica.rules)
    projection.run(leaves, touch_network=bool(leaves))
