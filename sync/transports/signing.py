"""Requests signed by the device (RFC 9421, Ed25519): who asks is told by the signature, whatever proxies stand between.

Covered: method, path, query and the content's digest; tag "jangbu-sync", a nonce, created and expires. The path names
the answering device, so a request cannot be shown to another one. @authority is not covered: proxies rewrite it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from http_message_signatures import (
    HTTPMessageSigner,
    HTTPMessageVerifier,
    HTTPSignatureKeyResolver,
    InvalidSignature,
    VerifyResult,
    algorithms,
)

from core.errors import RejectedError
from core.identity.keys import SigningKey, is_key
from sync.limits import FRAME_BYTES_MAX, SLOWEST_BYTES_PER_S

TAG = "jangbu-sync"
LABEL = "jangbu"
COVERED = ("@method", "@path", "@query", "content-digest")
LIFETIME_S = 60
SKEW_S = 300
"""Devices in the field have no good clocks; a nonce is remembered as long as its signature could be shown."""
BODY_WITHIN_S = 60 + FRAME_BYTES_MAX // SLOWEST_BYTES_PER_S
"""Longer no body is read after its head: somebody could show a signature in time and end its body late."""
NONCES_MAX = 200_000


class _Keys(HTTPSignatureKeyResolver):
    """Public keys only: devices sign outside of the library."""

    def resolve_public_key(self, key_id: str) -> Ed25519PublicKey:
        try:
            key = bytes.fromhex(key_id)
        except ValueError as error:
            raise InvalidSignature("no key") from error
        if not is_key(key):
            raise InvalidSignature("no key")
        return Ed25519PublicKey.from_public_bytes(key)


class _Verifier(HTTPMessageVerifier):
    max_clock_skew = timedelta(seconds=SKEW_S)


_SIGNER = HTTPMessageSigner(signature_algorithm=algorithms.ED25519)
_VERIFIER = _Verifier(signature_algorithm=algorithms.ED25519, key_resolver=_Keys())


def signed_headers(method: str, url: str, body: bytes, key: SigningKey, now_s: int, nonce: str) -> dict[str, str]:
    """The headers that make a request the device's."""
    headers: dict[str, str] = {"Content-Type": "application/octet-stream"}
    message = SimpleNamespace(method=method, url=url, headers=headers)
    created = datetime.fromtimestamp(now_s, UTC)
    prepared = _SIGNER.prepare(
        message,
        key_id=key.public.hex(),
        created=created,
        expires=created + timedelta(seconds=LIFETIME_S),
        nonce=nonce,
        label=LABEL,
        tag=TAG,
        covered_component_ids=COVERED[:3],
        body=body,
    )
    _SIGNER.apply(message, prepared, key.sign(prepared.signature_base))
    return headers


@dataclass(frozen=True, slots=True)
class Signed:
    """Who signed a request, and the nonce that may come once."""

    device: bytes
    nonce: str
    digest: Sequence[VerifyResult] = field(default=(), compare=False, repr=False)
    """What the signature says of the body."""


def verify_request(method: str, url: str, headers: Mapping[str, str]) -> Signed:
    """Who signed this request, before its body is read: on a slow line that takes longer than a signature lives.

    Raises:
        RejectedError: `signature_missing`, `signature_refused` (wrong, too old, or not of everything that counts).
    """
    if "signature" not in headers or "signature-input" not in headers:
        raise RejectedError("signature_missing")
    message = SimpleNamespace(method=method, url=url, headers=headers)
    try:
        found = _VERIFIER.verify(
            message,
            max_age=timedelta(seconds=LIFETIME_S),
            expect_tag=TAG,
            require_components=COVERED,
        )
    except Exception as error:  # the library tells faults of what came by several families
        raise RejectedError("signature_refused") from error
    device, nonce = str(found[0].parameters["keyid"]), found[0].nonce
    if len(found) != 1 or not nonce or len(nonce) > 64 or "expires" not in found[0].parameters:
        raise RejectedError("signature_refused")
    return Signed(bytes.fromhex(device), nonce, found)


def verify_body(signed: Signed, headers: Mapping[str, str], body: bytes) -> None:
    """Raises RejectedError (`signature_refused`): the body is not the one that was signed."""
    try:
        _VERIFIER.verify_body(SimpleNamespace(headers=headers), signed.digest, body)
    except Exception as error:  # as above
        raise RejectedError("signature_refused") from error


class Nonces:
    """Nonces seen lately; each is good for once."""

    def __init__(self) -> None:
        self._seen: dict[tuple[bytes, str], int] = {}

    def use(self, signed: Signed, now_s: int) -> None:
        """Raises RejectedError (`signature_replayed`)."""
        while self._seen and (len(self._seen) > NONCES_MAX or next(iter(self._seen.values())) < now_s):
            del self._seen[next(iter(self._seen))]
        key = (signed.device, signed.nonce)
        if key in self._seen:
            raise RejectedError("signature_replayed")
        self._seen[key] = now_s + LIFETIME_S + 2 * SKEW_S + BODY_WITHIN_S
