"""A block: the signed header (COSE_Sign1) and its body, the list of entry blobs as they travel."""

from __future__ import annotations

from collections.abc import Container, Sequence
from typing import NamedTuple

from core.encoding import cbor
from core.errors import RejectedError
from core.identity.keys import SigningKey, signature_holds
from core.ledger import cose, merkle
from core.ledger.header import HASH_BYTES, Header, block_id, decode_header, encode_header
from core.ports.limits import (
    BLOCK_BODY_BYTES_MAX,
    BLOCK_ENTRIES_MAX,
    ENTRY_BYTES_MAX,
    HEADER_BYTES_MAX,
)

_ENVELOPE_BYTES_MAX = HEADER_BYTES_MAX + 128
BLOCK_BYTES_MAX = _ENVELOPE_BYTES_MAX + BLOCK_BODY_BYTES_MAX + 16


class Block(NamedTuple):
    """A well-formed block; `envelope` and `body` are the bytes as they came and are never encoded again."""

    id: bytes
    header: Header
    envelope: bytes
    body: bytes
    blobs: tuple[bytes | None, ...]
    """One blob per leaf; None where the leaf was erased and only its hash travels."""
    leaves: tuple[bytes, ...]

    @property
    def wire(self) -> bytes:
        """The block as it travels."""
        return wire_of(self.envelope, self.body)


def wire_of(envelope: bytes, body: bytes) -> bytes:
    """A block as it travels, from its two parts: CBOR array of envelope (bstr) and body; nothing is looked at."""
    return cbor.head(4, 2) + cbor.head(2, len(envelope)) + envelope + body


def encode_body(blobs: Sequence[bytes]) -> bytes:
    """The body array of complete blobs."""
    return cbor.head(4, len(blobs)) + b"".join(cbor.head(2, len(blob)) + blob for blob in blobs)


def without_leaves(block: Block, erased: Container[bytes]) -> Block:
    """The block with only the hashes left of the leaves that these hashes name; id, root and signature are the same."""
    kept = [None if leaf in erased else blob for blob, leaf in zip(block.blobs, block.leaves, strict=True)]
    return _with_blobs(block, kept)


def with_leaves_of(block: Block, other: Block) -> Block:
    """The block with those of its lost leaves that another copy of it still holds."""
    assert block.leaves == other.leaves
    found = [theirs if mine is None else mine for mine, theirs in zip(block.blobs, other.blobs, strict=True)]
    return _with_blobs(block, found)


def _with_blobs(block: Block, blobs: Sequence[bytes | None]) -> Block:
    items = [[leaf] if blob is None else blob for blob, leaf in zip(blobs, block.leaves, strict=True)]
    return block._replace(body=cbor.encode(items), blobs=tuple(blobs))


def sign_block(header: Header, blobs: Sequence[bytes], key: SigningKey) -> Block:
    """Sign a header over its blobs; root, count and size must already be those of the blobs."""
    payload = encode_header(header)
    body = encode_body(blobs)
    leaves = tuple(merkle.leaf_hash(blob) for blob in blobs)
    assert header.root == merkle.root(leaves)
    assert header.leaf_count == len(blobs)
    assert header.body_bytes == len(body)
    envelope = cose.encode_sign1(payload, key.sign(cose.to_be_signed(payload)))
    return Block(block_id(payload), header, envelope, body, tuple(blobs), leaves)


def read_block(wire: bytes) -> Block:
    """A block from the bytes of a bundle or a peer.

    Raises:
        RejectedError: `too_large` or `malformed_envelope`, and what `assemble` raises.
    """
    if len(wire) > BLOCK_BYTES_MAX:
        raise RejectedError("too_large", what="block", limit=BLOCK_BYTES_MAX)
    value = cbor.decode(wire)
    if type(value) is not list or len(value) != 2 or type(value[0]) is not bytes or type(value[1]) is not list:
        raise RejectedError("malformed_envelope")
    envelope = value[0]
    start = 1 + len(cbor.head(2, len(envelope))) + len(envelope)
    return _assembled(envelope, wire[start:], value[1])


def assemble(envelope: bytes, body: bytes) -> Block:
    """A block from its two parts as a vault keeps them; everything but the signature and the place is checked.

    Raises:
        RejectedError: `too_large`, `malformed_envelope`, `malformed_body`, `wrong_root`, or what `decode_header` says.
    """
    if len(body) > BLOCK_BODY_BYTES_MAX + 16:
        raise RejectedError("too_large", what="body", limit=BLOCK_BODY_BYTES_MAX)
    return _assembled(envelope, body, cbor.decode(body))


def _assembled(envelope: bytes, body: bytes, items: object) -> Block:
    if len(envelope) > _ENVELOPE_BYTES_MAX:
        raise RejectedError("too_large", what="header", limit=HEADER_BYTES_MAX)
    payload = cose.decode_sign1(envelope).payload
    header = decode_header(payload)
    blobs, leaves = _leaves(items)
    if header.leaf_count != len(leaves):
        raise RejectedError("malformed_body", field="count")
    if header.root != merkle.root(leaves):
        raise RejectedError("wrong_root")
    if None not in blobs and header.body_bytes != len(body):
        raise RejectedError("malformed_body", field="body_bytes")
    return Block(block_id(payload), header, envelope, body, blobs, leaves)


def _leaves(items: object) -> tuple[tuple[bytes | None, ...], tuple[bytes, ...]]:
    if type(items) is not list or not 0 < len(items) <= BLOCK_ENTRIES_MAX:
        raise RejectedError("malformed_body", field="count")
    blobs: list[bytes | None] = []
    leaves: list[bytes] = []
    for item in items:
        if type(item) is bytes:
            if len(item) > ENTRY_BYTES_MAX:
                raise RejectedError("too_large", what="entry", limit=ENTRY_BYTES_MAX)
            blobs.append(item)
            leaves.append(merkle.leaf_hash(item))
        elif type(item) is list and len(item) == 1 and type(item[0]) is bytes and len(item[0]) == HASH_BYTES:
            blobs.append(None)
            leaves.append(item[0])
        else:
            raise RejectedError("malformed_body", field="entry")
    return tuple(blobs), tuple(leaves)


def signature_is_valid(block: Block) -> bool:
    """Whether the device named in the header signed exactly this header."""
    return signature_holds(block.header.device, *cose.signed_parts(block.envelope))
