"""The numbered clauses of a contract as the ministry's form for its kind has them, in any of the form's languages.

Screen and paper show these same clauses: what is seen is what is signed.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any

from core.domains.labour.rules.v1.contract_form import agreed_day_minutes, agreed_week_minutes
from desktop.domains.labour.terms import Terms

Contract = Mapping[str, Any]
"""A proposed or signed contract, or one that is being written: anything may still be missing."""

_REGULAR = ("period", "place", "duties", "hours", "rest", "wage", "leave", "insurances", "copy", "faith", "other")
ORDER: Mapping[str, tuple[str, ...]] = {
    "full_time": _REGULAR,
    "fixed_term": _REGULAR,
    "construction_day": _REGULAR,
    "part_time": _REGULAR,
    "minor": (*_REGULAR[:7], "papers", *_REGULAR[7:]),
    "foreign": (
        *("period", "place", "duties", "hours", "breaks", "rest", "wage", "pay_day", "method", "lodging"),
        *("leave", "insurances", "copy", "faith", "other"),
    ),
}
"""Clauses of each form in its own order. The foreign form parts breaks, pay day and method from hours and wage; leave,
insurance and copy, which it leaves to the law, are written out (제17조)."""
UNSAID = "–"


@dataclass(frozen=True, slots=True)
class Clause:
    """One numbered clause; `name` is the same in every language."""

    name: str
    title: str
    lines: tuple[str, ...]


def clauses(contract: Contract, papers: Collection[str], terms: Terms) -> tuple[Clause, ...]:
    """The clauses of a contract; `papers` names the minor's papers that are kept."""
    found = []
    for number, name in enumerate(ORDER[contract["kind"]], 1):
        title, lines = _MAKERS[name](contract, papers, terms)
        found.append(Clause(name, f"{number}. {terms.phrase(title)}", tuple(lines) or (UNSAID,)))
    return tuple(found)


def has_day_table(contract: Contract) -> bool:
    """Whether the days stand in a table: in the form for part-timers always, in others where days differ."""
    days = contract.get("days") or ()
    times = {(row.get("start"), row.get("end"), row.get("break_minutes") or 0) for row in days}
    return bool(days) and (contract["kind"] == "part_time" or len(times) > 1)


def day_table(contract: Contract, *languages: Terms) -> tuple[tuple[str, ...], ...]:
    """Hours, start, end and break of the seven weekdays; a day without work has dashes."""
    rows = {row["weekday"]: row for row in contract.get("days") or ()}

    def named(key: str) -> str:
        return " / ".join(dict.fromkeys(terms.phrase(key) for terms in languages))

    def told(value: Callable[[Mapping[str, Any]], str]) -> list[str]:
        return [value(rows[day]) if day in rows else UNSAID for day in range(7)]

    def hours(row: Mapping[str, Any]) -> str:
        minutes = agreed_day_minutes(row) or 0
        return f"{minutes // 60}:{minutes % 60:02d}"

    return (
        ("", *(named(f"weekday.{day}") for day in range(7))),
        (named("table.hours"), *told(hours)),
        (named("table.start"), *told(lambda row: str(row.get("start", "")))),
        (named("table.end"), *told(lambda row: str(row.get("end", "")))),
        (named("table.pause"), *told(lambda row: str(row.get("break_minutes") or 0))),
    )


Made = tuple[str, list[str]]


def _period(contract: Contract, papers: Collection[str], terms: Terms) -> Made:
    starts, ends = contract.get("starts") or UNSAID, contract.get("ends")
    lines = [terms.phrase("period.until", starts=starts, ends=ends)] if ends else []
    if not ends:
        lines = [terms.phrase("start.from" if contract["kind"] == "full_time" else "start.open", starts=starts)]
    if contract.get("probation_months"):
        lines.append(terms.phrase("probation", months=contract["probation_months"]))
    return "period" if ends else "start", lines


def _written(title: str, field: str) -> Callable[[Contract, Collection[str], Terms], Made]:
    """A clause that the two sides wrote themselves."""
    return lambda contract, papers, terms: (title, [contract[field]] if contract.get(field) else [])


def _hours(contract: Contract, papers: Collection[str], terms: Terms) -> Made:
    rows, minor = contract.get("days") or (), contract["kind"] == "minor"
    title = "day_hours" if contract["kind"] == "part_time" else "hours"
    week = terms.duration(agreed_week_minutes(contract))
    lines = []
    if has_day_table(contract):
        lines = [terms.phrase("hours.table", week=week)]
    elif rows:
        row = rows[0]
        told = {"start": row.get("start", ""), "end": row.get("end", ""), "pause": row.get("break_minutes") or 0}
        lines = [terms.phrase("hours.same", **told, day=terms.duration(agreed_day_minutes(row) or 0), week=week)]
    return title, [*lines, *([terms.phrase("hours.minor")] if minor else [])]


