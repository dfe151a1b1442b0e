"""What travels first: proof of forks, alerts, authorisations, facts, then attachments, small ones first."""

import io
from pathlib import Path
from random import Random

import pytest

from core.actions.join import grant_person
from core.ledger.block import Block, read_block
from core.ledger.governance import charter, epoch, grant
from core.ports.limits import ATTACHMENT_CHUNK_BYTES
from sync import files_talk
from sync.limits import CHUNKS_MAX
from sync.session import Session
from sync.store import Store
from sync.vault_store import VaultStore
from tests.support.exchange import answering, hub_store, store_of, talk
from tests.support.hand import Hand, admitted_hand, tip_blocks
from tests.support.replicas import PIN, admit, fill_jar, make_vault, put
from tests.support.shelf import Shelf
from tests.support.toy import ALARM, FILL, KEEPER

PAGE_BYTES = 1 << 20
REQUESTS_IN_A_ROW = 2
CHUNKS = CHUNKS_MAX * (REQUESTS_IN_A_ROW + 3)
ALERTS, AUTHORISATIONS = (ALARM, epoch.TYPE), (charter.TYPE, grant.TYPE)


def pulled(store: Store, page_blocks: int) -> list[bytes]:
    """Ids of everything that a place serves to one that holds nothing, page by page."""
    spans = [(head.id, 0) for head in store.heads()]
    found: list[bytes] = []
    while spans:
        cut = store.cut(spans, page_blocks, PAGE_BYTES)
        found += [read_block(wire).id for wire in cut.wires]
        spans = [(head, place) for (head, _), place in zip(spans, cut.next, strict=True) if place is not None]
    return found


def before(block: Block) -> set[bytes]:
    return {*block.header.seen, *([block.header.previous] if block.header.previous else [])}


def with_past(ids: set[bytes], blocks: dict[bytes, Block]) -> set[bytes]:
    found, waiting = set[bytes](), list(ids)
    while waiting:
        id = waiting.pop()
        if id not in found:
            found.add(id)
            waiting += before(blocks[id])
    return found


def holding(shelf: Shelf, types: tuple[str, ...]) -> set[bytes]:
    """Ids of the blocks with an entry of one of these types."""
    rows = shelf.replica.connection.execute(
        "SELECT b.id, t.name FROM entries e JOIN blocks b USING (block) JOIN types t USING (type)"
    )
    return {id for id, name in rows if name in types}


def write_at_random(shelf: Shelf, hands: list[Hand], random: Random, count: int, alarms: float = 0.0) -> None:
    """Pens that write fills, and now and then an alarm if so; a fifth of their blocks have seen all that is there."""
    for _ in range(count):
        hand = random.choice(hands)
        seen = tip_blocks(shelf.replica, hand) if hand.last is None or random.random() < 0.2 else []
        kind, body = (ALARM, {}) if random.random() < alarms else (FILL, {"grams": 1})
        block, _ = hand.say(kind, body, shelf.jar, seen)
        assert shelf.take(block).accepted == [block.id]


@pytest.mark.parametrize("seed", range(3))
def test_what_is_urgent_comes_first_with_all_that_lies_before_it(shelf: Shelf, here: VaultStore, seed: int):
    random = Random(seed)
    hands = [shelf.hand, *(admitted_hand(shelf.vault, shelf.replica, f"pen {number}") for number in range(3))]
    write_at_random(shelf, hands, random, 20, alarms=0.1)
    keeper = shelf.vault.add_person("Yard", "keeper", PIN)
    grant_person(shelf.vault, shelf.replica.network_id, keeper.key, [KEEPER])
    write_at_random(shelf, hands, random, 20)
    blocks = {block.id: block for block in map(read_block, shelf.replica.store.wires())}
    alerts = with_past(holding(shelf, ALERTS), blocks)
    authorisations = with_past(holding(shelf, AUTHORISATIONS), blocks) - alerts

    def order(id: bytes) -> tuple[object, ...]:
        header = blocks[id].header
        level = 0 if id in alerts else 1 if id in authorisations else 2
        return level, header.depth, header.device, header.incarnation, header.seq, id

    assert alerts
    assert authorisations
    assert alerts | authorisations < set(blocks)
    expected = sorted(blocks, key=order)
    assert pulled(here, 7) == expected
    assert pulled(here, 1000) == expected


