"""Content that somebody left out of a block: told, asked for at every meeting, and given wherever it is lacking."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from core.actions.erase import erase
from core.actions.record import Draft, SealedPart, Signing, record
from core.errors import RefusedError
from core.ledger.block import Block, read_block, without_leaves
from core.ledger.contract import Entry
from core.ledger.place import Placed
from core.vault.subjects import EntryIndex
from core.vault.vault import Vault
from sync.frames import open_frame, seal_frame
from sync.hub.store import HubStore
from sync.replies import Greeting, Page, decode_reply, encode_reply
from sync.vault_store import VaultStore
from tests.support.exchange import hub_store, store_of, talk
from tests.support.hand import admitted_hand, tip_blocks
from tests.support.replicas import PIN, admit, digest, fill_jar, give_role, make_vault, open_vault, release_jar
from tests.support.shelf import Shelf
from tests.support.toy import FILL, INSPECTOR, KEEPER, NOTE, SEAL

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


def without_content(id: bytes, *leaves: bytes) -> Way:
    """A peer that leaves some content out of one block, or all, and does not say that it lacks any."""

    def short(wire: bytes) -> bytes:
        block = read_block(wire)
        return without_leaves(block, set(leaves or block.leaves)).wire if block.id == id else wire

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


def test_views_of_which_one_never_read_an_erased_entry_are_not_called_different(
    shelf: Shelf, here: VaultStore, there: VaultStore
):
    talk(there, here)
    erase(shelf.vault, here.network, shelf.filled, "recorded_unlawfully", whole=True)
    assert talk(there, here).views_agree is True  # it read the entry once, and keeps what follows from it
    with make_vault(shelf.folder, "late") as vault:
        late = store_of(vault, here.network)
        outcome = talk(late, here)
        assert (outcome.equal, outcome.withheld, outcome.views_agree) == (True, 0, None)
        assert digest(late.replica) != digest(shelf.replica)


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


def test_what_nobody_has_any_more_is_waited_for_until_an_order_says_that_it_is_gone(
    shelf: Shelf, newcomer: Vault, here: VaultStore, there: VaultStore, hub: HubStore
):
    """As where a block went out by an order, and that order was lost with the only disk that it lay on."""
    assert talk(there, here).equal
    part = SealedPart("recipe", {"text": "plums"}, (newcomer.device.public,))
    noted = record(newcomer, here.network, [Draft(NOTE, {"topic": "jam"}, shelf.jar, sealed=(part,))])
    (leaf,) = read_entry(there, noted.entries[0]).content.sealed
    assert talk(here, there, without_content(noted.block, leaf)).withheld == 1
    assert talk(here, hub).withheld == 1
    assert judged(here, noted.entries[0])[0] == "accepted"
    erase(shelf.vault, here.network, noted.entries[0], "person_asked")
    assert here.gaps() == []
    assert talk(here, hub).withheld == 0
    assert hub.gaps() == []


def read_entry(store: VaultStore, id: bytes) -> Entry:
    found = EntryIndex(store.replica.connection, store.replica.reader).find(id)
    assert found is not None
    return found[0].entry


def test_a_reply_to_the_question_for_content_that_makes_no_sense_ends_the_talk(here: VaultStore, there: VaultStore):
    talk(there, here, without_content(last_of(here)))

    def more_places_than_asked_for(frame: bytes) -> bytes:
        number, reply = decode_reply(open_frame(frame))
        if isinstance(reply, Page):
            reply = Page((), (0, 0, 0))
        return seal_frame(encode_reply(number, reply))

    assert talk(there, here, more_places_than_asked_for).offence == "no_progress"


@pytest.fixture
def given_late(shelf: Shelf, newcomer: Vault) -> tuple[bytes, bytes, bytes]:
    """A role that a device was given later, and what it did with it: ids of the grant's block, the entry, its block."""
    pen = admitted_hand(shelf.vault, shelf.replica, "pen 2", (INSPECTOR,))
    give_role(shelf.vault, shelf.replica.network_id, pen.key.public, "pen 2", KEEPER)
    (granted,) = tip_blocks(shelf.replica, pen)
    block, entry = pen.say(SEAL, {}, shelf.jar, [granted])
    shelf.take(block)
    return granted.id, entry, block.id


def judged(store: VaultStore, entry: bytes) -> tuple[str, str]:
    """Verdict and findings; empty where there is no verdict yet."""
    row = store.replica.connection.execute("SELECT verdict, findings FROM entries WHERE id = ?", (entry,)).fetchone()
    return tuple(row) if row else ("", "")


