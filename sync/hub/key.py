"""The hub's own key: made at the first start, kept beside its store, readable by its user only."""

from __future__ import annotations

import os
from pathlib import Path

from core.errors import VaultError
from core.identity.keys import SEED_BYTES, SigningKey
from core.ports.randomness import Randomness

NAME = "key"
_SEED_DIGITS = 2 * SEED_BYTES


def hub_key(folder: Path, randomness: Randomness) -> SigningKey:
    """The key of the hub in a folder; peers know the hub by it, so a copy belongs into the operator's backup.

    Raises:
        VaultError: `hub_store_trouble`.
    """
    path = folder / NAME
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)  # governance lies in it in clear, with members' names
        if not path.exists():
            write_secret(path, randomness.take(SEED_BYTES).hex().encode())
        digits = path.read_text("ascii").strip()
        if len(digits) != _SEED_DIGITS:
            raise ValueError(f"{NAME} is no key")
        return SigningKey(bytes.fromhex(digits))
    except (OSError, ValueError) as error:
        raise VaultError("hub_store_trouble", path=str(path), detail=str(error)) from error


def write_secret(path: Path, data: bytes) -> None:
    """Write a file that only this user reads, whole or not at all."""
    beside = path.with_name(f"{path.name}.new")
    with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    beside.replace(path)
