"""labour.insurance.declare: what only the worker knows or may choose about insurances."""

from __future__ import annotations

from collections.abc import Sequence

from core.domains.labour.rules.v1.contract_form import INSURANCES
from core.domains.labour.rules.v1.fields import EMPLOYER, WORKER, choices, day, hours, yes_no
from core.domains.labour.rules.v1.person import KIND, signed_as_worker
from core.domains.labour.rules.v1.records import appended, record_of
from core.ledger.contract import Entry, EntryType, Finding, Nature, Past, Severity, State

ASKED = ("pension", "employment")
"""Insurances that one may join by asking for it."""
_FIELDS = (
    day("from_day", ahead=True),
    hours("other_month_minutes", 744, required=False),
    choices("asks_for", ASKED, required=False),
    yes_no("opts_out_of_pension", required=False),
    yes_no("pays_first_month", required=False),
    choices("joined_before", INSURANCES, required=False),
)


def _judge(entry: Entry, past: Past) -> Sequence[Finding]:
    body = entry.content.body
    findings = list(signed_as_worker(entry, past.state))
    chosen = body.get("asks_for") or body.get("opts_out_of_pension")
    if chosen and not entry.signers(WORKER):
        findings.append(Finding("wish_without_worker", "asks_for", Severity.WARN))
    if "pension" in (body.get("asks_for") or ()) and not entry.signers(EMPLOYER):
        facts = {"article": "국민연금법 시행령 제2조제4호나목"}
        findings.append(Finding("wish_without_employer", "asks_for", Severity.WARN, facts))
    return findings


def _apply(state: State, entry: Entry) -> State:
    sides = [role for role in (EMPLOYER, WORKER) if entry.signers(role)]
    return appended(state, "declared", {**record_of(entry, _FIELDS), "sides": sides})


DECLARE = EntryType(
    name="labour.insurance.declare",
    version=1,
    nature=Nature.FACT,
    fields=_FIELDS,
    roles=frozenset({EMPLOYER, WORKER}),
    about=KIND,
    judge=_judge,
    apply=_apply,
)
"""Without the worker's signature it only tells what the employer was told: hours elsewhere, insurances joined."""
