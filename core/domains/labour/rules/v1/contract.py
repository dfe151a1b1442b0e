"""labour.contract.*: proposed by the employer, signed by both over the same proposal, handed over, changed, ended."""

from __future__ import annotations

from collections.abc import Sequence

from core.domains.labour.rules.v1.contract_check import terms_findings
from core.domains.labour.rules.v1.contract_form import FORM, agreed_week_minutes
from core.domains.labour.rules.v1.fields import EMPLOYER, WORKER, choice, day, digest, entry, text
from core.domains.labour.rules.v1.person import KIND, own_signature, papers_of, signed_as_worker
from core.domains.labour.rules.v1.records import appended, find, record_of, records
from core.ledger.contract import Entry, EntryType, Finding, Nature, Past, Severity, State

MEDIA = ("stick", "printed", "qr", "own_device")
DISMISSALS = ("dismissed_for_business", "dismissed_for_fault")
"""Told apart, for the unemployment benefit depends on it (고용보험법 제58조)."""
REASONS = ("worker_resigned", "term_ended", "agreed", *DISMISSALS, "closed_business")
_BOTH = frozenset({EMPLOYER, WORKER})
_SIGN_FIELDS = (entry("proposal"),)
_DELIVER_FIELDS = (entry("proposal"), choice("medium", MEDIA), digest("file_sha256", required=False))
_END_FIELDS = (
    day("last_day", ahead=True),
    choice("reason", REASONS),
    day("told_on"),
    text("note", 500, required=False),
)


def _judge_propose(entry: Entry, past: Past) -> Sequence[Finding]:
    return terms_findings(entry.content.body, past)


def _apply_propose(state: State, entry: Entry) -> State:
    proposal = record_of(entry, FORM)
    week = agreed_week_minutes(proposal)
    status = state.get("status", "enrolled")
    shown = "proposed" if status in ("enrolled", "proposed") else status
    return {**appended(state, "proposals", {**proposal, "week_minutes": week}), "status": shown}


def _judge_sign(entry: Entry, past: Past) -> Sequence[Finding]:
    findings = [*signed_as_worker(entry, past.state), *papers_of(past.state)]
    if find(past.state, "proposals", entry.content.body["proposal"]) is None:
        findings.append(Finding("proposal_unknown", "proposal"))
    missing = _unsigned(entry)
    if missing:
        severity = Severity.WARN if len(missing) == 1 else Severity.REFUSE
        findings.append(Finding("contract_signature_missing", severity=severity, facts={"roles": missing}))
    return findings


def _unsigned(entry: Entry) -> list[str]:
    return [role for role in (EMPLOYER, WORKER) if not entry.signers(role)]


def _apply_sign(state: State, entry: Entry) -> State:
    """A contract comes about when both sides signed; the second may do so later, on a laptop of their own."""
    proposal = find(state, "proposals", entry.content.body["proposal"])
    if proposal is None or _unsigned(entry) or signed_as_worker(entry, state):
        return state
    signed = {**proposal, "signed": entry.id.hex(), "signed_at": entry.content.occurred_at.seconds}
    contracts = [*records(state, "contracts"), signed]
    return {**state, "contracts": contracts, "contract": signed, "status": "signed"}


def _judge_deliver(entry: Entry, past: Past) -> Sequence[Finding]:
    contract = past.state.get("contract")
    if contract is None or contract["entry"] != entry.content.body["proposal"].hex():
        return (Finding("contract_unsigned", "proposal"),)
    return own_signature(entry, past)


def _apply_deliver(state: State, entry: Entry) -> State:
    delivered = record_of(entry, _DELIVER_FIELDS)
    contract = state.get("contract")
    if contract is None or contract["entry"] != delivered["proposal"]:
        return state
    return {**state, "contract": {**contract, "delivered": delivered["entry"]}, "status": "active"}


def _judge_end(entry: Entry, past: Past) -> Sequence[Finding]:
    body = entry.content.body
    contract = past.state.get("contract")
    if contract is None:
        return (Finding("contract_unsigned", "last_day"),)
    findings = list(signed_as_worker(entry, past.state))
    if contract.get("starts", "") > body["last_day"]:
        findings.append(Finding("ends_before_start", "last_day", facts={"starts": contract["starts"]}))
    sides = [role for role in (EMPLOYER, WORKER) if entry.signers(role)]
    if len(sides) == 1:
        findings.append(Finding("ended_by_one_side", severity=Severity.WARN, facts={"role": sides[0]}))
    return findings


def _apply_end(state: State, entry: Entry) -> State:
    return {**state, "ended": record_of(entry, _END_FIELDS), "status": "ended"}


PROPOSE = EntryType(
    name="labour.contract.propose",
    version=1,
    nature=Nature.FACT,
    fields=FORM,
    roles=frozenset({EMPLOYER}),
    about=KIND,
    judge=_judge_propose,
    apply=_apply_propose,
)
SIGN = EntryType(
    name="labour.contract.sign",
    version=1,
    nature=Nature.FACT,
    fields=_SIGN_FIELDS,
    roles=_BOTH,
    about=KIND,
    judge=_judge_sign,
    apply=_apply_sign,
    cosigners=(EMPLOYER, WORKER),
)
"""Also how a contract is changed: a new proposal, signed by both; the older versions stay."""
DELIVER = EntryType(
    name="labour.contract.deliver",
    version=1,
    nature=Nature.FACT,
    fields=_DELIVER_FIELDS,
    roles=frozenset({WORKER}),
    about=KIND,
    judge=_judge_deliver,
    apply=_apply_deliver,
)
END = EntryType(
    name="labour.contract.end",
    version=1,
    nature=Nature.FACT,
    fields=_END_FIELDS,
    roles=_BOTH,
    about=KIND,
    judge=_judge_end,
    apply=_apply_end,
)
