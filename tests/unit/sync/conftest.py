"""Vaults open at once here: Argon2id at its lowest cost."""

import pytest

from sync.vault_store import VaultStore
from tests.support.cheap_argon2 import cheap_argon2
from tests.support.exchange import store_of
from tests.support.shelf import Shelf, shelf

__all__ = ["cheap_argon2", "shelf"]


@pytest.fixture
def here(shelf: Shelf) -> VaultStore:
    """What the shelf's vault shows to a session."""
    return store_of(shelf.vault, shelf.replica.network_id)
