"""Lists, searches and single look-ups: sorted, paged and searched as asked, whatever stands in the names."""

import pytest

from core.actions.record import Draft, record
from core.errors import InputError
from core.ledger.shared import VOID
from core.vault.vault import Vault
from core.vault.views import (
    columns,
    count_subjects,
    entry_by_prefix,
    find_subject,
    history,
    list_subjects,
    network_view,
    subject,
)
from tests.support.replicas import digest, fill_jar, findings, found, make_vault, open_jar, put, tables
from tests.support.shelf import Shelf
from tests.support.toy import OPEN

LABELS = (
    "Plum 100%",
    "plum 10_0",
    'o\'clock "jam"',
    "back\\slash",
    "자두",
    "fig",
    "%",
    "_",
    "'; DROP TABLE blocks; --",
)


@pytest.fixture
def shelf_of_many(tmp_path):
    """Jars with awkward labels, each filled with ten grams more than the one before."""
    with make_vault(tmp_path, "yard") as vault:
        replica = found(vault)
        for place, label in enumerate(LABELS):
            fill_jar(vault, replica, open_jar(vault, replica, label), 10 * (place + 1))
        yield replica


def titles(replica, **options) -> list[str]:
    return [row.title for row in list_subjects(replica, "jar", **options)]


def test_a_list_is_sorted_by_title_or_by_a_column(shelf_of_many):
    assert titles(shelf_of_many) == sorted(LABELS)
    assert titles(shelf_of_many, descending=True) == sorted(LABELS, reverse=True)
    assert titles(shelf_of_many, sort="grams") == list(LABELS)
    assert titles(shelf_of_many, sort="grams", descending=True) == list(reversed(LABELS))
    assert titles(shelf_of_many, sort="label")[-2:] == ["plum 10_0", "자두"], "upper and lower case stand together"
    assert [column.name for column in columns(shelf_of_many, "jar")] == ["label", "grams"]


@pytest.mark.parametrize("sort", ["colour", "label' --", "subject"])
def test_an_unknown_column_is_told(shelf_of_many, sort: str):
    with pytest.raises(InputError) as caught:
        list_subjects(shelf_of_many, "jar", sort=sort)
    assert (caught.value.code, caught.value.facts["column"]) == ("column_unknown", sort)


def test_pages_join_to_the_whole(shelf_of_many):
    pages = [titles(shelf_of_many, offset=start, limit=4) for start in (0, 4, 8, 12)]
    assert [len(page) for page in pages] == [4, 4, 1, 0]
    assert [title for page in pages for title in page] == titles(shelf_of_many)
    assert count_subjects(shelf_of_many, "jar") == len(LABELS)


@pytest.mark.parametrize(
    ("search", "expected"),
    [
        ("plum", {"Plum 100%", "plum 10_0"}),
        ("PLUM", {"Plum 100%", "plum 10_0"}),
        (" fig ", {"fig"}),
        ("%", {"Plum 100%", "%"}),
        ("_", {"plum 10_0", "_"}),
        ("0_0", {"plum 10_0"}),
        ("\\", {"back\\slash"}),
        ("'", {'o\'clock "jam"', "'; DROP TABLE blocks; --"}),
        ('"', {'o\'clock "jam"'}),
        ("자두", {"자두"}),
        ("30", {'o\'clock "jam"'}),
        ("  ", set(LABELS)),
        ("nothing", set()),
    ],
)
def test_a_search_takes_every_character_as_itself(shelf_of_many, search: str, expected: set):
    assert set(titles(shelf_of_many, search=search)) == expected
    assert count_subjects(shelf_of_many, "jar", search=search) == len(expected)


def test_an_unknown_kind_has_no_rows(shelf_of_many):
    assert list_subjects(shelf_of_many, "pot") == []
    assert columns(shelf_of_many, "pot") == ()


def test_a_subject_is_found_by_title_or_by_the_beginning_of_its_id(shelf_of_many):
    for label in LABELS:
        row = find_subject(shelf_of_many, label)
        assert row.title == label
        assert find_subject(shelf_of_many, row.id.hex()[:8].upper()).id == row.id
        assert subject(shelf_of_many, row.id) == row
    for text in ("", "plum", row.id.hex()[:7], "00000000", "%", "_" * 8):
        if text not in LABELS:
            with pytest.raises(InputError) as caught:
                find_subject(shelf_of_many, text)
            assert caught.value.code == "subject_not_found"
    with pytest.raises(InputError):
        subject(shelf_of_many, bytes(16))


