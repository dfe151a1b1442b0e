"""The list of all entries: what is in it, in which order, and what finds what."""

import pytest

from core.errors import InputError
from core.ledger.contract import Effect
from core.ledger.shared import AMEND, VOID
from core.vault import entry_list
from core.vault.entry_list import (
    EntryFilter,
    EntrySort,
    count_by_type,
    count_entries,
    entries_at,
    list_entries,
    order_entries,
    subject_of,
)
from core.vault.subjects import NETWORK_SUBJECT
from tests.support.replicas import fill_jar, found, make_vault, open_jar, put
from tests.support.toy import FILL, OPEN

EVERY = EntryFilter()


@pytest.fixture
def jars(tmp_path):
    """Three jars, each filled; the fill of the second was withdrawn."""
    with make_vault(tmp_path, "yard") as vault:
        replica = found(vault)
        for label in ("plum 100%", "Fig", "자두"):
            jar = open_jar(vault, replica, label)
            filled = fill_jar(vault, replica, jar, 10)
            if label == "Fig":
                put(vault, replica, VOID, {"target": filled, "reason": "spilt"}, jar, refs=(filled,))
        yield replica


def told(replica, chosen=EVERY, **options) -> list[tuple[str, str]]:
    return [(one.judged.entry.content.type, one.title) for one in list_entries(replica, chosen, **options)]


def test_every_entry_is_listed_once_the_last_one_first(jars):
    rows = list_entries(jars, EVERY)
    assert len({one.judged.entry.id for one in rows}) == len(rows) == count_entries(jars, EVERY)
    assert told(jars)[0] == (FILL, "자두")
    assert told(jars) == list(reversed(told(jars, descending=False)))
    assert "core.charter.open" in {kind for kind, _ in told(jars)}, "governance is in the list too"


@pytest.mark.parametrize("few", [0, entry_list.FEW])
@pytest.mark.parametrize("descending", [False, True])
@pytest.mark.parametrize("sort", EntrySort)
def test_any_part_is_read_from_the_same_order_as_the_first_page(jars, monkeypatch, sort, descending, few):
    monkeypatch.setattr(entry_list, "FEW", few)
    ways = {"sort": sort, "descending": descending}
    for chosen in (EVERY, EntryFilter(types=(OPEN,)), EntryFilter(types=(OPEN, FILL)), EntryFilter(search="Fig")):
        first, order = list_entries(jars, chosen, **ways), order_entries(jars, chosen, **ways)
        assert [one.judged.entry.id for one in entries_at(jars, order)] == [one.judged.entry.id for one in first]
        assert len(order) == count_entries(jars, chosen) > 0
        assert entries_at(jars, order[2:3]) + entries_at(jars, order[:2]) == [*first[2:3], *first[:2]]
        assert list_entries(jars, chosen, **ways, limit=2) == first[:2]


@pytest.mark.parametrize("few", [0, entry_list.FEW])
@pytest.mark.parametrize("sort", EntrySort)
def test_the_other_way_round_is_the_reverse(jars, monkeypatch, sort, few):
    monkeypatch.setattr(entry_list, "FEW", few)
    for chosen in (EVERY, EntryFilter(types=(OPEN, FILL))):
        order = order_entries(jars, chosen, sort=sort, descending=True)
        assert list(order_entries(jars, chosen, sort=sort, descending=False)) == list(reversed(order))


def test_what_does_not_simply_count_comes_first(jars):
    effects = [one.effect for one in list_entries(jars, EVERY, sort=EntrySort.EFFECT, descending=False)]
    assert effects[0] is Effect.VOID
    assert set(effects[1:]) == {Effect.COUNTS}


def test_it_is_sorted_by_what_is_asked_for(jars):
    titles = [title for _, title in told(jars, sort=EntrySort.SUBJECT, descending=False) if title]
    assert titles == ["Fig", "Fig", "Fig", "plum 100%", "plum 100%", "자두", "자두"]
    kinds = [kind for kind, _ in told(jars, sort=EntrySort.TYPE, descending=False)]
    assert kinds == sorted(kinds)


def test_types_are_counted_and_chosen(jars):
    assert count_by_type(jars)[OPEN] == count_by_type(jars)[FILL] == 3
    assert told(jars, EntryFilter(types=(OPEN,)), descending=False) == [
        (OPEN, "plum 100%"), (OPEN, "Fig"), (OPEN, "자두"),
    ]  # fmt: skip
    assert count_entries(jars, EntryFilter(types=(OPEN, VOID))) == 4


def test_the_title_is_searched_as_it_is_typed(jars):
    assert {title for _, title in told(jars, EntryFilter(search="자두"))} == {"자두"}
    assert {title for _, title in told(jars, EntryFilter(search="0%"))} == {"plum 100%"}
    assert told(jars, EntryFilter(search="' OR 1=1 --")) == []


def test_types_that_fit_in_words_are_found_with_the_titles(jars):
    found = told(jars, EntryFilter(search="자두", search_types=(VOID,)))
    assert {kind for kind, _ in found} == {OPEN, FILL, VOID}


def test_an_entry_is_found_by_the_beginning_of_its_id(jars):
    entry = list_entries(jars, EVERY)[0].judged.entry.id
    assert [one.judged.entry.id for one in list_entries(jars, EntryFilter(search=entry.hex()[:8].upper()))] == [entry]


def test_each_line_says_what_became_of_it(jars):
    effects = {one.judged.entry.content.type: one.effect for one in list_entries(jars, EntryFilter(search="Fig"))}
    assert effects == {OPEN: Effect.COUNTS, FILL: Effect.VOID, VOID: Effect.COUNTS}


def test_the_subject_of_an_entry_is_told(jars):
    line = list_entries(jars, EntryFilter(types=(OPEN,)))[0]
    assert subject_of(jars, line.judged.entry.id) == line.subject
    charter = list_entries(jars, EntryFilter(types=("core.charter.open",)))[0]
    assert subject_of(jars, charter.judged.entry.id) == NETWORK_SUBJECT
    with pytest.raises(InputError) as caught:
        subject_of(jars, bytes(32))
    assert caught.value.code == "entry_not_found"
    assert count_entries(jars, EntryFilter(types=(AMEND,))) == 0
