"""Governance that came in: only what travels in clear, by whom may give it, and of a shape that is one, has effect."""

from pathlib import Path

import pytest

from core.identity.keys import SigningKey
from core.ledger.blob import Statement, clear_blob
from core.ledger.governance.epoch import TYPE as EPOCH
from core.ledger.governance.epoch import epoch_body
from core.ledger.governance.grant import DEVICE, PERSON, grant_body
from core.ledger.governance.grant import TYPE as GRANT
from core.ledger.shared import OBSERVE, VOID
from core.vault.ingest import ingest
from core.vault.views import history, network_view
from tests.support.hand import id_of
from tests.support.replicas import (
    admit,
    digest,
    fill_jar,
    findings,
    make_vault,
    put,
    state,
    verdict,
)
from tests.support.shelf import Shelf
from tests.support.toy import FILL, INSPECTOR, KEEPER


def test_governance_travels_in_clear_and_nothing_else_does(shelf: Shelf):
    hidden = shelf.hand.content(GRANT, grant_body(SigningKey(bytes(32)).public, PERSON, "x", "y", [KEEPER]))
    shown = shelf.hand.content(FILL, {"grams": 50}, shelf.jar, after=(shelf.filled,))
    of_network = shelf.hand.content(FILL, {"grams": 50}, None)
    about_jar = shelf.hand.content(OBSERVE, {}, shelf.jar)
    blobs = [
        shelf.hand.encrypted(hidden),
        shelf.hand.clear(shown),
        shelf.hand.encrypted(of_network),
        shelf.hand.clear(about_jar),
    ]
    shelf.take(shelf.hand.block(blobs, shelf.tips))
    found = [verdict(shelf.replica, id_of(content)) for content in (hidden, shown, of_network, about_jar)]
    assert found == ["", "", "malformed", "malformed"]
    assert '"grams":100' in state(shelf.replica, shelf.jar)


def test_governance_cannot_be_voided_as_a_fact(shelf: Shelf):
    grants = [row for row in history(shelf.replica, b"") if row.entry.content.type == GRANT]
    before = network_view(shelf.replica).granted
    content = shelf.hand.content(
        VOID, {"target": grants[0].entry.id, "reason": "x"}, refs=(grants[0].entry.id,), after=(grants[0].entry.id,)
    )
    shelf.take(shelf.hand.block([shelf.hand.encrypted(content), shelf.hand.clear(content)], shelf.tips))
    assert verdict(shelf.replica, id_of(content)) == "malformed"
    assert network_view(shelf.replica).granted == before


def test_a_grant_without_the_power_is_refused_and_gives_nothing(shelf: Shelf):
    body = grant_body(shelf.hand.key.public, DEVICE, "pen", "desk", [INSPECTOR], ["grant"])
    content = shelf.hand.content(GRANT, body)
    shelf.take(shelf.hand.block([shelf.hand.clear(content)], shelf.tips))
    assert verdict(shelf.replica, id_of(content)) == "refused"
    (pen,) = [one for one in network_view(shelf.replica).granted if one.key == shelf.hand.key.public]
    assert (pen.roles, pen.powers) == ((KEEPER,), ())


def hostile_epoch(shelf: Shelf, key: bytes, body: dict | None = None) -> bytes:
    """Id of an epoch that the pen may not start."""
    made = body if body is not None else epoch_body(key, {}, [shelf.vault.device.public])
    content = shelf.hand.content(EPOCH, made)
    shelf.take(shelf.hand.block([shelf.hand.clear(content)], [] if shelf.hand.last else shelf.tips))
    return id_of(content)


def test_nobody_writes_under_an_epoch_that_was_refused(shelf: Shelf):
    before = shelf.replica.newest_epoch()
    id = hostile_epoch(shelf, bytes(32))
    assert verdict(shelf.replica, id) == "refused"
    assert shelf.replica.newest_epoch() == before


def test_a_handed_down_key_must_be_the_one_its_epoch_was_started_with(shelf: Shelf, tmp_path: Path):
    """A newcomer meets a false key for the true epoch before the true one."""
    shelf.hand.key = shelf.vault.device  # A founder gone bad: its epochs are accepted.
    true_id, true_key = shelf.replica.newest_epoch()
    with make_vault(tmp_path, "newcomer") as vault:
        newcomer = vault.device.public
        put(shelf.vault, shelf.replica, EPOCH, epoch_body(bytes(32), {true_id: bytes(32)}, [newcomer]))
        replica = admit(shelf.vault, vault, shelf.replica.network_id)
        keys = dict(replica.connection.execute("SELECT id, key FROM epochs").fetchall())
        assert keys.get(true_id, true_key) == true_key


