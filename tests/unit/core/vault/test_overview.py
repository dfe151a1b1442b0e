"""The numbers of a first page, counted by hand on a small shelf."""

import pytest

from core.errors import InputError
from core.vault.overview import count_by_values, own_entries_not_seen, own_entry_count, recent_entries
from tests.support.replicas import admit, fill_jar, found, make_vault, open_jar, send
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
    assert count_by_values(shelf.replica, "jar", ["label"]) == {("plum",): 1, ("pear",): 1, ("fig",): 1}
    assert count_by_values(shelf.replica, "jar", ["grams"]) == {(100,): 2, (0,): 1}  # nothing is in the fig jar yet
    assert count_by_values(shelf.replica, "jar", ["grams", "label"])[0, "fig"] == 1


def test_a_column_that_is_not_there_is_refused(shelf: Shelf):
    with pytest.raises(InputError) as caught:
        count_by_values(shelf.replica, "jar", ["label", "colour"])
    assert (caught.value.code, caught.value.facts["column"]) == ("column_unknown", "colour")


def test_an_entry_counts_as_seen_once_another_device_has_signed_after_it(tmp_path):
    with make_vault(tmp_path, "yard") as yard, make_vault(tmp_path, "centre") as centre:
        here = found(yard)
        there = admit(yard, centre, here.network_id)
        open_jar(yard, here)
        written = own_entry_count(here)
        assert own_entries_not_seen(here) == written
        send(here, there)
        send(there, here)
        assert own_entries_not_seen(here) == written, "that it was carried there is not yet told by its signature"
        open_jar(centre, there, "pear")
        send(there, here)
        assert own_entries_not_seen(here) == 0
        open_jar(yard, here, "fig")
        assert own_entries_not_seen(here) == 1
