"""An erasure reaches the engine: one real node of JetStream, and hub processes that die in the middle or begin anew."""

from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from random import Random

import pytest

from core.actions.erase import erase
from core.actions.record import Draft, SealedPart, record
from core.encoding import cbor
from core.errors import VaultError
from sync.hub.engine import EngineStore
from sync.messages import ChunkFrame
from sync.transports.jetstream import JetStream
from tests.support.exchange import QUOTA_BYTES, store_of, talk
from tests.support.fixed_clock import FixedClock
from tests.support.nats_cluster import PROGRAM, NatsCluster
from tests.support.replicas import fill_jar
from tests.support.seeded_randomness import SeededRandomness
from tests.support.shelf import Shelf
from tests.support.toy import NOTE

pytestmark = [
    pytest.mark.timeout(120),
    pytest.mark.skipif(not PROGRAM.is_file(), reason="needs nats-server of the development dependencies"),
]


class Ended(Exception):
    """The process is gone."""


class Dying(JetStream):
    """A process that ends when it would destroy a page whose new copy is safe already."""

    def erase_page(self, network: bytes, place: int) -> None:
        raise Ended


@dataclass
class Row:
    """A network's row at one node, with an entry whose sealed part is to be erased somewhere in the middle."""

    folder: Path
    shelf: Shelf
    node: NatsCluster
    entry: bytes
    part: bytes

    @property
    def network(self) -> bytes:
        return self.shelf.replica.network_id

    def hub(self, name: str, engine: type[JetStream] = JetStream) -> EngineStore:
        line = engine(self.node.urls, 1)
        return EngineStore(self.folder / name, self.network, SeededRandomness(name), FixedClock(), QUOTA_BYTES, line)

    def pages(self) -> list[bytes]:
        line = JetStream(self.node.urls, 1)
        try:
            return [page for _, page in line.pages(self.network, 0)]
        finally:
            line.close()

    def on_disk(self, wanted: bytes) -> bool:
        """Whether the node's files hold these bytes anywhere."""
        return bool(self.node.nodes_holding(wanted))


@pytest.fixture
def row(shelf: Shelf, tmp_path: Path) -> Iterator[Row]:
    node = NatsCluster(tmp_path / "nats", 1)
    node.start_all()
    try:
        network = shelf.replica.network_id
        part = SealedPart("recipe", {"text": "of Gildong Hong"}, (shelf.vault.device.public,))
        entry = record(shelf.vault, network, [Draft(NOTE, {"topic": "jam"}, shelf.jar, sealed=(part,))]).entries[0]
        place = shelf.replica.connection.execute("SELECT block FROM entries WHERE id = ?", (entry,)).fetchone()[0]
        ciphertext = shelf.replica.store.block(place).blobs[1]
        assert ciphertext is not None
        made = Row(tmp_path, shelf, node, entry, ciphertext)
        first = made.hub("first")
        take_in_pages(first, shelf)
        for grams in range(1, 4):
            fill_jar(shelf.vault, shelf.replica, shelf.jar, grams)
            take_in_pages(first, shelf)
        close(first)
        yield made
    finally:
        node.kill_all()


def take_in_pages(hub: EngineStore, shelf: Shelf) -> None:
    """One page a block, so that what leans on the erased entry lies in other pages."""
    hub.refresh()
    for wire in shelf.replica.store.wires():
        assert not hub.take([wire]).rejected


def close(hub: EngineStore) -> None:
    hub.close()
    hub._engine.close()


def wholly_served(row: Row, name: str, part: bytes | None = None) -> None:
    """A process with an empty disk has every block, tells of no gap, and holds no byte of a part that was erased."""
    hub = row.hub(name)
    hub.refresh()
    assert {head.id for head in hub.heads()} == {head.id for head in store_of(row.shelf.vault, row.network).heads()}
    assert (hub.counts(), list(hub.gaps())) == ((row.shelf.replica.store.count(), 0), [])
    assert talk(store_of(row.shelf.vault, row.network), hub).requests == 1
    close(hub)
    files = [path.read_bytes() for path in (row.folder / name).rglob("*") if path.is_file()]
    assert part is None or not any(part[8:40] in data for data in files)


