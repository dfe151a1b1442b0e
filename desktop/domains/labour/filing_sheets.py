"""Filing sheets on a vault: rows from sealed numbers, opened with a reason; the entry says who is in the sheet."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from fractions import Fraction
from hashlib import sha256

from core.actions.record import Draft, Recorded, Signing, record
from core.domains.labour.filing.codes import loss_code
from core.domains.labour.filing.due import DueDates, due_dates
from core.domains.labour.filing.layouts import Layout, hours_cell
from core.domains.labour.filing.rows import (
    Acquisition,
    Cell,
    DayWork,
    Loss,
    acquisition_row,
    day_work_row,
    loss_row,
)
from core.domains.labour.filing.totals import Paid, YearPay, year_pay
from core.domains.labour.insuring import Answer, answers, is_day_worker
from core.domains.labour.pay.insurance import ACCIDENT, EMPLOYMENT, INSURANCES
from core.domains.labour.pay.months import days_in, full_years
from core.domains.labour.pay.payslip import day_wages
from core.domains.labour.pay.standing import ASK
from core.domains.labour.paying import PayChoices, contract_on, contracts, month_of, monthly_pay
from core.domains.labour.rules.v1.attendance import shifts
from core.domains.labour.rules.v1.records import find, records
from core.domains.labour.rules.v1.times import shift_of_body
from core.errors import InputError, RefusedError
from core.ledger.contract import NoParameter
from core.vault.vault import Vault
from core.vault.views import subject
from desktop.domains.labour.insurances import Sealed, sealed_of, worker_of
from desktop.domains.labour.packaging import layout_of
from desktop.domains.labour.workbook import workbook
from desktop.domains.labour.working import Case, case_of, slip_of

PREPARE = "labour.filing.prepare"
_ADULT = 18
_KINDS = {ACCIDENT: "1", EMPLOYMENT: "3"}
_BOTH = "5"


@dataclass(frozen=True, slots=True)
class Asked:
    """What a sheet is to say beside what the ledger knows."""

    kind: str
    reason: str
    """Why resident numbers are opened."""
    layout: Layout | None = None
    """None for the one that the workplace adopted, or that came with the app."""
    insurances: tuple[str, ...] = ()
    """Empty for those that the assistant names."""
    job_code: str = ""
    """Where the contract names none."""
    codes: Mapping[str, str] = field(default_factory=dict)
    """Codes by insurance that take the place of those that the assistant chose."""
    month: date | None = None
    """Of day work: its first day."""
    paid_on: date | None = None
    """Of day work."""


@dataclass(frozen=True, slots=True)
class Filing:
    """A filing sheet, and the entry that says it was prepared; nobody has filed it yet."""

    xlsx: bytes
    rows: int
    due: date
    recorded: Recorded


@dataclass(frozen=True, slots=True)
class _Person:
    """One worker of a sheet: the event's day, the insurances, and the cells."""

    event: date
    insurances: tuple[str, ...]
    cells: Sequence[Cell]


def prepare_filing(
    vault: Vault, network: bytes, employments: Sequence[bytes], asked: Asked, signings: tuple[Signing, ...]
) -> Filing:
    """The sheet of some workers of one workplace.

    Raises:
        RefusedError: `resident_number_missing`, `birth_unknown`, `not_ended`, `contract_missing`, `figure_missing`,
            `other_workplace`, `job_code_missing`, `insurance_unclear`, `nothing_to_file`, `no_day_work`,
            `no_day_worker`.
        InputError: `filing_month_missing`.
    """
    assert employments
    replica = vault.replica(network)
    cases = [case_of(replica, subject(replica, one)) for one in employments]
    for case in cases:
        if case.shop.id != cases[0].shop.id:
            raise RefusedError("other_workplace", title=case.employment.title)
    today = vault.clock.now().day()
    layout = asked.layout or layout_of(cases[0].shop.state, asked.kind, today.isoformat())
    try:
        people = [_person(vault, network, case, asked, layout, today) for case in cases]
        due = min(_due(due_dates(cases[0].tables, one.event, today), asked.kind, one) for one in people)
    except NoParameter as missing:
        raise RefusedError("figure_missing", name=missing.name, day=missing.day.isoformat()) from missing
    data = workbook(layout, [one.cells for one in people])
    body = {
        "filing_kind": asked.kind,
        "event_day": min(one.event for one in people).isoformat(),
        "layout_version": layout.version,
        "row_count": len(people),
        "file_sha256": sha256(data).digest(),
        "due": due.isoformat(),
        "reason": asked.reason,
        "people": [
            {"employment": case.employment.id, "insurances": list(one.insurances)}
            for case, one in zip(cases, people, strict=True)
        ],
    }
    recorded = record(vault, network, [Draft(PREPARE, body, cases[0].shop.id, signings)])
    return Filing(data, len(people), due, recorded)


