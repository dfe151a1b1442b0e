"""Round trips of header, content and blobs, and what becomes of a block of which one byte was changed."""

from __future__ import annotations

from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import RejectedError
from core.ledger import blob, merkle
from core.ledger.block import Block, read_block, signature_is_valid
from core.ledger.content import Attachment, Content, Cosignature, decode_content, encode_content
from core.ledger.header import Header, decode_header, encode_header
from core.ports.clock import Instant
from tests.support.sample_network import CountedRandomness, key_of, sample_network

hashes = st.binary(min_size=32, max_size=32)
counts = st.integers(0, 2**53)
int64 = st.integers(-(2**63), 2**63 - 1)
names = st.text(min_size=1, max_size=120)
json_like = st.recursive(
    st.none() | st.booleans() | int64 | st.text(max_size=20) | st.binary(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=10), inner, max_size=3),
    max_leaves=10,
)


@st.composite
def headers(draw: st.DrawFn) -> Header:
    seq = draw(st.integers(1, 2**53))
    return Header(
        network=draw(hashes),
        device=draw(hashes),
        incarnation=draw(st.integers(0, 2**31)),
        seq=seq,
        previous=draw(hashes),
        depth=draw(counts),
        clock=draw(int64),
        seen=tuple(sorted(draw(st.sets(hashes, max_size=64)))),
        root=draw(hashes),
        leaf_count=draw(st.integers(1, 256)),
        body_bytes=draw(st.integers(0, 1024 * 1024)),
    )


@given(headers())
def test_headers(header):
    assert decode_header(encode_header(header)) == header


@st.composite
def contents(draw: st.DrawFn) -> Content:
    return Content(
        network=draw(st.none() | hashes),
        device=draw(hashes),
        incarnation=draw(st.integers(0, 2**31)),
        type=draw(st.from_regex(r"[a-z][a-z0-9_]{0,9}\.[a-z][a-z0-9_]{0,9}\.[a-z][a-z0-9_]{0,9}", fullmatch=True)),
        version=draw(st.integers(1, 1000)),
        subject=draw(st.none() | st.binary(min_size=16, max_size=16)),
        after=tuple(draw(st.lists(hashes, max_size=16, unique=True))),
        refs=tuple(draw(st.lists(hashes, max_size=64, unique=True))),
        occurred_at=Instant(draw(st.integers(-(2**35), 2**37)), draw(st.integers(-1439, 1439))),
        person=draw(st.none() | hashes),
        role=draw(st.none() | names),
        body=draw(st.dictionaries(st.text(max_size=20), json_like, max_size=5)),
        sealed=tuple(draw(st.lists(hashes, max_size=16, unique=True))),
        attachments=tuple(
            Attachment(*parts)
            for parts in draw(st.lists(st.tuples(hashes, st.integers(1, 2**28), names, hashes), max_size=3))
        ),
        salt=draw(st.binary(min_size=16, max_size=16)),
    )


@given(contents())
def test_contents(content):
    assert decode_content(encode_content(content)) == content


cosignatures = st.builds(Cosignature, hashes, names, st.integers(0, 2), st.binary(min_size=64, max_size=64))
statements = st.builds(blob.Statement, st.binary(max_size=200), st.lists(cosignatures, max_size=16).map(tuple))


@given(statements, hashes, hashes)
def test_blobs(statement, epoch, epoch_key):
    assert blob.read_blob(blob.clear_blob(statement)) == statement
    encrypted = blob.encrypted_blob(statement, epoch, epoch_key)
    assert encrypted == blob.encrypted_blob(statement, epoch, epoch_key)
    read = blob.read_blob(encrypted)
    assert isinstance(read, blob.Encrypted)
    assert read.hint == epoch[:8]
    assert blob.open_encrypted(read, epoch_key) == statement
    with pytest.raises(RejectedError, match="wrong_seal"):
        blob.open_encrypted(read, bytes(reversed(epoch_key)) if epoch_key != epoch_key[::-1] else bytes(31) + b"x")


@given(st.binary(max_size=300), st.sets(st.integers(0, 5), min_size=1, max_size=4))
def test_sealed_parts(plaintext, recipients):
    keys = {number: key_of(f"recipient {number}") for number in range(6)}
    data = blob.sealed_blob(plaintext, [keys[number].public for number in recipients], CountedRandomness("part"))
    read = blob.read_blob(data)
    assert isinstance(read, blob.Sealed)
    for number, key in keys.items():
        if number in recipients:
            assert blob.open_sealed(read, key) == plaintext
        else:
            with pytest.raises(RejectedError, match="not_a_recipient"):
                blob.open_sealed(read, key)


@given(st.binary(max_size=400))
def test_any_bytes_are_a_block_a_blob_a_header_content_or_rejected(data):
    for read in (read_block, blob.read_blob, decode_header, decode_content):
        try:
            read(data)
        except RejectedError:
            continue


@cache
def _blocks() -> list[Block]:
    return sample_network().blocks


@given(st.integers(0, 4), st.data())
def test_a_changed_byte_rejects_the_block_or_its_signature(which, data):
    block = _blocks()[which]
    place = data.draw(st.integers(0, len(block.wire) - 1))
    changed = bytearray(block.wire)
    changed[place] ^= data.draw(st.integers(1, 255))
    try:
        read = read_block(bytes(changed))
    except RejectedError:
        return
    # Within the envelope alone: the body is bound by the root. Then the id is another, or the signature fails.
    assert not signature_is_valid(read)
    assert read.body == block.body


@given(st.integers(0, 4), st.data())
def test_a_cut_block_is_rejected(which, data):
    wire = _blocks()[which].wire
    with pytest.raises(RejectedError):
        read_block(wire[: data.draw(st.integers(0, len(wire) - 1))])


@given(st.integers(0, 4), st.data())
def test_erasing_leaves_keeps_id_root_and_signature(which, data):
    block = _blocks()[which]
    gone = data.draw(st.sets(st.sampled_from(range(len(block.blobs))), min_size=1))
    body = bytes([0x80 + len(block.blobs)])
    for place, one in enumerate(block.blobs):
        head = bytes([0x58, len(one)]) if len(one) < 256 else b"\x59" + len(one).to_bytes(2, "big")
        body += b"\x81\x58\x20" + merkle.leaf_hash(one) if place in gone else head + one
    envelope = block.wire[: len(block.wire) - len(block.body)]
    read = read_block(envelope + body)
    assert (read.id, read.leaves) == (block.id, block.leaves)
    assert signature_is_valid(read)
    assert [place for place, one in enumerate(read.blobs) if one is None] == sorted(gone)
