"""What blocks had seen, kept as vectors with shared parts, is what following their headers one by one gives."""

from collections.abc import Iterator
from contextlib import contextmanager
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlcipher3 import dbapi2

from core.ledger.chart import Position
from core.vault import reach
from core.vault.database import make_views
from core.vault.ingest import ingest
from core.vault.reach import Reach
from tests.support.chronicle import BOTH, OBSERVER
from tests.support.histories import GeneratedHistory
from tests.support.light import light_replica

NETWORK = 7
NUMBERS = st.one_of(st.integers(1, 20), st.integers(250, 275), st.integers(4090, 70_000))
"""Numbers of lines around the places where a vector grows higher, and far from them."""
STEPS = st.lists(
    st.tuples(
        st.integers(0, 9),
        st.lists(st.integers(0, 1 << 20), max_size=4),
        st.sampled_from(("", "", "", "write", "forget", "ask")),
    ),
    max_size=30,
)


@contextmanager
def vectors(*lines: int) -> Iterator[Reach]:
    connection = dbapi2.connect(":memory:", isolation_level=None)
    connection.execute("CREATE TABLE blocks (block INTEGER PRIMARY KEY, network, id, line, seq, depth)")
    connection.execute("CREATE TABLE entries (entry)")
    make_views(connection)
    for line in lines:
        row = (line, NETWORK, b"device", 0, 0, 0)
        connection.execute(
            "INSERT INTO lines (line, network, device, incarnation, first_seq, tip_seq) VALUES (?, ?, ?, ?, ?, ?)", row
        )
    yield Reach(connection, NETWORK)
    connection.close()


def node_count(vectors: Reach) -> int:
    return int(vectors._connection.execute("SELECT COUNT(*) FROM reach_nodes").fetchone()[0])


def check(vectors: Reach, past: dict[Position, set[Position]], lines: list[int]) -> None:
    for line, seq in past:
        seen = {other: max((to for at, to in past[Position(line, seq)] if at == other), default=-1) for other in lines}
        told = vectors.seen_from([Position(line, seq)])
        for other in set(lines) - {line}:
            assert vectors.upto(line, seq, other) == told.get(other, -1) == seen[other]
            knowing = [one.seq for one in past if one.line == other and (line, seq) in past[one]]
            assert vectors.first_seeing(other, line, seq) == min(knowing, default=None)
        assert set(vectors.lines_seeing(line, seq)) == {one.line for one in past if (line, seq) in past[one]} - {line}
    for some in (list(past)[::2], list(past)[::3]):
        told = vectors.seen_from(some)
        for line in lines:
            by_others = [seq for one in some if one.line != line for at, seq in past[one] if at == line]
            own = max((seq for at, seq in some if at == line), default=0)
            assert max(by_others, default=-1) <= told.get(line, -1) <= max([*by_others, own - 1])


@pytest.mark.parametrize("remembered", [2, 1 << 14], ids=["hardly anything remembered", "all remembered"])
@settings(max_examples=60)
@given(lines=st.lists(NUMBERS, min_size=2, max_size=10, unique=True), steps=STEPS)
def test_what_was_seen_is_what_the_graph_says(remembered: int, lines: list[int], steps: list):
    past: dict[Position, set[Position]] = {}
    with pytest.MonkeyPatch.context() as patch, vectors(*lines) as vectors_:
        for name in ("_NODES_MAX", "_UNWRITTEN_MAX", "_VERSIONS_MAX"):
            patch.setattr(reach, name, remembered)
        for which, picks, then in steps:
            line = lines[which % len(lines)]
            before = [one for one in past if one.line == line]
            others = [one for one in past if one.line != line]
            heads = list({others[pick % len(others)] for pick in picks}) if others else []
            at = Position(line, len(before))
            past[at] = {known for one in (*heads, *before[-1:]) for known in (one, *past[one])}
            vectors_.see(*at, heads)
            if then in {"write", "forget"}:
                vectors_.write()
            if then == "forget":
                vectors_.forget()
            if then == "ask":
                check(vectors_, past, lines)
        check(vectors_, past, lines)
        vectors_.write()
        vectors_.forget()
        check(vectors_, past, lines)


def test_a_store_knows_the_past_of_every_block_of_a_history():
    """With forks and later incarnations, taken in anyhow: a line takes over what its parent had seen."""
    assert set.union(*(check_store(seed) for seed in range(6))) == {"fork", "incarnation"}


def check_store(seed: int) -> set[str]:
    history = GeneratedHistory(seed, 40, 5)
    replica = light_replica(history.network, OBSERVER, BOTH)
    random, order = Random(seed), history.another_order(Random(seed))
    while order:
        size = random.choice((1, 2, 7))
        ingest(replica, [history.blocks[id].wire for id in order[:size]])
        del order[:size]
        if random.random() < 0.2:
            replica.forget()
    store, placed = replica.store, {}
    for id in history.blocks:
        found = store.placed(id)
        assert found is not None
        placed[id] = found
    for later, at in placed.items():
        past = {later, *history.past[later]}
        for earlier, one in placed.items():
            assert store.is_past(one, at) == (earlier in past)
        for line in store.lines.all():
            knowing = [
                one.seq for id, one in placed.items() if one.line == line and later in {id, *history.past[id]}
            ]
            assert store.first_seeing(line, at.line, at.seq) == min(knowing, default=None)
    later_chains = [one for one in store.lines.all().values() if one.incarnation and one.parent]
    return {"fork" for _ in store.lines.forked()} | {"incarnation" for _ in later_chains}


def test_who_passes_on_what_a_hub_has_seen_adds_nothing():
    """Of 600 devices a hub sees every one, and each of them sees the hub: the second to the last share its vector."""
    devices, hub = range(2, 602), 1
    with vectors(hub, *devices) as shared:
        for seq, first in enumerate(range(2, 602, 50)):
            shared.see(hub, seq, [Position(device, 0) for device in range(first, first + 50)])
        shared.write()
        of_the_hub = node_count(shared)
        shared.see(2, 1, [Position(hub, 11)])
        shared.write()
        # The hub's own number lies in one leaf; three levels hold 4,096 lines.
        assert node_count(shared) <= of_the_hub + 3
        of_one = node_count(shared)
        for device in devices[1:]:
            shared.see(device, 1, [Position(hub, 11)])
        shared.write()
        assert node_count(shared) == of_one
        assert all(shared.upto(device, 1, 601) == 0 for device in devices[:-1])


def test_one_more_head_costs_one_path():
    with vectors(*range(1, 3001)) as shared:
        shared.see(1, 0, [Position(line, 0) for line in range(2, 3001)])
        shared.write()
        for seq in range(1, 50):
            before = node_count(shared)
            shared.see(1, seq, [Position(seq * 60, seq)])
            shared.write()
            assert node_count(shared) <= before + 3
