"""Every block that leaves a vault verifies with a published COSE library, which knows nothing of us."""

from __future__ import annotations

from pathlib import Path

import cbor2
import pytest
from pycose.algorithms import EdDSA
from pycose.keys import OKPKey
from pycose.keys.curves import Ed25519
from pycose.messages import Sign1Message

from core.domains.registry import installed
from core.ports.clock import SystemClock
from core.ports.randomness import SystemRandomness
from core.vault.vault import Vault
from desktop.cli.samples import PASSPHRASE, build_samples
from sync.bundle_reading import read_bundle
from sync.carry import export_bundle
from sync.messages import BlockFrame
from tests.e2e.sample_context import sample_context


@pytest.fixture(scope="module")
def exported(tmp_path_factory: pytest.TempPathFactory) -> list[bytes]:
    folder = tmp_path_factory.mktemp("exported")
    vaults, _ = build_samples(sample_context("en"), folder)
    bundle = folder / "all.jangbu-bundle"
    with Vault.open(vaults[0], PASSPHRASE, installed(), SystemClock(), SystemRandomness()) as vault:
        export_bundle(vault, vault.networks()[0], bundle)
        with bundle.open("rb") as stream:
            return [event.wire for event in read_bundle(stream, vault.device) if isinstance(event, BlockFrame)]


def opened(envelope: bytes) -> Sign1Message:
    """The library's message; not by CoseMessage.decode, for pycose 1.1 wants lists where cbor2 6 gives tuples."""
    tagged = cbor2.loads(envelope)
    assert tagged.tag == Sign1Message.cbor_tag
    protected, unprotected, payload, signature = tagged.value
    return Sign1Message.from_cose_obj([protected, dict(unprotected), payload, signature], False)


def test_a_published_cose_library_verifies_every_block(exported: list[bytes]) -> None:
    assert len(exported) > 10
    for wire in exported:
        envelope, _body = cbor2.loads(wire)
        message = opened(envelope)
        header = cbor2.loads(message.payload)
        message.key = OKPKey(crv=Ed25519, x=header[2], optional_params={"ALG": EdDSA})
        assert message.verify_signature()


def test_it_refuses_a_changed_block(exported: list[bytes]) -> None:
    envelope, _body = cbor2.loads(exported[-1])
    message = opened(envelope)
    header = cbor2.loads(message.payload)
    message.key = OKPKey(crv=Ed25519, x=header[2], optional_params={"ALG": EdDSA})
    message.payload = message.payload[:-1] + bytes([message.payload[-1] ^ 1])
    assert not message.verify_signature()


def test_the_bundle_tells_nobody_else_a_name(exported: list[bytes], tmp_path: Path) -> None:
    everything = b"".join(exported)
    for name in ("LEAF-2013-0417", "Ioniq", "SM3-2015-0093"):
        assert name.encode() not in everything
