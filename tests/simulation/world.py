"""One seeded history: honest vaults, a hub, a cloned disk, a forking pen, liars and a flood over a bad line.

Invariants, checked as it goes and at the end:
1. no block that a node ever acknowledged is lost, whatever crashes;
2. a verdict that was computed never changes, not even where a liar left governance out and it comes later;
3. a receipt names only what its signer holds;
4. equal blocks show equal views, compared at every meeting;
5. nobody calls an honest peer dishonest, whatever the line does; who is found dishonest is left alone for a while;
6. what a hub keeps beside its blocks follows from them after every crash;
7. no share is overspent, and none of its amount is lost or made up, forks or not;
8. blocks are sent after what they lean on, however urgent they are;
9. bounded mode: once the faults end, all who reach each other come to the same blocks, whole, and to the same views,
   which are those that the blocks give when all is made anew.
"""

import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

from core.actions.join import JoinRequest, grant
from core.actions.record import Draft, record
from core.errors import RefusedError, VaultError
from core.ledger.share_types import OPEN as OPEN_SHARE
from core.vault.replica import Replica
from core.vault.vault import Vault
from sync.store import Taken
from tests.simulation.hostile import Liar, Withholder, flood
from tests.simulation.line import Faults, Line
from tests.simulation.node import Broken, Node, gaps, held, pick
from tests.simulation.places import HubPlace, VaultPlace
from tests.support.hand import Hand, tip_blocks
from tests.support.replicas import admit, found, give_role, make_vault, open_jar, put, send
from tests.support.toy import FILL, INSPECTOR, KEEPER, OPEN, PAY, SEAL, TAKE

STORM_S = 240
CALM_S = 4000
ACTIONS = 45
VAULTS = ("yard", "centre", "plant", "newcomer")
CLOCK_SKEW_S = 9 * 3600
SHARE_WON = 600


@dataclass(frozen=True)
class Template:
    """Folders of closed vaults that every seed starts from."""

    folder: Path
    network: bytes
    epoch: tuple[bytes, bytes]
    jar: bytes
    shares: Mapping[str, bytes]
    """Of which vault may spend SHARE_WON."""


def make_template(folder: Path) -> Template:
    """A founder and three members; the newcomer has been granted and holds nothing yet."""
    vaults = {name: make_vault(folder, name) for name in VAULTS}
    main = found(vaults["yard"])
    pen = Hand("pen", main.network_id, main.newest_epoch())
    for name in VAULTS[1:]:
        admit(vaults["yard"], vaults[name], main.network_id, (INSPECTOR,))
    grant(vaults["yard"], main.network_id, JoinRequest(pen.key.public, "pen", "desk 1", (KEEPER,), ()))
    jar = open_jar(vaults["yard"], main)
    shares = {name: _give_share(vaults["yard"], main, vaults[name].device.public) for name in ("centre", "plant")}
    for name in shares:
        send(main, vaults[name].replica(main.network_id))
    template = Template(folder, main.network_id, main.newest_epoch(), jar, shares)
    for vault in vaults.values():
        vault.close()
    shutil.rmtree(folder / "newcomer.jangbu")
    with make_vault(folder, "newcomer") as vault:
        vault.add_network(template.network)
    return template


def _give_share(founder: Vault, replica: Replica, holder: bytes) -> bytes:
    body = {"amount": SHARE_WON, "unit": "won", "holder": holder, "incarnation": 0}
    return put(founder, replica, OPEN_SHARE, body).subjects[0]


@dataclass
class Report:
    seed: int
    bounded: bool
    blocks: int = 0
    meetings_s: float = 0.0
    bytes: int = 0
    crashes: int = 0
    log: list[str] = field(default_factory=list)


