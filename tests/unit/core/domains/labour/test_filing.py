"""Filings: due days, rows and layouts."""

import json
from datetime import date

import pytest

from core.domains.labour.filing.due import due_dates
from core.domains.labour.filing.layouts import CELLS, KINDS, codes, read_layout, standard_layout
from core.domains.labour.filing.rows import Acquisition, DayWork, Loss, acquisition_row, day_work_row, loss_row
from core.domains.labour.statute import STATUTE
from core.errors import InputError

KNOWN_ON = date(2026, 11, 22)
NAMES = {
    "resident_number": "0503014000000",
    "name": "김하나",
    "month_income": 1_100_000,
    "acquired": date(2026, 11, 3),
    "job_code": "521",
    "week_hours": 20,
}


def test_due_days_of_an_event_in_september():
    # 15 October 2026 is a Thursday, 10 October a Saturday before Monday 12; 11 September + 14 days is Chuseok.
    found = due_dates(STATUTE, date(2026, 9, 11), KNOWN_ON)
    assert found.pension_employment_accident == found.daily_work_report == date(2026, 10, 15)
    assert found.payroll_tax == date(2026, 10, 12)
    assert found.health == date(2026, 9, 28)
    assert found.daily_wage_statement == date(2026, 11, 2)


@pytest.mark.parametrize(
    ("insurances", "due"),
    [
        (["pension", "health", "employment", "accident"], date(2026, 9, 28)),
        (["health"], date(2026, 9, 28)),
        (["employment", "accident"], date(2026, 10, 15)),
        ([], date(2026, 10, 15)),
    ],
)
def test_a_sheet_is_due_when_the_first_of_its_insurances_is(insurances, due):
    assert due_dates(STATUTE, date(2026, 9, 11), KNOWN_ON).first_of(insurances) == due


def test_pay_that_is_not_known_stays_empty_in_the_sheet_of_losses():
    who = ("0503014000000", "김하나", "", date(2026, 11, 3))
    row = loss_row(Loss(*who, "3", "01", "11", "", "", "", "", "", ["health", "employment", "accident"]))
    assert row[10:14] == [""] * 4
    assert 0 not in row


def test_an_acquisition_leaves_the_insurances_not_joined_empty():
    row = acquisition_row(Acquisition(**NAMES, contract_end=None, insurances=["accident"], minor=True))
    assert row[6:28] == [""] * 22
    assert row[28:30] == [1_100_000, "20261103"]
    joined = acquisition_row(Acquisition(**NAMES, contract_end=None, insurances=["pension", "employment"], minor=True))
    assert (joined[9], joined[13:20], joined[26:28]) == ("3", [""] * 7, ["2", ""])


def test_a_loss_row_fits_its_layout():
    row = loss_row(
        Loss(
            "0503014000000",
            "김하나",
            "02-000-0000",
            date(2026, 12, 1),
            "3",
            "01",
            "11",
            "개인 사정",
            100,
            2,
            0,
            0,
            ["pension"],
        )
    )
    assert len(row) == CELLS["loss"]
    assert row[:8] == ["김하나", "0503014000000", "02", "000", "0000", "20261201", "3", "2"]
    assert row[8:] == [""] * 14


def test_a_day_workers_row_marks_days_and_may_leave_out_the_tax_office():
    work = DayWork(
        kind="3",
        resident_number="0001013000000",
        name="이하루",
        phone="",
        job_code="521",
        month=date(2026, 11, 1),
        wages={30: 200_000, 1: 200_000},
        hours_per_day=8,
        one_payment=True,
        paid_on=date(2026, 12, 10),
        to_tax_office=True,
        reason="1",
    )
    row = day_work_row(STATUTE, work)
    assert len(row) == CELLS["day_work"]
    assert (row[10], row[39], row[40], row[41]) == ("1", "1", "", 2)
    # (200,000 - 150,000) x 2.7 % = 1,350 a day.
    assert row[49:] == ["Y", "202612", 400_000, 0, 2_700, 270]


@pytest.mark.parametrize("kind", KINDS)
def test_the_standard_layouts_have_a_column_for_every_cell(kind):
    layout = standard_layout(kind)
    assert len(layout.headings) == len(layout.names) == CELLS[kind]
    assert sum(columns for _, columns in layout.groups) in (0, CELLS[kind])


@pytest.mark.parametrize("change", [{"kind": "other"}, {"headings": ["one"]}, {"version": "x"}, {"names": None}])
def test_a_layout_that_does_not_fit_is_refused(change):
    told = {"kind": "loss", "version": 2, "first_day": "2027-01-01", "sheet": "s", "source": "s", "groups": []}
    told |= {"headings": ["c"] * 22, "names": ["c"] * 22}
    assert read_layout(json.dumps(told).encode()).version == 2
    with pytest.raises(InputError) as raised:
        read_layout(json.dumps({**told, **change}).encode())
    assert raised.value.code == "layout_unreadable"


def test_codes_are_texts_with_meanings():
    assert codes()["pension_loss"]["3"] == "사용관계 종료"
