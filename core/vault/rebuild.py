"""Rebuilding: every view can be dropped and comes back from the blocks to the same digest."""

from __future__ import annotations

from core.vault.database import transaction
from core.vault.grants import note_grants
from core.vault.past import Leaf
from core.vault.projection import Projection
from core.vault.replica import Replica


def rebuild(replica: Replica) -> None:
    """Drop the views of a network and make them again from its blocks, in one transaction."""
    connection, network = replica.connection, replica.network
    try:
        with replica.telling(), transaction(connection):
            subjects = "SELECT subject FROM subjects WHERE network = ?"
            blocks = "SELECT block FROM blocks WHERE network = ?"
            for statement in (
                f"DELETE FROM heads WHERE subject IN ({subjects})",
                f"DELETE FROM flags WHERE subject IN ({subjects})",
                f"DELETE FROM entries WHERE block IN ({blocks})",
                f"DELETE FROM unread WHERE block IN ({blocks})",
                "DELETE FROM claims WHERE network = ?",
                "DELETE FROM subjects WHERE network = ?",
                "DELETE FROM grants WHERE network = ?",
                "DELETE FROM epochs WHERE network = ?",
            ):
                connection.execute(statement, (network,))
            replica.forget()
            _project_all(replica)
    except BaseException:
        replica.forget()
        raise


def _project_all(replica: Replica) -> None:
    leaves: list[Leaf] = []
    for number in replica.store.numbers():
        block = replica.reader.block(number)
        note_grants(replica.connection, replica.network, block, replica.store.stored(number).placed)
        leaves += [(number, leaf) for leaf in range(block.header.count)]
    projection = Projection(replica.connection, replica.store, replica.reader, replica.device, replica.rules)
    projection.run(leaves, touch_network=True)
