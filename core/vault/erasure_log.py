"""The erasure log: what was ordered, when, by whom, on which basis, and which devices say that they obeyed."""

from __future__ import annotations

from dataclasses import dataclass

from core.ledger.contract import Effect, Entry
from core.ledger.governance.erasure import COSIGN_ROLE, ORDER, REPORT, Named, named_in
from core.ledger.previews import files_of
from core.ports.clock import Instant
from core.vault.orders import has_orders, ordered_in
from core.vault.replica import Replica
from core.vault.subjects import EntryIndex, place_row
from core.vault.sweep import is_swept


@dataclass(frozen=True, slots=True)
class Erasure:
    """One order, as far as this replica knows."""

    order: bytes
    named: Named
    basis: str
    note: str
    ordered_at: Instant
    device: bytes
    persons: tuple[bytes, ...]
    """Who signed it beside the device, in the role "erase"."""
    entry: bytes | None
    """The entry that it is about, where it can be read here."""
    files: int
    """How many files it names, as people count them: without previews, where the entry can be read here."""
    obeyed: bool
    """Whether nothing of it is left on this device."""
    reported: tuple[bytes, ...]
    """Devices that say so of themselves."""


def erasure_log(replica: Replica) -> list[Erasure]:
    """All orders that count, the last one first."""
    index = EntryIndex(replica.connection, replica.reader)
    told = _reports(replica, index)
    done = _obeyed(replica)
    orders = [found[0].entry for id in _counting(replica, ORDER) if (found := index.find(id)) is not None]
    orders.sort(key=lambda one: one.display_order, reverse=True)
    return [_erasure(replica, one, done, told.get(one.id, ())) for one in orders]


def is_entry_ordered(replica: Replica, entry: Entry, number: int, leaf: int) -> bool:
    """Whether an order names something of an entry at this place: its text, a sealed part or a file."""
    if not has_orders(replica.connection, replica.network):
        return False
    block = replica.reader.block(number)
    mine = {block.leaves[leaf], *entry.content.sealed, *(one.root for one in entry.content.attachments)}
    return any(one.hash in mine for one in ordered_in(replica.connection, replica.network, block.id))


def orders_to_report(replica: Replica) -> tuple[list[bytes], int]:
    """Orders that are obeyed here and of which this device has not told yet, and how many are obeyed in all.

    None while the disk still holds something of them.
    """
    if not is_swept(replica.connection):
        return [], 0
    told = _reports(replica, EntryIndex(replica.connection, replica.reader))
    counting = _counting(replica, ORDER)
    done = [order for order in counting if order in _obeyed(replica)]
    return [order for order in done if replica.device.public not in told.get(order, ())], len(done)


def _erasure(replica: Replica, order: Entry, done: frozenset[bytes], reported: tuple[bytes, ...]) -> Erasure:
    body = dict(order.content.body)
    named = named_in(body)
    about = _entry_named(replica, named)
    return Erasure(
        order=order.id,
        named=named,
        basis=body["basis"],
        note=body.get("note") or "",
        ordered_at=order.content.occurred_at,
        device=order.content.device,
        persons=tuple(sorted(order.signers(COSIGN_ROLE))),
        entry=about.id if about else None,
        files=_files(about, named) if about else len(named.attachments),
        obeyed=order.id in done,
        reported=reported,
    )


def _files(about: Entry, named: Named) -> int:
    return sum(file.original.root in named.attachments for file in files_of(about.content.attachments))


def _entry_named(replica: Replica, named: Named) -> Entry | None:
    number = replica.store.number_of(named.block)
    if number is None:
        return None
    rows = replica.connection.execute(
        "SELECT id FROM entries WHERE entry BETWEEN ? AND ? ORDER BY entry",
        (place_row(number, 0), place_row(number, 255)),
    ).fetchall()
    index = EntryIndex(replica.connection, replica.reader)
    leaves = replica.reader.block(number).leaves
    for (id,) in rows:
        found = index.find(id)
        if found is None:
            continue
        content = found[0].entry.content
        mine = {leaves[found[2]], *content.sealed, *(one.root for one in content.attachments)}
        if mine & {*named.entries, *named.parts, *named.attachments}:
            return found[0].entry
    return None


def _counting(replica: Replica, type_name: str) -> list[bytes]:
    rows = replica.connection.execute(
        "SELECT e.id FROM entries e JOIN types t USING (type) JOIN blocks b USING (block)"
        " WHERE b.network = ? AND t.name = ? AND e.effect = ? ORDER BY e.id",
        (replica.network, type_name, Effect.COUNTS.value),
    )
    return [row[0] for row in rows]


def _reports(replica: Replica, index: EntryIndex) -> dict[bytes, tuple[bytes, ...]]:
    told: dict[bytes, set[bytes]] = {}
    for id in _counting(replica, REPORT):
        found = index.find(id)
        if found is not None:
            for order in found[0].entry.content.body["orders"]:
                told.setdefault(order, set()).add(found[0].entry.content.device)
    return {order: tuple(sorted(devices)) for order, devices in told.items()}


def _obeyed(replica: Replica) -> frozenset[bytes]:
    rows = replica.connection.execute("SELECT entry FROM obeyed WHERE network = ?", (replica.network,))
    return frozenset(row[0] for row in rows)
