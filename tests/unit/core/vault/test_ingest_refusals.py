"""What the gate turns away: told with its reason, and the vault is as before to the last row."""

from collections.abc import Callable

import pytest

from core.encoding import cbor
from core.ledger import cose
from core.ledger.block import Block, encode_body, sign_block
from core.ledger.header import encode_header
from core.ports.limits import BLOCK_ENTRIES_MAX, ENTRY_BYTES_MAX, HEADER_BYTES_MAX, SEEN_MAX
from core.vault.ingest import ingest
from core.vault.projection import Projection
from tests.support.hand import Hand, changed, tip_blocks
from tests.support.replicas import blocks_of, files, found, make_vault, tables
from tests.support.shelf import Shelf
from tests.support.toy import FILL


def enveloped(header_bytes: bytes, blobs: list[bytes], hand: Hand) -> bytes:
    """A block around any header bytes, signed as they are."""
    envelope = cose.encode_sign1(header_bytes, hand.key.sign(cose.to_be_signed(header_bytes)))
    return cbor.head(4, 2) + cbor.head(2, len(envelope)) + envelope + encode_body(blobs)


def _bit_in_body(shelf: Shelf) -> bytes:
    return changed(shelf.opening(), -20)


def _bit_in_header(shelf: Shelf) -> bytes:
    block = shelf.opening()
    return changed(block, block.wire.index(block.header.root))


def _signed_by_another(shelf: Shelf) -> bytes:
    block = shelf.opening()
    other = Hand("other", shelf.replica.network_id, shelf.hand.epoch)
    return sign_block(block.header, [blob for blob in block.blobs if blob], other.key).wire


def _newer_format(shelf: Shelf) -> bytes:
    block = shelf.opening()
    value = cbor.decode(encode_header(block.header))
    return enveloped(cbor.encode([2, *value[1:]]), [blob for blob in block.blobs if blob], shelf.hand)


def _other_network(shelf: Shelf) -> bytes:
    return shelf.opening(network=bytes(32)).wire


def _second_charter(shelf: Shelf) -> bytes:
    with make_vault(shelf.folder, "elsewhere") as vault:
        return blocks_of(found(vault))[0][1]


def _too_many_entries(shelf: Shelf) -> bytes:
    blob = shelf.hand.encrypted(shelf.hand.content(FILL, {"grams": 1}, shelf.jar))
    return shelf.hand.block([blob] * (BLOCK_ENTRIES_MAX + 1), shelf.tips).wire


def _entry_too_large(shelf: Shelf) -> bytes:
    blob = cbor.encode(bytes(ENTRY_BYTES_MAX))
    return shelf.hand.block([blob], shelf.tips).wire


def _header_too_large(shelf: Shelf) -> bytes:
    block = shelf.opening()
    value = cbor.decode(encode_header(block.header))
    header = cbor.encode([*value, bytes(HEADER_BYTES_MAX)])
    return enveloped(header, [blob for blob in block.blobs if blob], shelf.hand)


def _seen_too_many(shelf: Shelf) -> bytes:
    block = shelf.opening()
    value = cbor.decode(encode_header(block.header))
    seen = [number.to_bytes(32, "big") for number in range(SEEN_MAX + 1)]
    assert value.count(list(block.header.seen)) == 1
    header = cbor.encode([seen if one == list(block.header.seen) else one for one in value])
    return enveloped(header, [blob for blob in block.blobs if blob], shelf.hand)


def _nested(levels: int) -> bytes:
    """Lists in lists, with a null in the innermost."""
    return b"\x81" * levels + b"\xf6"


def _header_nested(shelf: Shelf) -> bytes:
    return enveloped(_nested(HEADER_BYTES_MAX - 1), [b"\xf6"], shelf.hand)


def _body_nested(shelf: Shelf) -> bytes:
    return cbor.head(4, 2) + cbor.head(2, 0) + _nested(500_000)


def _longer_lengths(shelf: Shelf) -> bytes:
    """The same block with a length written in more bytes than it needs."""
    wire = shelf.opening().wire
    assert wire[1] == 0x58, "a byte string with a length of one byte"
    return wire[:1] + b"\x59\0" + wire[2:]


def _unprotected(shelf: Shelf) -> bytes:
    """A header field that the signature does not cover."""
    block = shelf.opening()
    envelope = block.envelope.replace(b"\xd2\x84\x43\xa1\x01\x27\xa0", b"\xd2\x84\x43\xa1\x01\x27\xa1\x04\x41x", 1)
    assert envelope != block.envelope
    return cbor.head(4, 2) + cbor.head(2, len(envelope)) + envelope + encode_body([b for b in block.blobs if b])


