"""Settling a flag: somebody who did not write what is flagged says how it is to be read; the flag stays, answered.

1. A flag is known by its mark: a hash over its code, its facts and what it is about. Whatever changes one of these
   makes it another flag, which nobody has answered yet, so that no answer hides what came later.
2. One role may answer: one that the subject's workspace names, else whoever holds the power to grant.
3. Nobody answers what they wrote themselves: the person, or the device where no person signed.
4. Answers that differ settle nothing and are shown side by side. An answer that is withdrawn, or that a cut leaves
   without effect, is none.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from enum import StrEnum
from hashlib import sha256
from typing import Any, NamedTuple

from core.encoding import cbor
from core.ledger.contract import Entry, EntryType, Field, FieldKind, Finding, Nature, Past

RESOLVE = "core.flag.resolve"
OUTCOMES = ("right", "explained", "error", "misuse", "referred")
SETTLING_POWER = "grant"
"""Whoever holds it may settle flags of what no workspace names a role for."""
FORK, OVERDRAWN = "fork", "share_overdrawn"
MARK_BYTES = 32
_MARK = "jangbu/flag/1"


class FlagStatus(StrEnum):
    """What has become of a flag."""

    OPEN = "open"
    SETTLED = "settled"
    DIFFERS = "differs"
    """Answered in different ways; open until all but one way are withdrawn."""
    REOPENED = "reopened"
    """Some of what it is about was answered before something was added to it."""


class Answer(NamedTuple):
    """A resolution that counts, and its outcome."""

    entry: bytes
    outcome: str


class About(NamedTuple):
    """What a flag is about: its mark, entries whose authors may not answer it, and the device whose chain forked."""

    code: str
    mark: bytes
    entries: Sequence[Entry]
    device: bytes | None = None


def flag_mark(finding: Finding, ids: Iterable[bytes], figures: Mapping[str, Any] | None = None) -> bytes:
    """The name of a flag that is about these entries (or blocks, of a fork) and figures (the account of a share)."""
    facts = json.loads(json.dumps(dict(finding.facts)))
    return sha256(cbor.encode([_MARK, finding.code, finding.field, facts, sorted(ids), figures])).digest()


def may_not_settle(settling: Entry, flagged: Entry) -> bool:
    """Whether the author of a resolution is the author of an entry that is flagged.

    Where either was recorded without a person's signature, and of a fork, the devices are compared.
    """
    mine, theirs = settling.content.person, _signer(flagged)  # one who did not sign is objected to anyway
    if settling.content.subject is None or mine is None or theirs is None:
        return settling.content.device == flagged.content.device
    return mine == theirs


def status_of(about: About, resolutions: Iterable[Entry]) -> tuple[FlagStatus, tuple[Answer, ...]]:
    """What became of a flag by resolutions that count, and those that speak of it; in display order."""
    ordered = sorted(resolutions, key=lambda one: one.display_order)
    sound = [one for one in ordered if not _wrote_it(one, about)]
    answers = [one for one in sound if one.content.body["mark"] == about.mark]
    outcomes = {one.content.body["outcome"] for one in answers}
    if outcomes:
        return FlagStatus.SETTLED if len(outcomes) == 1 else FlagStatus.DIFFERS, _answers(answers)
    flagged = {one.id for one in about.entries}
    about_it = [one for one in sound if one.content.body["code"] == about.code]
    earlier = [one for one in about_it if flagged.intersection(one.content.body["entries"])]
    return FlagStatus.REOPENED if earlier else FlagStatus.OPEN, _answers(earlier)


def heads_beside(entries: Collection[Entry]) -> set[bytes]:
    """Heads of a subject as if nobody had settled anything: an answer to a conflict builds on both of its sides."""
    by_id = {one.id: one for one in entries}
    aside = _set_aside(entries)
    followed: set[bytes] = set()
    for one in entries:
        if one.id in aside:
            continue
        waiting, passed = list(one.content.after), set[bytes]()
        while waiting:
            id = waiting.pop()
            if id not in aside:
                followed.add(id)
            elif id not in passed:
                passed.add(id)
                waiting += by_id[id].content.after
    return by_id.keys() - aside - followed


def _set_aside(entries: Collection[Entry]) -> set[bytes]:
    """Resolutions, and what withdraws or signs them."""
    aside = {one.id for one in entries if one.content.type == RESOLVE}
    return aside | {one.id for one in entries if _target(one) in aside}


def _target(entry: Entry) -> bytes | None:
    target = entry.content.body.get("target")
    return target if type(target) is bytes and entry.content.type.startswith("core.entry.") else None


def _answers(entries: Sequence[Entry]) -> tuple[Answer, ...]:
    return tuple(Answer(one.id, one.content.body["outcome"]) for one in entries)


def _wrote_it(settling: Entry, about: About) -> bool:
    return settling.content.device == about.device or any(may_not_settle(settling, one) for one in about.entries)


def _signer(entry: Entry) -> bytes | None:
    person = entry.content.person
    return person if person is not None and person in entry.signers(entry.content.role or "") else None


def _judge(entry: Entry, past: Past) -> Sequence[Finding]:
    body = entry.content.body
    if (entry.content.subject is None) != (body["code"] == FORK):
        return (Finding("flag_misplaced", "code"),)
    named = [past.entry(id) for id in body["entries"]]
    found = [one.entry for one in named if one is not None]
    if not found or len(found) < len(named):
        return (Finding("flag_entries_unknown", "entries"),)
    holds = body["code"] == OVERDRAWN and past.state.get("holder") == entry.content.device.hex()
    if holds or any(may_not_settle(entry, one) for one in found):
        return (Finding("settled_by_author", "entries"),)
    return ()


RESOLVE_TYPE = EntryType(
    name=RESOLVE,
    version=1,
    nature=Nature.FACT,
    fields=(
        Field("code", FieldKind.TEXT, maximum=80),
        Field("mark", FieldKind.BYTES, minimum=MARK_BYTES, maximum=MARK_BYTES),
        Field("entries", FieldKind.ENTRIES),
        Field("outcome", FieldKind.CHOICE, choices=OUTCOMES),
        Field("text", FieldKind.TEXT, maximum=500),
    ),
    of_network=True,
    judge=_judge,
)
"""`code` and `mark` name the flag, `entries` some or all that it is about (those of the author's past)."""
