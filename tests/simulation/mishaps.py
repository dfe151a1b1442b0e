"""What goes wrong in a simulated history: kills, full disks, cut lines, floods, and a pen that signs what it likes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.vault.ingest import ingest
from core.vault.vault import Vault
from tests.simulation.hostile import flood, forged_beside
from tests.simulation.known import Broken
from tests.simulation.node import pick
from tests.simulation.places import HubPlace, VaultPlace
from tests.support.hand import tip_blocks
from tests.support.toy import FILL

if TYPE_CHECKING:
    from tests.simulation.world import World

FORGED_MAX = 4


def kill_later(world: World) -> None:
    """In mid-statement, somewhere within what the node does next."""
    steps = world.random.randint(1, world.random.choice((20, 400, 400)))
    pick(world.random, world.nodes).place.fuse.light(steps)


def kill_in_page(world: World) -> None:
    """The hub in mid-page, at any step: few for a block, thousands for a long page."""
    hub = next(node.place for node in world.nodes if isinstance(node.place, HubPlace))
    hub.crash_in_take(world.random.randint(1, world.random.choice((200, 1000, 5000))))


def kill(world: World) -> None:
    """Between two statements."""
    node = pick(world.random, world.nodes)
    node.place.picture()
    node.crash()


def fill_disk(world: World) -> None:
    """So that what is written next fits, or does not, or breaks off in the middle; for a while."""
    place = pick(world.random, world.nodes).place
    place.set_room(world.random.choice((0, 0, 1, 3, 8)))
    world.line.after(world.random.uniform(10, 60), lambda: place.set_room(None))


def tear_chunk(world: World) -> None:
    pick(world.random, world.nodes).place.tear_chunk(kill=world.random.random() < 0.5)


def split(world: World) -> None:
    world.line.split([node.name for node in world.nodes])


def join(world: World) -> None:
    world.line.split([])


def flooding(world: World) -> None:
    flood(pick(world.random, world.nodes), world.pen.key.public)


def forging_pen(world: World) -> None:
    """The pen writes a block, often beside one that it wrote before, and gives it to one node, among forged ones."""
    node, network = pick(world.random, world.vaults()), world.template.network
    assert isinstance(node.place, VaultPlace)
    previous, seen = world.pen.last, []
    if previous is None:
        with node.place.fuse.out():
            seen = tip_blocks(node.place.vault.replica(network), world.pen)
        if not seen:
            return
    content = world.pen.content(FILL, {"grams": world.random.randint(1, 99)}, world.template.jar)
    block = world.pen.block([world.pen.encrypted(content)], seen)
    fork = previous is not None and world.random.random() < 0.4

    def take(vault: Vault) -> bool:
        replica = vault.replica(network)
        forged = [one for held in node.place.blocks() for one in forged_beside(world.random, held.wire)][:FORGED_MAX]
        report = ingest(replica, [*forged, block.wire, *forged])
        world.known.census["forged beside right ones"] += bool(report.rejected)
        if block.id not in report.accepted and ingest(replica, [block.wire]).accepted:
            raise Broken(f"{node.name} takes a block only where no forged ones come with it")
        return block.id in report.accepted

    accepted = node.do(take)
    world.known.census["forks made"] += bool(accepted and fork)
    if fork or not accepted:
        world.pen.last = previous