REFUSED_BY_FORM: dict[str, tuple[Callable[[Shelf], bytes], str]] = {
    "nothing": (lambda shelf: b"", "malformed_cbor"),
    "half of a block": (lambda shelf: shelf.opening().wire[:100], "malformed_cbor"),
    "more than a block": (lambda shelf: shelf.opening().wire + b"\0", "malformed_cbor"),
    "a bit in the body": (_bit_in_body, "wrong_root"),
    "a bit in the header": (_bit_in_header, "wrong_root"),
    "a bit in the signature": (
        lambda shelf: (block := shelf.opening()).wire.replace(block.envelope[-8:], bytes(8)),
        "wrong_signature",
    ),
    "another's signature": (_signed_by_another, "wrong_signature"),
    "a newer format": (_newer_format, "unknown_format"),
    "another network": (_other_network, "wrong_network"),
    "another charter": (_second_charter, "wrong_network"),
    "too many entries": (_too_many_entries, "malformed_header"),
    "too large an entry": (_entry_too_large, "too_large"),
    "too large a header": (_header_too_large, "too_large"),
    "too large a block": (lambda shelf: bytes(2 * 1024 * 1024), "too_large"),
    "an entry of 100 MB": (lambda shelf: bytes(100_000_000), "too_large"),
    "more heads seen than may be": (_seen_too_many, "malformed_header"),
    "a header nested to the limit of its size": (_header_nested, "malformed_cbor"),
    "a body nested half a million deep": (_body_nested, "malformed_cbor"),
    "a length in more bytes than it needs": (_longer_lengths, "malformed_cbor"),
    "a field that is not signed": (_unprotected, "malformed_envelope"),
}


@pytest.mark.parametrize("kind", REFUSED_BY_FORM)
def test_bytes_of_a_wrong_form_change_nothing(shelf: Shelf, kind: str):
    make, code = REFUSED_BY_FORM[kind]
    wire = make(shelf)
    before, lying = tables(shelf.replica), files(shelf.vault)
    report = ingest(shelf.replica, [wire])
    assert [error.code for _, error in report.rejected] == [code]
    assert not report.accepted
    assert not report.waiting
    assert tables(shelf.replica) == before
    assert files(shelf.vault) == lying


def _first_of_chain(shelf: Shelf) -> Block:
    block = shelf.opening()
    shelf.take(block)
    return block


def _blob(shelf: Shelf) -> bytes:
    return shelf.hand.encrypted(shelf.hand.content(FILL, {"grams": 1}, shelf.jar))


def _not_granted(shelf: Shelf) -> Block:
    stranger = Hand("stranger", shelf.replica.network_id, shelf.hand.epoch)
    return stranger.block([_blob(shelf)], shelf.tips)


def _granted_but_not_seen(shelf: Shelf) -> Block:
    """The grant is held here, but the author claims not to have seen it."""
    early = [shelf.replica.store.block(number) for number in shelf.replica.store.numbers()][1]
    return shelf.hand.block([_blob(shelf)], [early])


def _seq_jump(shelf: Shelf) -> Block:
    return shelf.hand.block([_blob(shelf)], previous=_first_of_chain(shelf), seq=2)


def _seq_back(shelf: Shelf) -> Block:
    second = shelf.hand.block([_blob(shelf)], previous=_first_of_chain(shelf))
    shelf.take(second)
    return shelf.hand.block([_blob(shelf)], seq=1)


def _wrong_depth(by: int) -> Callable[[Shelf], Block]:
    return lambda shelf: shelf.hand.block(
        [_blob(shelf)], previous=(first := _first_of_chain(shelf)), depth=first.header.depth + 1 + by
    )


def _on_anothers_chain(shelf: Shelf) -> Block:
    return shelf.hand.block([_blob(shelf)], previous=shelf.tips[0])


def _seen_twice_over(shelf: Shelf) -> Block:
    """Lists two blocks of which one lies in the other's past."""
    held = [shelf.replica.store.block(number) for number in shelf.replica.store.numbers()]
    return shelf.hand.block([_blob(shelf)], held[-2:])


def _seen_before(shelf: Shelf) -> Block:
    """Lists what its previous block had seen already."""
    first = shelf.opening()
    tips = [block for block in tip_blocks(shelf.replica) if block.id in first.header.seen]
    shelf.take(first)
    return shelf.hand.block([_blob(shelf)], tips, previous=first)


def _seen_itself(shelf: Shelf) -> Block:
    first = _first_of_chain(shelf)
    rival = shelf.hand.block([_blob(shelf)], previous=first)
    shelf.take(rival)
    return shelf.hand.block([_blob(shelf)], [rival], previous=first)


