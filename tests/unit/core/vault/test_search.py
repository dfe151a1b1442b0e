"""Searching: whatever part of a word is typed finds the entry, and nothing that is not to be read is in the index."""

from pathlib import Path

import pytest

from core.actions.record import SealedPart
from core.vault.removal import leave_network
from core.vault.search import catch_up, forget_index, search
from tests.support.replicas import (
    add_signer,
    admit,
    empty_copy,
    fill_jar,
    found,
    make_vault,
    open_jar,
    open_vault,
    put,
    send,
)
from tests.support.toy import KEEPER, NOTE

LABELS = ("제주 사용후 배터리", "KONA-0042 코나", "부산 전기차 팩", "Æbleskiver straße", "배", "까치 꽃집 2호")


@pytest.fixture
def shelf(tmp_path: Path):
    with make_vault(tmp_path, "yard") as vault:
        replica = found(vault)
        for label in LABELS:
            open_jar(vault, replica, label)
        yield replica


def titles(replica, text: str) -> set[str]:
    return {one.title for one in search(replica, text)}


def test_every_part_of_every_word_is_found(shelf):
    """Every run of one letter or more inside a word, of all labels."""
    for label in LABELS:
        for word in label.replace("-", " ").split():
            for start in range(len(word)):
                for end in range(start + 1, len(word) + 1):
                    assert label in titles(shelf, word[start:end]), (label, word[start:end])


@pytest.mark.parametrize(
    ("typed", "label"),
    [
        ("ㅂㅌㄹ", LABELS[0]), ("ㅌㄹ", LABELS[0]), ("ㅈㅈ ㅂㅌ", LABELS[0]), ("ㅅㅇㅎ", LABELS[0]),
        ("ㅋㄴ", LABELS[1]),
        ("ㄲㅊ ㄲㅈ", LABELS[5]), ("제주 ㅂㅌ", LABELS[0]), ("kona 코", LABELS[1]), ("STRASSE", LABELS[3]),
    ],
)  # fmt: skip
def test_first_consonants_and_several_words(shelf, typed: str, label: str):
    assert titles(shelf, typed) == {label}


@pytest.mark.parametrize("typed", ["", "  ", "터배", "리사", "ㄹㅂ", "kona 제주", "없는말", '"', "(*"])
def test_what_is_nowhere_is_not_found(shelf, typed: str):
    assert titles(shelf, typed) == set()


def test_the_newest_comes_first_and_no_more_than_asked(shelf):
    assert [one.title for one in search(shelf, "배", 2)] == ["배", "제주 사용후 배터리"]
    assert len(search(shelf, "배", 1)) == 1


def test_the_index_is_made_in_slices(shelf):
    while catch_up(shelf, 2):
        pass
    assert not catch_up(shelf)
    assert titles(shelf, "코나") == {LABELS[1]}


def test_what_became_readable_later_is_found_too(tmp_path: Path):
    with make_vault(tmp_path, "yard") as yard, make_vault(tmp_path, "centre") as centre:
        replica = found(yard)
        open_jar(yard, replica, "제주 배터리")
        theirs = empty_copy(centre, replica.network_id)
        send(replica, theirs)
        assert titles(theirs, "배터") == set()
        admit(yard, centre, replica.network_id)
        assert titles(theirs, "배터") == {"제주 배터리"}


def test_reopened_and_rebuilt_it_finds_the_same(tmp_path: Path):
    with make_vault(tmp_path, "yard") as vault:
        replica = found(vault)
        open_jar(vault, replica, "제주 배터리")
        assert titles(replica, "ㅂㅌ") == {"제주 배터리"}
        vault.rebuild()
        assert titles(replica, "ㅂㅌ") == {"제주 배터리"}
    with open_vault(tmp_path, "yard") as vault:
        replica = vault.replica(vault.networks()[0])
        fill_jar(vault, replica, open_jar(vault, replica, "부산 배터리"))
        assert titles(replica, "배터") == {"제주 배터리", "부산 배터리"}


def test_nothing_of_a_sealed_part_is_in_the_index(tmp_path: Path):
    with make_vault(tmp_path, "yard") as vault:
        replica = found(vault)
        signing = add_signer(vault, replica.network_id, "keeper 1", KEEPER)
        jar = open_jar(vault, replica, "plum")
        part = SealedPart("recipe", {"text": "a secret weight"}, (vault.device.public,))
        put(vault, replica, NOTE, {"topic": "agreed openly"}, jar, signings=(signing,), sealed=(part,))
        assert [one.judged.entry.content.type for one in search(replica, "openly")] == [NOTE]
        assert titles(replica, "secret") == set()


def test_what_is_forgotten_leaves_no_word_behind(shelf):
    assert titles(shelf, "코나") == {LABELS[1]}
    forget_index(shelf.connection)
    for name in ("search_data", "search_idx", "search_documents", "search_progress"):
        rows = shelf.connection.execute(f"SELECT * FROM {name}").fetchall()
        assert "코나".encode() not in b"".join(cell for row in rows for cell in row if isinstance(cell, bytes))
    assert shelf.connection.execute("SELECT COUNT(*) FROM search_documents").fetchone() == (0,)
    assert titles(shelf, "코나") == {LABELS[1]}


def test_a_network_that_was_left_is_not_found(tmp_path: Path):
    with make_vault(tmp_path, "yard") as vault:
        kept, left = found(vault), found(vault)
        open_jar(vault, kept, "kept plum")
        open_jar(vault, left, "left plum")
        assert titles(left, "plum") == {"left plum"}
        leave_network(vault, left.network_id)
        again = vault.replica(kept.network_id)
        assert titles(again, "plum") == {"kept plum"}
        assert vault.connection.execute("SELECT COUNT(DISTINCT network) FROM search_documents").fetchone() == (1,)