@pytest.mark.parametrize("length", [0, 16, 31, 33, 65, 200])
def test_an_epoch_key_of_another_length_is_not_learnt(shelf: Shelf, length: int):
    key = bytes(length)
    device = shelf.vault.device.public
    recorded = put(shelf.vault, shelf.replica, EPOCH, {**epoch_body(key, {}, [device])})
    epochs = [row[0] for row in shelf.replica.connection.execute("SELECT id FROM epochs")]
    assert recorded.entries[0] not in epochs
    fill_jar(shelf.vault, shelf.replica, shelf.jar)


@pytest.mark.parametrize(
    "wraps",
    [
        5,
        [5],
        ["text"],
        [{}],
        [{"epoch": {"a": 1}, "box": b""}],
        [{"epoch": [1], "box": b""}],
        [{"epoch": 5, "box": 5}],
        [{"epoch": bytes(32), "box": bytes(80)}],
    ],
)
def test_a_grant_of_any_shape_for_this_device_does_not_stop_the_gate(shelf: Shelf, wraps: object):
    body = {**grant_body(shelf.vault.device.public, DEVICE, "x", "y", [KEEPER]), "wraps": wraps}
    clear = shelf.hand.clear(shelf.hand.content(GRANT, body))
    assert shelf.take(shelf.hand.block([clear], shelf.tips)).accepted


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"founders": 5, "name": "x"},
        {"founders": [5], "rules": "x"},
        {"founders": [{"key": 5, "roles": 5, "powers": {}}]},
        {"key": b"", "kind": "device", "roles": 5, "powers": 5},
        {"key": bytes(32), "kind": {}, "roles": [5], "powers": [b""], "member": "", "title": "", "wraps": []},
        {"key_hash": 5, "wraps": [{"key": b"", "box": 5}], "previous": [5], "older": 5},
    ],
)
@pytest.mark.parametrize("type_name", ["core.charter.open", GRANT, EPOCH, OBSERVE, VOID, "core.entry.amend"])
def test_governance_of_any_shape_does_not_stop_the_gate(shelf: Shelf, type_name: str, body: dict):
    before = network_view(shelf.replica).granted
    content = shelf.hand.content(type_name, body)
    report = shelf.take(shelf.hand.block([shelf.hand.clear(content)], shelf.tips))
    assert report.accepted
    assert verdict(shelf.replica, id_of(content)) in ("", "malformed", "refused", "accepted")
    assert network_view(shelf.replica).granted == before


@pytest.mark.parametrize(
    "blob",
    [
        b"",
        b"\x00",
        b"\x80",
        b"\x83\x00\x40\x80",
        b"\x81\x18\x63",
        b"\x84\x01\x48aaaaaaaa\x40\x40",
        clear_blob(Statement(b"\x80", ())),
        clear_blob(Statement(b"", ())),
    ],
)
def test_a_leaf_of_any_shape_is_kept_and_says_nothing(shelf: Shelf, blob: bytes):
    before = digest(shelf.replica)
    block = shelf.hand.block([blob], shelf.tips)
    assert shelf.take(block).accepted == [block.id]
    assert digest(shelf.replica) == before


def test_sealing_to_a_key_that_is_none_stops_nothing(shelf: Shelf):
    """A founder grants a device whose key is no point of the curve."""
    body = grant_body(bytes(32), DEVICE, "x", "y", [KEEPER])
    content = shelf.hand.content(GRANT, body)
    assert shelf.take(shelf.hand.block([shelf.hand.clear(content)], shelf.tips)).accepted
    assert "key_unusable" in findings(shelf.replica, id_of(content))


def test_an_entry_counts_in_its_true_form_wherever_the_wrong_one_stands(shelf: Shelf, tmp_path: Path):
    """The same content once encrypted and once in clear, in one batch and in two."""
    with make_vault(tmp_path, "twin") as twin:
        other = admit(shelf.vault, twin, shelf.replica.network_id)
        note = shelf.hand.content(OBSERVE, {})
        fill = shelf.hand.content(FILL, {"grams": 5}, shelf.jar, after=(shelf.filled,))
        first = shelf.hand.block([shelf.hand.encrypted(note), shelf.hand.clear(fill)], shelf.tips)
        second = shelf.hand.block([shelf.hand.clear(note), shelf.hand.encrypted(fill)])
        shelf.take(first, second)
        ingest(other, [first.wire])
        ingest(other, [second.wire])
        assert [verdict(shelf.replica, id_of(one)) for one in (note, fill)] == ["accepted", "accepted"]
        assert digest(shelf.replica) == digest(other)
