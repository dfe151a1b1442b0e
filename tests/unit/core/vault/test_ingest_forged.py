"""Signatures of a long run are checked while it is judged, where there is a companion: a forged block leaves no more
behind than if it were refused before anything else.
"""

from collections.abc import Callable
from pathlib import Path

import pytest

from core.ledger.block import Block, signature_is_valid
from core.ledger.governance import cut
from core.ledger.governance.cut import cut_body
from core.vault import incoming, reading_along
from core.vault.database import transaction
from core.vault.ingest import IngestReport, ingest
from core.vault.projection import Projection
from tests.support.companions import NearCompanion
from tests.support.replicas import admit, digest, make_vault, tables
from tests.support.shelf import Shelf
from tests.support.toy import FILL

COUNT = 100


@pytest.fixture(autouse=True, params=[None, 100, 0, 2], ids=["alone", "along", "it goes", "it goes later"])
def companion(shelf: Shelf, request: pytest.FixtureRequest) -> NearCompanion | None:
    """None, or one that gives so many answers."""
    shelf.replica.companion = NearCompanion(request.param) if request.param is not None else None
    return shelf.replica.companion


def chain(shelf: Shelf) -> list[Block]:
    """So many blocks of the pen that their signatures are checked beside the judging."""
    blocks = [shelf.opening()]
    for grams in range(1, COUNT):
        blocks.append(shelf.hand.say(FILL, {"grams": grams}, shelf.jar)[0])
    return blocks


def forged(block: Block) -> bytes:
    """The block with one bit of its signature turned; its id is the same."""
    wire = bytearray(block.wire)
    wire[wire.index(block.envelope) + len(block.envelope) - 1] ^= 1
    return bytes(wire)


def in_the_founders_name(shelf: Shelf) -> Block:
    """A cut of the pen that the pen signed with its own key, and says is the founder's."""
    founder = shelf.vault.device.public
    last = shelf.replica.store.own_tip(founder, 0)
    assert last is not None
    body = cut_body("device", shelf.hand.key.public, "misuse")
    content = shelf.hand.content(cut.TYPE, body, None, device=founder)
    pens_last = shelf.hand.last
    place = {"device": founder, "seq": last.seq + 1, "depth": last.depth + 1}
    block = shelf.hand.block(
        [shelf.hand.clear(content)], previous=shelf.replica.reader.block(number(shelf, last.id)), **place
    )
    shelf.hand.last = pens_last
    return block


def number(shelf: Shelf, id: bytes) -> int:
    found = shelf.replica.store.number_of(id)
    assert found is not None
    return found


def codes(report: IngestReport) -> list[str]:
    return [error.code for _, error in report.rejected]


@pytest.mark.parametrize(
    "which", [{0}, {31, 32}, {COUNT - 1}, {5, 50, 95}, set(range(COUNT))], ids=["first", "next", "last", "some", "all"]
)
def test_all_is_as_if_the_forged_blocks_had_been_refused_first(shelf: Shelf, tmp_path: Path, which: set[int]):
    with make_vault(tmp_path, "twin") as twin:
        other = admit(shelf.vault, twin, shelf.replica.network_id)
        blocks = chain(shelf)
        report = ingest(shelf.replica, [forged(one) if n in which else one.wire for n, one in enumerate(blocks)])
        expected = ingest(other, [one.wire for n, one in enumerate(blocks) if n not in which])
        assert codes(report) == ["wrong_signature"] * len(which)
        assert report.accepted == expected.accepted == [one.id for one in blocks[: min(which)]]
        assert (report.waiting, report.entries, report.subjects) == (
            expected.waiting,
            expected.entries,
            expected.subjects,
        )
        assert digest(shelf.replica) == digest(other)
        again = ingest(shelf.replica, [one.wire for one in blocks])
        assert not again.rejected
        assert again.accepted == [one.id for one in blocks[min(which) :]]


