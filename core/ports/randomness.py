"""The randomness port: the only place where core may draw random bytes."""

from __future__ import annotations

import secrets
from typing import Protocol


class Randomness(Protocol):
    """Gives bytes that nobody can guess."""

    def take(self, count: int) -> bytes: ...


class SystemRandomness:
    """The operating system's generator."""

    def take(self, count: int) -> bytes:
        return secrets.token_bytes(count)
