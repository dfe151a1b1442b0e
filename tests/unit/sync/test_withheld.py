"""Content that somebody left out of a block: told, asked for at every meeting, and given wherever it is lacking."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from core.ledger.block import read_block, without_leaves
from core.vault.vault import Vault
from sync.frames import open_frame, seal_frame
from sync.hub.store import HubStore
from sync.replies import Greeting, Page, decode_reply, encode_reply
from sync.vault_store import VaultStore
from tests.support.exchange import hub_store, store_of, talk
from tests.support.replicas import admit, digest, fill_jar, make_vault
from tests.support.shelf import Shelf

Way = Callable[[bytes], bytes]


@pytest.fixture
def newcomer(shelf: Shelf, tmp_path: Path) -> Iterator[Vault]:
    with make_vault(tmp_path, "newcomer") as vault:
        admit(shelf.vault, vault, shelf.replica.network_id)
        fill_jar(shelf.vault, shelf.replica, shelf.jar, 7)
        yield vault


@pytest.fixture
def there(newcomer: Vault, here: VaultStore) -> VaultStore:
    return store_of(newcomer, here.network)


@pytest.fixture
def hub(here: VaultStore, tmp_path: Path) -> Iterator[HubStore]:
    made = hub_store(tmp_path, here.network)
    yield made
    made.close()


def last_of(store: VaultStore) -> bytes:
    """The id of the last block of the vault's own chain."""
    return max(head for head in store.heads() if head.device == store._vault.device.public).id


def without_content(id: bytes) -> Way:
    """A peer that leaves all content out of one block, and does not say that it lacks any."""

    def short(wire: bytes) -> bytes:
        block = read_block(wire)
        return without_leaves(block, set(block.leaves)).wire if block.id == id else wire

    def way(frame: bytes) -> bytes:
        number, reply = decode_reply(open_frame(frame))
        match reply:
            case Page(wires, next):
                reply = Page(tuple(map(short, wires)), next)
            case Greeting(version, root, buckets, files, judges, receipt, _):
                reply = Greeting(version, root, buckets, files, judges, receipt)
        return seal_frame(encode_reply(number, reply))

    return way


def test_what_one_holds_back_is_told_asked_for_again_and_given_by_another(
    shelf: Shelf, here: VaultStore, there: VaultStore, hub: HubStore
):
    withheld = last_of(here)
    talk(here, hub)
    first = talk(there, hub, without_content(withheld))
    assert (first.equal, first.withheld, first.filled, first.offence) == (True, 1, 0, None)
    assert digest(there.replica) != digest(shelf.replica)
    again = talk(there, hub, without_content(withheld))
    assert (again.withheld, again.filled) == (1, 0)
    asked_another = talk(there, here)
    assert (asked_another.withheld, asked_another.filled, asked_another.views_agree) == (0, 1, True)
    assert digest(there.replica) == digest(shelf.replica)
    assert talk(there, hub).requests == 1


def test_views_of_which_one_lacks_content_are_not_called_different(here: VaultStore, there: VaultStore):
    withheld = last_of(here)
    outcome = talk(there, here, without_content(withheld))
    assert (outcome.equal, outcome.withheld, outcome.views_agree) == (True, 1, None)


def test_a_hub_that_was_given_too_little_is_given_the_rest(
    shelf: Shelf, here: VaultStore, there: VaultStore, hub: HubStore
):
    withheld = last_of(here)
    talk(there, here, without_content(withheld))
    assert talk(there, hub).withheld == 1
    assert [one.id for one in hub.gaps()] == [withheld]
    assert talk(here, hub).equal
    assert hub.gaps() == []
    after = talk(there, hub)
    assert (after.equal, after.withheld, after.filled) == (True, 0, 1)
    assert digest(there.replica) == digest(shelf.replica)


def test_who_says_that_it_lacks_the_same_is_not_asked(here: VaultStore, there: VaultStore, hub: HubStore):
    talk(there, here, without_content(last_of(here)))
    assert talk(there, hub).withheld == 1
    again = talk(there, hub)
    assert (again.requests, again.withheld, again.offence) == (1, 1, None)


def test_a_reply_to_the_question_for_content_that_makes_no_sense_ends_the_talk(here: VaultStore, there: VaultStore):
    talk(there, here, without_content(last_of(here)))

    def more_places_than_asked_for(frame: bytes) -> bytes:
        number, reply = decode_reply(open_frame(frame))
        if isinstance(reply, Page):
            reply = Page((), (0, 0, 0))
        return seal_frame(encode_reply(number, reply))

    assert talk(there, here, more_places_than_asked_for).offence == "no_progress"


def test_a_hub_of_another_version_finds_its_gaps_again(here: VaultStore, there: VaultStore, hub: HubStore):
    withheld = last_of(here)
    talk(there, here, without_content(withheld))
    talk(there, hub)
    hub._make_views_anew()
    assert [one.id for one in hub.gaps()] == [withheld]
