"""Many devices in one network: each is let in and has written, so that two replicas have as many heads to compare."""

from __future__ import annotations

from core.ledger.blob import clear_blob
from core.ledger.block import Block
from core.ledger.shared import OBSERVE
from core.ports.clock import Clock
from core.ports.limits import BLOCK_ENTRIES_MAX
from core.ports.randomness import Randomness
from core.vault.ingest import ingest
from core.vault.vault import Vault
from desktop.bench.pen import Pen, grant_pens
from desktop.bench.steps import Step


class Crowd:
    """Devices that sign small notes."""

    def __init__(
        self, vault: Vault, network: bytes, count: int, clock: Clock, randomness: Randomness, step: Step
    ) -> None:
        self._pens: list[Pen] = []
        for first in range(0, count, BLOCK_ENTRIES_MAX):
            pens = grant_pens(vault, network, min(BLOCK_ENTRIES_MAX, count - first), clock, randomness)
            report = ingest(vault.replica(network), [_note(pen).wire for pen in pens])
            assert len(report.accepted) == len(pens)
            self._pens += pens
            step("bench.step.devices", done=len(self._pens), of=count)

    def write(self, devices: int, entries: int) -> list[Block]:
        """New blocks of some devices, one entry each, taken in by nobody yet."""
        return [_note(self._pens[number % devices]) for number in range(entries)]


def _note(pen: Pen) -> Block:
    return pen.block([clear_blob(pen.statement(OBSERVE, {}, None))])
