"""Cuts on real replicas: what lies beyond the line has no effect anywhere, whatever the order of arrival."""

from pathlib import Path

import pytest

from core.actions.cosign_entry import cosign_entry
from core.actions.join import JoinRequest, grant, grant_person
from core.actions.next_incarnation import open_incarnation
from core.actions.record import Draft, record
from core.actions.shut_out import cut_device, cut_grant, cut_person, last_blocks, preview_cut
from core.actions.signing import Signing
from core.errors import InputError, RefusedError
from core.identity.keys import SigningKey
from core.ledger.chart import Position
from core.ledger.governance import cut
from core.ledger.governance.cut import cut_body
from core.ledger.governance.grant import PERSON, grant_body
from core.ledger.governance.grant import TYPE as GRANT
from core.ledger.reckoning import Standing
from core.vault.ingest import ingest
from core.vault.replica import Replica
from core.vault.views import granted_keys, network_view
from tests.support.fixed_clock import SUNDAY
from tests.support.hand import Hand, admitted_hand, id_of, signature, tip_blocks
from tests.support.replicas import (
    PIN,
    add_signer,
    admit,
    blocks_of,
    digest,
    empty_copy,
    fill_jar,
    found,
    make_vault,
    open_jar,
    put,
    release_jar,
    send,
    state,
    tables,
    verdict,
)
from tests.support.toy import FILL, INSPECTOR, KEEPER, OPEN, RELEASE

OBSERVER = "observer"


