"""Two parties, two laptops: a fact is signed later, and a person contests what carries their key."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from core.actions.cosign_entry import contest_entry, cosign_entry
from core.actions.record import Draft, Signing, record
from core.errors import RefusedError
from core.identity.keys import SigningKey
from core.identity.pin import seal_key
from core.ledger.content import Place, cosign
from core.ledger.cosigning import COSIGN
from core.vault.replica import Replica
from core.vault.vault import Vault
from core.vault.views import history, subject
from tests.support.replicas import (
    PIN,
    add_signer,
    admit,
    digest,
    fill_jar,
    findings,
    make_vault,
    put,
    release_jar,
    send,
    state,
    verdict,
)
from tests.support.shelf import Shelf
from tests.support.toy import FILL, INSPECTOR, KEEPER, NOTE


@dataclass
class Pair:
    """The shelf's yard, and a mill where the keeper has the key."""

    shelf: Shelf
    mill: Vault
    there: Replica
    keeper: Signing

    @property
    def network(self) -> bytes:
        return self.shelf.replica.network_id

    def both(self) -> None:
        send(self.shelf.replica, self.there)
        send(self.there, self.shelf.replica)
        assert digest(self.shelf.replica) == digest(self.there)


@pytest.fixture
def pair(shelf: Shelf, tmp_path: Path) -> Iterator[Pair]:
    with make_vault(tmp_path, "mill") as mill:
        keeper = mill.add_person("mill", "keeper 1", PIN)
        there = admit(shelf.vault, mill, shelf.replica.network_id)
        yield Pair(shelf, mill, there, Signing(keeper.key, KEEPER, PIN))


def noted(pair: Pair) -> bytes:
    return put(pair.shelf.vault, pair.shelf.replica, NOTE, {"topic": "jam"}, pair.shelf.jar).entries[0]


def agreed(pair: Pair) -> int:
    return int(subject(pair.shelf.replica, pair.shelf.jar).state["agreed"])


def test_the_other_partys_signature_comes_back_and_completes_the_fact(pair: Pair):
    entry = noted(pair)
    assert agreed(pair) == 0
    pair.both()
    before = verdict(pair.shelf.replica, entry), findings(pair.shelf.replica, entry)
    cosign_entry(pair.mill, pair.network, entry, pair.keeper)
    pair.both()
    assert agreed(pair) == 1
    assert (verdict(pair.shelf.replica, entry), findings(pair.shelf.replica, entry)) == before
    cosign_entry(pair.mill, pair.network, entry, pair.keeper)  # twice says no more
    pair.both()
    assert agreed(pair) == 1


def test_an_authorisation_is_not_completed_later(pair: Pair):
    shelf = pair.shelf
    inspector = add_signer(shelf.vault, pair.network, "inspector", INSPECTOR)
    own = add_signer(shelf.vault, pair.network, "keeper 2", KEEPER)
    released = release_jar(shelf.vault, shelf.replica, shelf.jar, shelf.filled, (inspector, own)).entries[0]
    pair.both()
    with pytest.raises(RefusedError) as caught:
        cosign_entry(pair.mill, pair.network, released, pair.keeper)
    assert "authorisation_not_cosignable" in [one.code for one in caught.value.facts["findings"]]


def forged(pair: Pair, entry: bytes, network: bytes, target: bytes, role: str) -> dict:
    signed = cosign(network, target, role, Place.OWN_DEVICE, SigningKey(b"f" * 32))
    key = pair.keeper.person if network == pair.network and target == entry and role == KEEPER else signed.person
    return {"target": entry, "person": key, "role": KEEPER, "place": 0, "signature": signed.signature}


@pytest.mark.parametrize("what", ["another's key", "another network", "another entry", "another role"])
def test_a_forged_signature_completes_nothing(pair: Pair, what: str):
    entry = noted(pair)
    other = fill_jar(pair.shelf.vault, pair.shelf.replica, pair.shelf.jar)
    body = forged(
        pair,
        entry,
        bytes(32) if what == "another network" else pair.network,
        other if what == "another entry" else entry,
        INSPECTOR if what == "another role" else KEEPER,
    )
    draft = Draft(COSIGN, body, pair.shelf.jar, refs=(entry,))
    with pytest.raises(RefusedError) as caught:
        record(pair.shelf.vault, pair.network, [draft])
    assert "cosignature_invalid" in [one.code for one in caught.value.facts["findings"]]
    # From a peer that does not ask the door, it is kept as a flagged fact that counts for nothing.
    hand = pair.shelf.hand
    content = hand.content(COSIGN, body, pair.shelf.jar, after=(other,), refs=(entry,))
    report = pair.shelf.take(hand.block([hand.encrypted(content)], pair.shelf.tips))
    assert "cosignature_invalid" in findings(pair.shelf.replica, report.entries[0])
    assert agreed(pair) == 0


def test_where_it_was_signed_is_shown(pair: Pair):
    shelf = pair.shelf
    own = add_signer(shelf.vault, pair.network, "keeper 2", KEEPER)
    guest = shelf.vault.add_person("mill", "a worker of the mill", PIN)
    key = SigningKey(b"w" * 32)
    card = seal_key(key, PIN, shelf.vault.randomness)
    signings = (own, Signing(guest.key, KEEPER, PIN), Signing(key.public, KEEPER, PIN, card))
    entry = put(shelf.vault, shelf.replica, NOTE, {"topic": "jam"}, shelf.jar, signings=signings).entries[0]
    shown = {row.entry.id: row.entry for row in history(shelf.replica, shelf.jar)}[entry]
    assert [one.place for one in shown.cosignatures] == [Place.OWN_DEVICE, Place.OTHER_PARTY, Place.OWN_CARD]
    stored = {row[0] for row in shelf.vault.connection.execute("SELECT key FROM persons")}
    assert key.public not in stored


def test_a_person_contests_what_carries_their_key_and_nobody_elses(pair: Pair):
    shelf = pair.shelf
    guest = shelf.vault.add_person("mill", "a worker of the mill", PIN)
    misused = Signing(guest.key, KEEPER, PIN)
    entry = put(shelf.vault, shelf.replica, NOTE, {"topic": "jam"}, shelf.jar, signings=(misused,)).entries[0]
    pair.both()
    with pytest.raises(RefusedError) as caught:
        contest_entry(pair.mill, pair.network, entry, pair.keeper, "not mine")
    assert "contested_by_another" in [one.code for one in caught.value.facts["findings"]]
    contest_entry(shelf.vault, pair.network, entry, misused, "I never saw this")
    pair.both()
    (flag,) = [one for one in subject(pair.there, shelf.jar).flags if one.code == "cosignature_contested"]
    assert flag.facts == {"count": 1}
    assert verdict(pair.there, entry) == "accepted"
    assert agreed(pair) == 1


def test_a_later_signature_is_contested_too(pair: Pair):
    entry = noted(pair)
    pair.both()
    later = cosign_entry(pair.mill, pair.network, entry, pair.keeper).entries[0]
    contest_entry(pair.mill, pair.network, later, pair.keeper, "my card was copied")
    pair.both()
    assert "cosignature_contested" in [one.code for one in subject(pair.shelf.replica, pair.shelf.jar).flags]
    assert FILL in [row.entry.content.type for row in history(pair.there, pair.shelf.jar)]
    assert state(pair.there, pair.shelf.jar) == state(pair.shelf.replica, pair.shelf.jar)