def test_nothing_is_judged_without_a_grant_that_was_left_out(
    here: VaultStore, there: VaultStore, given_late: tuple[bytes, bytes, bytes]
):
    grant_block, entry, _ = given_late
    outcome = talk(there, here, without_content(grant_block))
    assert (outcome.equal, outcome.withheld, outcome.rejected) == (True, 1, [])
    assert judged(there, entry) == ("", "")
    there._vault.rebuild()
    assert judged(there, entry) == ("", "")
    assert talk(there, here).filled == 1
    assert judged(there, entry) == judged(here, entry)
    assert "role" not in judged(here, entry)[1]
    assert digest(there.replica) == digest(here.replica)


def test_who_writes_meanwhile_builds_on_nothing_that_waits(
    shelf: Shelf, newcomer: Vault, here: VaultStore, there: VaultStore, given_late: tuple[bytes, bytes, bytes]
):
    grant_block, _, last = given_late
    talk(there, here, without_content(grant_block))
    filled = fill_jar(newcomer, there.replica, shelf.jar, 3)
    written = there.replica.store.block(there.replica.store.numbers()[-1])
    assert judged(there, filled)[0] == "accepted"
    assert written.header.seen
    assert not {grant_block, last} & {one.id for one in past_of(there, written)}
    assert talk(there, here).views_agree


def test_a_chain_that_leans_on_a_gap_itself_records_facts_and_promises_nothing(
    shelf: Shelf, here: VaultStore, tmp_path: Path
):
    """Two copies of one vault: one goes on from the whole, and the other gets that from a peer that leaves out."""
    with make_vault(tmp_path, "field") as vault:
        signings = tuple(Signing(vault.add_person("field", role, PIN).key, role, PIN) for role in (KEEPER, INSPECTOR))
        admit(shelf.vault, vault, here.network, (KEEPER, INSPECTOR))
    shutil.copytree(tmp_path / "field.jangbu", tmp_path / "copy" / "field.jangbu")
    give_role(shelf.vault, here.network, shelf.vault.device.public, "Yard", INSPECTOR)
    grant_block = last_of(here)
    with open_vault(tmp_path / "copy", "field") as copy:
        twin = store_of(copy, here.network)
        talk(twin, here)
        fill_jar(copy, twin.replica, shelf.jar, 1)
        assert talk(twin, here).equal
    with open_vault(tmp_path, "field") as vault:
        there = store_of(vault, here.network)
        assert talk(there, here, without_content(grant_block)).withheld == 1
        entry = fill_jar(vault, there.replica, shelf.jar, 2)
        assert judged(there, entry) == ("", "")
        with pytest.raises(RefusedError, match="past_lacking"):
            release_jar(vault, there.replica, shelf.jar, shelf.filled, signings)
        assert talk(there, here).filled == 1
        assert judged(there, entry)[0] == judged(here, entry)[0] == "accepted"
        assert digest(there.replica) == digest(here.replica)
        assert release_jar(vault, there.replica, shelf.jar, shelf.filled, signings).entries


def past_of(store: VaultStore, block: Block) -> list[Placed]:
    """All blocks that a held block had seen."""
    at = store.replica.store.placed(block.id)
    assert at is not None
    blocks = store.replica.store
    placed = [blocks.stored(number).placed for number in blocks.numbers()]
    return [one for one in placed if one.id != block.id and blocks.is_past(one, at)]


def test_a_grant_that_is_lacking_is_asked_for_before_what_it_lets_in(
    shelf: Shelf, here: VaultStore, there: VaultStore, hub: HubStore
):
    pen = admitted_hand(shelf.vault, shelf.replica, "pen 2")
    talk(there, here, without_content(last_of(here)))
    shelf.take(*(pen.say(FILL, {"grams": 1}, shelf.jar, shelf.tips if number == 0 else ())[0] for number in range(80)))
    outcome = talk(there, here)
    assert (outcome.filled, outcome.rejected, outcome.offence, outcome.views_agree) == (1, [], None, True)


def test_a_hub_of_another_version_finds_its_gaps_again(here: VaultStore, there: VaultStore, hub: HubStore):
    withheld = last_of(here)
    talk(there, here, without_content(withheld))
    talk(there, hub)
    hub._make_views_anew()
    assert [one.id for one in hub.gaps()] == [withheld]
