"""Entries that make sense only together, of which a later one names an earlier: all in the ledger, or none."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from core.vault.database import transaction
from core.vault.vault import Vault


@contextmanager
def together(vault: Vault, network_id: bytes) -> Iterator[None]:
    """What is recorded inside is durable at the end; where anything fails, a wrong PIN too, nothing of it was recorded.

    Raises:
        VaultError: the disk is in trouble.
    """
    replica = vault.replica(network_id)
    try:
        with replica.telling(), transaction(vault.connection):
            yield
    except BaseException:
        replica.forget()
        raise
