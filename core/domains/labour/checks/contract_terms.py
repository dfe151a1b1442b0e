"""Whether a contract says what the law wants said, and what in it the law forbids."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date

from core.domains.labour.checks.working_time import NO_PERMIT, MinorPapers, paper_flags
from core.domains.labour.tables import Tables

FULL_TIME_ITEMS = (
    "WAGE_ITEMS_METHOD_PAYMENT",
    "AGREED_HOURS",
    "WEEKLY_HOLIDAY",
    "ANNUAL_LEAVE",
    "WORKPLACE_AND_DUTIES",
)
"""근로기준법 제17조, 시행령 제8조."""
FIXED_TERM_ITEMS = (
    "CONTRACT_PERIOD",
    "WORK_HOURS_AND_BREAKS",
    "WAGE_ITEMS_METHOD_PAYMENT",
    "HOLIDAYS_AND_LEAVE",
    "WORKPLACE_AND_DUTIES",
)
"""기간제법 제17조제1호부터 제5호까지."""
PART_TIME_ITEMS = (*FIXED_TERM_ITEMS, "WORKDAYS_AND_HOURS_PER_DAY")
"""기간제법 제17조; also in shops of four or fewer."""
REQUIRED_ITEMS = {"part_time": PART_TIME_ITEMS, "full_time": FULL_TIME_ITEMS, "fixed_term": FIXED_TERM_ITEMS}

PENALTY = "ILLEGAL_PENALTY_CLAUSE"
HOLIDAY_WAIVED = "WEEKLY_HOLIDAY_WAIVED"
SEVERANCE_INSIDE = "SEVERANCE_INCLUDED_IN_WAGE"
NOT_DELIVERED = "CONTRACT_NOT_DELIVERED"

# Words by which a clause is known, as the contract maker names clauses and as people write them. A word with a
# leading underscore stands alone: "_fine_" is a fine, "defined" is not.
_CLAUSES = (
    (
        PENALTY,
        (
            *((word,) for word in ("penalt", "damage", "forfeit", "breakage", "liquidated", "compensat", "_fine_")),
            *((word,) for word in ("_fined_", "_fines_", "위약", "배상", "벌금", "변상", "지각비")),
        ),
    ),
    (
        HOLIDAY_WAIVED,
        (
            *(("weekly_holiday", word) for word in ("waive", "_no_", "without", "not_paid", "_none_", "unpaid")),
            *(("주휴", word) for word in ("없", "포기", "않", "미지급")),
        ),
    ),
    (
        SEVERANCE_INSIDE,
        (
            *(("severance", word) for word in ("includ", "prepaid", "_in_")),
            *(("퇴직금", word) for word in ("포함", "매월", "미리")),
        ),
    ),
)


def clause_flags(clauses: Iterable[str]) -> tuple[str, ...]:
    """Flags for clauses that the law forbids (근로기준법 제20조, 제55조, 퇴직급여법 제8조)."""
    texts = [f"_{clause.lower().replace(' ', '_')}_" for clause in clauses]
    return tuple(
        flag
        for flag, known in _CLAUSES
        if any(all(word in text for word in words) for words in known for text in texts)
    )


@dataclass(frozen=True, slots=True)
class Terms:
    """A contract as the checks read it."""

    kind: str
    age: int
    items: Collection[str]
    clauses: Collection[str]
    delivered: bool
    papers: MinorPapers


@dataclass(frozen=True, slots=True)
class TermsCheck:
    """What a contract lacks and what warns; missing items, and a child without a permit, stop signing."""

    missing: tuple[str, ...]
    flags: tuple[str, ...]

    @property
    def may_be_signed(self) -> bool:
        return not self.missing and NO_PERMIT not in self.flags


def check_terms(tables: Tables, day: date, terms: Terms) -> TermsCheck:
    """Check a contract's items, clauses, hand-over and, for a minor, papers."""
    required = REQUIRED_ITEMS.get(terms.kind, FULL_TIME_ITEMS)
    missing = tuple(item for item in required if item not in terms.items)
    flags = (
        *clause_flags(terms.clauses),
        *(() if terms.delivered else (NOT_DELIVERED,)),
        *paper_flags(tables, day, terms.age, terms.papers),
    )
    return TermsCheck(missing, flags)
