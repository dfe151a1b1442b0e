"""Sealed parts from one laptop to another: who reads, who does not, and what is proven of a wrong wrap."""

from hashlib import sha256
from pathlib import Path

import pytest
from nacl.public import SealedBox
from nacl.signing import SigningKey as NaclSigningKey
from nacl.signing import VerifyKey

from core.actions.read_sealed import read_sealed
from core.actions.record import Draft, SealedPart, Signing, record
from core.actions.share_sealed import dispute_wrap, leaf_by_name, share_sealed
from core.encoding import cbor
from core.errors import InputError, RefusedError
from core.identity.sealing import encrypt_once
from core.ledger import merkle
from core.vault.sealed_parts import part_views
from core.vault.views import history, list_subjects
from tests.support.replicas import add_signer, admit, digest, fill_jar, findings, make_vault, send
from tests.support.shelf import Shelf
from tests.support.toy import INSPECTOR, KEEPER, NOTE

TEXT = "plums from Gildong Hong, 02-123-4567"


def noted(shelf: Shelf, *recipients: bytes, text: str = TEXT) -> bytes:
    part = SealedPart("recipe", {"text": text}, recipients or (shelf.vault.device.public,))
    draft = Draft(NOTE, {"topic": "jam"}, shelf.jar, sealed=(part,))
    return record(shelf.vault, shelf.replica.network_id, [draft]).entries[0]


def test_a_recipient_reads_and_nobody_else(shelf: Shelf, tmp_path: Path):
    network = shelf.replica.network_id
    with make_vault(tmp_path, "mill") as mill, make_vault(tmp_path, "shop") as shop:
        here, there = admit(shelf.vault, mill, network), admit(shelf.vault, shop, network)
        entry = noted(shelf, mill.device.public)
        for target in (here, there):
            send(shelf.replica, target)
        (read,) = read_sealed(mill, network, entry)
        assert (read.name, read.body, read.closed) == ("recipe", {"text": TEXT}, "")
        for vault in (shelf.vault, shop):
            (closed,) = read_sealed(vault, network, entry)
            assert (closed.closed, closed.body, closed.name) == ("not_a_recipient", None, "")
            assert closed.recipients == (mill.device.public,)
        assert digest(here) == digest(there) == digest(shelf.replica)
        for vault in (mill, shop):
            vault.rebuild()
            assert digest(vault.replica(network)) == digest(shelf.replica)


def test_no_view_and_no_search_knows_what_is_sealed(shelf: Shelf):
    noted(shelf)
    listed = "SELECT name FROM sqlite_master WHERE type = 'table' AND name != 'search'"
    names = [row[0] for row in shelf.vault.connection.execute(listed)]
    rows = [row for name in names for row in shelf.vault.connection.execute(f"SELECT * FROM {name}")]
    assert not any("Gildong" in str(row) or b"Gildong" in b"".join(c for c in row if type(c) is bytes) for row in rows)
    assert list_subjects(shelf.replica, "jar", search="Gildong") == []


def test_a_person_reads_with_a_pin(shelf: Shelf):
    keeper = add_signer(shelf.vault, shelf.replica.network_id, "keeper 1", KEEPER)
    entry = noted(shelf, keeper.person)
    network = shelf.replica.network_id
    assert read_sealed(shelf.vault, network, entry)[0].closed == "not_a_recipient"
    assert read_sealed(shelf.vault, network, entry, [keeper])[0].body == {"text": TEXT}
    with pytest.raises(RefusedError, match="wrong_pin"):
        read_sealed(shelf.vault, network, entry, [Signing(keeper.person, KEEPER, "999999")])


def test_whoever_can_open_a_part_lets_others_read_it(shelf: Shelf, tmp_path: Path):
    network = shelf.replica.network_id
    with make_vault(tmp_path, "mill") as mill, make_vault(tmp_path, "shop") as shop:
        here, there = admit(shelf.vault, mill, network), admit(shelf.vault, shop, network)
        entry = noted(shelf, mill.device.public)
        send(shelf.replica, here)
        leaf = leaf_by_name(mill, network, entry, "recipe")
        share_sealed(mill, network, entry, leaf, [shop.device.public])
        send(here, there)
        assert read_sealed(shop, network, entry)[0].body == {"text": TEXT}
        with pytest.raises(InputError, match="recipients_known"):
            share_sealed(mill, network, entry, leaf, [shop.device.public])
        with pytest.raises(RefusedError, match="part_closed"):
            share_sealed(shelf.vault, network, entry, leaf, [shelf.vault.device.public])
        with pytest.raises(InputError, match="part_not_found"):
            share_sealed(mill, network, entry, bytes(32), [shop.device.public])


def sealed_by_hand(shelf: Shelf, key: bytes, boxes: dict[bytes, bytes]) -> bytes:
    """Id of a note whose part is under `key`, with these keys in the wraps, written without our sealing."""
    plain = cbor.encode(["recipe", shelf.replica.network_id, shelf.hand.key.public, {"text": TEXT}])
    wraps = []
    for recipient, inside in sorted(boxes.items()):
        wraps.append([recipient, SealedBox(VerifyKey(recipient).to_curve25519_public_key()).encrypt(inside)])
    part = cbor.encode([2, sha256(key).digest(), wraps, encrypt_once(key, plain)])
    content = shelf.hand.content(
        NOTE, {"topic": "jam"}, shelf.jar, after=(shelf.filled,), sealed=(merkle.leaf_hash(part),)
    )
    block = shelf.hand.block([shelf.hand.encrypted(content), part], shelf.tips)
    report = shelf.take(block)
    assert report.accepted == [block.id]
    return report.entries[0]


