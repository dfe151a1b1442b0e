"""Sign an entry later, from another laptop; and contest one that carries one's key."""

from __future__ import annotations

from core.actions.record import Draft, Recorded, record
from core.actions.signing import Signing, open_signer, place_of
from core.errors import InputError
from core.ledger.content import cosign
from core.ledger.contract import Entry
from core.ledger.cosigning import CONTEST, COSIGN
from core.vault.subjects import EntryIndex
from core.vault.vault import Vault


def cosign_entry(vault: Vault, network_id: bytes, entry: bytes, signing: Signing) -> Recorded:
    """Add a person's signature to a fact that lacks it; an authorisation carries its signatures from the start.

    Raises:
        InputError: `entry_not_found`.
        RefusedError: `wrong_pin`, `person_unknown`, `not_recordable` (what is wrong is among the findings).
    """
    target = _target(vault, network_id, entry)
    key = open_signer(vault, signing)
    replica = vault.replica(network_id)
    signed = cosign(network_id, entry, signing.role, place_of(vault, replica, signing), key)
    body = {
        "target": entry,
        "person": signed.person,
        "role": signed.role,
        "place": signed.place,
        "signature": signed.signature,
    }
    return record(vault, network_id, [Draft(COSIGN, body, target.content.subject, refs=(entry,))])


def contest_entry(vault: Vault, network_id: bytes, entry: bytes, signing: Signing, reason: str) -> Recorded:
    """Say that one's own key stands under an entry wrongly; the entry stays, and the view shows the objection.

    Raises:
        InputError: `entry_not_found`.
        RefusedError: `wrong_pin`, `person_unknown`, `not_recordable`.
    """
    target = _target(vault, network_id, entry)
    body = {"target": entry, "reason": reason}
    draft = Draft(CONTEST, body, target.content.subject, signings=(signing,), refs=(entry,))
    return record(vault, network_id, [draft])


def _target(vault: Vault, network_id: bytes, entry: bytes) -> Entry:
    replica = vault.replica(network_id)
    found = EntryIndex(replica.connection, replica.reader).find(entry)
    if found is None or found[0].entry.content.subject is None:
        raise InputError("entry_not_found", field="entry", entry=entry.hex())
    return found[0].entry
