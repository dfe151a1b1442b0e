"""One body of tests for every way between two vaults: whichever opens first, the same comes out."""

import io
from collections.abc import Iterator
from pathlib import Path

import pytest

from core.ports.limits import ATTACHMENT_CHUNK_BYTES
from core.vault.replica import Replica
from core.vault.vault import Vault
from sync.hub.hub import Hub, HubSettings
from sync.transports.jetstream import JetStream
from tests.support.carriers import BundleFile, Carrier, Hubs, Lan, Memory
from tests.support.exchange import HUB_KEY
from tests.support.fixed_clock import FixedClock
from tests.support.http_hub import make_hub
from tests.support.nats_cluster import PROGRAM, NatsCluster
from tests.support.replicas import admit, digest, fill_jar, make_vault, open_jar, put, tables, tamper
from tests.support.seeded_randomness import SeededRandomness
from tests.support.shelf import Shelf
from tests.support.toy import FILL

WAYS = ("memory", "bundle", "lan", "hub", "engine")


@pytest.fixture
def engine_url(tmp_path: Path) -> Iterator[str]:
    cluster = NatsCluster(tmp_path / "nats", 1)
    cluster.start_all()
    yield cluster.urls[0]
    cluster.kill_all()


@pytest.fixture(params=WAYS)
def carrier(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Carrier]:
    folder = tmp_path / "way"
    folder.mkdir()
    hubs: list[Hub] = []
    if request.param == "hub":
        hubs = [make_hub(folder)]
    if request.param == "engine":
        if not PROGRAM.is_file():
            pytest.skip("needs nats-server of the development dependencies")
        url = request.getfixturevalue("engine_url")
        hubs = [
            Hub(
                folder / str(number), HUB_KEY, FixedClock(), SeededRandomness("hub"), HubSettings(), JetStream([url], 1)
            )
            for number in range(2)
        ]
    single = {"memory": Memory, "bundle": lambda: BundleFile(folder), "lan": lambda: Lan(folder)}
    yield Hubs(hubs) if hubs else single[request.param]()
    for hub in hubs:
        hub.close()


@pytest.fixture
def other(shelf: Shelf, tmp_path: Path) -> Iterator[Vault]:
    with make_vault(tmp_path, "centre") as vault:
        admit(shelf.vault, vault, shelf.replica.network_id)
        yield vault


@pytest.fixture
def theirs(shelf: Shelf, other: Vault) -> Replica:
    return other.replica(shelf.replica.network_id)


def test_both_come_to_the_same_and_once_more_changes_nothing(
    carrier: Carrier, shelf: Shelf, other: Vault, theirs: Replica
):
    open_jar(shelf.vault, shelf.replica, "pear")
    open_jar(other, theirs, "fig")
    assert carrier.exchange(shelf.vault, other, shelf.replica.network_id) == []
    assert digest(theirs) == digest(shelf.replica)
    before = tables(shelf.replica), tables(theirs)
    assert carrier.exchange(shelf.vault, other, shelf.replica.network_id) == []
    assert (tables(shelf.replica), tables(theirs)) == before


def test_a_fork_travels_whole(carrier: Carrier, shelf: Shelf, other: Vault, theirs: Replica):
    first = shelf.opening()
    left, _ = shelf.hand.say(FILL, {"grams": 6}, shelf.jar)
    shelf.hand.last = first
    right, _ = shelf.hand.say(FILL, {"grams": 7}, shelf.jar)
    shelf.take(first, left)
    carrier.exchange(shelf.vault, other, shelf.replica.network_id)
    shelf.take(right)
    assert carrier.exchange(shelf.vault, other, shelf.replica.network_id) == []
    assert all(theirs.store.placed(one.id) for one in (first, left, right))
    assert digest(theirs) == digest(shelf.replica)


def test_an_attachment_arrives_whole(carrier: Carrier, shelf: Shelf, other: Vault, theirs: Replica):
    photo = bytes(range(256)) * (ATTACHMENT_CHUNK_BYTES * 10 // 256) + b"end"
    attached = shelf.vault.attachments.add(io.BytesIO(photo), "image/png")
    put(shelf.vault, shelf.replica, FILL, {"grams": 3}, shelf.jar, attachments=(attached,))
    carrier.exchange(shelf.vault, other, shelf.replica.network_id)
    assert b"".join(other.attachments.read(attached)) == photo


def test_a_way_that_breaks_goes_on_from_there_and_brings_nothing_twice(
    carrier: Carrier, shelf: Shelf, other: Vault, theirs: Replica, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("sync.responder.PAGE_BLOCKS_MAX", 8)
    monkeypatch.setattr("sync.session.PAGE_BLOCKS_MAX", 8)
    for grams in range(1, 25):
        fill_jar(shelf.vault, shelf.replica, shelf.jar, grams)
    total, before = shelf.replica.store.count(), theirs.store.count()
    carrier.broken(shelf.vault, other, shelf.replica.network_id)
    assert before + carrier.keeps_parts <= theirs.store.count() < total
    assert carrier.exchange(shelf.vault, other, shelf.replica.network_id) == []
    assert theirs.store.count() == total
    assert digest(theirs) == digest(shelf.replica)


def test_a_block_that_fails_the_gate_is_named_with_its_reason_and_the_others_come(
    carrier: Carrier, shelf: Shelf, other: Vault, theirs: Replica
):
    sound = theirs.store.count()
    open_jar(shelf.vault, shelf.replica, "pear")
    good = shelf.opening()
    shelf.take(good)
    bad = bytearray(good.envelope)
    bad[-1] ^= 1  # in the signature
    tamper(shelf.replica, "UPDATE blocks SET envelope = ? WHERE id = ?", (bytes(bad), good.id))
    codes = carrier.exchange(shelf.vault, other, shelf.replica.network_id)
    assert "wrong_signature" in codes
    assert theirs.store.placed(good.id) is None
    assert theirs.store.count() == sound + 1
