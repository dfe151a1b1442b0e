"""Cells as fields store them, and columns by their headings: in both languages, with units, or not at all."""

import pytest

from core.errors import InputError
from core.ledger.contract import EntryType, Field, FieldKind, Nature
from desktop.tables.cells import read_cell, read_row
from desktop.tables.mapping import SUBJECT, guess, wanted
from tests.support.battery_bench import entry_type

GRAMS = Field("grams", FieldKind.INTEGER, minimum=1, maximum=50_000, unit="g", shown_scale=1000, shown_unit="kg")
CRATE = EntryType(
    "orchard.crate.open",
    1,
    Nature.FACT,
    (Field("label", FieldKind.TEXT, maximum=40), Field("picked_on", FieldKind.DAY), GRAMS),
    opens="crate",
)
WEIGH = EntryType("orchard.crate.weigh", 1, Nature.FACT, (GRAMS,), about="crate")


@pytest.mark.parametrize(
    ("field", "text", "value"),
    [
        (GRAMS, "12.5", 12_500),
        (GRAMS, "12.5 kg", 12_500),
        (GRAMS, "1,2 kg".replace(",", "."), 1_200),
        (Field("day", FieldKind.DAY), "2026-11-22", "2026-11-22"),
        (Field("day", FieldKind.DAY), "2026. 11. 2.", "2026-11-02"),
        (Field("day", FieldKind.DAY), "20261122", "2026-11-22"),
        (Field("day", FieldKind.DAY), "2026/1/2", "2026-01-02"),
        (Field("sound", FieldKind.YES_NO), "예", True),
        (Field("sound", FieldKind.YES_NO), "X", False),
        (Field("accident", FieldKind.CHOICE, choices=("none", "flood")), "침수", "flood"),
        (Field("accident", FieldKind.CHOICE, choices=("none", "flood")), "FLOOD", "flood"),
        (Field("names", FieldKind.TEXTS), "가; 나", ["가", "나"]),
        (Field("cells", FieldKind.INTEGERS, shown_scale=1000), "3.8 3.9", [3800, 3900]),
        (Field("label", FieldKind.TEXT), "가, 나", "가, 나"),
    ],
)
def test_a_cell_is_read_as_people_write_it(field, text, value):
    assert read_cell(field, text) == value


@pytest.mark.parametrize(
    ("field", "text", "code"),
    [
        (GRAMS, "무거움", "number_needed"),
        (GRAMS, "0.00001", "number_too_fine"),
        (Field("day", FieldKind.DAY), "2026-02-30", "day_needed"),
        (Field("day", FieldKind.DAY), "어느 날", "day_needed"),
        (Field("sound", FieldKind.YES_NO), "아마", "import_yes_no"),
        (Field("accident", FieldKind.CHOICE, choices=("none", "flood")), "지진", "import_choice"),
    ],
)
def test_what_cannot_be_read_is_told(field, text, code):
    with pytest.raises(InputError) as caught:
        read_cell(field, text)
    assert caught.value.code == code


def test_every_problem_of_a_row_is_told_by_its_field():
    row = read_row(CRATE, 7, ["가-1", "언젠가", "60"], {"label": 0, "picked_on": 1, "grams": 2})
    assert row.number == 7
    assert {(one.field, one.code) for one in row.problems} == {("picked_on", "day_needed"), ("grams", "field_range")}
    missing = read_row(CRATE, 8, ["", "2026-11-22", "1"], {"label": 0, "picked_on": 1, "grams": 2})
    assert [(one.field, one.code) for one in missing.problems] == [("label", "field_missing")]


def test_a_row_about_nobody_is_told():
    assert [one.code for one in read_row(WEIGH, 2, ["1"], {"grams": 0}).problems] == ["import_subject_missing"]
    assert read_row(WEIGH, 2, ["1", "가-1"], {"grams": 0, SUBJECT: 1}).subject_text == "가-1"
    assert wanted(WEIGH)[0] == SUBJECT and SUBJECT not in wanted(CRATE)


def test_columns_are_guessed_by_the_labels_of_either_language():
    kind = entry_type("battery.pack.receive")
    korean = guess(kind, ["대상", "입고 장소", "입고일", "기타"])
    english = guess(kind, ["Arrived on", "x", "About"])
    assert korean[SUBJECT] == 0
    assert set(korean) >= {"arrived_on"} and set(english) >= {"arrived_on"}
    assert guess(kind, ["arrived_on (날짜)"]) == {"arrived_on": 0}
    assert guess(kind, ["", "?"]) == {}
