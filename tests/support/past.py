"""A Past made by hand: what a judge may read, without a vault."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from core.ledger.contract import GivenGrant, JudgedEntry, ShareAccount, State


@dataclass
class FakePast:
    """Answers from plain dictionaries."""

    state: State
    parameter: Callable[[str, date], Any]
    entries: Mapping[bytes, JudgedEntry] = field(default_factory=dict)
    roles_of: Mapping[bytes, frozenset[str]] = field(default_factory=dict)

    def entry(self, id: bytes) -> JudgedEntry | None:
        return self.entries.get(id)

    def roles(self, key: bytes) -> frozenset[str]:
        return self.roles_of.get(key, frozenset())

    def powers(self, key: bytes) -> frozenset[str]:
        return frozenset()

    def holders(self, power: str) -> frozenset[bytes]:
        return frozenset()

    def quorum(self, power: str) -> int | None:
        return None

    @property
    def recovery_keys(self) -> frozenset[bytes]:
        return frozenset()

    def share(self, id: bytes) -> ShareAccount | None:
        return None

    def grant(self, id: bytes) -> GivenGrant | None:
        return None

    def chain_of(self, block: bytes) -> tuple[bytes, int] | None:
        return None