def test_nothing_of_a_forged_cut_or_fork_stays(shelf: Shelf, tmp_path: Path):
    with make_vault(tmp_path, "twin") as twin:
        other = admit(shelf.vault, twin, shelf.replica.network_id)
        cut_by_nobody = in_the_founders_name(shelf)
        assert not signature_is_valid(cut_by_nobody)
        blocks = chain(shelf)
        rival = shelf.hand.block(
            [shelf.hand.encrypted(shelf.hand.content(FILL, {"grams": 1}, shelf.jar))], previous=blocks[3]
        )
        report = ingest(shelf.replica, [cut_by_nobody.wire, *(one.wire for one in blocks), forged(rival)])
        assert codes(report) == ["wrong_signature"] * 2
        assert (report.forks, report.accepted) == ([], [one.id for one in blocks])
        assert not shelf.replica.chart.cuts()
        assert not shelf.replica.chart.forked()
        ingest(other, [one.wire for one in blocks])
        assert digest(shelf.replica) == digest(other)


def test_the_genuine_copy_is_kept_wherever_it_stands_in_the_batch(shelf: Shelf):
    blocks = chain(shelf)
    report = ingest(shelf.replica, [forged(blocks[0]), *(one.wire for one in blocks), forged(blocks[1])])
    assert codes(report) == ["wrong_signature"] * 2
    assert report.accepted == [one.id for one in blocks]
    assert [shelf.replica.store.block(number(shelf, one.id)).wire for one in blocks] == [one.wire for one in blocks]


def test_the_transaction_of_somebody_else_is_not_undone(shelf: Shelf):
    blocks = chain(shelf)
    connection = shelf.replica.connection
    with transaction(connection):
        connection.execute("INSERT INTO settings (name, value) VALUES ('beside', x'01')")
        report = ingest(shelf.replica, [*(one.wire for one in blocks), forged(blocks[0])])
    assert (report.accepted, codes(report)) == ([one.id for one in blocks], ["wrong_signature"])
    assert connection.execute("SELECT value FROM settings WHERE name = 'beside'").fetchone() == (b"\1",)


@pytest.mark.parametrize("bad", [set(), {7}, {0, 99}], ids=str)
def test_nothing_is_durable_before_every_signature_is_checked(
    shelf: Shelf, monkeypatch: pytest.MonkeyPatch, bad: set[int]
):
    blocks = chain(shelf)
    checked: list[bytes] = []
    commits: list[int] = []
    executed: list[str] = []
    for module in (incoming, reading_along):
        monkeypatch.setattr(module, "signature_is_valid", lambda one: checked.append(one.id) or signature_is_valid(one))
    holds = reading_along.signature_holds
    monkeypatch.setattr(reading_along, "signature_holds", lambda *said: checked.append(said[0]) or holds(*said))
    monkeypatch.setattr(shelf.replica.connection, "after_commit", lambda: commits.append(len(checked)))
    shelf.replica.connection.set_trace_callback(executed.append)
    ingest(shelf.replica, [forged(one) if n in bad else one.wire for n, one in enumerate(blocks)])
    shelf.replica.connection.set_trace_callback(None)
    assert commits == [COUNT]
    passes = sum(one.startswith("BEGIN") for one in executed)
    assert 1 <= passes <= 2, "whoever sends forged blocks is worth one more pass"


def _counted(monkeypatch: pytest.MonkeyPatch, fail: Callable[[int], None]) -> list[int]:
    passes: list[int] = []
    run = Projection.run

    def counted(self: Projection, *arguments: object, **more: object) -> None:
        passes.append(1)
        fail(len(passes))
        run(self, *arguments, **more)

    monkeypatch.setattr(Projection, "run", counted)
    return passes


def _fails_at_first(count: int) -> None:
    if count == 1:
        raise ZeroDivisionError


@pytest.mark.parametrize("companion", [100, 0], ids=["along", "it goes"], indirect=True)
def test_what_fails_beside_a_forged_block_is_tried_without_it(shelf: Shelf, monkeypatch: pytest.MonkeyPatch):
    blocks = chain(shelf)
    _counted(monkeypatch, _fails_at_first)
    report = ingest(shelf.replica, [*(one.wire for one in blocks), forged(blocks[0])])
    assert (report.accepted, codes(report)) == ([one.id for one in blocks], ["wrong_signature"])


def test_what_fails_where_all_is_genuine_fails(shelf: Shelf, monkeypatch: pytest.MonkeyPatch):
    blocks = chain(shelf)
    before = tables(shelf.replica)
    passes = _counted(monkeypatch, _fails_at_first)
    with pytest.raises(ZeroDivisionError):
        ingest(shelf.replica, [one.wire for one in blocks])
    assert (len(passes), tables(shelf.replica)) == (1, before)
