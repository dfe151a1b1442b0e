"""labour.workplace.* and labour.size.count: the shop, and whether it counts as one of five or more."""

from __future__ import annotations

from collections.abc import Sequence

from core.domains.labour.checks.numbers import business_number_is_valid
from core.domains.labour.rules.v1.fields import EMPLOYER, count, day, text
from core.domains.labour.rules.v1.records import Record, appended, record_of, records
from core.ledger.contract import Entry, EntryType, Finding, Nature, Past, Severity, State

KIND = "workplace"
SIZE = 5
_EMPLOYERS = frozenset({EMPLOYER})
_NAME = text("name", 120)
_ADDRESS = text("address", 200)
_INDUSTRY = text("industry", 80, required=False)
_MANAGER = text("manager_number", 20, required=False)
_EMPLOYEES = count("employees", 0, 100_000, "명")
_WEEK_START = count("week_start", 0, 6, required=False)
_PAY_DAY = count("pay_day", 1, 31)

_OPEN_FIELDS = (
    _NAME,
    text("business_number", 12),
    text("head", 60),
    text("phone", 30, required=False),
    _ADDRESS,
    _INDUSTRY,
    _MANAGER,
    _EMPLOYEES,
    _PAY_DAY,
    _WEEK_START,
)
_CHANGE_FIELDS = (
    day("from_day", ahead=True),
    text("name", 120, required=False),
    text("address", 200, required=False),
    text("head", 60, required=False),
    text("phone", 30, required=False),
    _INDUSTRY,
    _MANAGER,
    count("pay_day", 1, 31, required=False),
    text("reason", 300, required=False),
)
_COUNT_FIELDS = (
    day("month"),
    count("person_days", 0, 10_000_000),
    count("operating_days", 1, 31),
    count("days_below_five", 0, 31),
)


def _judge_open(entry: Entry, past: Past) -> Sequence[Finding]:
    number = entry.content.body["business_number"]
    return () if business_number_is_valid(number) else (Finding("business_number_wrong", "business_number"),)


def _apply_open(state: State, entry: Entry) -> State:
    opened = record_of(entry, _OPEN_FIELDS)
    return {**state, "shop": opened, "sizes": [], "five_or_more": opened["employees"] >= SIZE}


def _apply_change(state: State, entry: Entry) -> State:
    """A change is folded into the shop; what it was before stays in the list of changes."""
    change = record_of(entry, _CHANGE_FIELDS)
    names = {"name", "address", "head", "phone", "industry", "manager_number", "pay_day"}
    changed = {name: value for name, value in change.items() if name in names}
    return {**appended(state, "changes", change), "shop": {**state.get("shop", {}), **changed}}


def _judge_count(entry: Entry, past: Past) -> Sequence[Finding]:
    body = entry.content.body
    findings = []
    if body["days_below_five"] > body["operating_days"]:
        facts = {"days": body["days_below_five"], "operating_days": body["operating_days"]}
        findings.append(Finding("more_days_than_open", "days_below_five", facts=facts))
    if not body["month"].endswith("-01"):
        findings.append(Finding("month_starts_on_first", "month"))
    return findings


def counts_as_five(operating_days: int, days_below_five: int) -> bool:
    """Whether a month's count makes a shop of five or more (시행령 제7조의2).

    The average decides only until the days are looked at: at five or more on average, half of the days below five take
    the shop out; below five on average, fewer than half of such days bring it in. Both come to this.
    """
    return days_below_five * 2 < operating_days


def _apply_count(state: State, entry: Entry) -> State:
    counted = record_of(entry, _COUNT_FIELDS)
    five = counts_as_five(counted["operating_days"], counted["days_below_five"])
    record: Record = {**counted, "five_or_more": five}
    kept = [one for one in records(state, "sizes") if one["month"] != counted["month"]]
    sizes = sorted([*kept, record], key=lambda one: str(one["month"]))
    return {**state, "sizes": sizes, "five_or_more": sizes[-1]["five_or_more"]}


def size_flags(state: State) -> Sequence[Finding]:
    """Premiums, leave and limits begin or end with the month in which a shop crosses five."""
    sizes = records(state, "sizes")
    if len(sizes) > 1 and sizes[-1]["five_or_more"] != sizes[-2]["five_or_more"]:
        month = str(sizes[-1]["month"])[:7]
        return (Finding("size_crossed_five", severity=Severity.WARN, facts={"month": month}),)
    return ()


OPEN = EntryType(
    name="labour.workplace.open",
    version=1,
    nature=Nature.FACT,
    fields=_OPEN_FIELDS,
    roles=_EMPLOYERS,
    opens=KIND,
    judge=_judge_open,
    apply=_apply_open,
)
CHANGE = EntryType(
    name="labour.workplace.change",
    version=1,
    nature=Nature.FACT,
    fields=_CHANGE_FIELDS,
    roles=_EMPLOYERS,
    about=KIND,
    apply=_apply_change,
    attachments=True,
)
COUNT = EntryType(
    name="labour.size.count",
    version=1,
    nature=Nature.FACT,
    fields=_COUNT_FIELDS,
    roles=_EMPLOYERS,
    about=KIND,
    judge=_judge_count,
    apply=_apply_count,
)