def _due(dates: DueDates, kind: str, person: _Person) -> date:
    return dates.daily_work_report if kind == "day_work" else dates.first_of(person.insurances)


def _person(vault: Vault, network: bytes, case: Case, asked: Asked, layout: Layout, today: date) -> _Person:
    sealed = sealed_of(vault, network, case)
    if sealed.number is None:
        raise RefusedError("resident_number_missing", title=case.employment.title)
    if asked.kind == "day_work":
        return _day_work(case, sealed, asked, layout, today)
    if asked.kind == "loss" and case.employment.state.get("ended") is None and not asked.insurances:
        raise RefusedError("not_ended", title=case.employment.title)
    told = {one.insurance: one for one in answers(worker_of(case, sealed), today)}
    chosen = asked.insurances or _named_by_assistant(case, told, asked.kind)
    if asked.kind == "loss":
        return _loss(vault, network, case, sealed, asked, chosen, told)
    return _acquisition(case, sealed, asked, layout, chosen, told)


def _named_by_assistant(case: Case, told: Mapping[str, Answer], kind: str) -> tuple[str, ...]:
    """Insurances that a sheet is about: of a loss those of the contract, of an acquisition those one must join.

    Raises:
        RefusedError: `insurance_unclear`: the assistant cannot tell; `nothing_to_file`.
    """
    agreed = contract_on(case.employment.state, date.max).get("insurances", [])
    if kind == "loss":
        return tuple(name for name in INSURANCES if name in agreed or told[name].joined)
    for name in INSURANCES:
        if told[name].standing.answer == ASK:
            raise RefusedError("insurance_unclear", title=case.employment.title, insurance=name)
    chosen = tuple(name for name in INSURANCES if told[name].standing.insured and not told[name].joined)
    if not chosen:
        raise RefusedError("nothing_to_file", title=case.employment.title)
    return chosen


def _acquisition(
    case: Case, sealed: Sealed, asked: Asked, layout: Layout, chosen: Sequence[str], told: Mapping[str, Answer]
) -> _Person:
    assert sealed.number is not None
    contract = contract_on(case.employment.state, date.max)
    event = min(told[name].since for name in chosen)
    job_code = contract.get("job_code") or asked.job_code
    if EMPLOYMENT in chosen and not job_code:
        raise RefusedError("job_code_missing", title=case.employment.title)
    ends = contract.get("ends")
    cells = acquisition_row(
        Acquisition(
            resident_number=sealed.number.digits,
            name=sealed.name,
            month_income=monthly_pay(contract),
            acquired=event,
            job_code=job_code,
            week_hours=hours_cell(layout, Fraction(contract["week_minutes"], 60)),
            contract_end=date.fromisoformat(ends) if ends else None,
            insurances=chosen,
            minor=full_years(sealed.number.born, event) < _ADULT,
            pension_code=asked.codes.get("pension") or told["pension"].code,
            health_code=asked.codes.get("health") or told["health"].code,
            pay_first_month=told["pension"].first_month == event.replace(day=1),
            nationality=sealed.nationality,
            stay_status=sealed.stay_status,
            english_name=sealed.english_name,
        )
    )
    return _Person(event, tuple(chosen), cells)


