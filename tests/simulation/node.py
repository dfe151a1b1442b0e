"""A node of the simulation: the production session, host and gossip over a real store, without a socket."""

from collections.abc import Callable
from dataclasses import dataclass
from random import Random
from typing import TypeVar

from core.actions.erase import report_erasures
from core.errors import RefusedError, RejectedError, VaultError
from core.ledger.block import read_block
from core.vault.vault import Vault
from sync.frames import open_frame
from sync.gossip import Gossip
from sync.host import Refused
from sync.outcome import Outcome
from sync.replies import Page, Trouble, decode_reply
from sync.session import Session
from sync.standing import Standing
from sync.vault_store import VaultStore
from tests.simulation.known import Broken, Known
from tests.simulation.line import Line
from tests.simulation.places import HubPlace, Place, VaultPlace
from tests.support.seeded_randomness import SeededRandomness

ANSWER_WITHIN_S = 2.0
REPEATS_MAX = 5
_Done = TypeVar("_Done")


@dataclass
class Talk:
    peer: "Node"
    session: Session
    store: VaultStore
    restores: int
    """How often the peer had come back from a backup when it began."""
    repeats: int = 0
    sent: int = 0
    """Grows with every request, so that an old timer knows that it is old."""


class Node:
    """Meets others when they are due, answers everybody, crashes and comes back."""

    honest = True

    def __init__(self, name: str, place: Place, line: Line, known: Known) -> None:
        self.name, self.place, self.line, self.known = name, place, line, known
        self.standing = Standing()
        self.gossip = Gossip(SeededRandomness(f"gossip {name} {line.random.random()}"), self.standing)
        self.peers: dict[bytes, Node] = {}
        self.talk: Talk | None = None
        self.crashes = 0
        self.restores = 0
        self.acknowledged: set[bytes] = place.held()
        """Every block that this node ever said, or signed, that it holds."""
        self.judged: set[bytes] = set()
        """Every entry of which it ever said a verdict."""

    @property
    def now_s(self) -> int:
        return int(self.line.now_s)

    def meet(self, others: list["Node"]) -> None:
        for other in others:
            self.peers[other.name.encode()] = other
            self.gossip.learn(other.name.encode(), self.now_s)

    # -- writing ---------------------------------------------------------------------------------------------------

    def do(self, what: Callable[[Vault], _Done]) -> _Done | None:
        """Somebody does something at the vault; None where it was refused, or a crash or a full disk broke it off."""
        assert isinstance(self.place, VaultPlace)
        done = None
        try:
            done = what(self.place.vault)
        except RefusedError:
            pass  # not a member yet, the jar has not arrived, or the share is spent
        except VaultError:
            self.failed()
            return None
        if self._blown():
            return None
        self.grown()
        return done

    def grown(self) -> None:
        """What is held now was acknowledged, and others should have it."""
        self.check_kept()
        self.check_views()
        self.gossip.news(self.now_s)

    # -- asking ----------------------------------------------------------------------------------------------------

    def tick(self) -> None:
        if self.talk is None and isinstance(self.place, VaultPlace) and (name := self.gossip.next(self.now_s)):
            peer = self.peers[name]
            if self.standing.pause_s(name, self.now_s):
                raise Broken(f"{self.name} meets {peer.name}, whom it found dishonest just now")
            try:
                store = self.place.store()
                session = Session(store, self.place.key.public, peer=peer.place.key.public)
            except VaultError:
                self.failed()
                return
            self.talk = Talk(peer, session, store, peer.restores)
            self._ask()

    def _ask(self) -> None:
        talk = self.talk
        assert talk is not None
        if talk.session.request is None:
            self._settle(talk)
            return
        talk.sent += 1
        sent = talk.sent
        request = self.asking(talk.session.request)
        self.line.send(self.name, talk.peer.name, request, lambda frame: talk.peer.asked(self, talk, frame))
        self.line.after(ANSWER_WITHIN_S, lambda: self._late(talk, sent))

    def asking(self, frame: bytes) -> bytes:
        """What is really asked; liars differ."""
        return frame

    def _late(self, talk: Talk, sent: int) -> None:
        if self.talk is not talk or talk.sent != sent:
            return
        talk.repeats += 1
        if talk.repeats > REPEATS_MAX:
            talk.session.stop(Trouble("line_damaged"))
        self._ask()

    def refused(self, talk: Talk, code: str) -> None:
        """The other side looked at nothing."""
        if self.talk is talk:
            self.known.census[f"refused: {code}"] += 1
            talk.session.stop(Trouble(code))
            self._settle(talk)

    def _is_over(self, talk: Talk) -> bool:
        """Whether there is nothing to do for a talk any more.

        Once something was undone that held several batches, as a stick, what was read for the talk must not be
        believed; the window ends its meetings then as well.
        """
        if self.talk is talk and self.place.store() is not talk.store:
            talk.session.stop(Trouble("replica_changed"))
            self._settle(talk)
        return self.talk is not talk

    def answered(self, talk: Talk, frame: bytes) -> None:
        if self._is_over(talk):
            return
        before = talk.session.request
        if talk.peer.honest:
            self._check_page(talk.peer, frame)
        ahead = self.line.random.random() < 0.5
        try:
            (talk.session.receive_ahead if ahead else talk.session.receive)(frame)
        except VaultError:
            self.failed()
            return
        if self._blown():
            return
        if talk.session.is_behind:
            self.known.census["pages taken in later"] += 1
            self.line.after(self.line.random.uniform(0.001, 1.0), lambda: self._take_in(talk))
        if talk.session.request != before:
            talk.repeats = 0
            self._ask()

    def _take_in(self, talk: Talk) -> None:
        """The blocks of a page, while the next one is on its way or has come already."""
        if self._is_over(talk) or not talk.session.is_behind:
            return
        try:
            talk.session.take_in()
        except VaultError:
            self.failed()
            return
        if not self._blown() and talk.session.request is None:
            self._settle(talk)

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
            if talk.peer.honest and self.honest:
                raise Broken(f"{self.name} calls {talk.peer.name} dishonest: {outcome.offence}")
            self.known.census[f"found out: {outcome.offence}"] += 1
            self.gossip.offended(name, outcome.offence, self.now_s)
        elif outcome.trouble:
            self.gossip.missed(name, self.now_s)
        else:
            self.gossip.met(name, self.now_s)
        self._check_outcome(talk, outcome)
        if outcome.accepted or outcome.filled:
            self.do(lambda vault: report_erasures(vault, self.place.network))

    def _check_outcome(self, talk: Talk, outcome: Outcome) -> None:
        peer, census = talk.peer, self.known.census
        if outcome.trouble is not None:
            census[f"ended: {outcome.trouble.code}"] += 1
        for _, code in outcome.rejected:
            census[f"rejected: {code}"] += 1
        census["attachments arrived"] += outcome.files_received
        if outcome.receipt is not None and talk.restores == peer.restores:
            census["receipts compared"] += 1
            if lacking := set(outcome.receipt.held) - peer.place.held():
                raise Broken(f"{peer.name} signed for {len(lacking)} blocks that it does not hold")
            peer.acknowledged |= set(outcome.receipt.held)
        if outcome.views_agree is not None:
            census["views compared"] += 1
            if not outcome.views_agree:
                raise Broken(f"{self.name} and {peer.name} hold the same blocks and show different views")

    # -- answering -------------------------------------------------------------------------------------------------

    def asked(self, other: "Node", talk: Talk, frame: bytes) -> None:
        offences = self.place.host.counts["offences"]
        try:
            answer = self.place.host.answer(other.place.key.public, self.place.network, frame)
        except VaultError:
            self.failed()
            return
        if self._blown():
            return
        if self.place.host.counts["offences"] > offences:
            if other.honest:
                raise Broken(f"{self.name} calls {other.name} dishonest for a question")
            self.known.census["found out: a question"] += 1
        if isinstance(answer, Refused):
            code = answer.code
            self.line.send(self.name, other.name, b"", lambda _: other.refused(talk, code))
            return
        if answer.accepted:
            self.grown()
        self.line.send(self.name, other.name, self.spoken(answer.frame), lambda came: other.answered(talk, came))

    def spoken(self, frame: bytes) -> bytes:
        """What is really sent; liars differ."""
        return frame

    # -- crashing --------------------------------------------------------------------------------------------------

    def _blown(self) -> bool:
        if self.place.fuse.blown:
            self.known.census["killed in mid-statement"] += 1
            self.crash()
            return True
        return False

    def failed(self) -> None:
        """The database said no: the process was killed in mid-statement, or else it goes on with its disk full."""
        if self._blown():
            return
        self.known.census["disks found full"] += 1
        if self.talk is not None:
            self.gossip.missed(self.talk.peer.name.encode(), self.now_s)
            self.talk = None
        self.check_kept()
        self.check_views()
        self.check_memory()

    def crash(self) -> None:
        """Everything in memory is gone; the disk is as it was left."""
        self.crashes += 1
        self.talk = None
        self.place.restart()
        self.check_kept()
        if isinstance(self.place, HubPlace) and (unsound := self.place.unsound()):
            raise Broken(f"{self.name} came back with {unsound} that do not follow from its blocks")

    def restored(self) -> None:
        """From a backup: what came after it is gone with the disk, and nobody else's fault."""
        self.talk = None
        self.restores += 1
        self.acknowledged, self.judged = self.place.held(), set()

    # -- what must hold ----------------------------------------------------------------------------------------------

    def check_kept(self) -> None:
        held = self.place.held()
        if lost := self.acknowledged - held:
            raise Broken(f"{self.name} lost {len(lost)} blocks that it had acknowledged")
        self.acknowledged = held

    def check_views(self) -> None:
        """What was judged once, here or elsewhere, is judged so; and no share is overspent."""
        if isinstance(self.place, VaultPlace):
            found = self.place.verdicts()
            if lost := self.judged - found.keys():
                raise Broken(f"{self.name}: {len(lost)} verdicts are gone")
            self.judged |= found.keys()
            self.known.hear_verdicts(self.name, found)
            if overspent := self.place.overspent():
                raise Broken(f"{self.name}: {overspent} shares are overspent or not conserved")

    def check_memory(self) -> None:
        """What is remembered is what lies there, also after transactions that were undone."""
        if isinstance(self.place, VaultPlace) and (stale := self.place.stale()):
            raise Broken(f"{self.name} remembers {stale} as it is not in its database")

    def gaps(self) -> bool:
        """Whether content is lacking in blocks here."""
        store = self.place.store()
        with self.place.fuse.out():
            return store is not None and bool(store.gaps())

    def files(self) -> set[bytes]:
        """Attachments that lie here whole."""
        store = self.place.store()
        with self.place.fuse.out():
            return {root for root, _ in store.files()} if store is not None else set()

    def wants(self, root: bytes) -> bool:
        """Whether an attachment should lie here: a hub takes all, a vault what entries name that it can read."""
        store = self.place.store()
        with self.place.fuse.out():
            return not isinstance(store, VaultStore) or root in store.replica.attachments()


def pick(random: Random, nodes: list[Node]) -> Node:
    return nodes[random.randrange(len(nodes))]
