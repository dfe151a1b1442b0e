"""Order the erasure of what an entry holds about a person, and report what was obeyed."""

from __future__ import annotations

from collections.abc import Sequence

from core.actions.record import Draft, Recorded, record
from core.actions.signing import Signing
from core.errors import InputError, RefusedError
from core.ledger.contract import Entry
from core.ledger.cosigning import CONTEST
from core.ledger.governance.erasure import ORDER, REPORT, REPORTED_MAX, Named, order_body
from core.ledger.settling import RESOLVE
from core.ledger.shared import AMEND, CORE, VOID
from core.vault.author import is_member
from core.vault.erasure_log import orders_to_report
from core.vault.replica import Replica
from core.vault.subjects import EntryIndex
from core.vault.vault import Vault

_WITH_TEXT = (AMEND, VOID, CONTEST, RESOLVE)
"""Shared types in which a person may have written something."""


def erase(
    vault: Vault,
    network_id: bytes,
    entry: bytes,
    basis: str,
    *,
    note: str = "",
    parts: Sequence[bytes] | None = None,
    whole: bool = False,
    signings: Sequence[Signing] = (),
) -> Recorded:
    """Order the erasure of an entry's sealed parts and files, in every place where the entry lies.

    `parts` names some of the sealed parts by their leaf hashes, and leaves the files alone; None means all of both.
    `whole` orders the erasure of the entry's own text as well. A second holder of the power to erase signs in the role
    "erase". What is ordered is hidden at once, and destroyed when witnesses have confirmed the order, or at once where
    there are none.

    Raises:
        InputError: `entry_not_found`, `part_not_found`, `nothing_to_erase`.
        RefusedError: `entry_not_erasable` (governance, or an entry without text), and what `record` raises.
    """
    replica = vault.replica(network_id)
    found = EntryIndex(replica.connection, replica.reader).find(entry)
    if found is None:
        raise InputError("entry_not_found", field="entry", entry=entry.hex())
    if whole:
        _require_erasable(found[0].entry)
    orders = [_named(replica, found[0].entry, place, parts, whole=whole) for place in _places(replica, entry)]
    if not any(one.parts or one.entries or one.attachments for one in orders):
        raise InputError("nothing_to_erase", field="entry", entry=entry.hex())
    drafts = [Draft(ORDER, order_body(one, basis, note), signings=tuple(signings)) for one in orders]
    recorded = record(vault, network_id, drafts)
    report_erasures(vault, network_id)
    return recorded


def report_erasures(vault: Vault, network_id: bytes) -> Recorded | None:
    """Tell the network which orders this device has obeyed since it told last; None where there is nothing to tell.

    Raises:
        VaultError: the disk is in trouble; nothing was recorded.
    """
    replica = vault.replica(network_id)
    if not is_member(replica):
        return None
    pending, total = orders_to_report(replica)
    if not pending:
        return None
    body = {"orders": list(pending[:REPORTED_MAX]), "obeyed": total}
    return record(vault, network_id, [Draft(REPORT, body)])


def _require_erasable(entry: Entry) -> None:
    type_name = entry.content.type
    shared = type_name.split(".", 1)[0] == CORE
    if entry.content.subject is None or (shared and type_name not in _WITH_TEXT):
        raise RefusedError("entry_not_erasable", type=type_name)


def _places(replica: Replica, entry: bytes) -> list[tuple[int, int]]:
    """Block numbers and leaves of an entry: an author who forked may have put it on several branches."""
    index = EntryIndex(replica.connection, replica.reader)
    at = index.where(entry)
    assert at is not None
    return [(found.block, found.leaf) for found in index.places(entry)]


def _named(
    replica: Replica, entry: Entry, place: tuple[int, int], parts: Sequence[bytes] | None, *, whole: bool
) -> Named:
    number, leaf = place
    block = replica.reader.block(number)
    chosen = entry.content.sealed if parts is None else tuple(parts)
    for one in chosen:
        if one not in entry.content.sealed:
            raise InputError("part_not_found", field="part", part=one.hex())
    roots = tuple(one.root for one in entry.content.attachments) if parts is None else ()
    return Named(block.id, chosen, (block.leaves[leaf],) if whole else (), roots)
