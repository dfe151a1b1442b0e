"""A device that signs what it likes: blocks made by hand, as no vault of ours would make them."""

from collections.abc import Sequence
from typing import Any

from core.actions.join import JoinRequest, grant
from core.identity.keys import SigningKey
from core.ledger import merkle
from core.ledger.blob import Statement, clear_blob, encrypted_blob
from core.ledger.block import Block, encode_body, sign_block
from core.ledger.content import Content, Cosignature, Place, cosign, encode_content, entry_id
from core.ledger.header import Header
from core.vault.replica import Replica
from core.vault.vault import Vault
from tests.support.fixed_clock import SUNDAY
from tests.support.seeded_randomness import SeededRandomness
from tests.support.toy import KEEPER


class Hand:
    """One device's pen. It remembers its last block and nothing else."""

    def __init__(self, name: str, network: bytes, epoch: tuple[bytes, bytes]) -> None:
        self.randomness = SeededRandomness(f"hand {name}")
        self.key = SigningKey(self.randomness.take(32))
        self.network = network
        self.epoch = epoch
        self.last: Block | None = None

    def content(self, type_name: str, body: dict[str, Any], subject: bytes | None = None, **fields: Any) -> Content:
        made = Content(
            network=self.network,
            device=self.key.public,
            incarnation=0,
            type=type_name,
            version=1,
            subject=subject,
            after=(),
            refs=(),
            occurred_at=SUNDAY,
            person=None,
            role=None,
            body=body,
            sealed=(),
            attachments=(),
            salt=self.randomness.take(16),
        )
        return made._replace(**fields)

    def encrypted(self, content: Content, cosignatures: Sequence[Cosignature] = ()) -> bytes:
        return encrypted_blob(Statement(encode_content(content), tuple(cosignatures)), *self.epoch)

    def clear(self, content: Content, cosignatures: Sequence[Cosignature] = ()) -> bytes:
        return clear_blob(Statement(encode_content(content), tuple(cosignatures)))

    def block(
        self, blobs: Sequence[bytes], seen: Sequence[Block] = (), *, previous: Block | None = None, **header: Any
    ) -> Block:
        """The next block, or one beside it: any header field may be given as it should not be."""
        before = previous if previous is not None else self.last
        leaves = [merkle.leaf_hash(blob) for blob in blobs]
        depths = [one.header.depth for one in (*seen, before) if one is not None]
        made = Header(
            network=self.network,
            device=self.key.public,
            incarnation=0,
            seq=before.header.seq + 1 if before else 0,
            previous=before.id if before else None,
            depth=1 + max(depths) if depths else 0,
            clock=SUNDAY.seconds,
            seen=tuple(sorted(one.id for one in seen)),
            root=merkle.root(leaves),
            leaf_count=len(leaves),
            body_bytes=len(encode_body(blobs)),
        )
        self.last = sign_block(made._replace(**header), blobs, self.key)
        return self.last

    def say(
        self, type_name: str, body: dict[str, Any], subject: bytes | None, seen: Sequence[Block] = (), **fields: Any
    ) -> tuple[Block, bytes]:
        """A block with one encrypted entry, and the entry's id."""
        content = self.content(type_name, body, subject, **fields)
        return self.block([self.encrypted(content)], seen), id_of(content)


def tip_blocks(replica: Replica, hand: Hand | None = None) -> list[Block]:
    """The blocks that a next block would list as seen; of this hand, if one is given."""
    store = replica.store
    own = store.placed(hand.last.id) if hand and hand.last else None
    tips = {tip.id for tip in store.unseen_heads(own, hand.key.public if hand else b"", 0)}
    return [block for number in store.numbers() if (block := store.block(number)).id in tips]


def id_of(content: Content) -> bytes:
    return entry_id(encode_content(content))


def signature(hand: Hand, content: Content, role: str, key: SigningKey) -> Cosignature:
    return cosign(hand.network, id_of(content), role, Place.OWN_DEVICE, key)


def admitted_hand(vault: Vault, replica: Replica, name: str, roles: tuple[str, ...] = (KEEPER,)) -> Hand:
    """A hand that this vault granted to write; it has seen the grant."""
    hand = Hand(name, replica.network_id, replica.newest_epoch())
    grant(vault, replica.network_id, JoinRequest(hand.key.public, name, "desk 1", roles, ()))
    return hand


def changed(block: Block, place: int) -> bytes:
    """The block's bytes with one bit turned."""
    wire = bytearray(block.wire)
    wire[place] ^= 1
    return bytes(wire)
