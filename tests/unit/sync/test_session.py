"""An exchange between two real replicas, and with a hub that opens nothing."""

import io
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from core.ledger.block import Block
from core.ports.limits import ATTACHMENT_CHUNK_BYTES
from core.vault.vault import Vault
from sync.frames import HEAD, MAGIC, PLAIN, VERSION, checksum, open_frame, seal_frame
from sync.limits import REJECTED_MAX
from sync.replies import Page, Trouble, decode_reply, encode_reply
from sync.requests import Pull, decode_request
from sync.session import Session
from sync.vault_store import VaultStore
from tests.support.exchange import HUB_KEY, answering, device_of, hub_store, store_of, talk
from tests.support.replicas import admit, digest, fill_jar, make_vault, open_jar, put
from tests.support.shelf import Shelf
from tests.support.toy import FILL


@pytest.fixture
def other(shelf: Shelf, tmp_path: Path) -> Iterator[Vault]:
    with make_vault(tmp_path, "centre") as vault:
        yield vault


@pytest.fixture
def there(shelf: Shelf, other: Vault) -> VaultStore:
    admit(shelf.vault, other, shelf.replica.network_id)
    return store_of(other, shelf.replica.network_id)


def test_an_empty_replica_gets_everything(shelf: Shelf, here: VaultStore, tmp_path: Path):
    with make_vault(tmp_path, "newcomer") as vault:
        empty = store_of(vault, here.network)
        outcome = talk(empty, here)
        assert (outcome.equal, outcome.accepted) == (True, shelf.replica.store.count())
        assert (outcome.rejected, outcome.offence) == ([], None)
        assert empty.heads() == here.heads()


