"""Entries to exchange: batteries that a few devices register, encrypted as members' entries are."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from itertools import islice

from core.ledger.blob import encrypted_blob
from core.ledger.content import SUBJECT_BYTES
from core.ports.clock import Clock
from core.ports.randomness import Randomness
from core.vault.ingest import ingest
from core.vault.vault import Vault
from desktop.bench.pen import grant_pens

DEVICES = 4
_TYPE = "battery.pack.register"
_PACK = {
    "number_kind": "serial", "level": "pack", "maker": "Hyundai", "model": "Kona 64", "chemistry": "NMC",
    "rated_mah": 180_000, "nominal_mv": 356_000, "accident": "none", "holder": "Halla Yard",
}  # fmt: skip


def registered(
    vault: Vault, network: bytes, entries: int, entries_in_block: int, clock: Clock, randomness: Randomness
) -> Iterator[bytes]:
    """Blocks of so many entries as they travel, by the devices in turn; each is made when it is asked for."""
    pens = grant_pens(vault, network, DEVICES, clock, randomness)
    epoch, key = vault.replica(network).newest_epoch()
    for place, first in enumerate(range(0, entries, entries_in_block)):
        pen = pens[place % DEVICES]
        bodies = ({**_PACK, "number": f"KONA-{number:07}"} for number in range(first, first + entries_in_block))
        said = [pen.statement(_TYPE, body, randomness.take(SUBJECT_BYTES)) for body in islice(bodies, entries - first)]
        yield pen.block([encrypted_blob(one, epoch, key) for one in said]).wire


def taken_in(
    vault: Vault, network: bytes, wires: Iterator[bytes], page_blocks: int, told: Callable[[int], None]
) -> tuple[float, int]:
    """Seconds that the gate takes for these blocks, in pages, without their making or reading; and their bytes.

    `told` hears after each page how many blocks are through.
    """
    replica, took_s, size, count = vault.replica(network), 0.0, 0, 0
    while page := list(islice(wires, page_blocks)):
        started = time.monotonic()
        report = ingest(replica, page)
        took_s += time.monotonic() - started
        assert len(report.accepted) == len(page)
        size, count = size + sum(map(len, page)), count + len(page)
        told(count)
    return took_s, size