def test_two_subjects_of_one_title_are_told_apart(shelf: Shelf):
    twin = open_jar(shelf.vault, shelf.replica, "plum")
    with pytest.raises(InputError) as caught:
        find_subject(shelf.replica, "plum")
    assert (caught.value.code, caught.value.facts["count"]) == ("subject_ambiguous", 2)
    for id in (shelf.jar, twin):
        (flag,) = subject(shelf.replica, id).flags
        assert (flag.code, dict(flag.facts)) == ("duplicate_claim", {"name": "label", "value": "plum"})


def test_two_twins_that_come_at_once_flag_the_one_that_stood_alone(shelf: Shelf):
    drafts = [Draft(OPEN, {"label": "plum"}) for _ in range(2)]
    twins = record(shelf.vault, shelf.replica.network_id, drafts).subjects
    for id in (shelf.jar, *twins):
        assert [flag.code for flag in subject(shelf.replica, id).flags] == ["duplicate_claim"]
    voids = [
        Draft(VOID, {"target": history(shelf.replica, id)[0].entry.id, "reason": "the same jar"}, id) for id in twins
    ]
    record(shelf.vault, shelf.replica.network_id, voids)
    assert subject(shelf.replica, shelf.jar).flags == ()


def test_a_claim_that_is_given_up_takes_the_flag_from_the_other(shelf: Shelf):
    twin = open_jar(shelf.vault, shelf.replica, "plum")
    opened = history(shelf.replica, twin)[0].entry.id
    put(shelf.vault, shelf.replica, VOID, {"target": opened, "reason": "the same jar"}, twin)
    assert subject(shelf.replica, shelf.jar).flags == ()


def test_an_entry_is_found_by_the_beginning_of_its_id(shelf: Shelf):
    text = shelf.filled.hex()
    assert entry_by_prefix(shelf.replica, text[:10].upper()) == shelf.filled
    for prefix, code in ((text[:10] + "x", "entry_not_found"), ("%", "entry_not_found"), ("", "entry_ambiguous")):
        with pytest.raises(InputError) as caught:
            entry_by_prefix(shelf.replica, prefix)
        assert caught.value.code == code


def test_a_history_runs_in_display_order_and_knows_its_own(shelf: Shelf):
    shelf.take(shelf.opening())
    rows = history(shelf.replica, shelf.jar)
    assert [row.own for row in rows] == [True, True, False]
    assert [row.entry.order for row in rows] == sorted(row.entry.order for row in rows)
    assert rows[2].block == shelf.hand.last.id


def test_concurrent_entries_are_flagged_until_somebody_follows_on_both(shelf: Shelf):
    tips = shelf.tips
    fill_jar(shelf.vault, shelf.replica, shelf.jar, 1)
    block, id = shelf.hand.say("toy.jar.fill", {"grams": 2}, shelf.jar, tips, after=(shelf.filled,))
    shelf.take(block)
    assert findings(shelf.replica, id) == "[]"
    (flag,) = subject(shelf.replica, shelf.jar).flags
    assert (flag.code, dict(flag.facts)) == ("concurrent_entries", {"count": 2})
    fill_jar(shelf.vault, shelf.replica, shelf.jar, 3)
    assert subject(shelf.replica, shelf.jar).flags == ()


def test_counts_at_a_glance(shelf: Shelf):
    before = network_view(shelf.replica)
    first = shelf.opening()
    second = shelf.hand.block([first.blobs[0] or b""])
    shelf.take(second)
    waiting = network_view(shelf.replica)
    assert (waiting.blocks, waiting.waiting) == (before.blocks, 1)
    shelf.take(first)
    after = network_view(shelf.replica)
    assert (after.blocks, after.entries, after.waiting) == (before.blocks + 2, before.entries + 1, 0)


def test_a_rebuild_that_breaks_off_leaves_the_views_as_they_were(shelf: Shelf, monkeypatch: pytest.MonkeyPatch):
    vault: Vault = shelf.vault
    before = tables(shelf.replica)
    with monkeypatch.context() as patch:
        patch.setattr("core.vault.anew.note_grants", lambda *arguments: 1 // 0)
        with pytest.raises(ZeroDivisionError):
            vault.rebuild()
    assert tables(shelf.replica) == before
    assert digest(shelf.replica)
    fill_jar(vault, shelf.replica, shelf.jar)
