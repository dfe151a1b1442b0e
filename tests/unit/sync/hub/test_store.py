"""A hub's store over versions, and how much it takes in."""

from io import BytesIO
from pathlib import Path

from core.ports.limits import ATTACHMENT_CHUNK_BYTES
from sync.messages import ChunkFrame
from tests.support.exchange import hub_store, store_of, talk
from tests.support.replicas import make_vault, put
from tests.support.shelf import Shelf
from tests.support.toy import FILL


def test_views_of_another_version_are_made_anew_from_the_blocks(shelf: Shelf, tmp_path: Path):
    here = store_of(shelf.vault, shelf.replica.network_id)
    hub = hub_store(tmp_path, here.network)
    talk(here, hub)
    heads = set(hub.heads())
    hub._connection.execute("DROP TABLE lines")
    hub._connection.execute("DROP TABLE reach")
    hub._connection.execute("UPDATE settings SET value = x'00'")
    hub.close()
    again = hub_store(tmp_path, here.network)
    assert set(again.heads()) == heads
    assert again.is_granted(shelf.vault.device.public)
    assert again.is_granted(shelf.hand.key.public)
    with make_vault(tmp_path, "newcomer") as vault:
        assert talk(store_of(vault, here.network), again).equal
    again.close()


def test_what_has_come_of_an_attachment_takes_room_before_it_is_whole(shelf: Shelf, tmp_path: Path):
    """Whoever begins many and ends none fills no disk beyond the quota."""
    hub = hub_store(tmp_path, shelf.replica.network_id)
    empty, size = hub.used_bytes(), 3 * ATTACHMENT_CHUNK_BYTES
    hub.close()
    hub = hub_store(tmp_path, shelf.replica.network_id, quota_bytes=empty + 2 * size)
    sealed = bytes(ATTACHMENT_CHUNK_BYTES + 16)
    for name in (b"a" * 32, b"b" * 32, b"c" * 32):
        for index in range(2):
            hub.receive(ChunkFrame(name, size, index, sealed))
    assert [hub.next_chunk(name, size) for name in (b"a" * 32, b"c" * 32)] == [2, None]
    assert hub.used_bytes() - empty == 4 * len(sealed)
    hub.close()
    again = hub_store(tmp_path, shelf.replica.network_id, quota_bytes=empty + 2 * size)
    assert again.used_bytes() - empty == 4 * len(sealed)
    again.close()


def test_an_attachment_beyond_the_quota_is_told_to_who_offers_it(shelf: Shelf, tmp_path: Path):
    here = store_of(shelf.vault, shelf.replica.network_id)
    photos = [shelf.vault.attachments.add(BytesIO(bytes(size)), "image/png") for size in (1000, 2_000_000)]
    put(shelf.vault, shelf.replica, FILL, {"grams": 3}, shelf.jar, attachments=tuple(photos))
    hub = hub_store(tmp_path, here.network, quota_bytes=1_000_000)
    for given in (1, 0):
        outcome = talk(here, hub)
        assert (outcome.equal, outcome.files_given, outcome.files_refused) == (True, given, 1)
    hub.close()
