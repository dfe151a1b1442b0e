"""Record entries: check them at the door, have the persons sign, write one block, durably."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from core.actions.sealing_parts import SealedPart, check_parts, sealed_blobs
from core.actions.signing import Signers, Signing, open_signer, place_of
from core.errors import InputError, RefusedError, RejectedError
from core.ledger import merkle
from core.ledger.blob import Statement, clear_blob, encrypted_blob
from core.ledger.block import encode_body
from core.ledger.body import check_body
from core.ledger.content import (
    SALT_BYTES,
    SUBJECT_BYTES,
    Attachment,
    Content,
    cosign,
    decode_content,
    encode_content,
    entry_id,
)
from core.ledger.contract import EntryType, Finding, Nature, Severity, Verdict
from core.ledger.shared import OBSERVE
from core.ports.clock import Instant
from core.ports.limits import (
    AFTER_MAX,
    ATTACHMENTS_ENTRY_BYTES_MAX,
    ATTACHMENTS_MAX,
    BLOCK_BODY_BYTES_MAX,
    BLOCK_ENTRIES_MAX,
    ENTRY_BYTES_MAX,
)
from core.vault.author import can_be_seen, heads_to_see, is_member, own_head, write
from core.vault.database import transaction
from core.vault.door import UNKNOWN, KnownSubject, at_the_door, known_subjects
from core.vault.replica import Replica
from core.vault.subjects import EntryIndex
from core.vault.sweep import sweep
from core.vault.vault import Vault

__all__ = ["Draft", "Recorded", "SealedPart", "Signing", "check", "note_heads", "record", "required_type"]

SEEN_KEPT_SHORT = 3
"""More new heads than this are noted in a block of their own first, so that a proof of the entry stays small."""


@dataclass(frozen=True, slots=True)
class Draft:
    """An entry before it is signed."""

    type: str
    body: Mapping[str, Any]
    subject: bytes | None = None
    """Whom or what it is about; None opens a new subject, or is the network itself for governance."""
    signings: tuple[Signing, ...] = ()
    """The acting person is the first one who signs in a role that may record this type, else the first."""
    occurred_at: Instant | None = None
    refs: tuple[bytes, ...] = ()
    attachments: tuple[Attachment, ...] = ()
    sealed: tuple[SealedPart, ...] = ()


@dataclass(frozen=True, slots=True)
class Recorded:
    """What is now in the ledger, durably."""

    entries: tuple[bytes, ...]
    subjects: tuple[bytes, ...]
    block: bytes
    findings: tuple[tuple[Finding, ...], ...]
    """Per entry, what the rules warn of."""


def record(vault: Vault, network_id: bytes, drafts: Sequence[Draft], signers: Signers | None = None) -> Recorded:
    """Record one to 256 entries in one block; `signers` keeps the keys that are opened for it, for the next one.

    Raises:
        InputError: `type_unknown`, `subject_missing`, `entry_large`, `entry_unsignable`; `sealed_large`,
            `recipients_none`, `recipients_many`, `recipient_unusable` with the part.
        RefusedError: `not_recordable` with the findings (facts["findings"]); `wrong_pin`, `person_unknown`,
            `not_a_member`, `no_epoch_key`, `network_unknown`; `past_lacking` for an authorisation.
        VaultError: the disk is in trouble; nothing was recorded.
    """
    assert 0 < len(drafts) <= BLOCK_ENTRIES_MAX
    replica = vault.replica(network_id)
    if not is_member(replica):
        raise RefusedError("not_a_member")
    types = [required_type(replica, draft.type) for draft in drafts]
    for draft, kind in zip(drafts, types, strict=True):
        _refuse(draft.type, _misfits(draft, kind))
    subjects = tuple(_subject(vault, replica, draft, kind) for draft, kind in zip(drafts, types, strict=True))
    keys = {} if signers is None else signers
    for signing in {one for draft in drafts for one in draft.signings} - keys.keys():
        keys[signing] = open_signer(vault, signing)
    try:
        with replica.telling(), transaction(vault.connection):
            note_heads(vault, replica)
            places = {signing: place_of(vault, replica, signing) for signing in keys}
            now = vault.clock.now()
            epoch = None if all(kind.clear for kind in types) else replica.newest_epoch()
            entries, blobs, warnings = [], [], []
            known = known_subjects(replica, (draft.subject for draft in drafts))
            latest: dict[bytes, bytes] = {}
            for draft, kind, subject in zip(drafts, types, subjects, strict=True):
                before = known.get(subject, UNKNOWN)
                after = (latest[subject],) if subject in latest else _heads(replica, before)
                parts = sealed_blobs(draft.sealed, replica.network_id, replica.device.public, vault.randomness)
                content, data = _content(vault, replica, draft, kind, subject, after, parts, now)
                id = entry_id(data)
                signed = tuple(cosign(content.network, id, one.role, places[one], keys[one]) for one in draft.signings)
                findings = at_the_door(replica, id, content, signed, before, now.day())
                _refuse(draft.type, findings)
                replica.reader.expect(id, content)
                entries.append(id)
                if subject is not None:
                    latest[subject] = id
                blobs += [_blob(Statement(data, signed), None if kind.clear else epoch), *parts]
                warnings.append(tuple(findings))
            if len(blobs) > BLOCK_ENTRIES_MAX or len(encode_body(blobs)) > BLOCK_BODY_BYTES_MAX:
                raise InputError("entry_large", limit=BLOCK_BODY_BYTES_MAX)
            block, _ = write(replica, blobs, now.seconds)
            _insist(replica, types, entries)
    except BaseException:
        replica.forget()
        raise
    sweep(vault.connection, vault.folder)
    return Recorded(tuple(entries), tuple(s or b"" for s in subjects), block.id, tuple(warnings))


def check(vault: Vault, network_id: bytes, draft: Draft) -> list[Finding]:
    """What the door will say, before anybody signs; findings about missing signatures are left out.

    Raises:
        InputError: `type_unknown`, `subject_missing`, `entry_unsignable`.
    """
    replica = vault.replica(network_id)
    kind = required_type(replica, draft.type)
    misfits = _misfits(draft, kind)
    if misfits:
        return misfits
    subject = _subject(vault, replica, draft, kind)
    before = known_subjects(replica, [draft.subject]).get(subject, UNKNOWN)
    now = vault.clock.now()
    content, data = _content(vault, replica, draft, kind, subject, _heads(replica, before), (), now)
    found = at_the_door(replica, entry_id(data), content, (), before, now.day())
    return [one for one in found if one.code not in ("person_did_not_sign", "signatures_missing")]


def required_type(replica: Replica, name: str) -> EntryType:
    """Raises InputError (`type_unknown`) where the network's rules have no such type."""
    kind = replica.rules.newest(name)
    if kind is None:
        raise InputError("type_unknown", field="type", type=name, known=list(replica.rules.names()))
    return kind


