"""A device's own TLS certificate: self-signed, with the device's key, so that pinning the key pins the device."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

from core.identity.keys import SigningKey

_DAYS = 3650


def device_certificate(key: SigningKey, now_s: int) -> tuple[bytes, bytes]:
    """Certificate and private key as PEM. Names say nothing; only the key counts."""
    private = Ed25519PrivateKey.from_private_bytes(key.seed)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, key.public.hex()[:16])])
    start = datetime.fromtimestamp(now_s, UTC) - timedelta(days=2)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(private.public_key())
        .serial_number(int.from_bytes(key.public[:8], "big") | 1)
        .not_valid_before(start)
        .not_valid_after(start + timedelta(days=_DAYS))
        .sign(private, None)
    )
    secret = private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    return certificate.public_bytes(Encoding.PEM), secret


def certified_key(der: bytes) -> bytes | None:
    """The Ed25519 key of a certificate; None for any other kind."""
    key = x509.load_der_x509_certificate(der).public_key()
    return key.public_bytes_raw() if isinstance(key, Ed25519PublicKey) else None
