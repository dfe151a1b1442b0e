"""Let further devices or persons read a sealed part, which whoever can open it may; prove a wrap of another key."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from core.actions.record import Draft, Recorded, record
from core.actions.sealing_parts import check_recipients
from core.actions.signing import Signing, open_signer
from core.errors import InputError, RefusedError, RejectedError
from core.identity.keys import SigningKey, seal_to
from core.ledger.sealed import content_key, secrets_of_wrong_wraps
from core.ledger.sealed_entries import DISPUTE, WRAP
from core.vault.sealed_parts import HeldPart, held_part, part_views
from core.vault.vault import Vault


def share_sealed(
    vault: Vault,
    network_id: bytes,
    entry: bytes,
    leaf: bytes,
    recipients: Sequence[bytes],
    reader: Signing | None = None,
) -> Recorded:
    """Wrap a part's key for further recipients, as an entry of its own.

    Raises:
        InputError: `entry_not_found`, `part_not_found`, `recipients_none`, `recipients_many`, `recipient_unusable`.
        RefusedError: `part_closed` with the reason; `wrong_pin`, `person_unknown`, and what `record` raises.
    """
    check_recipients(leaf.hex()[:12], recipients)
    held, key = _held(vault, network_id, entry, leaf, reader)
    try:
        found = content_key(held.blob, key, held.shared)
    except RejectedError as error:
        raise RefusedError("part_closed", reason=error.code) from error
    known = {recipient for recipient, _ in (*held.blob.wraps, *held.shared)}
    new = sorted(set(recipients) - known)
    if not new:
        raise InputError("recipients_known", field="recipients")
    wraps = [{"key": one, "box": seal_to(one, found)} for one in new]
    return _record(vault, network_id, held, WRAP, {"leaf": leaf, "wraps": wraps}, reader)


def dispute_wrap(
    vault: Vault, network_id: bytes, entry: bytes, leaf: bytes, reader: Signing | None = None
) -> Recorded:
    """Prove to everybody that the key that was wrapped for this device, or for a person, is not the part's.

    Raises:
        InputError: `entry_not_found`, `part_not_found`.
        RefusedError: `wrap_sound`: nothing can be proven; `part_closed`; and what `record` raises.
    """
    held, key = _held(vault, network_id, entry, leaf, reader)
    try:
        secrets = secrets_of_wrong_wraps(held.blob, key, held.shared)
    except RejectedError as error:
        raise RefusedError("part_closed", reason=error.code) from error
    if not secrets:
        raise RefusedError("wrap_sound")
    body = {"leaf": leaf, "recipient": key.public, "secret": secrets[0]}
    return _record(vault, network_id, held, DISPUTE, body, reader)


def leaf_by_name(vault: Vault, network_id: bytes, entry: bytes, named: str, reader: Signing | None = None) -> bytes:
    """The leaf hash of a part, by its name (for who can open it) or the beginning of its hash.

    Raises:
        InputError: `entry_not_found`, `part_not_found`.
    """
    keys = [open_signer(vault, reader)] if reader else []
    views = part_views(vault.replica(network_id), entry, keys)
    fitting = [one.leaf for one in views if one.name == named or (named and one.leaf.hex().startswith(named.lower()))]
    if len(fitting) != 1:
        raise InputError("part_not_found", field="part", part=named)
    return fitting[0]


def _held(
    vault: Vault, network_id: bytes, entry: bytes, leaf: bytes, reader: Signing | None
) -> tuple[HeldPart, SigningKey]:
    replica = vault.replica(network_id)
    key = open_signer(vault, reader) if reader else replica.device
    try:
        return held_part(replica, entry, leaf), key
    except RejectedError as error:
        raise RefusedError("part_closed", reason=error.code) from error


def _record(
    vault: Vault, network_id: bytes, held: HeldPart, type_name: str, body: Mapping[str, Any], reader: Signing | None
) -> Recorded:
    signings = (reader,) if reader else ()
    draft = Draft(
        type_name,
        {"target": held.entry.id, **body},
        held.entry.content.subject,
        signings=signings,
        refs=(held.entry.id,),
    )
    return record(vault, network_id, [draft])
