"""One seeded history: honest vaults, a hub, a cloned disk, a forking pen, liars and a flood over a bad line.

Invariants, checked at every step of a node that changes something, and at the end:
1. no block that a node ever acknowledged is lost, whatever kills it, fills its disk or is undone;
2. a verdict that was computed never changes and is everybody's, not even where a liar left governance out and it comes
   later;
3. a receipt, on the line or on a stick, names only what its signer holds;
4. equal blocks show equal views, compared at every meeting;
5. nobody calls an honest peer dishonest, whatever the line does; who is found dishonest is left alone for a while, and
   a flood is stopped;
6. what a hub keeps beside its blocks follows from them after every crash;
7. no share is overspent, and none of its amount is lost or made up, forks or not;
8. blocks are sent after what they lean on, however urgent they are;
9. no block with a wrong signature is kept, and no device forks but the pen and the one that was cloned, though backups
   are put back;
10. who knows of a cut writes nothing that whoever was shut out could read;
11. bounded mode: once the faults end, all who reach each other come to the same blocks, whole, with the same files, and
    to the same views, which are those that the blocks give when all is made anew; and what an order erased is nowhere,
    whatever old sticks and backups brought.
"""

import shutil
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

import pytest

from core.actions.join import JoinRequest, grant
from core.ledger.block import signature_is_valid
from core.ledger.share_types import OPEN as OPEN_SHARE
from core.vault import incoming
from core.vault import replica as vault_replica
from core.vault.replica import Replica
from core.vault.vault import Vault
from sync import responder, session
from tests.simulation import mishaps, people
from tests.simulation.hostile import Liar, Withholder
from tests.simulation.known import Broken, Known
from tests.simulation.line import Faults, Line
from tests.simulation.node import Node
from tests.simulation.places import HubPlace, Place, RunningClock, VaultPlace
from tests.support.hand import Hand
from tests.support.replicas import admit, found, make_vault, open_jar, put, send
from tests.support.toy import INSPECTOR, KEEPER, PAY

STORM_S = 240
CALM_S = 4000
ACTIONS = 50
VAULTS = ("yard", "centre", "plant", "newcomer")
CLOCK_SKEW_S = 9 * 3600
SHARE_WON = 600
FORKING = ("centre", "clone")
PAGE_BLOCKS = (5, 40)
_WITHOUT_EFFECT = "SELECT COUNT(*) FROM entries e JOIN types t USING (type) WHERE t.name = ? AND e.effect != 'counts'"

_WEIGHTS: tuple[tuple[Callable[["World"], None], int], ...] = (
    *[(people.records, 10), (people.spends, 7), (people.gives_role, 3), (people.notes, 4), (people.erases, 2)],
    *[(people.shuts_out, 1), (people.writes_stick, 2), (people.brings_stick, 3), (people.backs_up, 2)],
    *[(people.restores, 1), (people.clones, 3), (people.sets_clock, 1)],
    *[(mishaps.forging_pen, 4), (mishaps.kill_later, 4), (mishaps.kill_in_page, 2), (mishaps.kill, 1)],
    *[(mishaps.fill_disk, 2), (mishaps.tear_chunk, 2), (mishaps.split, 2), (mishaps.join, 2), (mishaps.flooding, 1)],
)
HAPPENINGS = tuple(one.__name__ for one, _ in _WEIGHTS)


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
    census: Counter[str] = field(default_factory=Counter)


