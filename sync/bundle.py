"""Bundle files: blocks and attachments for a stick or mail, sealed to the devices that may read them.

A part is: "JANGBU-B", version byte, header, records (docs/format.md §7). The header names the network and wraps the
part's own key to each device of the audience. A record is frames, compressed, then encrypted under that key with its
number as nonce and the header's hash as associated data, so records can neither change places nor move to another part.
Nothing here touches a vault or a disk beyond the stream it is given.
"""

from __future__ import annotations

import struct
import zlib
from dataclasses import dataclass
from hashlib import sha256
from typing import BinaryIO

from nacl.bindings import (
    crypto_aead_xchacha20poly1305_ietf_decrypt,
    crypto_aead_xchacha20poly1305_ietf_encrypt,
)
from nacl.exceptions import CryptoError

from core.encoding import cbor
from core.encoding.bounded import decode_bounded
from core.errors import RejectedError, SyncError
from core.identity.keys import KEY_BYTES, SigningKey
from core.ledger.header import HASH_BYTES
from core.ports.limits import BUNDLE_AUDIENCE_MAX, BUNDLE_RECORD_OPENED_BYTES_MAX

MAGIC = b"JANGBU-B"
VERSION = 1
MARK = b"JBR1"
BUNDLE_ID_BYTES = 16
BUNDLE_KEY_BYTES = 32
TAG_BYTES = 16
HEADER_BYTES_MAX = 128 + BUNDLE_AUDIENCE_MAX * 128
RECORD_HEAD = struct.Struct("<4sIII")
"""Mark, record number, ciphertext length, CRC-32 of number, length and ciphertext."""
HEADER_HEAD = struct.Struct("<8sBII")
"""Magic, version, header length, CRC-32 of the header."""
_WRAPPED_BYTES = 80


@dataclass(frozen=True, slots=True)
class BundleHeader:
    """What anybody can read of a part."""

    network: bytes
    bundle: bytes
    """16 random bytes, the same in all parts of one bundle."""
    part: int
    """From 0; the last part says at its end that it is the last."""
    wraps: tuple[tuple[bytes, bytes], ...]
    """The part's key, sealed to each device of the audience."""

    @property
    def audience(self) -> tuple[bytes, ...]:
        """The devices that can open it."""
        return tuple(device for device, _ in self.wraps)


@dataclass(frozen=True, slots=True)
class PartKey:
    """What seals the records of one part."""

    key: bytes
    header_hash: bytes

    def seal(self, index: int, opened: bytes) -> bytes:
        """A record as it stands in the file: head and ciphertext."""
        ciphertext = bytes(
            crypto_aead_xchacha20poly1305_ietf_encrypt(
                zlib.compress(opened), self.header_hash, _nonce(index), self.key
            )
        )
        return RECORD_HEAD.pack(MARK, index, len(ciphertext), record_checksum(index, ciphertext)) + ciphertext

    def open(self, index: int, ciphertext: bytes) -> bytes | None:
        """The compressed frames; None where the record is not the one of this number in this part."""
        try:
            return bytes(
                crypto_aead_xchacha20poly1305_ietf_decrypt(ciphertext, self.header_hash, _nonce(index), self.key)
            )
        except (CryptoError, ValueError, TypeError):
            return None


def _nonce(index: int) -> bytes:
    return index.to_bytes(24, "little")


def record_checksum(index: int, ciphertext: bytes) -> int:
    """CRC-32 of number, length and ciphertext: finds damage without a key, proves nothing."""
    return zlib.crc32(ciphertext, zlib.crc32(struct.pack("<II", index, len(ciphertext))))


def encode_header(header: BundleHeader) -> bytes:
    """The header's deterministic CBOR: [network, bundle id, part, [[device, wrapped key]...]]."""
    wraps = [[device, box] for device, box in header.wraps]
    return cbor.encode([header.network, header.bundle, header.part, wraps])


def read_header(stream: BinaryIO) -> BundleHeader:
    """Read what anybody can read of a part; the stream then stands at the first record.

    Raises:
        RejectedError: `not_a_bundle`, `unknown_format` (a newer version), or `malformed_bundle`.
        SyncError: `bundle_cut_off`, `bundle_damaged`.
    """
    return decode_header(read_header_bytes(stream))


