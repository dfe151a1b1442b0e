"""Bytes: deterministic CBOR and text forms of binary values."""