def note_heads(vault: Vault, replica: Replica) -> None:
    """Write down what others have done since, when it would make the next header long."""
    own = own_head(replica)
    while len(heads_to_see(replica, own)) > SEEN_KEPT_SHORT:
        now = vault.clock.now()
        content = Content(
            network=replica.network_id,
            device=replica.device.public,
            incarnation=replica.incarnation,
            type=OBSERVE,
            version=1,
            subject=None,
            after=(),
            refs=(),
            occurred_at=now,
            person=None,
            role=None,
            body={},
            sealed=(),
            attachments=(),
            salt=vault.randomness.take(SALT_BYTES),
        )
        write(replica, [clear_blob(Statement(encode_content(content), ()))], now.seconds)
        own = own_head(replica)


def _subject(vault: Vault, replica: Replica, draft: Draft, kind: EntryType) -> bytes | None:
    if kind.clear:
        return None
    if draft.subject is not None:
        return draft.subject
    if kind.opens:
        return vault.randomness.take(SUBJECT_BYTES)
    if kind.of_network:
        return None
    raise InputError("subject_missing", field="subject", type=draft.type)


def _misfits(draft: Draft, kind: EntryType) -> list[Finding]:
    found = [*check_body(kind.fields, draft.body), *check_parts(kind.sealed, draft.sealed)]
    return [one for one in found if one.severity is Severity.REFUSE]


