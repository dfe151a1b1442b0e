"""A hub on several machines: two hub processes, three engine nodes, and kill -9 of one of each under load."""

import asyncio
import io
from collections.abc import Iterator
from pathlib import Path
from threading import Event

import nats
import pytest
import requests

from core.actions.erase import erase
from core.actions.record import Draft, SealedPart, record
from core.errors import SyncError
from core.ports.clock import SystemClock
from core.ports.limits import ATTACHMENT_CHUNK_BYTES
from core.ports.randomness import SystemRandomness
from core.vault.vault import Vault
from sync.outcome import Outcome
from sync.session import Session
from sync.transports.http_client import HttpPeer
from tests.e2e.hub_process import HubProcess, hub_processes
from tests.support.cheap_argon2 import cheap_argon2
from tests.support.exchange import store_of
from tests.support.nats_cluster import PROGRAM, NatsCluster
from tests.support.replicas import admit, fill_jar, make_vault, put
from tests.support.shelf import Shelf, shelf
from tests.support.toy import FILL, NOTE

__all__ = ["cheap_argon2", "shelf"]

pytestmark = [
    pytest.mark.timeout(400),
    pytest.mark.skipif(not PROGRAM.is_file(), reason="needs nats-server of the development dependencies"),
]


MEETINGS_MAX = 20
"""So often a busy hub is met again; each meeting asks three times, sooner than members do."""


@pytest.fixture
def cluster(tmp_path: Path) -> Iterator[NatsCluster]:
    made = NatsCluster(tmp_path / "nats", 3)
    made.start_all()
    yield made
    made.kill_all()


@pytest.fixture
def hubs(cluster: NatsCluster, tmp_path: Path) -> Iterator[list[HubProcess]]:
    """Three processes of one hub: the same key, an index each; the third is started later."""
    servers = [word for url in cluster.urls for word in ("--engine", url)]
    with hub_processes(tmp_path, 3, *servers) as made:
        made[1].start()
        yield made


def met(vault: Vault, network: bytes, hub: HubProcess) -> Outcome:
    """As members do it: a hub whose engine has no leader for some moments after a kill says so, and is asked again."""
    for _ in range(MEETINGS_MAX):
        try:
            return met_once(vault, network, hub)
        except SyncError as error:
            if error.code != "peer_busy":
                raise
    return met_once(vault, network, hub)


def met_once(vault: Vault, network: bytes, hub: HubProcess) -> Outcome:
    peer = HttpPeer(hub.url, vault.device, SystemClock(), SystemRandomness(), lambda seconds: Event().wait(1))
    try:
        device = peer.device()
        session = Session(store_of(vault, network), vault.device.public, peer=device)
        peer.talk(session, device, network)
        return session.outcome
    finally:
        peer.close()


def test_what_was_acknowledged_outlives_a_hub_and_a_node(
    shelf: Shelf, cluster: NatsCluster, hubs: list[HubProcess], tmp_path: Path
):
    network = shelf.replica.network_id
    acknowledged: set[bytes] = set()
    with make_vault(tmp_path, "centre") as centre:
        admit(shelf.vault, centre, network)
        for step in range(9):
            fill_jar(shelf.vault, shelf.replica, shelf.jar, 10 + step)
            if step == 3:
                cluster.kill(0)
            if step == 6:
                hubs[0].kill()
            outcome = met(shelf.vault, network, hubs[step % 2 if step < 6 else 1])
            assert (outcome.trouble, outcome.offence, outcome.equal) == (None, None, True)
            acknowledged |= {head.id for head in store_of(shelf.vault, network).heads()}
            assert outcome.receipt is not None
        hubs[2].start()
        outcome = met(centre, network, hubs[2])
        assert (outcome.equal, outcome.rejected) == (True, [])
        assert all(store_of(centre, network).holds(id) for id in acknowledged)


