"""Until when documents are kept: three years by labour law, five by tax law, from the days that the decree names."""

from datetime import date

import pytest

from core.domains.labour.retention import keeping, kind_of
from core.domains.labour.rules.v1.erasure import CONTRACT, DOCUMENTS, MINOR_PAPERS, NUMBERS, OTHER, ROSTER, WAGES
from core.domains.labour.statute import STATUTE
from tests.support.labour_bench import BOTH, EMPLOYER, Bench

BORN, MADE = date(2009, 3, 10), date(2026, 11, 2)
ITEMS = ["WORKER_IDENTITY"]


def ended(last_day: str | None = "2026-12-15", pay_day: str | None = None) -> Bench:
    bench = Bench().hired()
    if pay_day:
        period = {"first": "2026-11-01", "last": "2026-11-30", "shift_count": 0, "work_minutes": 0}
        closed = bench.record("labour.period.close", period).entry.id
        slip = {"period": closed, "pay_day": pay_day, "items": ITEMS, "slip_sha256": bytes(32)}
        bench.record("labour.payslip.issue", slip)
    if last_day:
        bench.record("labour.contract.end", {"last_day": last_day, "reason": "agreed", "told_on": "2026-12-01"}, BOTH)
    return bench


def until(bench: Bench, kind: str, born=BORN) -> date | None:
    found = keeping(STATUTE, bench.state, kind, born, MADE)
    assert "제" in found.article
    return found.until


def test_while_the_employment_lasts_only_what_is_complete_has_a_day():
    lasting = ended(last_day=None)
    assert {kind: until(lasting, kind) for kind in (ROSTER, NUMBERS, CONTRACT, WAGES)} == dict.fromkeys(
        (ROSTER, NUMBERS, CONTRACT, WAGES)
    )
    assert until(lasting, OTHER) == date(2029, 11, 2)


def test_three_years_from_the_end_and_five_after_the_tax_was_due():
    bench = ended(pay_day="2027-01-10")
    assert until(bench, ROSTER) == until(bench, CONTRACT) == date(2029, 12, 15)
    # Paid on 10 January 2027: the tax was due on 10 February.
    assert until(bench, WAGES) == until(bench, NUMBERS) == date(2032, 2, 10)
    assert until(ended(), WAGES) == date(2032, 1, 10)


def test_a_minors_papers_are_kept_from_eighteen_or_from_an_earlier_end():
    # Eighteen on 10 March 2027.
    assert until(ended(last_day=None), MINOR_PAPERS) == date(2030, 3, 10)
    assert until(ended(), MINOR_PAPERS) == date(2029, 12, 15)
    assert until(ended(last_day=None), MINOR_PAPERS, born=None) is None


def test_the_last_day_itself_still_keeps():
    found = keeping(STATUTE, ended().state, ROSTER, BORN, MADE)
    assert (found.is_over(date(2029, 12, 15)), found.is_over(date(2029, 12, 16))) == (False, True)


@pytest.mark.parametrize(
    ("type_name", "part", "kind"),
    [
        ("labour.person.enroll", "identity", ROSTER),
        ("labour.person.enroll", "private", NUMBERS),
        ("labour.person.enroll", "", ROSTER),
        ("labour.payslip.issue", "slip", WAGES),
        ("labour.contract.propose", "", CONTRACT),
        ("labour.paper.keep", "", MINOR_PAPERS),
        ("labour.dispute.open", "", OTHER),
    ],
)
def test_what_an_entry_is(type_name, part, kind):
    assert kind_of(type_name, part) == kind
    assert kind in DOCUMENTS


def test_an_answer_to_a_request_is_kept_with_what_stays():
    bench = ended()
    kept = [{"document": "wages", "until": "2032-01-10", "article": "국세기본법 제85조의3제2항"}]
    bench.record("labour.erasure.answer", {"asked_on": "2026-12-20", "erased_count": 0, "kept": kept}, (EMPLOYER,))
    assert bench.state["erasures"][0]["kept"] == kept
