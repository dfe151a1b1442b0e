"""A hub's decisions: which networks it keeps, who may ask, how often, how much. No socket, no thread, no clock inside.

1. A network begins here with its charter, pushed by the device that wrote it; or by any device, where the operator
   named the networks that are kept.
2. Only devices that the network's blocks name in a grant may ask; what became of the grant is the members' business.
3. Whoever misbehaves is paused (sync.standing), whoever asks too often is told when to come again.
All calls come on one thread.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from core.errors import RejectedError, VaultError
from core.identity.keys import SigningKey
from core.ledger.block import read_block
from core.ports.clock import Clock
from core.ports.randomness import Randomness
from sync.host import Answered, Refused
from sync.hub.engine import Engine, EngineStore
from sync.hub.rates import Rates
from sync.hub.store import HubStore
from sync.nothing import Nothing
from sync.responder import Responder
from sync.standing import Standing
from sync.store import Store, Taken

NETWORKS = "networks"
ENGINE_TROUBLE = "engine_trouble"
ENGINE_RETRY_S = 5
"""A node that dies is replaced within seconds; whoever asks again a few times meets the next one."""


@dataclass(frozen=True, slots=True)
class HubSettings:
    """What the operator decided."""

    networks: frozenset[bytes] | None = None
    """Only these; None: any whose founder brings it."""
    networks_max: int = 256
    quota_bytes: int = 4 * 1024**3
    """Of one network, attachments included."""
    requests_per_minute: int = 600
    """Of one device."""


class Hub:
    """The networks in one folder."""

    def __init__(
        self,
        folder: Path,
        key: SigningKey,
        clock: Clock,
        randomness: Randomness,
        settings: HubSettings,
        engine: Engine | None = None,
    ) -> None:
        self._folder = folder
        self._engine = engine
        self._key, self._clock, self._randomness, self._settings = key, clock, randomness, settings
        self._stores: dict[bytes, HubStore] = {}
        self._responders: dict[bytes, Responder] = {}
        self._rates = Rates(settings.requests_per_minute)
        self._standing = Standing()
        self.counts: Counter[str] = Counter()
        """requests, accepted blocks and bytes by name, for metrics; refusals are counted where they are told."""

    @property
    def device(self) -> bytes:
        """The hub's key; it signs receipts and proves the address."""
        return self._key.public

    def close(self) -> None:
        """Close all files."""
        for store in self._stores.values():
            store.close()
        self._stores.clear()
        self._responders.clear()
        if self._engine is not None:
            self._engine.close()

    @property
    def refusal(self) -> Refused | None:
        """What everybody is told while the engine is away, without being looked at."""
        return Refused(ENGINE_TROUBLE, ENGINE_RETRY_S) if self._engine is not None and self._engine.is_away else None

    def answer(self, device: bytes, network: bytes, frame: bytes) -> Answered | Refused:
        """Answer a frame that `device` signed; raises VaultError where our disk is in trouble.

        Where the engine is, nothing of the frame was taken in, and the same may be asked again.
        """
        now = self._clock.now().seconds
        self.counts["requests"] += 1
        self.counts["bytes_in"] += len(frame)
        pause = self._standing.pause_s(device, now) or self._rates.take(device, now)
        if pause:
            return Refused("too_many_requests", pause)
        try:
            answer = self._responder(device, network).answer(frame)
        except RejectedError as error:
            return Refused(error.code)
        except VaultError as error:
            if error.code != ENGINE_TROUBLE:
                raise
            return Refused(ENGINE_TROUBLE, ENGINE_RETRY_S)
        if answer.trouble == ENGINE_TROUBLE:
            return Refused(ENGINE_TROUBLE, ENGINE_RETRY_S)
        if answer.offence:
            self._standing.note(device, answer.offence, now)
            self.counts["offences"] += 1
        if answer.trouble:
            self.counts["store_troubles"] += 1
        self.counts["blocks_accepted"] += answer.accepted
        self.counts["bytes_out"] += len(answer.frame)
        return Answered(answer.frame, answer.accepted)

    def _responder(self, device: bytes, network: bytes) -> Responder:
        self._require_allowed(network)
        store = self._store(network)
        if store is None:
            begin: Store = Nothing(network, lambda wires: self._begin(device, network, wires))
            return Responder(begin, self._key, self._clock)
        if not store.is_granted(device):
            raise RejectedError("not_granted", device=device.hex())
        if network not in self._responders:
            self._responders[network] = Responder(store, self._key, self._clock)
        return self._responders[network]

    def _store(self, network: bytes) -> HubStore | None:
        if network not in self._stores and (self._path(network).is_dir() or self._is_elsewhere(network)):
            self._open(network)
        store = self._stores.get(network)
        if store is None:
            return None
        store.refresh()
        self._drop_expired(store)
        # Where a full disk or the process's end broke the first page off there is a file, and nothing begun.
        return store if store.holds(network) else None

    def _drop_expired(self, store: HubStore) -> None:
        self.counts["attachments_expired"] += store.drop_expired()

    def _is_elsewhere(self, network: bytes) -> bool:
        """Whether another process of this hub has begun the network."""
        return self._engine is not None and self._engine.has(network)

    def _path(self, network: bytes) -> Path:
        return self._folder / NETWORKS / network.hex()

    def _open(self, network: bytes) -> HubStore:
        path, quota = self._path(network), self._settings.quota_bytes
        if self._engine is None:
            store = HubStore(path, network, self._randomness, self._clock, quota)
        else:
            store = EngineStore(path, network, self._randomness, self._clock, quota, self._engine)
        self._stores[network] = store
        return store

    def _require_allowed(self, network: bytes) -> None:
        allowed = self._settings.networks
        if allowed is not None and network not in allowed:
            raise RejectedError("unknown_network")

    def _begin(self, device: bytes, network: bytes, wires: Sequence[bytes]) -> Taken:
        """Raises RejectedError (`charter_missing`, `not_granted`, `quota_reached`, and what `read_block` raises)."""
        if not wires:
            raise RejectedError("charter_missing", network=network.hex())
        charter = read_block(wires[0])
        if charter.id != network or charter.header.network is not None:
            raise RejectedError("charter_missing", network=network.hex())
        if self._settings.networks is None and charter.header.device != device:
            raise RejectedError("not_granted", device=device.hex())
        store = self._stores.get(network)
        if store is None:
            if len(self.networks()) >= self._settings.networks_max:
                raise RejectedError("quota_reached", limit=self._settings.networks_max)
            store = self._open(network)
        return store.take(wires)

    def networks(self) -> list[bytes]:
        """The networks kept here."""
        folder = self._folder / NETWORKS
        return sorted(bytes.fromhex(path.name) for path in folder.iterdir()) if folder.is_dir() else []

    def check(self) -> None:
        """Raises VaultError where the store cannot be used; `engine_trouble` where that alone is away."""
        try:
            (self._folder / NETWORKS).mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise VaultError("hub_store_trouble", path=str(self._folder), detail=str(error)) from error
        if self._engine is not None:
            self._engine.check()
        for store in self._stores.values():
            store.counts()

    def gauges(self) -> dict[str, int]:
        """What is kept now, for metrics: numbers over all networks, no names."""
        for network in self.networks():
            if network not in self._stores:
                self._open(network)
        for store in self._stores.values():
            self._drop_expired(store)
        held = [store.counts() for store in self._stores.values()]
        return {
            "networks": len(held),
            "blocks": sum(blocks for blocks, _ in held),
            "attachments": sum(files for _, files in held),
            "stored_bytes": sum(store.used_bytes() for store in self._stores.values()),
            "unfinished_bytes": sum(store.unfinished_bytes() for store in self._stores.values()),
        }