def _no_past(shelf: Shelf) -> Block:
    return shelf.hand.block([_blob(shelf)], depth=0)


def _incarnation_back(shelf: Shelf) -> Block:
    return shelf.hand.block([_blob(shelf)], previous=_first_of_chain(shelf), seq=1, incarnation=1)


REFUSED_BY_PLACE: dict[str, tuple[Callable[[Shelf], Block], str, str]] = {
    "no grant": (_not_granted, "not_granted", ""),
    "a grant that it had not seen": (_granted_but_not_seen, "not_granted", ""),
    "a jump in seq": (_seq_jump, "wrong_place", "seq"),
    "a step back in seq": (_seq_back, "wrong_place", "seq"),
    "too deep": (_wrong_depth(1), "wrong_place", "depth"),
    "not deep enough": (_wrong_depth(-1), "wrong_place", "depth"),
    "another's chain": (_on_anothers_chain, "wrong_place", "device"),
    "one seen in another's past": (_seen_twice_over, "wrong_place", "seen"),
    "seen by its previous": (_seen_before, "wrong_place", "seen"),
    "its own chain as seen": (_seen_itself, "wrong_place", "seen"),
    "no past at all": (_no_past, "wrong_place", "past"),
    "an incarnation begun in the middle": (_incarnation_back, "wrong_place", "device"),
}


@pytest.mark.parametrize("kind", REFUSED_BY_PLACE)
def test_a_block_in_a_wrong_place_changes_nothing(shelf: Shelf, kind: str):
    make, code, rule = REFUSED_BY_PLACE[kind]
    block = make(shelf)
    before, lying = tables(shelf.replica), files(shelf.vault)
    report = shelf.take(block)
    assert [(id, error.code) for id, error in report.rejected] == [(block.id, code)]
    assert report.rejected[0][1].facts.get("rule", "") == rule
    assert not report.accepted
    assert tables(shelf.replica) == before
    assert files(shelf.vault) == lying


def test_the_sound_blocks_of_a_batch_come_in_beside_the_bad_one(shelf: Shelf):
    first = shelf.opening()
    bad = changed(first, -20)
    second = shelf.hand.block([_blob(shelf)])
    report = ingest(shelf.replica, [bad, first.wire, _not_granted(shelf).wire, second.wire])
    assert report.accepted == [first.id, second.id]
    assert [error.code for _, error in report.rejected] == ["wrong_root", "not_granted"]


def test_every_signature_of_a_long_run_is_checked(shelf: Shelf):
    """Long runs are read in parts, in two threads: the order stays, and a forged block stops what follows on it."""
    blocks = [shelf.opening()]
    blocks += [shelf.hand.block([_blob(shelf)]) for _ in range(99)]
    forged = list(blocks[70].wire)
    forged[blocks[70].wire.index(blocks[70].envelope) + len(blocks[70].envelope) - 1] ^= 1
    wires = [block.wire for block in blocks[:70]] + [bytes(forged)] + [block.wire for block in blocks[71:]]
    report = ingest(shelf.replica, wires)
    assert report.accepted == [block.id for block in blocks[:70]]
    assert [error.code for _, error in report.rejected] == ["wrong_signature"]
    assert report.waiting == [block.id for block in blocks[71:]]
    assert ingest(shelf.replica, [blocks[70].wire]).accepted == [block.id for block in blocks[70:]]


def test_a_later_incarnation_continues_from_the_head_of_an_earlier_one(shelf: Shelf):
    first = _first_of_chain(shelf)
    content = shelf.hand.content(FILL, {"grams": 1}, shelf.jar, incarnation=1)
    later = shelf.hand.block([shelf.hand.encrypted(content)], previous=first, seq=0, incarnation=1)
    assert shelf.take(later).accepted == [later.id]
    back = shelf.hand.block([_blob(shelf)], previous=later, seq=0, incarnation=0)
    assert not shelf.take(back).accepted


def test_all_or_nothing_when_the_disk_fails(shelf: Shelf, monkeypatch: pytest.MonkeyPatch):
    """A batch that breaks off in the middle of projecting leaves nothing, in the file or in memory."""
    before = tables(shelf.replica)
    block = shelf.opening()
    with monkeypatch.context() as patch:
        patch.setattr(Projection, "_write", lambda self: 1 // 0)
        with pytest.raises(ZeroDivisionError):
            shelf.take(block)
    assert tables(shelf.replica) == before
    beside = block.header._replace(clock=block.header.clock + 1)
    other = sign_block(beside, [blob for blob in block.blobs if blob], shelf.hand.key)
    assert shelf.take(other).accepted == [other.id]
    assert shelf.replica.reader.block(shelf.replica.store.numbers()[-1]).id == other.id
