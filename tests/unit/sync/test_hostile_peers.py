"""What comes from a peer that means harm or is broken: a clear reason, nothing lost, nothing taken."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from random import Random

import pytest

from core.actions.shut_out import cut_device
from core.errors import VaultError
from core.ledger.block import Block
from core.ledger.contract import Effect
from core.vault.ingest import IngestReport, ingest
from core.vault.vault import Vault
from sync import responder
from sync.frames import open_frame, seal_frame
from sync.limits import REJECTED_MAX, SPENT_PAGES_MAX
from sync.replies import (
    Differences,
    Greeting,
    Page,
    Reply,
    Took,
    Trouble,
    Viewed,
    decode_reply,
    encode_reply,
)
from sync.requests import Asked, Hello, Push, encode_request
from sync.session import Session
from sync.store import Taken
from sync.vault_store import VaultStore
from tests.support.exchange import answering, hub_store, store_of, talk
from tests.support.hand import Hand, changed
from tests.support.replicas import admit, fill_jar, make_vault, open_jar, tables
from tests.support.shelf import Shelf
from tests.support.toy import FILL


@pytest.fixture
def newcomer(shelf: Shelf, tmp_path: Path) -> Iterator[Vault]:
    with make_vault(tmp_path, "newcomer") as vault:
        admit(shelf.vault, vault, shelf.replica.network_id)
        yield vault


@pytest.fixture
def there(newcomer: Vault, here: VaultStore, shelf: Shelf) -> VaultStore:
    store = store_of(newcomer, here.network)
    open_jar(shelf.vault, shelf.replica, "pear")
    return store


def reply_to(store: VaultStore, frame: bytes) -> Reply:
    return decode_reply(open_frame(answering(store).answer(frame).frame))[1]


def ask(store: VaultStore, request) -> bytes:
    return seal_frame(encode_request(Asked(1, store.network, request)))


def twisted(twist: Callable[[Reply], Reply]) -> Callable[[bytes], bytes]:
    """A way on which replies are replaced by well-formed ones that say something else."""

    def way(frame: bytes) -> bytes:
        number, reply = decode_reply(open_frame(frame))
        return seal_frame(encode_reply(number, twist(reply)))

    return way


# -- the answering side -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("frame", "code", "offends"),
    [
        (b"", "frame_damaged", False),
        (b"GET / HTTP/1.1\r\n\r\n", "not_a_frame", True),
        (seal_frame(b"\xff\xff"), "malformed_cbor", True),
        (seal_frame(b"\x83\x18\x63\x05\x40"), "unknown_message", False),
        (seal_frame(encode_request(Asked(1, b"x" * 32, Hello((1,), bytes(32))))), "unknown_network", True),
    ],
)
def test_a_bad_request_is_told_why(here: VaultStore, shelf: Shelf, frame: bytes, code: str, offends: bool):
    before = tables(shelf.replica)
    answer = answering(here).answer(frame)
    reply = decode_reply(open_frame(answer.frame))[1]
    assert isinstance(reply, Trouble)
    assert (reply.code, answer.offence) == (code, code if offends else None)
    assert tables(shelf.replica) == before


def test_a_peer_without_a_version_in_common_is_told_which_one_is_spoken(here: VaultStore):
    assert reply_to(here, ask(here, Hello((7, 9), bytes(32)))) == Trouble("version_unknown", {"newest": 1})


def test_a_block_that_fails_the_gate_is_named_and_the_others_come_in(shelf: Shelf, here: VaultStore):
    good = shelf.opening()
    bad = changed(good, len(good.wire) - 3)
    answer = answering(here).answer(ask(here, Push((bad, b"no block", good.wire))))
    reply = decode_reply(open_frame(answer.frame))[1]
    assert isinstance(reply, Took)
    assert (reply.accepted, [code for _, code in reply.rejected]) == (1, ["wrong_root", "malformed_cbor"])
    assert answer.offence == "wrong_root"


def test_a_block_of_a_later_format_is_refused_and_no_offence(shelf: Shelf, here: VaultStore):
    later = shelf.opening().wire.replace(b"\x8c\x01", b"\x8c\x02", 1)  # a header of twelve elements: format 2
    answer = answering(here).answer(ask(here, Push((later,))))
    reply = decode_reply(open_frame(answer.frame))[1]
    assert isinstance(reply, Took)
    assert (reply.accepted, [code for _, code in reply.rejected]) == (0, ["unknown_format"])
    assert answer.offence is None


def test_a_full_disk_is_told_as_ours_and_nothing_is_called_taken(shelf: Shelf, here: VaultStore, monkeypatch):
    def full(wires):
        raise VaultError("disk_full", path="x")

    monkeypatch.setattr(here, "take", full)
    answer = answering(here).answer(ask(here, Push((shelf.opening().wire,))))
    assert decode_reply(open_frame(answer.frame))[1] == Trouble("peer_disk_trouble", {"detail": "disk_full"})
    assert (answer.offence, answer.trouble) == (None, "disk_full")


def test_a_hub_over_its_quota_says_so(here: VaultStore, tmp_path: Path):
    hub = hub_store(tmp_path, here.network, quota_bytes=1)
    outcome = talk(here, hub)
    assert (outcome.equal, outcome.given, outcome.receipt) == (False, 0, None)
    assert {code for _, code in outcome.refused} == {"quota_reached"}
    hub.close()


def test_a_hub_keeps_no_block_without_its_past_and_no_stranger(shelf: Shelf, here: VaultStore, tmp_path: Path):
    hub = hub_store(tmp_path, here.network)
    first = shelf.opening()
    assert [error.code for _, error in hub.take([first.wire]).rejected] == ["past_missing"]
    talk(here, hub)
    stranger = Hand("stranger", here.network, shelf.hand.epoch)
    unasked, _ = stranger.say(FILL, {"grams": 5}, shelf.jar, shelf.tips)
    taken = hub.take([first.wire, unasked.wire])
    assert taken.accepted == [first.id]
    assert [(id, error.code) for id, error in taken.rejected] == [(unasked.id, "not_granted")]
    hub.close()


# -- the calling side ---------------------------------------------------------------------------------------------


def end_of(there: VaultStore, here: VaultStore, twist: Callable[[Reply], Reply]) -> str | None:
    outcome = talk(there, here, twisted(twist), requests_max=200)
    assert outcome.offence or outcome.trouble or not outcome.equal or outcome.views_agree is False
    return outcome.offence


def test_a_summary_that_contradicts_itself(here: VaultStore, there: VaultStore):
    def same_buckets(reply: Reply) -> Reply:
        return replace(reply, buckets=b"") if isinstance(reply, Greeting) else reply

    assert end_of(there, here, same_buckets) == "false_summary"


def test_what_came_from_another_meanwhile_makes_nobody_a_liar(here: VaultStore, there: VaultStore):
    """A vault that listens takes blocks from others while its own question is under way."""
    session = Session(there, b"")
    greeting = answering(here).answer(session.request or b"").frame
    assert talk(there, here).equal
    session.receive(greeting)
    assert (session.outcome.equal, session.outcome.offence) == (True, None)


def test_heads_that_nobody_has(here: VaultStore, there: VaultStore):
    def invented(reply: Reply) -> Reply:
        if not isinstance(reply, Differences):
            return reply
        return replace(reply, heads=tuple(replace(one, head=replace(one.head, id=b"x" * 32)) for one in reply.heads))

    assert end_of(there, here, invented) is None  # nothing came: no offence, and not equal


def test_pages_that_never_end(here: VaultStore, there: VaultStore):
    def again(reply: Reply) -> Reply:
        return replace(reply, next=tuple(0 for _ in reply.next)) if isinstance(reply, Page) else reply

    assert end_of(there, here, again) == "no_progress"


@pytest.mark.parametrize("under_way", [Differences, Page])
def test_pages_of_which_another_brought_the_blocks_meanwhile_are_no_offence(
    shelf: Shelf, here: VaultStore, there: VaultStore, monkeypatch: pytest.MonkeyPatch, under_way: type[Reply]
):
    """Both what came while the pages were on their way, and while the comparison was that led to them."""
    monkeypatch.setattr(responder, "PAGE_BLOCKS_MAX", 1)
    for _ in range(2 * SPENT_PAGES_MAX + 1):
        fill_jar(shelf.vault, shelf.replica, shelf.jar)
    brought: list[IngestReport] = []

    def way(frame: bytes) -> bytes:
        if not brought and isinstance(decode_reply(open_frame(frame))[1], under_way):
            *all_but_the_last, _ = shelf.replica.store.wires()
            brought.append(ingest(there.replica, all_but_the_last))
        return frame

    outcome = talk(there, here, way)
    assert len(brought[0].accepted) > 2 * SPENT_PAGES_MAX
    assert (outcome.offence, outcome.equal, outcome.accepted) == (None, True, 1)


def test_one_forged_block_among_others_is_scored_and_the_others_come_in(
    shelf: Shelf, here: VaultStore, there: VaultStore, newcomer: Vault
):
    forged = changed(shelf.opening(), -3)
    filled = fill_jar(newcomer, there.replica, shelf.jar, 7)

    def with_forged(reply: Reply) -> Reply:
        return replace(reply, wires=(forged, *reply.wires)) if isinstance(reply, Page) else reply

    outcome = talk(there, here, twisted(with_forged))
    assert (outcome.equal, outcome.given, outcome.offence) == (True, 1, "wrong_root")
    assert shelf.replica.connection.execute("SELECT 1 FROM entries WHERE id = ?", (filled,)).fetchone()


def forged(block: Block) -> bytes:
    """The block with one bit of its signature turned."""
    return block.wire.replace(block.envelope, block.envelope[:-1] + bytes([block.envelope[-1] ^ 1]))


@pytest.mark.parametrize("ahead", [False, True], ids=["page by page", "asking ahead"])
def test_after_the_first_forged_block_nothing_more_is_taken_and_ours_is_brought(
    shelf: Shelf, here: VaultStore, there: VaultStore, newcomer: Vault, monkeypatch: pytest.MonkeyPatch, ahead: bool
):
    """Each page with one is taken in twice, so the pages to come would cost what whoever forges likes."""
    monkeypatch.setattr(responder, "PAGE_BLOCKS_MAX", 2)
    for grams in range(1, 12):
        fill_jar(shelf.vault, shelf.replica, shelf.jar, grams)
    filled = fill_jar(newcomer, there.replica, shelf.jar, 77)
    taken: list[int] = []
    take = there.take

    def counted(wires: Sequence[bytes]) -> Taken:
        taken.append(len(wires))
        return take(wires)

    def with_forged(reply: Reply) -> Reply:
        return replace(reply, wires=(forged(shelf.opening()), *reply.wires)) if isinstance(reply, Page) else reply

    monkeypatch.setattr(there, "take", counted)
    session, answers = Session(there, newcomer.device.public), answering(here)
    while session.request is not None:
        frame = twisted(with_forged)(answers.answer(session.request).frame)
        if ahead:
            session.receive_ahead(frame)
        else:
            session.receive(frame)
    outcome = session.outcome
    assert taken == [3]
    assert (outcome.offence, outcome.accepted, outcome.given, outcome.equal) == ("wrong_signature", 2, 1, False)
    assert shelf.replica.connection.execute("SELECT 1 FROM entries WHERE id = ?", (filled,)).fetchone()


def test_pages_of_a_later_format_are_no_offence(shelf: Shelf, here: VaultStore, there: VaultStore):
    later = shelf.opening().wire.replace(b"\x8c\x01", b"\x8c\x02", 1)

    def newer(reply: Reply) -> Reply:
        return Page((later,) * (REJECTED_MAX + 1), reply.next) if isinstance(reply, Page) else reply

    outcome = talk(there, here, twisted(newer))
    assert (outcome.offence, outcome.trouble) == (None, Trouble("unknown_format"))


def test_pages_of_rubbish(here: VaultStore, there: VaultStore, newcomer: Vault):
    random = Random(1)

    def rubbish(reply: Reply) -> Reply:
        if not isinstance(reply, Page):
            return reply
        return Page(tuple(random.randbytes(300) for _ in range(REJECTED_MAX + 1)), reply.next)

    assert end_of(there, here, rubbish) == "malformed_cbor"
    assert there.holds(here.network)


def test_an_answer_in_a_version_that_was_not_offered(here: VaultStore, there: VaultStore):
    def newer(reply: Reply) -> Reply:
        return replace(reply, version=9) if isinstance(reply, Greeting) else reply

    assert end_of(there, here, newer) == "version_unknown"


def test_an_answer_of_a_kind_that_does_not_exist(here: VaultStore, there: VaultStore):
    outcome = talk(there, here, lambda frame: seal_frame(b"\x82\x18\x63\x01"))
    assert (outcome.offence, outcome.equal) == ("unknown_message", False)


def test_pages_in_another_order_and_pages_from_before(shelf: Shelf, here: VaultStore, there: VaultStore):
    """A hub that replays and reorders: what is known stays known, what is new still comes in."""
    for grams in range(1, 12):
        fill_jar(shelf.vault, shelf.replica, shelf.jar, grams)
    before = list(shelf.replica.store.wires())[:5]

    def shuffled(reply: Reply) -> Reply:
        return Page((*reversed(reply.wires), *before), reply.next) if isinstance(reply, Page) else reply

    outcome = talk(there, here, twisted(shuffled))
    assert (outcome.equal, outcome.offence, outcome.rejected) == (True, None, [])
    assert tables(there.replica)["parked"] == []


def test_what_a_cut_device_goes_on_writing_comes_in_and_counts_nowhere(
    shelf: Shelf, here: VaultStore, there: VaultStore, newcomer: Vault
):
    cut_device(shelf.vault, here.network, newcomer.device.public, "lost")
    filled = fill_jar(newcomer, there.replica, shelf.jar, 77)  # it has not heard of it
    outcome = talk(there, here)
    assert (outcome.equal, outcome.given, outcome.refused) == (True, 1, [])
    for replica in (shelf.replica, newcomer.replica(here.network)):
        effect = replica.connection.execute("SELECT effect FROM entries WHERE id = ?", (filled,)).fetchone()
        assert effect == (Effect.VOID.value,)


@pytest.mark.parametrize("wrong", [Viewed(0), Page((), ())])
def test_another_reply_than_the_one_asked_for(here: VaultStore, there: VaultStore, wrong: Reply):
    assert end_of(there, here, lambda reply: wrong) == "unexpected_reply"


def test_views_that_differ_are_told(here: VaultStore, there: VaultStore):
    def lie(reply: Reply) -> Reply:
        return Viewed(1) if isinstance(reply, Viewed) else reply

    outcome = talk(there, here, twisted(lie))
    assert (outcome.equal, outcome.views_agree) == (True, False)


def test_a_line_that_turns_bits_costs_repeats_and_nothing_else(shelf: Shelf, here: VaultStore, there: VaultStore):
    for grams in range(1, 20):
        fill_jar(shelf.vault, shelf.replica, shelf.jar, grams)
    random = Random(2)

    def noisy(frame: bytes) -> bytes:
        if random.random() < 0.4:
            place = random.randrange(4, len(frame))
            return frame[:place] + bytes([frame[place] ^ 1 << random.randrange(8)]) + frame[place + 1 :]
        return frame

    outcome = talk(there, here, noisy)
    assert (outcome.equal, outcome.rejected, outcome.offence) == (True, [], None)


def test_a_line_that_only_turns_bits_is_given_up(here: VaultStore, there: VaultStore):
    outcome = talk(there, here, lambda frame: frame[:-1])
    assert outcome.trouble == Trouble("line_damaged")


def test_a_peer_of_another_network(here: VaultStore, shelf: Shelf, tmp_path: Path):
    with make_vault(tmp_path, "stranger") as vault:
        stranger = store_of(vault, b"n" * 32)
        session = Session(stranger, vault.device.public)
        session.receive(answering(here).answer(session.request or b"").frame)
        assert (session.request, session.outcome.trouble) == (None, Trouble("unknown_network"))
