"""Nodes that do harm: one whose answers and questions lie, one that leaves content out, one that floods."""

from collections.abc import Sequence
from dataclasses import replace
from random import Random

from core.errors import VaultError
from core.identity.keys import SigningKey
from core.ledger.blob import is_statement
from core.ledger.block import read_block, sign_block, without_leaves
from sync.frames import open_frame, seal_frame
from sync.host import Refused
from sync.hub.hub import Hub
from sync.replies import (
    Chunks,
    Differences,
    Greeting,
    Page,
    Reply,
    Took,
    Trouble,
    Viewed,
    Wanted,
    decode_reply,
    encode_reply,
)
from sync.requests import Asked, Compare, Give, Hello, Push, Request, decode_request, encode_request
from tests.simulation.known import Broken
from tests.simulation.node import Node

RUBBISH_FRAMES = 40
RIGHT_FRAMES = 1300
"""More than a hub answers a device in a minute, and at once."""


def twisted(random: Random, reply: Reply) -> Reply:
    """A well-formed reply that is not true. Receipts and views are left: what is signed can be tested by everybody."""
    match reply:
        case Greeting():
            return replace(reply, root=random.randbytes(32))
        case Differences(heads=heads):
            invented = tuple(replace(one, head=replace(one.head, id=random.randbytes(32))) for one in heads)
            return random.choice((replace(reply, heads=invented), replace(reply, lacks=()), Trouble("unknown_network")))
        case Page(wires=wires, next=next):
            choices = (*bad_pages(random, wires), (Page((), tuple(0 for _ in next))))
            chosen = random.choice(choices)
            return chosen if isinstance(chosen, Page) else Page(chosen, next)
        case Took():
            return replace(reply, root=random.randbytes(32), accepted=reply.accepted + 1)
        case Viewed():
            return Viewed(2)
        case Chunks(chunks):
            return Chunks(tuple(replace(one, ciphertext=_turned(random, one.ciphertext)) for one in chunks))
        case _:
            return Wanted(((9999, 0),))


def twisted_question(random: Random, request: Request) -> Request:
    """A well-formed question that lies, or brings blocks that are not what they should be."""
    match request:
        case Hello():
            return replace(request, root=random.randbytes(32))
        case Compare(buckets, heads):
            return Compare(buckets, tuple(replace(one, id=random.randbytes(32)) for one in heads))
        case Push(wires, confirm):
            return Push(random.choice(bad_pages(random, wires)), confirm)
        case Give(chunks):
            return Give(tuple(replace(one, ciphertext=_turned(random, one.ciphertext)) for one in chunks))
        case _:
            return request


def bad_pages(random: Random, wires: Sequence[bytes]) -> tuple[tuple[bytes, ...], ...]:
    """Blocks out of order, lacking, invented, damaged, hollow; and wrongly signed ones among right ones."""
    return (
        tuple(reversed(wires)),
        tuple(wires[1:]),
        tuple(random.randbytes(200) for _ in wires),
        tuple(_turned(random, wire) for wire in wires),
        tuple(_hollow(random, wire) for wire in wires),
        *2 * (tuple(_missigned(wire) if random.random() < 0.3 else wire for wire in wires),),
        *2 * (tuple(one for wire in wires for one in (wire, *forged_beside(random, wire))),),
    )


def _hollow(random: Random, wire: bytes) -> bytes:
    """A block with some or all of its content left out, grants and cuts as well; every hash in it is right."""
    block = read_block(wire)
    return without_leaves(block, {leaf for leaf in block.leaves if random.random() < 0.7}).wire


def _lawless(wire: bytes) -> bytes:
    block = read_block(wire)
    leaves = zip(block.leaves, block.blobs, strict=True)
    return without_leaves(block, {leaf for leaf, blob in leaves if is_statement(blob or b"")}).wire


def _turned(random: Random, data: bytes) -> bytes:
    place = random.randrange(len(data))
    return data[:place] + bytes([data[place] ^ 1]) + data[place + 1 :]


def _missigned(wire: bytes) -> bytes:
    """The block, right to the last bit but one of its signature."""
    block = read_block(wire)
    envelope = block.envelope[:-40] + _flipped(block.envelope[-40]) + block.envelope[-39:]
    return block._replace(envelope=envelope).wire


def _flipped(byte: int) -> bytes:
    return bytes([byte ^ 2])


def forged_beside(random: Random, wire: bytes) -> tuple[bytes, ...]:
    """Sometimes a block beside this one, of the same device by its header, and signed by somebody else."""
    block = read_block(wire)
    if random.random() < 0.6 or block.header.network is None or None in block.blobs:
        return ()
    blobs = [blob for blob in block.blobs if blob is not None]
    header = block.header._replace(clock=block.header.clock + 1)
    return (sign_block(header, blobs, SigningKey(random.randbytes(32))).wire,)


class Liar(Node):
    """Lies in a third of its answers and of its questions."""

    honest = False

    def asking(self, frame: bytes) -> bytes:
        if self.line.random.random() > 0.33:
            return frame
        asked = decode_request(open_frame(frame))
        request = twisted_question(self.line.random, asked.request)
        self.known.census["lies in questions"] += 1
        return seal_frame(encode_request(replace(asked, request=request)))

    def spoken(self, frame: bytes) -> bytes:
        if self.line.random.random() > 0.33:
            return frame
        self.known.census["lies in answers"] += 1
        number, reply = decode_reply(open_frame(frame))
        return seal_frame(encode_reply(number, twisted(self.line.random, reply)))


class Withholder(Node):
    """Leaves governance out of the blocks that it sends and does not say that it lacks any; all else is true."""

    honest = False

    def spoken(self, frame: bytes) -> bytes:
        number, reply = decode_reply(open_frame(frame))
        random = self.line.random
        match reply:
            case Page(wires, next) if random.random() < 0.8:
                self.known.census["pages without governance"] += 1
                reply = Page(tuple(map(_lawless, wires)), next)
            case Greeting():
                reply = replace(reply, gaps=())
        return seal_frame(encode_reply(number, reply))


def flood(victim: Node, device: bytes) -> None:
    """Rubbish from one device for a node to answer; every kind that a frame can be wrong in. Or right, and too many."""
    random, host, before = victim.line.random, victim.place.host, victim.place.held()
    if isinstance(host, Hub) and random.random() < 0.4:
        frames = [seal_frame(encode_request(Asked(1, victim.place.network, Hello((1,), bytes(32)))))] * RIGHT_FRAMES
    else:
        frames = [_rubbish(random) for _ in range(RUBBISH_FRAMES)]
    refused = 0
    for frame in frames:
        try:
            refused += isinstance(host.answer(device, victim.place.network, frame), Refused)
        except VaultError:
            victim.failed()
            return
    if victim.place.fuse.blown:
        victim.crash()
        return
    if not refused:
        raise Broken(f"{victim.name} goes on answering whoever floods it")
    if victim.place.held() != before:
        raise Broken(f"a flood changed {victim.name}")


def _rubbish(random: Random) -> bytes:
    return random.choice(
        (
            random.randbytes(random.randrange(200)),
            seal_frame(random.randbytes(random.randrange(400))),
            seal_frame(b"\x9a\x00\x01\x00\x00" + bytes(20_000)),
            b"JS" + random.randbytes(60),
        )
    )
