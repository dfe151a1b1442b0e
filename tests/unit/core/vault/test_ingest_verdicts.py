"""What blocks that came in are worth: hostile content is kept, judged, and moves nothing."""

from pathlib import Path

import pytest

from core.identity.keys import SigningKey
from core.ledger.content import Place, cosign
from core.ledger.governance.grant import PERSON, grant_body
from core.ledger.governance.grant import TYPE as GRANT
from core.ports.limits import AFTER_MAX, REFS_MAX
from core.vault.ingest import ingest
from core.vault.views import history, network_view, subject
from tests.support.hand import admitted_hand, id_of, signature
from tests.support.replicas import (
    admit,
    digest,
    fill_jar,
    findings,
    make_vault,
    open_vault,
    put,
    send,
    state,
    verdict,
)
from tests.support.shelf import Shelf
from tests.support.toy import FILL, INSPECTOR, KEEPER, OPEN, RELEASE, SEAL, TAKE, TYPES, ToyRegistry, ToyWorkspace


def judged(shelf: Shelf, type_name: str, body: dict, *, signers: list = (), **fields) -> tuple[str, str]:
    """Verdict and findings of one entry that the pen writes having seen all."""
    content = shelf.hand.content(type_name, body, fields.pop("subject", shelf.jar), **fields)
    signed = [signature(shelf.hand, content, role, key) for role, key in signers]
    block = shelf.hand.block([shelf.hand.encrypted(content, signed)], shelf.tips)
    assert shelf.take(block).accepted == [block.id]
    id = id_of(content)
    return verdict(shelf.replica, id), findings(shelf.replica, id)


def test_a_fact_is_always_recordable(shelf: Shelf):
    """Taking more than there is happened, if it happened: accepted, flagged, and counted."""
    found = judged(shelf, TAKE, {"grams": 500}, after=(shelf.filled,))
    assert found == ("accepted", '[["jar_too_empty", "grams", "refuse", {"held": 100}]]')
    assert '"grams":-400' in state(shelf.replica, shelf.jar)
    assert [flag.code for flag in subject(shelf.replica, shelf.jar).flags] == ["jar_overdrawn"]


def test_a_fact_without_the_role_is_flagged(shelf: Shelf):
    stranger = admitted_hand(shelf.vault, shelf.replica, "helper", roles=("helper",))
    block, id = stranger.say(SEAL, {}, shelf.jar, shelf.tips, after=(shelf.filled,))
    shelf.take(block)
    assert verdict(shelf.replica, id) == "accepted"
    assert findings(shelf.replica, id) == '[["role_missing", "", "refuse", {"roles": ["keeper"]}]]'


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({}, "field_missing"),
        ({"grams": "5"}, "field_kind"),
        ({"grams": 0}, "field_range"),
        ({"grams": 1_000_001}, "field_range"),
        ({"grams": True}, "field_kind"),
    ],
)
def test_a_body_that_does_not_fit_is_malformed_and_moves_nothing(shelf: Shelf, body: dict, code: str):
    before = state(shelf.replica, shelf.jar)
    found, why = judged(shelf, FILL, body, after=(shelf.filled,))
    assert found == "malformed"
    assert code in why
    assert state(shelf.replica, shelf.jar) == before


def test_an_unknown_field_is_kept_and_warned_of(shelf: Shelf):
    found = judged(shelf, FILL, {"grams": 1, "colour": "red"}, after=(shelf.filled,))
    assert found == ("accepted", '[["field_unknown", "colour", "warn", {}]]')


@pytest.mark.parametrize("named", ["after", "refs"])
def test_naming_what_was_not_seen_is_malformed(shelf: Shelf, named: str):
    tips = shelf.tips
    unseen = fill_jar(shelf.vault, shelf.replica, shelf.jar)
    block, id = shelf.hand.say(FILL, {"grams": 1}, shelf.jar, tips, **{named: (unseen,)})
    shelf.take(block)
    assert verdict(shelf.replica, id) == "malformed"
    assert "outside_past" in findings(shelf.replica, id)


