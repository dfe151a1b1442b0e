"""Four writers who wrote about the same batteries without seeing each other: taken in one after another, and in order.

What comes late in the order of a subject's history costs that subject a fold, so a merge must stay near to the price of
the same blocks in the order in which histories show them.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from core.actions.create_network import create_network
from core.actions.join import grant, join_request, read_request
from core.actions.record import Draft, record
from core.domains.registry import InstalledWorkspaces
from core.ledger.block import Block
from core.ports.clock import Clock
from core.ports.randomness import Randomness
from core.vault.digest import view_digest
from core.vault.ingest import ingest
from core.vault.vault import Vault
from desktop.bench.ours import BATCH_BLOCKS, PASSPHRASE, pack_draft

WRITERS = 4
ARRIVALS_OF_PACK = 2
"""So often each writer sees each battery arrive."""


@dataclass(frozen=True, slots=True)
class Merged:
    """Seconds for the same blocks."""

    merge_s: float
    in_order_s: float


def measure_merge(
    folder: Path, count: int, registry: InstalledWorkspaces, clock: Clock, randomness: Randomness
) -> Merged:
    """Let the writers diverge over so many entries, and take them in by both ways."""

    def vault(name: str) -> Vault:
        return Vault.create(folder / f"{name}.jangbu", PASSPHRASE, registry, clock, randomness)

    writers = [vault(f"writer-{number}") for number in range(WRITERS)]
    network = create_network(writers[0], "Bench", "Bench", "desk", ["yard"], ["battery"])
    readers = [vault("merged"), vault("ordered")]
    for one in (*writers[1:], *readers):
        grant(writers[0], network, read_request(join_request(one, "Bench", "another desk", ["yard"], {})))
    packs = [
        record(writers[0], network, [pack_draft(number)]).subjects[0]
        for number in range(max(1, count // (WRITERS * ARRIVALS_OF_PACK)))
    ]
    common = writers[0].replica(network).store.count()
    shared = list(writers[0].replica(network).store.wires())
    for one in (*writers[1:], *readers):
        ingest(one.add_network(network), shared)
    written = [_written(one, network, packs, common) for one in writers]
    merge_s = _take_in(readers[0], network, [block for blocks in written for block in blocks])
    in_order = sorted((block for blocks in written for block in blocks), key=lambda one: (one.header.depth, one.id))
    in_order_s = _take_in(readers[1], network, in_order)
    digests = {view_digest(one.replica(network)) for one in readers}
    assert len(digests) == 1, "one set of blocks, one view"
    for one in (*writers, *readers):
        one.close()
    return Merged(merge_s, in_order_s)


def _written(vault: Vault, network: bytes, packs: Sequence[bytes], common: int) -> list[Block]:
    for number in range(ARRIVALS_OF_PACK):
        arrival = {"site": f"yard {number}", "arrived_on": "2026-11-22", "transport_class": "SP377"}
        for pack in packs:
            record(vault, network, [Draft("battery.pack.receive", arrival, pack)])
    store = vault.replica(network).store
    return [store.block(number) for number in store.numbers()[common:]]


def _take_in(vault: Vault, network: bytes, blocks: Sequence[Block]) -> float:
    start = time.perf_counter()
    for first in range(0, len(blocks), BATCH_BLOCKS):
        ingest(vault.replica(network), [block.wire for block in blocks[first : first + BATCH_BLOCKS]])
    return time.perf_counter() - start
