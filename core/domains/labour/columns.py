"""The kinds of thing this workspace is about: how they are called, listed, claimed as unique, and flagged."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from core.domains.labour.checks.working_time import break_flags
from core.domains.labour.rules.v1.attendance import shifts
from core.domains.labour.rules.v1.person import KIND as EMPLOYMENT_KIND
from core.domains.labour.rules.v1.person import papers_of
from core.domains.labour.rules.v1.records import records
from core.domains.labour.rules.v1.times import shift_of_body
from core.domains.labour.rules.v1.workplace import KIND as WORKPLACE_KIND
from core.domains.labour.rules.v1.workplace import size_flags
from core.domains.labour.statute import STATUTE
from core.ledger.contract import Column, FieldKind, Finding, NoParameter, Severity, State, SubjectKind


def _shop_title(state: State) -> str:
    return str(state.get("shop", {}).get("name", ""))


def _shop_claims(state: State) -> Mapping[str, str]:
    number = state.get("shop", {}).get("business_number", "").replace("-", "")
    return {"business_number": number} if number else {}


def _staff_title(state: State) -> str:
    """The staff number: names lie in a sealed part."""
    return str(state.get("person", {}).get("staff_number", ""))


def _staff_claims(state: State) -> Mapping[str, str]:
    person = state.get("person", {})
    return {"staff_number": f"{person['workplace']}/{person['staff_number']}"} if person else {}


def employment_flags(state: State) -> Sequence[Finding]:
    """What an employment's state warns of on any day."""
    return tuple(_employment_flags(state))


def _employment_flags(state: State) -> Iterator[Finding]:
    contract = state.get("contract")
    worked = shifts(state)
    if worked and contract is None:
        yield _warned("work_before_contract", article="근로기준법 제17조")
    if worked and contract is not None and "delivered" not in contract:
        yield _warned("contract_not_delivered", article="근로기준법 제17조제2항")
    short = [one for one in worked if _break_is_short(one)]
    if short:
        yield _warned("shifts_without_break", count=len(short), article="근로기준법 제54조")
    typed = [one for one in worked if one.get("one_sided")]
    if typed:
        yield _warned("clock_edited_one_sided", count=len(typed))
    if any(one.get("late") for one in worked):
        yield _warned("corrected_after_close")
    if any(one["status"] != "settled" for one in records(state, "disputes")):
        yield _warned("dispute_open")
    for one in papers_of(state):
        yield _warned("minor_paper_missing", **one.facts)


def _break_is_short(shift: Mapping[str, object]) -> bool:
    try:
        return bool(break_flags(STATUTE, shift_of_body(shift)))
    except NoParameter:
        return False


def _warned(code: str, **facts: object) -> Finding:
    return Finding(code, severity=Severity.WARN, facts=facts)


WORKPLACE = SubjectKind(
    name=WORKPLACE_KIND,
    title=_shop_title,
    columns=(
        Column("shop", ("shop", "name"), width=3),
        Column("business_number", ("shop", "business_number"), width=2),
        Column("five_or_more", ("five_or_more",), FieldKind.YES_NO),
        Column("pay_day", ("shop", "pay_day"), FieldKind.INTEGER),
    ),
    claims=_shop_claims,
    flags=size_flags,
)
EMPLOYMENT = SubjectKind(
    name=EMPLOYMENT_KIND,
    title=_staff_title,
    columns=(
        Column("staff_number", ("person", "staff_number"), width=2),
        Column("contract_kind", ("contract", "kind"), FieldKind.CHOICE),
        Column("starts", ("contract", "starts"), FieldKind.DAY),
        Column("hourly", ("contract", "hourly"), FieldKind.INTEGER, 1, "원"),
        Column("clocked_in", ("open", "start"), width=2),
        Column("employment_status", ("status",), FieldKind.CHOICE),
    ),
    claims=_staff_claims,
    flags=employment_flags,
)