def _loss(
    vault: Vault,
    network: bytes,
    case: Case,
    sealed: Sealed,
    asked: Asked,
    chosen: Sequence[str],
    told: Mapping[str, Answer],
) -> _Person:
    assert sealed.number is not None
    state = case.employment.state
    ended = state.get("ended")
    event = min(told[name].since for name in chosen)
    if ended is not None:
        event = date.fromisoformat(ended["last_day"]) + timedelta(days=1)
    last = event - timedelta(days=1)
    paid = _paid(vault, network, case)
    begun = date.fromisoformat(contracts(state)[0]["starts"])
    this_year, last_year = (year_pay(paid, year, begun, last) for year in (last.year, last.year - 1))
    codes = {name: asked.codes.get(name) or _loss_code(case, told, name) for name in INSURANCES}
    cells = loss_row(
        Loss(
            resident_number=sealed.number.digits,
            name=sealed.name,
            phone=sealed.contact,
            lost=event,
            pension_code=codes["pension"],
            health_code=codes["health"],
            employment_code=codes["employment"],
            reason=(ended or {}).get("note", ""),
            this_year_pay=_won(this_year),
            this_year_months=_months(this_year),
            last_year_pay=_won(last_year),
            last_year_months=_months(last_year),
            insurances=chosen,
        )
    )
    return _Person(event, tuple(chosen), cells)


def _loss_code(case: Case, told: Mapping[str, Answer], insurance: str) -> str:
    return loss_code(insurance, case.employment.state.get("ended"), told[insurance].standing)


def _won(pay: YearPay | None) -> Cell:
    return "" if pay is None else pay.won


def _months(pay: YearPay | None) -> Cell:
    return "" if pay is None else pay.months


def _paid(vault: Vault, network: bytes, case: Case) -> list[Paid]:
    """The taxable pay of every issued slip; none where a slip cannot be opened here."""
    found = []
    state = case.employment.state
    for slip in records(state, "slips"):
        period = find(state, "periods", slip["period"])
        try:
            body = slip_of(vault, network, case.employment, slip)
        except RefusedError:
            return []
        if period is not None:
            first, last = (date.fromisoformat(period[name]) for name in ("first", "last"))
            found.append(Paid(first, last, body["gross"] - body.get("untaxed", 0)))
    return found


def _day_work(case: Case, sealed: Sealed, asked: Asked, layout: Layout, today: date) -> _Person:
    assert sealed.number is not None
    if asked.month is None:
        raise InputError("filing_month_missing", field="month")
    state = case.employment.state
    first = asked.month.replace(day=1)
    last = first.replace(day=days_in(first))
    if not is_day_worker(state, last):
        raise RefusedError("no_day_worker", title=case.employment.title)
    worked = [one for one in map(shift_of_body, shifts(state)) if first <= one.day <= last]
    if not worked:
        raise RefusedError("no_day_work", title=case.employment.title, month=f"{first:%Y-%m}")
    told = {one.insurance: one.standing for one in answers(worker_of(case, sealed), min(today, last))}
    chosen = asked.insurances or tuple(name for name in (EMPLOYMENT, ACCIDENT) if told[name].insured)
    contract = contract_on(state, last)
    job_code = contract.get("job_code") or asked.job_code
    if not job_code:
        raise RefusedError("job_code_missing", title=case.employment.title)
    month = month_of(case.tables, case.shop.state, state, first, last, today, PayChoices())
    wages = day_wages(case.tables, month)
    hours = Fraction(sum(one.work_minutes for one in worked), 60 * len(wages))
    ended = state.get("ended")
    gone = ended is not None and first.isoformat() <= ended["last_day"] <= last.isoformat()
    cells = day_work_row(
        case.tables,
        DayWork(
            kind=_BOTH if len(chosen) > 1 else _KINDS[chosen[0]],
            resident_number=sealed.number.digits,
            name=sealed.name,
            phone=sealed.contact,
            job_code=job_code,
            month=first,
            wages={day.day: won for day, won in wages.items()},
            hours_per_day=hours_cell(layout, hours),
            one_payment=True,
            paid_on=asked.paid_on or last,
            to_tax_office=True,
            reason=_END_REASONS[ended["reason"]] if gone and ended else "",
            nationality=sealed.nationality,
            stay_status=sealed.stay_status,
        ),
    )
    return _Person(first, tuple(chosen), cells)


_END_REASONS: Mapping[str, str] = {
    "worker_resigned": "3",
    "agreed": "3",
    "term_ended": "1",
    "dismissed_for_business": "1",
    "dismissed_for_fault": "1",
    "closed_business": "1",
}
"""1 the company's reasons, 2 the worker's that cannot be helped, 3 other reasons of the worker."""
