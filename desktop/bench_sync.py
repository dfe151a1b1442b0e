"""`jangbu bench sync`: the sync budgets, measured beside the bare floor in the same run, over real loopback sockets.

Every round measures floor, gate, push and pull (desktop.bench.exchange) one after the other; the best round of each
counts, for what else the machine did meanwhile only ever adds to a time. Ratios count; seconds say nothing about
another machine.
"""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from core.actions.create_network import create_network
from core.encoding import cbor
from core.ledger.content import encode_content
from core.ledger.contract import Registry
from core.ports.clock import Clock
from core.ports.randomness import Randomness
from core.vault.ingest import ingest
from core.vault.reading import ReadEntry
from core.vault.vault import Vault
from desktop.bench.crowd import Crowd
from desktop.bench.exchange import Exchange, Ports, Reader, Source, filled, new_reader
from desktop.bench.hub_process import HubProcess
from desktop.bench.memory import MemoryWatch
from desktop.bench.steps import Step, in_silence
from sync.outcome import Outcome

_WORKSPACE = "battery"
_FULL_BLOCK = 16
"""Entries in a block from which the lower budget of bytes holds."""
_MEGABYTE_KIB = 1_000_000 / 1024
_ENTRIES_FOR_MEMORY = 50_000
"""From so many on, the pages that a vault keeps in memory are all there in the first half; before, they only come."""


@dataclass(frozen=True, slots=True)
class Measured:
    """One line of the table: `name` is bench.sync.<name> in the words; `limit` is the budget where there is one."""

    name: str
    value: float
    unit: str = ""
    limit: float | None = None
    rounds: tuple[float, ...] = ()
    """What every round gave, where it was measured in each."""

    @property
    def holds(self) -> bool:
        """Whether it is within its budget, if it has one."""
        return self.limit is None or self.value <= self.limit


@dataclass(frozen=True, slots=True)
class _Round:
    """Seconds, and what the pull came to."""

    floor_s: float
    gate_s: float
    push_s: float
    pull_s: float
    pulled: Outcome
    idle_kib: int
    """What this process took before the pull."""
    memory_kib: tuple[int, int] | None
    hub_memory_kib: tuple[int, int] | None


class SyncBench:
    """Vaults and hubs in one folder that is thrown away."""

    def __init__(
        self, folder: Path, registry: Registry, clock: Clock, randomness: Randomness, step: Step = in_silence
    ) -> None:
        self._folder, self._step = folder, step
        self._ports: Ports = (registry, clock, randomness)

    def run(self, entries: int, entries_in_block: int, devices: int, rounds: int) -> list[Measured]:
        """Everything, in order; some seconds per thousand entries and round, and per thousand devices.

        Raises:
            SyncError: `hub_not_started`.
        """
        with Vault.create(self._folder / "source.jangbu", self._ports[2].take(16).hex(), *self._ports) as vault:
            network = create_network(vault, "Bench", "Yard", "desk 1", ["yard"], [_WORKSPACE])
            paths = [self._folder / f"reader-{number}.jangbu" for number in range(2 * rounds)]
            readers = [new_reader(vault, network, path, self._ports) for path in paths]
            source = filled(vault, network, entries, entries_in_block, self._ports, self._step)
            before, content = _compressed(list(source.wires(of_entries=False))), _content_bytes(source)
            measured = []
            for number in range(rounds):
                step = partial(self._step, round=number + 1, rounds=rounds)
                exchange = Exchange(self._folder, source, self._ports, step)
                if number == 0:
                    exchange.warm_up()
                with HubProcess(self._folder / f"hub-{number}") as hub:
                    reader = readers[2 * number]
                    measured.append(self._round(exchange, hub, reader, readers[2 * number + 1]))
                    if number == rounds - 1:
                        many = self._among_many(exchange, source, reader, hub.url, devices)
                reader.remove()
            return [*_figures(measured, source, before, content), *_memory(measured[0], entries), *many]

    def _round(self, exchange: Exchange, hub: HubProcess, puller: Reader, gatekeeper: Reader) -> _Round:
        floor_s = exchange.floor_s()
        with MemoryWatch(hub.pid) as hub_watch:
            pushed, push_s = exchange.met(exchange.source.vault, hub.url, "bench.step.push")
        with puller.open(self._ports) as vault, MemoryWatch() as watch:
            idle_kib = watch.idle_kib
            pulled, pull_s = exchange.met(vault, hub.url, "bench.step.pull")
        # The gate comes last: what a closed vault leaves in the allocator would hide what the pull takes.
        with gatekeeper.open(self._ports) as vault:
            gate_s = exchange.gate_s(vault)
        gatekeeper.remove()
        assert pushed.equal
        assert pulled.equal
        memory = (idle_kib, watch.halves_kib, hub_watch.halves_kib)
        return _Round(floor_s, gate_s, push_s, pull_s, pulled, *memory)

    def _among_many(
        self, exchange: Exchange, source: Source, reader: Reader, url: str, devices: int
    ) -> list[Measured]:
        """100 new entries of 10 devices between replicas that hold the same of many."""
        crowd = Crowd(source.vault, source.network, devices, *self._ports[1:], self._step)
        with reader.open(self._ports) as target:

            def met(vault: Vault) -> Outcome:
                return exchange.met(vault, url, "bench.step.among")[0]

            met(source.vault)
            first, equal = met(target), met(target)
            new = [block.wire for block in crowd.write(10, 100)]
            assert len(ingest(source.vault.replica(source.network), new).accepted) == len(new)
            met(source.vault)
            small = met(target)
        assert (first.equal, small.equal, small.accepted) == (True, True, len(new))
        beyond = small.bytes_sent + small.bytes_received - _compressed(new)
        chains = len(source.vault.replica(source.network).store.tips())
        return [
            Measured("chains", chains),
            Measured("questions", small.requests, "", 3),
            Measured("beyond_blocks", beyond, "B", 20_000),
            Measured("equal", equal.bytes_sent + equal.bytes_received, "B", 1_000),
        ]


