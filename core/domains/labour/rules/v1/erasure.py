"""labour.erasure.answer: somebody asked for deletion, and was told what stays until when by which law (제36조제4항)."""

from __future__ import annotations

from collections.abc import Sequence

from core.domains.labour.rules.v1.fields import EMPLOYER, choice, count, day, records, text
from core.domains.labour.rules.v1.person import KIND, signed_as_worker
from core.domains.labour.rules.v1.records import appended, record_of
from core.ledger.contract import Entry, EntryType, Finding, Nature, Past, State

ROSTER, NUMBERS, CONTRACT, WAGES, MINOR_PAPERS, OTHER = (
    "roster",
    "numbers",
    "contract",
    "wages",
    "minor_papers",
    "other",
)
DOCUMENTS = (ROSTER, NUMBERS, CONTRACT, WAGES, MINOR_PAPERS, OTHER)
"""Kinds of documents by how long the law has them kept (core.domains.labour.retention)."""
_KEPT = (
    choice("document", DOCUMENTS),
    day("until", required=False, ahead=True),
    text("article", 200),
)
_FIELDS = (day("asked_on"), count("erased_count", 0, 10_000), records("kept", _KEPT, required=False))


def _judge(entry: Entry, past: Past) -> Sequence[Finding]:
    return signed_as_worker(entry, past.state)


def _apply(state: State, entry: Entry) -> State:
    return appended(state, "erasures", record_of(entry, _FIELDS))


ANSWER = EntryType(
    name="labour.erasure.answer",
    version=1,
    nature=Nature.FACT,
    fields=_FIELDS,
    roles=frozenset({EMPLOYER}),
    about=KIND,
    judge=_judge,
    apply=_apply,
)