def test_a_hub_sends_first_what_it_can_read(shelf: Shelf, here: VaultStore, tmp_path: Path):
    opening = shelf.opening()
    shelf.take(opening)
    more = [shelf.hand.say(FILL, {"grams": 1}, shelf.jar)[0] for _ in range(6)]
    shelf.take(*more)
    with make_vault(tmp_path, "centre") as centre:
        admit(shelf.vault, centre, here.network)
        hub = hub_store(tmp_path, here.network)
        talk(here, hub)
        served = pulled(hub, 100)
        hub.close()
    granted = max(head for head in here.heads() if head.device == shelf.vault.device.public).id
    blocks = {block.id: block for block in map(read_block, shelf.replica.store.wires())}
    assert set(served) == set(blocks)
    assert served.index(granted) == len(with_past({granted}, blocks)) - 1


def test_the_proof_of_a_fork_comes_before_what_was_written_besides(shelf: Shelf, here: VaultStore):
    shelf.take(shelf.opening())
    common = shelf.hand.last
    assert common is not None
    one, _ = shelf.hand.say(FILL, {"grams": 1}, shelf.jar)
    later = [shelf.hand.say(FILL, {"grams": 1}, shelf.jar)[0] for _ in range(8)]
    shelf.take(one, *later)
    shelf.hand.last = common
    rival, _ = shelf.hand.say(FILL, {"grams": 2}, shelf.jar)
    shelf.take(rival)
    spans = [(one.id, 1) for one in (later[-1], rival)]
    first = here.cut(spans, 2, PAGE_BYTES).wires
    assert {read_block(wire).id for wire in first} == {one.id, rival.id}


def test_a_small_attachment_is_fetched_before_a_large_one(shelf: Shelf, here: VaultStore, tmp_path: Path):
    large, small = (
        shelf.vault.attachments.add(io.BytesIO(data), "image/png") for data in (b"original" * 9000, b"thumbnail")
    )
    put(shelf.vault, shelf.replica, FILL, {"grams": 3}, shelf.jar, attachments=(large, small))
    with make_vault(tmp_path, "centre") as centre:
        admit(shelf.vault, centre, here.network)
        there = store_of(centre, here.network)
        there.take(list(shelf.replica.store.wires()))
        assert [one.root for one in there.files_lacked()] == [small.root, large.root]
    assert [root for root, _ in here.files()] == [small.root, large.root]


@pytest.mark.parametrize("written_at", ["the asking side", "the answering side"])
def test_news_overtakes_an_attachment_under_way(
    shelf: Shelf, here: VaultStore, tmp_path: Path, written_at: str, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(files_talk, "FILE_REQUESTS_MAX", REQUESTS_IN_A_ROW)
    photo = shelf.vault.attachments.add(io.BytesIO(bytes(CHUNKS * ATTACHMENT_CHUNK_BYTES)), "image/png")
    put(shelf.vault, shelf.replica, FILL, {"grams": 3}, shelf.jar, attachments=(photo,))
    with make_vault(tmp_path, "centre") as centre:
        replica = admit(shelf.vault, centre, here.network)
        there = store_of(centre, here.network)
        session, responder = Session(there, centre.device.public), answering(here)
        while session.request is not None and there.next_chunk(photo.root, photo.size) != 8:
            session.receive(responder.answer(session.request).frame)
        if written_at == "the asking side":
            fill_jar(centre, replica, shelf.jar, 7)
        else:
            fill_jar(shelf.vault, shelf.replica, shelf.jar, 7)
        while session.request is not None and here.generation() != there.generation():
            session.receive(responder.answer(session.request).frame)
        assert [head.id for head in here.heads()] == [head.id for head in there.heads()]
        assert not centre.attachments.has(photo.root)
        while session.request is not None:
            session.receive(responder.answer(session.request).frame)
        assert centre.attachments.has(photo.root)
        assert (session.outcome.equal, session.outcome.files_withheld) == (True, 0)
