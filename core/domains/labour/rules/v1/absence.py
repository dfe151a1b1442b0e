"""labour.leave.* and labour.absence.record: leave that was asked for and given, and days that were missed."""

from __future__ import annotations

from collections.abc import Sequence

from core.domains.labour.rules.v1.fields import EMPLOYER, WORKER, choice, day, entry, hours, text, yes_no
from core.domains.labour.rules.v1.person import KIND, own_signature
from core.domains.labour.rules.v1.records import appended, find, record_of, replaced
from core.ledger.contract import Entry, EntryType, Finding, Nature, Past, State

LEAVES = ("annual", "sick", "family", "unpaid")
_REQUEST_FIELDS = (day("day", ahead=True), choice("leave_kind", LEAVES), hours("minutes", 24))
_ANSWER_FIELDS = (entry("request"), yes_no("granted"), text("reason", 300, required=False))
_ABSENCE_FIELDS = (day("day"), text("reason", 300, required=False))


def _apply_request(state: State, entry: Entry) -> State:
    return appended(state, "leaves", {**record_of(entry, _REQUEST_FIELDS), "status": "requested"})


def _judge_answer(entry: Entry, past: Past) -> Sequence[Finding]:
    known = find(past.state, "leaves", entry.content.body["request"])
    return () if known else (Finding("request_unknown", "request"),)


def _apply_answer(state: State, entry: Entry) -> State:
    known = find(state, "leaves", entry.content.body["request"])
    status = "granted" if entry.content.body["granted"] else "refused"
    return state if known is None else replaced(state, "leaves", {**known, "status": status})


def _apply_absence(state: State, entry: Entry) -> State:
    return appended(state, "absences", record_of(entry, _ABSENCE_FIELDS))


REQUEST_LEAVE = EntryType(
    name="labour.leave.request",
    version=1,
    nature=Nature.FACT,
    fields=_REQUEST_FIELDS,
    roles=frozenset({WORKER}),
    about=KIND,
    judge=own_signature,
    apply=_apply_request,
)
ANSWER_LEAVE = EntryType(
    name="labour.leave.answer",
    version=1,
    nature=Nature.FACT,
    fields=_ANSWER_FIELDS,
    roles=frozenset({EMPLOYER}),
    about=KIND,
    judge=_judge_answer,
    apply=_apply_answer,
)
RECORD_ABSENCE = EntryType(
    name="labour.absence.record",
    version=1,
    nature=Nature.FACT,
    fields=_ABSENCE_FIELDS,
    roles=frozenset({EMPLOYER}),
    about=KIND,
    apply=_apply_absence,
)
