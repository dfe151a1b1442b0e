"""labour.shift.plan, labour.clock.*, labour.attendance.*, labour.day.close: who worked when, agreed by both sides.

A shift stays as it was clocked; a correction stands beside it and counts once the other side has agreed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from core.domains.labour.pay.shifts import refuse_overlap
from core.domains.labour.rules.v1.fields import EMPLOYER, WORKER, choice, count, day, entry, text
from core.domains.labour.rules.v1.person import KIND, signed_as_worker
from core.domains.labour.rules.v1.records import Record, appended, find, record_of, records, replaced
from core.domains.labour.rules.v1.times import breaks_field, readable, shift_findings, shift_of_body, time_field
from core.errors import InputError
from core.ledger.contract import Entry, EntryType, Finding, Nature, Past, Severity, State

METHODS = ("pin", "badge", "manual")
_BOTH = frozenset({EMPLOYER, WORKER})
_EMPLOYER = frozenset({EMPLOYER})
_PLAN_FIELDS = (time_field("start"), time_field("end"), count("break_minutes", 0, 600, "분", required=False))
_IN_FIELDS = (time_field("at"), choice("method", METHODS))
_PAUSE_FIELDS = (time_field("start"), time_field("end"))
_OUT_FIELDS = (time_field("end"), choice("method", METHODS), breaks_field())
_CORRECT_FIELDS = (entry("shift"), time_field("start"), time_field("end"), breaks_field(), text("reason", 300))
_AGREE_FIELDS = (entry("correction"),)
_REFUSE_FIELDS = (entry("correction"), text("reason", 300))
_DAY_FIELDS = (day("day"), count("work_minutes", 0, 1440, "분"))


def _warned(code: str, field: str = "", **facts: Any) -> Finding:
    return Finding(code, field, Severity.WARN, facts)


def _manual(entry: Entry) -> Sequence[Finding]:
    """A time that was typed later needs both sides; with one signature it is kept and marked."""
    return () if _is_of_both(entry) else (_warned("clock_edited_one_sided"),)


def _one_sided(entry: Entry) -> Record:
    """A mark on a shift whose time one side alone typed, until both agree on a correction."""
    return {"one_sided": True} if _manual(entry) else {}


def _judge_plan(entry: Entry, past: Past) -> Sequence[Finding]:
    return shift_findings(entry.content.body)


def _judge_in(entry: Entry, past: Past) -> Sequence[Finding]:
    state, at = past.state, entry.content.body["at"]
    findings = [*signed_as_worker(entry, state), *_manual(entry)]
    if readable(at) is None:
        findings.append(Finding("shift_time_unreadable", "at", facts={"value": at}))
    if state.get("open") is not None:
        findings.append(Finding("clock_out_missing", "at", facts={"start": state["open"]["start"]}))
    last = max((one["end"] for one in shifts(state)), default="")
    if at < last:
        findings.append(Finding("clock_set_back", "at", facts={"last": last}))
    contract = state.get("contract")
    if contract is None:
        findings.append(_warned("work_before_contract", "at", article="근로기준법 제17조"))
    elif "delivered" not in contract:
        findings.append(_warned("contract_not_delivered", "at", article="근로기준법 제17조제2항"))
    return findings


def _apply_in(state: State, entry: Entry) -> State:
    clocked = record_of(entry, _IN_FIELDS)
    opened = {"entry": clocked["entry"], "start": clocked["at"], "method": clocked["method"], "breaks": []}
    return {**state, "open": {**opened, **_one_sided(entry)}}


def _judge_pause(entry: Entry, past: Past) -> Sequence[Finding]:
    if past.state.get("open") is None:
        return (Finding("clock_in_missing", "start"),)
    return signed_as_worker(entry, past.state)


def _apply_pause(state: State, entry: Entry) -> State:
    opened, body = state.get("open"), entry.content.body
    if opened is None:
        return state
    return {**state, "open": {**opened, "breaks": [*opened["breaks"], {"start": body["start"], "end": body["end"]}]}}


def _whole(state: State, body: Mapping[str, Any]) -> Record:
    """The open shift with the end and the breaks that a clock-out brings."""
    opened = state.get("open") or {}
    breaks = [*opened.get("breaks", []), *(body.get("breaks") or [])]
    return {"start": opened.get("start"), "end": body["end"], "breaks": breaks}


def _judge_out(entry: Entry, past: Past) -> Sequence[Finding]:
    if past.state.get("open") is None:
        return (Finding("clock_in_missing", "end"),)
    whole = _whole(past.state, entry.content.body)
    findings = [*signed_as_worker(entry, past.state), *_manual(entry), *shift_findings(whole)]
    return [*findings, *_overlap(past.state, whole, "")]


def _overlap(state: State, body: Mapping[str, Any], but: str) -> Sequence[Finding]:
    """Whether a shift overlaps another of the same person; `but` names the one that it takes the place of."""
    try:
        others = [shift_of_body(one) for one in shifts(state) if one["entry"] != but]
        refuse_overlap([*others, shift_of_body(body)])
    except InputError as error:
        return (Finding("shifts_overlap", "start", facts=dict(error.facts)),) if error.code == "shifts_overlap" else ()
    return ()


def _apply_out(state: State, entry: Entry) -> State:
    if state.get("open") is None:
        return state
    whole = _whole(state, entry.content.body)
    typed = {"one_sided": True} if state["open"].get("one_sided") else _one_sided(entry)
    kept = {**whole, "entry": entry.id.hex(), "in": state["open"]["entry"], **typed}
    closed = {**state, "open": None}
    if shift_findings(whole):
        return closed
    settled = appended(closed, "shifts", kept)
    return settled if _is_of_both(entry) else appended(settled, "corrections", _typed_alone(entry, whole))


def _is_of_both(entry: Entry) -> bool:
    """Whether the clock told the time, or both sides signed what was typed."""
    return entry.content.body["method"] != "manual" or all(entry.signers(role) for role in _BOTH)


def _typed_alone(entry: Entry, whole: Record) -> Record:
    """An end that one side typed waits for the other side's answer, as a correction does."""
    sides = sorted(role for role in _BOTH if entry.signers(role))
    told = {"shift": entry.id.hex(), "reason": "", "sides": sides, "status": "proposed"}
    return {**record_of(entry, ()), **whole, **told}


