"""Attachments that a member began and nobody goes on with: their room is given back, and whoever comes begins anew."""

from collections.abc import Iterator
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pytest

from core.ledger.content import Attachment
from core.ports.limits import ATTACHMENT_CHUNK_BYTES
from sync.hub.engine import EngineStore
from sync.hub.hub import Hub, HubSettings
from sync.hub.store import HubStore
from sync.hub.unfinished import KEPT_DAYS
from sync.limits import CHUNKS_MAX
from sync.messages import ChunkFrame
from sync.session import Session
from sync.transports.jetstream import JetStream
from tests.support.exchange import HUB_KEY, QUOTA_BYTES, answering, device_of, hub_store, store_of, talk
from tests.support.fixed_clock import FixedClock
from tests.support.nats_cluster import PROGRAM, NatsCluster
from tests.support.replicas import put
from tests.support.seeded_randomness import SeededRandomness
from tests.support.shelf import Shelf
from tests.support.toy import FILL

DAY_S = 24 * 60 * 60
SEALED = bytes(ATTACHMENT_CHUNK_BYTES + 16)
ROOT, OTHER = b"a" * 32, b"b" * 32
SIZE = 3 * ATTACHMENT_CHUNK_BYTES


def later(clock: FixedClock, days: float) -> None:
    clock.moment = replace(clock.moment, seconds=clock.moment.seconds + int(days * DAY_S))


def files_in(hub: HubStore) -> list[str]:
    return sorted(path.name for path in (hub._folder / "attachments").iterdir())


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock()


@pytest.fixture(
    params=[
        "file",
        pytest.param("engine", marks=pytest.mark.skipif(not PROGRAM.is_file(), reason="needs nats-server")),
    ]
)
def hub(request: pytest.FixtureRequest, shelf: Shelf, clock: FixedClock, tmp_path: Path) -> Iterator[HubStore]:
    """A store of either kind, that has begun."""
    network = shelf.replica.network_id
    if request.param == "file":
        made = hub_store(tmp_path, network, clock=clock)
        yield made
        made.close()
        return
    node = NatsCluster(tmp_path / "nats", 1)
    node.start_all()
    line = JetStream(node.urls, 1)
    try:
        made = EngineStore(tmp_path / "hub", network, SeededRandomness("hub"), clock, QUOTA_BYTES, line)
        yield made
        made.close()
    finally:
        line.close()
        node.kill_all()


def test_room_is_given_back_so_many_days_after_the_last_new_chunk(hub: HubStore, clock: FixedClock):
    empty = hub.used_bytes()
    hub.receive(ChunkFrame(ROOT, SIZE, 0, SEALED))
    later(clock, 1)
    hub.receive(ChunkFrame(OTHER, SIZE, 0, SEALED))
    hub.receive(ChunkFrame(ROOT, SIZE, 0, SEALED))  # it was here already: that is nothing new
    later(clock, KEPT_DAYS - 1.5)
    assert (hub.drop_expired(), hub.next_chunk(ROOT, SIZE), hub.next_chunk(OTHER, SIZE)) == (0, 1, 1)
    later(clock, 0.5)
    assert (hub.drop_expired(), hub.next_chunk(ROOT, SIZE), hub.next_chunk(OTHER, SIZE)) == (1, 0, 1)
    assert (hub.used_bytes() - empty, files_in(hub)) == (len(SEALED), [f"{OTHER.hex()}.part"])
    later(clock, 0.9)
    hub.receive(ChunkFrame(OTHER, SIZE, 1, SEALED))
    later(clock, KEPT_DAYS - 0.1)
    assert hub.drop_expired() == 0
    later(clock, 0.1)
    assert (hub.drop_expired(), hub.used_bytes() - empty, files_in(hub)) == (1, 0, [])


def test_the_time_outlives_the_process(shelf: Shelf, clock: FixedClock, tmp_path: Path):
    hub = hub_store(tmp_path, shelf.replica.network_id, clock=clock)
    hub.receive(ChunkFrame(ROOT, SIZE, 0, SEALED))
    hub.close()
    later(clock, KEPT_DAYS - 0.1)
    again = hub_store(tmp_path, shelf.replica.network_id, clock=clock)
    assert (again.drop_expired(), again.next_chunk(ROOT, SIZE)) == (0, 1)
    again.close()
    later(clock, 0.1)
    last = hub_store(tmp_path, shelf.replica.network_id, clock=clock)
    assert (last.drop_expired(), last.next_chunk(ROOT, SIZE)) == (1, 0)
    last.close()


def test_what_is_whole_stays(hub: HubStore, shelf: Shelf, clock: FixedClock):
    photo = attached(shelf, 5)
    assert talk(store_of(shelf.vault, hub.network), hub).files_given == 1
    later(clock, 10 * KEPT_DAYS)
    assert (hub.drop_expired(), hub.files()) == (0, [(photo.root, 5)])


def attached(shelf: Shelf, size: int) -> Attachment:
    """A photo of so many bytes, in an entry."""
    photo = shelf.vault.attachments.add(BytesIO(bytes(size)), "image/png")
    put(shelf.vault, shelf.replica, FILL, {"grams": 3}, shelf.jar, attachments=(photo,))
    return photo


def test_whoever_broke_off_and_comes_back_later_begins_anew(hub: HubStore, shelf: Shelf, clock: FixedClock):
    """Both in an exchange that stood still for as long, and in a new one."""
    here = store_of(shelf.vault, hub.network)
    photo = attached(shelf, (CHUNKS_MAX + 2) * ATTACHMENT_CHUNK_BYTES)
    session, responder = Session(here, device_of(here), peer=HUB_KEY.public), answering(hub)
    while hub.next_chunk(photo.root, photo.size) == 0:
        assert session.request is not None
        session.receive(responder.answer(session.request).frame)
    later(clock, KEPT_DAYS)
    assert hub.drop_expired() == 1
    while session.request is not None:
        session.receive(responder.answer(session.request).frame)
    assert (session.outcome.trouble, session.outcome.offence, session.outcome.files_given) == (None, None, 0)
    again = talk(here, hub)
    assert (again.trouble, again.offence, again.files_given) == (None, None, 1)
    assert [root for root, _ in hub.files()] == [photo.root]


def test_a_hub_sees_to_it_when_it_is_asked_and_counts_it(shelf: Shelf, clock: FixedClock, tmp_path: Path):
    network = shelf.replica.network_id
    hub = Hub(tmp_path / "hub", HUB_KEY, clock, SeededRandomness("hub"), HubSettings())
    here = store_of(shelf.vault, network)
    session = Session(here, device_of(here), peer=hub.device)
    while session.request is not None:
        session.receive(hub.answer(device_of(here), network, session.request).frame)
    hub._stores[network].receive(ChunkFrame(ROOT, SIZE, 0, SEALED))
    hub._stores[network].receive(ChunkFrame(OTHER, SIZE, 0, SEALED))
    later(clock, KEPT_DAYS - 1)
    hub._stores[network].receive(ChunkFrame(OTHER, SIZE, 1, SEALED))
    assert hub.gauges()["unfinished_bytes"] == 3 * len(SEALED)
    later(clock, 1)
    hub.answer(device_of(here), network, Session(here, device_of(here)).request or b"")
    assert hub.counts["attachments_expired"] == 1
    later(clock, KEPT_DAYS)
    assert (hub.gauges()["unfinished_bytes"], hub.counts["attachments_expired"]) == (0, 2)
    hub.close()