def test_the_next_page_may_be_asked_for_while_one_is_taken_in(
    shelf: Shelf, here: VaultStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("sync.responder.PAGE_BLOCKS_MAX", 2)
    with make_vault(tmp_path, "newcomer") as vault, make_vault(tmp_path, "another") as another:
        empty, responder = store_of(vault, here.network), answering(here)
        session = Session(empty, device_of(empty), peer=device_of(here))
        brought = []
        while session.request is not None:
            session.receive_ahead(responder.answer(session.request).frame)
            if session.is_behind:
                before, request = session.outcome.accepted, session.request
                assert empty.replica.store.count() == before
                session.take_in()
                brought.append(session.outcome.accepted - before)
                assert (session.is_behind, session.request) == (False, request)
        assert brought == [2] * ((shelf.replica.store.count() - 1) // 2), "every page but the last"
        assert session.outcome == replace(talk(store_of(another, here.network), here), receipt=session.outcome.receipt)


def test_what_was_not_taken_in_is_so_before_the_next_page(
    here: VaultStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("sync.responder.PAGE_BLOCKS_MAX", 2)
    with make_vault(tmp_path, "newcomer") as vault:
        empty, responder = store_of(vault, here.network), answering(here)
        session = Session(empty, device_of(empty), peer=device_of(here))
        while session.request is not None:
            session.receive_ahead(responder.answer(session.request).frame)
        assert session.outcome.equal
        assert empty.heads() == here.heads()


def test_a_page_that_ends_it_takes_the_question_after_it_back(here: VaultStore, there: VaultStore, shelf: Shelf):
    open_jar(shelf.vault, shelf.replica, "pear")
    session, responder = Session(there, device_of(there), peer=device_of(here)), answering(here)
    sent = 0
    while (request := session.request) is not None:
        sent += 1
        asked = decode_request(open_frame(request))
        if isinstance(asked.request, Pull):
            rubbish = Page((b"\x00",) * (REJECTED_MAX + 1), (0,))
            session.receive(seal_frame(encode_reply(asked.number, rubbish)))
        else:
            session.receive(responder.answer(request).frame)
    assert (session.outcome.offence, session.outcome.requests) == ("malformed_envelope", sent)


def test_both_ways_at_once(shelf: Shelf, other: Vault, here: VaultStore, there: VaultStore):
    open_jar(shelf.vault, shelf.replica, "pear")
    open_jar(other, other.replica(here.network), "fig")
    outcome = talk(here, there)
    assert (outcome.equal, outcome.accepted, outcome.given) == (True, 1, 1)
    assert outcome.views_agree is True
    assert digest(shelf.replica) == digest(other.replica(here.network))
    assert outcome.requests == 5, "hello, compare, pull, push, view"


def test_equal_replicas_say_so_in_one_request(here: VaultStore, there: VaultStore):
    outcome = talk(here, there)
    session = Session(here, b"", compare_views=False)
    session.receive(answering(there).answer(session.request or b"").frame)
    assert outcome.equal
    assert session.request is None
    assert session.outcome.equal
    assert session.outcome.bytes_sent + session.outcome.bytes_received < 400


def test_an_app_that_is_newer_is_no_offender(here: VaultStore):
    session = Session(here, b"")
    payload = b"in another form"
    session.receive(HEAD.pack(MAGIC, VERSION + 1, PLAIN, checksum(VERSION + 1, PLAIN, payload)) + payload)
    assert (session.outcome.trouble, session.outcome.offence) == (Trouble("frame_newer"), None)


def test_a_fork_travels_whole(shelf: Shelf, here: VaultStore, there: VaultStore):
    first = shelf.opening()
    left = shelf.hand.block([shelf.hand.encrypted(shelf.hand.content(FILL, {"grams": 6}, shelf.jar))])
    right = shelf.hand.block([shelf.hand.encrypted(shelf.hand.content(FILL, {"grams": 7}, shelf.jar))], previous=first)
    last = shelf.hand.block([shelf.hand.encrypted(shelf.hand.content(FILL, {"grams": 8}, shelf.jar))])
    here.take([first.wire, left.wire])
    there.take([first.wire, right.wire, last.wire])
    outcome = talk(here, there)
    assert (outcome.equal, outcome.accepted, outcome.given, outcome.rejected) == (True, 2, 1, [])
    assert {left.id, last.id} <= {head.id for head in here.heads()}
    assert outcome.views_agree is True


@pytest.fixture
def long_branch(shelf: Shelf, here: VaultStore, there: VaultStore) -> tuple[list[Block], list[Block]]:
    """What both hold of a chain, and our branch of a fork of which one block lies there."""

    def fill(**header: Block) -> Block:
        return shelf.hand.block([shelf.hand.encrypted(shelf.hand.content(FILL, {"grams": 1}, shelf.jar))], **header)

    shared = [shelf.opening(), *(fill() for _ in range(20))]
    ours = [fill() for _ in range(17)]
    here.take([one.wire for one in (*shared, *ours)])
    there.take([one.wire for one in (*shared, fill(previous=shared[-1]))])
    return shared, ours


def test_a_fork_travels_whole_to_where_the_other_branch_is_long(
    here: VaultStore,
    there: VaultStore,
    long_branch: tuple[list[Block], list[Block]],
    monkeypatch: pytest.MonkeyPatch,
):
    """The peer begins where a sample told it to, before the fork."""
    _, ours = long_branch
    monkeypatch.setattr("sync.responder.PAGE_BLOCKS_MAX", 1)
    outcome = talk(here, there)
    assert (outcome.offence, outcome.equal) == (None, True)
    assert (outcome.accepted, outcome.given) == (1, len(ours))


def test_a_fork_of_which_an_older_branch_is_known_begins_there(
    shelf: Shelf,
    here: VaultStore,
    there: VaultStore,
    long_branch: tuple[list[Block], list[Block]],
    monkeypatch: pytest.MonkeyPatch,
):
    """The peer begins after the block of ours that it knows, long before the fork."""
    shared, ours = long_branch
    content = shelf.hand.content(FILL, {"grams": 2}, shelf.jar)
    old = shelf.hand.block([shelf.hand.encrypted(content)], previous=shared[0])
    assert all(store.take([old.wire]).accepted for store in (here, there))
    monkeypatch.setattr("sync.responder.PAGE_BLOCKS_MAX", 1)
    outcome = talk(here, there)
    assert (outcome.offence, outcome.equal) == (None, True)
    assert (outcome.accepted, outcome.given) == (1, len(ours))


def test_a_fork_that_is_sent_again_and_again_is_an_offence(
    here: VaultStore, there: VaultStore, long_branch: tuple[list[Block], list[Block]]
):
    def again(frame: bytes) -> bytes:
        number, reply = decode_reply(open_frame(frame))
        return seal_frame(encode_reply(number, replace(reply, next=(0,)) if isinstance(reply, Page) else reply))

    assert talk(here, there, again).offence == "no_progress"


def test_a_restart_in_the_middle_loses_and_repeats_no_block(
    shelf: Shelf, here: VaultStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    for grams in range(1, 30):
        fill_jar(shelf.vault, shelf.replica, shelf.jar, grams)
    monkeypatch.setattr("sync.responder.PAGE_BLOCKS_MAX", 4)
    with make_vault(tmp_path, "newcomer") as vault:
        empty = store_of(vault, here.network)
        responder = answering(here)
        arrived = []
        while True:
            session = Session(empty, b"", compare_views=False)
            for _ in range(3):  # hello, compare and one page, then the line breaks
                if session.request is not None:
                    session.receive(responder.answer(session.request).frame)
            arrived.append(session.outcome.accepted)
            if session.request is None and session.outcome.equal:
                break
        total = shelf.replica.store.count()
        assert sum(arrived) == total
        assert max(arrived) == 4


def test_late_repeated_and_foreign_replies_are_passed_over(here: VaultStore, there: VaultStore, shelf: Shelf):
    open_jar(shelf.vault, shelf.replica, "pear")
    session, responder = Session(there, b""), answering(here)
    early: list[bytes] = []
    while session.request is not None:
        frame = responder.answer(session.request).frame
        for old in early:
            session.receive(old)
        session.receive(frame)
        session.receive(frame)
        early.append(frame)
    assert session.outcome.equal
    assert session.outcome.accepted == 1


def test_a_hub_takes_and_serves_what_it_cannot_read(shelf: Shelf, other: Vault, here: VaultStore, tmp_path: Path):
    admit(shelf.vault, other, here.network)
    hub = hub_store(tmp_path, here.network)
    given = talk(here, hub)
    assert (given.equal, given.given, given.views_agree) == (True, shelf.replica.store.count(), None)
    with make_vault(tmp_path, "third") as vault:
        third = store_of(vault, here.network)
        assert talk(third, hub).accepted == given.given
        assert third.heads() == here.heads()
    hub.close()
    stored = b"".join(path.read_bytes() for path in (tmp_path / "hub").rglob("*") if path.is_file())
    assert b"plum" not in stored
    assert b"toy.jar.fill" not in stored


def test_a_receipt_names_what_is_held_and_nothing_else(shelf: Shelf, here: VaultStore, tmp_path: Path):
    hub = hub_store(tmp_path, here.network)
    before = Session(here, shelf.vault.device.public)
    before.receive(answering(hub).answer(before.request or b"").frame)
    assert before.outcome.receipt is None, "nothing is held yet"
    outcome = talk(here, hub)
    assert outcome.receipt is not None
    own = [head.id for head in here.heads() if head.device == shelf.vault.device.public]
    assert (list(outcome.receipt.held), outcome.receipt.device) == (own, HUB_KEY.public)
    hub.close()


def test_a_receipt_of_somebody_else_is_an_offence(shelf: Shelf, here: VaultStore, tmp_path: Path):
    hub = hub_store(tmp_path, here.network)
    talk(here, hub)
    session = Session(here, shelf.vault.device.public, peer=shelf.vault.device.public)
    session.receive(answering(hub).answer(session.request or b"").frame)
    assert (session.request, session.outcome.offence) == (None, "false_receipt")
    hub.close()


def test_attachments_follow_over_a_hub_and_go_on_where_they_stopped(
    shelf: Shelf, other: Vault, here: VaultStore, there: VaultStore, tmp_path: Path
):
    photo = bytes(range(256)) * (ATTACHMENT_CHUNK_BYTES * 20 // 256) + b"end"
    attached = shelf.vault.attachments.add(io.BytesIO(photo), "image/png")
    put(shelf.vault, shelf.replica, FILL, {"grams": 3}, shelf.jar, attachments=(attached,))
    hub = hub_store(tmp_path, here.network)
    session, responder = Session(here, b""), answering(hub)
    while session.request is not None and session.outcome.files_given == 0:
        session.receive(responder.answer(session.request).frame)
        if hub.next_chunk(attached.root, attached.size) == 8:
            break  # the line breaks after the first chunks
    again = talk(here, hub)
    assert again.files_given == 1
    assert again.bytes_sent < 14 * ATTACHMENT_CHUNK_BYTES
    assert talk(there, hub).files_received == 1
    assert b"".join(other.attachments.read(attached)) == photo
    quiet = talk(there, hub)
    assert (quiet.files_received, quiet.requests) == (0, 1)
    hub.close()
