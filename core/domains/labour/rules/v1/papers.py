"""labour.paper.keep: a minor's papers, the guardian's consent among them, kept in the shop (제64조, 제66조).

The guardian consents with a signature of their own, or on a paper whose scan hangs on the entry. Neither stands for the
minor's signature under the contract, which nobody may give for them (제67조제1항).
"""

from __future__ import annotations

from collections.abc import Sequence

from core.domains.labour.rules.v1.fields import EMPLOYER, GUARDIAN, choice
from core.domains.labour.rules.v1.person import KIND, PAPERS, worker_key
from core.domains.labour.rules.v1.records import appended, record_of
from core.ledger.contract import Entry, EntryType, Finding, Nature, Past, State

CONSENT = "guardian_consent"
OWN_SIGNATURE, SCAN, ORIGINAL = "own_signature", "scan", "original"
RELATIONS = ("parent", "guardian")
_FIELDS = (
    choice("paper", PAPERS),
    choice("kept_as", (OWN_SIGNATURE, SCAN, ORIGINAL)),
    choice("relation", RELATIONS, required=False),
)


def _findings(entry: Entry, state: State) -> list[Finding]:
    body, guardians = entry.content.body, entry.signers(GUARDIAN)
    found = []
    if body["kept_as"] == OWN_SIGNATURE:
        if body["paper"] != CONSENT:
            found.append(Finding("paper_cannot_be_signed", "kept_as"))
        elif not guardians:
            found.append(Finding("guardian_did_not_sign", "kept_as"))
    elif not entry.signers(EMPLOYER):
        found.append(Finding("employer_keeps_papers", "kept_as"))
    if body["kept_as"] == SCAN and not entry.content.attachments:
        found.append(Finding("scan_missing", "kept_as"))
    if guardians & ({worker_key(state)} | entry.signers(EMPLOYER)):
        found.append(Finding("guardian_has_other_key"))
    return found


def _judge(entry: Entry, past: Past) -> Sequence[Finding]:
    return _findings(entry, past.state)


def _apply(state: State, entry: Entry) -> State:
    person = state.get("person")
    if person is None or _findings(entry, state):
        return state
    paper = entry.content.body["paper"]
    held = person.get("papers") or []
    kept = {**record_of(entry, _FIELDS), "scans": [one.root.hex() for one in entry.content.attachments]}
    more = held if paper in held else [*held, paper]
    return appended({**state, "person": {**person, "papers": more}}, "papers", kept)


KEEP = EntryType(
    name="labour.paper.keep",
    version=1,
    nature=Nature.FACT,
    fields=_FIELDS,
    roles=frozenset({EMPLOYER, GUARDIAN}),
    about=KIND,
    judge=_judge,
    apply=_apply,
    attachments=True,
)
