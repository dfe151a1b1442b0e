"""`jangbu bench sync`: the sync budgets, measured beside the bare floor in the same run, over real loopback sockets.

The floor is what libsodium and SQLCipher cost alone for as many blocks and entries of the same size
(desktop.bench.floor): a hash chain, every signature checked, one row per entry with an index by (type, seq), WAL with
synchronous=FULL, one commit per page. Ratios count; seconds say nothing about another machine.
"""

from __future__ import annotations

import socket
import threading
import time
import zlib
from dataclasses import dataclass
from pathlib import Path

from core.actions.create_network import create_network
from core.actions.join import grant, join_request, read_request
from core.encoding import cbor
from core.ledger.content import encode_content
from core.ledger.contract import Registry
from core.ports.clock import Clock
from core.ports.randomness import Randomness
from core.vault.ingest import ingest
from core.vault.reading import ReadEntry
from core.vault.vault import Vault
from desktop.bench import floor
from desktop.bench.crowd import Crowd
from desktop.bench.memory import MemoryWatch
from desktop.bench.registering import registered, taken_in
from desktop.meeting import meet
from desktop.serving import StoreThread, server_for
from sync.hub.hub import Hub, HubSettings
from sync.hub.key import hub_key
from sync.limits import PAGE_BLOCKS_MAX, PAGE_BYTES_MAX
from sync.session import Outcome
from sync.transports.http_client import HttpPeer

_WORKSPACE = "battery"
_SIGNED_BYTES = 128
"""Of a block of the floor: signature, hash of the block before, hash of the payloads."""
_FULL_BLOCK = 16
"""Entries in a block from which the lower budget of bytes holds."""


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
        with self._vault("source") as source, self._vault("target") as target:
            network = create_network(source, "Bench", "Yard", "desk 1", ["yard"], [_WORKSPACE])
            grant(source, network, read_request(join_request(target, "Centre", "desk 1", ["yard"], {})))
            made = registered(source, network, entries, entries_in_block, self._clock, self._randomness)
            gate_s, size = taken_in(source, network, made)
            content, others = _content_bytes(source, network), _wire_bytes(source, network) - size
            floor_s = self._floor(size, entries, entries_in_block)
            with _Listening(self._hub(), self._clock) as url:
                pushed, push_s = self._met(source, network, url)
                with MemoryWatch() as watch:
                    pulled, pull_s = self._met(target, network, url)
                assert pushed.equal
                assert pulled.equal
                many = self._among_many(source, target, network, url, devices)
            per_entry = (pulled.bytes_received + pulled.bytes_sent - others) / entries
            found = [
                Measured("floor", floor_s, "s"),
                Measured("the gate alone, judged", gate_s / floor_s, "x floor", 2.5),
                Measured("hub takes all", push_s / floor_s, "x floor"),
                Measured("vault takes all, judged", pull_s / floor_s, "x floor"),
                Measured("bytes of an entry's content", content, "B"),
                Measured(
                    "bytes per entry on the wire", per_entry, "B", 400 if entries_in_block >= _FULL_BLOCK else 560
                ),
                Measured("the same before compression", size / entries, "B"),
            ]
            if watch.halves_kib is not None:
                first, last = watch.halves_kib
                found.append(Measured("memory, last half to first", last / first, "", 1.1))
            return [*found, *many]

    def _vault(self, name: str) -> Vault:
        path = self._folder / f"{name}.jangbu"
        passphrase = self._randomness.take(16).hex()
        return Vault.create(path, passphrase, self._registry, self._clock, self._randomness)

    def _floor(self, size: int, entries: int, entries_in_block: int) -> float:
        """Seconds for as many entries that take as many bytes, in pages of as many blocks."""
        signed = _SIGNED_BYTES * -(-entries // entries_in_block)
        each = max(size - signed, 8 * entries) // entries
        blocks = floor.chain([number.to_bytes(8, "big") * (each // 8) for number in range(entries)], entries_in_block)
        page_blocks = min(PAGE_BLOCKS_MAX, max(1, PAGE_BYTES_MAX * len(blocks) // size))
        return floor.admit(self._folder, blocks, every=True, batch=page_blocks)

    def _hub(self) -> Hub:
        folder = self._folder / "hub"
        settings = HubSettings(requests_per_minute=1_000_000)
        return Hub(folder, hub_key(folder, self._randomness), self._clock, self._randomness, settings)

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
    """Of the last entry."""
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


def _wire_bytes(vault: Vault, network: bytes) -> int:
    return sum(map(len, vault.replica(network).store.wires()))
