"""A node of the simulation: the production session, responder and gossip over a real store, without a socket."""

from dataclasses import dataclass
from random import Random

from core.errors import RejectedError, VaultError
from core.ledger.block import read_block
from sync.frames import open_frame
from sync.gossip import Gossip
from sync.replies import Page, Trouble, decode_reply
from sync.responder import Responder
from sync.session import Session
from sync.standing import Standing
from tests.simulation.line import Line
from tests.simulation.places import HubPlace, VaultPlace
from tests.support.fixed_clock import FixedClock
from tests.support.seeded_randomness import SeededRandomness

ANSWER_WITHIN_S = 2.0
REPEATS_MAX = 5


class Broken(AssertionError):
    """An invariant does not hold."""


@dataclass
class Talk:
    peer: "Node"
    session: Session
    repeats: int = 0
    sent: int = 0
    """Grows with every request, so that an old timer knows that it is old."""


class Node:
    """Meets others when they are due, answers everybody, crashes and comes back."""

    honest = True

    def __init__(self, name: str, place: VaultPlace | HubPlace, line: Line) -> None:
        self.name, self.place, self.line = name, place, line
        self.standing = Standing()
        self.gossip = Gossip(SeededRandomness(f"gossip {name} {line.random.random()}"), self.standing)
        self.peers: dict[bytes, Node] = {}
        self.talk: Talk | None = None
        self.crashes = 0
        self.acknowledged: set[bytes] = set()
        """Every block that this node ever said, or signed, that it holds."""
        self.verdicts: dict[bytes, str] = {}
        self._answering()

    def _answering(self) -> None:
        self.responder = Responder(self.place.store, self.place.key, FixedClock())

    @property
    def now_s(self) -> int:
        return int(self.line.now_s)

    def meet(self, others: list["Node"]) -> None:
        for other in others:
            self.peers[other.name.encode()] = other
            self.gossip.learn(other.name.encode(), self.now_s)

    # -- asking ----------------------------------------------------------------------------------------------------

    def tick(self) -> None:
        if self.talk is None and isinstance(self.place, VaultPlace) and (name := self.gossip.next(self.now_s)):
            peer = self.peers[name]
            if self.standing.pause_s(name, self.now_s):
                raise Broken(f"{self.name} meets {peer.name}, whom it found dishonest just now")
            try:
                session = Session(self.place.store, self.place.key.public, peer=peer.place.key.public)
            except VaultError:
                self.crash()
                return
            self.talk = Talk(peer, session)
            self._ask()

    def _ask(self) -> None:
        talk = self.talk
        assert talk is not None
        if talk.session.request is None:
            self._settle(talk)
            return
        talk.sent += 1
        sent = talk.sent
        request = talk.session.request
        self.line.send(self.name, talk.peer.name, request, lambda frame: talk.peer.asked(self, talk, frame))
        self.line.after(ANSWER_WITHIN_S, lambda: self._late(talk, sent))

    def _late(self, talk: Talk, sent: int) -> None:
        if self.talk is not talk or talk.sent != sent:
            return
        talk.repeats += 1
        if talk.repeats > REPEATS_MAX:
            talk.session.stop(Trouble("line_damaged"))
        self._ask()

    def answered(self, talk: Talk, frame: bytes) -> None:
        if self.talk is not talk:
            return
        before = talk.session.request
        if talk.peer.honest:
            self._check_page(talk.peer, frame)
        try:
            talk.session.receive(frame)
        except VaultError:
            self.crash()
            return
        if self._blown():
            return
        if talk.session.request != before:
            talk.repeats = 0
            self._ask()

    def _check_page(self, peer: "Node", frame: bytes) -> None:
        """An honest peer sends each block after those of the page that it leans on."""
        try:
            _, reply = decode_reply(open_frame(frame))
        except RejectedError:
            return  # the line
        blocks = [read_block(wire) for wire in reply.wires] if isinstance(reply, Page) else []
        later = {block.id for block in blocks}
        for block in blocks:
            if not later.isdisjoint({*block.header.seen, block.header.previous}):
                raise Broken(f"{peer.name} sends {self.name} a block before what it leans on")
            later.discard(block.id)

    def _settle(self, talk: Talk) -> None:
        self.talk = None
        outcome, name = talk.session.outcome, talk.peer.name.encode()
        if outcome.offence:
            if talk.peer.honest:
                raise Broken(f"{self.name} calls {talk.peer.name} dishonest: {outcome.offence}")
            self.gossip.offended(name, outcome.offence, self.now_s)
        elif outcome.trouble:
            self.gossip.missed(name, self.now_s)
        else:
            self.gossip.met(name, self.now_s)
        if outcome.accepted:
            self.gossip.news(self.now_s + 1)
        if outcome.receipt is not None:
            lacking = set(outcome.receipt.held) - held(talk.peer)
            if lacking:
                raise Broken(f"{talk.peer.name} signed for blocks that it does not hold")
            talk.peer.acknowledged |= set(outcome.receipt.held)
        self.check_verdicts()
        if outcome.views_agree is False:
            raise Broken(f"{self.name} and {talk.peer.name} hold the same blocks and show different views")

    # -- answering -------------------------------------------------------------------------------------------------

    def asked(self, other: "Node", talk: Talk, frame: bytes) -> None:
        answer = self.responder.answer(frame)
        if self._blown():
            return
        if answer.offence:
            raise Broken(f"{self.name} calls {other.name} dishonest for a question: {answer.offence}")
        if answer.accepted:
            self.gossip.news(self.now_s + 1)
        self.line.send(self.name, other.name, self.spoken(answer.frame), lambda came: other.answered(talk, came))

    def spoken(self, frame: bytes) -> bytes:
        """What is really sent; liars differ."""
        return frame

    # -- crashing --------------------------------------------------------------------------------------------------

    def _blown(self) -> bool:
        if self.place.fuse.blown:
            self.crash()
            return True
        return False

    def crash(self) -> None:
        """Everything in memory is gone; the disk is as it was left."""
        self.crashes += 1
        self.talk = None
        self.place.restart()
        self._answering()
        self.check_kept()
        if isinstance(self.place, HubPlace) and (unsound := self.place.unsound()):
            raise Broken(f"{self.name} came back with {unsound} that do not follow from its blocks")

    def check_kept(self) -> None:
        lost = self.acknowledged - held(self)
        if lost:
            raise Broken(f"{self.name} lost {len(lost)} blocks that it had acknowledged")
        self.acknowledged |= held(self)

    def check_verdicts(self) -> None:
        """What was judged once stays as it was judged."""
        if isinstance(self.place, VaultPlace):
            with self.place.fuse.out():
                found = self.place.verdicts()
            if flipped := [id for id, verdict in self.verdicts.items() if found.get(id) != verdict]:
                raise Broken(f"{self.name}: {len(flipped)} verdicts changed")
            self.verdicts = found


def held(node: Node) -> set[bytes]:
    """Ids of all blocks of a node, by its database."""
    connection = node.place.store._blocks._connection  # type: ignore[attr-defined]
    with node.place.fuse.out():
        return {row[0] for row in connection.execute("SELECT id FROM blocks")}


def gaps(node: Node) -> bool:
    """Whether content is lacking in blocks of a node."""
    with node.place.fuse.out():
        return bool(node.place.store.gaps())


def pick(random: Random, nodes: list[Node]) -> Node:
    return nodes[random.randrange(len(nodes))]