def test_an_attachment_is_served_by_a_process_that_never_took_it(
    shelf: Shelf, cluster: NatsCluster, hubs: list[HubProcess], tmp_path: Path
):
    network = shelf.replica.network_id
    photo = bytes(range(256)) * (3 * ATTACHMENT_CHUNK_BYTES // 256) + b"end"
    attached = shelf.vault.attachments.add(io.BytesIO(photo), "image/png")
    put(shelf.vault, shelf.replica, FILL, {"grams": 3}, shelf.jar, attachments=(attached,))
    with make_vault(tmp_path, "centre") as centre:
        admit(shelf.vault, centre, network)
        assert met(shelf.vault, network, hubs[0]).files_given == 1
        assert list((hubs[0].folder / "networks" / network.hex() / "attachments").iterdir()) == []
        hubs[0].kill()
        cluster.kill(0)
        outcome = met(centre, network, hubs[1])
        assert (outcome.equal, outcome.files_received, outcome.files_withheld) == (True, 1, 0)
        assert b"".join(centre.attachments.read(attached)) == photo
        assert met(shelf.vault, network, hubs[1]).files_given == 0


def test_what_was_erased_is_gone_from_all_nodes_and_nobody_brings_it_back(
    shelf: Shelf, cluster: NatsCluster, hubs: list[HubProcess], tmp_path: Path
):
    """The charter names no witnesses, so a hub obeys the order as soon as it comes; the other photo stays.

    One node is away while it is erased, and learns of it when it comes back.
    """
    network = shelf.replica.network_id
    photos = [bytes([number]) * (2 * ATTACHMENT_CHUNK_BYTES + 1) for number in (1, 2)]
    kept, erased = (shelf.vault.attachments.add(io.BytesIO(photo), "image/png") for photo in photos)
    put(shelf.vault, shelf.replica, FILL, {"grams": 2}, shelf.jar, attachments=(kept,))
    recipe = SealedPart("recipe", {"text": "of Gildong Hong"}, (shelf.vault.device.public,))
    draft = Draft(NOTE, {"topic": "jam"}, shelf.jar, sealed=(recipe,), attachments=(erased,))
    named = record(shelf.vault, network, [draft]).entries[0]
    part = part_of(shelf, named)
    with make_vault(tmp_path, "centre") as centre:
        admit(shelf.vault, centre, network)
        assert met(shelf.vault, network, hubs[0]).files_given == 2
        before = chunks_at(cluster, network)
        assert {root for root, _ in before} == {kept.root, erased.root}
        secrets = [part[8:40], next(shelf.vault.attachments.chunks(erased.root))[8:40]]
        assert all(cluster.nodes_holding(secret) == {0, 1, 2} for secret in secrets)
        cluster.kill(0)
        erase(shelf.vault, network, named, "person_asked")
        assert met(shelf.vault, network, hubs[1]).equal
        assert chunks_at(cluster, network) == {one for one in before if one[0] == kept.root}
        assert all(cluster.nodes_holding(secret) <= {0} for secret in secrets)
        cluster.start(0)
        while any(cluster.nodes_holding(secret) for secret in secrets):
            pass  # the node is being told what it missed; the test's time is the bound
        hubs[2].start()
        outcome = met(centre, network, hubs[2])
        assert (outcome.equal, outcome.files_received, outcome.files_withheld) == (True, 1, 0)
        assert b"".join(centre.attachments.read(kept)) == photos[0]
        assert store_of(centre, network).heads() == store_of(shelf.vault, network).heads()


def part_of(shelf: Shelf, entry: bytes) -> bytes:
    """The ciphertext of an entry's sealed part."""
    (number,) = shelf.replica.connection.execute("SELECT block FROM entries WHERE id = ?", (entry,)).fetchone()
    part = shelf.replica.store.block(number).blobs[1]
    assert part is not None
    return part


def chunks_at(cluster: NatsCluster, network: bytes) -> set[tuple[bytes, int]]:
    """Root and index of each chunk that the engine's own client finds."""

    async def asked() -> set[tuple[bytes, int]]:
        client = await nats.connect(cluster.urls)
        try:
            stream = f"jangbu-files-{network.hex()}"
            info = await client.jetstream().stream_info(stream, subjects_filter=">")
            subjects = (info.state.subjects or {}).keys()
        finally:
            await client.close()
        return {(bytes.fromhex(root), int(index)) for *_, root, index in (one.split(".") for one in subjects)}

    return asyncio.run(asked())


def test_without_a_majority_nothing_is_acknowledged_and_nothing_is_lost(
    shelf: Shelf, cluster: NatsCluster, hubs: list[HubProcess]
):
    network = shelf.replica.network_id
    assert met(shelf.vault, network, hubs[0]).equal
    fill_jar(shelf.vault, shelf.replica, shelf.jar, 10)
    cluster.kill(0)
    cluster.kill(1)
    while (health := requests.get(f"{hubs[1].url}/health", timeout=60)).status_code == 200:
        pass  # it is looked at every few seconds; the test's time is the bound
    assert (health.status_code, health.json()["error"]) == (503, "engine_trouble")
    assert tried(shelf.vault, network, hubs[1]) is None
    cluster.start(0)
    cluster.start(1)
    while (outcome := tried(shelf.vault, network, hubs[1])) is None:
        pass  # the nodes are finding each other; the test's time is the bound
    assert (outcome.equal, outcome.receipt is not None) == (True, True)
    while requests.get(f"{hubs[1].url}/health", timeout=60).status_code != 200:
        pass


def tried(vault: Vault, network: bytes, hub: HubProcess) -> Outcome | None:
    """What came of it; None where the hub said that it cannot, and then it took nothing."""
    try:
        outcome = met_once(vault, network, hub)
    except SyncError as error:
        assert error.code in ("peer_busy", "peer_unreachable")
        return None
    if outcome.trouble is None:
        return outcome
    assert (outcome.trouble.code, outcome.given, outcome.equal) == ("peer_disk_trouble", 0, False)
    return None
