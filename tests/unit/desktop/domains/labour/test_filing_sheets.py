"""Filing sheets from a real vault: who is in them, with which cells, and what is refused."""

import io
import json
from datetime import date

import pytest
from python_calamine import CalamineWorkbook

from core.domains.labour.filing.layouts import read_layout, standard_layout
from core.domains.labour.pay.income_tax import Taxpayer
from core.domains.labour.paying import PayChoices
from core.errors import InputError, RefusedError
from desktop.domains.labour.filing_sheets import Asked, prepare_filing
from desktop.domains.labour.insurances import employments, insured_on
from desktop.domains.labour.working import issue_payslip
from tests.support.labour_shop import IDENTITY

DAYS = [{"weekday": day, "start": "10:00", "end": "15:00", "break_minutes": 30} for day in range(5)]


def prepared(shop, employment, kind="acquisition", **told):
    asked = Asked(kind, "자격 신고", **told)
    filing = prepare_filing(shop.vault, shop.network, [employment], asked, (shop.employer,))
    rows = CalamineWorkbook.from_filelike(io.BytesIO(filing.xlsx)).get_sheet_by_index(0).to_python()
    return filing, rows[-1]


def answers(shop, today):
    rows = list(employments(shop.vault.replica(shop.network)))
    (found,) = insured_on(shop.vault, shop.network, rows, today)
    return {one.insurance: one for one in found.answers}


def test_a_sheet_names_its_workers_and_half_hours_are_carried(shop):
    employment, _ = shop.hire(days=DAYS, job_code="521")
    filing, row = prepared(shop, employment)
    # 5 x 4 h 30 min: 22.5 hours; the contract ends in October 2027.
    assert (row[22], row[23], row[27]) == ("521", "22.5", "202710")
    assert (row[9], row[16], filing.due) == ("1", "00", date(2026, 11, 16))
    (kept,) = shop.row(shop.workplace).state["filings"]
    assert kept["people"] == [
        {"employment": employment.hex(), "insurances": ["pension", "health", "employment", "accident"]}
    ]
    assert "0503014" not in str(shop.row(shop.workplace).state)
    up = json.loads(json.dumps({**_told("acquisition"), "hours": "up"}))
    assert prepared(shop, employment, layout=read_layout(json.dumps(up).encode()))[1][23] == 23
    with pytest.raises(InputError) as raised:
        read_layout(json.dumps({**_told("acquisition"), "hours": "sometimes"}).encode())
    assert raised.value.facts["field"] == "hours"


def _told(kind):
    layout = standard_layout(kind)
    return {
        "kind": kind,
        "version": 2,
        "first_day": "2026-01-01",
        "sheet": "s",
        "source": "s",
        "groups": list(layout.groups),
        "headings": list(layout.headings),
        "names": list(layout.names),
    }


def test_the_receipt_makes_a_member_and_the_next_sheet_is_refused(shop):
    employment, _ = shop.hire(job_code="521")
    filing, _ = prepared(shop, employment)
    entry = filing.recorded.entries[0]
    shop.record("labour.filing.submit", {"filing": entry, "submitted_on": "2026-11-20"}, shop.workplace, shop.employer)
    receipt = {"filing": entry, "accepted": True, "receipt_number": "2026-1"}
    shop.record("labour.filing.receipt", receipt, shop.workplace, shop.employer)
    assert all(one.joined and one.todo == "nothing" for one in answers(shop, date(2026, 11, 22)).values())
    with pytest.raises(RefusedError) as raised:
        prepared(shop, employment)
    assert raised.value.code == "nothing_to_file"


def test_what_the_assistant_cannot_tell_is_asked_for_and_can_be_named(shop):
    private = {"resident_number": "050301-8000000", "nationality": "VNM", "stay_status": "E-9", "english_name": "HANA"}
    employment, worker = shop.enrol(private=private)
    shop.contract(employment, worker, job_code="521")
    with pytest.raises(RefusedError) as raised:
        prepared(shop, employment)
    assert (raised.value.code, raised.value.facts["insurance"]) == ("insurance_unclear", "pension")
    _, row = prepared(shop, employment, insurances=("health", "employment", "accident"), codes={"health": "07"})
    assert row[3:10] == ["HANA", "VNM", "E-9", "", "", "", ""]
    assert row[16] == "07"


@pytest.mark.parametrize(
    ("told", "code"),
    [
        ({}, "job_code_missing"),
        ({"kind": "loss"}, "not_ended"),
        ({"kind": "day_work", "month": date(2026, 11, 1)}, "no_day_worker"),
    ],
)
def test_what_cannot_be_filed_says_why(shop, told, code):
    employment, _ = shop.hire()
    with pytest.raises(RefusedError) as raised:
        prepared(shop, employment, **told)
    assert raised.value.code == code
    assert not shop.row(shop.workplace).state.get("filings")


def test_a_loss_names_the_pay_of_the_year_only_where_slips_cover_it(shop):
    employment, worker = shop.hire(job_code="521", starts="2026-10-26", ends="2026-11-15", hourly=12_000)
    shop.work(employment, worker, ["2026-10-26", "2026-11-02", "2026-11-03"])
    ended = {"last_day": "2026-11-15", "reason": "term_ended", "told_on": "2026-11-01", "note": "기간 만료"}
    shop.record("labour.contract.end", ended, employment, shop.employer, worker)
    everybody = ("health", "employment", "accident")
    _, row = prepared(shop, employment, "loss", insurances=everybody)
    assert row[5:16] == ["", "", "", "20261116", "01", "", "", "", "", "20261116", "32"]
    choices = PayChoices(Taxpayer(), 1_000_000)
    for first, last in ((date(2026, 10, 26), date(2026, 10, 31)), (date(2026, 11, 1), date(2026, 11, 15))):
        period = (first, last)
        issue_payslip(shop.vault, shop.network, employment, period, date(2026, 12, 10), choices, (shop.employer,))
    _, row = prepared(shop, employment, "loss", insurances=everybody)
    # Three shifts of 4 h, and no week worked in full: 12 h x 12,000 won in two months.
    assert row[10:14] == [144_000, 2, "", ""]
    assert (row[17], row[20]) == (144_000, 144_000)


def test_a_day_workers_month_comes_from_the_clock(shop):
    employment, worker = shop.hire(job_code="521", starts="2026-11-02", ends="2026-11-15", hourly=25_000, insurances=[])
    shop.work(employment, worker, ["2026-11-02", "2026-11-04"], end="19:00", pause=("12:00", "13:00"))
    filing, row = prepared(shop, employment, "day_work", month=date(2026, 11, 1), paid_on=date(2026, 12, 10))
    # 8 h at 25,000 won are 200,000; 4 hours over the agreed 4 earn half of it again: 50,000 more a day.
    assert (row[0], row[3], row[9], row[11], row[13]) == ("5", "202611", "521", "1", "1")
    assert row[41:46] == [2, 8, 2, 500_000, 500_000]
    # (250,000 - 150,000) x 6 % x 45 % = 2,700 a day.
    assert row[49:] == ["Y", "202612", 500_000, 0, 5_400, 540]
    assert filing.due == date(2026, 12, 15)
    with pytest.raises(InputError) as raised:
        prepared(shop, employment, "day_work")
    assert raised.value.code == "filing_month_missing"


def test_without_a_date_of_birth_nothing_is_guessed(shop):
    employment, worker = shop.enrol(identity={**IDENTITY})
    shop.contract(employment, worker)
    assert answers(shop, date(2026, 11, 22))["pension"].todo == "join"
