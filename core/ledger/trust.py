"""Whose network is it? An intact file proves only who signed, and anybody can found a network with the same names.

So trust needs a fingerprint that came another way: typed by the verifier, or of a network confirmed before.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from enum import StrEnum
from typing import Protocol

from core.encoding.words import fingerprint_matches
from core.ledger.standing import Standing


class NetworkTrust(StrEnum):
    """What the verifier knows of the network that a file names."""

    CONFIRMED = "confirmed"
    UNCONFIRMED = "unconfirmed"
    ANOTHER = "another"
    """The verifier asked for one network and the file belongs to another."""


class Report(Protocol):
    """An evidence or proof report."""

    @property
    def intact(self) -> bool: ...

    @property
    def beyond(self) -> bool: ...

    @property
    def standings(self) -> Sequence[Standing]: ...


def network_trust(network: bytes, confirmed: Collection[bytes] = (), typed: str | None = None) -> NetworkTrust:
    """Compare a network's id with a typed fingerprint (words or hex), else with the ids confirmed before."""
    if typed is not None:
        return NetworkTrust.CONFIRMED if fingerprint_matches(typed, network) else NetworkTrust.ANOTHER
    return NetworkTrust.CONFIRMED if network in confirmed else NetworkTrust.UNCONFIRMED


def is_trusted(report: Report, network: NetworkTrust) -> bool:
    """Whether to rely on it: intact, of the confirmed network, every signer granted and nothing cut by what is shown.

    So a compact proof alone is never trusted: any device can sign an entry that names a network it was not let into.
    """
    granted = all(item.granted for item in report.standings)
    return report.intact and network is NetworkTrust.CONFIRMED and granted and not report.beyond
