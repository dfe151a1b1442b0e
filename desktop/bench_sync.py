"""`jangbu bench sync`: the sync budgets, measured beside the bare floor in the same run, over real loopback sockets.

The floor is what checking every signature with libsodium and storing every block in SQLCipher cost alone: one row per
block, WAL, synchronous=FULL, one commit per page. Ratios count; seconds say nothing about another machine.
"""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from core.actions.create_network import create_network
from core.actions.join import grant, join_request, read_request
from core.actions.record import Draft, record
from core.ledger.block import read_block, signature_is_valid
from core.ledger.contract import Registry
from core.ports.clock import Clock
from core.ports.randomness import Randomness
from core.vault.database import open_database, transaction
from core.vault.ingest import ingest
from core.vault.vault import Vault
from desktop.meeting import meet
from desktop.serving import StoreThread, server_for
from sync.hub.hub import Hub, HubSettings
from sync.hub.key import hub_key
from sync.limits import PAGE_BLOCKS_MAX
from sync.session import Outcome
from sync.transports.http_client import HttpPeer

_WORKSPACE = "battery"
_PACK = {
    "number_kind": "serial", "level": "pack", "maker": "Hyundai", "model": "Kona 64", "chemistry": "NMC",
    "rated_mah": 180_000, "nominal_mv": 356_000, "accident": "none", "holder": "Halla Yard",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Measured:
    """One line of the table; `limit` is the budget where there is one, in the unit of `value`."""

    name: str
    value: float
    unit: str
    limit: float | None = None


class SyncBench:
    """Vaults and a hub in one folder that is thrown away."""

    def __init__(self, folder: Path, registry: Registry, clock: Clock, randomness: Randomness) -> None:
        self._folder, self._registry, self._clock, self._randomness = folder, registry, clock, randomness

    def run(self, entries: int, entries_in_block: int) -> list[Measured]:
        """Everything, in order; some seconds per thousand entries."""
        with self._vault("source") as source, self._vault("target") as target, self._vault("gate") as gate:
            network = create_network(source, "Bench", "Yard", "desk 1", ["yard"], [_WORKSPACE])
            for vault, member in ((target, "Centre"), (gate, "Plant")):
                grant(source, network, read_request(join_request(vault, member, "desk 1", ["yard"], {})))
            _fill(source, network, entries, entries_in_block, 0)
            wires = list(source.replica(network).store.wires())
            floor_s = _timed(lambda: self._floor(wires))
            gate_s = _timed(lambda: _through_the_gate(gate, network, wires))
            found = self._over_a_hub(source, target, network, wires, floor_s, entries)
            return [found[0], Measured("the gate alone, judged", gate_s / floor_s, "x floor"), *found[1:]]

    def _vault(self, name: str) -> Vault:
        path = self._folder / f"{name}.jangbu"
        passphrase = self._randomness.take(16).hex()
        return Vault.create(path, passphrase, self._registry, self._clock, self._randomness)

    def _floor(self, wires: list[bytes]) -> None:
        connection = open_database(self._folder / "floor.db", self._randomness.take(32), create=True)
        connection.execute("CREATE TABLE floor (id BLOB PRIMARY KEY, seq INTEGER, wire BLOB)")
        connection.execute("CREATE INDEX floor_by_seq ON floor (seq, id)")
        for start in range(0, len(wires), PAGE_BLOCKS_MAX):
            with transaction(connection):
                for seq, wire in enumerate(wires[start : start + PAGE_BLOCKS_MAX], start):
                    block = read_block(wire)
                    assert signature_is_valid(block)
                    connection.execute("INSERT INTO floor VALUES (?, ?, ?)", (block.id, seq, wire))
        connection.close()

    def _over_a_hub(
        self, source: Vault, target: Vault, network: bytes, wires: list[bytes], floor_s: float, entries: int
    ) -> list[Measured]:
        folder = self._folder / "hub"
        settings = HubSettings(requests_per_minute=1_000_000)
        hub = Hub(folder, hub_key(folder, self._randomness), self._clock, self._randomness, settings)
        with _Listening(hub, self._clock) as url:
            pushed, push_s = self._met(source, network, url)
            pulled, pull_s = self._met(target, network, url)
            equal, _ = self._met(source, network, url)
            _fill(target, network, 100, 1, entries)
            before = len(list(target.replica(network).store.wires()))
            small, _ = self._met(target, network, url)
            new_bytes = sum(map(len, list(target.replica(network).store.wires())[before - 100 :]))
        assert pushed.equal
        assert pulled.equal
        assert small.given == 100
        size = sum(map(len, wires))
        small_extra = small.bytes_sent + small.bytes_received - new_bytes
        return [
            Measured("floor", floor_s, "s"),
            Measured("hub takes all", push_s / floor_s, "x floor"),
            Measured("vault takes all, judged", pull_s / floor_s, "x floor", 2.5),
            Measured("bytes per entry on the wire", (pulled.bytes_received + pulled.bytes_sent) / entries, "B", 560),
            Measured("bytes beyond the blocks", pulled.bytes_received + pulled.bytes_sent - size, "B"),
            Measured("100 new entries: questions", small.requests, "", 3),
            Measured("100 new entries: beyond blocks", small_extra, "B", 20_000),
            Measured("equal replicas", equal.bytes_sent + equal.bytes_received, "B", 1_000),
        ]

    def _met(self, vault: Vault, network: bytes, url: str) -> tuple[Outcome, float]:
        peer = HttpPeer(url, vault.device, self._clock, self._randomness, time.sleep)
        started = time.monotonic()
        try:
            return meet(vault, network, peer).outcome, time.monotonic() - started
        finally:
            peer.close()


class _Listening:
    """The hub on a free port of loopback."""

    def __init__(self, hub: Hub, clock: Clock) -> None:
        self._hub, self._store = hub, StoreThread()
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self._port = int(probe.getsockname()[1])
        self._server = server_for(hub, self._store, clock, "127.0.0.1", self._port, None)
        self._thread = threading.Thread(target=self._server.run)

    def __enter__(self) -> str:
        self._thread.start()
        while not self._server.started and self._thread.is_alive():
            self._thread.join(0.02)
        return f"http://127.0.0.1:{self._port}"

    def __exit__(self, *details: object) -> None:
        self._server.should_exit = True
        self._thread.join()
        self._store.call(self._hub.close)
        self._store.stop()


def _fill(vault: Vault, network: bytes, entries: int, entries_in_block: int, first: int) -> None:
    for start in range(first, first + entries, entries_in_block):
        numbers = range(start, min(start + entries_in_block, first + entries))
        drafts = [Draft("battery.pack.register", {**_PACK, "number": f"KONA-{number:07}"}) for number in numbers]
        record(vault, network, drafts)


def _through_the_gate(vault: Vault, network: bytes, wires: list[bytes]) -> None:
    replica = vault.add_network(network)
    for start in range(0, len(wires), PAGE_BLOCKS_MAX):
        report = ingest(replica, wires[start : start + PAGE_BLOCKS_MAX])
        assert not report.rejected


def _timed(work: Callable[[], None]) -> float:
    started = time.monotonic()
    work()
    return time.monotonic() - started
