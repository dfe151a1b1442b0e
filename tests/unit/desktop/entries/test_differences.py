"""The versions of an entry and what each changed, from a real ledger of jars."""

import pytest

from core.encoding import cbor
from core.ledger.shared import AMEND
from core.vault.ingest import ingest
from desktop.entries.differences import changes, versions
from desktop.entries.story import load
from desktop.widgets.differences import Change
from desktop.words import Words
from tests.support.cheap_argon2 import cheap_argon2  # noqa: F401 - holds for every test below
from tests.support.hand import admitted_hand, tip_blocks
from tests.support.replicas import fill_jar, found, make_vault, open_jar, put
from tests.support.toy import FILL

WORDS = Words("en")


@pytest.fixture
def shelf(tmp_path):
    with make_vault(tmp_path, "yard") as vault:
        replica = found(vault)
        jar = open_jar(vault, replica, "plum")
        filled = fill_jar(vault, replica, jar, 100)
        yield vault, replica, jar, filled


def amend(vault, replica, jar, target, body) -> None:
    put(vault, replica, AMEND, {"target": target, "reason": "miscounted", "body": body}, jar, refs=(target,))


def test_an_entry_that_nobody_amended_has_one_version(shelf):
    vault, replica, jar, filled = shelf
    story = load(vault, replica, jar)
    assert [one.body for one in versions(story, story.row(filled))] == [{"grams": 100}]


def test_each_amendment_is_a_version_in_the_order_of_the_history(shelf):
    vault, replica, jar, filled = shelf
    for grams in (110, 120):
        amend(vault, replica, jar, filled, cbor.encode({"grams": grams}))
    story = load(vault, replica, jar)
    known = versions(story, story.row(filled))
    assert [one.body["grams"] for one in known] == [100, 110, 120]
    assert story.subject.state["grams"] == 120


def test_an_amendment_that_a_rule_objects_to_is_no_version(shelf):
    """Another program may write what our door refuses; it is kept and changes nothing."""
    vault, replica, jar, filled = shelf
    hand = admitted_hand(vault, replica, "pen")
    body = {"target": filled, "reason": "mischief", "body": cbor.encode([1, 2])}
    block, entry = hand.say(AMEND, body, jar, tip_blocks(replica), after=(filled,), refs=(filled,))
    ingest(replica, [block.wire])
    story = load(vault, replica, jar)
    assert story.row(entry) is not None
    assert len(versions(story, story.row(filled))) == 1


def test_only_fields_that_differ_are_told_in_their_unit(shelf):
    _, replica, _, _ = shelf
    kind = replica.rules.newest(FILL)
    assert changes(kind, {"grams": 100}, {"grams": 1200}, WORDS) == [Change("grams", "100 g", "1,200 g")]
    assert changes(kind, {"grams": 100}, {"grams": 100}, WORDS) == []
    assert changes(kind, {}, {"grams": "many"}, WORDS) == [Change("grams", "–", "many")]
