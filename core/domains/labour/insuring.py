"""The insurance assistant: who joins or leaves which insurance, since when, by when, with which code, and why.

Everything hangs on a given day; nothing here reads a clock. Hours are those agreed in the contracts; what was really
worked in the last months stands beside them, and warns where it would lead to another answer.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from fractions import Fraction

from core.domains.labour.filing.codes import acquisition_code, loss_code
from core.domains.labour.filing.due import due_dates
from core.domains.labour.lines import shown
from core.domains.labour.pay.foreigners import Stay
from core.domains.labour.pay.insurance import ACCIDENT, EMPLOYMENT, HEALTH, INSURANCES, PENSION
from core.domains.labour.pay.joining import Employment, Wishes, first_months, standing_to
from core.domains.labour.pay.months import full_months, full_years, months_after
from core.domains.labour.pay.shifts import Shift
from core.domains.labour.pay.standing import ASK, Standing
from core.domains.labour.paying import contract_on, contracts, monthly_pay
from core.domains.labour.rules.v1.attendance import shifts
from core.domains.labour.rules.v1.contract_form import CONSTRUCTION_DAY
from core.domains.labour.rules.v1.records import Record, records
from core.domains.labour.rules.v1.times import shift_of_body
from core.domains.labour.tables import Tables
from core.errors import RefusedError
from core.ledger.contract import NoParameter, State

JOIN, LEAVE, CHOOSE, REPORT, NOTHING = "join", "leave", "choose", "report", "nothing"
"""What is to be done; REPORT is the monthly sheet of day work. ASK is the fifth."""
_LAST_DAY = "2200-01-01"
BEFORE = "before"
"""Filed before this ledger was kept."""
SENT = ("submitted", "receipted", BEFORE)
"""How far a sheet has come that the insurer has seen."""
_WEEKS_A_MONTH = Fraction(365, 84)
_MONTHS_LOOKED_AT = 3
_TURNING_AGES = (18, 60, 65)
_TURNING_MONTHS = (1, 3)


@dataclass(frozen=True, slots=True)
class Personal:
    """What lies in sealed parts and decides on insurances; `stay` is a foreigner's."""

    born: date
    stay: Stay | None = None


@dataclass(frozen=True, slots=True)
class Worker:
    """A worker as the assistant sees one: the states of employment and shop, and the figures in force there."""

    employment_id: str
    """Hexadecimal, as filings name it."""
    employment: State
    shop: State
    tables: Tables
    personal: Personal


@dataclass(frozen=True, slots=True)
class Answer:
    """One insurance of one worker on a day."""

    insurance: str
    standing: Standing
    since: date
    """The first day of what holds on the day asked; the day of loss where the worker leaves."""
    todo: str
    due: date | None
    """By when the sheet must be filed; None where nothing is to be filed."""
    first_month: date | None
    """The first month with a premium, as its first day; None for who is no member."""
    code: str
    """The agency's code that fits; empty where it asks for none."""
    filed: str
    """How far the newest sheet of joining has come; empty where there is none."""
    worked: Standing | None
    """What the hours really worked would lead to, where that is another answer."""
    worked_hours: str
    """Hours a month by the clock; empty where no whole month lies behind."""
    agreed: bool
    """Whether the contract names the insurance, and pay is worked out with its premium."""

    @property
    def joined(self) -> bool:
        """Whether the insurer has answered, or the worker was a member before this ledger."""
        return self.filed in ("receipted", BEFORE)


def answers(worker: Worker, today: date) -> list[Answer]:
    """The four insurances of a worker on a day.

    Raises:
        RefusedError: `contract_missing`, `days_out_of_reach`: a contract names a day that no calendar counts from.
        NoParameter: the holidays of the year in which something is due are not known.
    """
    _require_days_in_reach(worker.employment)
    return [_answer(worker, name, today) for name in INSURANCES]


def _require_days_in_reach(employment: State) -> None:
    told = [*contracts(employment), *records(employment, "declared"), employment.get("ended") or {}]
    days = [one.get(name) for one in told for name in ("starts", "ends", "last_day", "from_day")]
    if any(day and day >= _LAST_DAY for day in days):
        raise RefusedError("days_out_of_reach", day=max(day for day in days if day))


