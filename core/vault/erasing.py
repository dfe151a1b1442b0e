"""Obeying orders of erasure: hidden as soon as an order is accepted, destroyed when witnesses have confirmed it.

1. Hidden: a sealed part and a file are shown to nobody (core.vault.orders); of a whole entry only the remains are
   read from now on (core.vault.scars), and the verdicts of its subject are kept as they are.
2. Destroyed: the blob in the block's body is replaced by its leaf hash, so that id, root and signature still verify.
   Where nobody could confirm the order, that is at once. Free pages and files are wiped after the commit
   (core.vault.sweep).
3. Governance is never erased: what stands in clear leads to who may write.
4. Whatever order things come in: content that arrives after its order is erased in the transaction that brings it.
   What arrived without content is filled in by a copy that has it, unless an order says otherwise.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby

from core.ledger.blob import Statement, is_statement
from core.ledger.block import Block, read_block, with_leaves_of, without_leaves
from core.ledger.chart import Position, is_past
from core.ledger.content import encode_content
from core.ledger.contract import Entry, EntryType
from core.ledger.governance.erasure import COSIGN_ROLE, POWER, signatures_needed
from core.ledger.governance.quorum import behind
from core.ledger.remains import findings_without_text, remains_of
from core.ledger.shared import AMEND
from core.vault.confirmation import Confirmation, Progress
from core.vault.database import Connection
from core.vault.kept_verdicts import keep_verdicts
from core.vault.opening import LOCKED
from core.vault.orders import (
    ATTACHMENT,
    PART,
    Ordered,
    has_orders,
    is_attachment_ordered,
    no_longer_counting,
    not_yet_obeyed,
    ordered_in,
    parts_obeyed,
    set_backed,
    unsettled,
)
from core.vault.reading import ERASED, WITHHELD, ReadEntry
from core.vault.replica import Replica
from core.vault.scars import Scars
from core.vault.search import forget_index
from core.vault.subjects import EntryIndex, findings_to_json, place_row
from core.vault.sweep import PAGES


@dataclass(frozen=True, slots=True)
class Obeyed:
    """What obeying changed in the views."""

    subjects: tuple[bytes, ...] = ()
    """Ids of subjects to fold afresh."""
    anew: bool = False
    """Whether entries waited for content of which it is now known that nothing will come of it."""


def without_erased_parts(replica: Replica, block: Block) -> Block:
    """A block that comes in, without the sealed parts that are destroyed here already."""
    parts = parts_obeyed(replica.connection, replica.network, block.id) & set(block.leaves)
    return without_leaves(block, parts) if parts else block


def fill_in(replica: Replica, block: Block) -> bool:
    """Give a held block what it came without and another copy of it has, unless it was erased by order."""
    number = replica.store.number_of(block.id)
    assert number is not None
    lacks = replica.connection.execute(
        "SELECT 1 FROM unread WHERE block = ? AND reason = ? LIMIT 1", (number, WITHHELD)
    ).fetchone()
    if lacks is None:
        return False
    held = replica.reader.block(number)
    ordered = {one.hash for one in ordered_in(replica.connection, replica.network, block.id)}
    ordered -= {leaf for place, leaf in enumerate(block.leaves) if _is_clear(block, place)}
    found = with_leaves_of(held, without_leaves(block, ordered))
    if found.blobs == held.blobs:
        return False
    _store(replica, number, found)
    return True


def obey(replica: Replica, new: Iterable[int]) -> Obeyed:
    """Obey what is ordered about these new blocks, and every order that may now be obeyed; joins the transaction."""
    if not has_orders(replica.connection, replica.network):
        return Obeyed()
    for order in unsettled(replica.connection, replica.network):
        set_backed(replica.connection, replica.network, order, _is_backed(replica, order))
    things = {(one.order, one.block, one.hash, one.what): one for one in _of_blocks(replica, new)}
    for one in not_yet_obeyed(replica.connection, replica.network):
        things[one.order, one.block, one.hash, one.what] = one
    return _Pass(replica).run(sorted(things.values(), key=lambda one: (one.order, one.block, one.hash, one.what)))


def _is_backed(replica: Replica, order: bytes) -> bool:
    """Whether enough holders stand behind an order by all that is known.

    Its verdict asks its author's past. Here everybody counts as a holder who was not given the power by somebody who
    knew the order, so that nobody erases alone by not having seen that there is a second holder.
    """
    found = EntryIndex(replica.connection, replica.reader).find(order)
    assert found is not None, "an order is noted when it is judged"
    placed = replica.store.stored(found[1]).placed
    at = Position(placed.line, placed.seq)
    holders = frozenset(
        one.key for one in replica.chart.grants() if POWER in one.powers and not is_past(replica.chart, at, one.at)
    )
    return len(behind(found[0].entry, COSIGN_ROLE) & holders) >= signatures_needed(len(holders))


def _of_blocks(replica: Replica, new: Iterable[int]) -> Iterable[Ordered]:
    for number in new:
        yield from ordered_in(replica.connection, replica.network, replica.store.stored(number).placed.id)


class _Pass:
    def __init__(self, replica: Replica) -> None:
        self._replica = replica
        self._connection: Connection = replica.connection
        self._index = EntryIndex(replica.connection, replica.reader)
        self._scars = Scars(replica.connection)
        self._confirmation = Confirmation(replica)
        self._subjects: dict[bytes, None] = {}
        self._anew = False

    def run(self, things: Sequence[Ordered]) -> Obeyed:
        for order, named in groupby(things, key=lambda one: one.order):
            final = self._is_final(order)
            for block, inside in groupby(named, key=lambda one: one.block):
                self._in_block(block, list(inside), final=final)
            if final:
                self._connection.execute(
                    "INSERT OR IGNORE INTO obeyed (network, entry) VALUES (?, ?)", (self._replica.network, order)
                )
        for one in no_longer_counting(self._connection, self._replica.network):
            self._lift(one)
        if self._subjects or self._anew:
            self._replica.reader.forget()
            # Its words must not wait for the next search to go (core.vault.search makes it anew then).
            forget_index(self._connection)
        return Obeyed(tuple(self._subjects), self._anew)

    def _is_final(self, order: bytes) -> bool:
        """Whether an order stands for good: witnesses confirmed it, or there is nobody who could."""
        at = self._index.where(order)
        assert at is not None, "an order counts only where it was judged"
        placed = self._replica.store.stored(at.block).placed
        lasting = self._confirmation.of(placed).progress is Progress.CONFIRMED
        return lasting or not self._confirmation.can_confirm(placed.device)

    def _in_block(self, id: bytes, named: Sequence[Ordered], *, final: bool) -> None:
        number = self._replica.store.number_of(id)
        if number is not None:
            block = self._replica.reader.block(number)
            for one in named:
                if one.what != ATTACHMENT and one.hash in block.leaves:
                    self._hide(number, block, one)
            if final:
                self._destroy(number, block, named)
        if final:
            self._strip_parked(id, {one.hash for one in named})
            for one in named:
                if one.what == ATTACHMENT:
                    self._doom(one.hash)

    # -- hiding --------------------------------------------------------------------------------------------------

    def _hide(self, number: int, block: Block, one: Ordered) -> None:
        place = block.leaves.index(one.hash)
        if block.blobs[place] is None:
            self._note_lost(number, place, one)
        elif self._scars.at((number, place)) is None:
            row = self._connection.execute(
                "SELECT id FROM entries WHERE entry = ?", (place_row(number, place),)
            ).fetchone()
            if row is not None and not _is_clear(block, place):
                self._scar(number, place, row[0])

    def _note_lost(self, number: int, place: int, one: Ordered) -> None:
        """A sealed part that is gone for good keeps nobody waiting any more."""
        if one.what != PART:
            return
        changed = self._connection.execute(
            "UPDATE unread SET reason = ? WHERE block = ? AND leaf = ? AND reason = ?",
            (ERASED, number, place, WITHHELD),
        ).rowcount
        self._anew |= bool(changed) and self._somebody_waits()

    def _somebody_waits(self) -> bool:
        row = self._connection.execute(
            "SELECT 1 FROM unread u CROSS JOIN blocks b USING (block) WHERE b.network = ? AND u.reason = ? LIMIT 1",
            (self._replica.network, LOCKED),
        ).fetchone()
        return row is not None

    def _scar(self, number: int, place: int, id: bytes) -> None:
        read = self._replica.reader.read(number, place)
        assert isinstance(read, ReadEntry), "an entry that was judged stays readable"
        at = self._index.where(id)
        assert at is not None
        told = findings_to_json(findings_without_text(self._index.judgement(id)[1], id))
        self._connection.execute(
            "UPDATE entries SET findings = ? WHERE mark = substr(?2, 1, 8) AND id = ?2", (told, id)
        )
        keep_verdicts(self._connection, self._replica.network, at.subject)
        content = remains_of(id, read.entry.content, self._type(read.entry), self._corrected(read.entry))
        self._scars.make((number, place), id, Statement(encode_content(content), read.entry.cosignatures))
        self._replica.reader.forget()
        if read.entry.content.subject is not None:
            self._subjects[read.entry.content.subject] = None

    def _lift(self, one: Ordered) -> None:
        """An order that lost its effect before it was confirmed hides nothing any more: what is still here counts."""
        number = self._replica.store.number_of(one.block)
        block = self._replica.reader.block(number) if number is not None else None
        if number is None or block is None or one.hash not in block.leaves:
            return
        place = block.leaves.index(one.hash)
        others = any(two.hash == one.hash for two in ordered_in(self._connection, self._replica.network, one.block))
        scar = self._scars.at((number, place))
        if scar is not None and block.blobs[place] is not None and not others:
            self._connection.execute("DELETE FROM scars WHERE block = ? AND leaf = ?", (number, place))
            self._connection.execute(
                "DELETE FROM kept_verdicts WHERE network = ? AND entry = ?", (self._replica.network, scar[0])
            )
            self._scars.forget()
            self._anew = True

    def _type(self, entry: Entry) -> EntryType | None:
        return self._replica.rules.entry_type(entry.content.type, entry.content.version)

    def _corrected(self, entry: Entry) -> EntryType | None:
        target = self._index.find(entry.content.body["target"]) if entry.content.type == AMEND else None
        return self._type(target[0].entry) if target else None

    # -- destroying ----------------------------------------------------------------------------------------------

    def _destroy(self, number: int, block: Block, named: Sequence[Ordered]) -> None:
        wanted = {one.hash for one in named if one.what != ATTACHMENT}
        doomed = {
            leaf
            for place, leaf in enumerate(block.leaves)
            if leaf in wanted and block.blobs[place] is not None and not _is_clear(block, place)
        }
        if doomed:
            _store(self._replica, number, without_leaves(block, doomed))
            self._forget_drafts(number, block, doomed)
            _sweep_later(self._connection, PAGES)

    def _forget_drafts(self, number: int, block: Block, doomed: set[bytes]) -> None:
        """Drafts that were typed about an erased entry may quote it."""
        for place, leaf in enumerate(block.leaves):
            if leaf in doomed:
                self._connection.execute(
                    "DELETE FROM drafts WHERE network = ? AND EXISTS ("
                    " SELECT 1 FROM entries e WHERE e.entry = ? AND instr(drafts.typed, e.id))",
                    (self._replica.network, place_row(number, place)),
                )

    def _strip_parked(self, id: bytes, hashes: set[bytes]) -> None:
        """A block that waits for its past waits without what was erased."""
        row = self._connection.execute("SELECT wire FROM parked WHERE id = ?", (id,)).fetchone()
        if row is not None:
            block = read_block(row[0])
            doomed = {leaf for place, leaf in enumerate(block.leaves) if leaf in hashes and not _is_clear(block, place)}
            self._connection.execute(
                "UPDATE parked SET wire = ? WHERE id = ?", (without_leaves(block, doomed).wire, id)
            )
            _sweep_later(self._connection, PAGES)

    def _doom(self, root: bytes) -> None:
        """A file goes where an entry of this network leans on it and none of another network does."""
        if is_attachment_ordered(self._connection, root):
            self._connection.execute("DELETE FROM attachments WHERE root = ?", (root,))
            self._connection.execute("DELETE FROM drafts WHERE instr(attachments, ?)", (root,))
            _sweep_later(self._connection, root)
            _sweep_later(self._connection, PAGES)


def _is_clear(block: Block, place: int) -> bool:
    data = block.blobs[place]
    return data is not None and is_statement(data)


def _store(replica: Replica, number: int, block: Block) -> None:
    replica.connection.execute("UPDATE blocks SET body = ? WHERE block = ?", (block.body, number))
    replica.reader.forget()


def _sweep_later(connection: Connection, root: bytes) -> None:
    connection.execute("INSERT OR IGNORE INTO sweeps (root) VALUES (?)", (root,))
