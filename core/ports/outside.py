"""The outside port: a few bytes that this machine keeps apart from the vault, and which machine it is.

A restored backup or a cloned disk does not bring them back: by them a vault learns that it is older than it was.
"""

from __future__ import annotations

from typing import Protocol


class Outside(Protocol):
    """Nothing here raises: what cannot be read or written outside never stops what is inside."""

    def read(self, name: str) -> bytes | None: ...

    def write(self, name: str, data: bytes) -> None: ...

    def machine(self) -> bytes | None:
        """What tells this machine from others; None where the system has no such thing."""
        ...
