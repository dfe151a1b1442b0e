"""Blocks that come too early wait, blocks that come again are known, forks are kept and told."""

from pathlib import Path

import pytest

from core.actions.join import JoinRequest, grant
from core.ledger.block import Block
from core.vault import ingest as gate
from core.vault.ingest import ingest
from core.vault.views import network_view
from tests.support.hand import Hand
from tests.support.replicas import admit, blocks_of, digest, empty_copy, make_vault, tables
from tests.support.shelf import Shelf
from tests.support.toy import FILL


def chain(shelf: Shelf, length: int) -> list[Block]:
    """Blocks of the pen, one after the other."""
    blocks = [shelf.opening()]
    for grams in range(1, length):
        blob = shelf.hand.encrypted(shelf.hand.content(FILL, {"grams": grams}, shelf.jar))
        blocks.append(shelf.hand.block([blob]))
    return blocks


def parked(shelf: Shelf) -> int:
    return int(shelf.replica.connection.execute("SELECT COUNT(*) FROM parked").fetchone()[0])


def test_a_gap_waits_and_closes(shelf: Shelf, tmp_path: Path):
    with make_vault(tmp_path, "twin") as twin:
        other = admit(shelf.vault, twin, shelf.replica.network_id)
        first, second, third = chain(shelf, 3)
        before = digest(shelf.replica)
        report = shelf.take(third)
        assert (report.waiting, report.accepted, report.rejected) == ([third.id], [], [])
        assert digest(shelf.replica) == before
        assert shelf.take(second).waiting == [second.id]
        assert network_view(shelf.replica).waiting == 2
        assert shelf.take(first).accepted == [first.id, second.id, third.id]
        assert network_view(shelf.replica).waiting == 0
        ingest(other, [block.wire for block in (first, second, third)])
        assert digest(shelf.replica) == digest(other)


def test_a_gap_closes_in_one_batch_too(shelf: Shelf):
    blocks = chain(shelf, 4)
    report = shelf.take(*reversed(blocks))
    assert report.accepted == [block.id for block in blocks]
    assert not report.waiting
    assert parked(shelf) == 0


def test_a_block_that_lacks_two_waits_for_both(shelf: Shelf):
    other = Hand("other", shelf.replica.network_id, shelf.hand.epoch)
    first, second, *_ = chain(shelf, 2)
    grant(shelf.vault, shelf.replica.network_id, JoinRequest(other.key.public, "other", "desk", ("keeper",), ()))
    blob = other.encrypted(other.content(FILL, {"grams": 3}, shelf.jar))
    begun = other.block([blob], shelf.tips)
    both = other.block([other.encrypted(other.content(FILL, {"grams": 4}, shelf.jar))], [second])
    assert shelf.take(both).waiting == [both.id]
    assert shelf.take(begun).accepted == [begun.id]
    assert parked(shelf) == 1
    assert set(shelf.take(second, first).accepted) == {first.id, second.id, both.id}
    assert parked(shelf) == 0


def test_strangers_do_not_wait(shelf: Shelf):
    stranger = Hand("stranger", shelf.replica.network_id, shelf.hand.epoch)
    before = tables(shelf.replica)
    unknown = shelf.opening()
    blob = stranger.encrypted(stranger.content(FILL, {"grams": 1}, shelf.jar))
    block = stranger.block([blob], [unknown])
    report = shelf.take(block)
    assert [(id, error.code) for id, error in report.rejected] == [(block.id, "past_missing")]
    assert tables(shelf.replica) == before


def test_only_so_many_wait_per_author_and_the_highest_go_first(shelf: Shelf, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(gate, "PARKED_PER_DEVICE_MAX", 3)
    _, *later = chain(shelf, 7)
    for block in reversed(later):
        shelf.take(block)
    held = shelf.replica.connection.execute("SELECT seq FROM parked ORDER BY seq").fetchall()
    assert held == [(1,), (2,), (3,)]


def test_repetition_changes_nothing(shelf: Shelf):
    blocks = chain(shelf, 3)
    shelf.take(*blocks)
    before = tables(shelf.replica)
    report = shelf.take(*blocks, *blocks)
    assert (report.known, report.accepted, report.rejected) == (6, [], [])
    everything = [wire for _, wire in blocks_of(shelf.replica)]
    assert ingest(shelf.replica, everything).known == len(everything)
    assert tables(shelf.replica) == before


def test_one_block_twice_in_a_batch_counts_once(shelf: Shelf):
    block = shelf.opening()
    report = shelf.take(block, block)
    assert (report.accepted, report.known) == ([block.id], 1)


def test_a_fork_is_kept_told_and_flagged(shelf: Shelf):
    first = shelf.opening()
    shelf.take(first)
    left = shelf.hand.block([shelf.hand.encrypted(shelf.hand.content(FILL, {"grams": 1}, shelf.jar))], previous=first)
    right = shelf.hand.block([shelf.hand.encrypted(shelf.hand.content(FILL, {"grams": 2}, shelf.jar))], previous=first)
    after = shelf.hand.block([shelf.hand.encrypted(shelf.hand.content(FILL, {"grams": 3}, shelf.jar))], previous=left)
    assert not shelf.take(left).forks
    report = shelf.take(right)
    assert [(fork.device, fork.seq) for fork in report.forks] == [(shelf.hand.key.public, 1)]
    assert shelf.take(after).accepted == [after.id]
    (flag,) = network_view(shelf.replica).flags
    assert (flag.code, flag.facts["device"], flag.facts["seq"]) == ("fork", shelf.hand.key.public.hex(), 1)
    assert {left.id, right.id, after.id} <= {id for id, _ in blocks_of(shelf.replica)}


def test_a_fork_of_first_blocks_is_told(shelf: Shelf):
    left = shelf.opening()
    shelf.hand.last = None
    right = shelf.opening()
    shelf.take(left)
    assert [fork.seq for fork in shelf.take(right).forks] == [0]


def test_both_branches_of_a_fork_fold_alike_in_either_order(shelf: Shelf, tmp_path: Path):
    """Entries of two branches may tie in (depth, device, incarnation, seq, index)."""
    first = shelf.opening()
    branches = [
        shelf.hand.block(
            [shelf.hand.encrypted(shelf.hand.content("toy.jar.open", {"label": label}, shelf.jar))], previous=first
        )
        for label in ("left", "right")
    ]
    shelf.take(first)
    with make_vault(tmp_path, "twin") as twin:
        other = admit(shelf.vault, twin, shelf.replica.network_id)
        for block in branches:
            shelf.take(block)
        for block in reversed(branches):
            ingest(other, [block.wire])
        assert digest(shelf.replica) == digest(other)


def test_a_network_that_holds_nothing_takes_in_only_its_charter(shelf: Shelf, tmp_path: Path):
    wires = [wire for _, wire in blocks_of(shelf.replica)]
    with make_vault(tmp_path, "newcomer") as vault:
        replica = empty_copy(vault, shelf.replica.network_id)
        assert [error.code for _, error in ingest(replica, wires[1:]).rejected] == ["past_missing"] * (len(wires) - 1)
        assert ingest(replica, wires).accepted
        assert replica.store.count() == len(wires)
