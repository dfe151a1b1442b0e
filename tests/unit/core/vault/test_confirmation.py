"""Recorded, held by n, confirmed: from signed heads only, and only by those who may."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from core.vault.confirmation import Confirmation, Progress, Reach
from core.vault.ingest import ingest
from core.vault.replica import Replica
from core.vault.vault import Vault
from core.vault.views import history
from tests.support.hand import Hand, admitted_hand, tip_blocks
from tests.support.replicas import admit, fill_jar, make_vault, open_jar, send
from tests.support.toy import FILL
from tests.support.witnessed import found_with_witnesses


@dataclass
class Watch:
    """A yard and a shop that record, and three pens that witness."""

    yard: Vault
    shop: Vault
    replica: Replica
    there: Replica
    pens: list[Hand]
    jar: bytes

    def see(self, place: int) -> None:
        """A witness takes everything in and writes a block."""
        pen = self.pens[place]
        content = pen.content(FILL, {"grams": 1}, self.jar, after=())
        ingest(self.replica, [pen.block([pen.encrypted(content)], tip_blocks(self.replica, pen)).wire])

    def reach(self, entry: bytes) -> Reach:
        (row,) = [one for one in history(self.replica, self.jar) if one.entry.id == entry]
        return row.reach


@pytest.fixture
def watch(tmp_path: Path) -> Iterator[Watch]:
    with make_vault(tmp_path, "yard") as yard, make_vault(tmp_path, "shop") as shop:
        names = ("east", "south", "west")
        keys = [Hand(name, bytes(32), (bytes(32), bytes(32))).key.public for name in names]
        replica = found_with_witnesses(yard, keys)
        pens = [admitted_hand(yard, replica, name) for name in names]
        assert [pen.key.public for pen in pens] == keys
        there = admit(yard, shop, replica.network_id)
        jar = open_jar(yard, replica)
        yield Watch(yard, shop, replica, there, pens, jar)


def test_recorded_then_held_then_confirmed(watch: Watch):
    entry = fill_jar(watch.yard, watch.replica, watch.jar)
    assert watch.reach(entry) == Reach(Progress.RECORDED, 0, 0, 2)
    send(watch.replica, watch.there)
    assert watch.reach(entry).progress is Progress.RECORDED, "what was sent is not known to be held"
    fill_jar(watch.shop, watch.there, watch.jar)
    send(watch.there, watch.replica)
    assert watch.reach(entry) == Reach(Progress.HELD, 1, 0, 2)
    watch.see(0)
    assert watch.reach(entry) == Reach(Progress.HELD, 2, 1, 2)
    watch.see(0)
    assert watch.reach(entry) == Reach(Progress.HELD, 2, 1, 2), "a witness counts once"
    watch.see(1)
    assert watch.reach(entry) == Reach(Progress.CONFIRMED, 3, 2, 2)
    later = fill_jar(watch.yard, watch.replica, watch.jar)
    assert watch.reach(later).progress is Progress.RECORDED


def test_a_witness_confirms_nothing_of_its_own(watch: Watch):
    watch.see(0)
    watch.see(1)
    mine = history(watch.replica, watch.jar)[-2].entry.id
    assert watch.reach(mine) == Reach(Progress.HELD, 1, 1, 2)
    watch.see(2)
    assert watch.reach(mine) == Reach(Progress.CONFIRMED, 2, 2, 2)


def test_a_forked_witness_counts_below_its_fork_only(watch: Watch):
    below = fill_jar(watch.yard, watch.replica, watch.jar)
    watch.see(0)
    root = watch.pens[0].last
    above = fill_jar(watch.yard, watch.replica, watch.jar)
    watch.see(0)
    watch.see(1)
    assert watch.reach(above).progress is Progress.CONFIRMED
    pen = watch.pens[0]
    twin = pen.block([pen.encrypted(pen.content(FILL, {"grams": 9}, watch.jar))], previous=root)
    assert ingest(watch.replica, [twin.wire]).forks
    assert watch.reach(above) == Reach(Progress.HELD, 2, 1, 2)
    assert watch.reach(below).progress is Progress.CONFIRMED


def test_a_charter_may_ask_for_more_than_half_but_not_for_less(tmp_path: Path):
    keys = [Hand(name, bytes(32), (bytes(32), bytes(32))).key.public for name in ("east", "south", "west", "north")]
    for count, needed in ((1, 3), (3, 3), (4, 4), (9, 4)):
        with make_vault(tmp_path, f"yard {count}") as yard:
            replica = found_with_witnesses(yard, keys, [{"power": "witness", "count": count}])
            assert Confirmation(replica).needed == needed
            assert Confirmation(replica).can_confirm(keys[0]) is (needed == 3)


def test_nothing_is_ever_confirmed_without_witnesses(tmp_path: Path):
    with make_vault(tmp_path, "yard") as yard, make_vault(tmp_path, "shop") as shop:
        replica = found_with_witnesses(yard, [])
        there = admit(yard, shop, replica.network_id)
        jar = open_jar(yard, replica)
        send(replica, there)
        fill_jar(shop, there, jar)
        send(there, replica)
        assert next(one.reach for one in history(replica, jar)) == Reach(Progress.HELD, 1, 0, 0)
