"""Rebuilding: every view can be dropped and comes back from the blocks to the same digest."""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256

from core.ledger.contract import Registry
from core.ledger.place import Waiting, place
from core.vault.anew import obey_orders, project_anew
from core.vault.database import Connection, make_views, transaction, views_script
from core.vault.replica import Replica
from core.vault.settings import Settings

VIEWS_STAMP = "views_stamp"
"""Setting that says for which tables and rules the views of a vault were made."""


def views_stamp(registry: Registry) -> bytes:
    """Hash of the views' tables and of the rule sets that this app has: another one asks for a rebuild."""
    known = [(name, registry.workspace(name)) for name in sorted(registry.names())]
    rules = [id for _, workspace in known if workspace is not None for id in sorted(workspace.rule_sets)]
    return sha256(views_script().encode() + b"".join(rules)).digest()


def rebuild(connection: Connection, replicas: Sequence[Replica], registry: Registry, settings: Settings) -> None:
    """Drop the views of all networks and make them again from the blocks, in one transaction; `replicas`: of all."""
    try:
        with transaction(connection):
            connection.execute("UPDATE blocks SET line = -block")
            make_views(connection)
            for replica in replicas:
                replica.forget()
                _place_all(replica)
                obey_orders(replica, project_anew(replica), ())
            settings.put(VIEWS_STAMP, views_stamp(registry))
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
    replica.store.write()
