"""The compact proof in a QR code: one entry, its way to the root, the header and the device's signature.

"JANGBU1:", then base64url without padding of raw DEFLATE with a preset dictionary of deterministic CBOR [1, header with
null in place of the root, signature, leaf index, inclusion proof, form] (docs/format.md §9). The root is left out
because it follows from leaf and proof; with it in place the header is the signed bytes again. Neither a grant nor the
charter is in it.
"""

from __future__ import annotations

import base64
import binascii
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from core.encoding import cbor
from core.encoding.bounded import decode_bounded
from core.errors import RefusedError, RejectedError
from core.identity.keys import signature_holds
from core.ledger import cose, merkle
from core.ledger.block import Block
from core.ledger.disclosure import (
    Check,
    Form,
    ShownEntry,
    form_from_value,
    form_to_value,
    is_hash_list,
    leaf_of,
    read_shown,
)
from core.ledger.header import block_id, decode_header
from core.ledger.standing import Standing, standings
from core.ports.limits import BLOCK_ENTRIES_MAX, PROOF_TEXT_BYTES_MAX

PREFIX = "JANGBU1:"
DICTIONARY_WORDS = (
    *("reason", "language", "ko", "en", "print_bytes", "print_sha256", "grade", "battery.certificate.issue"),
    *("traction", "home", "industry", "low_rate", "material", "remanufacture", "reuse", "recycle"),
    *("exclusions", "superseded", "battery.grade.assign", "evidence", "high_permille", "legal_grade", "letter"),
    *("low_permille", "rule", "rule_version", "soh_permille", "uses", "valid_until", "jtp_test", "jtp_grade"),
)
"""Their CBOR, one after the other, is DEFLATE's preset dictionary (RFC 1950 §2.2): a tenth of a grade's text. Any entry
can be proven with it; the list belongs to the format and cannot change within it."""
_DICTIONARY = b"".join(map(cbor.encode, DICTIONARY_WORDS))
_VERSION = 1
_ROOT_PLACE = 9
_OPENED_BYTES_MAX = 16 * 1024
_VALUES_MAX = 4096
_PROOF_HASHES_MAX = (BLOCK_ENTRIES_MAX - 1).bit_length()


@dataclass(frozen=True, slots=True)
class ProofReport:
    """What a compact proof shows of its one entry."""

    network: bytes
    """The network that the signed header names; only a known network can say whether the device belongs to it."""
    checks: tuple[Check, ...]
    entry: ShownEntry | None
    standings: tuple[Standing, ...]
    """Who stands behind the entry; none is ever `granted`, for a proof carries no grants."""

    @property
    def beyond(self) -> bool:
        """Never known: a proof carries no cuts."""
        return False

    @property
    def intact(self) -> bool:
        """Whether every check held."""
        return all(check.holds for check in self.checks)


def build_proof(block: Block, index: int, form: Form) -> str:
    """The text for a QR code, for an entry of a held block; raises what `proof_text` raises."""
    return proof_text(block.envelope, index, merkle.inclusion_proof(block.leaves, index), form)


def proof_text(envelope: bytes, index: int, proof: Sequence[bytes], form: Form) -> str:
    """The text for a QR code, from the parts that an evidence file holds as well.

    Raises:
        RefusedError: `proof_too_long` for an entry that does not fit; an evidence file shows it instead.
    """
    signed = cose.decode_sign1(envelope)
    header: list[Any] = cbor.decode(signed.payload)
    header[_ROOT_PLACE] = None
    opened = cbor.encode([_VERSION, header, signed.signature, index, list(proof), form_to_value(form)])
    packer = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS, zlib.DEF_MEM_LEVEL, zdict=_DICTIONARY)
    packed = packer.compress(opened) + packer.flush()
    text = PREFIX + _digits(packed)
    if len(text) > PROOF_TEXT_BYTES_MAX or len(opened) > _OPENED_BYTES_MAX:
        raise RefusedError("proof_too_long", found=len(text), limit=PROOF_TEXT_BYTES_MAX)
    return text


def check_proof(text: str) -> ProofReport:
    """Check a proof; blanks around it are ignored.

    Checks: `inclusion` (shape of the way to the root), `signature` (over the header with the root that the entry leads
    to, so it fails as well when the entry was changed), `statement`, `place`, `cosignature`.

    Raises:
        RejectedError: `not_a_proof`, `too_large`, `unknown_format`, `malformed_proof`, `malformed_cbor`, or what
            `decode_header` says.
    """
    header_value, signature, index, proof, form = _read(text)
    root = merkle.root_of_proof(leaf_of(form), index, header_value[10], proof) if _is_int(header_value[10]) else None
    header_value[_ROOT_PLACE] = root if root is not None else bytes(32)
    payload = cbor.encode(header_value)
    header = decode_header(payload)
    checks = [
        Check("inclusion", root is not None),
        Check("signature", signature_holds(header.device, cose.to_be_signed(payload), signature)),
    ]
    shown, found = read_shown(form, index, header, block_id(payload), True, (0, 0))
    network = header.network if header.network is not None else block_id(payload)
    behind = tuple(standings([shown], None)) if shown is not None else ()
    return ProofReport(network, (*checks, *found), shown, behind)


def _read(text: str) -> tuple[list[Any], bytes, int, list[bytes], Form]:
    value = decode_bounded(_opened(text), _VALUES_MAX)
    if type(value) is not list or not value or not _is_int(value[0]):
        raise RejectedError("malformed_proof", field="version")
    if value[0] != _VERSION:
        raise RejectedError("unknown_format", found=value[0], known=_VERSION)
    if len(value) != 6:
        raise RejectedError("malformed_proof", field="length")
    _, header, signature, index, proof, form_value = value
    form = form_from_value(form_value)
    if type(header) is not list or len(header) <= 10 or header[_ROOT_PLACE] is not None:
        raise RejectedError("malformed_proof", field="header")
    if type(signature) is not bytes or len(signature) != cose.SIGNATURE_BYTES:
        raise RejectedError("malformed_proof", field="signature")
    if not _is_int(index) or not is_hash_list(proof, _PROOF_HASHES_MAX):
        raise RejectedError("malformed_proof", field="proof")
    if form is None:
        raise RejectedError("malformed_proof", field="form")
    return header, signature, index, proof, form


def _opened(text: str) -> bytes:
    text = text.strip()
    if not text.startswith(PREFIX):
        raise RejectedError("not_a_proof")
    if len(text) > PROOF_TEXT_BYTES_MAX:
        raise RejectedError("too_large", what="proof", limit=PROOF_TEXT_BYTES_MAX)
    digits = text[len(PREFIX) :]
    try:
        packed = base64.urlsafe_b64decode(digits + "=" * (-len(digits) % 4))
    except (binascii.Error, ValueError) as error:
        raise RejectedError("malformed_proof", field="text") from error
    if _digits(packed) != digits:
        raise RejectedError("malformed_proof", field="text")
    unpacker = zlib.decompressobj(-zlib.MAX_WBITS, _DICTIONARY)
    try:
        opened = unpacker.decompress(packed, _OPENED_BYTES_MAX)
    except zlib.error as error:
        raise RejectedError("malformed_proof", field="packing") from error
    if not unpacker.eof or unpacker.unused_data:
        raise RejectedError("malformed_proof", field="packing")
    return opened


def _digits(packed: bytes) -> str:
    return base64.urlsafe_b64encode(packed).rstrip(b"=").decode()


def _is_int(value: object) -> bool:
    return type(value) is int
