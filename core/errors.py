"""The five families of errors, named by who must act on them.

An error carries a code and facts, never a sentence: the words for every code live in the catalogs that the command
line and the window load, in Korean and in English. Our own mistakes are assertions, not one of these.
"""

from __future__ import annotations

from typing import Any


class JangbuError(Exception):
    """Base of every error that a person may meet; `code` picks the words, `facts` fill them."""

    def __init__(self, code: str, **facts: Any) -> None:
        super().__init__(code, facts)
        self.code = code
        self.facts: dict[str, Any] = facts

    def __str__(self) -> str:
        told = ", ".join(f"{name}={value!r}" for name, value in self.facts.items())
        return f"{self.code}({told})"


class InputError(JangbuError):
    """What a person typed or chose cannot be taken; `facts["field"]` names the field where there is one."""


class RefusedError(JangbuError):
    """The action is not permitted as things stand; the facts say what is missing or who may do it."""


class VaultError(JangbuError):
    """The vault or the disk is in trouble; nothing was changed."""


class RejectedError(JangbuError):
    """Bytes from elsewhere failed the gate; they were not taken in and the replica is as before."""


class SyncError(JangbuError):
    """A peer or a carrier of blocks (a stick, a file) cannot be used as it is."""
