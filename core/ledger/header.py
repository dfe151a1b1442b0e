"""The header of a block: what the device signs.

Deterministic CBOR array of twelve elements (docs/format.md §2); a later format may append elements, which are kept and
signed over but not read.
"""

from __future__ import annotations

from hashlib import sha256
from typing import NamedTuple

from core.encoding import cbor
from core.errors import RejectedError
from core.identity.keys import KEY_BYTES
from core.ports.limits import BLOCK_BODY_BYTES_MAX, BLOCK_ENTRIES_MAX, HEADER_BYTES_MAX, SEEN_MAX

FORMAT = 1
HASH_BYTES = 32
_NAMES = (
    "network", "device", "incarnation", "seq", "previous", "depth", "clock", "seen", "root", "count", "body_bytes",
)  # fmt: skip
"""What follows the format, as docs/format.md names it."""
_FIELDS = 1 + len(_NAMES)


class Header(NamedTuple):
    """A block's place in its chain, what its author had seen, and what its body must hash to."""

    network: bytes | None
    """Id of the charter block; None in the charter block itself."""
    device: bytes
    incarnation: int
    seq: int
    previous: bytes | None
    """Id of the block this one follows; at seq 0 of a later incarnation, the head that it continues from, if known."""
    depth: int
    """1 + the greatest depth of `previous` and of all `seen`; 0 where there is neither."""
    clock: int
    """The device's claim, seconds since 1970 UTC. Flagged when odd; never a reason to refuse, hold back or order."""
    seen: tuple[bytes, ...]
    """Heads of other chains new since the previous block, in byte order, none in another's past."""
    root: bytes
    """RFC 9162 tree hash over the entry blobs as they travel."""
    leaf_count: int
    body_bytes: int
    """Length of the encoded body array with nothing erased."""


def block_id(header_bytes: bytes) -> bytes:
    """SHA-256 of the header's signed bytes (the COSE payload)."""
    return sha256(header_bytes).digest()


def encode_header(header: Header) -> bytes:
    """The bytes to sign."""
    return cbor.encode(
        [
            FORMAT,
            header.network,
            header.device,
            header.incarnation,
            header.seq,
            header.previous,
            header.depth,
            header.clock,
            list(header.seen),
            header.root,
            header.leaf_count,
            header.body_bytes,
        ]
    )


def decode_header(data: bytes) -> Header:
    """Read a header and check all that can be checked without knowing other blocks.

    Raises:
        RejectedError: `too_large`, `malformed_cbor`, `unknown_format` (written by a newer version), or
            `malformed_header` with the field.
    """
    if len(data) > HEADER_BYTES_MAX:
        raise RejectedError("too_large", what="header", limit=HEADER_BYTES_MAX)
    value = cbor.decode(data)
    if type(value) is not list or not value or type(value[0]) is not int:
        raise RejectedError("malformed_header", field="format")
    if value[0] != FORMAT:
        raise RejectedError("unknown_format", found=value[0], known=FORMAT)
    if len(value) < _FIELDS:
        raise RejectedError("malformed_header", field="length")
    seen = value[8]
    header = Header._make((*value[1:8], tuple(seen) if type(seen) is list else (), *value[9:_FIELDS]))
    wrong = _first_wrong_field(header, seen)
    if wrong:
        raise RejectedError("malformed_header", field=wrong)
    return header


def _is_hash(value: object) -> bool:
    return type(value) is bytes and len(value) == HASH_BYTES


def _is_count(value: object, maximum: int) -> bool:
    return type(value) is int and 0 <= value <= maximum


def _first_wrong_field(header: Header, seen: object) -> str | None:
    fine = (
        header.network is None or _is_hash(header.network),
        type(header.device) is bytes and len(header.device) == KEY_BYTES,
        _is_count(header.incarnation, 2**31),
        _is_count(header.seq, 2**53),
        header.previous is None or _is_hash(header.previous),
        _is_count(header.depth, 2**53),
        type(header.clock) is int,
        type(seen) is list and len(seen) <= SEEN_MAX and all(map(_is_hash, seen)),
        _is_hash(header.root),
        _is_count(header.leaf_count, BLOCK_ENTRIES_MAX) and header.leaf_count > 0,
        _is_count(header.body_bytes, BLOCK_BODY_BYTES_MAX),
    )
    if not all(fine):
        return _NAMES[fine.index(False)]
    if header.seen and list(header.seen) != sorted(set(header.seen)):
        return "seen"
    if (header.seq > 0 and header.previous is None) or (
        header.seq == 0 and header.incarnation == 0 and header.previous is not None
    ):
        return "previous"
    is_charter = header.network is None
    first = header.seq == 0 and header.incarnation == 0 and not header.seen
    if is_charter and not (first and header.leaf_count == 1):
        return "network"
    return None
