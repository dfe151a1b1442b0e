"""Orders and content in whatever order they come: hidden, confirmed, destroyed, withheld, filled in."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from core.actions.erase import erase
from core.actions.read_sealed import read_sealed
from core.actions.record import Draft, SealedPart, note_heads, record
from core.actions.signing import Signing
from core.errors import RefusedError
from core.ledger.block import Block, without_leaves
from core.ledger.governance.cut import TYPE as CUT
from core.ledger.governance.cut import cut_body
from core.ledger.governance.grant import DEVICE, PERSON, grant_body
from core.ledger.governance.grant import TYPE as GRANT
from core.vault.erasure_log import erasure_log
from core.vault.ingest import ingest
from core.vault.replica import Replica
from core.vault.vault import Vault
from core.vault.views import list_subjects, network_view
from tests.support.replicas import PIN, admit, blocks_of, digest, fill_jar, make_vault, open_jar, put, send, verdict
from tests.support.toy import KEEPER, NOTE, OPEN
from tests.support.witnessed import found_with_witnesses


@dataclass
class Circle:
    """A yard that may erase, three witnesses (two of them confirm), and a note with a sealed part."""

    yard: Vault
    replica: Replica
    witnesses: list[tuple[Vault, Replica]]
    jar: bytes
    entry: bytes

    @property
    def network(self) -> bytes:
        return self.replica.network_id

    def closed(self, vault: Vault) -> str:
        return read_sealed(vault, self.network, self.entry)[0].closed

    def witness(self, place: int, *targets: Replica) -> None:
        """One witness takes everything in, says so, and the targets hear of it."""
        vault, replica = self.witnesses[place]
        send(self.replica, replica)
        fill_jar(vault, replica, self.jar, 1)
        for target in targets:
            send(replica, target)


@pytest.fixture
def circle(tmp_path: Path) -> Iterator[Circle]:
    vaults = [make_vault(tmp_path, name) for name in ("yard", "east", "south", "west")]
    yard, *others = vaults
    replica = found_with_witnesses(yard, [one.device.public for one in others])
    admitted = [(vault, admit(yard, vault, replica.network_id)) for vault in others]
    jar = open_jar(yard, replica)
    part = SealedPart("recipe", {"text": "of Gildong Hong"}, (yard.device.public, others[0].device.public))
    entry = record(yard, replica.network_id, [Draft(NOTE, {"topic": "jam"}, jar, sealed=(part,))]).entries[0]
    for _, there in admitted:
        send(replica, there)
    yield Circle(yard, replica, admitted, jar, entry)
    for vault in vaults:
        vault.close()


def block_of(replica: Replica, entry: bytes) -> Block:
    row = replica.connection.execute("SELECT block FROM entries WHERE id = ?", (entry,)).fetchone()
    return replica.store.block(row[0])


def test_hidden_at_once_and_destroyed_when_two_of_three_witnesses_saw_it(circle: Circle):
    east, there = circle.witnesses[0]
    before = digest(circle.replica)
    erase(circle.yard, circle.network, circle.entry, "person_asked")
    assert circle.closed(circle.yard) == "hidden"
    assert before != digest(circle.replica), "the order itself is an entry"
    circle.witness(1, circle.replica)
    assert circle.closed(circle.yard) == "hidden"
    assert None not in block_of(circle.replica, circle.entry).blobs
    assert [(one.obeyed, one.reported) for one in erasure_log(circle.replica)] == [(False, ())]
    circle.witness(2, circle.replica)
    assert circle.closed(circle.yard) == "erased"
    assert None in block_of(circle.replica, circle.entry).blobs
    send(circle.replica, there)
    assert circle.closed(east) == "erased"
    assert digest(there) == digest(circle.replica)
    circle.yard.rebuild()
    assert circle.closed(circle.yard) == "erased"
    assert digest(there) == digest(circle.replica)


def test_an_order_that_nobody_could_confirm_waits_for_nobody(tmp_path: Path):
    """The only witness is its author."""
    with make_vault(tmp_path, "yard") as yard:
        replica = found_with_witnesses(yard, [yard.device.public])
        jar = open_jar(yard, replica)
        part = SealedPart("recipe", {"text": "of Gildong Hong"}, (yard.device.public,))
        entry = record(yard, replica.network_id, [Draft(NOTE, {"topic": "jam"}, jar, sealed=(part,))]).entries[0]
        erase(yard, replica.network_id, entry, "person_asked")
        assert read_sealed(yard, replica.network_id, entry)[0].closed == "erased"


def test_a_block_that_comes_without_a_leaf_waits_for_the_leaf_only(circle: Circle, tmp_path: Path):
    whole = block_of(circle.replica, circle.entry)
    short = without_leaves(whole, {whole.leaves[1]})
    fill_jar(circle.yard, circle.replica, circle.jar, 5)
    with make_vault(tmp_path, "newcomer") as newcomer:
        copy = newcomer.add_network(circle.network)
        wires = [short.wire if id == whole.id else wire for id, wire in blocks_of(circle.replica)]
        report = ingest(copy, wires)
        assert not report.rejected
        assert short.id in report.accepted
        number = copy.store.number_of(whole.id)
        assert number is not None
        assert copy.store.block(number).blobs[1] is None
        assert ingest(copy, [whole.wire]).known == 1
        assert copy.store.block(number).wire == whole.wire, "a whole copy fills in what was left out"


def test_content_that_comes_after_its_order_is_erased_on_the_way_in(circle: Circle, tmp_path: Path):
    wires = dict(blocks_of(circle.replica))
    whole = block_of(circle.replica, circle.entry)
    erase(circle.yard, circle.network, circle.entry, "person_asked")
    for place in (0, 1):
        circle.witness(place, circle.replica)
    with make_vault(tmp_path, "newcomer") as newcomer:
        copy = admit(circle.yard, newcomer, circle.network)
        assert read_sealed(newcomer, circle.network, circle.entry)[0].closed == "erased"
        assert ingest(copy, [wires[whole.id]]).known == 1
        assert read_sealed(newcomer, circle.network, circle.entry)[0].closed == "erased"
        assert digest(copy) == digest(circle.replica)
    with make_vault(tmp_path, "another") as another:
        copy = another.add_network(circle.network)
        whole_wires = [wires.get(id, wire) for id, wire in blocks_of(circle.replica)]
        ingest(copy, whole_wires)
        number = copy.store.number_of(whole.id)
        assert number is not None
        assert copy.store.block(number).blobs[1] is None


def test_a_newcomer_says_what_it_cannot_judge_where_an_entry_was_erased(circle: Circle, tmp_path: Path):
    opened = put(circle.yard, circle.replica, OPEN, {"label": "of Gildong Hong"})
    filled = fill_jar(circle.yard, circle.replica, opened.subjects[0], 9)
    erase(circle.yard, circle.network, opened.entries[0], "recorded_unlawfully", whole=True)
    for place in (0, 1):
        circle.witness(place, circle.replica)
    assert verdict(circle.replica, filled) == "accepted"
    with make_vault(tmp_path, "newcomer") as newcomer:
        copy = admit(circle.yard, newcomer, circle.network)
        assert verdict(copy, filled) == ""
        assert network_view(copy).locked == 1
        assert opened.subjects[0] not in {one.id for one in list_subjects(copy, "jar")}
        assert fill_jar(newcomer, copy, circle.jar)


def test_a_parked_block_waits_without_what_was_erased(circle: Circle, tmp_path: Path):
    """The order comes before the block that it names has its past."""
    vault, replica = circle.witnesses[2]
    first = fill_jar(vault, replica, circle.jar, 2)
    part = SealedPart("recipe", {"text": "again of Gildong Hong"}, (vault.device.public,))
    second = record(vault, circle.network, [Draft(NOTE, {"topic": "jam"}, circle.jar, sealed=(part,))]).entries[0]
    early, late = block_of(replica, first), block_of(replica, second)
    assert ingest(circle.replica, [late.wire]).waiting == [late.id]
    body = {"block": late.id, "parts": [late.leaves[1]], "entries": [], "attachments": [], "basis": "person_asked"}
    put(circle.yard, circle.replica, "core.entry.erase", body)
    for vault_, there in circle.witnesses[:2]:
        send(circle.replica, there)
        note_heads(vault_, there)
        fill_jar(vault_, there, circle.jar, 1)
        send(there, circle.replica)
    (wire,) = circle.yard.connection.execute("SELECT wire FROM parked").fetchone()
    assert late.blobs[1] not in wire
    ingest(circle.replica, [early.wire])
    assert verdict(circle.replica, second) == "accepted"
    assert read_sealed(circle.yard, circle.network, second)[0].closed == "erased"


def test_an_order_that_is_cut_away_before_it_is_confirmed_hides_nothing_more(circle: Circle):
    """Nothing irreversible follows from an order of somebody who was shut out meanwhile."""
    opened = put(circle.yard, circle.replica, OPEN, {"label": "of Gildong Hong"}).entries[0]
    south, there = circle.witnesses[1]
    privacy = south.add_person("south", "privacy 1", PIN)
    for key, kind in ((south.device.public, DEVICE), (privacy.key, PERSON)):
        put(circle.yard, circle.replica, GRANT, grant_body(key, kind, "south", "privacy 1", [KEEPER], ["erase"]))
    send(circle.replica, there)
    fill_jar(south, there, circle.jar)
    last = there.store.own_tip(south.device.public, 0)
    assert last is not None
    signing = Signing(privacy.key, "erase", PIN)
    erase(south, circle.network, opened, "person_asked", whole=True, signings=[signing])
    erase(south, circle.network, circle.entry, "person_asked", signings=[signing])
    send(there, circle.replica)
    assert circle.closed(circle.yard) == "hidden"
    assert list_subjects(circle.replica, "jar", search="Gildong") == []
    put(circle.yard, circle.replica, CUT, cut_body("device", south.device.public, "misuse", {0: last.id}))
    assert circle.closed(circle.yard) == ""
    assert len(list_subjects(circle.replica, "jar", search="Gildong")) == 1
    before = digest(circle.replica)
    circle.yard.rebuild()
    assert digest(circle.replica) == before
    assert erasure_log(circle.replica) == []


def test_nobody_erases_alone_by_not_having_seen_the_second_holder(circle: Circle):
    """South was the only one to know of itself as a holder; the yard orders alone, without having seen that."""
    south, there = circle.witnesses[1]
    body = grant_body(south.device.public, DEVICE, "south", "desk 1", [KEEPER], ["grant"])
    put(circle.yard, circle.replica, GRANT, body)
    send(circle.replica, there)
    privacy = south.add_person("south", "privacy 1", PIN)
    given = put(south, there, GRANT, grant_body(privacy.key, PERSON, "south", "privacy 1", [], ["erase"]))
    erase(circle.yard, circle.network, circle.entry, "person_asked")
    assert circle.closed(circle.yard) == "hidden"
    assert verdict(there, given.entries[0]) == "accepted"
    send(there, circle.replica)
    assert circle.closed(circle.yard) == ""
    for place in (0, 2):
        circle.witness(place, circle.replica)
    assert circle.closed(circle.yard) == ""
    circle.yard.rebuild()
    assert circle.closed(circle.yard) == ""
    with pytest.raises(RefusedError, match="not_recordable"):
        erase(circle.yard, circle.network, circle.entry, "person_asked")


def test_a_holder_who_comes_after_an_order_takes_nothing_from_it(circle: Circle):
    erase(circle.yard, circle.network, circle.entry, "person_asked")
    privacy = circle.yard.add_person("Yard", "privacy 1", PIN)
    put(circle.yard, circle.replica, GRANT, grant_body(privacy.key, PERSON, "Yard", "privacy 1", [], ["erase"]))
    assert circle.closed(circle.yard) == "hidden"
