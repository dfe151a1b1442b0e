"""One entry on two branches of a fork, and keys that open the past of what was judged: the view starts afresh."""

from pathlib import Path

import pytest

from core.identity.keys import SigningKey, seal_to
from core.ledger.governance.epoch import TYPE as EPOCH
from core.ledger.governance.epoch import epoch_body
from core.ledger.governance.grant import DEVICE, PERSON, grant_body
from core.ledger.governance.grant import TYPE as GRANT
from core.vault import anew
from core.vault.ingest import ingest
from tests.support.hand import id_of, signature
from tests.support.replicas import admit, digest, fill_jar, findings, make_vault, put, send, state, verdict
from tests.support.shelf import Shelf
from tests.support.toy import FILL, KEEPER, SEAL, TAKE


@pytest.mark.parametrize("lesser_first", [True, False])
def test_an_entry_on_two_branches_is_judged_at_its_lesser_place(shelf: Shelf, tmp_path: Path, lesser_first: bool):
    """On one branch its author had seen the filling, on the other not; somebody else builds on it."""
    with make_vault(tmp_path, "twin") as twin:
        other = admit(shelf.vault, twin, shelf.replica.network_id)
        first = shelf.opening()
        shelf.take(first)
        tips = shelf.tips
        more = fill_jar(shelf.vault, shelf.replica, shelf.jar)
        content = shelf.hand.content(TAKE, {"grams": 50}, shelf.jar, after=(more,))
        blob = shelf.hand.encrypted(content)
        near = shelf.hand.block([blob], tips, previous=first)
        far = shelf.hand.block([blob], shelf.tips, previous=first)
        on_it = shelf.hand.content(FILL, {"grams": 1}, shelf.jar, after=(id_of(content),))
        leaning = shelf.hand.block([shelf.hand.encrypted(on_it)])
        send(shelf.replica, other)
        for block in (near, far, leaning):
            shelf.take(block)
        for block in (near, far, leaning) if lesser_first else (far, leaning, near):
            ingest(other, [block.wire])
        assert verdict(other, id_of(content)) == "malformed", "there it names what it had not seen"
        assert verdict(other, id_of(on_it)) == "accepted", "its author had seen the entry, at its other place"
        assert digest(shelf.replica) == digest(other)
        before = digest(other)
        twin.rebuild()
        assert digest(other) == before


@pytest.mark.parametrize("near_first", [True, False])
def test_a_grant_on_two_branches_holds_for_whoever_saw_either(shelf: Shelf, tmp_path: Path, near_first: bool):
    key = SigningKey(bytes(range(32)))
    with make_vault(tmp_path, "twin") as twin:
        other = admit(shelf.vault, twin, shelf.replica.network_id)
        body = grant_body(shelf.hand.key.public, DEVICE, "pen", "desk", [KEEPER], ["grant"])
        put(shelf.vault, shelf.replica, GRANT, body)
        first = shelf.opening()
        shelf.take(first)
        given = shelf.hand.clear(shelf.hand.content(GRANT, grant_body(key.public, PERSON, "pen", "x", [KEEPER])))
        left = shelf.hand.block([given], previous=first)
        fill_jar(shelf.vault, shelf.replica, shelf.jar)
        right = shelf.hand.block([given], shelf.tips, previous=first)
        content = shelf.hand.content(SEAL, {}, shelf.jar, person=key.public, role=KEEPER)
        sealed = shelf.hand.block(
            [shelf.hand.encrypted(content, [signature(shelf.hand, content, KEEPER, key)])], previous=right
        )
        send(shelf.replica, other)
        for block in (left, right, sealed):
            shelf.take(block)
        for block in (left, right, sealed) if near_first else (right, sealed, left):
            ingest(other, [block.wire])
        assert digest(shelf.replica) == digest(other)
        assert '"sealed":true' in state(other, shelf.jar)
        assert "role_missing" not in findings(other, id_of(content))


def test_a_key_that_opens_the_past_of_judged_entries_starts_the_view_afresh(shelf: Shelf, tmp_path: Path):
    """Two concurrent epochs: the newcomer is given one key, judges what it opens, and gets the other later."""
    with make_vault(tmp_path, "newcomer") as vault:
        replica = vault.add_network(shelf.replica.network_id)
        old = shelf.replica.newest_epoch()
        fill_jar(shelf.vault, shelf.replica, shelf.jar)
        key = bytes(range(32))
        put(shelf.vault, shelf.replica, EPOCH, epoch_body(key, {}, [shelf.vault.device.public, vault.device.public]))
        put(shelf.vault, shelf.replica, TAKE, {"grams": 1}, shelf.jar)
        shelf.hand.epoch = shelf.replica.newest_epoch()
        assert shelf.hand.epoch[1] == key
        # Leaves out the heads that the newcomer cannot read.
        block, _ = shelf.hand.say(FILL, {"grams": 1}, shelf.jar, shelf.tips)
        shelf.take(block)
        send(shelf.replica, replica)
        wrapped = {old[0]: seal_to(vault.device.public, old[1])}
        put(
            shelf.vault,
            shelf.replica,
            GRANT,
            grant_body(vault.device.public, DEVICE, "newcomer", "desk", [KEEPER], wraps=wrapped),
        )
        assert digest(replica) != digest(shelf.replica)
        send(shelf.replica, replica)
        assert digest(replica) == digest(shelf.replica)


def test_a_view_is_not_started_afresh_for_nothing(shelf: Shelf, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """Joining, forking and repeating are everyday work."""
    monkeypatch.setattr(anew, "_empty", lambda replica: 1 // 0)
    with make_vault(tmp_path, "newcomer") as vault:
        replica = vault.add_network(shelf.replica.network_id)
        send(shelf.replica, replica)
        admit(shelf.vault, vault, shelf.replica.network_id)
        first = shelf.opening()
        blob = shelf.hand.encrypted(shelf.hand.content(FILL, {"grams": 2}, shelf.jar))
        again = shelf.hand.block([blob, first.blobs[0] or b""])
        beside = shelf.hand.encrypted(shelf.hand.content(FILL, {"grams": 3}, shelf.jar))
        rival = shelf.hand.block([beside], previous=first)
        shelf.take(first, again, rival)
        send(shelf.replica, replica)
        assert digest(replica) == digest(shelf.replica)
