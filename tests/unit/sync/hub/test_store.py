"""A hub's store over versions."""

from pathlib import Path

from tests.support.exchange import hub_store, store_of, talk
from tests.support.replicas import make_vault
from tests.support.shelf import Shelf


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
