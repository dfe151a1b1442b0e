"""Nodes that do harm: one whose answers lie, one that leaves content out, one that floods."""

from dataclasses import replace
from random import Random

from core.ledger.blob import is_statement
from core.ledger.block import read_block, without_leaves
from sync.frames import open_frame, seal_frame
from sync.replies import (
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
from tests.simulation.line import Line
from tests.simulation.node import Node


def twisted(random: Random, reply: Reply) -> Reply:
    """A well-formed reply that is not true. Receipts and views are left: what is signed can be tested by everybody."""
    match reply:
        case Greeting():
            return replace(reply, root=random.randbytes(32))
        case Differences(heads=heads):
            invented = tuple(replace(one, head=replace(one.head, id=random.randbytes(32))) for one in heads)
            return random.choice((replace(reply, heads=invented), replace(reply, lacks=()), Trouble("unknown_network")))
        case Page(wires=wires, next=next):
            choices = (
                Page(tuple(reversed(wires)), next),
                Page(wires[1:], next),
                Page(tuple(random.randbytes(200) for _ in wires), next),
                Page((), tuple(0 for _ in next)),
                Page(tuple(_turned(random, wire) for wire in wires), next),
                Page(tuple(_hollow(random, wire) for wire in wires), next),
            )
            return random.choice(choices)
        case Took():
            return replace(reply, root=random.randbytes(32), accepted=reply.accepted + 1)
        case Viewed():
            return Viewed(2)
        case _:
            return Wanted(((9999, 0),))


def _hollow(random: Random, wire: bytes) -> bytes:
    """A block with some or all of its content left out, grants and cuts as well; every hash in it is right."""
    block = read_block(wire)
    return without_leaves(block, {leaf for leaf in block.leaves if random.random() < 0.7}).wire


def _lawless(wire: bytes) -> bytes:
    block = read_block(wire)
    leaves = zip(block.leaves, block.blobs, strict=True)
    return without_leaves(block, {leaf for leaf, blob in leaves if is_statement(blob or b"")}).wire


def _turned(random: Random, wire: bytes) -> bytes:
    place = random.randrange(len(wire))
    return wire[:place] + bytes([wire[place] ^ 1]) + wire[place + 1 :]


class Liar(Node):
    """Lies in a third of its answers."""

    honest = False

    def spoken(self, frame: bytes) -> bytes:
        if self.line.random.random() > 0.33:
            return frame
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
                reply = Page(tuple(map(_lawless, wires)), next)
            case Greeting():
                reply = replace(reply, gaps=())
        return seal_frame(encode_reply(number, reply))


def flood(line: Line, victim: Node, frames: int) -> None:
    """Rubbish for a node to answer; every kind that a frame can be wrong in."""
    for _ in range(frames):
        random = line.random
        rubbish = random.choice(
            (
                random.randbytes(random.randrange(200)),
                seal_frame(random.randbytes(random.randrange(400))),
                seal_frame(b"\x9a\x00\x01\x00\x00" + bytes(20_000)),
                b"JS" + random.randbytes(60),
            )
        )
        victim.responder.answer(rubbish)