def test_two_wraps_of_different_keys_in_one_part_are_proven_to_everybody(shelf: Shelf, tmp_path: Path):
    network = shelf.replica.network_id
    with make_vault(tmp_path, "mill") as mill:
        here = admit(shelf.vault, mill, network)
        good, bad = b"k" * 32, b"x" * 32
        entry = sealed_by_hand(shelf, good, {shelf.vault.device.public: good, mill.device.public: bad})
        send(shelf.replica, here)
        assert read_sealed(shelf.vault, network, entry)[0].body == {"text": TEXT}
        assert read_sealed(mill, network, entry)[0].closed == "wrong_wrap"
        leaf = part_views(here, entry)[0].leaf
        with pytest.raises(RefusedError, match="wrap_sound"):
            dispute_wrap(shelf.vault, network, entry, leaf)
        disputed = dispute_wrap(mill, network, entry, leaf)
        send(here, shelf.replica)
        assert part_views(shelf.replica, entry)[0].wrongly_wrapped == (mill.device.public,)
        body = {row.entry.id: row.entry.content.body for row in history(shelf.replica, shelf.jar)}[disputed.entries[0]]
        assert body["secret"] not in (good, bad)


def test_a_false_dispute_proves_nothing(shelf: Shelf):
    key = b"k" * 32
    entry = sealed_by_hand(shelf, key, {shelf.vault.device.public: key})
    leaf = part_views(shelf.replica, entry)[0].leaf
    body = {"target": entry, "leaf": leaf, "recipient": shelf.vault.device.public, "secret": b"s" * 32}
    record(shelf.vault, shelf.replica.network_id, [Draft("core.sealed.dispute", body, shelf.jar, refs=(entry,))])
    assert part_views(shelf.replica, entry)[0].wrongly_wrapped == ()


def test_a_part_copied_into_another_chain_does_not_speak_there(shelf: Shelf):
    entry = noted(shelf)
    at = shelf.replica.reader.block(shelf.replica.store.numbers()[-1])
    (leaf,) = [one.leaf for one in part_views(shelf.replica, entry)]
    part = at.blobs[at.leaves.index(leaf)]
    assert part is not None
    content = shelf.hand.content(NOTE, {"topic": "copied"}, shelf.jar, after=(entry,), sealed=(merkle.leaf_hash(part),))
    report = shelf.take(shelf.hand.block([shelf.hand.encrypted(content), part], shelf.tips))
    (copied,) = read_sealed(shelf.vault, shelf.replica.network_id, report.entries[0])
    assert (copied.closed, copied.body) == ("part_misplaced", None)


@pytest.mark.parametrize(
    ("part", "code"),
    [
        (SealedPart("recipe", {"text": "x" * 60_000 + "한" * 3_000}, ("own",)), "not_recordable"),
        (SealedPart("recipe", {"text": "한" * 30_000}, ("own",)), "sealed_large"),
        (SealedPart("recipe", {"text": "a"}, ()), "recipients_none"),
        (SealedPart("recipe", {"text": "a"}, (bytes(32),)), "recipient_unusable"),
        (SealedPart("recipe", {"text": "a"}, ("many",)), "recipients_many"),
        (SealedPart("price", {"amount_won": -1}, ("own",)), "not_recordable"),
        (SealedPart("secret", {"text": "a"}, ("own",)), "not_recordable"),
    ],
)
def test_a_part_that_cannot_be_sealed_is_refused_and_nothing_is_stored(shelf: Shelf, part: SealedPart, code: str):
    own = shelf.vault.device.public
    many = tuple(NaclSigningKey(bytes([number]) * 32).verify_key.encode() for number in range(65))
    recipients = {("own",): (own,), ("many",): many}.get(part.recipients, part.recipients)
    before = digest(shelf.replica), shelf.replica.store.count()
    sealed = (SealedPart(part.name, part.body, recipients),)
    with pytest.raises((InputError, RefusedError)) as caught:
        record(shelf.vault, shelf.replica.network_id, [Draft(NOTE, {"topic": "jam"}, shelf.jar, sealed=sealed)])
    assert caught.value.code == code
    assert (digest(shelf.replica), shelf.replica.store.count()) == before
    fill_jar(shelf.vault, shelf.replica, shelf.jar)


def test_signers_and_parts_go_together(shelf: Shelf):
    inspector = add_signer(shelf.vault, shelf.replica.network_id, "inspector 1", INSPECTOR)
    part = SealedPart("price", {"amount_won": 9_860}, (inspector.person, shelf.vault.device.public))
    draft = Draft(NOTE, {"topic": "jam"}, shelf.jar, signings=(inspector,), sealed=(part, part))
    entry = record(shelf.vault, shelf.replica.network_id, [draft]).entries[0]
    assert [one.body for one in part_views(shelf.replica, entry)] == [{"amount_won": 9_860}] * 2
    assert "refuse" not in findings(shelf.replica, entry)
