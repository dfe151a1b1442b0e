"""Heads summed up: 256 bucket hashes and one root, so that equal replicas tell it in 32 bytes.

A chain's bucket is the first byte of SHA-256 of its device. A bucket's hash is SHA-256 over its heads in byte order,
cut to 16 bytes; the root is SHA-256 over all bucket hashes. Two replicas have equal roots exactly when they have equal
heads, and so equal blocks.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256

from core.encoding import cbor
from sync.fields import Head, head_value
from sync.limits import BUCKET_HASH_BYTES, BUCKETS


@lru_cache(maxsize=65_536)
def bucket_of(device: bytes) -> int:
    """The bucket of a device's chains."""
    return sha256(device).digest()[0]


@dataclass(frozen=True, slots=True)
class Summary:
    """The heads of one replica by bucket."""

    heads: tuple[tuple[Head, ...], ...]
    hashes: tuple[bytes, ...]
    root: bytes

    def differing(self, hashes: bytes) -> frozenset[int]:
        """The buckets whose hash is another in a peer's list."""
        theirs = (hashes[place : place + BUCKET_HASH_BYTES] for place in range(0, len(hashes), BUCKET_HASH_BYTES))
        return frozenset(place for place, one in enumerate(theirs) if one != self.hashes[place])

    def within(self, buckets: Iterable[int]) -> list[Head]:
        """All heads in some buckets."""
        return [head for place in sorted(buckets) for head in self.heads[place]]

    def groups(self, buckets: Iterable[int], heads_max: int) -> Iterator[frozenset[int]]:
        """Buckets in groups that hold no more heads than this, or a single bucket that holds more."""
        group: list[int] = []
        count = 0
        for bucket in sorted(buckets):
            if group and count + len(self.heads[bucket]) > heads_max:
                yield frozenset(group)
                group, count = [], 0
            group.append(bucket)
            count += len(self.heads[bucket])
        yield frozenset(group)


def summary_of(heads: Sequence[Head]) -> Summary:
    """Sum heads up."""
    rows: list[tuple[Head, ...]] = [()] * BUCKETS
    hashes = [_EMPTY] * BUCKETS
    filled: dict[int, list[Head]] = {}
    for head in heads:
        filled.setdefault(bucket_of(head.device), []).append(head)
    for place, bucket in filled.items():
        rows[place] = tuple(sorted(bucket))
        hashes[place] = _bucket_hash(rows[place])
    return Summary(tuple(rows), tuple(hashes), sha256(b"".join(hashes)).digest())


def _bucket_hash(heads: Sequence[Head]) -> bytes:
    return sha256(b"".join(cbor.encode(head_value(head)) for head in heads)).digest()[:BUCKET_HASH_BYTES]


_EMPTY = _bucket_hash(())


def files_hash(files: Sequence[tuple[bytes, int]]) -> bytes:
    """One hash for the attachments that lie at a place, so that two places with the same ones ask for none."""
    return sha256(b"".join(sorted(root for root, _ in files))).digest()
