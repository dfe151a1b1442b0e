"""What a companion reads of a batch is what this process would read; where it says nothing, this one reads itself."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from core.actions.join import grant, join_request, read_request
from core.identity.keys import SigningKey
from core.ledger.blob import Statement, encrypted_blob, sealed_blob
from core.ledger.block import Block
from core.ledger.content import Attachment, Place, cosign, decode_content, encode_content, entry_id
from core.ports.randomness import SystemRandomness
from core.vault import incoming, opening, reading, reading_along
from core.vault.ingest import IngestReport, ingest
from core.vault.reading_along import ReadingAlong
from core.vault.replica import Replica
from core.vault.vault import Vault
from tests.support.companions import NearCompanion, NearLine
from tests.support.replicas import admit, digest, empty_copy, make_vault
from tests.support.shelf import Shelf
from tests.support.toy import FILL, KEEPER

COUNT = 100
PERSON = SigningKey(b"p" * 32)


@pytest.fixture
def twin(shelf: Shelf, tmp_path: Path) -> Iterator[Vault]:
    """Another vault in the network, to be given the same without a companion."""
    with make_vault(tmp_path, "twin") as vault:
        admit(shelf.vault, vault, shelf.replica.network_id)
        yield vault


def chain(shelf: Shelf) -> list[Block]:
    """Blocks of the pen with everything that a leaf can be."""
    hand = shelf.hand
    blocks = [shelf.opening()]
    for number in range(1, COUNT):
        blocks.append(hand.block(_leaves(shelf, number)))
    return blocks


def _leaves(shelf: Shelf, number: int) -> list[bytes]:
    hand, jar = shelf.hand, shelf.jar
    said = hand.content(FILL, {"grams": number}, jar)
    if number % 10 == 1:
        file = Attachment(b"r" * 32, 5, "image/png", b"k" * 32)
        return [hand.encrypted(hand.content(FILL, {"grams": number}, jar, attachments=(file,)))]
    if number % 10 == 2:
        return [
            hand.encrypted(said),
            sealed_blob(b"a part that is for one reader", [PERSON.public], SystemRandomness()),
        ]
    if number % 10 == 3:
        return [hand.encrypted(said), b"\x84\x01no blob", b"\x01"]
    if number % 10 == 4:
        return [hand.clear(said)]
    if number % 10 == 5:
        return [encrypted_blob(Statement(encode_content(said), ()), b"e" * 32, b"f" * 32)]
    if number % 10 == 6:
        return [hand.encrypted(said, (_signed(said, valid=True), _signed(said, valid=False)))]
    return [hand.encrypted(said)]


def _signed(content, *, valid: bool):
    id = entry_id(encode_content(content)) if valid else b"?" * 32
    return cosign(content.network, id, KEEPER, Place.OWN_CARD, PERSON)


def with_companion(replica: Replica, blocks: list[Block], companion: NearCompanion) -> IngestReport:
    replica.companion = companion
    try:
        return ingest(replica, [one.wire for one in blocks])
    finally:
        replica.companion = None


@pytest.mark.parametrize("answers", [None, 0, 1, 3], ids=["stays", "goes at once", "goes after one", "goes later"])
def test_a_vault_is_the_same_with_and_without_a_companion(shelf: Shelf, twin: Vault, answers: int | None):
    other, blocks, companion = twin.replica(shelf.replica.network_id), chain(shelf), NearCompanion(answers)
    report = with_companion(shelf.replica, blocks, companion)
    expected = ingest(other, [one.wire for one in blocks])
    assert len(companion.lines) == 1
    assert companion.lines[0].has_gone is (answers is not None)
    assert (report.accepted, report.entries, report.rejected) == (expected.accepted, expected.entries, [])
    assert digest(shelf.replica) == digest(other)
    numbers = [shelf.replica.store.number_of(one.id) for one in blocks]
    there = [other.store.number_of(one.id) for one in blocks]
    for block, here, elsewhere in zip(blocks, numbers, there, strict=True):
        for leaf in range(len(block.leaves)):
            assert shelf.replica.reader.read(here, leaf) == other.reader.read(elsewhere, leaf)


def test_what_the_companion_opened_is_not_opened_here_again(shelf: Shelf, monkeypatch: pytest.MonkeyPatch):
    blocks = [shelf.opening(), *(shelf.hand.say(FILL, {"grams": 1}, shelf.jar)[0] for _ in range(COUNT - 1))]

    def never(*arguments: object) -> None:
        raise AssertionError("opened here")

    monkeypatch.setattr(reading, "open_leaf", never)
    monkeypatch.setattr(reading_along, "signature_is_valid", never)
    report = with_companion(shelf.replica, blocks, NearCompanion())
    assert len(report.entries) == COUNT


def test_few_blocks_are_not_worth_a_companion(shelf: Shelf):
    companion = NearCompanion()
    report = with_companion(shelf.replica, [shelf.opening()], companion)
    assert (len(report.accepted), companion.lines) == (1, [])


def test_a_key_that_comes_in_the_same_batch_opens_what_the_companion_could_not(shelf: Shelf, tmp_path: Path):
    blocks = [shelf.opening(), *(shelf.hand.say(FILL, {"grams": 1}, shelf.jar)[0] for _ in range(COUNT))]
    ingest(shelf.replica, [one.wire for one in blocks])
    with make_vault(tmp_path, "newcomer") as vault:
        network = shelf.replica.network_id
        grant(shelf.vault, network, read_request(join_request(vault, "newcomer", "desk 1", [KEEPER], {})))
        other = empty_copy(vault, network)
        assert not other.reader.keys_by_hint()
        with_companion(
            other, [shelf.replica.store.block(one) for one in shelf.replica.store.numbers()], NearCompanion()
        )
        assert digest(other) == digest(shelf.replica)


def test_a_batch_that_breaks_off_leaves_no_answer_for_the_next(shelf: Shelf, monkeypatch: pytest.MonkeyPatch):
    blocks, companion = chain(shelf), NearCompanion()

    def fails(*arguments: object) -> None:
        raise ZeroDivisionError

    with monkeypatch.context() as patch:
        patch.setattr(shelf.replica.store, "write", fails)
        with pytest.raises(ZeroDivisionError):
            with_companion(shelf.replica, blocks, companion)
    assert shelf.replica.reader.along is None
    assert companion.lines[0].is_idle
    report = with_companion(shelf.replica, blocks, companion)
    assert [one.id for one in blocks] == report.accepted


def test_an_interruption_while_an_answer_is_awaited_ends_the_companion(shelf: Shelf):
    class Interrupted(NearLine):
        def answer(self) -> bytes:
            raise KeyboardInterrupt

    line = Interrupted(None)
    along = ReadingAlong(line, {})
    along.open([shelf.opening()])
    with pytest.raises(KeyboardInterrupt):
        along.valid(0)
    assert line.has_gone, "an answer may be half heard"


def test_values_of_every_kind_arrive_as_they_were(shelf: Shelf):
    body = {"grams": -(2**63), "text": "장부", "yes": True, "none": None, "bytes": b"\0", "list": [1, ["x"], {"y": 2}]}
    content = shelf.hand.content(FILL, body, shelf.jar, refs=(b"r" * 32,), after=(shelf.filled,))
    block = shelf.hand.block([shelf.hand.encrypted(content)], shelf.tips)
    along = ReadingAlong(NearLine(None), shelf.replica.reader.keys_by_hint())
    along.open([block])
    opened = along.opened(block.leaves[0])
    assert opened is not None
    assert opened == opening.open_leaf(block.blobs[0], lambda hint: shelf.replica.reader.keys_by_hint()[hint])
    assert opened.content == decode_content(encode_content(content)) == content
    assert type(opened.content) is type(content)
    assert type(opened.content.occurred_at) is type(content.occurred_at)


def test_the_companion_keeps_the_keys_until_others_come(shelf: Shelf):
    line = NearLine(None)
    blocks = [shelf.opening(), *(shelf.hand.say(FILL, {"grams": 1}, shelf.jar)[0] for _ in range(2))]
    along = ReadingAlong(line, shelf.replica.reader.keys_by_hint())
    for block in blocks:
        along.open([block])
    assert all(along.opened(block.leaves[0]) for block in blocks)
    other = ReadingAlong(line, {})
    other.open(blocks)
    assert other.opened(blocks[0].leaves[0]) is None
    assert other.valid(0) == [True] * 3


def test_later_blocks_are_read_by_the_companion_alone(shelf: Shelf, monkeypatch: pytest.MonkeyPatch):
    blocks = [shelf.opening(), *(shelf.hand.say(FILL, {"grams": 1}, shelf.jar)[0] for _ in range(299))]
    here: list[bytes] = []
    read = incoming.read_or_told
    monkeypatch.setattr(incoming, "read_or_told", lambda wire: here.append(wire) or read(wire))
    report = with_companion(shelf.replica, blocks, NearCompanion())
    assert report.accepted == [one.id for one in blocks]
    assert here == [one.wire for one in blocks[: incoming.GROUP_PARTS * incoming.PART_BLOCKS]]


@pytest.mark.parametrize("answers", [None, 0, 3, 5, 8], ids=str)
def test_what_is_wrong_with_later_blocks_is_told_as_without_a_companion(shelf: Shelf, twin: Vault, answers: int | None):
    wires = [shelf.opening().wire]
    wires += [shelf.hand.say(FILL, {"grams": 1}, shelf.jar)[0].wire for _ in range(299)]
    for place, bad in ((140, b"no block"), (150, wires[150][:-1]), (160, bytes(9)), (290, wires[290] + b"\0")):
        wires.insert(place, bad)
    other = twin.replica(shelf.replica.network_id)
    shelf.replica.companion = NearCompanion(answers)
    reports = [ingest(replica, wires) for replica in (shelf.replica, other)]
    told = [[(id, error.code, dict(error.facts)) for id, error in one.rejected] for one in reports]
    assert told[0] == told[1]
    assert len(told[0]) == 4
    assert reports[0].accepted == reports[1].accepted
    assert digest(shelf.replica) == digest(other)


def test_a_block_whose_past_comes_in_a_later_group_is_not_refused(shelf: Shelf, tmp_path: Path):
    """As if all were one group: a newcomer's replica knows nobody until the charter has come."""
    shelf.take(shelf.opening(), *(shelf.hand.say(FILL, {"grams": 1}, shelf.jar)[0] for _ in range(300)))
    with make_vault(tmp_path, "newcomer") as vault:
        network = shelf.replica.network_id
        grant(shelf.vault, network, read_request(join_request(vault, "newcomer", "desk 1", [KEEPER], {})))
        other = empty_copy(vault, network)
        other.companion = NearCompanion()
        held = [shelf.replica.store.block(number).wire for number in shelf.replica.store.numbers()]
        report = ingest(other, held[::-1])
        assert report.rejected == report.waiting == []
        assert digest(other) == digest(shelf.replica)
