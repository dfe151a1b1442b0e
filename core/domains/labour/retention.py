"""Until when each document of an employment must be kept, by which law; after that day what is sealed in it may go."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from core.domains.labour.pay.months import months_after
from core.domains.labour.rules.v1.erasure import CONTRACT, MINOR_PAPERS, NUMBERS, OTHER, ROSTER, WAGES
from core.domains.labour.rules.v1.records import records
from core.domains.labour.tables import Tables
from core.ledger.contract import State

_ADULT_MONTHS = 18 * 12
_TAX_DAY = 10
_LABOUR = "근로기준법 제42조, 시행령 제22조제2항"
_TAX = "국세기본법 제85조의3제2항"
_ARTICLES = {
    ROSTER: f"{_LABOUR}제1호",
    NUMBERS: f"국민건강보험법 제96조의4제2항; {_TAX}",
    CONTRACT: f"{_LABOUR}제2호",
    WAGES: f"{_LABOUR}제3호; {_TAX}",
    MINOR_PAPERS: f"{_LABOUR}제7호",
    OTHER: f"{_LABOUR}제8호",
}
_BY_PART = {
    ("labour.person.enroll", "private"): NUMBERS,
    ("labour.payslip.issue", "slip"): WAGES,
    ("labour.payment.record", "amount"): WAGES,
}
_BY_TYPE = {
    "labour.person.enroll": ROSTER,
    "labour.paper.keep": MINOR_PAPERS,
    "labour.payslip.issue": WAGES,
    "labour.payment.record": WAGES,
}


@dataclass(frozen=True, slots=True)
class Keeping:
    """How long one kind of document is kept."""

    kind: str
    until: date | None
    """The last day; None while the employment lasts."""
    article: str

    def is_over(self, today: date) -> bool:
        return self.until is not None and today > self.until


def kind_of(type_name: str, part: str) -> str:
    """The kind of document that an entry's sealed part is; `part` is empty where it cannot be opened here."""
    contract = CONTRACT if type_name.startswith("labour.contract.") else OTHER
    return _BY_PART.get((type_name, part), _BY_TYPE.get(type_name, contract))


def keeping(tables: Tables, employment: State, kind: str, born: date | None, made_on: date) -> Keeping:
    """Until when a document of a kind must be kept; `made_on` is the day of its entry.

    Raises:
        NoParameter: the years of a day are not known.
    """
    ended = employment.get("ended")
    end = None if ended is None else date.fromisoformat(ended["last_day"])
    return Keeping(kind, _until(tables, employment, kind, born, made_on, end), _ARTICLES[kind])


def _until(
    tables: Tables, employment: State, kind: str, born: date | None, made_on: date, end: date | None
) -> date | None:
    years = tables.on("retention", end or made_on)
    if kind == OTHER:
        return _later(made_on, years["roster_years"])
    if kind == MINOR_PAPERS:
        grown = None if born is None else months_after(born, _ADULT_MONTHS)
        begins = [one for one in (grown, end) if one is not None]
        return _later(min(begins), years["roster_years"]) if begins else None
    if end is None:
        return None
    if kind == CONTRACT:
        return _later(end, years["contract_years"])
    if kind == ROSTER:
        return _later(end, years["roster_years"])
    written = max([end, *_paid_on(employment)])
    filed = months_after(written.replace(day=_TAX_DAY), 1)
    ledger = years["wage_ledger_years"] if kind == WAGES else years["roster_years"]
    return max(_later(written, ledger), _later(filed, years["tax_years"]))


def _later(day: date, years: int) -> date:
    return months_after(day, 12 * years)


def _paid_on(employment: State) -> Sequence[date]:
    """Days on which pay was due or paid: the wage ledger was written last on the newest of them."""
    told = [one["pay_day"] for one in records(employment, "slips")]
    told += [one["paid_on"] for one in records(employment, "payments")]
    return [date.fromisoformat(one) for one in told]
