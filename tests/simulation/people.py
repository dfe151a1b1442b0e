"""What people do in a simulated history: record, spend, attach, erase, cut, carry sticks, put backups back."""

from __future__ import annotations

import io
import shutil
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from core.actions.attach_file import attach_file
from core.actions.erase import erase
from core.actions.record import Draft, Recorded, SealedPart, record
from core.actions.shut_out import cut_device
from core.errors import RejectedError, SyncError
from core.vault.backup import back_up
from core.vault.subjects import EntryIndex
from core.vault.vault import Vault
from sync.carry import Carried, export_bundle, import_bundle
from sync.responder import NO_OFFENCE
from sync.return_receipt import best_for, read_return_receipt, write_return_receipt
from tests.simulation.known import Broken, Erased
from tests.simulation.node import Node, pick
from tests.simulation.places import VaultPlace
from tests.support.replicas import give_role as given_role
from tests.support.toy import FILL, KEEPER, NOTE, OPEN, PAY, SEAL, TAKE

if TYPE_CHECKING:
    from tests.simulation.world import World

SMALL_FILE, LARGE_FILE = 900, 300_000
"""Bytes; a large one takes two chunks."""
_WITH_GAPS = "SELECT b.id FROM unread u JOIN blocks b USING (block) WHERE u.reason = 'withheld'"


def put(world: World, node: Node, draft: Draft) -> None:
    """Record one entry; its key must be one that whoever was shut out does not have."""

    def recorded(vault: Vault) -> Recorded:
        done = record(vault, world.template.network, [draft])
        replica = vault.replica(world.template.network)
        if replica.chart.grants_of(world.pen.key.public) and any(
            one.named == world.pen.key.public for one in replica.chart.cuts()
        ):
            world.known.census["written after the cut"] += 1
            if replica.newest_epoch()[0] == world.template.epoch[0]:
                raise Broken(f"{node.name} writes for whom it knows to be shut out")
        return done

    node.do(recorded)


def records(world: World) -> None:
    node = pick(world.random, world.vaults())
    kind, grams = world.random.choice((FILL, FILL, TAKE, OPEN)), world.random.randint(1, 900)
    jar = None if kind == OPEN else world.template.jar
    put(world, node, Draft(kind, {"label": f"jar {grams}"} if kind == OPEN else {"grams": grams}, jar))