def test_no_page_and_no_file_of_the_node_holds_what_was_erased(row: Row):
    assert row.on_disk(row.part[8:40])
    pages = len(row.pages())
    erase(row.shelf.vault, row.network, row.entry, "person_asked")
    hub = row.hub("first")
    take_in_pages(hub, row.shelf)
    assert not any(row.part[8:40] in page for page in row.pages())
    assert not row.on_disk(row.part[8:40])
    assert not row.on_disk(row.part[-40:])
    assert len(row.pages()) == pages + 2, "the order and the report came, the page with the part moved"
    close(hub)
    wholly_served(row, "anew", row.part)


def test_who_ends_between_the_new_page_and_the_old_one_harms_nothing(row: Row):
    erase(row.shelf.vault, row.network, row.entry, "person_asked")
    hub = row.hub("first", Dying)
    with pytest.raises(Ended):
        take_in_pages(hub, row.shelf)
    close(hub)
    assert sum(row.part[8:40] in page for page in row.pages()) == 1
    other = row.hub("other")
    take_in_pages(other, row.shelf)
    close(other)
    assert not row.on_disk(row.part[8:40]), "whoever obeys the order sees to it, also where the first one never returns"
    wholly_served(row, "anew", row.part)
    wholly_served(row, "first", row.part)


def test_an_engine_that_does_not_answer_leaves_it_noted(row: Row, monkeypatch: pytest.MonkeyPatch):
    erase(row.shelf.vault, row.network, row.entry, "person_asked")
    hub = row.hub("first")

    def silent(network: bytes, place: int) -> None:
        raise VaultError("engine_trouble", nodes="", detail="")

    with monkeypatch.context() as patched:
        patched.setattr(hub._engine, "erase_page", silent)
        take_in_pages(hub, row.shelf)
        assert row.on_disk(row.part[8:40])
    hub.refresh()
    assert not row.on_disk(row.part[8:40])
    close(hub)


def test_a_row_in_any_order_brings_the_same_blocks(row: Row):
    """Pages that were moved lie behind what leans on them; nested moves give any order at all."""
    erase(row.shelf.vault, row.network, row.entry, "person_asked")
    hub = row.hub("first")
    take_in_pages(hub, row.shelf)
    close(hub)
    for seed in range(3):
        line = JetStream(row.node.urls, 1)
        pages = list(line.pages(row.network, 0))
        Random(seed).shuffle(pages)
        for place, page in pages:
            line.append(row.network, page)
            line.erase_page(row.network, place)
        line.close()
        wholly_served(row, f"anew {seed}", row.part)


def test_a_page_whose_past_is_nowhere_keeps_nobody_from_the_others(row: Row):
    line = JetStream(row.node.urls, 1)
    places = [(place, cbor.decode(page)) for place, page in line.pages(row.network, 0)]
    line.erase_page(row.network, places[2][0])
    line.close()
    hub = row.hub("anew")
    hub.refresh()
    assert 0 < hub.counts()[0] < row.shelf.replica.store.count()
    outcome = talk(store_of(row.shelf.vault, row.network), hub)
    assert (outcome.equal, outcome.refused) == (True, [])
    close(hub)
    wholly_served(row, "later")


def test_no_chunk_of_an_erased_attachment_lies_in_the_nodes_files(row: Row):
    shelf = row.shelf
    photo = shelf.vault.attachments.add(BytesIO(b"a face" * 100), "image/jpeg")
    draft = Draft(NOTE, {"topic": "face"}, shelf.jar, attachments=(photo,))
    entry = record(shelf.vault, row.network, [draft]).entries[0]
    hub = row.hub("first")
    take_in_pages(hub, shelf)
    sealed = list(shelf.vault.attachments.chunks(photo.root))
    size = dict(shelf.vault.attachments.all())[photo.root]
    for index, chunk in enumerate(sealed):
        hub.receive(ChunkFrame(photo.root, size, index, chunk))
    assert row.on_disk(sealed[0][8:40])
    erase(shelf.vault, row.network, entry, "person_asked")
    take_in_pages(hub, shelf)
    assert not row.on_disk(sealed[0][8:40])
    assert [root for root, _ in hub.files()] == []
    close(hub)