class Yard:
    """A founder's vault, a second one, and a hand; an observer was let in as well, and has nothing yet."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.vault = make_vault(folder, "yard")
        self.replica = found(self.vault)
        self.network = self.replica.network_id
        self.other = make_vault(folder, "centre")
        self.theirs = admit(self.vault, self.other, self.network)
        self.pen = admitted_hand(self.vault, self.replica, "pen")
        with make_vault(folder, OBSERVER) as observer:
            admit(self.vault, observer, self.network)
        self.times = 0
        self.jar = open_jar(self.vault, self.replica)
        self.filled = fill_jar(self.vault, self.replica, self.jar, 100)

    def close(self) -> None:
        self.vault.close()
        self.other.close()

    def meet(self) -> None:
        send(self.replica, self.theirs)
        send(self.theirs, self.replica)

    def agree(self) -> str:
        """Everybody has everything, also somebody who got it backwards; all show the same."""
        self.meet()
        self.times += 1
        with make_vault(self.folder / str(self.times), OBSERVER) as vault:
            replica = empty_copy(vault, self.network)
            lacking = blocks_of(self.replica)
            while lacking:
                for _, wire in reversed(lacking):
                    ingest(replica, [wire])
                left = [(id, wire) for id, wire in lacking if replica.store.placed(id) is None]
                assert len(left) < len(lacking)
                lacking = left
            assert digest(replica) == digest(self.replica)
            vault.rebuild()
            assert digest(replica) == digest(self.replica)
        assert digest(self.replica) == digest(self.theirs)
        return digest(self.replica)


@pytest.fixture
def yard(tmp_path: Path):
    made = Yard(tmp_path)
    yield made
    made.close()


def counts(replica: Replica, block: bytes) -> bool:
    placed = replica.store.placed(block)
    assert placed is not None
    return replica.now.standing(Position(placed.line, placed.seq)) is Standing.COUNTS


def effects(replica: Replica, *ids: bytes) -> list[tuple[str, str]]:
    rows = replica.connection.execute("SELECT id, effect, imposed FROM entries")
    found = {id: (effect, imposed) for id, effect, imposed in rows}
    return [found[id] for id in ids]


def test_what_lies_beyond_a_cut_has_no_effect_and_leaves_the_digest(yard: Yard):
    before, first = yard.pen.say(FILL, {"grams": 5}, yard.jar, tip_blocks(yard.replica, yard.pen))
    ingest(yard.replica, [before.wire])
    kept = state(yard.replica, yard.jar)
    cut_device(yard.vault, yard.network, yard.pen.key.public, "lost")
    without = yard.agree()
    after, second = yard.pen.say(FILL, {"grams": 700}, yard.jar)
    assert ingest(yard.replica, [after.wire]).accepted == [after.id]
    assert effects(yard.replica, first, second) == [("counts", ""), ("void", "beyond")]
    assert state(yard.replica, yard.jar) == kept
    assert yard.agree() == without
    assert not counts(yard.replica, after.id)


def test_a_backdated_cut_takes_back_what_counted(yard: Yard):
    last = tip_blocks(yard.replica, yard.pen)
    one, first = yard.pen.say(FILL, {"grams": 5}, yard.jar, last)
    two, second = yard.pen.say(FILL, {"grams": 700}, yard.jar)
    ingest(yard.replica, [one.wire, two.wire])
    yard.meet()
    answered = fill_jar(yard.other, yard.theirs, yard.jar, 3)
    preview = preview_cut(yard.replica, yard.pen.key.public, {0: one.id})
    assert [(loss.entry, loss.type, loss.subject, loss.title) for loss in preview.losing] == [
        (second, FILL, yard.jar, "plum")
    ]
    cut_device(yard.vault, yard.network, yard.pen.key.public, "misuse", {0: one.id})
    yard.agree()
    assert effects(yard.replica, first, second, answered) == [("counts", ""), ("void", "beyond"), ("counts", "")]
    assert '"grams":108' in state(yard.replica, yard.jar)


@pytest.mark.parametrize("how", ["stale", "incarnation", "backdated", "colluder"])
def test_a_revoked_device_gains_no_effect_anywhere(yard: Yard, how: str):
    """Whatever it claims not to have seen, whichever chain it writes in, and whoever it lets in."""
    seen = tip_blocks(yard.replica, yard.pen)
    begun, _ = yard.pen.say(FILL, {"grams": 5}, yard.jar, seen)
    ingest(yard.replica, [begun.wire])
    boss, aide = SigningKey(b"b" * 32), SigningKey(b"a" * 32)
    body = grant_body(yard.pen.key.public, "device", "pen", "desk 1", [KEEPER], ["grant"])
    record(yard.vault, yard.network, [Draft(GRANT, body)])
    granted = tip_blocks(yard.replica, yard.pen)
    cut_device(yard.vault, yard.network, yard.pen.key.public, "misuse")
    kept = yard.agree()
    if how == "incarnation":
        body = {"grams": 900}
        content = yard.pen.content(FILL, body, yard.jar, incarnation=1)
        block = yard.pen.block([yard.pen.encrypted(content)], granted, incarnation=1, seq=0)
        made = [(block, id_of(content))]
    elif how == "backdated":
        made = [yard.pen.say(FILL, {"grams": 900}, yard.jar, occurred_at=SUNDAY)]
    elif how == "stale":
        made = [yard.pen.say(FILL, {"grams": 900}, yard.jar) for _ in range(3)]
    else:
        friend = Hand("friend", yard.network, yard.pen.epoch)
        body = grant_body(friend.key.public, "device", "friend", "desk 1", [KEEPER, INSPECTOR])
        content = yard.pen.content(GRANT, body)
        gifts = [
            yard.pen.content(GRANT, grant_body(one.public, PERSON, "friend", "boss", [INSPECTOR, KEEPER]))
            for one in (boss, aide)
        ]
        opening = yard.pen.block([yard.pen.clear(one) for one in (content, *gifts)], granted)
        release = friend.content(
            RELEASE,
            {"grams": 50, "evidence": yard.filled},
            yard.jar,
            after=(yard.filled,),
            refs=(yard.filled,),
            person=boss.public,
            role=INSPECTOR,
        )
        signed = [signature(friend, release, INSPECTOR, boss), signature(friend, release, KEEPER, aide)]
        made = [(opening, id_of(content))]
        made += [(friend.block([friend.encrypted(release, signed)], [opening]), id_of(release))]
    for block, _ in made:
        assert ingest(yard.replica, [block.wire]).accepted == [block.id]
    yard.agree()
    assert all(effect in ("void", "none") for effect, _ in effects(yard.replica, *(id for _, id in made)))
    if how == "colluder":
        assert [verdict(yard.replica, id) for _, id in made] == ["accepted", "accepted"]
    else:
        assert digest(yard.replica) == kept


def test_what_others_authorised_before_they_knew_keeps_its_effect(yard: Yard):
    """No cascade: the release leans on a fill that a later cut takes back."""
    keeper = add_signer(yard.vault, yard.network, "keeper 1", KEEPER)
    inspector = add_signer(yard.vault, yard.network, "inspector 1", INSPECTOR)
    filling, filled = yard.pen.say(FILL, {"grams": 50}, yard.jar, tip_blocks(yard.replica, yard.pen))
    ingest(yard.replica, [filling.wire])
    released = release_jar(yard.vault, yard.replica, yard.jar, filled, (inspector, keeper), 120).entries[0]
    cut_device(yard.vault, yard.network, yard.pen.key.public, "misuse", {})
    yard.agree()
    assert effects(yard.replica, filled, released) == [("void", "beyond"), ("counts", "")]
    with pytest.raises(RefusedError) as refusal:
        release_jar(yard.vault, yard.replica, yard.jar, filled, (inspector, keeper), 120)
    assert refusal.value.code == "not_recordable"


def test_concurrent_cuts_of_each_other_both_hold(yard: Yard):
    body = grant_body(yard.other.device.public, "device", "centre", "desk 1", [KEEPER], ["cut", "grant"])
    record(yard.vault, yard.network, [Draft(GRANT, body)])
    yard.meet()
    cut_device(yard.vault, yard.network, yard.other.device.public, "misuse")
    cut_device(yard.other, yard.network, yard.vault.device.public, "misuse")
    yard.agree()
    shut = {one.key for one in network_view(yard.replica).shut_out}
    assert shut == {yard.vault.device.public, yard.other.device.public}
    for vault in (yard.vault, yard.other):
        replica = vault.replica(yard.network)
        with pytest.raises(RefusedError):
            cut_person(vault, yard.network, yard.pen.key.public, "other")
        assert replica.now.powers(vault.device.public, None) == frozenset()


def test_a_cut_from_beyond_its_authors_line_cuts_nobody_else(yard: Yard):
    body = grant_body(yard.pen.key.public, "device", "pen", "desk 1", [KEEPER], ["cut"])
    record(yard.vault, yard.network, [Draft(GRANT, body)])
    granted = tip_blocks(yard.replica, yard.pen)
    begun, _ = yard.pen.say(FILL, {"grams": 5}, yard.jar, granted)
    ingest(yard.replica, [begun.wire])
    cut_device(yard.vault, yard.network, yard.pen.key.public, "misuse")
    content = yard.pen.content(cut.TYPE, cut_body(cut.DEVICE, yard.other.device.public, "misuse"))
    late = yard.pen.block([yard.pen.clear(content)])
    assert ingest(yard.replica, [late.wire]).accepted == [late.id]
    yard.agree()
    assert verdict(yard.replica, id_of(content)) == "accepted"
    assert effects(yard.replica, id_of(content)) == [("void", "beyond")]
    assert yard.other.device.public not in {one.key for one in network_view(yard.replica).shut_out}


def test_a_device_that_is_let_in_again_goes_on(yard: Yard):
    cut_device(yard.vault, yard.network, yard.other.device.public, "other")
    yard.meet()
    lost = put(yard.other, yard.theirs, FILL, {"grams": 7}, yard.jar).entries[0]
    request = JoinRequest(yard.other.device.public, "centre", "desk 1", (KEEPER,), ())
    grant(yard.vault, yard.network, request)
    yard.meet()
    again = put(yard.other, yard.theirs, FILL, {"grams": 8}, yard.jar).entries[0]
    yard.agree()
    assert effects(yard.replica, lost, again) == [("void", "beyond"), ("counts", "")]
    assert [one.key for one in granted_keys(yard.replica)].count(yard.other.device.public) == 1


def test_a_cut_person_signs_for_nothing_from_then_on(yard: Yard):
    """What the cut had seen keeps its effect; what was signed beside it or later does not."""
    person = yard.other.add_person("centre", "inspector 9", PIN)
    record(yard.vault, yard.network, [Draft(GRANT, grant_body(person.key, PERSON, "centre", "i", [INSPECTOR]))])
    keeper = yard.other.add_person("centre", "keeper 9", PIN)
    record(yard.vault, yard.network, [Draft(GRANT, grant_body(keeper.key, PERSON, "centre", "k", [KEEPER]))])
    yard.meet()
    signings = (Signing(person.key, INSPECTOR, PIN), Signing(keeper.key, KEEPER, PIN))
    before = release_jar(yard.other, yard.theirs, yard.jar, yard.filled, signings, 1).entries[0]
    yard.meet()
    cut_person(yard.vault, yard.network, person.key, "left")
    beside = release_jar(yard.other, yard.theirs, yard.jar, yard.filled, signings, 2).entries[0]
    fact = fill_jar(yard.other, yard.theirs, yard.jar, 4)
    yard.agree()
    assert effects(yard.replica, before, beside, fact) == [("counts", ""), ("void", "ungranted"), ("counts", "")]
    with pytest.raises(RefusedError) as refusal:
        release_jar(yard.other, yard.theirs, yard.jar, yard.filled, signings, 3)
    assert "role_missing" in [one.code for one in refusal.value.facts["findings"]]


def test_one_grant_is_taken_back_and_the_others_stay(yard: Yard):
    person = yard.vault.add_person("Yard", "inspector 1", PIN)
    first = grant_person(yard.vault, yard.network, person.key, [INSPECTOR]).entries[0]
    grant_person(yard.vault, yard.network, person.key, [KEEPER])
    cut_grant(yard.vault, yard.network, first, "other")
    yard.agree()
    assert yard.replica.now.roles(person.key, None) == {KEEPER}
    with pytest.raises(RefusedError) as refusal:
        cut_grant(yard.vault, yard.network, yard.filled, "other")
    assert [one.code for one in refusal.value.facts["findings"]] == ["grant_unknown"]


def test_one_holder_cannot_cut_where_two_are_needed(yard: Yard):
    holders = [yard.vault.add_person("Yard", f"head {number}", PIN) for number in (1, 2)]
    for number, person in enumerate(holders):
        body = grant_body(person.key, PERSON, "Yard", f"head {number}", [], ["cut", "grant"])
        record(yard.vault, yard.network, [Draft(GRANT, body)])
    assert len(yard.replica.now.holders("cut", None)) == 3
    with pytest.raises(RefusedError) as refusal:
        cut_person(yard.vault, yard.network, holders[0].key, "misuse")
    assert [one.code for one in refusal.value.facts["findings"]] == ["signatures_missing"]
    cut_device(yard.vault, yard.network, yard.pen.key.public, "lost")  # No powers: one holder is enough.
    signing = Signing(holders[1].key, "cut", PIN)
    cut_person(yard.vault, yard.network, holders[0].key, "misuse", (signing,))
    assert yard.replica.now.holders("cut", None) == {yard.vault.device.public, holders[1].key}


def test_a_cut_names_blocks_of_its_own_past_and_of_that_chain(yard: Yard):
    block, _ = yard.pen.say(FILL, {"grams": 1}, yard.jar, tip_blocks(yard.replica, yard.pen))
    for lines in ({0: block.id}, {0: b"x" * 32}, {1: last_blocks(yard.replica, yard.vault.device.public)[0]}):
        with pytest.raises(InputError) as error:
            cut_device(yard.vault, yard.network, yard.pen.key.public, "lost", lines)
        assert error.value.code == "block_not_found"
    with pytest.raises(InputError) as error:
        cut_device(yard.vault, yard.network, b"n" * 32, "lost")
    assert error.value.code == "device_unknown"
    outside = [{"incarnation": 0, "block": block.id}]
    twice = [{"incarnation": 0, "block": yard.network}] * 2
    for upto, code in ((outside, "cut_outside_past"), (twice, "cut_lines")):
        body = {"kind": "device", "key": yard.pen.key.public, "upto": upto, "reason": "lost"}
        with pytest.raises(RefusedError) as refusal:
            record(yard.vault, yard.network, [Draft(cut.TYPE, body)])
        assert [one.code for one in refusal.value.facts["findings"]] == [code]


def test_a_cut_device_reads_nothing_that_is_written_later(yard: Yard):
    yard.meet()
    cut_device(yard.vault, yard.network, yard.other.device.public, "lost")
    secret = put(yard.vault, yard.replica, OPEN, {"label": "quince"}).entries[0]
    yard.meet()
    assert verdict(yard.theirs, secret) == ""
    assert network_view(yard.theirs).locked == 1


def test_a_new_incarnation_names_the_head_it_continues(yard: Yard):
    yard.meet()
    fill_jar(yard.other, yard.theirs, yard.jar, 1)
    head = last_blocks(yard.theirs, yard.other.device.public)[0]
    assert open_incarnation(yard.other, yard.network) == 1
    yard.theirs = yard.other.replica(yard.network)
    made = put(yard.other, yard.theirs, FILL, {"grams": 2}, yard.jar)
    block = yard.theirs.store.block(yard.theirs.store.number_of(made.block))
    assert (block.header.incarnation, block.header.seq, block.header.previous) == (1, 0, head)
    again = put(yard.other, yard.theirs, FILL, {"grams": 3}, yard.jar)
    yard.agree()
    assert effects(yard.replica, *made.entries, *again.entries) == [("counts", "")] * 2
    assert counts(yard.replica, made.block), "nothing was cut, nothing forked"
    assert open_incarnation(yard.other, yard.network) == 2


def test_refusals_change_nothing(yard: Yard):
    before = tables(yard.replica)
    with pytest.raises(RefusedError):
        cut_device(yard.other, yard.network, yard.vault.device.public, "lost")
    with pytest.raises(InputError):
        cosign_entry(yard.vault, yard.network, b"x" * 32, Signing(b"x" * 32, KEEPER, PIN))
    assert tables(yard.replica) == before
