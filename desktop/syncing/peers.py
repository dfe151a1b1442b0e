"""The peers that a vault has met or was told of: where they are, when they were met, and why not.

Local marks in the vault, not part of the ledger: nobody else sees them, and losing them loses nothing. Seconds are
those of the vault's clock since 1970.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from enum import StrEnum
from typing import Any

from core.errors import JangbuError
from core.vault.vault import Vault


class PeerKind(StrEnum):
    """A member's laptop, or a hub."""

    LAPTOP = "laptop"
    HUB = "hub"


@dataclass(frozen=True, slots=True)
class Peer:
    """One peer of one network."""

    device: bytes
    kind: PeerKind
    url: str = ""
    """Where it answered last or was said to be; empty where nobody knows."""
    certified: bool = True
    """Its TLS certificate is the device's own, so the handshake proves the key; else the answer names the key."""
    paused: bool = False
    """The person wants it left alone."""
    seen_s: int | None = None
    """When it was last heard of, whoever called."""
    equal_s: int | None = None
    """When both last held the same."""
    mark: bytes = b""
    """The block that came last when both held the same: the peer holds it and all that came before it here."""
    lacking: int = 0
    """Blocks that it had and that had not come over yet when the last meeting ended."""
    error: str = ""
    """Code of what went wrong last; empty after a meeting that went well."""
    facts: Mapping[str, Any] = field(default_factory=dict)

    def broke_off(self, lacking: int | None, seen_s: int | None) -> Peer:
        """As after a meeting that did not end: `lacking` where it came so far, `seen_s` where somebody answered."""
        return replace(self, lacking=self.lacking if lacking is None else lacking, seen_s=seen_s or self.seen_s)

    def went_wrong(self, error: JangbuError) -> Peer:
        """With why it could not be met, or not to the end."""
        facts = {name: value for name, value in error.facts.items() if isinstance(value, (str, int))}
        return replace(self, error=error.code, facts=facts)

    def went_well(self, now_s: int, mark: bytes | None, lacking: int) -> Peer:
        """As after a meeting; `mark` where both hold the same now."""
        met = replace(self, seen_s=now_s, error="", facts={}, lacking=lacking)
        return met if mark is None else replace(met, equal_s=now_s, mark=mark, lacking=0)


def known_peers(vault: Vault, network: bytes) -> dict[bytes, Peer]:
    """All that are remembered, by device."""
    stored = vault.settings.get(_name(network))
    listed = json.loads(stored) if stored else []
    return {peer.device: peer for peer in map(_peer, listed)}


def remember_peer(vault: Vault, network: bytes, peer: Peer) -> None:
    """Keep what is known of a peer; writes nothing where that is no news."""
    known = known_peers(vault, network)
    if known.get(peer.device) != peer:
        _keep(vault, network, {**known, peer.device: peer})


def forget_peer(vault: Vault, network: bytes, device: bytes) -> None:
    """Drop all that is remembered of a peer."""
    _keep(vault, network, {key: one for key, one in known_peers(vault, network).items() if key != device})


def _keep(vault: Vault, network: bytes, peers: Mapping[bytes, Peer]) -> None:
    listed = [_value(one) for _, one in sorted(peers.items())]
    vault.settings.put(_name(network), json.dumps(listed, ensure_ascii=False).encode())


def _name(network: bytes) -> str:
    return f"peers.{network.hex()}"


def _value(peer: Peer) -> dict[str, Any]:
    return {**asdict(peer), "device": peer.device.hex(), "mark": peer.mark.hex()}


def _peer(value: dict[str, Any]) -> Peer:
    read = {"device": bytes.fromhex(value["device"]), "mark": bytes.fromhex(value["mark"])}
    return Peer(**{**value, **read, "kind": PeerKind(value["kind"])})
