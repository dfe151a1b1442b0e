"""Signed requests: RFC 9421's own example, and every way a signature can be wrong."""

import base64
from datetime import UTC, datetime
from types import SimpleNamespace

import pytest
from http_message_signatures import HTTPMessageSigner, algorithms

from core.errors import RejectedError
from core.identity.keys import SigningKey
from core.ports.clock import SystemClock
from sync.limits import FRAME_BYTES_MAX, SLOWEST_BYTES_PER_S
from sync.transports.http_app import READ_WITHIN_S
from sync.transports.signing import (
    BODY_WITHIN_S,
    LIFETIME_S,
    SKEW_S,
    Nonces,
    Signed,
    signed_headers,
    verify_body,
    verify_request,
)
from tests.support.sample_network import key_of

KEY = key_of("device")
URL = "https://hub.example.org/v1/aa/bb"
BODY = b"a frame"


def now() -> int:
    return SystemClock().now().seconds


def lowered(headers: dict[str, str]) -> dict[str, str]:
    return {name.lower(): value for name, value in headers.items()}


def signed(now_s: int | None = None) -> dict[str, str]:
    return lowered(signed_headers("POST", URL, BODY, KEY, now_s or now(), "nonce 1"))


def checked(method: str, url: str, headers: dict[str, str], body: bytes) -> Signed:
    found = verify_request(method, url, headers)
    verify_body(found, headers, body)
    return found


def refusal(method: str = "POST", url: str = URL, headers: dict[str, str] | None = None, body: bytes = BODY) -> str:
    with pytest.raises(RejectedError) as error:
        checked(method, url, headers if headers is not None else signed(), body)
    return error.value.code


def test_the_signer_is_told():
    assert checked("POST", URL, signed(), BODY) == Signed(KEY.public, "nonce 1")


def test_the_key_of_rfc_9421_makes_the_signature_of_its_section_b26():
    """The library's base and libsodium's signature against the example of the standard (appendix B.2.6)."""

    seed = bytes.fromhex("9f8362f87a484a954e6e740c5b4c0e84229139a20aa8ab56ff66586f6a7d29c5")
    headers = {
        "Date": "Tue, 20 Apr 2021 02:07:55 GMT",
        "Content-Type": "application/json",
        "Content-Length": "18",
    }
    message = SimpleNamespace(method="POST", url="http://example.com/foo?param=Value&Pet=dog", headers=headers)
    prepared = HTTPMessageSigner(signature_algorithm=algorithms.ED25519).prepare(
        message,
        key_id="test-key-ed25519",
        created=datetime.fromtimestamp(1618884473, UTC),
        include_alg=False,
        label="sig-b26",
        covered_component_ids=("date", "@method", "@path", "@authority", "content-type", "content-length"),
    )
    assert base64.b64encode(SigningKey(seed).sign(prepared.signature_base)).decode() == (
        "wqcAqbmYJ2ji2glfAMaRy4gruYYnx2nEFN2HN6jrnDnQCK1u02Gb04v9EDgwUPiu4A0w6vuQv5lIp5WPpBKRCw=="
    )


def test_what_is_covered_cannot_be_changed():
    assert refusal(method="PUT") == "signature_refused"
    assert refusal(url=f"{URL}?more") == "signature_refused"
    assert refusal(url="https://hub.example.org/v1/aa/bc") == "signature_refused"
    assert refusal(body=b"another") == "signature_refused"
    assert refusal(headers={}) == "signature_missing"


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("jangbu-sync", "another"),
        ("nonce 1", "nonce 2"),
        (KEY.public.hex(), key_of("other").public.hex()),
        (KEY.public.hex(), "00" * 32),
        (KEY.public.hex(), "no key"),
        ('"@path" ', ""),
    ],
)
def test_what_the_signature_says_of_itself_cannot_be_changed(old: str, new: str):
    headers = signed()
    assert old in headers["signature-input"]
    headers["signature-input"] = headers["signature-input"].replace(old, new)
    assert refusal(headers=headers) == "signature_refused"


def test_a_signature_lives_a_minute_and_bad_clocks_are_borne():
    assert refusal(headers=signed(now() - LIFETIME_S - SKEW_S - 5)) == "signature_refused"
    assert refusal(headers=signed(now() + SKEW_S + 60)) == "signature_refused"
    checked("POST", URL, signed(now() - SKEW_S + 5), BODY)
    checked("POST", URL, signed(now() + SKEW_S - 60), BODY)


def test_a_proxy_may_change_the_authority():
    checked("POST", URL.replace("hub.example.org", "127.0.0.1:8750"), signed(), BODY)


def test_a_nonce_is_good_for_once_as_long_as_it_could_be_shown():
    """With the slowest body after it, which ends when no nonce may be forgotten that was used when it began."""
    assert BODY_WITHIN_S >= READ_WITHIN_S + FRAME_BYTES_MAX / SLOWEST_BYTES_PER_S
    shown_s = LIFETIME_S + 2 * SKEW_S + BODY_WITHIN_S
    nonces = Nonces()
    one, other = Signed(KEY.public, "a"), Signed(key_of("other").public, "a")
    nonces.use(one, 1000)
    nonces.use(other, 1000)
    with pytest.raises(RejectedError, match="signature_replayed"):
        nonces.use(one, 1000 + shown_s)
    nonces.use(one, 1001 + shown_s)
