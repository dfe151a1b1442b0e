"""The Merkle tree of RFC 9162 §2.1 over SHA-256: root, inclusion proofs, and their check.

leaf(d) = SHA-256(0x00 ‖ d), node(l, r) = SHA-256(0x01 ‖ l ‖ r); a tree of n leaves splits at the largest power of two
below n.
"""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256


def leaf_hash(data: bytes) -> bytes:
    """The hash of one leaf's bytes."""
    return sha256(b"\x00" + data).digest()


def _node(left: bytes, right: bytes) -> bytes:
    return sha256(b"\x01" + left + right).digest()


def _split(count: int) -> int:
    return 1 << ((count - 1).bit_length() - 1)


def root(leaves: Sequence[bytes]) -> bytes:
    """The tree hash of one or more leaf hashes."""
    assert leaves, "a tree has at least one leaf"
    if len(leaves) == 1:
        return leaves[0]
    middle = _split(len(leaves))
    return _node(root(leaves[:middle]), root(leaves[middle:]))


def inclusion_proof(leaves: Sequence[bytes], index: int) -> list[bytes]:
    """The sibling hashes from a leaf up to the root, nearest first (RFC 9162 §2.1.3.1)."""
    assert 0 <= index < len(leaves)
    if len(leaves) == 1:
        return []
    middle = _split(len(leaves))
    if index < middle:
        return [*inclusion_proof(leaves[:middle], index), root(leaves[middle:])]
    return [*inclusion_proof(leaves[middle:], index - middle), root(leaves[:middle])]


def root_of_proof(leaf: bytes, index: int, count: int, proof: Sequence[bytes]) -> bytes | None:
    """The root that a proof leads to, or None where the proof has not the shape of (index, count).

    RFC 9162 §2.1.3.2.
    """
    if not 0 <= index < count:
        return None
    place, last, current = index, count - 1, leaf
    for sibling in proof:
        if last == 0:
            return None
        if place & 1 or place == last:
            current = _node(sibling, current)
            while not place & 1 and place:
                place >>= 1
                last >>= 1
        else:
            current = _node(current, sibling)
        place >>= 1
        last >>= 1
    return current if last == 0 else None