def _breaks(contract: Contract, papers: Collection[str], terms: Terms) -> Made:
    pauses = {row.get("break_minutes") or 0 for row in contract.get("days") or ()}
    if len(pauses) > 1:
        return "breaks", [terms.phrase("breaks.table")]
    return "breaks", [terms.phrase("breaks.each", pause=pause) for pause in pauses]


def _rest(contract: Contract, papers: Collection[str], terms: Terms) -> Made:
    days = sorted({row["weekday"] for row in contract.get("days") or ()})
    holiday = contract.get("weekly_holiday")
    named = ", ".join(terms.phrase(f"weekday.{day}") for day in days)
    off = UNSAID if holiday is None else terms.phrase(f"weekday.{holiday}")
    lines = [terms.phrase("rest.days", count=len(days), days=named or UNSAID, holiday=off)]
    return "rest", [*lines, terms.phrase("rest.if_full"), terms.phrase("rest.public")]


def _wage(contract: Contract, papers: Collection[str], terms: Terms) -> Made:
    kind = contract["kind"]
    lines = [terms.phrase("wage.minor")] if kind == "minor" else []
    if contract.get("hourly"):
        lines.append(terms.phrase("wage.hourly", won=contract["hourly"]))
    lines.append(terms.phrase("wage.other", pay=contract.get("other_pay") or terms.phrase("none")))
    if contract.get("excess_percent") is not None and (kind == "part_time" or contract["excess_percent"]):
        lines.append(terms.phrase("wage.excess", percent=contract["excess_percent"]))
    if kind != "foreign" and contract.get("pay_day"):
        lines.append(terms.phrase("wage.pay_day", day=contract["pay_day"]))
    if kind != "foreign" and contract.get("pay_method"):
        lines.append(terms.phrase("wage.method", method=terms.phrase(f"method.{contract['pay_method']}")))
    return "wage", lines


def _pay_day(contract: Contract, papers: Collection[str], terms: Terms) -> Made:
    day = contract.get("pay_day")
    return "pay_day", [terms.phrase("pay_day.value", day=day)] if day else []


def _method(contract: Contract, papers: Collection[str], terms: Terms) -> Made:
    method = contract.get("pay_method")
    return "method", [terms.phrase(f"method.{method}"), terms.phrase("method.own_book")] if method else []


def _lodging(contract: Contract, papers: Collection[str], terms: Terms) -> Made:
    fields = (("lodging.rooms", "lodging"), ("lodging.meals", "meals"))
    return "lodging", [terms.phrase(key, text=contract.get(field) or UNSAID) for key, field in fields]


def _papers(contract: Contract, papers: Collection[str], terms: Terms) -> Made:
    asked = [("papers.family", "family_certificate"), ("papers.consent", "guardian_consent")]
    if "work_permit" in papers:
        asked.append(("papers.permit", "work_permit"))
    told = {True: terms.phrase("papers.yes"), False: terms.phrase("papers.no")}
    return "papers", [terms.phrase(key, state=told[paper in papers]) for key, paper in asked]


def _insurances(contract: Contract, papers: Collection[str], terms: Terms) -> Made:
    names = ", ".join(terms.phrase(f"insurance.{one}") for one in contract.get("insurances") or ())
    joined = terms.phrase("insurances.joined", names=names or terms.phrase("none"))
    return "insurances", [terms.phrase("insurances.rule"), joined]


def _copy(contract: Contract, papers: Collection[str], terms: Terms) -> Made:
    return "copy", [terms.phrase("copy.minor" if contract["kind"] == "minor" else "copy.rule")]


def _faith(contract: Contract, papers: Collection[str], terms: Terms) -> Made:
    return "faith", [terms.phrase("faith.rule")]


def _other(contract: Contract, papers: Collection[str], terms: Terms) -> Made:
    permit = [terms.phrase("other.permit")] if contract["kind"] == "minor" else []
    return "other", [*(contract.get("clauses") or ()), *permit, terms.phrase("other.law")]


_MAKERS: Mapping[str, Callable[[Contract, Collection[str], Terms], Made]] = {
    "period": _period,
    "place": _written("place", "place"),
    "duties": _written("duties", "duties"),
    "hours": _hours,
    "breaks": _breaks,
    "rest": _rest,
    "wage": _wage,
    "pay_day": _pay_day,
    "method": _method,
    "lodging": _lodging,
    "leave": _written("leave", "leave"),
    "papers": _papers,
    "insurances": _insurances,
    "copy": _copy,
    "faith": _faith,
    "other": _other,
}