def test_after_another_subject_is_malformed(shelf: Shelf):
    other = put(shelf.vault, shelf.replica, OPEN, {"label": "fig"}).entries[0]
    assert judged(shelf, FILL, {"grams": 1}, after=(other,))[0] == "malformed"


def test_a_later_leaf_of_the_same_block_is_not_past(shelf: Shelf):
    later = shelf.hand.content(FILL, {"grams": 2}, shelf.jar, after=(shelf.filled,))
    early = shelf.hand.content(FILL, {"grams": 1}, shelf.jar, after=(id_of(later),))
    shelf.take(shelf.hand.block([shelf.hand.encrypted(one) for one in (early, later)], shelf.tips))
    assert verdict(shelf.replica, id_of(early)) == "malformed"
    assert verdict(shelf.replica, id_of(later)) == "accepted"


def test_a_malformed_entry_lends_no_past(shelf: Shelf, tmp_path: Path):
    """Whoever builds on it does not reach what it named; else arrival would decide what was reached."""
    with make_vault(tmp_path, "twin") as twin:
        other = admit(shelf.vault, twin, shelf.replica.network_id)
        tips = shelf.tips
        unseen = fill_jar(shelf.vault, shelf.replica, shelf.jar, 400)
        broken = shelf.hand.content(FILL, {"grams": 1}, shelf.jar, after=(unseen,))
        first = shelf.hand.block([shelf.hand.encrypted(broken)], tips)
        on_it = shelf.hand.content(TAKE, {"grams": 300}, shelf.jar, after=(id_of(broken),))
        second = shelf.hand.block([shelf.hand.encrypted(on_it)])
        shelf.take(first, second)
        ingest(other, [first.wire, second.wire])
        send(shelf.replica, other)
        assert "jar_too_empty" in findings(shelf.replica, id_of(on_it))
        assert digest(shelf.replica) == digest(other)


def test_a_head_left_out_is_flagged_even_where_others_followed_on_it(shelf: Shelf, tmp_path: Path):
    with make_vault(tmp_path, "twin") as twin:
        other = admit(shelf.vault, twin, shelf.replica.network_id)
        block, id = shelf.hand.say(FILL, {"grams": 1}, shelf.jar, shelf.tips)
        fill_jar(shelf.vault, shelf.replica, shelf.jar)
        shelf.take(block)
        ingest(other, [block.wire])
        send(shelf.replica, other)
        assert findings(shelf.replica, id).count("head_left_out") == 1
        assert digest(shelf.replica) == digest(other)


def test_a_replayed_entry_has_no_effect(shelf: Shelf):
    """The leaf of another device, in clear or encrypted, says nothing in this chain."""
    before = digest(shelf.replica)
    held = [shelf.replica.store.block(number) for number in shelf.replica.store.numbers()]
    leaves = [blob for block in held for blob in block.blobs if blob is not None]
    report = shelf.take(shelf.hand.block(leaves[1:], shelf.tips))
    assert report.accepted
    assert not report.entries
    assert digest(shelf.replica) == before


def test_an_entry_of_another_network_says_nothing(shelf: Shelf):
    """Its author's own words and signature, carried over."""
    before = digest(shelf.replica)
    key = SigningKey(bytes(range(32)))
    there = shelf.hand.content(FILL, {"grams": 5}, shelf.jar, network=bytes(32), after=(shelf.filled,))
    signed = cosign(bytes(32), id_of(there), KEEPER, Place.OWN_DEVICE, key)
    report = shelf.take(shelf.hand.block([shelf.hand.encrypted(there, [signed])], shelf.tips))
    assert report.accepted
    assert not report.entries
    assert digest(shelf.replica) == before


@pytest.mark.parametrize(("named", "limit"), [("after", AFTER_MAX), ("refs", REFS_MAX)])
def test_an_entry_that_names_more_than_may_be_says_nothing(shelf: Shelf, named: str, limit: int):
    before = digest(shelf.replica)
    many = tuple(number.to_bytes(32, "big") for number in range(limit + 1))
    content = shelf.hand.content(FILL, {"grams": 5}, shelf.jar, **{named: many})
    report = shelf.take(shelf.hand.block([shelf.hand.encrypted(content)], shelf.tips))
    assert report.accepted
    assert not report.entries
    assert digest(shelf.replica) == before


