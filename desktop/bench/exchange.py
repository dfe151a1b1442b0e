"""One exchange of many entries over loopback: the bare floor, the gate alone, a push to a hub, and a pull from it.

The hub is a process of its own, started as any other; the pulling side is this process. The floor is what libsodium
and SQLCipher cost alone for as many blocks and entries of the same size (desktop.bench.floor): a hash chain, every
signature checked, one row per entry with an index by (type, seq), WAL with synchronous=FULL, one commit per page.
"""

from __future__ import annotations

import shutil
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from core.actions.join import grant, join_request, read_request
from core.ledger.contract import Registry
from core.ports.clock import Clock
from core.ports.randomness import Randomness
from core.vault.ingest import ingest
from core.vault.vault import Vault
from desktop.bench import floor
from desktop.bench.registering import registered, taken_in
from desktop.bench.steps import Step
from desktop.companion import CompanionProcess
from desktop.meeting import meet
from sync.limits import PAGE_BLOCKS_MAX, PAGE_BYTES_MAX
from sync.outcome import Outcome
from sync.transports.http_client import HttpPeer

_SIGNED_BYTES = 128
"""Of a block of the floor: signature, hash of the block before, hash of the payloads."""
_WARM_UP_ENTRIES = 2_000
Ports = tuple[Registry, Clock, Randomness]


@dataclass(frozen=True, slots=True)
class Source:
    """The vault that holds the entries to exchange."""

    vault: Vault
    network: bytes
    entries: int
    entries_in_block: int
    size: int
    """Bytes of their blocks."""

    @property
    def blocks(self) -> int:
        """How many blocks they are in; these come last."""
        return -(-self.entries // self.entries_in_block)

    @property
    def page_blocks(self) -> int:
        """How many of these a page holds, as a hub cuts it."""
        return min(PAGE_BLOCKS_MAX, max(1, PAGE_BYTES_MAX * self.blocks // self.size))

    def wires(self, *, of_entries: bool) -> Iterator[bytes]:
        """These blocks, or those before them; each is read when it is asked for."""
        store = self.vault.replica(self.network).store
        numbers = store.numbers()
        chosen = numbers[-self.blocks :] if of_entries else numbers[: -self.blocks]
        return (store.block(number).wire for number in chosen)


@dataclass(frozen=True, slots=True)
class Reader:
    """A vault that was let in and holds nothing yet; closed, so that it takes no memory."""

    path: Path
    key: bytes

    def open(self, ports: Ports) -> Vault:
        """The vault."""
        return Vault.open_with_key(self.path, self.key, *ports, companion=CompanionProcess())

    def remove(self) -> None:
        """Make room for the next round."""
        shutil.rmtree(self.path)


def new_reader(source: Vault, network: bytes, path: Path, ports: Ports) -> Reader:
    """Make one and let it in."""
    with Vault.create(path, ports[2].take(16).hex(), *ports) as vault:
        grant(source, network, read_request(join_request(vault, "Centre", path.stem, ["yard"], {})))
        return Reader(path, vault.database_key)


def filled(vault: Vault, network: bytes, entries: int, entries_in_block: int, ports: Ports, step: Step) -> Source:
    """Write so many entries into a vault."""

    def told(blocks: int) -> None:
        step("bench.step.making", done=min(blocks * entries_in_block, entries), of=entries)

    made = registered(vault, network, entries, entries_in_block, *ports[1:])
    _, size = taken_in(vault, network, made, PAGE_BLOCKS_MAX, told)
    return Source(vault, network, entries, entries_in_block, size)


class Exchange:
    """Rounds in one folder, each with new vaults and a new hub."""

    def __init__(self, folder: Path, source: Source, ports: Ports, step: Step) -> None:
        self._folder, self.source, self._ports, self._step = folder, source, ports, step

    def warm_up(self) -> None:
        """A processor that has idled checks its first signatures at half its speed; the floor shall not pay for it."""
        self._floor(min(self.source.entries, _WARM_UP_ENTRIES))

    def floor_s(self) -> float:
        """Seconds of the floor for all entries."""
        self._step("bench.step.floor")
        return self._floor(self.source.entries)

    def _floor(self, entries: int) -> float:
        source = self.source
        each = max(source.size - _SIGNED_BYTES * source.blocks, 8 * source.entries) // source.entries
        payloads = (number.to_bytes(8, "big") * (each // 8) for number in range(entries))
        made = floor.chain(payloads, source.entries_in_block)
        with tempfile.TemporaryDirectory(dir=self._folder) as name:
            return floor.admit(Path(name), made, every=True, batch=source.page_blocks)

    def gate_s(self, vault: Vault) -> float:
        """Seconds of the gate alone for all entries, in an empty vault."""
        source = self.source
        ingest(vault.add_network(source.network), list(source.wires(of_entries=False)))

        def told(blocks: int) -> None:
            self._step("bench.step.gate", done=blocks, of=source.blocks)

        return taken_in(vault, source.network, source.wires(of_entries=True), source.page_blocks, told)[0]

    def met(self, vault: Vault, url: str, key: str) -> tuple[Outcome, float]:
        """What came of one exchange of a vault with a hub, and its seconds; `key` is the step's."""
        asked = 0

        @contextmanager
        def counting(cut: Callable[[], None]) -> Iterator[None]:
            nonlocal asked
            yield
            asked += 1
            self._step(key, done=asked)

        _, clock, randomness = self._ports
        peer = HttpPeer(url, vault.device, clock, randomness, time.sleep, patience=counting)
        started = time.monotonic()
        try:
            return meet(vault, self.source.network, peer).outcome, time.monotonic() - started
        finally:
            peer.close()
