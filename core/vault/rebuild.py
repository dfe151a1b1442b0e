"""Rebuilding: every view can be dropped and comes back from the blocks to the same digest."""

from __future__ import annotations

from core.ledger.place import Waiting, place
from core.vault.anew import project_anew
from core.vault.database import make_views, telling, transaction
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
                _place_all(replica)
                project_anew(replica)
    except BaseException:
        for replica in replicas:
            replica.forget()
        raise


def _place_all(replica: Replica) -> None:
    for number in replica.store.numbers():
        block = replica.reader.block(number)
        neighbours = place(block.header, replica.store)
        assert not isinstance(neighbours, Waiting), "a held block's past is held"
        replica.store.place_again(number, block, neighbours)