def test_an_entry_counts_once_at_its_first_place(shelf: Shelf):
    content = shelf.hand.content(FILL, {"grams": 5}, shelf.jar, after=(shelf.filled,))
    blob = shelf.hand.encrypted(content)
    shelf.take(shelf.hand.block([blob, blob], shelf.tips))
    shelf.take(shelf.hand.block([blob]))
    assert '"grams":105' in state(shelf.replica, shelf.jar)


def test_a_replayed_grant_counts_only_where_it_was_given(shelf: Shelf, tmp_path: Path):
    """A carries B's grant leaf in its own block, which arrives first at one replica: roles must not lean on that."""
    with make_vault(tmp_path, "twin") as twin, make_vault(tmp_path, "third") as third:
        other = admit(shelf.vault, twin, shelf.replica.network_id)
        tips = shelf.tips
        key = SigningKey(bytes(range(32)))
        helper = admitted_hand(shelf.vault, shelf.replica, "helper", roles=())
        send(shelf.replica, other)
        early_tips = shelf.tips
        given = put(
            shelf.vault, shelf.replica, GRANT, grant_body(key.public, PERSON, "Yard", "keeper 2", [KEEPER])
        ).block
        number = shelf.replica.store.number_of(given)
        assert number is not None
        leaf = shelf.replica.store.block(number).blobs[0]
        assert leaf is not None
        replay = shelf.hand.block([leaf], tips)
        content = helper.content(SEAL, {}, shelf.jar, after=(shelf.filled,), person=key.public, role=KEEPER)
        leaning = helper.block(
            [helper.encrypted(content, [signature(helper, content, KEEPER, key)])], [*early_tips, replay]
        )
        ingest(other, [replay.wire])
        send(shelf.replica, other)
        shelf.take(replay, leaning)
        ingest(other, [leaning.wire])
        last = admit(shelf.vault, third, shelf.replica.network_id)
        send(shelf.replica, other)
        assert "role_missing" in findings(shelf.replica, id_of(content))
        assert digest(shelf.replica) == digest(other) == digest(last)


@pytest.mark.parametrize(
    ("role", "signer"),
    [(INSPECTOR, "keeper"), (KEEPER, "stranger"), ("", "forged")],
)
def test_a_signature_for_another_role_or_by_another_hand_does_not_count(shelf: Shelf, role: str, signer: str):
    """An authorisation is refused, whatever else is signed under it."""
    network = shelf.replica.network_id
    keys = {name: SigningKey(bytes([place] * 32)) for place, name in enumerate(("keeper", "inspector", "stranger"))}
    for name, granted in (("keeper", [KEEPER]), ("inspector", [INSPECTOR])):
        put(shelf.vault, shelf.replica, GRANT, grant_body(keys[name].public, PERSON, "Yard", name, granted))
    inspector = keys["inspector"].public
    content = shelf.hand.content(
        RELEASE,
        {"grams": 5, "evidence": shelf.filled},
        shelf.jar,
        after=(shelf.filled,),
        refs=(shelf.filled,),
        person=inspector,
        role=INSPECTOR,
    )
    good = [signature(shelf.hand, content, INSPECTOR, keys["inspector"])]
    if signer == "forged":
        other = shelf.hand.content(RELEASE, dict(content.body), shelf.jar)
        second = signature(shelf.hand, other, KEEPER, keys["keeper"])
    else:
        second = signature(shelf.hand, content, role, keys[signer])
    shelf.take(shelf.hand.block([shelf.hand.encrypted(content, [*good, second])], shelf.tips))
    assert verdict(shelf.replica, id_of(content)) == "refused"
    assert "signatures_missing" in findings(shelf.replica, id_of(content))
    assert ("cosignature_invalid" in findings(shelf.replica, id_of(content))) == (signer == "forged")
    with_both = shelf.hand.content(
        RELEASE,
        dict(content.body),
        shelf.jar,
        after=(shelf.filled, id_of(content)),
        refs=(shelf.filled,),
        person=inspector,
        role=INSPECTOR,
    )
    signed = [
        signature(shelf.hand, with_both, INSPECTOR, keys["inspector"]),
        signature(shelf.hand, with_both, KEEPER, keys["keeper"]),
    ]
    shelf.take(shelf.hand.block([shelf.hand.encrypted(with_both, signed)]))
    assert verdict(shelf.replica, id_of(with_both)) == "accepted"
    assert network == shelf.hand.network