def _judge_correct(entry: Entry, past: Past) -> Sequence[Finding]:
    body = entry.content.body
    findings = [*signed_as_worker(entry, past.state), *shift_findings(body)]
    if find(past.state, "shifts", body["shift"]) is None:
        findings.append(Finding("shift_unknown", "shift"))
    return [*findings, *_overlap(past.state, body, body["shift"].hex())]


def _apply_correct(state: State, entry: Entry) -> State:
    sides = sorted(role for role in _BOTH if entry.signers(role))
    correction = {**record_of(entry, _CORRECT_FIELDS), "sides": sides, "status": "proposed"}
    kept = appended(state, "corrections", correction)
    return _corrected(kept, correction) if len(sides) == len(_BOTH) else kept


def _corrected(state: State, correction: Record) -> State:
    """The shift with its corrected times; what was clocked stays visible beside them."""
    agreed = replaced(state, "corrections", {**correction, "status": "agreed"})
    shift = find(state, "shifts", correction["shift"])
    if shift is None or shift_findings(correction):
        return agreed
    times, clocked = ({name: one.get(name, []) for name in ("start", "end", "breaks")} for one in (correction, shift))
    original = shift.get("original") or clocked
    agreed_on = {name: value for name, value in shift.items() if name != "one_sided"}
    if times == clocked:
        return replaced(agreed, "shifts", agreed_on)
    late = any(one["first"] <= times["start"][:10] <= one["last"] for one in records(state, "periods"))
    return replaced(agreed, "shifts", {**agreed_on, **times, "original": original, "late": late})


def _judge_answer(entry: Entry, past: Past) -> Sequence[Finding]:
    correction = find(past.state, "corrections", entry.content.body["correction"])
    if correction is None or correction["status"] != "proposed":
        return (Finding("correction_unknown", "correction"),)
    answering = {role for role in _BOTH if entry.signers(role)} - set(correction["sides"])
    if not answering:
        return (Finding("other_side_must_sign", "correction", facts={"roles": sorted(_BOTH)}),)
    return signed_as_worker(entry, past.state)


def _apply_agree(state: State, entry: Entry) -> State:
    correction = find(state, "corrections", entry.content.body["correction"])
    return state if correction is None else _corrected(state, correction)


def _apply_refuse(state: State, entry: Entry) -> State:
    """A refused correction opens a dispute about it."""
    refusal = record_of(entry, _REFUSE_FIELDS)
    correction = find(state, "corrections", refusal["correction"])
    if correction is None:
        return state
    refused = replaced(state, "corrections", {**correction, "status": "refused", "refused": refusal["reason"]})
    dispute = {**refusal, "target": correction["entry"], "claim": refusal["reason"], "status": "open"}
    return appended(refused, "disputes", dispute)


def _judge_day(entry: Entry, past: Past) -> Sequence[Finding]:
    opened = past.state.get("open")
    body = entry.content.body
    findings = []
    if opened is not None and opened["start"][:10] == body["day"]:
        findings.append(Finding("clock_out_missing", "day", facts={"start": opened["start"]}))
    worked = sum(shift_of_body(one).work_minutes for one in shifts(past.state) if one["start"][:10] == body["day"])
    if worked != body["work_minutes"]:
        findings.append(Finding("day_total_differs", "work_minutes", facts={"minutes": worked}))
    return findings


def _apply_day(state: State, entry: Entry) -> State:
    return appended(state, "days", record_of(entry, _DAY_FIELDS))


def shifts(state: State) -> list[Record]:
    """The closed shifts with corrections that both sides agreed on."""
    return records(state, "shifts")


def _type(name: str, fields: Any, roles: frozenset[str], judge: Any, apply: Any) -> EntryType:
    return EntryType(f"labour.{name}", 1, Nature.FACT, fields, roles, about=KIND, judge=judge, apply=apply)


PLAN = _type(
    "shift.plan",
    _PLAN_FIELDS,
    _EMPLOYER,
    _judge_plan,
    lambda state, entry: appended(state, "plans", record_of(entry, _PLAN_FIELDS)),
)
CLOCK_IN = _type("clock.in", _IN_FIELDS, _BOTH, _judge_in, _apply_in)
PAUSE = _type("clock.pause", _PAUSE_FIELDS, _BOTH, _judge_pause, _apply_pause)
CLOCK_OUT = _type("clock.out", _OUT_FIELDS, _BOTH, _judge_out, _apply_out)
CORRECT = _type("attendance.correct", _CORRECT_FIELDS, _BOTH, _judge_correct, _apply_correct)
AGREE = _type("attendance.agree", _AGREE_FIELDS, _BOTH, _judge_answer, _apply_agree)
REFUSE = _type("attendance.refuse", _REFUSE_FIELDS, _BOTH, _judge_answer, _apply_refuse)
CLOSE_DAY = _type("day.close", _DAY_FIELDS, _EMPLOYER, _judge_day, _apply_day)
