"""Rescue a fact from beyond a cut: record it again in one's own name, with the original beside it."""

from __future__ import annotations

from core.actions.record import Draft, Recorded, record
from core.actions.signing import Signing
from core.errors import InputError, RefusedError
from core.ledger.contract import Nature
from core.ledger.effect import Imposed
from core.vault.subjects import EntryIndex
from core.vault.vault import Vault


def rescue(vault: Vault, network_id: bytes, entry: bytes, signings: tuple[Signing, ...] = ()) -> Recorded:
    """Say again what a shut-out device said of something that happened; `refs` names the original.

    Sealed parts and files do not come along: they were sealed for others, and belong to the original.

    Raises:
        InputError: `entry_not_found`.
        RefusedError: `not_quarantined` (it counts already, or it is no fact), `not_recordable`, `wrong_pin`,
            `person_unknown`.
    """
    replica = vault.replica(network_id)
    found = EntryIndex(replica.connection, replica.reader).find(entry)
    row = replica.connection.execute(
        "SELECT imposed FROM entries WHERE mark = substr(?1, 1, 8) AND id = ?1", (entry,)
    ).fetchone()
    if found is None or row is None:
        raise InputError("entry_not_found", field="entry", entry=entry.hex())
    judged = found[0]
    content = judged.entry.content
    if row[0] != Imposed.BEYOND.value or judged.kind is None or judged.kind.nature is not Nature.FACT:
        raise RefusedError("not_quarantined", entry=entry)
    draft = Draft(
        content.type,
        content.body,
        content.subject,
        signings=signings,
        occurred_at=content.occurred_at,
        refs=tuple(dict.fromkeys((entry, *content.refs))),
    )
    return record(vault, network_id, [draft])
