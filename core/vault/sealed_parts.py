"""The sealed parts of an entry as this vault can show them: opened for a recipient, or why not."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from core.errors import InputError, RejectedError
from core.identity.keys import SigningKey
from core.ledger.blob import Sealed, read_blob
from core.ledger.contract import Effect, Entry
from core.ledger.sealed import Wrap, content_key, opened_part, proves_wrong_wrap
from core.ledger.sealed_entries import DISPUTE, WRAP
from core.vault.orders import is_ordered
from core.vault.replica import Replica
from core.vault.subjects import EntryIndex


@dataclass(frozen=True, slots=True)
class PartView:
    """One sealed part. `closed` is empty where it could be opened, else a code: `not_a_recipient`, `erased`,
    `hidden` (an erasure was ordered), `withheld` (left out by whoever handed it on),
    `wrong_wrap`, `wrong_seal`, `part_misplaced`, `malformed_part`, `malformed_cbor`, `malformed_blob`."""

    leaf: bytes
    recipients: tuple[bytes, ...]
    closed: str
    name: str = ""
    body: Mapping[str, Any] | None = None
    wrongly_wrapped: tuple[bytes, ...] = ()
    """Recipients for whom it has been proven that their wrap holds another key."""


@dataclass(frozen=True, slots=True)
class HeldPart:
    """A sealed part that is here, with the wraps that were given later."""

    entry: Entry
    blob: Sealed
    shared: tuple[Wrap, ...]


def part_views(replica: Replica, entry: bytes, keys: Sequence[SigningKey] = ()) -> list[PartView]:
    """The sealed parts of an entry, opened with this device's key or one of `keys`.

    Raises:
        InputError: `entry_not_found`.
    """
    found = _entry(replica, entry)
    return [_view(replica, found, leaf, (replica.device, *keys)) for leaf in found.content.sealed]


def held_part(replica: Replica, entry: bytes, leaf: bytes) -> HeldPart:
    """A sealed part by its leaf hash.

    Raises:
        InputError: `entry_not_found`, `part_not_found`.
        RejectedError: `erased`, `hidden`, `withheld`, `malformed_blob`.
    """
    found = _entry(replica, entry)
    if leaf not in found.content.sealed:
        raise InputError("part_not_found", field="part", part=leaf.hex())
    return HeldPart(found, _blob(replica, entry, leaf), _later_wraps(replica, found, leaf))


def _view(replica: Replica, entry: Entry, leaf: bytes, keys: Sequence[SigningKey]) -> PartView:
    try:
        blob = _blob(replica, entry.id, leaf)
    except RejectedError as error:
        return PartView(leaf, (), error.code)
    shared = _later_wraps(replica, entry, leaf)
    recipients = tuple(dict.fromkeys(recipient for recipient, _ in (*blob.wraps, *shared)))
    wrong = _proven(replica, entry, leaf, blob, shared)
    closed = "not_a_recipient"
    for key in keys:
        try:
            part = opened_part(blob, content_key(blob, key, shared), entry.content)
        except RejectedError as error:
            closed = error.code if closed == "not_a_recipient" else closed
        else:
            return PartView(leaf, recipients, "", part.name, part.body, wrong)
    return PartView(leaf, recipients, closed, wrongly_wrapped=wrong)


def _entry(replica: Replica, id: bytes) -> Entry:
    found = EntryIndex(replica.connection, replica.reader).find(id)
    if found is None:
        raise InputError("entry_not_found", field="entry", entry=id.hex())
    return found[0].entry


def _blob(replica: Replica, entry: bytes, leaf: bytes) -> Sealed:
    at = EntryIndex(replica.connection, replica.reader).where(entry)
    assert at is not None
    block = replica.reader.block(at.block)
    data = block.blobs[block.leaves.index(leaf)]
    ordered = is_ordered(replica.connection, replica.network, block.id, leaf)
    if data is None:
        raise RejectedError("erased" if ordered else "withheld")
    if ordered:
        raise RejectedError("hidden")
    blob = read_blob(data)
    if not isinstance(blob, Sealed):
        raise RejectedError("malformed_blob")
    return blob


def _about(replica: Replica, entry: Entry, type_name: str, leaf: bytes) -> list[Mapping[str, Any]]:
    """Bodies of counting entries of a type that name this part."""
    rows = replica.connection.execute(
        "SELECT e.id FROM entries e JOIN types t USING (type) JOIN subjects s USING (subject)"
        " WHERE s.network = ? AND s.id = ? AND t.name = ? AND e.effect = ? ORDER BY e.id",
        (replica.network, entry.content.subject, type_name, Effect.COUNTS.value),
    ).fetchall()
    bodies = [_entry(replica, id).content.body for (id,) in rows]
    return [body for body in bodies if (body["target"], body["leaf"]) == (entry.id, leaf)]


def _later_wraps(replica: Replica, entry: Entry, leaf: bytes) -> tuple[Wrap, ...]:
    bodies = _about(replica, entry, WRAP, leaf)
    return tuple((one["key"], one["box"]) for body in bodies for one in body["wraps"])


def _proven(
    replica: Replica, entry: Entry, leaf: bytes, blob: Sealed, shared: Sequence[Wrap]
) -> tuple[bytes, ...]:
    bodies = _about(replica, entry, DISPUTE, leaf)
    proven = [
        body["recipient"] for body in bodies if proves_wrong_wrap(blob, body["recipient"], body["secret"], shared)
    ]
    return tuple(dict.fromkeys(proven))
