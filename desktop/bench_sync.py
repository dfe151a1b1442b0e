"""`jangbu bench sync`: the sync budgets, measured beside the bare floor in the same run, over real loopback sockets.

The floor is what checking every signature with libsodium and storing every block in SQLCipher cost alone: one row per
block, WAL, synchronous=FULL, one commit per page. Ratios count; seconds say nothing about another machine.
"""

from __future__ import annotations

import socket
import threading
import time
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from core.actions.create_network import create_network
from core.actions.join import grant, join_request, read_request
from core.actions.record import Draft, record
from core.encoding import cbor
from core.ledger.block import read_block, signature_is_valid
from core.ledger.content import encode_content
from core.ledger.contract import Registry
from core.ports.clock import Clock
from core.ports.randomness import Randomness
from core.vault.database import open_database, transaction
from core.vault.ingest import ingest
from core.vault.reading import ReadEntry
from core.vault.vault import Vault
from desktop.bench.crowd import Crowd
from desktop.bench.memory import MemoryWatch
from desktop.meeting import meet
from desktop.serving import StoreThread, server_for
from sync.hub.hub import Hub, HubSettings
from sync.hub.key import hub_key
from sync.limits import PAGE_BLOCKS_MAX
from sync.session import Outcome
from sync.transports.http_client import HttpPeer

_WORKSPACE = "battery"
_FULL_BLOCK = 16
"""Entries in a block from which the lower budget of bytes holds."""
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

    def run(self, entries: int, entries_in_block: int, devices: int) -> list[Measured]:
        """Everything, in order; some seconds per thousand entries and per thousand devices."""
        with self._vault("source") as source, self._vault("target") as target, self._vault("gate") as gate:
            network = create_network(source, "Bench", "Yard", "desk 1", ["yard"], [_WORKSPACE])
            for vault, member in ((target, "Centre"), (gate, "Plant")):
                grant(source, network, read_request(join_request(vault, member, "desk 1", ["yard"], {})))
            _fill(source, network, entries, entries_in_block, 0)
            wires = list(source.replica(network).store.wires())
            floor_s = _timed(lambda: self._floor(wires))
            gate_s = _timed(lambda: _through_the_gate(gate, network, wires))
            with _Listening(self._hub(), self._clock) as url:
                found = self._over_a_hub(source, target, network, url, wires, floor_s, (entries, entries_in_block))
                many = self._among_many(source, target, network, url, devices)
            found.insert(1, Measured("the gate alone, judged", gate_s / floor_s, "x floor"))
            return [*found, *many]

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

    def _hub(self) -> Hub:
        folder = self._folder / "hub"
        settings = HubSettings(requests_per_minute=1_000_000)
        return Hub(folder, hub_key(folder, self._randomness), self._clock, self._randomness, settings)

    def _over_a_hub(
        self,
        source: Vault,
        target: Vault,
        network: bytes,
        url: str,
        wires: list[bytes],
        floor_s: float,
        counts: tuple[int, int],
    ) -> list[Measured]:
        """`counts`: entries in all, and in a block."""
        entries, in_block = counts
        pushed, push_s = self._met(source, network, url)
        with MemoryWatch() as watch:
            pulled, pull_s = self._met(target, network, url)
        assert pushed.equal
        assert pulled.equal
        size = sum(map(len, wires[-entries // in_block :]))
        others = sum(map(len, wires)) - size  # charter, grants and the like
        per_entry = (pulled.bytes_received + pulled.bytes_sent - others) / entries
        limit = 400 if in_block >= _FULL_BLOCK else 560
        lines = [
            Measured("floor", floor_s, "s"),
            Measured("hub takes all", push_s / floor_s, "x floor"),
            Measured("vault takes all, judged", pull_s / floor_s, "x floor", 2.5),
            Measured("bytes of an entry's content", _content_bytes(source, network), "B"),
            Measured("bytes per entry on the wire", per_entry, "B", limit),
            Measured("the same before compression", size / entries, "B"),
        ]
        if watch.halves_kib is not None:
            first, last = watch.halves_kib
            lines.append(Measured("memory, last half to first", last / first, "", 1.1))
        return lines

    def _among_many(self, source: Vault, target: Vault, network: bytes, url: str, devices: int) -> list[Measured]:
        """100 new entries of 10 devices between replicas that hold the same of many."""
        crowd = Crowd(source, network, devices, self._clock, self._randomness)
        self._met(source, network, url)
        first, _ = self._met(target, network, url)
        equal, _ = self._met(target, network, url)
        new = [block.wire for block in crowd.write(10, 100)]
        assert len(ingest(source.replica(network), new).accepted) == len(new)
        self._met(source, network, url)
        small, _ = self._met(target, network, url)
        assert (first.equal, small.equal, small.accepted) == (True, True, len(new))
        beyond = small.bytes_sent + small.bytes_received - len(zlib.compress(cbor.encode(new), 1))
        heads = len(source.replica(network).store.tips())
        return [
            Measured("chains compared", heads, ""),
            Measured("100 new entries: questions", small.requests, "", 3),
            Measured("100 new entries: beyond blocks", beyond, "B", 20_000),
            Measured("equal replicas", equal.bytes_sent + equal.bytes_received, "B", 1_000),
        ]

    def _met(self, vault: Vault, network: bytes, url: str) -> tuple[Outcome, float]:
        peer = HttpPeer(url, vault.device, self._clock, self._randomness, time.sleep)
        started = time.monotonic()
        try:
            return meet(vault, network, peer).outcome, time.monotonic() - started
        finally:
            peer.close()


def _content_bytes(vault: Vault, network: bytes) -> int:
    """Of the last entry that was recorded."""
    replica = vault.replica(network)
    read = replica.reader.read(replica.store.numbers()[-1], 0)
    assert isinstance(read, ReadEntry)
    return len(encode_content(read.entry.content))


class _Listening:
    """A hub on a free port of loopback."""

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
