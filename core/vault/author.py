"""Writing: from statements to a signed block of this device, through the same gate as everybody's blocks."""

from __future__ import annotations

from collections.abc import Sequence

from core.errors import RefusedError
from core.ledger import merkle
from core.ledger.block import Block, encode_body, sign_block
from core.ledger.header import Header
from core.ledger.place import Neighbours, Placed
from core.ports.limits import SEEN_MAX
from core.vault.gaps import hidden_since
from core.vault.grants import is_admitted, is_named
from core.vault.ingest import IngestReport, ingest
from core.vault.replica import Replica


def next_block(replica: Replica, blobs: Sequence[bytes], clock_seconds: int) -> Block:
    """The device's next block over these blobs, listing (up to the limit) what is new to it."""
    own = own_head(replica)
    unseen = heads_to_see(replica, own)
    if own is None:
        # A chain's first block is let in by the grant in its past: that one is listed, however many others there are.
        unseen.sort(key=lambda tip: not _brings_grant(replica, tip))
    return _signed(replica, blobs, clock_seconds, own, unseen[:SEEN_MAX])


def heads_to_see(replica: Replica, own: Placed | None) -> list[Placed]:
    """Heads of other chains that the device's next block should list.

    Nothing behind a gap that may be governance: what leans on it waits for its verdict, and ours should not.
    """
    hidden = hidden_since(replica.connection, replica.store, replica.reader)
    return replica.store.unseen_heads(own, replica.device.public, replica.incarnation, hidden)


def own_head(replica: Replica) -> Placed | None:
    """The block that the device's next one follows on: of this incarnation, or else the head it continues from."""
    device = replica.device.public
    for incarnation in range(replica.incarnation, -1, -1):
        tip = replica.store.own_tip(device, incarnation)
        if tip is not None:
            return tip
    return None


def _brings_grant(replica: Replica, tip: Placed) -> bool:
    return is_admitted(replica.connection, replica.store, replica.device.public, Neighbours(None, (tip,)))


def can_be_seen(replica: Replica, number: int) -> bool:
    """Whether a held block will lie in the past of the device's next block.

    All do but those on another branch of its own chain (a restored backup), unless somebody else has built on them.
    """
    block = replica.store.stored(number).placed
    if (block.device, block.incarnation) != (replica.device.public, replica.incarnation):
        return True
    own = own_head(replica)
    if own is not None and replica.store.is_past(block, own):
        return True
    unseen = heads_to_see(replica, own)
    return any(replica.store.is_past(block, tip) for tip in unseen)


def _signed(
    replica: Replica, blobs: Sequence[bytes], clock_seconds: int, own: Placed | None, unseen: Sequence[Placed]
) -> Block:
    leaves = [merkle.leaf_hash(blob) for blob in blobs]
    header = Header(
        network=replica.network_id,
        device=replica.device.public,
        incarnation=replica.incarnation,
        seq=own.seq + 1 if own is not None and own.incarnation == replica.incarnation else 0,
        previous=own.id if own else None,
        depth=1 + max([one.depth for one in unseen] + ([own.depth] if own else [])),
        clock=clock_seconds,
        seen=tuple(sorted(one.id for one in unseen)),
        root=merkle.root(leaves),
        leaf_count=len(leaves),
        body_bytes=len(encode_body(blobs)),
    )
    return sign_block(header, blobs, replica.device)


def write(replica: Replica, blobs: Sequence[bytes], clock_seconds: int) -> tuple[Block, IngestReport]:
    """Sign blobs into the device's next block and take it in durably.

    Raises:
        RefusedError: `not_a_member`: no grant for this device has arrived yet.
        VaultError: the disk is in trouble; nothing was recorded.
    """
    if not is_member(replica):
        raise RefusedError("not_a_member")
    block = next_block(replica, blobs, clock_seconds)
    report = ingest(replica, [block.wire])
    if report.rejected:
        raise AssertionError(f"our own block was rejected: {report.rejected[0][1]}")
    return block, report


def is_member(replica: Replica) -> bool:
    """Whether a grant for this vault's device is held."""
    return is_named(replica.connection, replica.network, replica.device.public)
