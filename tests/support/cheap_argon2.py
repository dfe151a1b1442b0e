"""Argon2id at its lowest cost: most tests open vaults, few are about how long guessing takes."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from nacl.pwhash import argon2id

from core.identity import pin
from core.vault import slots


@contextmanager
def cheaply() -> Iterator[None]:
    """For a module's own fixtures."""
    with pytest.MonkeyPatch.context() as patch:
        for module in (slots, pin):
            patch.setattr(module, "OPERATIONS", argon2id.OPSLIMIT_MIN)
            patch.setattr(module, "MEMORY_BYTES", argon2id.MEMLIMIT_MIN)
        yield


@pytest.fixture(autouse=True)
def cheap_argon2() -> Iterator[None]:
    """Import this name into a conftest; it holds for every test below."""
    with cheaply():
        yield
