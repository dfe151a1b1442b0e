"""did:key and eddsa-jcs-2022 against the vector of the W3C, and against another Ed25519 library."""

import json
from hashlib import sha256

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from core.domains.labour.credential.did_key import did_of, method_of, public_key_of
from core.domains.labour.credential.proof import canonical, document_holds, sign
from core.errors import InputError
from core.identity.keys import SigningKey

# w3c/vc-di-eddsa, TestVectors/eddsa-jcs-2022 and keyPair.json.
W3C_DID = "did:key:z6MkrJVnaZkeFzdQyMZu1cgjg7k1pZZ6pvBQ7XJPt4swbTQ2"
W3C_KEY = "b00d8d938e7f773d51565aad36a623f5344f7f5d1960f9cf3e8e12620ea2810f"
CONTEXT = ["https://www.w3.org/ns/credentials/v2", "https://www.w3.org/ns/credentials/examples/v2"]
W3C_PROOF = {
    "type": "DataIntegrityProof",
    "cryptosuite": "eddsa-jcs-2022",
    "created": "2023-02-24T23:36:38Z",
    "verificationMethod": f"{W3C_DID}#{W3C_DID.removeprefix('did:key:')}",
    "proofPurpose": "assertionMethod",
    "@context": CONTEXT,
    "proofValue": "z2HnFSSPPBzR36zdDgK8PbEHeXbR56YF24jwMpt3R1eHXQzJDMWS93FCzpvJpwTWd3GAVFuUfjoJdcnTMuVor51aX",
}
W3C_DOCUMENT = {
    "@context": CONTEXT,
    "id": "urn:uuid:58172aac-d8ba-11ed-83dd-0b3aef56cc33",
    "type": ["VerifiableCredential", "AlumniCredential"],
    "name": "Alumni Credential",
    "description": "A minimum viable example of an Alumni Credential.",
    "issuer": "https://vc.example/issuers/5678",
    "validFrom": "2023-01-01T00:00:00Z",
    "credentialSubject": {"id": "did:example:abcdefgh", "alumniOf": "The School of Examples"},
    "proof": W3C_PROOF,
}


def test_the_vector_of_the_w3c_holds():
    assert document_holds(W3C_DOCUMENT)
    assert public_key_of(W3C_DID).hex() == W3C_KEY
    assert method_of(bytes.fromhex(W3C_KEY)) == W3C_PROOF["verificationMethod"]


def test_any_changed_byte_breaks_the_proof():
    text = canonical(W3C_DOCUMENT).decode()
    for place in range(0, len(text), 7):
        changed = text[:place] + chr(ord(text[place]) ^ 1) + text[place + 1 :]
        try:
            document = json.loads(changed)
        except ValueError:
            continue
        assert not document_holds(document), place


@pytest.mark.parametrize(
    "proof",
    [
        None,
        [],
        {**W3C_PROOF, "cryptosuite": "eddsa-rdfc-2022"},
        {**W3C_PROOF, "proofPurpose": "authentication"},
        {**W3C_PROOF, "proofValue": "z1"},
        {**W3C_PROOF, "proofValue": "not base58"},
        {**W3C_PROOF, "verificationMethod": "did:web:example.org"},
        [W3C_PROOF, {**W3C_PROOF, "created": "2023-02-24T23:36:39Z"}],
    ],
)
def test_no_other_proof_will_do(proof):
    assert not document_holds({**W3C_DOCUMENT, "proof": proof})


def test_both_sign_and_another_library_agrees():
    employer, worker = SigningKey(b"\x01" * 32), SigningKey(b"\x02" * 32)
    document = {"@context": CONTEXT[:1], "issuer": did_of(employer.public), "credentialSubject": {"업무": "홀 서빙"}}
    proofs = []
    for key in (employer, worker):
        config = {**W3C_PROOF, "@context": CONTEXT[:1], "verificationMethod": method_of(key.public)}
        del config["proofValue"]
        made = sign(document, config, key.sign)
        # Hash data is the hash of the proof's options before that of the document; verify() raises where it fails.
        text = json.dumps(config, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
        assert made.config_hash == sha256(text).digest()
        Ed25519PublicKey.from_public_bytes(key.public).verify(made.signature, made.config_hash + made.document_hash)
        proofs.append(made.proof)
    assert document_holds({**document, "proof": proofs})


@pytest.mark.parametrize(
    "did", ["did:key:z", "did:key:zZZZ", "did:key:m6Mk", "did:web:x", f"{W3C_DID}#other", W3C_DID[:-1]]
)
def test_what_is_no_did_key_is_refused(did):
    with pytest.raises(InputError) as raised:
        public_key_of(did)
    assert raised.value.code == "did_key_unreadable"


def test_a_number_that_json_cannot_carry_is_refused():
    with pytest.raises(InputError) as raised:
        canonical({"big": 2**60})
    assert raised.value.code == "json_not_canonical"
