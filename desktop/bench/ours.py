"""The same work done by Jangbu: real vaults in a temporary folder, the battery workspace, no window."""

from __future__ import annotations

import time
from dataclasses import dataclass
from pathlib import Path

from core.actions.create_network import create_network
from core.actions.join import grant, join_request, read_request
from core.actions.record import Draft, record
from core.actions.record_many import record_many
from core.domains.registry import InstalledWorkspaces
from core.ports.clock import Clock
from core.ports.randomness import Randomness
from core.vault.ingest import ingest
from core.vault.search import catch_up, search
from core.vault.vault import Vault
from core.vault.views import list_subjects
from desktop.bench.memory import MemoryWatch

PASSPHRASE = "only a benchmark"  # noqa: S105 - of a vault that is gone with the run
TYPE = "battery.pack.register"
BATCH_BLOCKS = 512
_PAGE = 50


@dataclass(frozen=True, slots=True)
class Ours:
    """Seconds, and bytes on disk for each entry with all indices and views."""

    record_s: float
    rows_s: float
    admit_s: float
    disk_bytes: float
    open_s: float
    search_s: float
    entry_bytes: int
    """Of one entry on the wire, for the floor to store as much."""
    durability: str
    memory_kib: tuple[int, int] | None
    """Highest while admitting, of the first half of the time and of the last; None where the system does not tell."""


def measure(
    folder: Path, count: int, registry: InstalledWorkspaces, clock: Clock, randomness: Randomness
) -> Ours:
    """Record one by one, import rows, admit it all in another vault, open it and search in it."""
    ports = (registry, clock, randomness)
    source = Vault.create(folder / "source.jangbu", PASSPHRASE, *ports)
    network = create_network(source, "Bench", "Bench", "desk", ["yard"], ["battery"])
    target = Vault.create(folder / "target.jangbu", PASSPHRASE, *ports)
    grant(source, network, read_request(join_request(target, "Bench", "other desk", ["yard"], {})))
    room = target.add_network(network)
    ingest(room, source.replica(network).store.wires())
    before = source.replica(network).store.count()
    start = time.perf_counter()
    for number in range(count):
        record(source, network, [pack_draft(number)])
    record_s = time.perf_counter() - start
    own = [source.replica(network).store.block(number) for number in source.replica(network).store.numbers()][before:]
    with MemoryWatch() as watch:
        admit_s = _admit(target, network, [block.wire for block in own])
    start = time.perf_counter()
    record_many(source, network, (pack_draft(count + number) for number in range(count)), lambda group: True)
    rows_s = time.perf_counter() - start
    search_s = _search(source, network)
    synchronous = source.connection.execute("PRAGMA synchronous").fetchone()[0]
    durability = f"{source.connection.execute('PRAGMA journal_mode').fetchone()[0]}, synchronous={synchronous}"
    key = source.database_key
    source.close()
    target.close()
    disk = (folder / "source.jangbu" / "vault.db").stat().st_size / (2 * count)
    entry_bytes = sum(len(block.wire) for block in own) // len(own)
    open_s = _open(folder / "source.jangbu", key, network, ports)
    return Ours(
        record_s, rows_s, admit_s, disk, open_s, search_s, entry_bytes, durability, watch.halves_kib
    )  # fmt: skip


def pack_draft(number: int) -> Draft:
    body = {
        "number": f"BENCH-{number:07}", "number_kind": "serial", "level": "pack", "maker": "Hyundai",
        "model": "Kona 64", "chemistry": "NMC", "rated_mah": 180_000, "nominal_mv": 356_000, "accident": "none",
        "holder": "Bench",
    }  # fmt: skip
    return Draft(TYPE, body)


def _admit(target: Vault, network: bytes, wires: list[bytes]) -> float:
    start = time.perf_counter()
    for first in range(0, len(wires), BATCH_BLOCKS):
        ingest(target.replica(network), wires[first : first + BATCH_BLOCKS])
    return time.perf_counter() - start


def _search(vault: Vault, network: bytes) -> float:
    """The slowest of a few searches, the index being there."""
    replica = vault.replica(network)
    while catch_up(replica):
        pass
    slowest = 0.0
    for text in ("BENCH", "kona", "0001", "hyun nmc", "nothing such"):
        start = time.perf_counter()
        search(replica, text)
        slowest = max(slowest, time.perf_counter() - start)
    return slowest


def _open(folder: Path, key: bytes, network: bytes, ports: tuple[InstalledWorkspaces, Clock, Randomness]) -> float:
    start = time.perf_counter()
    with Vault.open_with_key(folder, key, *ports) as vault:
        list_subjects(vault.replica(network), "battery", limit=_PAGE)
    return time.perf_counter() - start
