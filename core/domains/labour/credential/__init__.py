"""The career certificate as a W3C Verifiable Credential: eddsa-jcs-2022 proofs by did:key, that any software checks."""