def _answer(worker: Worker, insurance: str, today: date) -> Answer:
    ended = worker.employment.get("ended")
    day = today if ended is None else min(today, date.fromisoformat(ended["last_day"]))
    standing, since = standing_since(worker, insurance, day)
    filed = _filed(worker, insurance)
    todo = _todo(worker, insurance, standing, filed, day)
    if todo == LEAVE and ended is not None:
        since = date.fromisoformat(ended["last_day"]) + timedelta(days=1)
    due = due_dates(worker.tables, since, today).first_of([insurance]) if todo in (JOIN, LEAVE) else None
    leaving = todo == LEAVE
    clocked = _by_the_clock(worker, insurance, day)
    worked, hours = clocked if clocked else (None, "")
    return Answer(
        insurance=insurance,
        standing=standing,
        since=since,
        todo=todo,
        due=due,
        first_month=_first_month(worker, insurance, since) if standing.insured else None,
        code=loss_code(insurance, ended, standing) if leaving else acquisition_code(insurance, standing),
        filed=filed,
        worked=worked if worked and worked.insured != standing.insured else None,
        worked_hours=hours,
        agreed=insurance in (contract_on(worker.employment, day).get("insurances") or ()),
    )


def _first_month(worker: Worker, insurance: str, since: date) -> date:
    months = first_months(since, bool(_declared(worker.employment, since).get("pays_first_month")))
    return {PENSION: months.pension, HEALTH: months.health}.get(insurance, months.employment)


def _todo(worker: Worker, insurance: str, standing: Standing, filed: str, day: date) -> str:
    member = filed in SENT and filing_status(worker.shop, worker.employment_id, insurance, "loss") not in SENT
    if worker.employment.get("ended") is not None:
        return LEAVE if member else NOTHING
    if standing.insured and insurance in (EMPLOYMENT, ACCIDENT) and is_day_worker(worker.employment, day):
        return REPORT
    if standing.insured:
        return NOTHING if member else JOIN
    if standing.answer == ASK:
        return ASK
    if standing.out:
        return LEAVE if member else NOTHING
    return NOTHING if member else CHOOSE


def _filed(worker: Worker, insurance: str) -> str:
    before = {name for one in records(worker.employment, "declared") for name in one.get("joined_before") or ()}
    found = filing_status(worker.shop, worker.employment_id, insurance, "acquisition")
    return BEFORE if insurance in before and found not in SENT else found


def filing_status(shop: State, employment_id: str, insurance: str, kind: str) -> str:
    """How far the newest sheet of a kind has come that names a worker and an insurance; empty without one."""
    found = ""
    for one in records(shop, "filings"):
        people = one.get("people") or ()
        if one["filing_kind"] == kind and any(
            row["employment"] == employment_id and insurance in row["insurances"] for row in people
        ):
            found = str(one["status"])
    return found


def standing_since(worker: Worker, insurance: str, day: date) -> tuple[Standing, date]:
    """How a worker stands to an insurance on a day, and since when without a break.

    Raises:
        RefusedError: `contract_missing`.
    """
    standing, since = None, day
    for turn in _turns(worker, day):
        there = _standing_on(worker, insurance, turn)
        if standing is None or there.insured != standing.insured:
            since = turn
        standing = there
    assert standing is not None
    return standing, since


def _turns(worker: Worker, day: date) -> list[date]:
    """Days on which an answer may change: contracts, birthdays, months of service, new figures, what was declared."""
    known = [date.fromisoformat(one["starts"]) for one in contracts(worker.employment)]
    begun = known[0]
    turns = {*known, day}
    turns |= {months_after(worker.personal.born, 12 * age) for age in _TURNING_AGES}
    turns |= {months_after(begun, months) for months in _TURNING_MONTHS}
    turns |= {date.fromisoformat(one["from_day"]) for one in records(worker.employment, "declared")}
    for name in ("pension_joining", "health_joining", "employment_joining", "foreign_workers"):
        for row in worker.tables.rows[name]:
            turns.add(date.fromisoformat(row["first_day"]))
            if row.get("last_day"):
                turns.add(date.fromisoformat(row["last_day"]) + timedelta(days=1))
    if is_day_worker(worker.employment, day):
        turns |= {months_after(begun, months) for months in range(full_months(begun, day) + 1)}
    return sorted(turn for turn in turns if begun <= turn <= day) or [day]


def _standing_on(worker: Worker, insurance: str, day: date) -> Standing:
    try:
        return standing_to(worker.tables, insurance, employment_on(worker, day))
    except NoParameter as missing:
        facts = {"name": missing.name, "day": missing.day.isoformat()}
        return Standing(ASK, "figure_unknown", _ARTICLES[insurance], facts)


_ARTICLES = {
    PENSION: "국민연금법 시행령 제2조",
    HEALTH: "국민건강보험법 제6조",
    EMPLOYMENT: "고용보험법 제10조",
    ACCIDENT: "산업재해보상보험법 제6조",
}


def is_day_worker(employment: State, day: date) -> bool:
    """Whether somebody was hired by the day, or for less than a month (고용보험법 제2조제6호)."""
    return contract_on(employment, day)["kind"] == CONSTRUCTION_DAY or _contract_months(employment, day) == 0