def _refuse(type_name: str, findings: Sequence[Finding]) -> None:
    if any(finding.severity is Severity.REFUSE for finding in findings):
        raise RefusedError("not_recordable", type=type_name, findings=list(findings))


def _insist(replica: Replica, types: Sequence[EntryType], entries: Sequence[bytes]) -> None:
    """The gate has the last word: where it judged otherwise than the door, nothing is recorded.

    It says nothing yet where this chain itself leans on content that was left out, as after a restore that went on from
    what a peer gave: a fact waits for its verdict then, and nobody is promised what may not hold.
    """
    index = EntryIndex(replica.connection, replica.reader)
    index.look_up(entries)
    for kind, entry in zip(types, entries, strict=True):
        if index.where(entry) is None:
            if kind.nature is Nature.AUTHORISATION:
                raise RefusedError("past_lacking", type=kind.name)
            continue
        verdict, findings = index.judgement(entry)
        if verdict is not Verdict.ACCEPTED:
            raise RefusedError("not_recordable", type=kind.name, findings=list(findings))


def _content(
    vault: Vault,
    replica: Replica,
    draft: Draft,
    kind: EntryType,
    subject: bytes | None,
    after: tuple[bytes, ...],
    parts: Sequence[bytes],
    now: Instant,
) -> tuple[Content, bytes]:
    """The content and its bytes, which are what is signed."""
    fitting = [one for one in draft.signings if one.role in kind.roles]
    acting = next(iter([*fitting, *draft.signings]), None)
    content = Content(
        network=replica.network_id,
        device=replica.device.public,
        incarnation=replica.incarnation,
        type=kind.name,
        version=kind.version,
        subject=subject,
        after=after,
        refs=draft.refs,
        occurred_at=draft.occurred_at or now,
        person=acting.person if acting else None,
        role=acting.role if acting else None,
        body=draft.body,
        sealed=tuple(merkle.leaf_hash(part) for part in parts),
        attachments=draft.attachments,
        salt=vault.randomness.take(SALT_BYTES),
    )
    return _signable(content)


def _signable(content: Content) -> tuple[Content, bytes]:
    """What is signed must be readable by everybody: no fractions, no number beyond 64 bits, no list too long."""
    if sum(one.size for one in content.attachments) > ATTACHMENTS_ENTRY_BYTES_MAX:
        raise InputError("attachments_large", field="attach", limit=ATTACHMENTS_ENTRY_BYTES_MAX)
    if len(content.attachments) > ATTACHMENTS_MAX:
        raise InputError("attachments_many", field="attach", limit=ATTACHMENTS_MAX)
    try:
        data = encode_content(content)
        return decode_content(data), data
    except TypeError as error:
        raise InputError("entry_unsignable", field="body") from error
    except RejectedError as error:
        raise InputError("entry_unsignable", field=str(error.facts.get("field", ""))) from error


def _heads(replica: Replica, subject: KnownSubject) -> tuple[bytes, ...]:
    """Those of a subject's heads that the entry's block will have in its past."""
    index = EntryIndex(replica.connection, replica.reader)
    heads = [(head, index.where(head)) for head in subject.heads]
    return tuple(head for head, at in heads if at is not None and can_be_seen(replica, at.block))[:AFTER_MAX]


def _blob(statement: Statement, epoch: tuple[bytes, bytes] | None) -> bytes:
    blob = clear_blob(statement) if epoch is None else encrypted_blob(statement, *epoch)
    if len(blob) > ENTRY_BYTES_MAX:
        raise InputError("entry_large", limit=ENTRY_BYTES_MAX)
    return blob
