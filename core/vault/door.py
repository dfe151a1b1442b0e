"""The door: what the rules say of an entry before it is signed, given everything this vault knows.

Facts that happened are recordable in the ledger whatever rules say; the door is where mistakes are stopped while they
can still be mended.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from core.ledger.body import days_ahead
from core.ledger.content import Content, Cosignature
from core.ledger.contract import (
    Entry,
    EntryType,
    Finding,
    JudgedEntry,
    MoveKind,
    ShareAccount,
    State,
    Verdict,
)
from core.ledger.judge import Circumstances, judge_entry
from core.vault.database import rows_in
from core.vault.past import Authority, VaultPast
from core.vault.replica import Replica
from core.vault.share_book import ShareBook
from core.vault.subjects import EntryIndex, heads_from_bytes


class KnownSubject(NamedTuple):
    """A subject as the view shows it; `heads` are ids of entries, `newer`: whether it has one that is not judged."""

    kind: str
    state: State
    heads: tuple[bytes, ...]
    newer: bool


UNKNOWN = KnownSubject("", {}, (), False)
"""What is known of a subject that an entry opens, and stands for the network itself."""


def known_subjects(replica: Replica, ids: Iterable[bytes | None]) -> dict[bytes | None, KnownSubject]:
    """Those of these subjects that are held; None asks for nothing."""
    rows = rows_in(
        replica.connection,
        "SELECT id, kind, json(state), heads, EXISTS (SELECT 1 FROM entries e WHERE e.subject = s.subject AND"
        " e.verdict = ?) FROM subjects s WHERE s.network = ? AND s.id IN",
        (Verdict.NEWER.value, replica.network),
        sorted({id for id in ids if id is not None}),
    )
    return {
        id: KnownSubject(kind, json.loads(state), tuple(heads_from_bytes(heads)), bool(newer))
        for id, kind, state, heads, newer in rows
    }


def at_the_door(
    replica: Replica,
    id: bytes,
    content: Content,
    cosignatures: tuple[Cosignature, ...],
    subject: KnownSubject,
    today: date,
) -> tuple[Finding, ...]:
    """Every finding about an entry (`id` is that of its content) as if it were recorded now."""
    entry = Entry(id, content, cosignatures, (0, content.device, 0, 0, 0))
    index = EntryIndex(replica.connection, replica.reader)

    def held(id: bytes) -> JudgedEntry | None:
        found = index.find(id)
        return found[0] if found else None

    def account_of(share: bytes) -> ShareAccount | None:
        return account_now(replica, share)

    outside = any(held(id) is None for id in content.refs)
    circumstances = Circumstances(subject.kind, subject.newer, outside, False, 0)
    authority = Authority(replica.now, replica.chart, replica.store, None, None)
    past = VaultPast(authority, replica.rules, content.type, subject.state, held, account_of)
    judgement = judge_entry(entry, replica.rules, past, circumstances)
    if judgement.verdict is Verdict.NEWER:
        return (Finding("rules_newer"),)
    entry_type = replica.rules.entry_type(content.type, content.version)
    fits = entry_type is not None and judgement.verdict is not Verdict.MALFORMED
    ahead = days_ahead(entry_type.fields, content.body, today) if entry_type and fits else ()
    expired = _expired(replica, entry_type, entry, today) if entry_type and fits else ()
    return (*judgement.findings, *_future(content, today), *ahead, *expired)


def account_now(replica: Replica, share: bytes) -> ShareAccount | None:
    """A share's account by all that is held; None where it was not opened."""
    return ShareBook(replica.connection, replica.network).accounts_now([share], replica.now).get(share)


def _expired(replica: Replica, entry_type: EntryType, entry: Entry, today: date) -> tuple[Finding, ...]:
    """Expiry stops the holder's own app, and no verdict leans on today: the parent takes the rest back by a cut."""
    found = []
    for move in entry_type.moves(entry):
        source = move.parent if move.kind is MoveKind.OPEN else move.share
        account = account_now(replica, source) if source and move.kind in (MoveKind.SPEND, MoveKind.OPEN) else None
        if account is not None and account.expires_on is not None and account.expires_on < today.isoformat():
            found.append(Finding("share_expired", facts={"day": account.expires_on}))
    return tuple(found)


def _future(content: Content, today: date) -> tuple[Finding, ...]:
    return (Finding("occurred_in_future", "occurred_at"),) if content.occurred_at.day() > today else ()
