"""A hub that opens nothing obeys orders of erasure: in its file and its folder no byte is left."""

from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

import pytest

from core.actions.erase import erase
from core.actions.record import Draft, SealedPart, record
from core.ledger.block import signature_is_valid
from core.ledger.governance import cut
from core.ledger.governance.cut import cut_body
from core.ledger.governance.erasure import Named, order_body
from core.ledger.governance.grant import DEVICE, grant_body
from core.ledger.governance.grant import TYPE as GRANT
from core.vault.replica import Replica
from core.vault.vault import Vault
from sync.hub.store import HubStore
from sync.messages import ChunkFrame
from tests.support.exchange import hub_store
from tests.support.hand import admitted_hand, tip_blocks
from tests.support.replicas import admit, blocks_of, fill_jar, make_vault, open_jar, put, send
from tests.support.toy import NOTE
from tests.support.witnessed import found_with_witnesses


@dataclass
class Relay:
    folder: Path
    yard: Vault
    replica: Replica
    hub: HubStore
    witness: Vault
    watching: Replica
    jar: bytes
    entry: bytes
    root: bytes

    def push(self) -> None:
        """Everything of the yard to the hub, attachments too."""
        taken = self.hub.take([wire for _, wire in blocks_of(self.replica)])
        assert not taken.rejected
        for root, size in self.yard.attachments.all():
            for index, chunk in enumerate(self.yard.attachments.chunks(root)):
                self.hub.receive(ChunkFrame(root, size, index, chunk))

    def confirm(self) -> None:
        send(self.replica, self.watching)
        fill_jar(self.witness, self.watching, self.jar, 1)
        send(self.watching, self.replica)

    def part(self) -> bytes:
        number = self.replica.connection.execute("SELECT block FROM entries WHERE id = ?", (self.entry,)).fetchone()[0]
        return self.replica.store.block(number).blobs[1]

    def holds(self, wanted: bytes) -> bool:
        files = [path for path in (self.folder / "hub").rglob("*") if path.is_file()]
        return any(wanted in path.read_bytes() for path in files)


@pytest.fixture
def relay(tmp_path: Path) -> Iterator[Relay]:
    with make_vault(tmp_path, "yard") as yard, make_vault(tmp_path, "east") as witness:
        replica = found_with_witnesses(yard, [witness.device.public])
        watching = admit(yard, witness, replica.network_id)
        jar = open_jar(yard, replica)
        part = SealedPart("recipe", {"text": "of Gildong Hong"}, (yard.device.public,))
        photo = yard.attachments.add(BytesIO(b"a face" * 100), "image/jpeg")
        draft = Draft(NOTE, {"topic": "jam"}, jar, sealed=(part,), attachments=(photo,))
        entry = record(yard, replica.network_id, [draft]).entries[0]
        hub = hub_store(tmp_path, replica.network_id)
        made = Relay(tmp_path, yard, replica, hub, witness, watching, jar, entry, photo.root)
        made.push()
        yield made
        hub.close()


def test_nothing_is_left_at_a_hub_once_the_witness_saw_the_order(relay: Relay):
    part, old = relay.part(), [wire for _, wire in blocks_of(relay.replica)]
    photo = relay.yard.attachments.path(relay.root).read_bytes()
    erase(relay.yard, relay.replica.network_id, relay.entry, "person_asked")
    relay.push()
    assert relay.holds(part)
    assert relay.holds(photo)
    relay.confirm()
    relay.push()
    assert not relay.holds(part[8:40])
    assert not relay.holds(part[-40:])
    assert not relay.holds(photo[:32])
    assert [root for root, _ in relay.hub.files()] == []
    assert relay.hub.next_chunk(relay.root, 600) is None, "nobody brings the file back"
    before = relay.hub.counts()
    relay.hub.take(old)
    assert relay.hub.counts() == before
    assert not relay.holds(part[8:40])


def test_a_hub_that_hears_of_the_order_first_keeps_nothing_that_comes_later(relay: Relay, tmp_path: Path):
    part, old = relay.part(), dict(blocks_of(relay.replica))
    erase(relay.yard, relay.replica.network_id, relay.entry, "person_asked")
    relay.confirm()
    relay.hub.close()
    late = hub_store(tmp_path / "late", relay.replica.network_id)
    late.take([wire for _, wire in blocks_of(relay.replica)])
    late.take([old[id] for id in old])
    blocks = [late._blocks.block(number) for number in late._blocks.numbers()]
    assert all(map(signature_is_valid, blocks))
    assert sum(blob is None for block in blocks for blob in block.blobs) == 1
    files = [path.read_bytes() for path in (tmp_path / "late").rglob("*") if path.is_file()]
    assert not any(part[8:40] in data for data in files)
    late.close()


def test_an_order_by_somebody_without_the_power_moves_nothing(relay: Relay):
    part = relay.part()
    pen = admitted_hand(relay.yard, relay.replica, "pen")
    (number,) = relay.replica.connection.execute("SELECT block FROM entries WHERE id = ?", (relay.entry,)).fetchone()
    block = relay.replica.store.block(number)
    named = order_body(Named(block.id, parts=(block.leaves[1],)), "person_asked")
    forged = pen.block([pen.clear(pen.content("core.entry.erase", named))], tip_blocks(relay.replica, pen))
    relay.push()
    assert relay.hub.take([forged.wire]).accepted == [forged.id]
    relay.confirm()
    relay.push()
    assert relay.holds(part[8:40])


def test_governance_stays_at_a_hub_whatever_an_order_names(relay: Relay):
    grants = next(
        block
        for number in relay.replica.store.numbers()
        if (block := relay.replica.store.block(number)).header.seq == 2
    )
    body = order_body(Named(grants.id, entries=(grants.leaves[0],)), "person_asked")
    put(relay.yard, relay.replica, "core.entry.erase", body)
    relay.confirm()
    relay.push()
    held = [relay.hub._blocks.block(number) for number in relay.hub._blocks.numbers()]
    assert all(None not in block.blobs for block in held if block.id == grants.id)


def test_who_ordered_and_was_cut_by_somebody_who_did_not_know_is_not_obeyed(relay: Relay, tmp_path: Path):
    part = relay.part()
    with make_vault(tmp_path, "desk") as desk:
        there = admit(relay.yard, desk, relay.replica.network_id)
        put(relay.yard, relay.replica, GRANT, grant_body(desk.device.public, DEVICE, "desk", "desk 1", [], ["cut"]))
        send(relay.replica, there)
        last = there.store.own_tip(relay.yard.device.public, 0)
        assert last is not None
        erase(relay.yard, relay.replica.network_id, relay.entry, "person_asked")
        put(desk, there, cut.TYPE, cut_body(cut.DEVICE, relay.yard.device.public, "misuse", {0: last.id}))
        send(there, relay.replica)
        relay.push()
        relay.confirm()
        relay.push()
        assert relay.holds(part[8:40])