def spends(world: World) -> None:
    """Much of a share at once; where its vault was cloned, both may try."""
    name = world.random.choice(("centre", "clone", "plant"))
    node = world.node(name)
    if node is not None:
        share = world.template.shares["centre" if name == "clone" else name]
        body = {"share": share, "amount": world.random.randint(world.share_won // 3, world.share_won)}
        put(world, node, Draft(PAY, body, world.template.jar))


def gives_role(world: World) -> None:
    """The founder lets a device do what it must not do before."""
    other = pick(world.random, world.vaults())
    key, network = other.place.key.public, world.template.network
    world.founder.do(lambda vault: given_role(vault, network, key, other.name, KEEPER))
    for _ in range(4 if world.withheld else 2):
        world.line.after(world.random.uniform(2, 40), partial(put, world, other, Draft(SEAL, {}, world.template.jar)))


def notes(world: World) -> None:
    """Something sealed about a person, perhaps with a picture."""
    node, network = pick(world.random, world.vaults()), world.template.network
    size = world.random.choice((0, SMALL_FILE, SMALL_FILE, LARGE_FILE))
    picture = world.random.randbytes(size)
    part = SealedPart("recipe", {"text": f"plums of {world.random.random()}"}, (world.founder.place.key.public,))

    def note(vault: Vault) -> Recorded:
        files = (attach_file(vault, io.BytesIO(picture), "image/x-raw"),) if picture else ()
        return record(
            vault, network, [Draft(NOTE, {"topic": "jam"}, world.template.jar, sealed=(part,), attachments=files)]
        )

    node.do(note)


def erases(world: World) -> None:
    """The founder orders that what is sealed in a note goes, and its picture; sometimes its words as well."""
    # By place: ids of sealed parts differ from run to run, and a seed would tell another history each time.
    query = "SELECT id FROM entries e JOIN types t USING (type) WHERE t.name = ? ORDER BY e.entry"
    rows = world.founder.place.rows(query, NOTE)
    known = {one.entry for one in world.known.erased}
    waiting = [id for (id,) in rows if id not in known]
    if waiting:
        entry, whole = world.random.choice(waiting), world.random.random() < 0.25
        _orders(world, entry, whole=whole)


def orders_again(world: World) -> None:
    """The founder orders anew what nobody has the order for, though content went by it.

    A block may go out without its content before the order does, and the order be lost with its founder's disk. What
    was destroyed comes back from nowhere, and nobody knows why it is lacking; but the entry can be read, and another
    order of it says so.
    """
    held = {id for node in world.nodes for id in node.place.held()}
    gaps = {id for (id,) in world.founder.place.rows(_WITH_GAPS)}
    read = {id for (id,) in world.founder.place.rows("SELECT id FROM entries")}
    known = world.known.erased
    lost = [one for one in known if one.order not in held and one.block in gaps and one.entry in read]
    world.known.erased = [one for one in known if one not in lost]
    for entry in dict.fromkeys(one.entry for one in lost):
        world.known.census["lost orders given again"] += 1
        _orders(world, entry, whole=False)


def _orders(world: World, entry: bytes, *, whole: bool) -> None:
    network = world.template.network

    def order(vault: Vault) -> None:
        replica = vault.replica(network)
        index = EntryIndex(replica.connection, replica.reader)
        found = index.find(entry)
        assert found is not None
        content, at = found[0].entry.content, index.where(entry)
        assert at is not None
        block = replica.store.stored(at.block).placed.id
        leaf = replica.store.block(at.block).leaves[at.leaf]
        world.known.whole_tried |= whole
        told = erase(vault, network, entry, "person_asked", whole=whole)
        hashes = (*content.sealed, *(one.root for one in content.attachments), *([leaf] if whole else []))
        world.known.erased += [Erased(told.block, entry, block, hash) for hash in hashes]

    world.founder.do(order)


def shuts_out(world: World) -> None:
    """The founder cuts the pen: what it writes then counts for nothing, and it reads nothing of what others do."""
    if world.shut_out:
        return
    network, pen = world.template.network, world.pen.key.public
    world.shut_out = world.founder.do(lambda vault: cut_device(vault, network, pen, "lost")) is not None


# -- sticks --------------------------------------------------------------------------------------------------------


def writes_stick(world: World) -> None:
    """All that a vault holds in a bundle, which lies in a drawer until somebody takes it along."""
    node = pick(world.random, world.vaults())
    path = world.folder / f"{len(world.sticks)}.jangbu-bundle"
    if node.place.held() and node.do(lambda vault: export_bundle(vault, world.template.network, path)) is not None:
        world.sticks.append((node, path))


def brings_stick(world: World) -> None:
    """A stick, new or old, whole or not, comes to a vault; a receipt goes back on it."""
    if not world.sticks:
        return
    source, path = world.random.choice(world.sticks)
    target = pick(world.random, world.vaults())
    whole = world.random.random() < 0.7
    came = path if whole else _damaged(world, path)

    def taken(vault: Vault) -> tuple[Carried, bytes] | None:
        try:
            carried = import_bundle(vault, came)
        except (RejectedError, SyncError) as error:
            world.known.census[f"stick: {error.code}"] += 1
            return None
        return carried, write_return_receipt(vault, world.template.network)

    done = target.do(taken)
    if done is None:
        return
    carried, receipt = done
    if worst := [error.code for _, error in carried.blocks.rejected if error.code not in NO_OFFENCE]:
        raise Broken(f"{target.name} finds {worst} on an honest stick")
    if whole and not carried.complete:
        raise Broken(f"{target.name} calls a whole stick incomplete")
    world.known.census["blocks by stick"] += len(carried.blocks.accepted)
    came_back = partial(_receipt_back, world, source, target, target.restores, receipt)
    world.line.after(world.random.uniform(1, 60), came_back)


def _damaged(world: World, path: Path) -> Path:
    """A copy that was cut off, or of which bytes were turned."""
    data = bytearray(path.read_bytes())
    if world.random.random() < 0.5:
        del data[world.random.randrange(len(data)) :]
    else:
        for _ in range(3):
            data[world.random.randrange(len(data))] ^= 1 << world.random.randrange(8)
    bad = path.with_suffix(".damaged")
    bad.write_bytes(data)
    return bad


def _receipt_back(world: World, source: Node, holder: Node, restores: int, data: bytes) -> None:
    def read(vault: Vault) -> set[bytes]:
        try:
            best = best_for(vault.replica(world.template.network), read_return_receipt(data))
        except RejectedError as error:
            world.known.census[f"receipt: {error.code}"] += 1
            return set()
        return set(best.held) if best is not None else set()

    told = source.do(read) or set()
    world.known.census["receipts brought back"] += bool(told)
    if holder.restores == restores and not told <= holder.place.held():
        raise Broken(f"{holder.name} signed a stick's receipt for blocks that it does not hold")


# -- backups -------------------------------------------------------------------------------------------------------


def backs_up(world: World) -> None:
    node = pick(world.random, _alone(world))
    path = world.folder / f"{len(world.backups)}.jangbu-backup"
    done = node.do(lambda vault: back_up(vault.folder, vault.connection, path, attachments=True))
    if done is not None:
        world.backups.append((node, path))


def restores(world: World) -> None:
    """A disk is lost, and a backup put back; the device goes on with its next incarnation."""
    if not world.backups:
        return
    node, path = world.random.choice(world.backups)
    assert isinstance(node.place, VaultPlace)
    # Two machines that know nothing of each other would both go on from one backup with the same number.
    elsewhere = not node.restores and world.random.random() < 0.5
    node.place.restore(path, elsewhere=elsewhere)
    node.restored()


def _alone(world: World) -> list[Node]:
    """Vaults that nobody copied: of the others it is known already that they fork."""
    return [node for node in world.vaults() if node.name not in ("centre", "clone")]


def clones(world: World) -> None:
    """Somebody copies a vault's folder to another machine and works on with both."""
    if world.node("clone") is not None:
        return
    original = world.node("centre")
    assert original is not None
    original.crash()
    original.place.close()
    shutil.copytree(original.place.folder, world.folder / "clone.jangbu")
    original.crash()
    world.add(world.vault_place("clone"), Node, "clone")


def sets_clock(world: World) -> None:
    """By hours, forwards or back."""
    node = pick(world.random, world.nodes)
    node.place.clock.skew_s = world.any_skew_s()
