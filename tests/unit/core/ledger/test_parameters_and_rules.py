"""Dated parameters and the rules that a network adopted."""


from datetime import date

import pytest

from core.ledger.contract import NoParameter
from core.ledger.parameters import value_on
from core.ledger.rules import RuleBook
from core.ledger.shared import AMEND, VOID
from tests.support.toy import FILL, NAME, REGISTRY, RULES

ROWS = {
    "limit": (
        {"first_day": "2020-01-01", "last_day": "2020-06-30", "value": 1},
        {"first_day": "2021-01-01", "value": 2},
        {"first_day": "2022-01-01", "value": 3},
    )
}


@pytest.mark.parametrize(
    ("day", "value"),
    [
        ("2020-01-01", 1),
        ("2020-06-30", 1),
        ("2021-01-01", 2),
        ("2021-12-31", 2),
        ("2022-01-01", 3),
        ("2999-01-01", 3),
    ],
)
def test_the_value_of_the_day(day: str, value: int):
    assert value_on(ROWS, "limit", date.fromisoformat(day)) == value


@pytest.mark.parametrize(("name", "day"), [("limit", "2019-12-31"), ("limit", "2020-07-01"), ("other", "2021-01-01")])
def test_a_day_without_a_value_asks(name: str, day: str):
    with pytest.raises(NoParameter) as caught:
        value_on(ROWS, name, date.fromisoformat(day))
    assert (caught.value.name, caught.value.day) == (name, date.fromisoformat(day))


def test_a_rule_book_knows_what_was_adopted_and_names_what_it_lacks():
    book = RuleBook(REGISTRY, {NAME: RULES, "relief": bytes(32)})
    assert (book.workspaces, book.missing, book.kinds()) == ((NAME,), ("relief",), ("jar",))
    assert book.entry_type(FILL, 1) is book.newest(FILL)
    assert book.entry_type(FILL, 2) is None
    assert book.entry_type("relief.stock.in", 1) is None
    assert book.newest("relief.stock.in") is None
    assert book.newest("toy.jar.polish") is None
    assert {FILL, VOID, AMEND} <= set(book.names())
    assert book.subject_kind("pot") is None
    older = RuleBook(REGISTRY, {NAME: bytes(32)})
    assert (older.missing, older.entry_type(FILL, 1)) == ((NAME,), None)
    with pytest.raises(NoParameter):
        older.parameter(FILL, "fill_limit_g", date(2026, 11, 22))