def test_a_person_who_did_not_sign_does_not_act(shelf: Shelf):
    keeper = SigningKey(bytes([7] * 32))
    put(shelf.vault, shelf.replica, GRANT, grant_body(keeper.public, PERSON, "Yard", "keeper", [KEEPER]))
    found = judged(shelf, SEAL, {}, after=(shelf.filled,), person=keeper.public, role=KEEPER)
    assert found == ("accepted", '[["person_did_not_sign", "", "refuse", {}]]')
    found = judged(shelf, SEAL, {}, after=(), person=keeper.public, role=INSPECTOR, signers=[(INSPECTOR, keeper)])
    assert "role_missing" in found[1]


# -- what this app is too old for ------------------------------------------------------------------------------------


def test_an_unknown_type_is_kept_and_shown_as_newer(shelf: Shelf):
    found = judged(shelf, "toy.jar.polish", {"with": "wax"}, after=(shelf.filled,))
    assert found == ("newer", "[]")
    last = history(shelf.replica, shelf.jar)[-1]
    assert last.judged.entry.content.body == {"with": "wax"}
    assert '"grams":100' in state(shelf.replica, shelf.jar)


def test_a_newer_version_of_a_type_is_not_judged(shelf: Shelf):
    assert judged(shelf, FILL, {"grams": 1}, after=(shelf.filled,), version=2)[0] == "newer"


def test_nothing_is_judged_after_what_is_newer(shelf: Shelf):
    content = shelf.hand.content("toy.jar.polish", {}, shelf.jar, after=(shelf.filled,))
    shelf.take(shelf.hand.block([shelf.hand.encrypted(content)], shelf.tips))
    assert judged(shelf, FILL, {"grams": 1}, after=(id_of(content),)) == ("newer", "[]")


def test_an_older_app_keeps_all_and_a_newer_one_judges_it(shelf: Shelf, tmp_path: Path):
    few = tuple(one for one in TYPES if one.name != SEAL)
    put(shelf.vault, shelf.replica, SEAL, {}, shelf.jar)
    with make_vault(tmp_path, "old", ToyRegistry((ToyWorkspace(few),))) as vault:
        replica = admit(shelf.vault, vault, shelf.replica.network_id)
        send(shelf.replica, replica)
        assert '"sealed"' not in state(replica, shelf.jar)
        assert digest(replica) != digest(shelf.replica)
    with open_vault(tmp_path, "old") as vault:
        vault.rebuild()
        assert digest(vault.replica(shelf.replica.network_id)) == digest(shelf.replica)


# -- keys that come later ----------------------------------------------------------------------------------------------


def test_a_locked_replica_holds_blocks_and_a_later_grant_unlocks_them(shelf: Shelf, tmp_path: Path):
    with make_vault(tmp_path, "newcomer") as vault:
        replica = vault.add_network(shelf.replica.network_id)
        send(shelf.replica, replica)
        view = network_view(replica)
        assert (view.entries, view.locked) == (3, 2)  # Charter, epoch, the pen's grant; locked: opened and filled.
        fill_jar(shelf.vault, shelf.replica, shelf.jar)
        send(shelf.replica, replica)
        assert network_view(replica).locked == 3
        admit(shelf.vault, vault, shelf.replica.network_id)
        assert network_view(replica).locked == 0
        assert digest(replica) == digest(shelf.replica)
        before = digest(replica)
        vault.rebuild()
        assert digest(replica) == before
