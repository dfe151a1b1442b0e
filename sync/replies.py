"""What the answering side says, one reply for one request (sync.requests).

[kind, number of the request, ...]

17 greeting     version, root, bucket hashes (empty where the roots agree), hash of attachment roots, view?, receipt
18 differences  [[head, first seq or null, depth]...], [index of a head that is not held...], more?
19 page         [block...], [next seq or null, for each want]
20 took         accepted, known, waiting, [[block id or null, code]...], root, receipt
21 chunks       [[attachment root, size, index, chunk]...]
22 wanted       [[index of an offered file, index of the next chunk]...], how many there is no room for (if any)
23 received     [attachment root that is whole now...]
24 view         0 equal, 1 different, 2 cannot be compared
31 trouble      code, facts
A receipt is null, or [device, [held block id...], clock, signature].
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from core.encoding import cbor
from core.encoding.bounded import decode_bounded
from core.errors import RejectedError
from core.ledger.block import BLOCK_BYTES_MAX
from core.ports.limits import ATTACHMENT_BYTES_MAX
from sync.fields import Head, head_from, head_value, is_bytes, is_count, is_hash, list_of, read_list
from sync.limits import (
    BUCKET_HASH_BYTES,
    BUCKETS,
    FILES_MAX,
    FRAME_VALUES_MAX,
    GAPS_MAX,
    HEADS_MAX,
    PAGE_BLOCKS_MAX,
    TROUBLE_FACTS_MAX,
    TROUBLE_TEXT_CHARACTERS_MAX,
    WANTS_MAX,
)
from sync.messages import ChunkFrame
from sync.receipts import Receipt, receipt_from, receipt_value
from sync.requests import chunk_value, read_chunks

GREETING, DIFFERENCES, PAGE, TOOK, CHUNKS, WANTED, RECEIVED, VIEWED = range(17, 25)
TROUBLE = 31
EQUAL, DIFFERENT, INCOMPARABLE = range(3)


@dataclass(frozen=True, slots=True)
class Greeting:
    version: int
    root: bytes
    buckets: bytes
    files: bytes
    judges: bool
    """Whether there is a view to compare: a hub has none."""
    receipt: Receipt | None = None
    gaps: tuple[Head, ...] = ()
    """Blocks that the answering side holds without some of their content."""


@dataclass(frozen=True, slots=True)
class Difference:
    """A head of the answering side that the asker did not name; `first` is the seq from which the asker lacks its
    chain (None: a fork, it must say what it holds), `depth` that of the first block lacked."""

    head: Head
    first: int | None
    depth: int


@dataclass(frozen=True, slots=True)
class Differences:
    heads: tuple[Difference, ...]
    lacks: tuple[int, ...]
    more: bool = False


def sent_again_at_most(wanted: Iterable[Difference], lacked: Iterable[Head]) -> int:
    """So many blocks may come that are held here, and no peer is to blame: it lacks the end of a branch of ours, so it
    cannot know where that left the branch that it sends, and begins before it."""
    begun: dict[tuple[bytes, int], int] = {}
    for one in wanted:
        begun[one.head.chain] = min(one.first or 0, begun.get(one.head.chain, one.head.seq))
    return sum(max(0, head.seq + 1 - begun[head.chain]) for head in lacked if head.chain in begun)


@dataclass(frozen=True, slots=True)
class Page:
    wires: tuple[bytes, ...]
    next: tuple[int | None, ...]
    """For each want, the seq to go on from; None where it is done."""


@dataclass(frozen=True, slots=True)
class Took:
    accepted: int
    known: int
    waiting: int
    rejected: tuple[tuple[bytes | None, str], ...]
    root: bytes
    receipt: Receipt | None = None


@dataclass(frozen=True, slots=True)
class Chunks:
    chunks: tuple[ChunkFrame, ...]


@dataclass(frozen=True, slots=True)
class Wanted:
    files: tuple[tuple[int, int], ...]
    no_room: int = 0
    """How many of those offered there is no room for."""


@dataclass(frozen=True, slots=True)
class Received:
    whole: tuple[bytes, ...]


@dataclass(frozen=True, slots=True)
class Viewed:
    outcome: int


@dataclass(frozen=True, slots=True)
class Trouble:
    code: str
    facts: dict[str, str | int] = field(default_factory=dict)


Reply = Greeting | Differences | Page | Took | Chunks | Wanted | Received | Viewed | Trouble


def encode_reply(number: int, reply: Reply) -> bytes:
    """The message of a reply."""
    kind, parts = _parts_of_blocks(reply) or _other_parts(reply)
    return cbor.encode([kind, number, *parts])


def _parts_of_blocks(reply: Reply) -> tuple[int, list[Any]] | None:
    match reply:
        case Greeting(version, root, buckets, files, judges, receipt, gaps):
            told = [[head_value(one) for one in gaps]] if gaps else []
            return GREETING, [version, root, buckets, files, judges, receipt_value(receipt), *told]
        case Differences(heads, lacks, more):
            return DIFFERENCES, [[[head_value(one.head), one.first, one.depth] for one in heads], list(lacks), more]
        case Page(wires, next):
            return PAGE, [list(wires), list(next)]
        case Took(accepted, known, waiting, rejected, root, receipt):
            refused = [[id, code] for id, code in rejected]
            return TOOK, [accepted, known, waiting, refused, root, receipt_value(receipt)]
    return None


def _other_parts(reply: Reply) -> tuple[int, list[Any]]:
    match reply:
        case Chunks(chunks):
            return CHUNKS, [[chunk_value(chunk) for chunk in chunks]]
        case Wanted(files, no_room):
            return WANTED, [[[place, index] for place, index in files], *([no_room] if no_room else [])]
        case Received(whole):
            return RECEIVED, [list(whole)]
        case Viewed(outcome):
            return VIEWED, [outcome]
        case Trouble(code, facts):
            return TROUBLE, [code, facts]
    raise AssertionError(f"no reply: {reply!r}")


def decode_reply(data: bytes) -> tuple[int, Reply]:
    """The number of the request and the reply.

    Raises:
        RejectedError: `malformed_cbor`, `too_large`, `malformed_message`, `unknown_message`.
    """
    value = decode_bounded(data, FRAME_VALUES_MAX)
    if type(value) is not list or len(value) < 2 or not is_count(value[0], 2**31) or not is_count(value[1], 2**31):
        raise RejectedError("malformed_message", field="head")
    kind, number, *parts = value
    if kind not in _READERS:
        raise RejectedError("unknown_message", kind=kind, number=number)
    try:
        return number, _READERS[kind](*parts)
    except TypeError as error:
        raise RejectedError("malformed_message", field="length") from error


def _wrong(name: str) -> RejectedError:
    return RejectedError("malformed_message", field=name)


def _greeting(
    version: Any, root: Any, buckets: Any, files: Any, judges: Any, receipt: object, gaps: object = (), *_later: object
) -> Greeting:
    if not is_count(version, 2**31) or not is_hash(root) or not is_hash(files) or type(judges) is not bool:
        raise _wrong("greeting")
    if buckets != b"" and not is_bytes(buckets, BUCKETS * BUCKET_HASH_BYTES, BUCKETS * BUCKET_HASH_BYTES):
        raise _wrong("buckets")
    lacking = tuple(map(head_from, list_of(gaps, GAPS_MAX, "gaps"))) if gaps != () else ()
    return Greeting(version, root, buckets, files, judges, receipt_from(receipt), lacking)


def _differences(heads: object, lacks: object, more: Any, *_later: object) -> Differences:
    if type(more) is not bool:
        raise _wrong("more")
    found = tuple(map(_difference, list_of(heads, HEADS_MAX, "heads")))
    return Differences(found, tuple(read_list(lacks, HEADS_MAX, "lacks", lambda one: is_count(one, HEADS_MAX))), more)


def _difference(value: object) -> Difference:
    if type(value) is not list or len(value) != 3 or not (value[1] is None or is_count(value[1])):
        raise _wrong("difference")
    if not is_count(value[2]):
        raise _wrong("difference")
    return Difference(head_from(value[0]), value[1], value[2])


def _page(wires: object, next: object, *_later: object) -> Page:
    blocks = read_list(wires, PAGE_BLOCKS_MAX, "blocks", lambda one: is_bytes(one, 1, BLOCK_BYTES_MAX))
    return Page(tuple(blocks), tuple(read_list(next, WANTS_MAX, "next", lambda one: one is None or is_count(one))))


def _took(
    accepted: Any, known: Any, waiting: Any, rejected: object, root: Any, receipt: object, *_later: object
) -> Took:
    if not all(map(is_count, (accepted, known, waiting))) or not is_hash(root):
        raise _wrong("took")

    def is_refusal(one: object) -> bool:
        return type(one) is list and len(one) == 2 and (one[0] is None or is_hash(one[0])) and _is_text(one[1])

    refused = tuple((one[0], one[1]) for one in read_list(rejected, PAGE_BLOCKS_MAX, "rejected", is_refusal))
    return Took(accepted, known, waiting, refused, root, receipt_from(receipt))


def _chunks(chunks: object, *_later: object) -> Chunks:
    return Chunks(read_chunks(chunks))


def _wanted(files: object, no_room: object = 0, *_later: object) -> Wanted:
    def is_place(one: object) -> bool:
        return type(one) is list and len(one) == 2 and is_count(one[0]) and is_count(one[1], ATTACHMENT_BYTES_MAX)

    places = tuple((one[0], one[1]) for one in read_list(files, FILES_MAX, "files", is_place))
    if not is_count(no_room, FILES_MAX):
        raise RejectedError("malformed_message", field="no_room")
    return Wanted(places, no_room)  # type: ignore[arg-type]


def _received(whole: object, *_later: object) -> Received:
    return Received(tuple(read_list(whole, FILES_MAX, "received", is_hash)))


def _viewed(outcome: object, *_later: object) -> Viewed:
    if type(outcome) is not int or not EQUAL <= outcome <= INCOMPARABLE:
        raise _wrong("view")
    return Viewed(outcome)


def _trouble(code: object, facts: object, *_later: object) -> Trouble:
    if not _is_text(code) or type(facts) is not dict or len(facts) > TROUBLE_FACTS_MAX:
        raise _wrong("trouble")
    assert isinstance(code, str)
    if not all(_is_text(name) and (_is_text(fact) or is_count(fact)) for name, fact in facts.items()):
        raise _wrong("trouble")
    return Trouble(code, facts)


def _is_text(value: object) -> bool:
    return type(value) is str and len(value) <= TROUBLE_TEXT_CHARACTERS_MAX


_READERS: dict[int, Callable[..., Reply]] = {
    GREETING: _greeting,
    DIFFERENCES: _differences,
    PAGE: _page,
    TOOK: _took,
    CHUNKS: _chunks,
    WANTED: _wanted,
    RECEIVED: _received,
    VIEWED: _viewed,
    TROUBLE: _trouble,
}