def read_header_bytes(stream: BinaryIO) -> bytes:
    """The header's bytes, whose hash the records are bound to; raises what `read_header` raises."""
    head = _exactly(stream, HEADER_HEAD.size)
    if not head.startswith(MAGIC):
        raise RejectedError("not_a_bundle")
    if len(head) > len(MAGIC) and head[len(MAGIC)] != VERSION:
        raise RejectedError("unknown_format", found=head[len(MAGIC)], known=VERSION)
    if len(head) < HEADER_HEAD.size:
        raise SyncError("bundle_cut_off", what="header")
    _, _, length, checksum = HEADER_HEAD.unpack(head)
    if length > HEADER_BYTES_MAX:
        raise SyncError("bundle_damaged", what="header")
    data = _exactly(stream, length)
    if len(data) < length:
        raise SyncError("bundle_cut_off", what="header")
    if zlib.crc32(data) != checksum:
        raise SyncError("bundle_damaged", what="header")
    return data


def _exactly(stream: BinaryIO, count: int) -> bytes:
    """As many bytes as asked for, fewer at the end only; a raw stream may give them in pieces."""
    data = b""
    while len(data) < count and (more := stream.read(count - len(data))):
        data += more
    return data


def decode_header(data: bytes) -> BundleHeader:
    """Raises RejectedError (`malformed_bundle` with the field, `malformed_cbor`, `too_large`)."""
    value = decode_bounded(data, 16 + 4 * BUNDLE_AUDIENCE_MAX)
    if type(value) is not list or len(value) != 4:
        raise RejectedError("malformed_bundle", field="length")
    network, bundle, part, wraps = value
    if type(network) is not bytes or len(network) != HASH_BYTES:
        raise RejectedError("malformed_bundle", field="network")
    if type(bundle) is not bytes or len(bundle) != BUNDLE_ID_BYTES:
        raise RejectedError("malformed_bundle", field="bundle")
    if type(part) is not int or not 0 <= part < 2**31:
        raise RejectedError("malformed_bundle", field="part")
    if type(wraps) is not list or not 0 < len(wraps) <= BUNDLE_AUDIENCE_MAX or not all(map(_is_wrap, wraps)):
        raise RejectedError("malformed_bundle", field="wraps")
    return BundleHeader(network, bundle, part, tuple((wrap[0], wrap[1]) for wrap in wraps))


def _is_wrap(value: object) -> bool:
    return (
        type(value) is list
        and len(value) == 2
        and all(type(part) is bytes for part in value)
        and (len(value[0]), len(value[1])) == (KEY_BYTES, _WRAPPED_BYTES)
    )


def open_part(header_bytes: bytes, device: SigningKey) -> PartKey:
    """The key of a part, for a device of its audience.

    Raises:
        RejectedError: `not_the_audience`; `wrong_seal` where the wrap for this device does not open.
    """
    for recipient, box in decode_header(header_bytes).wraps:
        if recipient == device.public:
            key = device.open_sealed(box)
            if len(key) != BUNDLE_KEY_BYTES:
                raise RejectedError("wrong_seal")
            return PartKey(key, sha256(header_bytes).digest())
    raise RejectedError("not_the_audience", device=device.public)


def unpacked(compressed: bytes) -> bytes:
    """Decompress a record within its limit.

    Raises:
        RejectedError: `too_large` (a bomb), `malformed_record`.
    """
    unpacker = zlib.decompressobj()
    try:
        opened = unpacker.decompress(compressed, BUNDLE_RECORD_OPENED_BYTES_MAX + 1)
    except zlib.error as error:
        raise RejectedError("malformed_record") from error
    if len(opened) > BUNDLE_RECORD_OPENED_BYTES_MAX:
        raise RejectedError("too_large", what="record", limit=BUNDLE_RECORD_OPENED_BYTES_MAX)
    if not unpacker.eof or unpacker.unused_data:
        raise RejectedError("malformed_record")
    return opened
