"""The one gate: whatever brings blocks (own keyboard, bundle, peer), they enter here, all of them or none.

1. Form, limits and signature are checked without knowing other blocks (core.vault.incoming).
2. A block whose past is not held yet waits (bounded, for granted authors only); it is no offence.
3. Place in the chain and depth (core.ledger.place), and *a* grant for its device in its past.
4. Storing, judging, projecting and obeying orders of erasure happen in one transaction.

A leaf that comes as its hash only is not judged until its content comes or an order says that it never will; the block
itself waits for nothing, for its header binds the hash (docs/adr/0011).

A block that fails is reported with its reason and changes nothing; the others of the batch still come in.

Where the vault has a companion, it checks the signatures of a long run while its blocks are placed and judged, all of
them before the commit. Where one is wrong, which is nobody's honest work, the transaction is undone and the batch taken
in once more without the blocks that are known by then to be forged.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from core.errors import RejectedError
from core.ledger.block import Block, read_block
from core.ledger.place import Waiting, place
from core.ledger.reckoning import Standing
from core.ports.limits import PARKED_PER_DEVICE_MAX, QUARANTINE_PER_DEVICE_MAX
from core.vault.anew import obey_orders, project_anew
from core.vault.blockstore import Fork
from core.vault.database import transaction
from core.vault.erasing import fill_in, without_erased_parts
from core.vault.grants import is_admitted, is_named, note_grants
from core.vault.incoming import Incoming
from core.vault.orders import has_orders
from core.vault.past import Leaf
from core.vault.projection import Projection
from core.vault.replica import Replica
from core.vault.sweep import sweep


@dataclass(slots=True)
class IngestReport:
    """What became of a batch."""

    accepted: list[bytes] = field(default_factory=list)
    """Ids of blocks that are new here, in the order they went in."""
    known: int = 0
    waiting: list[bytes] = field(default_factory=list)
    rejected: list[tuple[bytes | None, RejectedError]] = field(default_factory=list)
    filled: list[bytes] = field(default_factory=list)
    """Ids of held blocks of which content came that had been left out."""
    forks: list[Fork] = field(default_factory=list)
    entries: list[bytes] = field(default_factory=list)
    """Ids of entries that were judged."""
    subjects: list[bytes] = field(default_factory=list)


def ingest(replica: Replica, wires: Iterable[bytes]) -> IngestReport:
    """Take blocks in, in any order and however often.

    Raises:
        VaultError: the disk is in trouble; nothing of the batch was taken in.
    """
    with replica.incoming(list(wires)) as incoming:
        if replica.connection.in_transaction:
            incoming.check()  # only its owner may undo it
        forged = incoming.forged
        try:
            report = _taken_in(replica, incoming)
        except Exception:
            incoming.check()
            if incoming.forged == forged:
                raise
            report = _taken_in(replica, incoming)
    sweep(replica.connection, replica.folder)
    return report


def _taken_in(replica: Replica, incoming: Incoming) -> IngestReport:
    """Raises RejectedError (`wrong_signature`) where one of the blocks turned out to be forged."""
    report, forged = IngestReport(), incoming.forged
    try:
        with replica.telling(), transaction(replica.connection):
            batch = _Batch(replica, report)
            for group in incoming.groups():
                batch.take(group)
            batch.park()
            incoming.check()
            if incoming.forged > forged:
                raise RejectedError("wrong_signature")
    except BaseException:
        replica.forget()
        raise
    report.rejected[:0] = [(None, one) for one in incoming.rejected]
    return report


class _Batch:
    """Blocks that are taken in by one transaction, some at a time."""

    def __init__(self, replica: Replica, report: IngestReport) -> None:
        self._replica = replica
        self._report = report
        self._new: list[int] = []
        self._leaves: list[Leaf] = []
        self._waiting: dict[bytes, list[Block]] = {}
        """By the block that they wait for."""

    def take(self, blocks: list[Block]) -> None:
        """Place these, and those before them that waited for them; judge what is new, and obey."""
        connection, network = self._replica.connection, self._replica.network
        self._new, self._leaves = [], []
        self._has_orders = has_orders(connection, network)
        parked = connection.execute("SELECT 1 FROM parked WHERE network = ? LIMIT 1", (network,))
        self._has_parked = parked.fetchone() is not None
        self._cut = {one.named for one in self._replica.chart.cuts()}
        known_filled, known_forks = len(self._report.filled), len(self._report.forks)
        self._place_all(blocks)
        filled = len(self._report.filled) > known_filled
        if not self._new and not filled:
            return
        projection = Projection(self._replica)
        projection.run(self._leaves, touch_network=len(self._report.forks) > known_forks)
        if projection.anew or filled:
            projection = project_anew(self._replica)
        projection = obey_orders(self._replica, projection, self._new)
        self._report.entries = _all(self._report.entries, projection.entries)
        self._report.subjects = _all(self._report.subjects, projection.subjects())

    def _place_all(self, blocks: list[Block]) -> None:
        """Place what has its past, then what that lets in, until nothing moves."""
        self._replica.store.look_up(block.id for block in blocks)
        waiting = self._waiting
        ready = list(reversed(blocks))
        while ready:
            block = ready.pop()
            missing = self._place_one(block)
            if missing is not None:
                waiting.setdefault(missing, []).append(block)
                continue
            ready += waiting.pop(block.id, [])
            ready += self._parked_on(block.id)
        self._replica.store.write()

    def park(self) -> None:
        """Keep for later what still waits when the last block is through."""
        for block in {one.id: one for group in self._waiting.values() for one in group}.values():
            self._park(block)

    def _place_one(self, block: Block) -> bytes | None:
        """Store a block, or say which block it must wait for."""
        store = self._replica.store
        if store.placed(block.id):
            self._report.known += 1
            if fill_in(self._replica, block):
                self._report.filled.append(block.id)
            return None
        try:
            neighbours = place(block.header, store)
            if isinstance(neighbours, Waiting):
                return neighbours.missing[0]
            if (
                block.header.network is not None
                and block.header.seq == 0
                and not is_admitted(self._replica.connection, store, block.header.device, neighbours)
            ):
                raise RejectedError("not_granted", device=block.header.device.hex())
            self._check_quarantine(block)
        except RejectedError as error:
            self._report.rejected.append((block.id, error))
            return None
        if self._has_orders:
            block = without_erased_parts(self._replica, block)
        stored, fork = store.add(block, neighbours)
        note_grants(self._replica.connection, store.network, block, stored.placed)
        if fork:
            self._report.forks.append(fork)
        self._report.accepted.append(block.id)
        self._replica.reader.keep(stored.number, block)
        self._new.append(stored.number)
        self._leaves += [(stored.number, leaf) for leaf in range(block.header.leaf_count)]
        return None

    def _check_quarantine(self, block: Block) -> None:
        """What a shut-out device goes on writing is kept within bounds; what others have built upon is always taken.

        Replicas may keep different parts of it: it is out of the view and out of the digest.
        """
        device = block.header.device
        if device not in self._cut:
            return
        if self._replica.now.grants_in_force(device, None):
            return
        connection, network = self._replica.connection, self._replica.network
        kept = connection.execute(
            "SELECT COALESCE(SUM(s.upto_seq - s.from_seq + 1), 0) FROM standings s JOIN lines l USING (line)"
            " WHERE s.network = ? AND l.device = ? AND s.standing = ?",
            (network, device, Standing.BEYOND.value),
        ).fetchone()[0]
        if kept < QUARANTINE_PER_DEVICE_MAX:
            return
        awaited = connection.execute(
            "SELECT 1 FROM parked WHERE network = ? AND device != ? AND instr(wire, ?) LIMIT 1",
            (network, device, block.id),
        ).fetchone()
        if awaited is None:
            raise RejectedError("quarantine_full", device=device.hex())

    # -- blocks that wait for their past -----------------------------------------------------------------------

    def _park(self, block: Block) -> None:
        connection, network = self._replica.connection, self._replica.store.network
        if not is_named(connection, network, block.header.device):
            self._report.rejected.append((block.id, RejectedError("past_missing", device=block.header.device.hex())))
            return
        connection.execute(
            "INSERT OR IGNORE INTO parked (id, network, device, seq, wire) VALUES (?, ?, ?, ?, ?)",
            (block.id, network, block.header.device, block.header.seq, block.wire),
        )
        connection.execute(
            "DELETE FROM parked WHERE id IN (SELECT id FROM parked WHERE network = ? AND device = ?"
            " ORDER BY seq, id LIMIT -1 OFFSET ?)",
            (network, block.header.device, PARKED_PER_DEVICE_MAX),
        )
        self._report.waiting.append(block.id)

    def _parked_on(self, id: bytes) -> list[Block]:
        """Parked blocks that may go on now that a block came in; those still lacking something wait again."""
        if not self._has_parked:
            return []
        connection, network = self._replica.connection, self._replica.store.network
        rows = connection.execute(
            "SELECT id, wire FROM parked WHERE network = ? AND instr(wire, ?) ORDER BY seq, id", (network, id)
        ).fetchall()
        connection.executemany("DELETE FROM parked WHERE id = ?", [(one,) for one, _ in rows])
        return [read_block(wire) for _, wire in rows]


def _all(before: list[bytes], further: list[bytes]) -> list[bytes]:
    """Each once."""
    return list(dict.fromkeys((*before, *further))) if before else further
