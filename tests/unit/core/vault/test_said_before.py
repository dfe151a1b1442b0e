"""What said the same before is found by an index, under whatever title its subject goes now."""

import pytest

from core.encoding import cbor
from core.ledger.shared import AMEND, VOID
from core.vault.said_before import bodies_about, bodies_amended, bodies_titled, title_given
from tests.support.replicas import fill_jar, found, make_vault, open_jar, put
from tests.support.toy import FILL, OPEN


@pytest.fixture
def yard(tmp_path):
    with make_vault(tmp_path, "yard") as vault:
        yield vault, found(vault)


def test_entries_of_a_type_about_one_subject_are_found_without_what_was_withdrawn(yard):
    vault, replica = yard
    plum, fig = (open_jar(vault, replica, label) for label in ("plum", "fig"))
    fill_jar(vault, replica, plum, 5)
    spilt = fill_jar(vault, replica, plum, 6)
    fill_jar(vault, replica, fig, 7)
    put(vault, replica, VOID, {"target": spilt, "reason": "spilt"}, plum, refs=(spilt,))
    assert [one["grams"] for one in bodies_about(replica, replica.rules.newest(FILL), plum)] == [5]


def test_openings_are_found_by_the_title_that_their_body_gives(yard):
    vault, replica = yard
    for label in ("plum", "Plum", "fig"):
        open_jar(vault, replica, label)
    kind = replica.rules.newest(OPEN)
    title = title_given(replica, kind, {"label": "plum"}, vault.clock.now())
    assert {one["label"] for one in bodies_titled(replica, kind, title)} == {"plum", "Plum"}
    assert not list(bodies_titled(replica, kind, "no such"))
    assert not list(bodies_titled(replica, replica.rules.newest(FILL), title))


def test_an_opening_whose_title_was_amended_is_found_by_the_amendment(yard):
    vault, replica = yard
    jar = open_jar(vault, replica, "plumm")
    open_jar(vault, replica, "fig")
    (opening,) = replica.connection.execute(
        "SELECT e.id FROM entries e JOIN subjects s USING (subject) WHERE s.id = ?", (jar,)
    ).fetchone()
    body = {"target": opening, "body": cbor.encode({"label": "plum"}), "reason": "a slip"}
    put(vault, replica, AMEND, body, jar, refs=(opening,))
    kind = replica.rules.newest(OPEN)
    assert not list(bodies_titled(replica, kind, "plumm")), "it goes under another title now"
    assert [one["label"] for one in bodies_amended(replica, kind)] == ["plumm"]
