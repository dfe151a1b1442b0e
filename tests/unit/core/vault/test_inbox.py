"""What waits for people: conflicts, other flags, and facts that lack a signature."""

from collections.abc import Iterator

import pytest

from core.actions.cosign_entry import cosign_entry
from core.actions.record import Signing
from core.ledger.shared import VOID
from core.vault.inbox import count_flags, list_flags, list_to_sign
from tests.support.replicas import PIN, add_signer, admit, fill_jar, make_vault, open_jar, put, send
from tests.support.shelf import Shelf
from tests.support.toy import INSPECTOR, KEEPER, NOTE, TAKE


@pytest.fixture
def keeper(shelf: Shelf) -> Iterator[Signing]:
    yield add_signer(shelf.vault, shelf.replica.network_id, "keeper 1", KEEPER)


def note(shelf: Shelf, topic: str = "jam") -> bytes:
    return put(shelf.vault, shelf.replica, NOTE, {"topic": topic}, shelf.jar).entries[0]


def to_sign(shelf: Shelf, *persons: Signing) -> list[tuple[bytes, tuple[str, ...]]]:
    found = list_to_sign(shelf.replica, {one.person: [one.role] for one in persons})
    return [(one.line.judged.entry.id, one.roles) for one in found]


def test_a_quiet_shelf_has_nothing_for_anybody(shelf: Shelf, keeper: Signing):
    assert list_flags(shelf.replica, conflicts=True) == list_flags(shelf.replica, conflicts=False) == []
    assert to_sign(shelf, keeper) == []


def test_two_jars_of_one_label_are_a_conflict_of_both(shelf: Shelf):
    other = open_jar(shelf.vault, shelf.replica, "plum")
    found = list_flags(shelf.replica, conflicts=True)
    assert {one.subject for one in found} == {shelf.jar, other}
    assert {(one.flag.code, one.title) for one in found} == {("duplicate_claim", "plum")}
    assert count_flags(shelf.replica, conflicts=True) == 2
    assert count_flags(shelf.replica, conflicts=False) == 0
    assert count_flags(shelf.replica, conflicts=True, search="pear") == 0
    assert count_flags(shelf.replica, conflicts=True, search="plu") == 2


def test_entries_that_did_not_see_each_other_are_a_conflict(shelf: Shelf, tmp_path):
    with make_vault(tmp_path, "mill") as mill:
        there = admit(shelf.vault, mill, shelf.replica.network_id)
        fill_jar(shelf.vault, shelf.replica, shelf.jar, 10)
        fill_jar(mill, there, shelf.jar, 20)
        send(there, shelf.replica)
    (found,) = list_flags(shelf.replica, conflicts=True)
    assert (found.flag.code, found.subject) == ("concurrent_entries", shelf.jar)


def test_a_flag_of_the_workspace_is_no_conflict_and_pages_follow_each_other(shelf: Shelf, tmp_path):
    with make_vault(tmp_path, "mill") as mill:
        there = admit(shelf.vault, mill, shelf.replica.network_id)
        put(shelf.vault, shelf.replica, TAKE, {"grams": 80}, shelf.jar)
        put(mill, there, TAKE, {"grams": 80}, shelf.jar)
        send(there, shelf.replica)
    assert [one.flag.code for one in list_flags(shelf.replica, conflicts=False)] == ["jar_overdrawn"]
    assert list_flags(shelf.replica, conflicts=False, offset=1) == []


def test_a_fact_asks_those_who_may_sign_it(shelf: Shelf, keeper: Signing):
    noted = note(shelf)
    assert to_sign(shelf, keeper) == [(noted, (KEEPER,))]
    assert to_sign(shelf, Signing(keeper.person, INSPECTOR, PIN)) == []
    assert to_sign(shelf) == []


def test_it_asks_no_more_once_it_is_signed(shelf: Shelf, keeper: Signing):
    noted, other = note(shelf), note(shelf, "pickles")
    cosign_entry(shelf.vault, shelf.replica.network_id, noted, keeper)
    assert to_sign(shelf, keeper) == [(other, (KEEPER,))]
    put(shelf.vault, shelf.replica, NOTE, {"topic": "chutney"}, shelf.jar, signings=(keeper,))
    assert to_sign(shelf, keeper) == [(other, (KEEPER,))]


def test_a_fact_that_was_withdrawn_asks_nobody(shelf: Shelf, keeper: Signing):
    noted = note(shelf)
    put(shelf.vault, shelf.replica, VOID, {"target": noted, "reason": "twice"}, shelf.jar, refs=(noted,))
    assert to_sign(shelf, keeper) == []
