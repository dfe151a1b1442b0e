"""What the shell shows of an open vault, and what forms and clocks are asked against."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from core.ledger.clock_doubt import KnownClocks
from core.vault.vault import Person
from core.vault.views import NetworkView

NO_CLOCKS = KnownClocks(None, ())


@dataclass(frozen=True, slots=True)
class Standing:
    """What the shell shows of an open vault."""

    path: Path
    device: bytes
    persons: tuple[Person, ...]
    network: NetworkView | None
    clocks: KnownClocks = NO_CLOCKS
    """What this computer's clock is measured against before anything is signed."""


def is_shut_out(network: NetworkView, device: bytes) -> bool:
    """Whether a device's rights were taken back, and nobody let it in again."""
    let_in, gone = ({one.key for one in listed} for listed in (network.granted, network.shut_out))
    return device in gone - let_in


def own_persons(standing: Standing) -> Mapping[bytes, frozenset[str]]:
    """The persons whose keys rest in this vault, with the roles that the network granted to each."""
    own = {person.key for person in standing.persons}
    granted = standing.network.granted if standing.network else ()
    return {one.key: frozenset(one.roles) for one in granted if one.key in own}