class World:
    share_won = SHARE_WON

    def __init__(self, seed: int, folder: Path, template: Template) -> None:
        self.random = Random(seed)
        self.known = Known()
        # Of 16 seeds every kind of plant has some in either mode.
        self.report = Report(seed, bounded=(seed // 4 + seed) % 4 != 3, census=self.known.census)
        self.template = template
        self.folder = folder
        storm = Faults(
            loss=self.random.choice((0, 0.05, 0.3)),
            repeat=self.random.choice((0, 0.1)),
            flip=self.random.choice((0, 0.02, 0.1)),
            latency_s=self.random.choice((0.05, 0.5, 4.0)),
        )
        self.line = Line(self.random, storm, self.known.census)
        self.pen = Hand("pen", template.network, template.epoch)
        self.shut_out = False
        self.sticks: list[tuple[Node, Path]] = []
        self.backups: list[tuple[Node, Path]] = []
        plant = (Node, Liar, Withholder, Liar)[seed % 4]
        self.withheld = plant is Withholder
        """Then roles are given often, for those are what it keeps back."""
        self.nodes: list[Node] = []
        for name in VAULTS:
            shutil.copytree(template.folder / f"{name}.jangbu", folder / f"{name}.jangbu")
            self.add(self.vault_place(name), plant if name == "plant" else Node, name)
        self.founder = self.nodes[0]
        hub = HubPlace(folder / "hub", template.network, self._any_clock(), "hub", self.random)
        self.add(hub, Node, "hub")

    def any_skew_s(self) -> int:
        return self.random.randint(-CLOCK_SKEW_S, CLOCK_SKEW_S)

    def _any_clock(self) -> RunningClock:
        return RunningClock(lambda: self.line.now_s, self.any_skew_s())

    def vault_place(self, name: str) -> VaultPlace:
        return VaultPlace(self.folder / f"{name}.jangbu", self.template.network, self._any_clock(), name, self.random)

    def add(self, place: Place, kind: type[Node], name: str) -> None:
        node = kind(name, place, self.line, self.known)
        self.nodes.append(node)
        for one in self.nodes:
            one.meet([other for other in self.nodes if other is not one])
        self._tick(node)

    def _tick(self, node: Node) -> None:
        node.tick()
        self.line.after(self.random.uniform(0.5, 1.5), lambda: self._tick(node))

    def vaults(self) -> list[Node]:
        return [node for node in self.nodes if isinstance(node.place, VaultPlace)]

    def node(self, name: str) -> Node | None:
        return next((node for node in self.nodes if node.name == name), None)

    # -- what happens ----------------------------------------------------------------------------------------------

    def run(self) -> Report:
        # Histories are short: few blocks fill a page, and of few signatures are checked while others are judged.
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(incoming, "PART_BLOCKS", 2)
            patch.setattr(vault_replica, "WORTH_A_COMPANION", 2)
            for module in (responder, session):
                patch.setattr(module, "PAGE_BLOCKS_MAX", self.random.choice(PAGE_BLOCKS))
            return self._run()

    def _run(self) -> Report:
        try:
            for _ in range(ACTIONS):
                self.line.after(self.random.uniform(0, STORM_S), self._something)
            self._until(STORM_S)
            self._check()
            if self.report.bounded:
                self._calm()
            self.report.blocks = len(self.nodes[0].place.held())
            self.report.bytes = self.line.bytes
            self.known.census["chunks torn"] += sum(node.place.torn for node in self.nodes)
            self.report.crashes = sum(node.crashes for node in self.nodes)
            return self.report
        finally:
            for node in self.nodes:
                node.place.close()

    def _until(self, end_s: float) -> None:
        while self.line.now_s < end_s and self.line.step():
            pass

    def _something(self) -> None:
        often = {people.gives_role: 30} if self.withheld else {}
        happenings, weights = zip(*_WEIGHTS, strict=True)
        weights = [often.get(one, weight) for one, weight in zip(happenings, weights, strict=True)]
        (happening,) = self.random.choices(happenings, weights)
        self.report.log.append(f"{self.line.now_s:7.1f} {happening.__name__}")
        self.known.census[happening.__name__] += 1
        happening(self)

    # -- what must hold --------------------------------------------------------------------------------------------

    def _check(self) -> None:
        for node in self.nodes:
            node.place.fuse.left = None
            if node.place.fuse.blown:
                node.crash()
            node.check_kept()
            node.check_views()
            node.check_memory()
            self._check_blocks(node)
            if node in self.vaults():
                self.known.census["spends without effect"] += node.place.rows(_WITHOUT_EFFECT, PAY)[0][0]

    def _check_blocks(self, node: Node) -> None:
        if wrong := [block.id for block in node.place.blocks() if not signature_is_valid(block)]:
            raise Broken(f"{node.name} keeps {len(wrong)} blocks with wrong signatures")
        may_fork = {one.place.key.public for one in self.nodes if one.name in FORKING} | {self.pen.key.public}
        forked = node.place.rows("SELECT device FROM lines GROUP BY device, incarnation HAVING COUNT(*) > 1")
        self.known.census["forks seen"] += len(forked)
        if innocent := {device for (device,) in forked} - may_fork:
            names = [one.name for one in self.nodes if one.place.key.public in innocent]
            raise Broken(f"{node.name} sees forks of {names}, who sign in one place")

    def _calm(self) -> None:
        """The faults end; liars are found out or tell the truth by chance: an honest way leads around them."""
        self.line.heal()
        for node in self.nodes:
            node.place.set_room(None)
            node.crash()
        started = self.line.now_s
        while self.line.now_s < started + CALM_S and not self._agree():
            self._until(self.line.now_s + 30)
            people.orders_again(self)
        self._check()
        if not self._agree():
            raise Broken("replicas that reach each other do not come to the same blocks and files")
        places = [node.place for node in self.nodes if isinstance(node.place, VaultPlace)]
        self._check_views(places)
        if any(place.waiting() for place in places):
            raise Broken("blocks wait for others that are there")
        self._check_erased()
        self.report.meetings_s = self.line.now_s - started

    def _check_views(self, places: list[VaultPlace]) -> None:
        """The same, and as the blocks give them; but who never read an entry that was erased as a whole shows less."""
        for place in places[:2]:
            before = place.digest()
            if place.digest_anew() != before:
                raise Broken(f"{place.name} shows what does not follow from its blocks")
        views = [place.store().view() for place in places]
        digests = {basis: {digest for other, digest in views if other == basis} for basis, _ in views}
        if any(len(shown) != 1 for shown in digests.values()):
            raise Broken("the same blocks show different views")
        if len(digests) != 1 and not self.known.whole_tried:
            raise Broken("somebody lacks what the others show, and nothing was erased")

    def _agree(self) -> bool:
        """Blocks that one holds, all hold, and no content of them is lacking anywhere; so with files."""
        first, *others = (node.place.held() for node in self.nodes)
        if any(other != first for other in others) or any(node.gaps() for node in self.nodes):
            return False
        files = {root for node in self.nodes for root in node.files()}
        return all(root in node.files() for node in self.nodes for root in files if node.wants(root))

    def _check_erased(self) -> None:
        held = self.founder.place.held()
        ordered = [one for one in self.known.erased if one.order in held]
        wanted = {(one.block, one.hash) for one in ordered}
        self.known.census["erasures compared"] += len(ordered)
        for node in self.nodes:
            for block in node.place.blocks():
                for leaf, blob in zip(block.leaves, block.blobs, strict=True):
                    if blob is not None and (block.id, leaf) in wanted:
                        raise Broken(f"{node.name} still holds what an order erased")
            if any(node.place.has_file(one.hash) for one in ordered):
                raise Broken(f"{node.name} still holds a file that an order erased")


def run_seed(seed: int, folder: Path, template: Template) -> Report:
    """Live through one seed; raises Broken where an invariant does not hold."""
    return World(seed, folder, template).run()
