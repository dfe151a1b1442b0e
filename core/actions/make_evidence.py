"""Show entries to strangers: evidence files and compact proofs, from the vault's blocks."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from core.actions.evidence_bearing import bearing_on
from core.errors import InputError, RejectedError
from core.ledger.block import Block
from core.ledger.disclosure import Form, form_of
from core.ledger.evidence import EvidenceItem, build_evidence
from core.ledger.proof import build_proof
from core.vault.orders import is_ordered
from core.vault.replica import Replica
from core.vault.subjects import EntryIndex
from core.vault.vault import Vault


def evidence_for(
    vault: Vault, network_id: bytes, chosen: Sequence[bytes], leaned_on: Iterable[bytes] = ()
) -> bytes:
    """An evidence file of the chosen entries, of others that they lean on, and of the grants behind all of them.

    Cuts that bear on them and the blocks of witnesses who saw them are carried along.

    Raises:
        InputError: `entry_not_found`.
        RejectedError: `too_large`; `erased` where an erasure of one of them was ordered.
    """
    replica = vault.replica(network_id)
    shown = dict.fromkeys([*chosen, *leaned_on])
    keys = {key for id in shown for key in _keys_behind(replica, id)}
    bearing = bearing_on(replica, chosen, keys, _grants_behind(replica, keys))
    for id in bearing.entries:
        shown.setdefault(id)
        keys |= _keys_behind(replica, id)
    for grant_id in _grants_behind(replica, keys):
        shown.setdefault(grant_id)
    charter_number = replica.store.number_of(network_id)
    assert charter_number is not None
    items = [_item(replica, id, id in set(chosen)) for id in shown]
    return build_evidence(replica.reader.block(charter_number), items, bearing.blocks.values())


def proof_for(vault: Vault, network_id: bytes, entry: bytes) -> str:
    """The text of a QR code that proves one entry.

    Raises:
        InputError: `entry_not_found`.
        RefusedError: `proof_too_long`.
    """
    replica = vault.replica(network_id)
    block, leaf = _place(replica, entry)
    return build_proof(block, leaf, _form(replica, block, leaf))


def _item(replica: Replica, id: bytes, chosen: bool) -> EvidenceItem:
    block, leaf = _place(replica, id)
    return EvidenceItem(block, leaf, _form(replica, block, leaf), chosen)


def _place(replica: Replica, id: bytes) -> tuple[Block, int]:
    row = replica.connection.execute(
        "SELECT e.block, e.leaf FROM entries e JOIN blocks b USING (block)"
        " WHERE e.mark = substr(?1, 1, 8) AND e.id = ?1 AND b.network = ?2",
        (id, replica.network),
    ).fetchone()
    if row is None:
        raise InputError("entry_not_found", field="entry", entry=id.hex())
    return replica.reader.block(row[0]), row[1]


def _form(replica: Replica, block: Block, leaf: int) -> Form:
    if is_ordered(replica.connection, replica.network, block.id, block.leaves[leaf]):
        raise RejectedError("erased", leaf=block.leaves[leaf])
    last: RejectedError | None = None
    for key in [None, *replica.reader.epoch_keys()]:
        try:
            return form_of(block, leaf, key)
        except RejectedError as error:
            last = error
    assert last is not None
    raise last


def _keys_behind(replica: Replica, id: bytes) -> set[bytes]:
    found = EntryIndex(replica.connection, replica.reader).find(id)
    if found is None:
        raise InputError("entry_not_found", field="entry", entry=id.hex())
    entry = found[0].entry
    persons = {item.person for item in entry.cosignatures} | {entry.content.person}
    return {entry.content.device} | {person for person in persons if person is not None}


def _grants_behind(replica: Replica, keys: set[bytes]) -> list[bytes]:
    """Accepted grants of these keys, and of those who gave them, up to the founders."""
    waiting, done, grants = list(keys), set[bytes](), dict[bytes, None]()
    while waiting:
        key = waiting.pop()
        if key in done:
            continue
        done.add(key)
        for entry in sorted({one.entry for one in replica.chart.grants_of(key)}):
            if entry not in grants:
                grants[entry] = None
                waiting += _keys_behind(replica, entry)
    return list(grants)