def _figures(rounds: Sequence[_Round], source: Source, before: int, content: int) -> list[Measured]:
    """Times against the floor, and bytes: `before` of the blocks that no entry to exchange is in, `content` of one."""
    floor_s = min(one.floor_s for one in rounds)

    def against_floor(name: str, seconds: Sequence[float], limit: float | None = None) -> Measured:
        ratios = tuple(one / floor_s for one in seconds)
        return Measured(name, min(ratios), "x", limit, ratios)

    pulled = rounds[0].pulled
    wire = (pulled.bytes_received + pulled.bytes_sent - before) / source.entries
    return [
        Measured("floor", floor_s, "s", None, tuple(one.floor_s for one in rounds)),
        against_floor("gate", [one.gate_s for one in rounds], 2.5 if source.entries_in_block == 1 else None),
        against_floor("push", [one.push_s for one in rounds]),
        against_floor("pull", [one.pull_s for one in rounds]),
        Measured("content", content, "B"),
        Measured("wire", wire, "B", 400 if source.entries_in_block >= _FULL_BLOCK else 560),
        Measured("uncompressed", source.size / source.entries, "B"),
    ]


def _memory(first: _Round, entries: int) -> list[Measured]:
    """Of the first round, for later ones find what it took; nothing where the system does not tell."""
    found = []
    if first.memory_kib is not None:
        early, late = first.memory_kib
        above = (max(early, late) - first.idle_kib) / _MEGABYTE_KIB
        limit = 1.1 if entries >= _ENTRIES_FOR_MEMORY else None
        found += [Measured("memory", late / early, "", limit), Measured("memory_above_idle", above, "MB", 200)]
    if first.hub_memory_kib is not None:
        found.append(Measured("memory_hub", max(first.hub_memory_kib) / _MEGABYTE_KIB, "MB"))
    return found


def _compressed(wires: list[bytes]) -> int:
    """Bytes of blocks as frames hold them."""
    return len(zlib.compress(cbor.encode(wires), 1))


def _content_bytes(source: Source) -> int:
    """Of the last entry."""
    replica = source.vault.replica(source.network)
    read = replica.reader.read(replica.store.numbers()[-1], 0)
    assert isinstance(read, ReadEntry)
    return len(encode_content(read.entry.content))
