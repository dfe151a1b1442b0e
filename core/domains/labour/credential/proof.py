"""Data Integrity proofs of the suite eddsa-jcs-2022 (W3C vc-di-eddsa §3.3): made, and verified."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

import rfc8785

from core.domains.labour.credential.did_key import decode_base58, encode_base58, public_key_of
from core.errors import InputError
from core.identity.keys import signature_holds
from core.ledger.cose import SIGNATURE_BYTES

SUITE = "eddsa-jcs-2022"
KIND = "DataIntegrityProof"
PURPOSE = "assertionMethod"
Document = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Signed:
    """A proof with what went into it."""

    document_hash: bytes
    config_hash: bytes
    signature: bytes
    proof: Document


def canonical(value: Any) -> bytes:
    """The one JSON text of a value (RFC 8785).

    Raises:
        InputError: `json_not_canonical`: a number or text that I-JSON does not have.
    """
    try:
        return rfc8785.dumps(value)
    except (rfc8785.CanonicalizationError, UnicodeEncodeError) as error:
        raise InputError("json_not_canonical") from error


def hashes(document: Document, config: Document) -> tuple[bytes, bytes]:
    """SHA-256 of the document without its proof, and of the proof without its value."""
    bare = {name: value for name, value in document.items() if name != "proof"}
    options = {name: value for name, value in config.items() if name != "proofValue"}
    return sha256(canonical(bare)).digest(), sha256(canonical(options)).digest()


def sign(document: Document, config: Document, signer: Callable[[bytes], bytes]) -> Signed:
    """A proof over a document; `config` names suite, time, key and purpose, `signer` signs with that key."""
    document_hash, config_hash = hashes(document, config)
    signature = signer(config_hash + document_hash)
    return Signed(document_hash, config_hash, signature, {**config, "proofValue": encode_base58(signature)})


def proof_holds(document: Document, proof: Document) -> bool:
    """Whether one proof is of this suite and made by the key that it names, over this very document."""
    if proof.get("type") != KIND or proof.get("cryptosuite") != SUITE or proof.get("proofPurpose") != PURPOSE:
        return False
    if "@context" in proof and not _begins_with(document.get("@context"), proof["@context"]):
        return False
    try:
        public = public_key_of(str(proof.get("verificationMethod")))
        signature = decode_base58(str(proof.get("proofValue")))
        document_hash, config_hash = hashes(document, proof)
    except InputError:
        return False
    if len(signature) != SIGNATURE_BYTES:
        return False
    return signature_holds(public, config_hash + document_hash, signature)


def document_holds(document: Document) -> bool:
    """Whether a document carries at least one proof and all of them hold."""
    found = document.get("proof")
    proofs = found if isinstance(found, list) else [found]
    return bool(proofs) and all(isinstance(one, Mapping) and proof_holds(document, one) for one in proofs)


def _begins_with(whole: object, start: object) -> bool:
    listed = whole if isinstance(whole, list) else [whole]
    begun = start if isinstance(start, list) else [start]
    return listed[: len(begun)] == begun
