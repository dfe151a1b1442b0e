"""The secret store port: what the operating system keeps for this person outside the vault (its keyring)."""

from __future__ import annotations

from typing import Protocol


class SecretStore(Protocol):
    """Small texts by name. Every method raises RefusedError (`keyring_missing`) where the system has no keyring."""

    def get(self, name: str) -> str | None: ...

    def put(self, name: str, secret: str) -> None: ...

    def delete(self, name: str) -> None:
        """Forget it; one that is gone already stays gone."""
        ...
