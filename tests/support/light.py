"""Replicas in memory, for thousands of histories: the production gate, judging and views over SQLite without a disk."""

from pathlib import Path

from sqlcipher3 import dbapi2

from core.identity.keys import SigningKey
from core.ledger.contract import Registry
from core.vault.database import _TellingConnection, make_views, schema_versions, statements, transaction
from core.vault.replica import Replica
from tests.support.toy import REGISTRY


def light_replica(network_id: bytes, device: SigningKey, registry: Registry = REGISTRY) -> Replica:
    """An empty replica; closing its connection frees it."""
    connection = dbapi2.connect(":memory:", isolation_level=None, factory=_TellingConnection)
    connection.path = Path("memory")
    with transaction(connection):
        for _, script in schema_versions():
            for statement in statements(script):
                connection.execute(statement)
        make_views(connection)
        connection.execute("INSERT INTO networks (id) VALUES (?)", (network_id,))
    return Replica(connection, Path("memory"), 1, network_id, 0, device, registry)