class World:
    def __init__(self, seed: int, folder: Path, template: Template) -> None:
        self.random = Random(seed)
        self.report = Report(seed, bounded=seed % 4 != 3)
        self.template = template
        self.folder = folder
        storm = Faults(
            loss=self.random.choice((0, 0.05, 0.3)),
            repeat=self.random.choice((0, 0.1)),
            flip=self.random.choice((0, 0.02, 0.1)),
            latency_s=self.random.choice((0.05, 0.5, 4.0)),
        )
        self.line = Line(self.random, storm)
        self.pen = Hand("pen", template.network, template.epoch)
        plant = (Node, Liar, Withholder, Liar)[seed % 4]
        self._withheld = plant is Withholder
        """Then roles are given often, for those are what it keeps back."""
        self.nodes: list[Node] = []
        for name in VAULTS:
            shutil.copytree(template.folder / f"{name}.jangbu", folder / f"{name}.jangbu")
            self._add(self._vault(name), plant if name == "plant" else Node, name)
        self._add(HubPlace(folder / "hub", template.network), Node, "hub")

    def _vault(self, name: str) -> VaultPlace:
        skew = self.random.randint(-CLOCK_SKEW_S, CLOCK_SKEW_S)
        return VaultPlace(self.folder / f"{name}.jangbu", self.template.network, skew, name)

    def _add(self, place: VaultPlace | HubPlace, kind: type[Node], name: str) -> None:
        node = kind(name, place, self.line)
        node.acknowledged = held(node)
        self.nodes.append(node)
        for one in self.nodes:
            one.meet([other for other in self.nodes if other is not one])
        self._tick(node)

    def _tick(self, node: Node) -> None:
        node.tick()
        self.line.after(self.random.uniform(0.5, 1.5), lambda: self._tick(node))

    # -- what happens ----------------------------------------------------------------------------------------------

    def run(self) -> Report:
        try:
            for _ in range(ACTIONS):
                self.line.after(self.random.uniform(0, STORM_S), self._something)
            self._until(STORM_S)
            self._check()
            if self.report.bounded:
                self._calm()
            self.report.blocks = len(held(self.nodes[0]))
            self.report.bytes = self.line.bytes
            self.report.crashes = sum(node.crashes for node in self.nodes)
            return self.report
        finally:
            for node in self.nodes:
                node.place.close()

    def _until(self, end_s: float) -> None:
        while self.line.now_s < end_s and self.line.step():
            pass

    def _something(self) -> None:
        choices = (
            *[(self._record, 10), (self._write_by_hand, 3), (self._crash, 4), (self._restart, 1)],
            *[(self._split, 2), (self._join, 2), (self._flood, 1), (self._clone, 3), (self._fill_disk, 1)],
            *[(self._crash_taking, 2), (self._spend, 7), (self._give_role, 30 if self._withheld else 3)],
        )
        actions = [action for action, weight in choices for _ in range(weight)]
        action = self.random.choice(actions)
        self.report.log.append(f"{self.line.now_s:7.1f} {action.__name__[1:]}")
        action()

    def _writers(self) -> list[Node]:
        return [node for node in self.nodes if isinstance(node.place, VaultPlace)]

    def _record(self) -> None:
        node = pick(self.random, self._writers())
        place = node.place
        assert isinstance(place, VaultPlace)
        kind, grams = self.random.choice((FILL, FILL, TAKE, OPEN)), self.random.randint(1, 900)
        jar = None if kind == OPEN else self.template.jar
        draft = Draft(kind, {"label": f"jar {grams}"} if kind == OPEN else {"grams": grams}, jar)
        self._written(node, draft)

    def _written(self, node: Node, what: Draft | Callable[[Vault], object]) -> None:
        place = node.place
        assert isinstance(place, VaultPlace)
        try:
            if isinstance(what, Draft):
                record(place.vault, self.template.network, [what])
            else:
                what(place.vault)
        except RefusedError:
            return  # not a member yet, the jar has not arrived, or the share is spent
        except VaultError:
            node.crash()
            return
        node.gossip.news(node.now_s)
        node.acknowledged = held(node)

    def _spend(self) -> None:
        """Much of a share at once; where its vault was cloned, both may try."""
        name = self.random.choice(("centre", "clone", "plant"))
        node = next((one for one in self.nodes if one.name == name), None)
        if node is None or not isinstance(node.place, VaultPlace):
            return
        share = self.template.shares["centre" if name == "clone" else name]
        body = {"share": share, "amount": self.random.randint(SHARE_WON // 3, SHARE_WON)}
        self._written(node, Draft(PAY, body, self.template.jar))

    def _give_role(self) -> None:
        """The founder lets a device do what it must not do before."""
        founder, other = self.nodes[0], pick(self.random, self._writers())
        assert isinstance(founder.place, VaultPlace)
        key, network = other.place.key.public, self.template.network
        self._written(founder, lambda vault: give_role(vault, network, key, other.name, KEEPER))
        for _ in range(4 if self._withheld else 2):
            self.line.after(self.random.uniform(2, 40), lambda: self._seal(other))

    def _seal(self, node: Node) -> None:
        """What only keepers may do."""
        self._written(node, Draft(SEAL, {}, self.template.jar))

    def _write_by_hand(self) -> None:
        """The pen writes a block, often beside one that it wrote before, and gives it to one node only."""
        node = pick(self.random, self._writers())
        previous, seen = self.pen.last, []
        if previous is None:
            assert isinstance(node.place, VaultPlace)
            with node.place.fuse.out():
                seen = tip_blocks(node.place.vault.replica(self.template.network), self.pen)
            if not seen:
                return
        content = self.pen.content(FILL, {"grams": self.random.randint(1, 99)}, self.template.jar)
        block = self.pen.block([self.pen.encrypted(content)], seen)
        fork = previous is not None and self.random.random() < 0.4
        try:
            taken = node.place.store.take([block.wire])
        except VaultError:
            node.crash()
            taken = Taken()
        if fork or block.id not in taken.accepted:
            self.pen.last = previous

    def _crash(self) -> None:
        pick(self.random, self.nodes).place.crash_after(self.random.randint(1, 400))

    def _crash_taking(self) -> None:
        """In mid-page, at any step: few for a block, thousands for a long page."""
        hub = next(node.place for node in self.nodes if isinstance(node.place, HubPlace))
        hub.crash_in_take(self.random.randint(1, self.random.choice((200, 1000, 5000))))

    def _restart(self) -> None:
        pick(self.random, self.nodes).crash()

    def _split(self) -> None:
        self.line.split([node.name for node in self.nodes])

    def _join(self) -> None:
        self.line.split([])

    def _flood(self) -> None:
        flood(self.line, pick(self.random, self.nodes), 30)

    def _clone(self) -> None:
        """Somebody copies a vault's folder to another machine and works on with both."""
        if any(node.name == "clone" for node in self.nodes):
            return
        original = next(node for node in self.nodes if node.name == "centre")
        original.crash()
        original.place.close()
        shutil.copytree(self.folder / "centre.jangbu", self.folder / "clone.jangbu")
        original.crash()
        self._add(self._vault("clone"), Node, "clone")

    def _fill_disk(self) -> None:
        node = pick(self.random, self.nodes)
        store, take = node.place.store, type(node.place.store).take

        def full(wires: object) -> None:
            raise VaultError("disk_full", path=node.name)

        store.take = full  # type: ignore[method-assign, assignment]
        self.line.after(self.random.uniform(5, 40), lambda: setattr(store, "take", take.__get__(store)))

    # -- what must hold --------------------------------------------------------------------------------------------

    def _check(self) -> None:
        for node in self.nodes:
            node.place.fuse.left = None
            if node.place.fuse.blown:
                node.crash()
            node.check_kept()
            node.check_verdicts()
            if isinstance(node.place, VaultPlace) and (overspent := node.place.overspent()):
                raise Broken(f"{node.name}: {overspent} shares are overspent or not conserved")

    def _calm(self) -> None:
        """The faults end; liars are found out or tell the truth by chance: an honest way leads around them."""
        self.line.heal()
        for node in self.nodes:
            node.crash()
        started = self.line.now_s
        while self.line.now_s < started + CALM_S and not self._agree():
            self._until(self.line.now_s + 30)
        self._check()
        if not self._agree():
            raise Broken("replicas that reach each other do not come to the same blocks")
        vaults = [node.place for node in self.nodes if isinstance(node.place, VaultPlace)]
        digests = {place.digest() for place in vaults} | {place.digest_anew() for place in vaults[:2]}
        if len(digests) != 1:
            raise Broken("the same blocks show different views")
        if any(place.waiting() for place in vaults):
            raise Broken("blocks wait for others that are there")
        self.report.meetings_s = self.line.now_s - started

    def _agree(self) -> bool:
        """Blocks that one holds, all hold, and no content of them is lacking anywhere."""
        first, *others = (held(node) for node in self.nodes)
        return all(other == first for other in others) and not any(gaps(node) for node in self.nodes)


def run_seed(seed: int, folder: Path, template: Template) -> Report:
    """Live through one seed; raises Broken where an invariant does not hold."""
    return World(seed, folder, template).run()