def _contract_months(employment: State, day: date) -> int | None:
    """Whole months from the first contract's first day to the last day of the one in force; by the day it is none."""
    contract = contract_on(employment, day)
    if not contract.get("ends"):
        return 0 if contract["kind"] == CONSTRUCTION_DAY else None
    ends = date.fromisoformat(contract["ends"]) + timedelta(days=1)
    return max(0, full_months(date.fromisoformat(contracts(employment)[0]["starts"]), ends))


def _declared(employment: State, day: date) -> Record:
    """What was declared last for a day; a wish counts with the worker's signature."""
    known = [one for one in records(employment, "declared") if one["from_day"] <= day.isoformat()]
    return max(known, key=lambda one: str(one["from_day"]), default={})


def _wishes(employment: State, day: date) -> Wishes:
    told = _declared(employment, day)
    signed = "worker" in told.get("sides", ())
    asked = set(told.get("asks_for") or ()) if signed else set()
    return Wishes(
        pension=PENSION in asked,
        employer_agrees="employer" in told.get("sides", ()),
        employment=EMPLOYMENT in asked,
        opted_out=signed and bool(told.get("opts_out_of_pension")),
        other_month_hours=Fraction(told.get("other_month_minutes") or 0, 60),
    )


def employment_on(worker: Worker, day: date) -> Employment:
    """What joining hangs on, as agreed for a day; a day worker's days and hours are those of the clock.

    Raises:
        RefusedError: `contract_missing`.
    """
    agreed = _agreed_on(worker, day)
    begun = date.fromisoformat(contracts(worker.employment)[0]["starts"])
    if day <= begun:
        return agreed
    at_first = _agreed_on(worker, begun)
    try:
        insured = standing_to(worker.tables, EMPLOYMENT, at_first).insured
    except NoParameter:
        insured = False
    return replace(agreed, insured_before=insured)


def _agreed_on(worker: Worker, day: date) -> Employment:
    employment = worker.employment
    contract = contract_on(employment, day)
    begun = date.fromisoformat(contracts(employment)[0]["starts"])
    by_day = is_day_worker(employment, day)
    week = Fraction(contract["week_minutes"], 60)
    window = list(_month_of_days(employment, begun, day)) if by_day else []
    minutes = sum(one.work_minutes for one in window)
    return Employment(
        day=day,
        age=full_years(worker.personal.born, day),
        day_worker=by_day,
        construction=contract["kind"] == CONSTRUCTION_DAY,
        contract_months=_contract_months(employment, day),
        months_worked=max(0, full_months(begun, day)),
        week_hours=week,
        month_hours=Fraction(minutes, 60) if by_day else week * _WEEKS_A_MONTH,
        month_days=len({one.day for one in window}) if by_day else len(contract.get("days") or ()) * 4,
        month_income=minutes * contract["hourly"] // 60 if by_day else monthly_pay(contract),
        wishes=_wishes(employment, day),
        hired_age=full_years(worker.personal.born, begun),
        stay=worker.personal.stay,
    )


def _month_of_days(employment: State, begun: date, day: date) -> Iterator[Shift]:
    """A day worker's shifts of the last whole month since the first day of work; before it is over, those so far."""
    months = full_months(begun, day)
    first = months_after(begun, max(0, months - 1))
    last = months_after(begun, max(1, months)) - timedelta(days=1)
    for one in shifts_of(employment):
        if first <= one.day <= min(last, day):
            yield one


def shifts_of(employment: State) -> list[Shift]:
    """The closed shifts of an employment."""
    return [shift_of_body(one) for one in shifts(employment)]


def _by_the_clock(worker: Worker, insurance: str, day: date) -> tuple[Standing, str] | None:
    """The answer that the hours of up to three whole calendar months before a day would give; None without one."""
    if is_day_worker(worker.employment, day):
        return None
    begun = date.fromisoformat(contracts(worker.employment)[0]["starts"])
    firsts = [months_after(day.replace(day=1), -back) for back in range(1, _MONTHS_LOOKED_AT + 1)]
    whole = [first for first in firsts if first >= begun]
    worked = [one for one in shifts_of(worker.employment) if whole and whole[-1] <= one.day < day.replace(day=1)]
    if not worked:
        return None
    minutes = sum(one.work_minutes for one in worked)
    month_hours = Fraction(minutes, 60 * len(whole))
    agreed = employment_on(worker, day)
    real = replace(agreed, month_hours=month_hours, week_hours=month_hours / _WEEKS_A_MONTH)
    try:
        return standing_to(worker.tables, insurance, real), shown(month_hours)
    except NoParameter:
        return None
