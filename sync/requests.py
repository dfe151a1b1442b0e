"""What the calling side asks, each answered by one reply (sync.replies). The answering side keeps no session.

[kind, number, network, ...]; `number` comes back in the reply.

1 hello     [versions], root of the asker's heads, [ids to confirm]
2 compare   32 bytes with a bit per bucket, [head...]        the asker's heads in those buckets
3 pull      [[head id, first seq or null, [sample id...]]...]
4 push      [block...], [ids to confirm]                     every block after its past
5 fetch     attachment root, index of the first chunk wanted
6 offer     [[attachment root, size]...]
7 give      [[attachment root, size, index, chunk]...]
8 view      basis, view digest                               basis: hash of what a view depends on
A head is [device, incarnation, seq, id].
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from core.encoding import cbor
from core.encoding.bounded import decode_bounded
from core.errors import RejectedError
from core.ledger.block import BLOCK_BYTES_MAX
from core.ledger.header import HASH_BYTES
from core.ports.limits import ATTACHMENT_BYTES_MAX
from sync.fields import (
    Head,
    head_from,
    head_value,
    is_bytes,
    is_count,
    is_hash,
    list_of,
    read_list,
)
from sync.limits import (
    BUCKETS,
    CHUNKS_MAX,
    CONFIRM_MAX,
    FILES_MAX,
    FRAME_VALUES_MAX,
    HEADS_MAX,
    PAGE_BLOCKS_MAX,
    SAMPLES_MAX,
    WANTS_MAX,
)
from sync.messages import CHUNK_CIPHERTEXT_BYTES_MAX, ChunkFrame

HELLO, COMPARE, PULL, PUSH, FETCH, OFFER, GIVE, VIEW = range(1, 9)
VERSIONS_MAX = 16


@dataclass(frozen=True, slots=True)
class Hello:
    versions: tuple[int, ...]
    root: bytes
    confirm: tuple[bytes, ...] = ()


@dataclass(frozen=True, slots=True)
class Compare:
    buckets: frozenset[int]
    heads: tuple[Head, ...]


@dataclass(frozen=True, slots=True)
class Want:
    """Blocks of one chain up to `head`, from seq `first` on; where the asker cannot tell, after the last of `samples`
    that the chain holds."""

    head: bytes
    first: int | None
    samples: tuple[bytes, ...] = ()


@dataclass(frozen=True, slots=True)
class Pull:
    wants: tuple[Want, ...]


@dataclass(frozen=True, slots=True)
class Push:
    wires: tuple[bytes, ...]
    confirm: tuple[bytes, ...] = ()


@dataclass(frozen=True, slots=True)
class Fetch:
    root: bytes
    index: int


@dataclass(frozen=True, slots=True)
class Offer:
    files: tuple[tuple[bytes, int], ...]


@dataclass(frozen=True, slots=True)
class Give:
    chunks: tuple[ChunkFrame, ...]


@dataclass(frozen=True, slots=True)
class View:
    basis: bytes
    digest: bytes


Request = Hello | Compare | Pull | Push | Fetch | Offer | Give | View


@dataclass(frozen=True, slots=True)
class Asked:
    """A request with its number and the network it is about."""

    number: int
    network: bytes
    request: Request


def encode_request(asked: Asked) -> bytes:
    """The message of a request."""
    kind, parts = _parts(asked.request)
    return cbor.encode([kind, asked.number, asked.network, *parts])


def _parts(request: Request) -> tuple[int, list[Any]]:
    match request:
        case Hello(versions, root, confirm):
            return HELLO, [list(versions), root, list(confirm)]
        case Compare(buckets, heads):
            return COMPARE, [bucket_bits(buckets), [head_value(head) for head in heads]]
        case Pull(wants):
            return PULL, [[[want.head, want.first, list(want.samples)] for want in wants]]
        case Push(wires, confirm):
            return PUSH, [list(wires), list(confirm)]
        case Fetch(root, index):
            return FETCH, [root, index]
        case Offer(files):
            return OFFER, [[[root, size] for root, size in files]]
        case Give(chunks):
            return GIVE, [[chunk_value(chunk) for chunk in chunks]]
        case View(basis, digest):
            return VIEW, [basis, digest]


def decode_request(data: bytes) -> Asked:
    """A request from its message.

    Raises:
        RejectedError: `malformed_cbor`, `too_large`, `malformed_message`, `unknown_message` (of a newer version; the
            facts hold its number where it has one).
    """
    value = decode_bounded(data, FRAME_VALUES_MAX)
    if type(value) is not list or len(value) < 3 or not is_count(value[0], 2**31) or not is_count(value[1], 2**31):
        raise RejectedError("malformed_message", field="head")
    kind, number, network, *parts = value
    if kind not in _READERS:
        raise RejectedError("unknown_message", kind=kind, number=number)
    if not is_hash(network):
        raise RejectedError("malformed_message", field="network")
    try:
        return Asked(number, network, _READERS[kind](*parts))
    except TypeError as error:
        raise RejectedError("malformed_message", field="length") from error


def _hello(versions: object, root: object, confirm: object, *_later: object) -> Hello:
    known = read_list(versions, VERSIONS_MAX, "versions", lambda one: is_count(one, 2**31))
    if not is_hash(root):
        raise RejectedError("malformed_message", field="root")
    return Hello(tuple(known), root, _ids(confirm))  # type: ignore[arg-type]


def _compare(bits: object, heads: object, *_later: object) -> Compare:
    if not is_bytes(bits, BUCKETS // 8, BUCKETS // 8):
        raise RejectedError("malformed_message", field="buckets")
    assert isinstance(bits, bytes)
    chosen = frozenset(place for place in range(BUCKETS) if bits[place // 8] >> (place % 8) & 1)
    return Compare(chosen, tuple(map(head_from, list_of(heads, HEADS_MAX, "heads"))))


def _pull(wants: object, *_later: object) -> Pull:
    return Pull(tuple(map(_want, list_of(wants, WANTS_MAX, "wants"))))


def _want(value: object) -> Want:
    if type(value) is not list or len(value) != 3 or not is_hash(value[0]):
        raise RejectedError("malformed_message", field="want")
    head, first, samples = value
    if first is not None and not is_count(first):
        raise RejectedError("malformed_message", field="want")
    return Want(head, first, tuple(read_list(samples, SAMPLES_MAX, "samples", is_hash)))


def _push(wires: object, confirm: object, *_later: object) -> Push:
    blocks = read_list(wires, PAGE_BLOCKS_MAX, "blocks", lambda one: is_bytes(one, 1, BLOCK_BYTES_MAX))
    return Push(tuple(blocks), _ids(confirm))


def _ids(value: object) -> tuple[bytes, ...]:
    return tuple(read_list(value, CONFIRM_MAX, "confirm", is_hash))


def _fetch(root: object, index: object, *_later: object) -> Fetch:
    if not is_hash(root) or not is_count(index, ATTACHMENT_BYTES_MAX):
        raise RejectedError("malformed_message", field="fetch")
    return Fetch(root, index)  # type: ignore[arg-type]


def _offer(files: object, *_later: object) -> Offer:
    def is_file(one: object) -> bool:
        return type(one) is list and len(one) == 2 and is_hash(one[0]) and is_count(one[1], ATTACHMENT_BYTES_MAX)

    return Offer(tuple((one[0], one[1]) for one in read_list(files, FILES_MAX, "files", is_file)))


def _give(chunks: object, *_later: object) -> Give:
    return Give(read_chunks(chunks))


def _view(basis: object, digest: object, *_later: object) -> View:
    if not is_hash(basis) or not is_hash(digest):
        raise RejectedError("malformed_message", field="view")
    return View(basis, digest)  # type: ignore[arg-type]


def chunk_value(chunk: ChunkFrame) -> list[Any]:
    """A chunk as it travels in a message."""
    return [chunk.root, chunk.size, chunk.index, chunk.ciphertext]


def read_chunks(value: object) -> tuple[ChunkFrame, ...]:
    """Raises RejectedError (`malformed_message`)."""

    def is_chunk(one: object) -> bool:
        return (
            type(one) is list
            and len(one) == 4
            and is_bytes(one[0], HASH_BYTES, HASH_BYTES)
            and is_count(one[1], ATTACHMENT_BYTES_MAX)
            and is_count(one[2], ATTACHMENT_BYTES_MAX)
            and is_bytes(one[3], 1, CHUNK_CIPHERTEXT_BYTES_MAX)
        )

    return tuple(ChunkFrame(*one) for one in read_list(value, CHUNKS_MAX, "chunks", is_chunk))


def bucket_bits(buckets: frozenset[int]) -> bytes:
    """A bit per bucket, the lowest first."""
    bits = bytearray(BUCKETS // 8)
    for place in buckets:
        bits[place // 8] |= 1 << (place % 8)
    return bytes(bits)


_READERS: dict[int, Callable[..., Request]] = {
    HELLO: _hello,
    COMPARE: _compare,
    PULL: _pull,
    PUSH: _push,
    FETCH: _fetch,
    OFFER: _offer,
    GIVE: _give,
    VIEW: _view,
}
