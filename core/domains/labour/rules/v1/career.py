"""labour.credential.* and labour.dispute.*: what a worker takes along, and what both sides do not agree on."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from core.domains.labour.rules.v1.fields import EMPLOYER, WORKER, choice, choices, digest, entry, text
from core.domains.labour.rules.v1.person import KIND, own_signature, signed_as_worker
from core.domains.labour.rules.v1.records import appended, find, record_of, replaced
from core.ledger.contract import Entry, EntryType, Finding, Nature, Past, State

CREDENTIAL_FIELDS = ("name", "period", "duties", "position", "week_hours", "wage", "workplace", "reason_of_leaving")
"""What a certificate of employment may say (제39조): only what the worker chose."""
OUTCOMES = ("agreed", "paid", "withdrawn", "taken_to_labour_office")
_BOTH = frozenset({EMPLOYER, WORKER})
_REQUEST_FIELDS = (choices("certified", CREDENTIAL_FIELDS),)
_ISSUE_FIELDS = (entry("request"), choices("certified", CREDENTIAL_FIELDS), digest("file_sha256"))
_REVOKE_FIELDS = (entry("credential"), text("reason", 300))
_OPEN_FIELDS = (entry("target"), text("claim", 1000))
_ANSWER_FIELDS = (entry("dispute"), text("answer", 1000))
_SETTLE_FIELDS = (entry("dispute"), choice("outcome", OUTCOMES), text("note", 500, required=False))


def _apply_request(state: State, entry: Entry) -> State:
    return appended(state, "requests", record_of(entry, _REQUEST_FIELDS))


def _judge_issue(entry: Entry, past: Past) -> Sequence[Finding]:
    body = entry.content.body
    request = find(past.state, "requests", body["request"])
    if request is None:
        return (Finding("request_unknown", "request"),)
    more = sorted(set(body["certified"]) - set(request["certified"]))
    facts = {"names": more, "article": "근로기준법 제39조제2항"}
    return (Finding("certificate_says_more", "certified", facts=facts),) if more else ()


def _apply_issue(state: State, entry: Entry) -> State:
    return appended(state, "credentials", {**record_of(entry, _ISSUE_FIELDS), "revoked": False})


def _judge_revoke(entry: Entry, past: Past) -> Sequence[Finding]:
    known = find(past.state, "credentials", entry.content.body["credential"])
    return () if known else (Finding("credential_unknown", "credential"),)


def _apply_revoke(state: State, entry: Entry) -> State:
    known = find(state, "credentials", entry.content.body["credential"])
    return state if known is None else replaced(state, "credentials", {**known, "revoked": True})


def _judge_open(entry: Entry, past: Past) -> Sequence[Finding]:
    found = past.entry(entry.content.body["target"])
    unknown = () if found else (Finding("dispute_target_unknown", "target"),)
    return (*signed_as_worker(entry, past.state), *unknown)


def _apply_open(state: State, entry: Entry) -> State:
    return appended(state, "disputes", {**record_of(entry, _OPEN_FIELDS), "status": "open"})


def _judge_about(entry: Entry, past: Past) -> Sequence[Finding]:
    if find(past.state, "disputes", entry.content.body["dispute"]) is None:
        return (Finding("dispute_unknown", "dispute"),)
    return signed_as_worker(entry, past.state)


def _judge_settle(entry: Entry, past: Past) -> Sequence[Finding]:
    missing = sorted(role for role in _BOTH if not entry.signers(role))
    alone = entry.content.body["outcome"] in ("withdrawn", "taken_to_labour_office")
    lacking = () if alone or not missing else (Finding("contract_signature_missing", facts={"roles": missing}),)
    return (*_judge_about(entry, past), *lacking)


def _answered(state: State, entry: Entry, **more: Any) -> State:
    known = find(state, "disputes", entry.content.body["dispute"])
    return state if known is None else replaced(state, "disputes", {**known, **more})


def _apply_answer(state: State, entry: Entry) -> State:
    return _answered(state, entry, status="answered", answer=entry.content.body["answer"])


def _apply_settle(state: State, entry: Entry) -> State:
    return _answered(state, entry, status="settled", outcome=entry.content.body["outcome"])


def _type(name: str, fields: Any, roles: frozenset[str], judge: Any, apply: Any) -> EntryType:
    return EntryType(f"labour.{name}", 1, Nature.FACT, fields, roles, about=KIND, judge=judge, apply=apply)


REQUEST = _type("credential.request", _REQUEST_FIELDS, frozenset({WORKER}), own_signature, _apply_request)
ISSUE = _type("credential.issue", _ISSUE_FIELDS, frozenset({EMPLOYER}), _judge_issue, _apply_issue)
REVOKE = _type("credential.revoke", _REVOKE_FIELDS, frozenset({EMPLOYER}), _judge_revoke, _apply_revoke)
OPEN_DISPUTE = _type("dispute.open", _OPEN_FIELDS, _BOTH, _judge_open, _apply_open)
ANSWER_DISPUTE = _type("dispute.answer", _ANSWER_FIELDS, _BOTH, _judge_about, _apply_answer)
SETTLE_DISPUTE = _type("dispute.settle", _SETTLE_FIELDS, _BOTH, _judge_settle, _apply_settle)
