"""Judging and folding a whole network afresh, from its blocks and the lines they stand in."""

from __future__ import annotations

from collections.abc import Sequence

from core.vault.erasing import obey
from core.vault.grants import note_grants
from core.vault.past import Leaf
from core.vault.projection import Projection
from core.vault.replica import Replica

_OF_SUBJECTS = ("entries", "flags")
_OF_BLOCKS = ("unread", "elsewhere")
_OF_NETWORK = ("claims", "moves", "named", "governance", "standings", "reckoned", "epochs", "erasures", "subjects")


def project_anew(replica: Replica) -> Projection:
    """Empty a network's views and make them again in an order that all replicas share; joins the transaction."""
    _empty(replica)
    leaves: list[Leaf] = []
    for number in replica.store.numbers_in_order():
        block = replica.reader.block(number)
        note_grants(replica.connection, replica.network, block, replica.store.stored(number).placed)
        leaves += [(number, leaf) for leaf in range(block.header.leaf_count)]
    projection = Projection(replica)
    projection.run(leaves, touch_network=bool(leaves))
    assert not projection.anew, "in this order keys come before what they open"
    return projection


def obey_orders(replica: Replica, projection: Projection, new: Sequence[int]) -> Projection:
    """Obey orders of erasure after a projection, and show what changed by it; joins the transaction."""
    obeyed = obey(replica, new)
    if obeyed.anew:
        projection = project_anew(replica)
        obeyed = obey(replica, new)
    projection.fold_afresh(obeyed.subjects)
    return projection


def _empty(replica: Replica) -> None:
    for table in _OF_SUBJECTS:
        replica.connection.execute(
            f"DELETE FROM {table} WHERE subject IN (SELECT subject FROM subjects WHERE network = ?)",  # noqa: S608
            (replica.network,),
        )
    for table in _OF_BLOCKS:
        replica.connection.execute(
            f"DELETE FROM {table} WHERE block IN (SELECT block FROM blocks WHERE network = ?)",  # noqa: S608
            (replica.network,),
        )
    for table in _OF_NETWORK:
        replica.connection.execute(f"DELETE FROM {table} WHERE network = ?", (replica.network,))  # noqa: S608
    replica.reader.forget_epochs()
    replica.chart.forget()
