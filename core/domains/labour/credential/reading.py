"""A certificate as a file or as the text of a QR code, and whether it holds.

The text is `PREFIX` and base64url without padding of raw DEFLATE (RFC 1951) of the canonical JSON: paper alone carries
all that a check needs.
"""

from __future__ import annotations

import base64
import binascii
import json
import zlib
from collections.abc import Mapping, Sequence
from typing import Any

from core.domains.labour.credential.proof import Document, canonical, document_holds
from core.errors import InputError

PREFIX = "JANGBUVC1:"
BYTES_MAX = 64 * 1024


def read_certificate(data: bytes) -> dict[str, Any]:
    """The certificate in a JSON file.

    A name that stands twice in an object is refused: readers disagree on which of the two counts (RFC 8259 §4).

    Raises:
        InputError: `certificate_unreadable`.
    """
    try:
        if len(data) > BYTES_MAX:
            raise ValueError("longer than any certificate")
        document = json.loads(data.decode("utf-8"), object_pairs_hook=_once, parse_constant=_no_number)
    except (ValueError, RecursionError) as error:
        raise InputError("certificate_unreadable") from error
    if not isinstance(document, dict):
        raise InputError("certificate_unreadable")
    return document


def _once(pairs: Sequence[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("a name stands twice")
    return found


def _no_number(name: str) -> None:
    raise ValueError(f"{name} is no JSON")


def certificate_text(document: Document) -> str:
    """The certificate as the text of a QR code."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
    return _text(packer.compress(canonical(document)) + packer.flush())


def _text(packed: bytes) -> str:
    return PREFIX + base64.urlsafe_b64encode(packed).decode("ascii").rstrip("=")


def read_certificate_text(text: str) -> dict[str, Any]:
    """The certificate in the text of a QR code.

    Raises:
        InputError: `certificate_unreadable`.
    """
    told = text.removeprefix(PREFIX)
    opener = zlib.decompressobj(-zlib.MAX_WBITS)
    try:
        packed = base64.b64decode(told + "=" * (-len(told) % 4), b"-_", validate=True)
        data = opener.decompress(packed, BYTES_MAX)
    except (binascii.Error, zlib.error, ValueError) as error:
        raise InputError("certificate_unreadable") from error
    # Bits that stand for nothing at the end of base64 are no second way to write the same.
    if text != _text(packed) or not opener.eof or opener.unused_data:
        raise InputError("certificate_unreadable")
    return read_certificate(data)


def parties(document: Document) -> tuple[str, str]:
    """The did of the employer who issued it and of the worker it is about; empty where one is not said."""
    issuer, subject = document.get("issuer"), document.get("credentialSubject")
    issued_by = issuer.get("id") if isinstance(issuer, Mapping) else issuer
    about = subject.get("id") if isinstance(subject, Mapping) else None
    return tuple(one if isinstance(one, str) else "" for one in (issued_by, about))  # type: ignore[return-value]


def certificate_holds(document: Document) -> bool:
    """Whether employer and worker signed this very document, each once, and nobody else did.

    Each proof alone stands for the document alone (W3C VC Data Integrity 1.0 §2.1.1): whoever took one away would leave
    the other intact, so both parties that the document names must be among those who signed.
    """
    employer, worker = parties(document)
    proofs = document.get("proof")
    if not isinstance(proofs, list) or not all(isinstance(one, Mapping) for one in proofs):
        return False
    signers = [str(one.get("verificationMethod")).partition("#")[0] for one in proofs]
    return employer != worker and sorted(signers) == sorted((employer, worker)) and document_holds(document)
