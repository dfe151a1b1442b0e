"""Rebuilding: every view can be dropped and comes back from the blocks to the same digest."""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING

from core.ledger.contract import Registry
from core.ledger.place import Waiting, place
from core.vault.anew import obey_orders, project_anew
from core.vault.database import make_views, telling, transaction, views_script
from core.vault.replica import Replica

if TYPE_CHECKING:
    from core.vault.vault import Vault

VIEWS_STAMP = "views_stamp"
"""Setting that says for which tables and rules the views of a vault were made."""


def views_stamp(registry: Registry) -> bytes:
    """Hash of the views' tables and of the rule sets that this app has: another one asks for a rebuild."""
    known = [(name, registry.workspace(name)) for name in sorted(registry.names())]
    rules = [id for _, workspace in known if workspace is not None for id in sorted(workspace.rule_sets)]
    return sha256(views_script().encode() + b"".join(rules)).digest()


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
                obey_orders(replica, project_anew(replica), ())
            vault.set_setting(VIEWS_STAMP, views_stamp(vault.registry))
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
    replica.store.lines.write_tips()
