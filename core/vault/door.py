"""The door: what the rules say of an entry before it is signed, given everything this vault knows.

Facts that happened are recordable in the ledger whatever rules say; the door is where mistakes are stopped while they
can still be mended.
"""

from __future__ import annotations

import json
from datetime import date

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
from core.vault.past import Authority, VaultPast
from core.vault.replica import Replica
from core.vault.share_book import ShareBook
from core.vault.subjects import EntryIndex


def at_the_door(
    replica: Replica, id: bytes, content: Content, cosignatures: tuple[Cosignature, ...], today: date
) -> tuple[Finding, ...]:
    """Every finding about an entry (`id` is that of its content) as if it were recorded now."""
    entry = Entry(id, content, cosignatures, (0, content.device, 0, 0, 0))
    kind, state, newer = _subject(replica, content.subject)
    index = EntryIndex(replica.connection, replica.reader)

    def held(id: bytes) -> JudgedEntry | None:
        found = index.find(id)
        return found[0] if found else None

    def account_of(share: bytes) -> ShareAccount | None:
        return account_now(replica, share)

    outside = any(held(id) is None for id in content.refs)
    circumstances = Circumstances(kind, newer, outside, False, 0)
    authority = Authority(replica.now, replica.chart, replica.store, None, None)
    past = VaultPast(authority, replica.rules, content.type, lambda: state, held, account_of)
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


def _subject(replica: Replica, id: bytes | None) -> tuple[str, State, bool]:
    if id is None:
        return "", {}, False
    row = replica.connection.execute(
        "SELECT subject, kind, json(state) FROM subjects WHERE network = ? AND id = ?", (replica.network, id)
    ).fetchone()
    if row is None:
        return "", {}, False
    newer = replica.connection.execute(
        "SELECT 1 FROM entries WHERE subject = ? AND verdict = ? LIMIT 1", (row[0], Verdict.NEWER.value)
    ).fetchone()
    return row[1], json.loads(row[2]), newer is not None
