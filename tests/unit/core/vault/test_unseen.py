"""What a next block lists: followed as blocks come in, it is what comparing every head with every other gives."""

from random import Random

import pytest

from core.ledger.place import Placed
from core.vault import unseen
from core.vault.blockstore import BlockStore
from core.vault.ingest import ingest
from tests.support.chronicle import BOTH, OBSERVER
from tests.support.histories import GeneratedHistory
from tests.support.light import light_replica


def by_definition(
    store: BlockStore, own: Placed | None, device: bytes, incarnation: int, hidden: dict[int, int]
) -> list[Placed]:
    shown = [store._before(tip, hidden[tip.line]) if tip.line in hidden else tip for tip in store.tips()]
    others = [one for one in shown if one is not None and (one.device, one.incarnation) != (device, incarnation)]
    new = [tip for tip in others if own is None or not store.is_past(tip, own)]
    return [tip for tip in new if not any(rival.id != tip.id and store.is_past(tip, rival) for rival in new)]


@pytest.mark.parametrize("pairs", [unseen._PAIRS_MAX, 0], ids=["compared", "asked of the database"])
@pytest.mark.parametrize("seed", range(8))
def test_the_heads_to_list_are_those_that_the_definition_gives(
    seed: int, pairs: int, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(unseen, "_PAIRS_MAX", pairs)
    random = Random(seed)
    history = GeneratedHistory(seed, 40, 5)
    replica = light_replica(history.network, OBSERVER, BOTH)
    store, listed = replica.store, set()
    chains = sorted({(one.header.device, one.header.incarnation) for one in history.blocks.values()})
    order = history.another_order(random)
    asked, hidden = random.choice(chains), {}
    while order:
        size = random.choice((1, 1, 2, 7))
        ingest(replica, [history.blocks[id].wire for id in order[:size]])
        del order[:size]
        if random.random() < 0.2:
            asked = random.choice(chains)
        if random.random() < 0.1:
            replica.forget()
        if random.random() < 0.1:
            hidden = {line.number: random.randint(line.first, line.tip) for line in store.lines.all().values()}
            hidden = {line: seq for line, seq in hidden.items() if random.random() < 0.3}
        own = store.own_tip(*asked)
        found = store.unseen_heads(own, *asked, hidden)
        assert sorted(found, key=lambda one: one.id) == found
        assert {*found} == {*by_definition(store, own, *asked, hidden)}
        listed.add(len(found))
    assert max(listed) > 1


def test_what_was_found_is_not_compared_again(monkeypatch: pytest.MonkeyPatch):
    """Only lines that grew are looked at, however many heads there are to list."""
    history = GeneratedHistory(3, 40, 5)
    replica = light_replica(history.network, OBSERVER, BOTH)
    ingest(replica, [one.wire for one in history.blocks.values()])
    asked = (OBSERVER.public, 0)
    found = replica.store.unseen_heads(None, *asked)
    monkeypatch.setattr(replica.store, "is_past", lambda earlier, later: 1 // 0)
    assert replica.store.unseen_heads(None, *asked) == found
