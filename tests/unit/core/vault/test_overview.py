"""The numbers of a first page, counted by hand on a small shelf."""

import pytest

from core.errors import InputError
from core.vault.overview import count_by_value, own_entry_count, recent_entries
from tests.support.replicas import fill_jar, open_jar
from tests.support.shelf import Shelf
from tests.support.toy import FILL, OPEN


def test_the_last_entry_comes_first_and_governance_stays_out(shelf: Shelf):
    found = recent_entries(shelf.replica, 10)
    assert [one.judged.entry.content.type for one in found] == [FILL, OPEN]
    assert [(one.subject, one.title, one.own) for one in found] == [(shelf.jar, "plum", True)] * 2
    assert len(recent_entries(shelf.replica, 1)) == 1


def test_an_entry_from_elsewhere_is_not_own(shelf: Shelf):
    before = own_entry_count(shelf.replica)
    shelf.take(shelf.opening())
    first = recent_entries(shelf.replica, 1)[0]
    assert (first.judged.entry.content.device, first.own) == (shelf.hand.key.public, False)
    assert own_entry_count(shelf.replica) == before


def test_each_own_entry_counts_once(shelf: Shelf):
    before = own_entry_count(shelf.replica)
    fill_jar(shelf.vault, shelf.replica, shelf.jar)
    assert own_entry_count(shelf.replica) == before + 1


def test_subjects_are_counted_by_the_value_of_a_column(shelf: Shelf):
    other = open_jar(shelf.vault, shelf.replica, "pear")
    fill_jar(shelf.vault, shelf.replica, other, 100)
    open_jar(shelf.vault, shelf.replica, "fig")
    assert count_by_value(shelf.replica, "jar", "label") == {"plum": 1, "pear": 1, "fig": 1}
    assert count_by_value(shelf.replica, "jar", "grams") == {"100": 2, "0": 1}  # nothing is in the fig jar yet


def test_a_column_that_is_not_there_is_refused(shelf: Shelf):
    with pytest.raises(InputError) as caught:
        count_by_value(shelf.replica, "jar", "colour")
    assert (caught.value.code, caught.value.facts["column"]) == ("column_unknown", "colour")
