"""Two places of one network and a line between them."""

from collections.abc import Callable
from pathlib import Path

from core.vault.vault import Vault
from sync.hub.store import HubStore
from sync.outcome import Outcome
from sync.responder import Responder
from sync.session import Session
from sync.store import Store
from sync.vault_store import VaultStore
from tests.support.fixed_clock import FixedClock
from tests.support.sample_network import key_of
from tests.support.seeded_randomness import SeededRandomness

HUB_KEY = key_of("hub")
QUOTA_BYTES = 1 << 30


def hub_store(
    folder: Path, network: bytes, quota_bytes: int = QUOTA_BYTES, clock: FixedClock | None = None
) -> HubStore:
    return HubStore(folder / "hub", network, SeededRandomness("hub"), clock or FixedClock(), quota_bytes)


def store_of(vault: Vault, network: bytes) -> VaultStore:
    return VaultStore(vault, vault.add_network(network))


def answering(store: Store) -> Responder:
    key = store._vault.device if isinstance(store, VaultStore) else HUB_KEY
    return Responder(store, key, FixedClock())


def device_of(store: Store) -> bytes:
    return store._vault.device.public if isinstance(store, VaultStore) else HUB_KEY.public


def talk(
    asking: Store, other: Store, way: Callable[[bytes], bytes] | None = None, requests_max: int = 10_000
) -> Outcome:
    """An exchange to its end; `way` changes what comes back."""
    session = Session(asking, device_of(asking), peer=device_of(other))
    responder = answering(other)
    for _ in range(requests_max):
        if session.request is None:
            return session.outcome
        frame = responder.answer(session.request).frame
        session.receive(way(frame) if way else frame)
    raise AssertionError("the exchange does not end")
